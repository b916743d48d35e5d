"""Two things that grow together or against each other: the more rain, the fewer ferries; 雨越大，渡轮越少."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_UP_EN = r"more|higher|bigger|larger|greater|stronger|faster|longer|nearer|closer|better|stricter|heavier|wider|deeper|later|older|richer"
_DOWN_EN = r"less|fewer|lower|smaller|weaker|slower|shorter|farther|further|worse|laxer|lighter|narrower|shallower|earlier|younger|poorer"
_TOGETHER = (
    re.compile(
        rf"\bthe\s(?:(?P<up>{_UP_EN})|(?:{_DOWN_EN}))\b[^.;]{{1,80}}?,?\sthe\s(?:(?P<also>{_UP_EN})|(?:{_DOWN_EN}))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"越是?[^，。；越]{0,8}?(?:(?P<up>[多高大强快长近好严重宽深晚]|接近|靠近)|[少低小弱慢短远差松轻窄浅早])[^，。；越]{0,6}，?[^，。；越]{0,12}"
        r"越是?[^，。；越]{0,8}?(?:(?P<also>[多高大强快长近好严重宽深晚])|[少低小弱慢短远差松轻窄浅早])"
    ),
)


class Correlated:
    """Whether two things that the claim ties together go the same way as in the evidence."""

    code = "direction"
    scope: Scope = "window"
    """Both are told in one sentence."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `direction.together` where the one grows with the other in one of the two texts alone."""
        return turned_apart(view.claim, view.window)


def turned_apart(claim: Part, source: Part) -> list[Finding]:
    """Return where two things grow together in the claim and against each other in the source, or the other way round.

    >>> given = Part("雨越大，渡轮越少。")
    >>> [f.code for f in turned_apart(Part("The more it rains, the more ferries sail."), given)]
    ['direction.together']
    >>> turned_apart(Part("The more it rains, the fewer ferries sail."), given)
    []
    """
    mine, theirs = (_told(part) for part in (claim, source))
    if len(mine) != 1 or len(theirs) != 1 or _same_way(mine[0]) == _same_way(theirs[0]):
        return []
    spans = claim.span(mine[0]), source.span(theirs[0])
    return [against("direction.together", *spans, said=claim.said(mine[0]), meant=source.said(theirs[0]))]


def _told(part: Part) -> list[re.Match[str]]:
    return [match for pattern in _TOGETHER for match in pattern.finditer(part.text)]


def _same_way(match: re.Match[str]) -> bool:
    return bool(match["up"]) == bool(match["also"])
