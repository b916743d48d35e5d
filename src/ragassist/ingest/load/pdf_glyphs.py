"""Characters of a PDF page with their places, and how those of one cell are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import marks

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_WORD_GAP: Final = 0.25
_LATIN: Final = re.compile(r"[A-Za-z0-9,.;:)%]$")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character; lengths in points, `top` counts upwards."""

    at: int
    """Its number in the page's text."""
    char: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre, (x, y)."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def glyphs_of(words: PdfTextPage, text: str) -> list[Glyph]:
    """Every visible character of the page whose text is `text`, in the page's order."""
    return [Glyph(at, char, *words.get_charbox(at, loose=True)) for at, char in enumerate(text) if not char.isspace()]


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """What the characters of one cell say on one line, escaped: lines from the top, a space only between words of Latin letters."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle[1]):
        height = max(1.0, glyph.top - glyph.bottom)
        if lines and abs(lines[-1][0].middle[1] - glyph.middle[1]) < 0.5 * height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return marks.escape(joined([_line(line) for line in lines]))


def joined(lines: Sequence[str]) -> str:
    """The lines of a wrapped cell as one."""
    text = ""
    for line in lines:
        text += (" " if _LATIN.search(text) and line[:1].isascii() and line[:1].isalnum() else "") + line
    return text


def _line(glyphs: Sequence[Glyph]) -> str:
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    text = ordered[0].char
    for before, glyph in pairwise(ordered):
        apart = glyph.left - before.right > _WORD_GAP * max(1.0, glyph.top - glyph.bottom)
        latin = before.char.isascii() and glyph.char.isascii()
        text += (" " if apart and latin else "") + glyph.char
    return text
