"""A page that was read by machine as raw text: its lines in reading order, its tables as tables, and where each line came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image

from ragassist.ingest.load import pdf_columns
from ragassist.ingest.load.pdf_glyphs import Box
from ragassist.ingest.load.pdf_ruled import Stroke
from ragassist.ingest.load.scan_order import in_order
from ragassist.ingest.ocr.detect import components
from ragassist.ingest.ocr.read_page import Affine, PageLine, PageReading
from ragassist.types import ReadLine, ReadPage

MAX_PAGES: Final = 500
"""So many pages of one document are read: at some seconds each, half an hour."""
_LINE_POINTS: Final = 15.0
"""The height that a line is given for the rules of layout, which count in points: that of type of 11 points."""
_STROKE_LINES: Final = 2.5
"""A drawn line is longer than so many heights of a line of text, which no stroke of a character is."""
_STROKE_THICK: Final = 0.25
_DARKER: Final = 60


def compose(lines: Affine, then: Affine) -> Affine:
    """Return the one way that leads where the two do, one after the other.

    >>> compose((1, 0, 5, 0, 1, 7), (2, 0, 0, 0, -2, 100))
    (2, 0, 10, 0, -2, 86)
    """
    a, b, c, d, e, f = lines
    p, q, r, s, t, u = then
    return p * a + q * d, p * b + q * e, p * c + q * f + r, s * a + t * d, s * b + t * e, s * c + t * f + u


def text_of(reading: PageReading, number: int, to_page: Affine) -> tuple[str, ReadPage]:
    """Return the page's raw text and its lines, whose offsets count from the page's first character.

    Args:
        reading: of the page's picture.
        number: of the page, counted from 1.
        to_page: from pixels of the picture that was read to the page's own coordinates.
    """
    way = compose(reading.way, to_page)
    if not reading.lines:
        return "", ReadPage(number, way, ())
    height = float(np.median([line.area[3] - line.area[1] for line in reading.lines]))
    unit = _LINE_POINTS / max(1.0, height)
    glyphs = _Glyphs(in_order(reading.lines), unit, reading.upright.height)
    laid = pdf_columns.text_of(glyphs, reading.upright.width * unit, _strokes(reading.upright, height, unit))  # type: ignore[arg-type]
    text = laid.text.rstrip()
    return text, ReadPage(number, way, tuple(_pieces(laid.at, text, glyphs)))


def shifted(page: ReadPage, by: int) -> ReadPage:
    """Return the page with its offsets moved on by so many characters."""
    lines = (
        replace(line, start=line.start + by, end=line.end + by, doubts=tuple((a + by, b + by) for a, b in line.doubts))
        for line in page.lines
    )
    return replace(page, lines=tuple(lines))


class _Glyphs:
    """The characters of a page that was read, as the rules of layout ask for those of a PDF."""

    def __init__(self, rows: Sequence[Sequence[PageLine]], unit: float, height: int) -> None:
        self.origin: list[tuple[PageLine, int] | None] = []
        self._boxes: list[Box] = []
        chars: list[str] = []
        for row in rows:
            for piece, line in enumerate(row):
                if piece:
                    self._put(chars, " ", None, unit, height)
                for at, char in enumerate(line.text):
                    self._put(chars, char, (line, at), unit, height)
            self._put(chars, "\n", None, unit, height)
        self._text = "".join(chars)

    def _put(self, chars: list[str], char: str, origin: tuple[PageLine, int] | None, unit: float, height: int) -> None:
        chars.append(char)
        self.origin.append(origin)
        if origin is None:
            self._boxes.append(self._boxes[-1] if self._boxes else (0.0, 0.0, 0.0, 0.0))
            return
        line, at = origin
        top, bottom = line.area[1], line.area[3]
        self._boxes.append((line.edges[at] * unit, (height - bottom) * unit, line.edges[at + 1] * unit, (height - top) * unit))

    def get_text_range(self) -> str:
        return self._text

    def count_chars(self) -> int:
        return len(self._text)

    def get_charbox(self, at: int, *, loose: bool = True) -> Box:
        return self._boxes[at]


def _pieces(at: Sequence[int], text: str, glyphs: _Glyphs) -> list[ReadLine]:
    """The stretches of the text that follow one another in one line of the picture."""
    found: list[ReadLine] = []
    origins = [glyphs.origin[number] if number >= 0 else None for number in at[: len(text)]]
    place = 0
    while place < len(text):
        origin = origins[place]
        if origin is None:
            place += 1
            continue
        line, first = origin
        end = place + 1
        while end < len(text) and origins[end] == (line, first + end - place):
            end += 1
        last = first + end - place
        doubtful = [place + n for n, ok in enumerate(line.agreed[first:last]) if not ok]
        found.append(
            ReadLine(
                start=place,
                end=end,
                top=line.area[1],
                bottom=line.area[3],
                edges=line.edges[first : last + 1],
                confidence=round(sum(line.sure[first:last]) / (last - first), 3),
                doubts=_runs(doubtful),
            )
        )
        place = end
    return found


def _runs(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return tuple(runs)


def _strokes(picture: Image.Image, height: float, unit: float) -> list[Stroke]:
    """The level and the upright lines that are drawn on an upright page, in points."""
    grey = np.asarray(picture.convert("L"), np.int16)
    ink = grey < np.median(grey) - _DARKER
    found: list[Stroke] = []
    for across in (True, False):
        for left, top, right, bottom in components(_long(ink if across else ink.T, round(_STROKE_LINES * height))):
            if bottom - top <= max(4.0, _STROKE_THICK * height):
                middle = (top + bottom) / 2
                place = (picture.height - middle) * unit if across else middle * unit
                ends = (left * unit, right * unit) if across else ((picture.height - right) * unit, (picture.height - left) * unit)
                found.append(Stroke(across, place, *ends))
    return found


def _long(ink: np.ndarray, least: int) -> np.ndarray:
    """Of each row only the runs of ink that are so long."""
    kept = np.zeros_like(ink)
    for row in np.flatnonzero(ink.sum(axis=1) >= least).tolist():
        steps = np.diff(np.pad(ink[row].astype(np.int8), 1))
        for start, end in zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True):
            if end - start >= least:
                kept[row, start:end] = True
    return kept
