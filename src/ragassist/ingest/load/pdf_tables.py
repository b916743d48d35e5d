"""Tables of a PDF page that are set without lines, told by cells that stand in line below each other.

A page's words are taken for a table only where the first row names its columns, every other word stands below exactly one of them, and
it can be told which lines make one row. Else they stay text: a false name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ragassist.ingest.load import grid, marks
from ragassist.ingest.load.pdf_cells import joined
from ragassist.ingest.tables import is_value

MIN_ROWS: Final = 3
"""So many rows in line, the one with the names included, are no coincidence."""
MAX_CELL_CHARS: Final = 40
_PROSE: Final = re.compile("[。；;！？!?]|\\||,$")
_FAR: Final = 3.2
"""Lines further apart than so many heights of a character are of two tables, or none."""
_SECTION: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")
_STICKS_OUT: Final = 1.5
_ROOM: Final = 2.0
"""Heights of a character between a cell's end and the next column within which no more of its text would have fitted."""
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
    """Return the tables that stand in `runs`, from the top.

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


def _taken(line: Line, columns: Columns, *, above: bool) -> list[list[int]]:
    """For each run of a line the columns that it stands over, left to right.

    Above the first full line a name may stand over several columns, seldom flush with any: where it sticks out over a neighbour that
    the line leaves empty, it names that too.
    """
    taken = [_under(run, columns) for run in line]
    if not above or len(line) == len(columns):
        return taken
    for run, under in zip(line, taken, strict=True):
        if not under:
            middle = (run.left + run.right) / 2
            under.append(min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - middle)))
    covered = {at for under in taken for at in under}
    for run, under in zip(line, taken, strict=True):
        slack = _STICKS_OUT * (run.top - run.bottom)
        while under[0] and under[0] - 1 not in covered and columns[under[0]][0] - run.left > slack:
            under.insert(0, under[0] - 1)
            covered.add(under[0])
            slack += columns[under[1]][0] - columns[under[0]][0]
        while under[-1] + 1 < len(columns) and under[-1] + 1 not in covered and run.right - columns[under[-1]][1] > slack:
            under.append(under[-1] + 1)
            covered.add(under[-1])
            slack += columns[under[-1]][1] - columns[under[-2]][1]
    return taken


def _alone(line: Line, columns: Columns) -> bool:
    """Whether the line is a title across all columns: numbered as one, or by itself in the middle."""
    if len(line) != 1:
        return False
    run = line[0]
    height = run.top - run.bottom
    centred = abs(run.left + run.right - columns[0][0] - columns[-1][1]) < 4 * height
    flush = any(abs(run.left - left) < 0.5 * height for left, _ in columns)
    return bool(_SECTION.match(run.text)) or (centred and not flush)


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
    head = _first_full(lines, columns)
    for at, line in enumerate(lines):
        if at > head and _alone(line, columns):
            continue
        taken = _taken(line, columns, above=at < head)
        if any(not under or (len(under) > 1 and at >= head) for under in taken) or any(
            one[-1] >= other[0] for one, other in pairwise(taken)
        ):
            return at
    return len(lines)


def _first_full(lines: Sequence[Line], columns: Columns) -> int:
    return next((at for at, line in enumerate(lines) if len(line) == len(columns)), 0)


def _grouped(lines: Sequence[Line], columns: Columns) -> list[tuple[grid.Span, ...]] | None:
    """The rows that the lines make; None where it cannot be told."""
    head = _first_full(lines, columns)
    rows: list[tuple[grid.Span, ...]] = []
    if any(len(under) > 1 for line in lines[:head] for under in _taken(line, columns, above=True)):
        rows += _head(lines[:head], columns)
        lines = lines[head:]
    groups = _by_distance(lines, columns) or _by_cells(lines, columns)
    if groups is None:
        return None
    if not rows and len(groups) > 2 and _is_lower_head(groups, columns):
        upper, lower = _row(groups[0], columns), _row(groups[1], columns)
        rows.append(tuple(span if lower[at].text else replace(span, rows=2) for at, span in enumerate(upper)))
        rows.append(tuple(span for span in lower if span.text))
        groups = groups[2:]
    for group in groups:
        whole = len(group) == 1 and _alone(group[0], columns)
        rows.append((_cell(group[0][:1], columns=len(columns)),) if whole else _row(group, columns))
    return rows


def _is_lower_head(groups: Sequence[Sequence[Line]], columns: Columns) -> bool:
    """Whether the second row is the lower level of the names: none in the first column, no figures, and figures below."""
    texts = [span.text for span in _row(groups[1], columns)]
    below = [[span.text for span in _row(group, columns)] for group in groups[2:]]
    filled = [at for at, text in enumerate(texts) if text]
    return not texts[0] and not any(is_value(texts[at]) for at in filled) and all(is_value(row[at]) for row in below for at in filled)


def _by_distance(lines: Sequence[Line], columns: Columns) -> list[list[Line]] | None:
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
        if step >= ordered[widest] or _alone(line, columns) or _alone(groups[-1][-1], columns):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _by_cells(lines: Sequence[Line], columns: Columns) -> list[list[Line]] | None:
    """Lines that are equally far apart: one without a first cell goes on with the row above where all cells above it are full.

    Where none of them is, a word more would have fitted: it is a row of its own. None where some are and some are not.
    """
    groups: list[list[Line]] = []
    for line in lines:
        new = len(line) == len(columns) or not groups or _alone(line, columns) or _alone(groups[-1][-1], columns)
        if new or (0 in _under(line[0], columns) and len(line) > 1):
            groups.append([line])
            continue
        full = [_is_full(groups[-1][-1], _under(run, columns)[0], columns, run) for run in line]
        told = [one for one in full if one is not None]
        if told and all(told):
            groups[-1].append(line)
        elif told and not any(told) and len(line) > 1:
            groups.append([line])
        else:
            return None
    return groups


def _is_full(line: Line, column: int, columns: Columns, below: Run) -> bool | None:
    """Whether the cell of that column reaches so far that a word more would not have fitted; None for the last, whose edge is unknown."""
    run = next((run for run in line if column in _under(run, columns)), None)
    if run is None:
        return False
    if column + 1 == len(columns):
        return None
    return columns[column + 1][0] - run.right < _ROOM * (below.top - below.bottom)


def _row(group: Sequence[Line], columns: Columns) -> tuple[grid.Span, ...]:
    held: list[list[Run]] = [[] for _ in columns]
    for line in group:
        for run in line:
            held[_under(run, columns)[0]].append(run)
    return tuple(_cell(runs) for runs in held)


def _cell(runs: Sequence[Run], columns: int = 1, rows: int = 1) -> grid.Span:
    """A cell that the runs make, line by line."""
    text = marks.escape(joined([run.text for run in runs]))
    return grid.Span(text, columns=columns, rows=rows, held=tuple(at for run in runs for at in range(run.start, run.end)))


def _head(lines: Sequence[Line], columns: Columns) -> list[tuple[grid.Span, ...]]:
    """Two rows: names that stand over several columns with those beside them, and the names below."""
    held: dict[int, list[Run]] = {at: [] for at in range(len(columns))}
    wide: dict[int, tuple[Run, int]] = {}
    for line in lines:
        for run, under in zip(line, _taken(line, columns, above=True), strict=True):
            if len(under) > 1:
                wide[under[0]] = (run, len(under))
            else:
                held[under[0]].append(run)
    covered = {first + at for first, (_, columns_wide) in wide.items() for at in range(columns_wide)}
    upper = [
        _cell([wide[at][0]], columns=wide[at][1]) if at in wide else _cell(held[at], rows=2)
        for at in range(len(columns))
        if at in wide or at not in covered
    ]
    return [tuple(upper), tuple(_cell(held[at]) for at in sorted(covered))]
