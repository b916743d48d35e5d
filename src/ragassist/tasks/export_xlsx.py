"""A report as an Excel workbook: one sheet a table, with filters, and one for the sources."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from ragassist.tasks.labels import status_word, word
from ragassist.tasks.reading_note import reading_note
from ragassist.tasks.report import Report
from ragassist.types import Lang

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 60
_ABOUT = ("issuer", "date", "status")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def xlsx(report: Report) -> bytes:
    """Return the workbook. Every cell is text, so nothing in a document becomes a formula."""
    from openpyxl import Workbook

    book, lang = Workbook(), report.lang
    first = book.active
    for at, table in enumerate(report.tables):
        sheet = first if at == 0 and first is not None else book.create_sheet()
        sheet.title = re.sub(r"[\\/*?:\[\]]", " ", table.title)[:31] or word("export.sheet", lang)
        _fill(sheet, [*table.columns, "#", *_named(("start", "end"), lang)], [_row(line, report) for line in table.lines])
    sources = book.create_sheet(word("sources", report.lang))
    names = ["#", *_named(("title", "title_en", *_ABOUT, "heading", "path", "start", "end", "quote", "url", "reading"), lang)]
    rows: list[list[Any]] = [
        [
            *(c.n, c.title, c.title_en, c.issuer, c.date, status_word(c.doc_status, lang), c.heading, c.path, c.start, c.end, c.quote),
            *(c.url, reading_note(c, lang)),
        ]
        for c in report.citations
    ]
    _fill(sources, names, rows)
    about = book.create_sheet(word("documents", report.lang))
    about_rows: list[list[Any]] = [
        [d.title, d.title_en, d.issuer, d.date, status_word(d.status, lang), d.path, d.sha256] for d in report.documents
    ]
    _fill(about, _named(("title", "title_en", *_ABOUT, "path", "sha256"), lang), about_rows)
    about.append([])
    about.append([report.coverage])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(line: Any, report: Report) -> list[Any]:  # noqa: ANN401  # a Line; openpyxl takes anything
    cited = report.citations[line.citations[-1] - 1] if line.citations else None
    numbers = "".join(f"[{n}]" for n in line.citations)
    return [*(cell.text for cell in line.cells), numbers, cited.start if cited else "", cited.end if cited else ""]


def _named(keys: tuple[str, ...], lang: Lang) -> list[str]:
    return [word(f"export.{key}", lang) for key in keys]


def _fill(sheet: Worksheet, names: list[str], rows: list[list[Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for at, row in enumerate([names, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            if isinstance(value, str):
                cell.value = _NOT_IN_XML.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
    for column, name in enumerate(names, start=1):
        longest = max([len(name), *(len(str(row[column - 1])) for row in rows if column <= len(row))])
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, longest + 2)
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
