"""A document's text without what the page and the extraction added, every character mapped to where it stands in the raw text.

In clean text one line is one unit: a heading, a list item or a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import numpy as np

from ragassist.ingest import footnotes, hyphens, printed, strip_markup, tables, unwrap, webpage
from ragassist.ingest.headings import SENTENCE_END, heading_level
from ragassist.ingest.lines import Line, lines_of
from ragassist.ingest.table_rows import StatementRows
from ragassist.lang.zh import HAN
from ragassist.text.normalize import CleanText, exchange_characters, repair_numbers, repair_spaces
from ragassist.types import Document

_ONE: Final = r"\d{1,3}(?: ?[-–—－～~,，、;] ?\d{1,3})*"
_MARK: Final = re.compile(
    rf"(?<=[^\s\n])( ?)(?:\[ ?(?:{_ONE}|(?!(?:19|20)\d\d\])\d{{4,6}}) ?\]|［ ?(?:{_ONE}|(?!(?:19|20)\d\d］)\d{{4,6}}) ?］|〔{_ONE}〕)+( *)"
)
_RAISED: Final = re.compile(f"(?<=[{HAN}。，、；：”》）])[⁰¹²³⁴-⁹]+(?:[-–,，][⁰¹²³⁴-⁹]+)*")
PART_CHARS: Final = 1_000_000
_MIN_SHELL_CHARS: Final = 30


def clean(document: Document) -> CleanText:
    """Return the text of a document, one unit a line, without leading or trailing space; empty where there is nothing but furniture.

    Front matter, link targets, page numbers, running heads, reference marks and what surrounds an article on a web page are left out.
    A very long text is cleaned in parts, so that memory stays bounded.
    """
    markdown = strip_markup.is_markdown(document.raw, document.path)
    if len(document.raw) <= 2 * PART_CHARS:
        return _clean(document, markdown)[0]
    texts, starts, ends = [], [], []
    begin = 0
    while begin < len(document.raw):
        end = document.raw.find("\n", begin + PART_CHARS) + 1 or len(document.raw)
        part, _ = _clean(replace(document, raw=document.raw[begin:end]), markdown)
        if len(part):
            texts.append(part.text)
            starts.append(part.starts + begin)
            ends.append(part.ends + begin)
            newline = ends[-1][-1:]
            texts.append("\n")
            starts.append(newline)
            ends.append(newline + 1)
        begin = end
    if not texts:
        return CleanText.of("")
    return CleanText("".join(texts[:-1]), np.concatenate(starts[:-1]), np.concatenate(ends[:-1]))


def clean_lines(document: Document) -> tuple[CleanText, list[Line] | None]:
    """Return `clean(document)` and its lines, as `lines_of` reads them, where cleaning came to know them; for a text of one part."""
    return _clean(document, strip_markup.is_markdown(document.raw, document.path))


def _clean(document: Document, markdown: bool) -> tuple[CleanText, list[Line] | None]:
    text = exchange_characters(CleanText.of(document.raw))
    found = tables.find(document.raw)
    text = strip_markup.strip(text, found) if markdown else strip_markup.tables(text, found)
    barred, is_row = markdown or bool(found), StatementRows(found).at if found else None
    text = _drop_marks(repair_spaces(text))

    lines = lines_of(text, document.raw, markdown=markdown, rows=barred, is_row=is_row)
    if not markdown:
        text = _join(text, lines, unwrap.fragments(lines))
        lines = lines_of(text, document.raw, markdown=markdown, rows=barred, is_row=is_row)
    page = webpage.is_page(lines, document.meta)
    bar = webpage.below_the_text(lines)
    below = [lines[index].text for index in sorted(bar)]
    dropped = bar | printed.page_furniture(lines)
    if not markdown:
        dropped |= footnotes.footnotes(lines, dropped)
    text = _lay_out(text, [line for index, line in enumerate(lines) if index not in dropped], markdown=markdown, title=document.meta.title)
    text = _drop_marks(text)  # those that a line's end had cut in two

    lines = lines_of(text, document.raw, markdown=markdown, rows=barred)
    dropped = webpage.web_furniture(lines, page=page, meta=document.meta, below=below)
    if dropped:
        text = _lay_out(text, [line for index, line in enumerate(lines) if index not in dropped], markdown=markdown, join=False)
    repaired = repair_numbers(text)
    return repaired, None if dropped or repaired is not text else lines


def is_shell(document: Document, clean: CleanText) -> bool:
    """Return whether the page holds a title and furniture but no text, a common outcome of saving pages.

    A short document without anything around it is not a shell.
    """
    lines = [line for line in clean.text.split("\n") if line.strip() and line.strip() != document.meta.title]
    if any(SENTENCE_END.search(line) and len(line) >= 8 for line in lines):
        return False
    body = [line for line in lines if not heading_level(line)]
    chars = sum(len(re.findall(r"\w", line)) for line in body)
    return chars == 0 or (chars < _MIN_SHELL_CHARS and len(re.findall(r"\w", document.raw)) > 4 * chars)


def _drop_marks(text: CleanText) -> CleanText:
    """Reference marks, with the space that set them apart; law numbers such as 国发[2017]35号 stay."""
    spans: list[tuple[int, int]] = []
    for match in _MARK.finditer(text.text):
        before, after = text.text[match.start() - 1], text.text[match.end() : match.end() + 1]
        apart = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        spans.append(
            (
                match.start() + (len(match.group(1)) if apart else 0),
                match.end() - (0 if not apart or match.group(1) else len(match.group(2))),
            )
        )
    return text.delete(spans).drop(_RAISED)


def _join(text: CleanText, lines: list[Line], joined: list[bool]) -> CleanText:
    """Lines that are pieces of one line put together; everything else stays."""
    spaced = unwrap.is_spaced(text.text)
    spans: list[tuple[int, int]] = []
    texts: list[str] = []
    for line, after, together in zip(lines, lines[1:], joined, strict=False):
        if together:
            space, hyphen = unwrap.joint(line.text[-40:], after.text[:40], hyphens.NONE, spaced=spaced)
            spans.append((line.end - hyphen, after.start))
            texts.append(space)
    return text.replace(spans, texts)


def _lay_out(text: CleanText, lines: list[Line], *, markdown: bool, join: bool = True, title: str = "") -> CleanText:
    """Only `lines`, one unit a line; those that make up the title are one."""
    if not lines:
        return text.delete([(0, len(text))] if len(text) else [])
    compounds = hyphens.of(text.text) if join else hyphens.NONE
    spaced = join and unwrap.is_spaced(text.text)
    joined = unwrap.continues(lines, markdown=markdown) if join else [False] * (len(lines) - 1)
    if join and (found := unwrap.title_lines(lines, title)):
        first, last = found
        joined[max(0, first - 1) : last + 1] = ([False] if first else []) + [True] * (last - first) + [False] * (last + 1 < len(lines))
    spans: list[tuple[int, int]] = []
    texts: list[str] = []
    if lines[0].start:
        spans.append((0, lines[0].start))
        texts.append("")
    for line, after, carries_on in zip(lines, lines[1:], joined, strict=False):
        space, hyphen = unwrap.joint(line.text[-40:], after.text[:40], compounds, spaced=spaced) if carries_on else ("\n", False)
        spans.append((line.end - hyphen, after.start))
        texts.append(space)
    if lines[-1].end < len(text):
        spans.append((lines[-1].end, len(text)))
        texts.append("")
    return text.replace(spans, texts)
