"""Direction: what the claim turns round, such as increase for decrease, before for after, voluntary for mandatory."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.rules import opposites
from ragassist.verify.view import ClaimView, Part, Scope


class Direction:
    """Whether claim and source stand on the same side of the pairs of `rules/opposites.toml`."""

    code = "direction"
    scope: Scope = "clause"
    """Both sides of a pair often stand in one sentence about different things; some pairs seldom do and are asked of the window too."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `direction.turned` for each pair of which claim and source have opposite sides."""
        narrow = turned(view.claim, view.clause) if view.is_narrow else []
        return list(dict.fromkeys([*narrow, *turned(view.claim, view.window, wide=True)]))


def turned(claim: Part, source: Part, *, wide: bool = False) -> list[Finding]:
    """Return the pairs of which the claim has one side only and the source the other only.

    `wide` keeps to the pairs that seldom stand in a text for another reason, and may be asked of more than one clause.

    >>> [dict(f.values) for f in turned(Part("Exports fell."), Part("出口增长。"))]
    [{'said': 'decrease', 'meant': 'increase'}]
    """
    found = []
    for axis in opposites():
        if wide and not axis.wide:
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
