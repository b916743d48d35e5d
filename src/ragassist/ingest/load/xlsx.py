"""Spreadsheets (.xlsx): each sheet under its name, its blocks of cells as tables, values as the sheet shows them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from ragassist.errors import LoadError
from ragassist.ingest import table_units
from ragassist.ingest.load import cell_dates, grid, head, marks, packed
from ragassist.ingest.load.grid import Span
from ragassist.ingest.load.losses import Tally
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIXES = frozenset({".xlsx", ".xlsm"})
MAX_CELLS: Final = 500_000
MAX_SHEET_BYTES: Final = 60_000_000
_KIND: Final = "kind.spreadsheet"
_DECIMALS: Final = re.compile(r"0\.(0+)")
_QUOTED: Final = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_UNSAVED: Final = re.compile(rb"<f\b(?:[^>]{0,300}/>|[^>]{0,300}>[^<]{0,9000}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_SPACE: Final = re.compile(r"\s+")
_MAX_CAPTION_CHARS: Final = 80
_SURE_COLUMNS: Final = 3


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return all visible sheets as Markdown, and what the file says about itself. Formulas read as the value that was saved with them.

    Raises:
        LoadError: not a spreadsheet, damaged, encrypted, too large, or empty.
    """
    with packed.opened(content, name, kind=_KIND, needs=("[Content_Types].xml", "xl/"), max_text_bytes=MAX_SHEET_BYTES) as opened:
        unsaved = _unsaved_formulas(opened)
    content = packed.transitional(content)
    import openpyxl
    from lxml import etree
    from openpyxl.utils.exceptions import InvalidFileException

    tally = Tally()
    tally.add("formulas", unsaved)
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
        raise LoadError("file.no_cells", name=name)
    stated = DocumentMeta(title=" ".join(title.split()), author="" if author.lower() in ("openpyxl", "") else author)
    return raw, replace(head.complete(stated, raw), lost=tally.losses(raw))


def _unsaved_formulas(opened: ZipFile) -> int:
    """How many formulas were saved without their value, as programs do that write spreadsheets and do not reckon."""
    sheets = [part for part in opened.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
    try:
        return sum(sum(1 for _ in _UNSAVED.finditer(opened.read(part))) for part in sheets)
    except packed.BROKEN:
        return 0  # said when the sheet is read


def _blocks(sheet: Worksheet, name: str, tally: Tally) -> Iterator[str]:
    """Rows between empty ones, each block a table; a row of one cell above a table is a line of text."""
    if sheet.max_row * sheet.max_column > MAX_CELLS * 20 or len(sheet._cells) > MAX_CELLS:
        raise LoadError("file.too_many_cells", name=name, max_cells=MAX_CELLS)
    tally.add("pictures", len(getattr(sheet, "_images", ())) + len(getattr(sheet, "_charts", ())))
    areas = _merged(sheet)
    heads = _head_rows(sheet)
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    hidden_columns = _hidden_columns(sheet)
    rows: dict[int, dict[int, Span]] = {}
    left_out = False
    for (row, column), cell in sheet._cells.items():
        text = _text_of(cell)
        if not text:
            continue
        if row in hidden_rows or column in hidden_columns:
            left_out = True
            continue
        down, across = areas.get((row, column), (row, column))
        rows.setdefault(row, {})[column] = Span(
            marks.escape(text), columns=across - column + 1, rows=down - row + 1, head=row in heads, strong=bool(cell.font and cell.font.b)
        )
        for other in range(row + 1, down + 1):
            if other not in hidden_rows:
                rows.setdefault(other, {})  # covered, so no empty row
    tally.add("hidden", left_out)
    block: dict[int, dict[int, Span]] = {}
    last = None
    for number in sorted(rows):
        if last is not None and any(between not in hidden_rows for between in range(last + 1, min(number, last + 2 + len(hidden_rows)))):
            yield from _block(block)
            block = {}
        block[number] = rows[number]
        last = number
    yield from _block(block)


def _block(rows: Mapping[int, Mapping[int, Span]]) -> Iterator[str]:
    """Lines of one cell at the top as text, the rest as a table.

    Args:
        rows: the cells of each row by their column, merged ones where they begin and as large as on the sheet.
    """
    numbers = sorted(rows)
    first = 0
    while first < len(numbers) and len(rows[numbers[first]]) == 1:
        first += 1
    lines, rest = numbers[:first], numbers[first:]
    columns = sorted({column for number in rest for column in rows[number]})
    titled = next((at for at in reversed(range(first)) if not table_units.stated(_only(rows[lines[at]])[1].text)), -1)
    for at, number in enumerate(lines):
        column, span = _only(rows[number])
        over_all = len(columns) > 1 and column <= columns[0] and column + span.columns > columns[-1]
        yield f": {span.text}" if at == titled and over_all and len(span.text) <= _MAX_CAPTION_CHARS else span.text
    if columns and (table := grid.table(_placed(rows, rest, columns))):
        yield table


def _only(row: Mapping[int, Span]) -> tuple[int, Span]:
    return next(iter(row.items()))


def _placed(rows: Mapping[int, Mapping[int, Span]], numbers: Sequence[int], columns: Sequence[int]) -> list[list[Span]]:
    """The cells of a table in order, each as large as it is in the rows and columns that are shown and not empty."""
    placed: list[list[Span]] = []
    covered: set[tuple[int, int]] = set()
    for number in numbers:
        row: list[Span] = []
        for column in columns:
            if (number, column) in covered:
                continue
            span = rows[number].get(column, Span(""))
            across = [other for other in columns if column <= other < column + span.columns]
            down = [other for other in numbers if number <= other < number + span.rows]
            covered |= {(one, other) for one in down for other in across}
            row.append(replace(span, columns=len(across), rows=len(down)))
        placed.append(row)
    first = placed[0] if len(placed) > 1 else []
    # A sheet of several columns whose first row is words alone names them there; of two columns it may be a form.
    if len(first) == len(columns) >= _SURE_COLUMNS and grid.are_words([span.text for span in first]) and all(s.rows == 1 for s in first):
        placed[0] = [replace(span, head=True) for span in first]
    return placed


def _merged(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For the first cell of each merged range, the last: (row, column)."""
    return {
        (area.min_row, area.min_col): (area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= MAX_CELLS // 10
    }


def _head_rows(sheet: Worksheet) -> set[int]:
    """The rows that the sheet says name columns: above a filter, or at the head of what is marked as a table."""
    references = [sheet.auto_filter.ref, *(table.ref for table in sheet.tables.values() if table.headerRowCount != 0)]
    return {int(match[1]) for reference in references if reference and (match := re.match(r"\$?[A-Z]+\$?(\d+)", reference))}


def _hidden_columns(sheet: Worksheet) -> set[int]:
    columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            columns |= set(range(dimension.min, min(dimension.max, dimension.min + 16_384) + 1))
    return columns


def _text_of(cell: Cell) -> str:
    """What a cell shows."""
    value, form = cell.value, cell.number_format
    own = cell_dates.BUILT_IN.get(cell._style.numFmtId) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if own is None:
        return _shown(value, form)
    from openpyxl.utils.datetime import from_excel

    try:
        return _shown(from_excel(value), own)
    except (ValueError, OverflowError):
        return _shown(value, form)


def _shown(value: Any, form: str) -> str:  # noqa: ANN401  # a cell may hold anything
    """A value as its cell shows it, as far as its format says so plainly."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return cell_dates.shown(value, form)
    if isinstance(value, time):
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
