"""HTML tables that stand in a Markdown file, as converters of PDF and Word files write them: their cells, laid out, with raw spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TABLE: Final = re.compile(r"<table\b[^>]*>(?:(?!<table\b).)*?</table>", re.IGNORECASE | re.DOTALL)
_ROW: Final = re.compile(r"<tr\b[^>]*>(?:(?!<tr\b).)*?(?:</tr>|(?=</t(?:able|body|head|foot)>))", re.IGNORECASE | re.DOTALL)
_CELL: Final = re.compile(r"<(t[dh])\b([^>]*)>((?:(?!<t[dhr]\b).)*?)(?:</\1>|(?=</tr>))", re.IGNORECASE | re.DOTALL)
_SPAN: Final = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_HEAD: Final = re.compile(r"<thead\b[^>]*>.*?</thead>", re.IGNORECASE | re.DOTALL)
_MOST_COLUMNS: Final = 60
_MOST_CHARS: Final = 400_000


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """What a cell says, and where; in a place that a cell of another row or column covers too, the span is empty."""

    start: int
    end: int
    shown_start: int
    """Where its words are written, also for a place that only repeats them."""
    shown_end: int
    head: bool


@dataclass(frozen=True, slots=True)
class HtmlRow:
    """A row with a cell for each column."""

    start: int
    end: int
    cells: tuple[HtmlCell, ...]


def find(raw: str) -> list[list[HtmlRow]]:
    """Return the rows of every table of `raw` that has at least two rows and two columns; tables within tables are left out."""
    if "<table" not in raw and "<TABLE" not in raw:
        return []
    found = [_rows(raw, match.start(), match.end()) for match in _TABLE.finditer(raw) if match.end() - match.start() < _MOST_CHARS]
    return [rows for rows in found if len(rows) > 1 and len(rows[0].cells) > 1]


def _rows(raw: str, start: int, end: int) -> list[HtmlRow]:
    heads = [match.span() for match in _HEAD.finditer(raw, start, end)]
    lines = [match.span() for match in _ROW.finditer(raw, start, end)]
    held: dict[tuple[int, int], HtmlCell] = {}
    width = 0
    for at, (first, last) in enumerate(lines):
        column = 0
        for cell in _CELL.finditer(raw, first, last):
            while (at, column) in held:
                column += 1
            spans = {name.lower(): int(size) for name, size in _SPAN.findall(cell[2])}
            body = cell[3]
            begin = cell.start(3) + len(body) - len(body.lstrip())
            stop = max(begin, begin + len(body.strip()))
            named = cell[1].lower() == "th" or any(one <= first < other for one, other in heads)
            for down in range(min(max(1, spans.get("row", 1)), len(lines) - at)):
                for across in range(min(max(1, spans.get("col", 1)), max(0, _MOST_COLUMNS - column))):
                    own = not (down or across)
                    held.setdefault((at + down, column + across), HtmlCell(begin, stop if own else begin, begin, stop, named))
            column += max(1, spans.get("col", 1))
        width = max(width, min(column, _MOST_COLUMNS))
    width = max([width, *(column + 1 for _, column in held)], default=0) if held else 0
    return [
        HtmlRow(first, last, tuple(held.get((at, column), HtmlCell(last, last, last, last, False)) for column in range(width)))
        for at, (first, last) in enumerate(lines)
    ]
