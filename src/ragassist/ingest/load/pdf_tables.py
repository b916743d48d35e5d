"""Tables of a PDF page that are set without lines, told by cells that stand in line below each other.

A page's words are taken for a table only where the first row names its columns, every other word stands below exactly one of them, and
it can be told which lines make one row. Else they stay text: a false name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ragassist.ingest.load import grid, marks
from ragassist.ingest.load.pdf_glyphs import joined

MIN_ROWS: Final = 3
"""So many rows in line, the one with the names included, are no coincidence."""
MAX_CELL_CHARS: Final = 40
_PROSE: Final = re.compile("[。；;！？!?]|\\||,$")
_FAR: Final = 3.2
"""Lines further apart than so many heights of a character are of two tables, or none."""
_ROW_GAP: Final = 1.2
"""Rows are told from the lines of one row by a distance so many times larger."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one line without a wide gap; lengths in points, `top` counts upwards."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    line: int
    start: int
    """Where it begins in the page's text, in characters."""
    end: int


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table found: its rows of cells, the characters that it takes, and where its columns stand."""

    rows: tuple[tuple[grid.Span, ...], ...]
    held: frozenset[int]
    columns: tuple[tuple[float, float], ...]


Line = list[Run]
Columns = Sequence[tuple[float, float]]


def find(runs: Sequence[Run], before: Columns = ()) -> list[OpenTable]:
    """The tables that stand in `runs`, from the top.

    Args:
        runs: of one page, or a part of it.
        before: where the columns of the table stand that ended the page before; rows in line with them go on with it.
    """
    lines = _lines(runs)
    found: list[OpenTable] = []
    at = 0
    if before:
        first, table = _continued(lines, before)
        if table is not None:
            found.append(table)
            at = first
    while at < len(lines):
        last, table = _table(lines, at) if len(lines[at]) > 1 else (at, None)
        if table is not None:
            found.append(table)
        at = max(last, at + 1) if table is not None else at + 1
    return found


def _lines(runs: Sequence[Run]) -> list[Line]:
    lines: list[Line] = []
    for run in sorted(runs, key=lambda run: -run.top):
        if lines and min(run.top, lines[-1][0].top) - max(run.bottom, lines[-1][0].bottom) > 0.6 * (run.top - run.bottom):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _is_cell(text: str) -> bool:
    return len(text) <= MAX_CELL_CHARS and not _PROSE.search(text)


def _continued(lines: Sequence[Line], columns: Columns) -> tuple[int, OpenTable | None]:
    """The rows near the page's top that stand in line with `columns`, and the line after them."""
    for first in range(min(3, len(lines))):
        last = first
        while last < len(lines) and len(lines[last]) > 1 and all(_is_cell(run.text) for run in lines[last]):
            if any(len(_under(run, columns)) != 1 for run in lines[last]) or not _near(lines, first, last):
                break
            last += 1
        if last > first:
            rows = [_row([line], columns) for line in lines[first:last]]
            return last, OpenTable(tuple(rows), _held(lines[first:last]), tuple(columns))
    return 0, None


def _near(lines: Sequence[Line], first: int, last: int) -> bool:
    if last == first:
        return True
    above, below = lines[last - 1][0], lines[last][0]
    return above.top - below.top <= _FAR * max(1.0, below.top - below.bottom)


def _under(run: Run, columns: Columns) -> list[int]:
    """The columns that the run reaches into."""
    return [at for at, (left, right) in enumerate(columns) if min(run.right, right) > max(run.left, left)]


def _held(lines: Sequence[Line]) -> frozenset[int]:
    return frozenset(at for line in lines for run in line for at in range(run.start, run.end))


def _table(lines: Sequence[Line], first: int) -> tuple[int, OpenTable | None]:
    """The table whose head begins in line `first`, if there is one, and the line after it."""
    last = first
    while last < len(lines) and all(_is_cell(run.text) for run in lines[last]) and _near(lines, first, last):
        last += 1
    while last - first >= MIN_ROWS - 1:
        columns = _columns(lines[first:last])
        cut = _fitting(lines[first:last], columns) if columns else 0
        if columns and cut == last - first:
            rows = _grouped(lines[first:last], columns)
            if rows is not None and len(rows) >= MIN_ROWS and grid.names_its_columns(rows):
                return last, OpenTable(tuple(rows), _held(lines[first:last]), tuple(columns))
            if rows is not None:
                return last, None
        last = first + cut if 0 < cut < last - first else last - 1
    return last, None


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns stand: under each other in all lines that have most cells; empty where these overlap."""
    most = max(len(line) for line in lines)
    full = [line for line in lines if len(line) == most]
    if most < 2 or len(full) < 2:
        return []
    columns = [(min(line[at].left for line in full), max(line[at].right for line in full)) for at in range(most)]
    return columns if all(one[1] < other[0] for one, other in pairwise(columns)) else []


def _fitting(lines: Sequence[Line], columns: Columns) -> int:
    """How many of the lines stand in line with the columns; a cell may reach over several only above the first line that has all."""
    head = next((at for at, line in enumerate(lines) if len(line) == len(columns)), 0)
    for at, line in enumerate(lines):
        taken = [_under(run, columns) for run in line]
        if any(not under or (len(under) > 1 and at >= head) for under in taken) or any(
            one[-1] >= other[0] for one, other in pairwise(taken)
        ):
            return at
    return len(lines)


def _grouped(lines: Sequence[Line], columns: Columns) -> list[tuple[grid.Span, ...]] | None:
    """The rows that the lines make; None where it cannot be told."""
    groups = _by_distance(lines) or _by_first_column(lines, columns)
    if groups is None:
        return None
    rows: list[tuple[grid.Span, ...]] = []
    while groups:
        group = groups.pop(0)
        if any(len(_under(run, columns)) > 1 for line in group for run in line):
            if groups and not (_fills(group, columns, 0) and _fills(groups[0], columns, 0)):
                group = [*group, *groups.pop(0)]
            rows += _head(group, columns)
            continue
        if not _fills(group, columns, 0):
            return None
        rows.append(_row(group, columns))
    return rows


def _fills(group: Sequence[Line], columns: Columns, column: int) -> bool:
    return any(column in _under(run, columns) for line in group for run in line)


def _by_distance(lines: Sequence[Line]) -> list[list[Line]] | None:
    """The lines in groups by how far apart they are; None where all are equally far."""
    steps = [above[0].top - below[0].top for above, below in pairwise(lines)]
    if not steps or max(steps) <= _ROW_GAP * min(steps):
        return None
    ordered = sorted(steps)
    widest = max(range(1, len(ordered)), key=lambda at: ordered[at] / max(ordered[at - 1], 0.1))
    if ordered[widest] <= _ROW_GAP * ordered[widest - 1]:
        return None
    groups = [[lines[0]]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step >= ordered[widest]:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _by_first_column(lines: Sequence[Line], columns: Columns) -> list[list[Line]] | None:
    """Lines that are equally far apart: one without a first cell goes on with the row above, whose cells must then be full."""
    groups: list[list[Line]] = []
    for line in lines:
        if len(line) == len(columns) or not groups or (0 in _under(line[0], columns) and len(line) > 1):
            groups.append([line])
            continue
        head = groups[-1] if len(groups) == 1 and any(len(_under(run, columns)) > 1 for run in groups[-1][0]) else None
        if head is None and not all(_is_full(groups[-1][-1], _under(run, columns)[0], columns, run) for run in line):
            return None
        groups[-1].append(line)
    return groups


def _is_full(line: Line, column: int, columns: Columns, below: Run) -> bool:
    """Whether the cell of that column reaches so far that a word more would not have fitted."""
    width = below.top - below.bottom
    return any(column in _under(run, columns) and run.right >= columns[column][1] - width for run in line)


def _row(group: Sequence[Line], columns: Columns) -> tuple[grid.Span, ...]:
    held: list[list[str]] = [[] for _ in columns]
    for line in group:
        for run in line:
            held[_under(run, columns)[0]].append(run.text)
    return tuple(grid.Span(marks.escape(joined(texts))) for texts in held)


def _head(group: Sequence[Line], columns: Columns) -> list[tuple[grid.Span, ...]]:
    """Two rows: names that reach over several columns with those beside them, and the names below."""
    wide = {under[0]: (run, under) for line in group for run in line if len(under := _under(run, columns)) > 1}
    covered = {at for _, under in wide.values() for at in under}
    plain = _row([[run for run in line if len(_under(run, columns)) == 1] for line in group], columns)
    upper = [
        grid.Span(marks.escape(wide[at][0].text), columns=len(wide[at][1])) if at in wide else grid.Span(plain[at].text, rows=2)
        for at in range(len(columns))
        if at in wide or at not in covered
    ]
    return [tuple(upper), tuple(plain[at] for at in sorted(covered))]
