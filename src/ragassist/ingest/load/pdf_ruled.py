"""Tables of a PDF page that are drawn with lines: the lines make the cells, so wrapped and merged cells are read as they are."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import grid
from ragassist.ingest.load.pdf_cells import Glyph, cell_text

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_NEAR: Final = 3.0
"""Points within which two lines are at one place, or touch."""
_THIN: Final = 2.5
_SHORTEST: Final = 6.0
_MOST_LINES: Final = 4000
_DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal or vertical line: where it is, and from where to where it runs, in points."""

    across: bool
    place: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table: its cells by row, the characters in them, and the places of its columns' edges."""

    rows: tuple[tuple[grid.Span, ...], ...]
    held: frozenset[int]
    """Numbers of its characters in the page's text."""
    edges: tuple[float, ...]


def strokes_of(page: PdfPage) -> list[Stroke]:
    """The straight lines along the axes that the page draws, thin filled boxes included; none where it draws too many to be a table."""
    import pypdfium2.raw as pdfium

    found: list[Stroke] = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEPTH):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item.raw, fill, stroke)
        if not (fill.value or stroke.value):
            continue
        found += _strokes(item.raw, bool(stroke.value))
        if len(found) > _MOST_LINES:
            return []
    return found


def _strokes(path: object, drawn: bool) -> Iterator[Stroke]:
    """The lines of one path: its edges where it is drawn, itself where it is a thin filled box."""
    import pypdfium2.raw as pdfium

    points: list[tuple[float, float]] = []
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    start = (0.0, 0.0)
    edges: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for number in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_LINES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif points:
            edges.append((points[-1], point))
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            edges.append((point, start))
    if not points:
        return
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    if not drawn or min(right - left, top - bottom) <= _THIN:
        if top - bottom <= _THIN and right - left >= _SHORTEST:
            yield Stroke(True, (top + bottom) / 2, left, right)
        elif right - left <= _THIN and top - bottom >= _SHORTEST:
            yield Stroke(False, (left + right) / 2, bottom, top)
        return
    for (x0, y0), (x1, y1) in edges:
        if abs(y0 - y1) < 0.5 and abs(x0 - x1) >= _SHORTEST:
            yield Stroke(True, y0, min(x0, x1), max(x0, x1))
        elif abs(x0 - x1) < 0.5 and abs(y0 - y1) >= _SHORTEST:
            yield Stroke(False, x0, min(y0, y1), max(y0, y1))


def tables(strokes: Sequence[Stroke], glyphs: Sequence[Glyph]) -> list[RuledTable]:
    """Return the tables that the lines make, from the top; only whole grids of at least two rows and two columns whose cells are boxes."""
    found = [_table(group, glyphs) for group in _groups(strokes)]
    return [table for table in found if table is not None]


def _groups(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Lines that touch, directly or by way of others."""
    groups: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.across):
        touching = [group for group in groups if any(_touch(stroke, other) for other in group)]
        merged = [stroke, *(member for group in touching for member in group)]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _touch(one: Stroke, other: Stroke) -> bool:
    if one.across == other.across:
        return abs(one.place - other.place) <= _NEAR and one.first <= other.last + _NEAR and other.first <= one.last + _NEAR
    return one.first - _NEAR <= other.place <= one.last + _NEAR and other.first - _NEAR <= one.place <= other.last + _NEAR


def _places(values: Sequence[float]) -> list[float]:
    """The values, those near each other once, in order."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _table(strokes: Sequence[Stroke], glyphs: Sequence[Glyph]) -> RuledTable | None:
    flat, upright = [line for line in strokes if line.across], [line for line in strokes if not line.across]
    if len(flat) < 3 or not upright:
        return None
    xs = _places([line.place for line in upright] + [end for line in flat for end in (line.first, line.last)])
    ys = _places([line.place for line in flat] + [end for line in upright for end in (line.first, line.last)])[::-1]
    if len(xs) < 3 or len(ys) < 3 or len(xs) > grid.MAX_COLUMNS:
        return None

    def walled(line: Sequence[Stroke], place: float, at: float) -> bool:
        return any(abs(one.place - place) <= _NEAR and one.first - _NEAR <= at <= one.last + _NEAR for one in line)

    owner = [[(row, column) for column in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            middle = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column and not walled(upright, xs[column], middle[1]):
                owner[row][column] = owner[row][column - 1]
            elif row and not walled(flat, ys[row], middle[0]):
                owner[row][column] = owner[row - 1][column]
    spans = _boxes(owner)
    if spans is None:
        return None
    inside: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = glyph.middle
        if xs[0] < x < xs[-1] and ys[-1] < y < ys[0]:
            column = sum(x >= edge for edge in xs[1:-1])
            row = sum(y <= edge for edge in ys[1:-1])
            inside.setdefault(owner[row][column], []).append(glyph)
    if len(inside) < 4:
        return None
    said = {place: cell_text(inside.get(place, ())) for place in spans}
    rows = tuple(
        tuple(
            grid.Span(said[place][0], columns=wide, rows=deep, held=said[place][1])
            for place, (wide, deep) in sorted(spans.items())
            if place[0] == row
        )
        for row in range(len(ys) - 1)
    )
    return RuledTable(rows, frozenset(glyph.at for found in inside.values() for glyph in found), tuple(xs))


def _boxes(owner: Sequence[Sequence[tuple[int, int]]]) -> dict[tuple[int, int], tuple[int, int]] | None:
    """For each cell, by its first place, (columns, rows); None where a cell is no box."""
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, line in enumerate(owner):
        for column, place in enumerate(line):
            held.setdefault(place, []).append((row, column))
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for place, cells in held.items():
        wide = max(column for _, column in cells) - min(column for _, column in cells) + 1
        deep = max(row for row, _ in cells) - min(row for row, _ in cells) + 1
        if wide * deep != len(cells):
            return None
        spans[place] = (wide, deep)
    return spans
