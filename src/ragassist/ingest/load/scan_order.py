"""The lines of a page in the order in which they are read: columns of prose one after the other, all else from the top. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ragassist.ingest.ocr.read_page import PageLine

_LEAST_LINES: Final = 3
"""So many lines stand on each side of the gap between two columns of prose."""
_LEAST_CHARS: Final = 8
_FILLED: Final = 0.6
"""Share of a column's lines that reach nearly across it; the cells of a table seldom do."""
_REACH: Final = 0.8
_LEVEL: Final = 0.5
_DEPTH: Final = 3


def in_order(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    """Return the lines in rows: what stands at one height beside each other is one row, from the left."""
    return _read(list(lines), _DEPTH)


def _read(lines: list[PageLine], depth: int) -> list[list[PageLine]]:
    middle = _gap(lines) if depth else None
    if middle is None:
        return _rows(lines)
    rows: list[list[PageLine]] = []
    left: list[PageLine] = []
    right: list[PageLine] = []
    for line in [*sorted(lines, key=lambda line: line.area[1]), None]:
        if line is not None and line.area[2] <= middle:
            left.append(line)
        elif line is not None and line.area[0] >= middle:
            right.append(line)
        else:
            rows += [*_read(left, depth - 1), *_read(right, depth - 1)]
            left, right = [], []
            rows += [[line]] if line is not None else []
    return rows


def _gap(lines: Sequence[PageLine]) -> int | None:
    """Where the gap between two columns of prose is: most lines end before it or begin after it, and fill their side."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    edges = sorted({line.area[2] for line in lines})
    best: tuple[int, int] | None = None
    for edge in edges[:-1]:
        left = [line for line in lines if line.area[2] <= edge]
        right = [line for line in lines if line.area[0] >= edge]
        if min(len(left), len(right)) < _LEAST_LINES or len(left) + len(right) < 0.6 * len(lines):
            continue
        if _is_prose(left) and _is_prose(right) and _overlap(left, right) and (best is None or len(left) + len(right) > best[0]):
            best = (len(left) + len(right), (edge + min(line.area[0] for line in right)) // 2)
    return best[1] if best else None


def _is_prose(lines: Sequence[PageLine]) -> bool:
    begin, end = min(line.area[0] for line in lines), max(line.area[2] for line in lines)
    full = sum(line.area[2] - line.area[0] >= _REACH * (end - begin) and len(line.text) >= _LEAST_CHARS for line in lines)
    return full >= _FILLED * len(lines)


def _overlap(left: Sequence[PageLine], right: Sequence[PageLine]) -> bool:
    """Whether the two stand beside each other, and not one above the other."""
    top = max(min(line.area[1] for line in left), min(line.area[1] for line in right))
    bottom = min(max(line.area[3] for line in left), max(line.area[3] for line in right))
    return bottom > top


def _rows(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    rows: list[list[PageLine]] = []
    for line in sorted(lines, key=lambda line: (line.area[1] + line.area[3], line.area[0])):
        before = rows[-1][-1].area if rows else None
        shared = min(before[3], line.area[3]) - max(before[1], line.area[1]) if before else 0
        if before and shared > _LEVEL * min(before[3] - before[1], line.area[3] - line.area[1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered = [sorted(row, key=lambda line: line.area[0]) for row in rows]
    return [part for row in ordered for part in _apart(row)]


def _apart(row: list[PageLine]) -> list[list[PageLine]]:
    """A row, cut where a line begins before the one to its left has ended: those stand one above the other."""
    parts = [[row[0]]]
    for before, line in pairwise(row):
        if line.area[0] < before.area[2] - (before.area[3] - before.area[1]):
            parts.append([])
        parts[-1].append(line)
    return parts
