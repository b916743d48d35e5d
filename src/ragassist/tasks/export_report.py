"""A report as a file: JSON, Markdown, CSV, Excel, Word or a page. What comes from documents is text, never markup or a formula."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ragassist.errors import UsageError
from ragassist.tasks.citation_place import document_of, joined, offsets_of
from ragassist.tasks.export_comments import commented
from ragassist.tasks.export_html import html
from ragassist.tasks.export_word import docx
from ragassist.tasks.export_xlsx import xlsx
from ragassist.tasks.labels import word
from ragassist.tasks.reading_note import reading_note
from ragassist.tasks.report import Cell, Line, Report
from ragassist.text.shown import one_line
from ragassist.types import Citation, Lang

_FORMULA: Final = re.compile(r"^\s*[=+\-@\t\r]")


def write(
    report: Report,
    path: Path,
    pictures: Callable[[Report], Mapping[int, bytes]] | None = None,
    original: bytes | None = None,
) -> None:
    """Write the report to `path`, in the format that its ending names.

    Args:
        report: the result.
        path: where to.
        pictures: makes the pages of cited PDFs by the citation's number, for a format that shows them; by default none are.
        original: of an audit, the Word file that was checked; comments go into it where Word is written.

    Raises:
        UsageError: no such format, or the file cannot be written.
    """
    make = FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError("out.format", name=path.name, formats=", ".join(FORMATS))
    if make is html and pictures is not None:
        content = html(report, pictures(report))
    elif make is word_file and original is not None:
        content = word_file(report, original)
    else:
        content = make(report)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError("out.unwritable", path=path, why=error.strerror or error) from error


def as_object(report: Report) -> dict[str, Any]:
    """Return what `--json` prints."""
    return dataclasses.asdict(report)


def as_json(report: Report) -> bytes:
    """Return the report as one JSON document, UTF-8."""
    return json.dumps(as_object(report), ensure_ascii=False, indent=1).encode()


def markdown(report: Report) -> bytes:
    """Return the report as Markdown with its tables and a numbered list of sources."""
    lang = report.lang
    lines = [f"# {_inline(report.title)}", "", _inline(report.coverage), ""]
    lines += [f"- {_inline(claim.text)} {_numbers(claim.citations)}" for claim in report.summary]
    for table in report.tables:
        lines += ["", f"## {_inline(table.title)}", ""]
        if table.lines:
            lines += ["| " + " | ".join([*map(_inline, table.columns), "#"]) + " |", "|" + "---|" * (len(table.columns) + 1)]
            lines += [
                "| " + " | ".join([*(_inline(_marked(cell)) for cell in line.cells), _last(line, report)]) + " |" for line in table.lines
            ]
        else:
            lines.append(word("none", lang))
    lines += ["", f"## {word('sources', lang)}", ""]
    for citation in report.citations:
        lines += [
            f"[{citation.n}] {_inline(joined((document_of(citation, lang), offsets_of(citation, lang)), lang))}{_read(citation, lang)}",
            "",
            f"> {_inline(citation.quote)}",
            "",
        ]
    lines += [made_by(report), ""]
    return "\n".join(lines).encode()


def as_csv(report: Report) -> bytes:
    """Return the tables as CSV that spreadsheets open as UTF-8, one below the other; cells that would be formulas are quoted as text."""
    buffer, lang = io.StringIO(), report.lang
    writer = csv.writer(buffer)
    pins = [word(f"export.{name}", lang) for name in ("doc_id", "start", "end", "checked")]
    for table in report.tables:
        writer.writerow([*table.columns, *pins])
        for line in table.lines:
            cited = report.citations[line.citations[-1] - 1] if line.citations else None
            pinned = [cited.doc_id, cited.start, cited.end] if cited else ["", "", ""]
            writer.writerow([*(plain(cell.text) for cell in line.cells), *pinned, word(f"status.{line.status}", lang)])
        writer.writerow([])
    return ("\ufeff" + buffer.getvalue()).encode()


def plain(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def made_by(report: Report) -> str:
    """Return the line that says when, by which version and with which model the report was made."""
    return word("made", report.lang, made=report.made[:10], version=report.version, model=report.model.name)


def _marked(cell: Cell) -> str:
    pieces, at = [], 0
    for start, end in cell.marks:
        pieces += [cell.text[at:start], "**", cell.text[start:end], "**"]
        at = end
    return "".join([*pieces, cell.text[at:]])


def _last(line: Line, report: Report) -> str:
    rough = "" if line.status == "verified" else f" ({word(f'status.{line.status}', report.lang)})"
    return _numbers(line.citations) + rough


def _read(citation: Citation, lang: Lang) -> str:
    note = reading_note(citation, lang)
    return f" ({_inline(note)})" if note else ""


def _numbers(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _inline(text: str) -> str:
    return re.sub(r"([|\\`<>]|!(?=\[)|(?<=\])(?=[(:]))", r"\\\1", one_line(text))


def word_file(report: Report, original: bytes | None = None) -> bytes:
    """Return the report as a Word document: of an audit the text itself with comments, in `original` where it is given."""
    return commented(report, original) if report.task == "audit" and report.text else docx(report)


FORMATS: Final[dict[str, Callable[[Report], bytes]]] = {
    ".json": as_json, ".md": markdown, ".csv": as_csv, ".xlsx": xlsx, ".docx": word_file, ".html": html,
}  # fmt: skip
"""What makes a file, by its ending."""
