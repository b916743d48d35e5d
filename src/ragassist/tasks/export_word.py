"""A report as a Word document: its tables, the changed words marked, and the sources with their exact quotations."""

from __future__ import annotations

import io
import re
from typing import Any

from ragassist.tasks.citation_place import document_of, joined, offsets_of
from ragassist.tasks.labels import word
from ragassist.tasks.reading_note import reading_note
from ragassist.tasks.report import Cell, Report

MOST_OF_A_TITLE = 255
"""Characters that a property of a Word file may have."""
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx(report: Report) -> bytes:
    """Return the document, landscape, with Latin text in a serif face and Han text in one that Word has."""
    import docx as word_file
    from docx.enum.section import WD_ORIENT

    document = word_file.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    fonts(document)
    document.core_properties.title = clean(report.title)[:MOST_OF_A_TITLE]
    document.core_properties.author = "ragassist"
    document.add_heading(clean(report.title), level=1)
    document.add_paragraph(clean(report.coverage))
    for claim in report.summary:
        document.add_paragraph(clean(claim.text) + " " + "".join(f"[{n}]" for n in claim.citations), style="List Bullet")
    for table in report.tables:
        document.add_heading(clean(table.title), level=2)
        if not table.lines:
            document.add_paragraph(word("none", report.lang))
            continue
        made = document.add_table(rows=1, cols=len(table.columns) + 1, style="Table Grid")
        for cell, name in zip(made.rows[0].cells, [*table.columns, "#"], strict=True):
            cell.paragraphs[0].add_run(clean(name)).bold = True
        for line in table.lines:
            cells = made.add_row().cells
            for place, told in zip(cells, line.cells, strict=False):
                _write(place.paragraphs[0], told)
            rough = "" if line.status == "verified" else f" {word(f'status.{line.status}', report.lang)}"
            cells[-1].paragraphs[0].add_run("".join(f"[{n}]" for n in line.citations) + rough)
    append_sources(document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def append_sources(document: Any, report: Report) -> None:  # noqa: ANN401  # python-docx has no types
    """Write the sources with their exact quotations, and what made the report, at the document's end."""
    document.add_heading(word("sources", report.lang), level=2)
    for citation in report.citations:
        lang = report.lang
        told = joined((document_of(citation, lang), offsets_of(citation, lang), reading_note(citation, lang)), lang)
        document.add_paragraph(clean(f"[{citation.n}] {told}"))
        document.add_paragraph(clean(citation.quote), style="Quote")
    made_by = word("made", report.lang, made=report.made[:10], version=report.version, model=report.model.name)
    document.add_paragraph().add_run(clean(made_by)).italic = True


def _write(paragraph: Any, cell: Cell) -> None:  # noqa: ANN401
    at = 0
    for start, end in cell.marks:
        paragraph.add_run(clean(cell.text[at:start]))
        marked = paragraph.add_run(clean(cell.text[start:end]))
        marked.bold = marked.underline = True
        at = end
    paragraph.add_run(clean(cell.text[at:]))


def clean(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def fonts(document: Any) -> None:  # noqa: ANN401
    """Set Latin text in a serif face and Han text in one that Word has."""
    from docx.oxml.ns import qn

    style = document.styles["Normal"]
    style.font.name = "Georgia"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
