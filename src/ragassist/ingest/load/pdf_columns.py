"""The text of a PDF page in reading order.

A page's own order is kept, since most programs write one column after the other. Only where two columns are written line by line
across the page are they taken apart, by the gap that runs down between them, and vertical text that is not written as it is read is put
in order. Rows whose cells stand in line are written as a table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import grid, pdf_ruled, pdf_tables, pdf_vertical
from ragassist.ingest.load.pdf_cells import Glyph, glyphs_of
from ragassist.ingest.load.pdf_glyphs import settled
from ragassist.ingest.load.pdf_origins import table_origins
from ragassist.ingest.load.pdf_ruled import RuledTable, Stroke
from ragassist.ingest.load.pdf_tables import OpenTable, Run

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Glyphs

MIN_LINES: Final = 3
"""So many lines must have the same gap."""
_GAP: Final = 1.2
"""Least width of a gap between columns, in heights of a character."""
_FILLED: Final = 0.6
"""Share of the lines that must reach their column's edges; the cells of a table seldom do."""
_MIN_CHARS: Final = 8
_APART: Final = "  "
_NEAR: Final = 3.0
_FOOT_CHARS: Final = 24
"""As much as may stand below a table that goes on overleaf: a page number, a running foot."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the columns of the table stand with which a page ends."""

    edges: tuple[float, ...] = ()
    """Of a ruled table."""
    columns: tuple[tuple[float, float], ...] = ()
    """Of one without lines."""


NO_TABLE: Final = Shape()


@dataclass(frozen=True, slots=True)
class Laid:
    """A page's text in reading order, lines ended by a newline."""

    text: str
    at: tuple[int, ...]
    """Of each character of `text` its number in the page's own text, -1 for what was put between; empty where that is not known."""
    shape: Shape = NO_TABLE
    """The table that the page ends with."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A table as Markdown, in place of its characters."""

    text: str
    held: frozenset[int]
    shape: Shape
    rows: Sequence[Sequence[grid.Span]]


def text_of(
    words: Glyphs, width: float, strokes: Sequence[Stroke] = (), before: Shape = NO_TABLE, aside: Collection[int] = frozenset()
) -> Laid:
    """Return the page's text in reading order, its tables as Markdown.

    Args:
        words: the page's text.
        width: of the page, in points.
        strokes: the lines that the page draws.
        before: the table with which the page before ended.
        aside: the characters of footnotes, below which a table may go on overleaf.
    """
    text: str = words.get_text_range()
    if words.count_chars() != len(text):
        return Laid(text, ())  # characters beyond the first plane: boxes could not be matched to them
    glyphs = glyphs_of(words, text)
    placed = [_ruled(table, before) for table in pdf_ruled.tables(strokes, glyphs)]
    if not placed and (columns := pdf_vertical.in_order(glyphs)) is not None:
        return _in_vertical_columns(columns, text)
    held = frozenset(at for table in placed for at in table.held)
    runs = _runs([glyph for glyph in glyphs if glyph.at not in held], text)
    middle = _gap(runs, width)
    if middle is not None and not placed:
        return _in_columns(runs, middle)
    read = [replace(run, text=settled(run.text)) for run in runs]
    placed += [_open(table, before) for table in pdf_tables.find(read, before.columns)]
    return _with_tables(text, _rows(runs), placed, aside)


def _ruled(table: RuledTable, before: Shape) -> _Placed:
    """A table drawn with lines; one whose columns are those of the table before goes on with it."""
    goes_on = len(table.edges) == len(before.edges) and all(abs(a - b) <= _NEAR for a, b in zip(table.edges, before.edges, strict=True))
    shown = grid.more_rows(table.rows) if goes_on else grid.table(table.rows)
    return _Placed(shown, table.held, Shape(edges=table.edges), table.rows)


def _open(table: OpenTable, before: Shape) -> _Placed:
    goes_on = table.columns == before.columns
    shown = grid.more_rows(table.rows) if goes_on else grid.table(table.rows)
    return _Placed(shown, table.held, Shape(columns=table.columns), table.rows)


def _with_tables(text: str, rows: Sequence[Sequence[Run]], placed: Sequence[_Placed], aside: Collection[int]) -> Laid:
    """The text with its tables in their places, and space between what stands apart in other rows."""
    apart = {
        run.end for row in rows for run, after in pairwise(row) if run.end == after.start and len(run.text) > 1 and len(after.text) > 1
    }
    table_at = {at: table for table in placed for at in table.held}
    parts: list[str] = []
    origins: list[int] = []
    written: set[int] = set()
    shape, since = NO_TABLE, 0
    for at, char in enumerate(text):
        table = table_at.get(at)
        if table is None:
            beside = at - 1 in table_at or at + 1 in table_at or (parts and parts[-1].endswith("|\n"))
            if not (char.isspace() and beside):
                put = f"{_APART}{char}" if at in apart and at - 1 not in table_at else char
                parts.append(put)
                origins += [-1] * (len(put) - 1) + [at]
                since += not char.isspace() and at not in aside
        elif id(table) not in written:
            written.add(id(table))
            put = f"{'' if not parts or parts[-1].endswith(chr(10)) else chr(10)}{table.text}\n"
            parts.append(put)
            origins += table_origins(put, table.rows, text)
            shape, since = table.shape, 0
    return Laid("".join(parts), tuple(origins), shape if since <= _FOOT_CHARS else NO_TABLE)


def _in_vertical_columns(columns: Sequence[Sequence[Glyph]], text: str) -> Laid:
    """Columns of vertical text, each on a line."""
    lines = [pdf_vertical.spaced(column, text) for column in columns]
    origins = [at for _, places in lines for at in (*places, -1)]
    return Laid("\n".join(said for said, _ in lines), tuple(origins[:-1]))


def _in_columns(runs: Sequence[Run], middle: float) -> Laid:
    """Two columns of prose written line by line across the page, one after the other."""
    lines: list[list[Run]] = []
    left: list[Run] = []
    right: list[Run] = []
    for run in [*sorted(runs, key=lambda run: -run.top), None]:
        if run is not None and run.right <= middle:
            left.append(run)
        elif run is not None and run.left >= middle:
            right.append(run)
        else:
            lines += [*_lines(left), *_lines(right)]
            left, right = [], []
            if run is not None:
                lines.append([run])
    origins: list[int] = []
    for line in lines:
        for run in line:
            origins += [*range(run.start, run.end), -1]
    return Laid("\n".join(" ".join(run.text for run in line) for line in lines), tuple(origins[:-1]))


def _runs(glyphs: Sequence[Glyph], text: str) -> list[Run]:
    """The characters in runs: up to a line's end, a wide gap, a step back, or what a table takes."""
    runs: list[Run] = []
    begin: int | None = None
    box = (0.0, 0.0, 0.0, 0.0)
    line = last = 0

    def close(end: int) -> None:
        nonlocal begin
        if begin is not None and text[begin:end].strip():
            runs.append(Run(text[begin:end].strip(), *box, line, begin, begin + len(text[begin:end].rstrip())))
        begin = None

    for glyph in glyphs:
        between = text[last : glyph.at]
        if "\n" in between or "\r" in between or (begin is not None and between.strip()):
            close(last)
            line += between.count("\n")
        left, right, top, bottom = glyph.left, glyph.right, glyph.top, glyph.bottom
        if begin is not None and (left - box[1] > _GAP * (top - bottom) or left < box[0] - (top - bottom)):
            close(glyph.at)
        if begin is None:
            begin, box = glyph.at, (left, right, top, bottom)
        else:
            box = (min(box[0], left), max(box[1], right), max(box[2], top), min(box[3], bottom))
        last = glyph.at + 1
    close(last)
    return runs


def _gap(runs: list[Run], width: float) -> float | None:
    """Where the gap between two columns of prose is that are written line by line, or None."""
    pairs = [
        (one, other)
        for one, other in pairwise(runs)
        if one.line == other.line and one.right < other.left and one.right < 0.7 * width and other.left > 0.3 * width
    ]
    if len(pairs) < MIN_LINES:
        return None
    edge, start = max(one.right for one, _ in pairs), min(other.left for _, other in pairs)
    if edge >= start:
        return None
    height = max(1.0, sorted(one.top - one.bottom for one, _ in pairs)[len(pairs) // 2])
    far = max(other.right for _, other in pairs)
    filled = sum(
        one.right >= edge - 2 * height and other.right >= far - 2 * height and min(len(one.text), len(other.text)) >= _MIN_CHARS
        for one, other in pairs
    )
    return (edge + start) / 2 if filled >= _FILLED * len(pairs) else None


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs beside each other, in the page's own order."""
    rows: list[list[Run]] = []
    for run in runs:
        before = rows[-1][-1] if rows else None
        if before and run.left >= before.right and min(run.top, before.top) - max(run.bottom, before.bottom) > 0.5 * (run.top - run.bottom):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _lines(runs: list[Run]) -> list[list[Run]]:
    """The runs of one column from top to bottom, those at one height on one line."""
    lines: list[tuple[float, list[Run]]] = []
    for run in runs:
        if lines and lines[-1][0] - run.top < 0.5 * (run.top - run.bottom):
            lines[-1][1].append(run)
        else:
            lines.append((run.top, [run]))
    return [sorted(line, key=lambda run: run.left) for _, line in lines]
