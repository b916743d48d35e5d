"""Direction: what the claim turns round, such as increase for decrease, before for after, voluntary for mandatory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_PLAIN = frozenset(
    ("still", "entitled", "binding", "signed", "agreed", "postponed", "the higher", "in force", "included", "for national defence")
)


class Direction:
    """Whether claim and source stand on the same side of the pairs of `opposites.tsv`."""

    code = "direction"
    scope: Scope = "clause"
    """Both sides of a pair often stand in one sentence about different things; some pairs seldom do and are asked of the window too."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `direction.turned` for each pair of which claim and source have opposite sides."""
        narrow = opposites(view.claim, view.clause) if view.is_narrow else []
        return list(dict.fromkeys([*narrow, *opposites(view.claim, view.window, plain=True)]))


@dataclass(frozen=True, slots=True)
class Axis:
    """Two opposite things that may be said of the same; the pattern of each side in both languages."""

    one: str
    other: str
    first: re.Pattern[str]
    second: re.Pattern[str]


@cache
def axes() -> tuple[Axis, ...]:
    """Return the rows of `opposites.tsv`, in order."""
    text = files("ragassist.verify.checks").joinpath("opposites.tsv").read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(
        Axis(one, other, re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE)) for one, first, other, second in rows
    )


def opposites(claim: Part, source: Part, *, plain: bool = False) -> list[Finding]:
    """Return the pairs of which the claim has one side only and the source the other only.

    `plain` keeps to the pairs that seldom stand in a text for another reason, and may be asked of more than one clause.

    >>> [dict(f.values) for f in opposites(Part("Exports fell."), Part("出口增长。"))]
    [{'said': 'decrease', 'meant': 'increase'}]
    """
    found = []
    for axis in axes():
        if plain and axis.one not in _PLAIN:
            continue
        mine = axis.first.search(claim.text), axis.second.search(claim.text)
        theirs = axis.first.search(source.text), axis.second.search(source.text)
        if mine[0] and not mine[1] and theirs[1] and not theirs[0]:
            spans = claim.span(mine[0]), source.span(theirs[1])
            found.append(against("direction.turned", *spans, said=axis.one, meant=axis.other))
        elif mine[1] and not mine[0] and theirs[0] and not theirs[1]:
            spans = claim.span(mine[1]), source.span(theirs[0])
            found.append(against("direction.turned", *spans, said=axis.other, meant=axis.one))
    return found
