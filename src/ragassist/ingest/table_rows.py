"""The rows of a text's tables as statements: which line is which row, and what it says cell by cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.ingest.tables import Row, RowKind, Table
from ragassist.text.normalize import CleanText
from ragassist.types import Cell, StatementKind

_KINDS: Final[dict[RowKind, StatementKind]] = {"head": "head", "section": "head", "note": "sentence", "data": "row"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement is besides its words, as in `types.Sentence`."""

    kind: StatementKind = "sentence"
    context: str = ""
    cells: tuple[Cell, ...] = ()
    span: tuple[int, int] | None = None
    """Of the raw text, where it is more than what its words came from: a row with its bars."""


PLAIN: Final = Said()
"""A sentence and nothing besides."""
NOTED: Final = Said("note")
"""A footnote or endnote."""


class StatementRows:
    """The rows of all tables of a text, found by where they stand."""

    def __init__(self, tables: Sequence[Table]) -> None:
        """`tables` in the order of the text."""
        self._rows = [row for table in tables for row in table.rows]
        self._starts = [row.start for row in self._rows]

    def at(self, raw: int) -> Row | None:
        """Return the row whose line holds the raw offset, or None."""
        if not self._rows:
            return None
        place = bisect_right(self._starts, raw) - 1
        return self._rows[place] if place >= 0 and raw < self._rows[place].end else None


def in_parts(said: Said) -> Said:
    """Return the same for each part of a statement that is too long for one: a row's first cell is read with every part."""
    first = next((cell for cell in said.cells if cell.text), None)
    label = f"{first.heading}：{first.text}；" if first is not None and first.heading else ""
    return Said(said.kind, said.context + label)


def said_by(row: Row, raw: str, clean: CleanText) -> Said:
    """Return the statement that a row makes; one that names columns or a section makes none of its own, and has no cells."""
    line = raw[row.start : row.end]
    span = (row.start + len(line) - len(line.lstrip()), row.start + len(line.rstrip()))
    if row.kind != "data":
        return Said(_KINDS[row.kind], span=span)
    cells = []
    for slot in row.slots:
        first, last = (int(at) for at in clean.starts.searchsorted((slot.start, slot.end)))
        if slot.heading and last - first > 1:
            first = _after_label(clean, first, slot.heading)
        text = clean.text[first:last].strip() if slot.start < slot.end else slot.text
        cells.append(Cell(slot.heading, f"{slot.unit.before}{text}{slot.unit.after}" if text else "", slot.start, slot.end))
    return Said("row", row.context, tuple(cells), span)


def _after_label(clean: CleanText, first: int, heading: str) -> int:
    """Where a cell's own text begins: in a row without a bar before it, the column's name was put before its first character."""
    for label in (f"{heading}：", f"{heading}: "):
        own = first + len(label)
        if clean.text.startswith(label, first) and clean.starts[own - 1] == clean.starts[first]:
            return own
    return first
