"""Two figures of one clause that the evidence has in two: 68 percent of those above 5,000, where it is 68 percent of those below 1,000."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from ragassist.text.quantities import NUMERIC, Quantity, find_quantities
from ragassist.text.quantities.agree import lost_shade, same_value
from ragassist.types import Finding
from ragassist.verify.clauses import Clause
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_Pair = tuple[Quantity, Quantity]


class Paired:
    """Whether two figures that the claim tells together are together in the evidence."""

    code = "owner"
    scope: Scope = "source"
    """All of it: the two clauses of an exchange may stand in two sentences."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `owner.other_figure` for each figure that stands beside another's partner."""
        return mispaired(view.claim, view.source)


def mispaired(claim: Part, source: Part) -> list[Finding]:
    """Return the figures that the claim tells beside a figure of which the source tells another of their kind.

    Only clauses of two figures of different kinds are compared, and only those of which each partner has a partner of its own in the
    source: a claim that tells both pairs in one clause is not.

    >>> given = Part("一百吨以上的渡轮占30%，十吨以下的占55%。")
    >>> [dict(f.values) for f in mispaired(Part("Those above 100 tonnes are 55 percent."), given)]
    [{'said': '55 percent', 'meant': '30%'}]
    """
    theirs = list(_pairs(source))
    found = []
    for clause, (one, other) in _pairs(claim):
        for a, b in ((one, other), (other, one)):
            here = [(first, second) for _, pair in theirs for first, second in permutations(pair) if _is(a, first) and _alike(b, second)]
            if len(here) != 1 or same_value(b, here[0][1]):
                continue
            there = [second for _, pair in theirs for second, first in permutations(pair) if _is(b, first) and _alike(a, second)]
            if there and not any(same_value(a, e) for e in there):
                at = clause.start + b.start
                found.append(
                    against("owner.other_figure", (at, at + len(b.surface)), None, said=b.surface.strip(), meant=here[0][1].surface.strip())
                )
                break
    return found


def _pairs(part: Part) -> Iterator[tuple[Clause, _Pair]]:
    """The clauses of two figures of different kinds, with them."""
    for clause in part.clauses:
        told = [q for q in find_quantities(clause.text) if q.kind in NUMERIC and (q.high > 3 or q.kind != "number")]
        if len(told) == 2 and (told[0].kind, told[0].unit) != (told[1].kind, told[1].unit):
            yield clause, (told[0], told[1])


def _is(mine: Quantity, there: Quantity) -> bool:
    """Whether the claim's figure is the source's, under the same bound."""
    return same_value(mine, there) and lost_shade(mine, there) is not True


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.kind == other.kind and (one.unit == other.unit or not one.unit or not other.unit)
