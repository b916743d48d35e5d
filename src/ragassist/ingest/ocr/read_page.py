"""A picture of a page to its lines of text: turned upright, found, read twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image

from ragassist.ingest.ocr.agreement import confirmed
from ragassist.ingest.ocr.detect import Area, line_areas
from ragassist.ingest.ocr.networks import Engine
from ragassist.ingest.ocr.recognise import Reading, read_lines
from ragassist.ingest.ocr.straighten import skew, turned

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): a point (x, y) of one picture is (a x + b y + c, d x + e y + f) of another."""
SAME: Final[Affine] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
_LEAST_CONFIDENCE: Final = 0.6
"""Of a line, the mean over its characters: less is a drawing, a seal, or writing in no known script."""
_LEAST_SPREAD: Final = 8.0
"""Between the darkest and the lightest hundredth of a picture, of 255: less is an empty page."""
_APART: Final = 0.8
"""Two areas of one line nearer than so many heights are one: a figure must not be cut in two."""
_ROOM: Final = 0.25
"""Beside a line, in its heights, so that its first and last characters are whole."""
_TALL: Final = 1.5
_SAMPLE: Final = 5
_BETTER: Final = 0.1
"""By so much more confidence a page is read upside down."""
_EVEN: Final = 0.6
"""Of the lower of two heights, that two areas of one line have in common."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of an upright page: `text`, and for each of its characters how sure it is and whether two readings agree."""

    text: str
    area: Area
    edges: tuple[int, ...]
    """Of the characters, in pixels from the left: one more than there are characters."""
    sure: tuple[float, ...]
    agreed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a picture of a page says."""

    upright: Image.Image
    """The page with level lines."""
    way: Affine
    """From the upright page to the picture as it was given, in pixels, y downwards."""
    lines: tuple[PageLine, ...]
    """From the top, those at one height from the left."""


def read_page(picture: Image.Image, engine: Engine) -> PageReading:
    """Return the lines of a picture; none where it is empty or nothing in it can be read.

    Args:
        picture: in colour (RGB), at about 200 dots an inch for a page; it may be skewed by up to 12 degrees and lie on any side.
        engine: what finds and reads lines.
    """
    grey = np.asarray(picture.convert("L"))
    low, high = np.percentile(grey[:: max(1, grey.shape[0] // 500), :: max(1, grey.shape[1] // 500)], (1, 99))
    if high - low < _LEAST_SPREAD and float(grey.max()) - float(grey.min()) < 8 * _LEAST_SPREAD:
        return PageReading(picture, SAME, ())
    degrees = 0.0
    areas = line_areas(picture, engine.detector)
    if sum(_is_tall(area) * _size(area) for area in areas) > sum((not _is_tall(area)) * _size(area) for area in areas):
        degrees = 90.0
    upright = turned(picture, degrees)
    leaning = skew(upright)
    if degrees or leaning:
        degrees += leaning
        upright = turned(picture, degrees)
        areas = line_areas(upright, engine.detector)
    if _is_upside_down(upright, areas, engine):
        degrees += 180.0
        upright = turned(picture, degrees)
        areas = line_areas(upright, engine.detector)
    rows = _rows(areas)
    return PageReading(upright, _way_back(picture.size, upright.size, degrees), tuple(_read(upright, rows, engine)))


def _read(upright: Image.Image, areas: Sequence[Area], engine: Engine) -> list[PageLine]:
    crops, shown = [], []
    for left, top, right, bottom in areas:
        room = round(_ROOM * (bottom - top))
        shown.append((max(0, left - room), top, min(upright.width, right + room), bottom))
        crops.append(upright.crop(shown[-1]))
    first = read_lines(crops, engine.first.network, engine.first.characters)
    kept = [at for at, reading in enumerate(first) if reading.text.strip() and reading.confidence >= _LEAST_CONFIDENCE]
    second = read_lines([crops[at] for at in kept], engine.second.network, engine.second.characters)
    lines = []
    for at, again in zip(kept, second, strict=True):
        edges = _edges(first[at], shown[at])
        lines.append(PageLine(first[at].text, areas[at], edges, first[at].sure, confirmed(first[at], again)))
    return lines


def _edges(reading: Reading, area: Area) -> tuple[int, ...]:
    """Where one character ends and the next begins: half way between their middles."""
    left, right = area[0], area[2]
    middles = [left + share * (right - left) for share in reading.at]
    height = area[3] - area[1]
    first = middles[0] - min(0.6 * height, (middles[1] - middles[0]) / 2 if len(middles) > 1 else height)
    last = middles[-1] + min(0.6 * height, (middles[-1] - middles[-2]) / 2 if len(middles) > 1 else height)
    between = [(one + other) / 2 for one, other in pairwise(middles)]
    return tuple(round(min(right, max(left, edge))) for edge in (first, *between, last))


def _rows(areas: Sequence[Area]) -> list[Area]:
    """The areas from the top, those of one height from the left, pieces of one line as one."""
    rows: list[list[Area]] = []
    for area in sorted(areas, key=lambda area: (area[1] + area[3], area[0])):
        if rows and _beside(rows[-1][-1], area):
            rows[-1].append(area)
        else:
            rows.append([area])
    found: list[Area] = []
    for row in rows:
        whole: list[Area] = []
        for area in sorted(row):
            if whole and area[0] - whole[-1][2] < _APART * min(area[3] - area[1], whole[-1][3] - whole[-1][1]):
                last = whole[-1]
                whole[-1] = (last[0], min(last[1], area[1]), max(last[2], area[2]), max(last[3], area[3]))
            else:
                whole.append(area)
        found += whole
    return found


def _beside(one: Area, other: Area) -> bool:
    lower = min(one[3] - one[1], other[3] - other[1])
    return min(one[3], other[3]) - max(one[1], other[1]) > _EVEN * lower and lower > 0.5 * max(one[3] - one[1], other[3] - other[1])


def _is_tall(area: Area) -> bool:
    return area[3] - area[1] > _TALL * (area[2] - area[0])


def _size(area: Area) -> int:
    return (area[2] - area[0]) * (area[3] - area[1])


def _is_upside_down(upright: Image.Image, areas: Sequence[Area], engine: Engine) -> bool:
    """Whether the longest lines read better the other way round."""
    sample = [upright.crop(area) for area in sorted(areas, key=lambda area: area[0] - area[2])[:_SAMPLE]]
    if not sample:
        return False
    reader = engine.first
    so, otherwise = (
        sum(reading.confidence for reading in read_lines(lines, reader.network, reader.characters))
        for lines in (sample, [line.transpose(Image.Transpose.ROTATE_180) for line in sample])
    )
    return otherwise > so + _BETTER * len(sample)


def _way_back(given: tuple[int, int], upright: tuple[int, int], degrees: float) -> Affine:
    """From the upright page, which was turned about its middle, back to the picture as given."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = upright[0] / 2, upright[1] / 2
    return (cos, -sin, given[0] / 2 - cos * cx + sin * cy, sin, cos, given[1] / 2 - sin * cx - cos * cy)
