"""A sheet for a spreadsheet: CSV or tab-separated, one row a sentence or answer, with columns for marks on the right."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from ragassist.evaluate.read.filled_sheet import Filled, Place, Sheet
from ragassist.evaluate.read.items import Item, Original
from ragassist.evaluate.read.words import NOT_ASKED, both, choices, word
from ragassist.tasks.export_report import plain
from ragassist.types import Lang

_DELIMITERS: Final = (",", "\t", ";")
"""What spreadsheets put between cells, by their country."""
_NEEDED: Final = ("id", "mark")
_MOST_CHARS: Final = 10_000_000


def write(items: Sequence[Item], lang: Lang, *, states: bool = False, delimiter: str = ",") -> str:
    """Return the table in a language; no cell is a formula, and none has a second line.

    It begins with a byte-order mark, by which spreadsheets know UTF-8.
    """
    names = ["id", "kind", "lang", "before", "question", "text", "original", "where", "with", "expected", *(["state"] if states else [])]
    marks = [
        f"{word('mark', lang)} ({word('sentence', lang)}: {choices('sentence', lang)}; {word('answer', lang)}: {choices('answer', lang)})",
        f"{word('grade', lang)} ({word('to', lang)})",
        word("note", lang),
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow([*(_title(name, lang) for name in names), *marks])
    for item in items:
        cells = _cells(item, lang) | {"state": item.state or ""}
        writer.writerow([*(plain(cells[name]) for name in names), "", "" if item.graded else NOT_ASKED, ""])
    return "\ufeff" + buffer.getvalue()


def _title(name: str, lang: Lang) -> str:
    return f"{word('sentence', lang)} / {word('answer', lang)}" if name == "text" else word(name, lang)


def _cells(item: Item, lang: Lang) -> dict[str, str]:
    expected = list(item.expected)
    if item.kind == "answer" and not item.answerable:
        expected.append(word("unanswerable", lang))
    return {
        "id": item.key,
        "kind": word(item.kind, lang),
        "lang": item.lang,
        "before": item.before,
        "question": item.question,
        "text": item.text,
        "original": _joined(item.originals, "quote"),
        "where": _joined(item.originals, "where"),
        "with": _joined(item.originals, "read_with"),
        "expected": " ‖ ".join(expected),
    }


def _joined(originals: Sequence[Original], field: str) -> str:
    return " ".join(f"[{original.n}] {text}" for original in originals if (text := str(getattr(original, field))))


def read(text: str) -> Sheet | None:
    """Return what was filled in; None for anything but such a table.

    The cells may be divided by any of what spreadsheets write, and the columns may stand in any order, with others among them.
    """
    csv.field_size_limit(_MOST_CHARS)
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        columns = _columns(rows[0]) if rows else {}
        if all(name in columns for name in _NEEDED):
            return Sheet(tuple(_filled(rows, columns)), (), "state" in columns)
    return None


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; what follows a name in brackets is a hint for the reader."""
    found: dict[str, int] = {}
    for at, cell in enumerate(head):
        name = cell.partition("(")[0].partition("（")[0].strip().casefold()
        for known in ("id", "state", "mark", "grade", "note"):
            if name in (said.casefold() for said in both(known)):
                found.setdefault(known, at)
    return found


def _filled(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> Iterator[Filled]:
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        places = {name: Place(number, cells.get(name, "")) for name in ("id", "mark", "grade")}
        key = Place(number, cells["id"].removeprefix("'"))
        yield Filled(key, places["mark"], places["grade"], cells.get("note", ""))
