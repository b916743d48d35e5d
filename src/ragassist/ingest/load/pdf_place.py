"""Where a stretch of a PDF's raw text stands on its page: boxes of the characters themselves, one for each line.

The page is read once more in the way in which its text was read, and each character of the raw text is matched with the character of
the page that it was made from. Where not every letter and digit of the stretch finds its own, there is no box: a wrong place is worse
than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import pdf_columns, pdf_notes, pdf_notes_set, pdf_ruled
from ragassist.ingest.load.pdf import opened_page
from ragassist.ingest.load.pdf_columns import NO_TABLE, Shape
from ragassist.ingest.load.pdf_glyphs import Box, Glyphs
from ragassist.ingest.load.pdf_origins import aligned, alike, folded

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_GAP: Final = 2.5
"""Two characters further apart than so many heights of one are boxed apart: the cells of a row, two columns of prose."""
_LEAST_INK: Final = 0.05
_RAISED: Final = 0.25
"""A raised character may stand so many heights above those of its line."""
_BACK: Final = 0.5
"""A step back of so many heights is a new line."""
_WRITTEN: Final = re.compile(r"^(?:注|Note )(?=\S{1,6}[：:])|\\(?=[!-/:-@\[-`{-~])|&(?:lt|amp);|\^\(?|(?<=[\w+\-])\)|^[|:\s-]+$")
"""What the reader of PDFs puts into the text of a note, a table or an exponent: no character of the page."""


@dataclass(frozen=True, slots=True)
class PageMap:
    """One page: its raw text, and for each character of it which character of the page it is."""

    raw: str
    at: tuple[int, ...]
    """As long as `raw`; -1 for what stands on no place of the page."""
    chars: str
    """The page's own characters."""
    boxes: tuple[Box, ...]
    """The ink of each: left, bottom, right, top."""


def page_map(document: PdfDocument, number: int, raw: str) -> PageMap:
    """Return the map of a page. The caller holds `pdf.PDFIUM`.

    Args:
        document: the file.
        number: the page, counted from 0.
        raw: the page's share of the document's raw text, as it was read.

    Raises:
        PdfiumError: the page cannot be read.
    """
    before = _laid(document, number - 1, NO_TABLE)[0].shape if number else NO_TABLE
    laid, chars, boxes = _laid(document, number, before, pdf_notes.labels_in(raw))
    found = aligned(raw, laid.text if laid.at else chars)
    at = tuple(laid.at[place] if laid.at and place >= 0 else place for place in found)
    return PageMap(raw, at, chars, boxes)


def boxes_of(page: PageMap, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes of `page.raw[start:end]` in reading order, one for each line.

    The cells of a table's row have a box each, as have the stretches before and after the mark of a note.

    Each is (left, bottom, right, top) in points of 1/72 inch in the page's own coordinates, whose origin is the lower left corner of an
    unturned page and whose y counts upwards. Empty where not every letter and digit of the text was found on the page.
    """
    numbers = _numbers(page, start, end)
    groups = [part for line in _lines([(number, page.boxes[number]) for number in numbers]) for part in _unbroken(page, line)]
    ours = set(numbers)
    others = [box for number, box in enumerate(page.boxes) if number not in ours and box[2] > box[0] and page.chars[number].strip()]
    return tuple(
        _clear(_around([page.boxes[number] for number in group]), [page.boxes[number] for number in group], others) for group in groups
    )


def _numbers(page: PageMap, start: int, end: int) -> list[int]:
    """The numbers of the stretch's characters on the page; none where a letter or digit has no place of its own."""
    quote = page.raw[start:end]
    written = {place for match in _WRITTEN.finditer(quote) for place in range(*match.span())}
    numbers: list[int] = []
    for place, char in enumerate(quote):
        number = page.at[start + place]
        if number >= 0 and alike(char, page.chars[number]):
            if number not in numbers[-1:]:
                numbers.append(number)
        elif char.isalnum() and place not in written:
            return []
    return numbers


def _laid(document: PdfDocument, number: int, before: Shape, marks: Collection[str] = ()) -> tuple[pdf_columns.Laid, str, tuple[Box, ...]]:
    """A page as its reader laid it out, its own characters, and their boxes."""
    with opened_page(document, number) as (page, words):
        glyphs = Glyphs(words, page)
        notes = pdf_notes.find(glyphs, marks, math.inf if marks else 0.0)
        laid = pdf_columns.text_of(glyphs, page.get_width(), pdf_ruled.strokes_of(page), before, notes.held)
        laid = pdf_notes_set.set_apart(laid, glyphs, notes)
        if not laid.at:
            chars = _characters(words)
            return laid, chars, tuple(_ink(words, number) for number in range(len(chars)))
        chars = folded(glyphs.get_text_range())
        return laid, chars, tuple(_ink(words, glyphs.number(at)) for at in range(len(chars)))


def _characters(words: PdfTextPage) -> str:
    """The page's characters one for each number that PDFium counts, where its text has more or fewer."""
    import pypdfium2.raw as pdfium

    codes = [pdfium.FPDFText_GetUnicode(words, at) for at in range(words.count_chars())]
    return folded("".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\x00" for code in codes))


def _ink(words: PdfTextPage, number: int) -> Box:
    """The box of what is drawn of a character; that of its place on the line where nothing is."""
    left, bottom, right, top = words.get_charbox(number)
    if min(right - left, top - bottom) >= _LEAST_INK:  # less has a font that the file does not bring
        return left, bottom, right, top
    left, bottom, right, top = words.get_charbox(number, loose=True)
    return left, bottom, right, top


def _lines(placed: Sequence[tuple[int, Box]]) -> list[list[int]]:
    """The characters in lines: along the way that most of them run, which on a turned page is up or down."""
    steps = [(box[0] - before[0], box[1] - before[1]) for (_, before), (_, box) in pairwise(placed)]
    upright = len(steps) > 1 and sum(abs(dy) > abs(dx) for dx, dy in steps) > 0.6 * len(steps)
    along, across = (1, 0) if upright else (0, 1)
    way = 1 if sum(step[along] > 0 for step in steps) >= 0.5 * len(steps) else -1
    lines: list[list[int]] = []
    line = last = (0.0, 0.0, 0.0, 0.0)
    for number, box in placed:
        size = max(box[across + 2] - box[across], box[along + 2] - box[along], 1.0)
        beside = min(line[across + 2], box[across + 2]) - max(line[across], box[across]) > -_RAISED * size
        near = max(line[along], box[along]) - min(line[along + 2], box[along + 2]) <= _GAP * size
        onward = (box[along] - last[along]) * way > -_BACK * size
        if lines and beside and near and onward:
            lines[-1].append(number)
            line = _around([line, box])
        else:
            lines.append([number])
            line = box
        last = box
    return lines


def _unbroken(page: PageMap, line: Sequence[int]) -> list[list[int]]:
    """The characters of a line in stretches without another between them: the mark of a note is no part of the quotation."""
    parts: list[list[int]] = [[line[0]]]
    for before, number in pairwise(line):
        gap = _around([page.boxes[before], page.boxes[number]])
        if any(page.chars[other].strip() and _meet(gap, page.boxes[other]) for other in range(before + 1, number)):
            parts.append([])
        parts[-1].append(number)
    return parts


def _around(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _clear(box: Box, ours: Sequence[Box], others: Sequence[Box]) -> Box:
    """The box without what it shares with characters of others, as far as it still touches each of its own."""
    for other in others:
        if not _meet(box, other):
            continue
        left, bottom, right, top = box
        cuts = [
            (other[2], bottom, right, top),
            (left, bottom, other[0], top),
            (left, other[3], right, top),
            (left, bottom, right, other[1]),
        ]
        fitting = [cut for cut in cuts if cut[0] < cut[2] and cut[1] < cut[3] and all(_meet(cut, one) for one in ours)]
        box = max(fitting, key=lambda cut: (cut[2] - cut[0]) * (cut[3] - cut[1]), default=box)
    return box


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
