"""A conversation as a Word document with real footnotes. What comes from documents, models and people is text, never markup."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from ragassist.ui.export.conversation_file import Note, Original, Piece, Struck, cleaned, legend_lines, printable, told, turns
from ragassist.ui.messages import TurnRecord
from ragassist.ui.views.markup import lang_of
from ragassist.ui.words.catalogue import Words

if TYPE_CHECKING:
    from docx.document import Document

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FONTS = '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:eastAsia="SimSun"/>'


def word(title: str, records: Sequence[TurnRecord], words: Words, *, date: str) -> bytes:
    """Return the whole file; arguments as for `export_markdown.markdown`. Imports python-docx."""
    import docx

    title = " ".join(printable(title).split())
    document = docx.Document()
    _set_fonts(document)
    document.core_properties.title = title[:255]  # more is refused
    document.core_properties.author = "ragassist"
    document.add_heading(title or words.conversation_untitled, level=1)
    document.add_paragraph(words.exported_on.format(date=date))
    for said in legend_lines(records, words):
        document.add_paragraph(said)
    notes: list[Note] = []
    for turn in map(cleaned, turns(records, words)):
        document.add_heading(turn.question, level=2)
        if turn.notice:
            document.add_paragraph().add_run(turn.notice).bold = True
        for line in turn.paragraphs:
            _add_line(document, line)
            notes += [piece for piece in line if isinstance(piece, Note)]
        document.add_paragraph().add_run(turn.by).italic = True
    _add_footnotes(document, notes, words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_line(document: Document, line: Sequence[Piece]) -> None:
    """One paragraph: an original set in as a quotation, what no source supports struck through."""
    first = line[0]
    if isinstance(first, Original):
        quotation = document.add_paragraph(style="Quote")
        quotation.add_run(f"{first.label}: ").bold = True
        quotation.add_run(first.text)
        return
    paragraph = document.add_paragraph()
    for piece in line:
        if isinstance(piece, Note):
            paragraph._p.append(_reference(piece.number))
        elif isinstance(piece, Struck):
            paragraph.add_run(piece.text).font.strike = True
        elif isinstance(piece, str):
            paragraph.add_run(piece)


def _set_fonts(document: Document) -> None:
    """Latin text in a serif face, Han text in one that Word has wherever it can show Chinese."""
    from docx.oxml.ns import qn

    style: Any = document.styles["Normal"]
    style.font.name = "Georgia"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")


def _reference(number: int) -> Any:  # noqa: ANN401  # an lxml element, whose type python-docx keeps to itself
    from docx.oxml import parse_xml

    return parse_xml(f'<w:r xmlns:w="{_W}"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>')


def _add_footnotes(document: Document, notes: Sequence[Note], words: Words) -> None:
    """The part that holds the footnotes. Word wants its two separators in it, with the numbers below the first."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
        for number, kind, mark in ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
    )
    body = "".join(_footnote(note, words) for note in notes)
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{_W}">{separators}{body}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), _CONTENT_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, _FOOTNOTES)


def _footnote(note: Note, words: Words) -> str:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    first, *others = told(note, words)
    paragraphs = f"<w:p>{mark}{_run(' ' + first)}</w:p>" + "".join(f"<w:p>{_run(line)}</w:p>" for line in others)
    return f'<w:footnote w:id="{note.number}">{paragraphs}</w:footnote>'


def _run(text: str) -> str:
    hint = '<w:lang w:eastAsia="zh-CN"/>' if lang_of(text) == "zh" else ""
    properties = f'<w:rPr>{_FONTS}<w:sz w:val="18"/>{hint}</w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
