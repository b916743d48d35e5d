"""An audit as a Word document with a comment at each claim: in the document that was given in, or in a new one with the text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from ragassist.tasks import gloss
from ragassist.tasks.citation_place import joined
from ragassist.tasks.export_word import MOST_OF_A_TITLE, append_sources, clean, fonts
from ragassist.tasks.labels import word
from ragassist.tasks.report import Line, Report
from ragassist.tasks.word_places import WordText
from ragassist.types import Citation, Lang

_AUTHOR: Final = "ragassist"
_INITIALS: Final = "RA"
_CLAIM, _FINDING, _WHY, _EVIDENCE = range(4)
"""The columns of an audit's table that a comment tells; where the evidence stands it takes from the citations."""
_Range = tuple[Any, Any]
"""The first and the last run of what a comment is about."""


def commented(report: Report, original: bytes | None = None) -> bytes:
    """Return the audited text as a Word document (.docx) with a comment at the words of every claim.

    A comment says the finding, why, the sentence that the claim stands on or that says otherwise, and where that stands. The first
    words carry one more, with what was found in all. Comments that are there already stay.

    Args:
        report: of an audit, with its text.
        original: the Word file that the text was read from; its words and their look stay as they are. Without it a new document is
            made. A claim whose words are not found in it is commented on at the document's end, in a comment that quotes it.

    Raises:
        LoadError: `original` is no Word file, is damaged, or has no text.
    """
    import docx
    from docx.text.run import Run

    lines = [line for line in report.tables[0].lines if line.span is not None]
    if original is None:
        document = docx.Document()
        ends, ranges = _written(document, report, lines)
    else:
        document = _opened(original)
        ends, ranges = _in_place(document, lines)
    texts = [_about(report)]
    for line, place in zip(lines, ranges, strict=True):
        lost = [] if place is not None else [word("comment.unplaced", report.lang, claim=line.cells[_CLAIM].text)]
        texts.append("\n".join([*lost, *_told(line, report)]))
    for (first, last), text in zip([(ends[0], ends[0]), *(place or (ends[1], ends[1]) for place in ranges)], texts, strict=True):
        note = document.comments.add_comment(clean(text), _AUTHOR, _INITIALS)
        Run(first, document).mark_comment_range(Run(last, document), note.comment_id)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _opened(original: bytes) -> Any:  # noqa: ANN401  # python-docx has no types
    import docx

    from ragassist.ingest.load.docx import read

    read(original, "text.docx")  # refuses what is no Word file, or would unpack to too much
    return docx.Document(io.BytesIO(original))


def _in_place(document: Any, lines: Sequence[Line]) -> tuple[_Range, list[_Range | None]]:  # noqa: ANN401
    """The document's first and last run, and the runs of each claim; None for a claim whose words are not there."""
    text = WordText(document)
    found = text.find([line.cells[_CLAIM].text for line in lines])
    cut = iter(text.cut([place for place in found if place is not None]))
    return (text.runs[0], text.runs[-1]), [None if place is None else next(cut) for place in found]


def _written(document: Any, report: Report, lines: Sequence[Line]) -> tuple[_Range, list[_Range | None]]:  # noqa: ANN401
    """The audited text written into a new document, a paragraph a line; its first and last run, and the runs of each claim."""
    fonts(document)
    document.core_properties.title, document.core_properties.author = clean(report.title)[:MOST_OF_A_TITLE], _AUTHOR
    title = document.add_heading(clean(report.title), level=1).runs[0]._r
    spans = [line.span for line in lines if line.span is not None]
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    at = 0
    for text in report.text.split("\n"):
        end = at + len(text)
        bounds = sorted({at, end, *(bound for span in spans for bound in span if at < bound < end)})
        paragraph = document.add_paragraph()
        for begin, stop in pairwise(bounds):
            run = paragraph.add_run(clean(report.text[begin:stop]))._r
            for n, span in enumerate(spans):
                if span[0] <= begin and stop <= span[1]:
                    first.setdefault(n, run)
                    last[n] = run
        at = end + 1
    append_sources(document, report)
    return (title, document.paragraphs[-1].runs[-1]._r), [(first[n], last[n]) if n in first else None for n in range(len(spans))]


def _about(report: Report) -> str:
    """What was found in all, against what, and what made it."""
    made = word("made", report.lang, made=report.made[:10], version=report.version, model=report.model.name)
    return "\n".join([report.title, *(claim.text for claim in report.summary), report.coverage, made])


def _told(line: Line, report: Report) -> list[str]:
    """The paragraphs of a claim's comment."""
    lang = report.lang
    told = [line.cells[_FINDING].text, *([line.cells[_WHY].text] if line.cells[_WHY].text else [])]
    evidence = line.cells[_EVIDENCE].text.split("\n") if line.cells[_EVIDENCE].text else []
    lead = word("comment.instead" if line.finding == "contradicted" else "comment.stands_on", lang)
    for said, n in zip(evidence, line.citations, strict=False):
        told += [f"{lead}{said}", _place(report.citations[n - 1], lang)]
    return told if evidence or line.finding == "no_reference" else [*told, report.coverage]


def _place(citation: Citation, lang: Lang) -> str:
    title = (citation.title_en if lang == "en" else "") or citation.title or citation.path
    status = word(f"doc_status.{citation.doc_status}", lang) if citation.doc_status in ("draft", "repealed") else ""
    place = " / ".join(gloss.article(part, lang) for part in citation.heading.split(" / "))
    return f"[{citation.n}] " + joined((title, place, citation.date, status, citation.path), lang)
