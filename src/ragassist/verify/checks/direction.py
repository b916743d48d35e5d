"""Direction: what the claim turns round, such as increase for decrease, before for after, voluntary for mandatory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.rules import Opposite, opposites
from ragassist.verify.view import ClaimView, Part, Scope


class Direction:
    """Whether claim and source stand on the same side of the pairs of `rules/opposites.toml`."""

    code = "direction"
    scope: Scope = "clause"
    """Both sides of a pair often stand in one sentence about different things; some pairs seldom do and are asked of the window too."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `direction.turned` for each pair of which claim and source have opposite sides."""
        said = stands(view.claim)
        narrow = view.in_clause(lambda clause: turned(said, view.claim, clause))
        wide = turned([each for each in said if each.pair.wide], view.claim, view.window)
        return list(dict.fromkeys([*narrow, *wide]))


@dataclass(frozen=True, slots=True)
class Stand:
    """On which side of a pair a text stands."""

    pair: Opposite
    at: re.Match[str]
    is_first: bool


def stands(text: Part) -> list[Stand]:
    """Return the pairs of which the text has one side only, in the order of the table."""
    found = []
    for pair in opposites():
        first, second = pair.first.search(text.text), pair.second.search(text.text)
        match = first or second
        if match is not None and not (first and second):
            found.append(Stand(pair, match, first is not None))
    return found


def turned(said: Sequence[Stand], claim: Part, source: Part) -> list[Finding]:
    """Return `direction.turned` for each pair on which the claim has one side only and the source the other only.

    >>> claim = Part("Exports fell.")
    >>> [dict(f.values) for f in turned(stands(claim), claim, Part("出口增长。"))]
    [{'said': 'decrease', 'meant': 'increase'}]
    """
    found = []
    for side in said:
        pair = side.pair
        own, other = (pair.first, pair.second) if side.is_first else (pair.second, pair.first)
        there = other.search(source.text)
        if there is not None and not own.search(source.text):
            names = (pair.one, pair.other) if side.is_first else (pair.other, pair.one)
            found.append(against("direction.turned", claim.span(side.at), source.span(there), said=names[0], meant=names[1]))
    return found
