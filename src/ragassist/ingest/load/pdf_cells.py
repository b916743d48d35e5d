"""Characters of a PDF page with their places, and how those of one cell are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import marks
from ragassist.ingest.load.pdf_glyphs import is_shifted, settled

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Glyphs

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


def glyphs_of(words: Glyphs, text: str) -> list[Glyph]:
    """Return every visible character of the page whose text is `text`, in the page's order."""
    return [Glyph(at, char, *words.get_charbox(at, loose=True)) for at, char in enumerate(text) if not char.isspace()]


def cell_text(glyphs: Sequence[Glyph]) -> tuple[str, tuple[int, ...]]:
    """Return what the characters of one cell say on one line, escaped, and their numbers in that order.

    Lines come from the top, a space only between words of Latin letters.
    """
    lines: list[list[Glyph]] = []
    shifted: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle[1]):
        height = max(1.0, glyph.top - glyph.bottom)
        if is_shifted(glyph.char):
            shifted.append(glyph)
        elif lines and abs(lines[-1][0].middle[1] - glyph.middle[1]) < 0.5 * height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for glyph in shifted:  # raised and lowered ones stand between two heights: they go with the character that they follow
        line = min(lines, key=lambda line: _distance(line, glyph), default=None)
        if line is None:
            lines.append([glyph])
        else:
            line.append(glyph)
    ordered = [sorted(line, key=lambda glyph: glyph.left) for line in lines]
    text = marks.escape(joined([settled(_line(line)) for line in ordered]))
    return text, tuple(glyph.at for line in ordered for glyph in line)


def _distance(line: Sequence[Glyph], glyph: Glyph) -> tuple[int, float]:
    """How far a raised or lowered character is from a line, in the page's order and in height."""
    return min(abs(glyph.at - other.at) for other in line), abs(line[0].middle[1] - glyph.middle[1])


def joined(lines: Sequence[str]) -> str:
    """Return the lines of a wrapped cell as one."""
    text = ""
    for line in lines:
        text += (" " if _LATIN.search(text) and line[:1].isascii() and line[:1].isalnum() else "") + line
    return text


def _line(ordered: Sequence[Glyph]) -> str:
    text = ordered[0].char
    for before, glyph in pairwise(ordered):
        apart = glyph.left - before.right > _WORD_GAP * max(1.0, glyph.top - glyph.bottom)
        latin = before.char.isascii() and glyph.char.isascii()
        text += (" " if apart and latin else "") + glyph.char
    return text
