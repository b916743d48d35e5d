"""Figures that move the other way: a rise of 5 percent told as a fall, from 92,000 to 56,000 told the other way round, by for to."""

from __future__ import annotations

from collections.abc import Iterator

from ragassist.text.quantities.agree import same_value
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.moves import Move, ends, moves
from ragassist.verify.view import ClaimView, Part, Scope

_COUNTED = frozenset({"number", "money", "percent", "points"})
"""Kinds of figure that move by a step or to an end: three times as many is neither."""


class Moved:
    """Whether each figure that rises or falls in the claim does so in the evidence."""

    code = "direction"
    scope: Scope = "source"
    """All of it: the word of rising or falling stands beside the figure, wherever that is."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `direction.figure`, `direction.step` and `direction.reversed`."""
        return misdirected(view.claim, view.source)


def misdirected(claim: Part, source: Part) -> list[Finding]:
    """Return the figures that rise in the claim and fall in the source, or the other way round, steps told as ends, moves told backwards.

    >>> found = misdirected(Part("Freight rose by 5 percent."), Part("货运量下降5%，票价上涨3%。"))
    >>> [(f.code, dict(f.values)) for f in found]
    [('direction.figure', {'said': 'rose by 5 percent', 'meant': '下降5%'})]
    """
    return list(dict.fromkeys([*_turned(claim, source), *_reversed(claim, source)]))


def _turned(claim: Part, source: Part) -> Iterator[Finding]:
    theirs = moves(source.text)
    for move in moves(claim.text):
        same = [other for other in theirs if same_value(move.quantity, other.quantity)]
        if not same:
            continue
        if all(other.up != move.up and not _at_a_turn(move, other) for other in same):
            yield _told("direction.figure", claim, move, source, same[0])
        elif move.quantity.kind in _COUNTED and all({move.role, other.role} == {"by", "to"} for other in same):
            yield _told("direction.step", claim, move, source, same[0])


def _told(code: str, claim: Part, mine: Move, source: Part, other: Move) -> Finding:
    spans = (mine.start, mine.end), (other.start, other.end)
    return against(code, *spans, said=claim.words(spans[0]), meant=source.words(spans[1]))


def _at_a_turn(one: Move, other: Move) -> bool:
    """Whether one figure may be where a fall ends and a rise begins."""
    return {one.role, other.role} == {"from", "to"}


def _reversed(claim: Part, source: Part) -> Iterator[Finding]:
    there = list(ends(source.text))
    for start, end in ends(claim.text):
        if same_value(start, end) or any(same_value(start, a) and same_value(end, b) for a, b in there):
            continue
        for a, b in there:
            if same_value(start, b) and same_value(end, a):
                said, meant = (f"{one.surface.strip()} → {other.surface.strip()}" for one, other in ((start, end), (a, b)))
                yield against("direction.reversed", (start.start, end.end), (a.start, b.end), said=said, meant=meant)
