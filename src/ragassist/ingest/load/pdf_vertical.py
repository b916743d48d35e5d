"""Vertical text on a PDF page: characters that run down in columns, the columns from right to left. Pure.

Most programs write such a page column by column, and its own order is the reader's; those that write it row by row, or from the left, give
text that nobody could read. What is vertical is told by the places alone: a character's neighbour above or below is nearer than the one
beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from ragassist.ingest.load.pdf_cells import Glyph

_LEAST_CHARS: Final = 16
_LEAST_COLUMNS: Final = 2
_IN_LINE: Final = 0.3
"""Characters whose middles are no further apart than that, in widths of one, stand in one column, or at one height."""
_TOUCHING: Final = 1.4
"""Those of a column follow each other by that many sizes at most."""
_NEARER: Final = 1.15
"""So many times further apart are columns than the characters of one."""
_BAND: Final = 1.5
"""A blank stretch across the page, so many sizes high, parts what stands above from what stands below."""
_IN_ORDER: Final = 0.9
"""Share of the steps within a column that go down, where the page's own order is kept."""
_JUMPS_IN_ORDER: Final = 0.7
"""Share of the steps from one column to another that go on to the left, or to below; heads and page numbers stand anywhere."""
_FIRST_WIDE: Final = "\u2e80"
"""Latin letters are narrow, and lie on their side: they say nothing."""


def in_order(glyphs: Sequence[Glyph]) -> list[list[Glyph]] | None:
    """Return the page's characters in lines as they are read; None for a page without vertical text, or whose own order is right.

    What stands above or below vertical text and runs across, such as a head or a page number, is a line of its own.

    Args:
        glyphs: the page's visible characters in the page's order.
    """
    wide = [glyph for glyph in glyphs if glyph.char >= _FIRST_WIDE]
    if len(wide) < _LEAST_CHARS:
        return None
    size = median(glyph.right - glyph.left for glyph in wide)
    bands = _bands(glyphs, size) if size > 0 else []
    vertical = [_is_vertical(band, size) for band in bands]
    if not any(vertical) or _reads(glyphs, size):
        return None
    return [line for band, down in zip(bands, vertical, strict=True) for line in (_columns(band, size) if down else _rows(band, size))]


def _bands(glyphs: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """The characters from the top, parted where a blank stretch runs across the page."""
    bands: list[list[Glyph]] = []
    foot = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.top):
        if not bands or foot - glyph.top > _BAND * size:
            bands.append([])
            foot = glyph.bottom
        bands[-1].append(glyph)
        foot = min(foot, glyph.bottom)
    return bands


def _is_vertical(band: Sequence[Glyph], size: float) -> bool:
    wide = [glyph for glyph in band if glyph.char >= _FIRST_WIDE]
    columns = _aligned(wide, 0, size)
    below = _steps(columns, 1)
    if len(wide) < _LEAST_CHARS or len(columns) < _LEAST_COLUMNS or len(below) < len(wide) / 2:
        return False
    beside = _steps(_aligned(wide, 1, size), 0)
    down = median(below)
    return down <= _TOUCHING * size and (not beside or down * _NEARER < median(beside))


def _reads(glyphs: Sequence[Glyph], size: float) -> bool:
    """Whether the page's own order runs down each column, and from one column to another on its left or to what stands below."""
    down = inside = on = jumps = 0
    for one, other in pairwise(glyphs):
        aside, up = other.middle[0] - one.middle[0], other.middle[1] - one.middle[1]
        if abs(aside) <= size:
            inside += 1
            down += up <= _IN_LINE * size
        else:
            jumps += 1
            on += aside < 0 or up < -_BAND * size
    return inside > jumps and down >= _IN_ORDER * inside and on >= _JUMPS_IN_ORDER * jumps


def _clusters(glyphs: Sequence[Glyph], axis: int, size: float) -> list[list[Glyph]]:
    """Characters whose middles stand in line along the other axis, from the lowest value up."""
    clusters: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle[axis]):
        if clusters and glyph.middle[axis] - clusters[-1][-1].middle[axis] <= _IN_LINE * size:
            clusters[-1].append(glyph)
        else:
            clusters.append([glyph])
    return clusters


def _aligned(glyphs: Sequence[Glyph], axis: int, size: float) -> list[list[Glyph]]:
    """As `_clusters`, none wider than a line is: the shifted lines of prose would make one of all the characters of a page."""
    clusters: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle[axis]):
        if clusters and glyph.middle[axis] - clusters[-1][0].middle[axis] <= _IN_LINE * size:
            clusters[-1].append(glyph)
        else:
            clusters.append([glyph])
    return clusters


def _steps(clusters: Sequence[Sequence[Glyph]], axis: int) -> list[float]:
    """How far neighbours in each cluster are apart."""
    places = (sorted(glyph.middle[axis] for glyph in cluster) for cluster in clusters)
    return [after - before for cluster in places for before, after in pairwise(cluster)]


def _columns(band: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """The columns from the right, each from the top; figures set side by side in a column from the left."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(band, key=lambda glyph: -glyph.middle[0]):
        if columns and _middle(columns[-1]) - glyph.middle[0] < size / 2:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [[glyph for row in _rows(column, size) for glyph in row] for column in columns]


def _middle(column: Sequence[Glyph]) -> float:
    return median(glyph.middle[0] for glyph in column[:8])


def _rows(band: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """Characters at one height, from the left; the highest first."""
    return [sorted(row, key=lambda glyph: glyph.left) for row in reversed(_clusters(band, 1, size))]


def spaced(line: Sequence[Glyph], text: str) -> tuple[str, list[int]]:
    """Return what a line says and the number of each character, -1 for the blanks between Latin words.

    Args:
        line: characters in order.
        text: the page's own text, in which words are parted.
    """
    said = ""
    places: list[int] = []
    for before, glyph in zip([None, *line], line, strict=False):
        if before is not None and before.char.isascii() and glyph.char.isascii() and text[before.at + 1 : glyph.at].isspace():
            said, places = said + " ", [*places, -1]
        said += glyph.char
        places.append(glyph.at)
    return said, places
