"""Before and after: a day that the claim tells from another, on the other side of it from where the evidence has it."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.relative_days import turned_days
from ragassist.verify.view import ClaimView, Scope


class RelativeDates:
    """Whether what the claim tells as before or after a day is so in the evidence: the day before for 次日."""

    code = "date"
    scope: Scope = "source"
    """All of it: a day told nowhere on the right side is asked for."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `date.turned` for each day that stands only on the other side of the day it is told from."""
        turned = turned_days(view.claim.text, view.source.text)
        return [
            against("date.turned", span, (q.start, q.end), said=view.claim.words(span), meant=view.source.words((q.start, q.end)))
            for span, q in turned
        ]
