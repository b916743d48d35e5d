"""The checks, in the order in which their findings are told. A new check is a file here, a line below, and rows in `say`'s table."""

from __future__ import annotations

from typing import Protocol

from ragassist.types import Finding
from ragassist.verify.checks.attributes import Attributes
from ragassist.verify.checks.certainty import Certainty, Condition
from ragassist.verify.checks.contrast import Turned
from ragassist.verify.checks.denial import Denial
from ragassist.verify.checks.detail import Added
from ragassist.verify.checks.direction import Direction
from ragassist.verify.checks.duties import Duties
from ragassist.verify.checks.exchanged import Exchanged
from ragassist.verify.checks.given_figure import GivenFigure
from ragassist.verify.checks.given_name import GivenName
from ragassist.verify.checks.item_labels import Labels
from ragassist.verify.checks.legal_wording import LegalWording
from ragassist.verify.checks.modality import Modality
from ragassist.verify.checks.moved import Moved
from ragassist.verify.checks.names import Names
from ragassist.verify.checks.negation import Negation, Prohibition
from ragassist.verify.checks.owners import EventDates, Owners, Placed
from ragassist.verify.checks.paired import Paired
from ragassist.verify.checks.quantities import Quantities
from ragassist.verify.checks.quotation import Quotation
from ragassist.verify.checks.quoted import Quoted
from ragassist.verify.checks.ranks import Ranks
from ragassist.verify.checks.relative_dates import RelativeDates
from ragassist.verify.checks.roles import Roles, Subjects
from ragassist.verify.checks.scope import Reach
from ragassist.verify.checks.strangers import Strangers
from ragassist.verify.checks.weekdays import Weekdays
from ragassist.verify.checks.worded_figures import WordedFigures
from ragassist.verify.view import ClaimView, Scope


class Check(Protocol):
    """One kind of check: reads a view, returns what it found, and keeps nothing."""

    @property
    def code(self) -> str:
        """The kind of its findings: the part of their code before the dot."""
        ...

    @property
    def scope(self) -> Scope:
        """How much of the evidence it looks at."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """What it cannot do without: `encoder`; it finds nothing where that is missing."""
        ...

    def find(self, view: ClaimView) -> list[Finding]:
        """Return its findings, in the order of the claim; empty if it has nothing to say."""
        ...


FIRST: tuple[Check, ...] = (Quotation(), LegalWording(), GivenFigure(), GivenName(), Quoted(), Quantities())
"""What settles an exact quotation, and a sentence that has one meaning only."""
THEN: tuple[Check, ...] = (
    Negation(),
    Prohibition(),
    Denial(),
    Direction(),
    Moved(),
    Ranks(),
    Weekdays(),
    Names(),
    Labels(),
    Strangers(),
    Attributes(),
    Reach(),
    Modality(),
    Certainty(),
    Condition(),
    EventDates(),
    RelativeDates(),
    Owners(),
    Paired(),
    WordedFigures(),
    Placed(),
    Roles(),
    Exchanged(),
    Duties(),
    Subjects(),
    Added(),
)
"""What is asked of every other claim."""
LAST: tuple[Check, ...] = (Turned(),)
"""What costs most, and is asked only of claims that nothing else refuses."""
CHECKS: tuple[Check, ...] = (*FIRST, *THEN, *LAST)


def found_by(checks: tuple[Check, ...], view: ClaimView) -> list[Finding]:
    """Return what these checks find, each finding once, in their order; checks that need a missing encoder are passed over."""
    has = frozenset({"encoder"}) if view.embedder is not None else frozenset()
    return list(dict.fromkeys(finding for check in checks if check.needs <= has for finding in check.find(view)))
