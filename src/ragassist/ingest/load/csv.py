"""Tables in plain text (.csv, .tsv): one table, whose first row names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.errors import LoadError
from ragassist.ingest.load import encoding, grid, head, marks
from ragassist.ingest.load.losses import Tally
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".csv", ".tsv"})
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 1000
_DELIMITERS: Final = (",", "\t", ";", "|", "，")
_SAMPLE_CHARS: Final = 20_000


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the rows as a Markdown table and what the lines above it say.

    Raises:
        LoadError: not text, too many rows, or without cells.
    """
    text = encoding.decode(content, name)
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(text[:_SAMPLE_CHARS])
    try:
        rows = [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise LoadError("file.not_csv", name=name, error=error) from error
    if not rows:
        raise LoadError("file.empty", name=name)
    if len(rows) > MAX_ROWS or max(len(row) for row in rows) > MAX_COLUMNS:
        raise LoadError("file.too_many_rows", name=name, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    raw = "\n\n".join(_parts(rows)) + "\n"
    return raw, replace(head.complete(DocumentMeta(), raw), lost=Tally().losses(raw))


def _parts(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of one cell above the table as text, then the table."""
    first = 0
    while first < len(rows) and sum(bool(cell) for cell in rows[first]) == 1:
        first += 1
    lines = [marks.escape(next(cell for cell in row if cell)) for row in rows[:first]]
    table = grid.plain_table([[marks.escape(cell) for cell in row] for row in rows[first:]])
    return [part for part in (*lines, table) if part]


def _delimiter(sample: str) -> str:
    """The character that most lines hold the same number of."""
    lines = [line for line in sample.splitlines() if line.strip()][:50]

    def steady(char: str) -> tuple[int, int]:
        counts = [line.count(char) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=steady)
