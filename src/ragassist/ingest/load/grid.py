"""Tables with merged cells, laid out and written as Markdown in the form that `ingest.tables` reads.

A merged cell is repeated in every place that it covers. Rows that name the columns stand above the rule; where nothing says that a table's
first row names its columns, the table is written with an empty head, so that nobody reads a name that is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.ingest.tables import is_value, names_columns

MAX_COLUMNS: Final = 60
_MAX_HEAD_ROWS: Final = 4
_MAX_CAPTION_CHARS: Final = 80
_LEAST_ROWS: Final = 3
_CELLS_A_TABLE: Final = 4
_LONG_CELL_CHARS: Final = 200
"""A table that holds others and names no columns is one of data if it has so many rows, so many cells for each, and none that long."""


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as its file gives it: one line of escaped text, and how far it reaches."""

    text: str
    columns: int = 1
    rows: int = 1
    """0 for down to the last row."""
    head: bool = False
    """The file says that it names a column: `th`, `thead`, a row repeated on every page."""
    strong: bool = False
    """All of it is bold."""
    held: tuple[int, ...] = ()
    """Of a PDF, the numbers of the page's characters that it was read from, as they follow in `text`, blanks left out."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in one of the places that it covers."""

    span: Span
    top: bool
    """The first row that it covers."""


def table(rows: Sequence[Sequence[Span]], caption: str = "") -> str:
    """The table as Markdown, its caption right above it behind ": "; paragraphs for one of a single row or column, which only lays out.

    Args:
        rows: the cells of each row in order, without places that another cell already covers.
        caption: what the file says stands above it.
    """
    places = [row for row in _laid_out(rows) if any(place.span.text.strip() for place in row)]
    width = max((len(row) for row in places), default=0)
    if width < 2 or len(places) < 2:
        texts = [place.span.text for row in places for place in row if place.top and place.span.text.strip()]
        return "\n\n".join([*([caption] if caption else []), *dict.fromkeys(texts)])
    titles = [caption] if caption else []
    while len(places) > 2 and _covers_all(places[0]) and len(places[0][0].span.text) <= _MAX_CAPTION_CHARS:
        titles.append(places[0][0].span.text)
        places = places[1:]
    depth = _head_depth(places)
    lines = [f"| {' | '.join(place.span.text for place in row)} |" for row in places]
    head = lines[:depth] or [f"|{'  |' * width}"]
    above = [f": {' '.join(titles)}"] if titles else []
    return "\n".join([*above, *head, f"|{' --- |' * width}", *lines[depth:]])


def plain_table(rows: Sequence[Sequence[str]]) -> str:
    """Return cells of plain text, which no type tells apart, as a table; a first row of words alone above other rows names the columns."""
    named = len(rows) > 1 and are_words(rows[0])
    return table([[Span(cell, strong=named and not at) for cell in row] for at, row in enumerate(rows)])


def are_words(cells: Sequence[str]) -> bool:
    """Return whether the cells are all filled, all different, and none of them a figure, as names of columns are."""
    return all(cells) and len(set(cells)) == len(cells) and not any(is_value(cell) for cell in cells)


def in_order(rows: Sequence[Sequence[Span]]) -> list[Span]:
    """Return the cells in the order in which `table` and `more_rows` write them, a merged one once for each place that it covers."""
    return [place.span for row in _laid_out(rows) for place in row]


def _laid_out(rows: Sequence[Sequence[Span]]) -> list[list[_Place]]:
    """Every row with as many places as the widest has.

    Source: the table model of HTML, https://html.spec.whatwg.org/multipage/tables.html#forming-a-table
    """
    held: dict[tuple[int, int], _Place] = {}
    width = 0
    for at, row in enumerate(rows):
        column = 0
        for span in row:
            while (at, column) in held:
                column += 1
            if column >= MAX_COLUMNS:
                break
            deep = span.rows if span.rows > 0 else len(rows) - at
            for down in range(min(deep, len(rows) - at)):
                for across in range(min(max(1, span.columns), MAX_COLUMNS - column)):
                    held.setdefault((at + down, column + across), _Place(span, not down))
            column += max(1, span.columns)
            width = max(width, min(column, MAX_COLUMNS))
    empty = _Place(Span(""), True)
    return [[held.get((at, column), empty) for column in range(width)] for at in range(len(rows))]


def _covers_all(row: Sequence[_Place]) -> bool:
    return len({id(place.span) for place in row}) == 1 and bool(row[0].span.text.strip())


def _head_depth(places: Sequence[Sequence[_Place]]) -> int:
    """How many rows name the columns, 0 where nothing says so."""
    stated = 0
    while stated < len(places) and all(place.span.head or not place.span.text.strip() for place in places[stated]):
        stated += 1
    if 0 < stated < len(places):
        return _through(places, stated)
    several = any(place.span.columns > 1 for place in places[0])
    deep = _through(places, 1)
    if several and any(place.span.columns > 1 and place.span.rows == 1 for place in places[0]):
        deep = max(deep, 2)
    tried = [deep] if several else [deep, 1]
    return next((depth for depth in tried if 0 < depth < len(places) and depth <= _MAX_HEAD_ROWS and _names(places, depth)), 0)


def _names(places: Sequence[Sequence[_Place]], depth: int) -> bool:
    """Whether the first `depth` rows name the columns, by bold type or by what they say."""
    head = places[:depth]
    if _is_strong(head) and not _is_strong(places[depth : depth + 1]) and not _holds_gap(head):
        return True
    names = [" ".join(dict.fromkeys(row[at].span.text for row in head)).strip() for at in range(len(head[0]))]
    below = [[place.span.text for place in row] for row in places[depth:] if not _covers_all(row)]
    return names_columns([[names[0] or "项目", *names[1:]], *below])


def _through(places: Sequence[Sequence[_Place]], depth: int) -> int:
    """The depth that takes in whole every cell that begins in the first `depth` rows, at most `len(places) - 1`."""
    for at in range(len(places)):
        if at >= depth:
            break
        depth = max([depth, *(at + place.span.rows for place in places[at] if place.top and place.span.rows > 1)])
    return depth if depth < len(places) else 1


def _is_strong(rows: Sequence[Sequence[_Place]]) -> bool:
    return bool(rows) and all(place.span.strong or not place.span.text.strip() for row in rows for place in row)


def _holds_gap(rows: Sequence[Sequence[_Place]]) -> bool:
    return any(not any(row[at].span.text.strip() for row in rows) for at in range(1, len(rows[0])))


def names_its_columns(rows: Sequence[Sequence[Span]]) -> bool:
    """Return whether the first row or rows are sure to name the columns."""
    places = [row for row in _laid_out(rows) if any(place.span.text.strip() for place in row)]
    return len(places) > 1 and _head_depth(places) > 0


def lays_out(rows: Sequence[Sequence[Span]], holding: int = 0) -> bool:
    """Return whether a table only lays out text: it has a single row or column, or holds tables and looks like none itself.

    Args:
        rows: its cells, without the text of the tables in them.
        holding: how many tables stand in its cells.
    """
    if len(rows) < 2 or max((sum(span.columns for span in row) for row in rows), default=0) < 2:
        return True
    if not holding or names_its_columns(rows):
        return False
    cells = [span.text for row in rows for span in row]
    return len(rows) < _LEAST_ROWS or holding * _CELLS_A_TABLE > len(cells) or any(len(text) > _LONG_CELL_CHARS for text in cells)


def more_rows(rows: Sequence[Sequence[Span]]) -> str:
    """Rows that go on with the table before, as Markdown without a head of their own."""
    places = _laid_out(rows)
    return "\n".join(f"| {' | '.join(place.span.text for place in row)} |" for row in places if any(p.span.text.strip() for p in row))
