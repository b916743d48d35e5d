"""Where a stretch of machine-read text stands on its page: one box for each line, several where the line leans."""

from __future__ import annotations

import math
from typing import Final

from ragassist.ingest.load.pdf_glyphs import Box
from ragassist.types import ReadLine, ReadPage

_LEANING: Final = 0.35
"""A box takes in so much of a line's height more than the line itself, at most: the lines above and below stay clear of it."""


def boxes_of(page: ReadPage, raw: str, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes of `raw[start:end]` as (left, bottom, right, top) in the page's coordinates, in the order of the text.

    Empty where a letter or digit of the stretch was not read from the page.

    Args:
        page: the page, as it was read.
        raw: the document's raw text.
        start: of the stretch, which lies on this page.
        end: of the stretch.
    """
    pieces: list[tuple[ReadLine, int, int]] = []
    reached = start
    for line in page.lines:
        first, last = max(start, line.start), min(end, line.end)
        if first >= last:
            continue
        if any(char.isalnum() for char in raw[reached:first]):
            return ()
        reached = last
        inner = raw[first:last]
        pieces.append((line, first + len(inner) - len(inner.lstrip()), last - (len(inner) - len(inner.rstrip()))))
    if any(char.isalnum() for char in raw[reached:end]):
        return ()
    return tuple(box for line, first, last in pieces if first < last for box in _boxes(page, line, first, last))


def _boxes(page: ReadPage, line: ReadLine, first: int, last: int) -> list[Box]:
    left, right = line.edges[first - line.start], line.edges[last - line.start]
    a, b, c, d, e, f = page.way
    angle = math.atan2(d, a) % (math.pi / 2)
    rise = (right - left) * math.sin(min(angle, math.pi / 2 - angle))
    count = max(1, math.ceil(rise / (_LEANING * max(1, line.bottom - line.top))))
    found: list[Box] = []
    for part in range(count):
        x0, x1 = left + (right - left) * part / count, left + (right - left) * (part + 1) / count
        corners = [(a * x + b * y + c, d * x + e * y + f) for x in (x0, x1) for y in (line.top, line.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return found
