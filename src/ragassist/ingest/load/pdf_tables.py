"""Rows of a PDF page whose cells stand in line below each other, written as a Markdown table: cleaning reads each with its column names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

MIN_ROWS: Final = 3
"""So many rows in line, the one with the names included, are no coincidence."""
MAX_CELL_CHARS: Final = 30
_APART: Final = "  "
_PROSE: Final = re.compile("[。；;！？!?，]|\\||,$")
_NUMBER: Final = re.compile(r"\d|[一二三四五六七八九十百千万亿两]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d ?年?[^\d]{0,8}")
_COLUMN: Final = re.compile(
    r"序号|编号|名称|项目|指标|类[别型]|部门|单位|地区|城市|省份|内容|职责|任务|时间|日期|期限|年份|备注|说明|负责.{0,3}|牵头.{0,3}"
    r"|(?i:no\.?|name|item|type|category|description|unit|date|year|value|notes?|region|country|city|company|model)"
)


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


def marked(text: str, rows: Sequence[Sequence[Run]]) -> str:
    """The page's text with its tables marked, and space between what stands apart in other rows.

    Only plain grids are: the first row names the columns, every row has all cells, each on one line, and no cell
    of a column reaches into another column.
    """
    parts: list[str] = []
    done = first = 0
    while first < len(rows):
        last = _end(rows, first)
        if last - first < MIN_ROWS or not _has_names(rows[first:last]):
            for run, after in pairwise(rows[first]):
                if run.end == after.start and len(run.text) > 1 and len(after.text) > 1:
                    parts += [text[done : run.end], _APART]
                    done = run.end
            first += 1
            continue
        lines = [f"| {' | '.join(run.text for run in row)} |" for row in rows[first:last]]
        lines.insert(1, f"|{' --- |' * len(rows[first])}")
        parts += [text[done : rows[first][0].start], "\n".join(lines)]
        done = rows[last - 1][-1].end
        first = last
    return "".join([*parts, text[done:]])


def _end(rows: Sequence[Sequence[Run]], first: int) -> int:
    """Number of the row after the last one that is in line with row `first`."""
    width = len(rows[first])
    if width < 2:
        return first
    spans = [(run.left, run.right) for run in rows[first]]
    last = first
    while last < len(rows) and len(rows[last]) == width and all(_is_cell(run.text) for run in rows[last]):
        if any(min(run.right, right) <= max(run.left, left) for run, (left, right) in zip(rows[last], spans, strict=True)):
            break
        wider = [(min(run.left, left), max(run.right, right)) for run, (left, right) in zip(rows[last], spans, strict=True)]
        if any(one[1] >= other[0] for one, other in pairwise(wider)):
            break
        spans = wider
        last += 1
    return last


def _is_cell(text: str) -> bool:
    return len(text) <= MAX_CELL_CHARS and not _PROSE.search(text)


def _has_names(rows: Sequence[Sequence[Run]]) -> bool:
    """Whether the first row names columns: by the usual words, or by a column that is numbers below its name.

    A false name is worse than none.
    """
    names = [run.text for run in rows[0]]
    if any((_NUMBER.search(name) and not _YEAR.fullmatch(name)) or not re.match(r"\w", name) for name in names):
        return False
    return any(_COLUMN.fullmatch(name) for name in names) or any(
        all(_NUMBER.search(row[at].text) for row in rows[1:]) for at in range(len(names))
    )
