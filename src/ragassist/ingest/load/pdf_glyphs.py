"""The characters of a PDF page one by one: which are raised or lowered, and which nobody sees."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import pdf_line_order, pdf_unseen
from ragassist.ingest.load.raised import END, SUB, SUP, settle

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points, upwards."""
_RAISED: Final = 0xF1000
_LOWERED: Final = 0xF6000
_SHIFTED: Final = re.compile(f"[{chr(_RAISED)}-{chr(_RAISED + 0x3FFF)}]+|[{chr(_LOWERED)}-{chr(_LOWERED + 0x3FFF)}]+")
_SMALL: Final = 0.88
"""Raised characters are smaller than that share of the size of those on the line; browsers raise at .83."""
_LIFTED: Final = 0.1
"""They stand higher or lower than that, in sizes of those on the line."""
_MAY_BE_SHIFTED: Final = re.compile(r"[0-9A-Za-z+\-\u2212\u2013*†‡§,\[\]()（）［］①-⑳注]")
_LINE_END: Final = re.compile(r"(?<=\S)\r\n(?=\S)")
_BESIDE: Final = 0.4
"""Characters no further apart than that, in sizes of the larger, stand beside each other."""


class Glyphs:
    """A page's text as PDFium gives it, each line from left to right, raised and lowered characters in private ones, hidden ones blank."""

    def __init__(self, words: PdfTextPage, page: PdfPage) -> None:
        """Read the characters and their boxes.

        Args:
            words: the page's text.
            page: the page itself.
        """
        self._words = words
        self._boxes: dict[int, Box] = {}
        self._order: Sequence[int] = range(max(0, words.count_chars()))
        self.hidden = 0
        """How many passages nobody sees were blanked."""
        import pypdfium2.raw as pdfium

        self._matrix = pdfium.FS_MATRIX()
        text: str = words.get_text_range()
        self._matched = words.count_chars() == len(text)  # else there are characters beyond the first plane
        order = pdf_line_order.in_order(text, self.get_charbox) if self._matched else None
        if order is not None:
            text = "".join(text[at] for at in order)
            self._boxes = {at: self._boxes[number] for at, number in enumerate(order) if number in self._boxes}
            self._order = order
        self._text = self._shifted(self._visible(text, page)) if self._matched and text else text

    def get_text_range(self) -> str:
        """Return the text."""
        return self._text

    def count_chars(self) -> int:
        """Return the length of the text where each of its characters has a box, else something other than that."""
        return len(self._text) if self._matched else -1

    def get_charbox(self, at: int, *, loose: bool = True) -> Box:
        """Left, bottom, right and top of a character, in points."""
        if not loose:
            return tuple(self._words.get_charbox(self.number(at)))
        box = self._boxes.get(at)
        if box is None:
            box = self._boxes[at] = tuple(self._words.get_charbox(self.number(at), loose=True))
        return box

    def number(self, at: int) -> int:
        """Return by which number PDFium knows a character."""
        return self._order[at]

    def _rejoined(self, text: str) -> str:
        """The text with blanks for a line's end that stands before or behind a raised character within one line."""
        for end in [match.start() for match in _LINE_END.finditer(text)]:
            if self._goes_on(end - 1, end + 2):
                text = f"{text[:end]}  {text[end + 2 :]}"
        return text

    def _goes_on(self, at: int, after: int) -> bool:
        """Whether two characters of which one is smaller stand beside each other on one line."""
        small, large = sorted((self.size(at), self.size(after)))
        if small > _SMALL * large or small <= 0:
            return False
        left, right = self.get_charbox(at), self.get_charbox(after)
        beside = abs(right[0] - left[2]) < _BESIDE * large
        return beside and abs(self._foot(at) - self._foot(after)) < large and min(left[3], right[3]) > max(left[1], right[1])

    def _shifted(self, text: str) -> str:
        text = self._rejoined(text)
        chars = list(text)
        begin = 0
        for line in text.splitlines(keepends=True):
            if _MAY_BE_SHIFTED.search(line):
                self._shift(chars, begin, begin + len(line))
            begin += len(line)
        return "".join(chars)

    def _shift(self, chars: list[str], begin: int, end: int) -> None:
        """Mark the raised and lowered characters of one line."""
        places = [at for at in range(begin, end) if not chars[at].isspace()]
        sizes = {at: self.size(at) for at in places}
        largest = max(sizes.values(), default=0.0)
        if min(sizes.values(), default=0.0) > _SMALL * largest:
            return
        base = next((at for at in places if sizes[at] > _SMALL * largest), begin)
        foot = self._foot(base)
        for at in places:
            lift = (self._foot(at) - foot) / max(sizes[base], 0.1)
            if sizes[at] < _SMALL * sizes[base] and _MAY_BE_SHIFTED.match(chars[at]) and _LIFTED < abs(lift) < 1:
                chars[at] = chr((_RAISED if lift > 0 else _LOWERED) + ord(chars[at]) % 0x4000)
            else:
                base, foot = at, self._foot(at)

    def size(self, at: int) -> float:
        """Return the height of a character's font on the page, in points."""
        import pypdfium2.raw as pdfium

        matrix = self._matrix
        if not pdfium.FPDFText_GetMatrix(self._words, self.number(at), matrix):
            return 0.0
        size: float = pdfium.FPDFText_GetFontSize(self._words, self.number(at))
        return size * math.hypot(matrix.c, matrix.d)

    def _foot(self, at: int) -> float:
        """How high a character's origin stands, in points."""
        import pypdfium2.raw as pdfium

        across, up = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._words, self.number(at), across, up)
        return up.value

    def _visible(self, text: str, page: PdfPage) -> str:
        """The text with blanks for what is white on white, invisible, too small to read or outside of the page."""
        unseen = pdf_unseen.unseen(page)
        left, bottom, right, top = page.get_cropbox()
        chars = list(text)
        gone = False
        for at, char in enumerate(text):
            if char.isspace():
                gone = gone and char != "\n"
                continue
            box = self.get_charbox(at)
            outside = box[2] < left or box[0] > right or box[3] < bottom or box[1] > top
            if outside or (unseen and pdf_unseen.object_of(self._words, self.number(at)) in unseen):
                self.hidden += not gone
                chars[at], gone = " ", True
            else:
                gone = False
        return "".join(chars)


def is_shifted(char: str) -> bool:
    """Return whether a character of `Glyphs` stands for a raised or lowered one."""
    return bool(_SHIFTED.fullmatch(char))


def is_raised(char: str) -> bool:
    """Return whether a character of `Glyphs` stands for a raised one."""
    return chr(_RAISED) <= char <= chr(_RAISED + 0x3FFF)


def unshifted(text: str) -> str:
    """Return the text of `Glyphs` with the raised and lowered characters themselves, one for one."""
    return _SHIFTED.sub(lambda match: "".join(map(_upright, match.group())), text)


def _upright(char: str) -> str:
    return _original(ord(char) - (_RAISED if char < chr(_LOWERED) else _LOWERED))


def settled(text: str) -> str:
    """Return the page's text with exponents written 10^26 and without marks of notes."""
    if not _SHIFTED.search(text):
        return text
    return "\n".join(settle(_SHIFTED.sub(_marked, line)) for line in text.split("\n"))


def _marked(match: re.Match[str]) -> str:
    mark = SUP if match.group() < chr(_LOWERED) else SUB
    return mark + "".join(map(_upright, match.group())) + END


def _original(code: int) -> str:
    """The character whose code, without what is above 0x4000, was kept."""
    return next(char for char in (chr(code), chr(code + 0x4000), chr(code + 0xC000)) if _MAY_BE_SHIFTED.match(char) or code < 0x80)
