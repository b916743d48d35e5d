"""Spreadsheets (.xlsx): each sheet under its name, its blocks of cells as tables, values as the sheet shows them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import head, marks, packed
from ragassist.ingest.load.losses import Tally
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIXES = frozenset({".xlsx", ".xlsm"})
MAX_CELLS: Final = 500_000
MAX_SHEET_BYTES: Final = 60_000_000
_KIND: Final = "a spreadsheet"
_DECIMALS: Final = re.compile(r"0\.(0+)")
_QUOTED: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_SPACE: Final = re.compile(r"\s+")


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """All visible sheets as Markdown, and what the file says about itself. Formulas read as the value that was saved with them.

    Raises:
        LoadError: not a spreadsheet, damaged, encrypted, too large, or empty.
    """
    packed.opened(content, name, kind=_KIND, needs=("[Content_Types].xml", "xl/"), max_text_bytes=MAX_SHEET_BYTES).close()
    import openpyxl
    from lxml import etree
    from openpyxl.utils.exceptions import InvalidFileException

    tally = Tally()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        parts: list[str] = []
        for sheet in book.worksheets:
            blocks = list(_blocks(sheet, name, tally))
            if sheet.sheet_state != "visible":
                tally.add("hidden", bool(blocks))
            elif blocks:
                parts += [marks.heading(marks.escape(sheet.title), 2), *blocks]
        title, author = book.properties.title or "", book.properties.creator or ""
        book.close()
    except LoadError:
        raise
    except (InvalidFileException, etree.LxmlError, *packed.BROKEN) as error:
        raise packed.damaged(name, _KIND) from error
    raw = "\n\n".join(parts) + "\n"
    if not re.search(r"\w", "".join(part for part in parts if not part.startswith("#"))):
        raise LoadError(f"{name!r} holds no cells with text.", "Leave it out.")
    stated = DocumentMeta(title=" ".join(title.split()), author="" if author.lower() in ("openpyxl", "") else author)
    return raw, replace(head.complete(stated, raw), lost=tally.losses(raw))


def _blocks(sheet: Worksheet, name: str, tally: Tally) -> Iterator[str]:
    """Rows between empty ones, each block a table; a row of one cell above a table is a line of text."""
    if sheet.max_row * sheet.max_column > MAX_CELLS * 20 or len(sheet._cells) > MAX_CELLS:
        raise LoadError(f"{name!r} has a sheet of more than {MAX_CELLS} cells.", "Split it, or save it as CSV.")
    tally.add("pictures", len(getattr(sheet, "_images", ())) + len(getattr(sheet, "_charts", ())))
    covered = _merged(sheet)
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    hidden_columns = _hidden_columns(sheet)
    rows: dict[int, dict[int, str]] = {}
    left_out = False
    for (row, column), cell in sheet._cells.items():
        text = _shown(cell.value, cell.number_format)
        if not text:
            continue
        if row in hidden_rows or column in hidden_columns:
            left_out = True
            continue
        rows.setdefault(row, {})[column] = text
        for other_row, other_column in covered.get((row, column), ()):
            if other_row not in hidden_rows and other_column not in hidden_columns:
                rows.setdefault(other_row, {})[other_column] = text if other_column == column else ""
    tally.add("hidden", left_out)
    block: list[dict[int, str]] = []
    last = None
    for number in sorted(rows):
        if last is not None and number > last + 1:
            yield from _block(block)
            block = []
        block.append(rows[number])
        last = number
    yield from _block(block)


def _block(rows: Sequence[dict[int, str]]) -> Iterator[str]:
    """Lines of one cell at the top as text, the rest as a table."""
    first = 0
    while first < len(rows) and sum(bool(text) for text in rows[first].values()) == 1:
        yield marks.escape(next(text for text in rows[first].values() if text))
        first += 1
    rest = rows[first:]
    columns = sorted({column for row in rest for column, text in row.items()})
    if rest and columns:
        table = marks.table([[marks.escape(row.get(column, "")) for column in columns] for row in rest])
        if table:
            yield table


def _merged(sheet: Worksheet) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For the first cell of each merged range, the other cells that it covers."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for area in sheet.merged_cells.ranges:
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= MAX_CELLS // 10:
            places = [(row, column) for row in range(area.min_row, area.max_row + 1) for column in range(area.min_col, area.max_col + 1)]
            found[places[0]] = places[1:]
    return found


def _hidden_columns(sheet: Worksheet) -> set[int]:
    columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            columns |= set(range(dimension.min, min(dimension.max, dimension.min + 16_384) + 1))
    return columns


def _shown(value: Any, form: str) -> str:  # noqa: ANN401  # a cell may hold anything
    """A value as its cell shows it, as far as its format says so plainly."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, form or "General")
    return _SPACE.sub(" ", str(value)).strip()


def _number(value: float, form: str) -> str:
    positive = form.split(";")[0]
    pattern = _QUOTED.sub("", positive)
    decimals = _DECIMALS.search(pattern)
    places = len(decimals[1]) if decimals else 0
    if pattern in ("General", "@", "") or not re.search("[0#]", pattern):
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:f}".rstrip("0").rstrip(".")
    if "E" in pattern:
        return f"{value:.15g}"
    scaled = value * 100 if "%" in pattern else value
    if re.search(r"[0#],+(?:\.0+)?$", pattern.rstrip("%")):
        return f"{value:.15g}"  # shown in thousands: the figure itself is the safer reading
    text = f"{scaled:,.{places}f}" if "," in pattern else f"{scaled:.{places}f}"
    if pattern.count("#") and "." in pattern and not places:
        text = f"{scaled:,.15g}" if "," in pattern else f"{scaled:.15g}"
    before, _, after = re.sub(r"\[[^\]]*\]", "", positive).partition(re.search("[0#][0#,.]*", re.sub(r"\[[^\]]*\]", "", positive))[0])  # type: ignore[index]
    words = [re.sub(r'"|\\|_.|\*.|[?]', "", part) for part in (before, after)]
    return _SPACE.sub(" ", f"{words[0]}{text}{words[1]}").strip()
