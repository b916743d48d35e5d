"""Figures of a table with the units that stand over their columns or over the whole: 41.5 under 占比（%） is 46 percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ragassist.text.quantities.find import find_quantities
from ragassist.text.quantities.quantity import Quantity

_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?\s*")
"""The line under the names of the columns."""
_UNIT = re.compile(r"[(（]\s?(?:单位[:：]\s?|in\s)?(?P<unit>[^()（）\d,，;；]{1,24})[)）]\s*$", re.IGNORECASE)
"""At the end of a column's name: what its figures count."""
_OF_ALL = re.compile(r"(?:单位|\bunit)[:：]\s?(?P<unit>[^()（）\d,，;；\s|]{1,24})", re.IGNORECASE)
"""Before a table: what the figures of columns without a unit count."""
_FIGURE = re.compile(r"[+-]?(?:\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)?")
"""A cell that holds a figure and nothing else."""
_CAPTION = 200
"""Characters before a table in which the unit of all of it may stand."""


def in_columns(text: str) -> list[Quantity]:
    r"""Return the figures of the tables in `text` that have their unit from the column's name or the caption, in order.

    >>> table = "| 码头 | 占比（%） |\n|---|---|\n| 东港 | 41.5 |"
    >>> [(q.kind, str(q.low)) for q in in_columns(table)]
    [('percent', '41.5')]
    """
    return [q for table in _tables(text) for q in _read(table, text)] if "|" in text else []


_Line = tuple[int, str]
"""Where a line begins, and the line."""


def _tables(text: str) -> Iterator[list[_Line]]:
    lines: list[_Line] = []
    at = 0
    for line in [*text.splitlines(keepends=True), ""]:
        if line.lstrip().startswith("|"):
            lines.append((at, line))
        elif lines:
            yield lines
            lines = []
        at += len(line)


def _read(table: list[_Line], text: str) -> Iterator[Quantity]:
    names = [cell.strip() for _, cell in _cells(table[0])]
    caption = _OF_ALL.search(text[max(0, table[0][0] - _CAPTION) : table[0][0]])
    units = [(match["unit"] if (match := _UNIT.search(name)) else caption["unit"] if caption else "") for name in names]
    for line in table[1:]:
        if _RULE.fullmatch(line[1]):
            continue
        for (at, cell), unit in zip(_cells(line), units, strict=False):
            figure = cell.strip()
            if unit and _FIGURE.fullmatch(figure):
                told = find_quantities(f"{figure.replace(' ', '')}{unit.strip()}")
                start = at + cell.index(figure)
                yield from (replace(q, start=start, end=start + len(figure), surface=figure) for q in told[:1])


def _cells(line: _Line) -> list[tuple[int, str]]:
    """The cells of a line, each with where it begins in the text."""
    found, at = [], line[0]
    for cell in line[1].split("|"):
        found.append((at, cell))
        at += len(cell) + 1
    return found
