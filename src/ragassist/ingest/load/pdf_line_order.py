"""The characters of a PDF's lines from left to right. Pure.

A program may draw a line font by font: first the Chinese characters, then the quotation marks and figures that go into the gaps between
them. The page's own text then has “ and ” behind the line, and a figure away from what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

Box = tuple[float, float, float, float]
_LINE: Final = re.compile(r"[\r\n]+|[^\r\n]+")
_BACK: Final = 0.5
"""A step back by so many heights of a character is one; those of justified or kerned text are smaller."""
_OVERLAP: Final = 0.4
"""Characters that cover each other by more than so many heights are drawn over each other, not between."""
_ABREAST: Final = 0.4
"""Share of the lower one's height that two characters of a line have in common at least."""
_TOUCHING: Final = 0.25
"""Characters no further apart than so many heights have no blank between them."""


def in_order(text: str, box_of: Callable[[int], Box]) -> list[int] | None:
    """Return for each character of the page in reading order its number in the page's own text; None where that is in order.

    Only lines whose characters then stand beside each other, none over another, are put in order; everything else keeps its place.
    Blanks that stood between characters which meet when the line is in order are left out.

    Args:
        text: the page's own text.
        box_of: the loose box of a character: left, bottom, right, top.
    """
    order: list[int] = []
    moved = False
    for match in _LINE.finditer(text):
        places = range(*match.span())
        inked = [at for at in places if not text[at].isspace()]
        found = _from_the_left(inked, [box_of(at) for at in inked])
        if found is not None:
            moved = True
            found = _with_blanks(found, [at for at in places if text[at].isspace()], box_of)
        order += places if found is None else found
    return order if moved else None


def _from_the_left(places: Sequence[int], boxes: Sequence[Box]) -> list[int] | None:
    """The characters of a line by their left edges; None where they are so already, or do not make up one line."""
    if not any(after[0] < before[0] - _BACK * (before[3] - before[1]) for before, after in pairwise(boxes)):
        return None
    found = sorted(zip(boxes, places, strict=True), key=lambda one: one[0][0])
    for (before, _), (after, _) in pairwise(found):
        height = min(before[3] - before[1], after[3] - after[1])
        abreast = min(before[3], after[3]) - max(before[1], after[1])
        if height <= 0 or before[2] - after[0] > _OVERLAP * height or abreast < _ABREAST * height:
            return None
    return [at for _, at in found]


def _with_blanks(places: Sequence[int], blanks: Sequence[int], box_of: Callable[[int], Box]) -> list[int]:
    """The characters with a blank in each gap, as far as there are blanks."""
    left = list(blanks)
    found = list(places[:1])
    for before, after in pairwise(places):
        one, other = box_of(before), box_of(after)
        if left and other[0] - one[2] > _TOUCHING * (one[3] - one[1]):
            found.append(left.pop(0))
        found.append(after)
    return found
