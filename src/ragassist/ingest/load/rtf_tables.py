"""Tables of Rich Text: cells where their right edges say they are, merged both ways, one table inside of another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

_SAME_EDGE_TWIPS: Final = 40
"""Edges so near to each other (2 points) are one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What a row says of one of its cells before the cells come."""

    right_twips: int
    goes_on_across: bool = False
    """It belongs to the cell on its left."""
    goes_on_down: bool = False
    """It belongs to the cell above."""


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    edges: tuple[Edge, ...]
    head: bool


@dataclass(slots=True)
class Table:
    """A table while it is read: its finished rows, the cells of the row that is open, and the lines of the cell that is."""

    rows: list[_Row] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)

    def end_row(self, edges: Sequence[Edge], *, head: bool) -> None:
        """Close the row; `edges` count only where there is one for each cell."""
        if self.row:
            self.rows.append(_Row(tuple(self.row), tuple(edges) if len(edges) == len(self.row) else (), head))
        self.row, self.cell = [], []


@dataclass(slots=True)
class _Place:
    text: str
    column: int
    across: int
    down: int = 1
    head: bool = False


def html(table: Table) -> str:
    """Return the rows as a table of HTML, "" without any."""
    if not table.rows:
        return ""
    edges = _columns(edge.right_twips for row in table.rows for edge in row.edges)
    placed: list[list[_Place]] = []
    above: dict[int, _Place] = {}
    for row in table.rows:
        placed.append(_placed(row, edges, above))
    return "<table>" + "".join(f"<tr>{''.join(_cell(one) for one in row)}</tr>" for row in placed) + "</table>"


def _cell(place: _Place) -> str:
    tag = "th" if place.head else "td"
    return f"<{tag} colspan={place.across} rowspan={place.down}>{place.text}</{tag}>"


def _columns(edges: Iterable[int]) -> list[int]:
    """Where columns end, from the left; edges that all but meet are one."""
    found: list[int] = []
    for edge in sorted(set(edges)):
        if not found or edge - found[-1] > _SAME_EDGE_TWIPS:
            found.append(edge)
    return found


def _placed(row: _Row, columns: Sequence[int], above: dict[int, _Place]) -> list[_Place]:
    """The cells that begin in a row; what goes on from above or from the left makes that cell larger. Keeps `above` up to date."""
    if not row.edges:
        above.clear()
        return [_Place(text, at, 1, head=row.head) for at, text in enumerate(row.cells)]
    ends = [-1, *(max(0, bisect_left(columns, edge.right_twips - _SAME_EDGE_TWIPS)) for edge in row.edges)]
    made: list[_Place] = []
    for (before, end), edge, text in zip(pairwise(ends), row.edges, row.cells, strict=True):
        column, across = before + 1, max(1, end - before)
        if edge.goes_on_across and made:
            made[-1].across += across
        elif edge.goes_on_down and column in above:
            above[column].down += 1
        else:
            made.append(_Place(text, column, across, head=row.head))
            above[column] = made[-1]
    return made
