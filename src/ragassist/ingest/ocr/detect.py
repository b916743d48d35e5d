"""Where the lines of text stand in a picture of an upright page.

The network marks the inside of each line; what hangs together there is one line, and its box is widened again by what the network was
taught to leave out. Source: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (2020), section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PIL import Image

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the picture, y downwards; right and bottom exclusive."""
Network = Callable[[np.ndarray], np.ndarray]
"""One batch in, one out."""
LONGEST_PIXELS: Final = 1600
"""Of the picture's longer side as the network sees it: a page of A4 at 137 dots an inch, where type of 8 points is 15 pixels high."""
_MULTIPLE: Final = 32
_MEAN: Final = np.array([0.485, 0.456, 0.406], np.float32)
_SPREAD: Final = np.array([0.229, 0.224, 0.225], np.float32)
_INSIDE: Final = 0.3
"""The network's probability from which a pixel is inside a line."""
_LEAST_MEAN: Final = 0.5
"""Of the probabilities in a box: less is no text."""
_WIDENED: Final = 1.6
"""By so many times area / perimeter the network was taught to narrow boxes."""
_LEAST_PIXELS: Final = 3
_MOST_LINES: Final = 3000


def line_areas(picture: Image.Image, network: Network) -> list[Area]:
    """Return the areas of the lines of text, from the top, those at one height from the left.

    Args:
        picture: an upright page in colour (RGB).
        network: of text detection, `[1, 3, height, width]` to `[1, 1, height, width]` probabilities.
    """
    scale = min(1.0, LONGEST_PIXELS / max(picture.size))
    width, height = (max(_MULTIPLE, round(side * scale / _MULTIPLE) * _MULTIPLE) for side in picture.size)
    pixels = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR), np.float32) / 255
    batch = ((pixels[:, :, ::-1] - _MEAN) / _SPREAD).transpose(2, 0, 1)[None]
    inside = network(np.ascontiguousarray(batch))[0, 0]
    across, down = picture.width / width, picture.height / height
    found: list[Area] = []
    for left, top, right, bottom in components(inside > _INSIDE)[:_MOST_LINES]:
        if min(right - left, bottom - top) < _LEAST_PIXELS or inside[top:bottom, left:right].mean() < _LEAST_MEAN:
            continue
        room = (right - left) * (bottom - top) * _WIDENED / (2 * (right - left + bottom - top))
        found.append(
            (
                max(0, round((left - room) * across)),
                max(0, round((top - room) * down)),
                min(picture.width, round((right + room) * across)),
                min(picture.height, round((bottom + room) * down)),
            )
        )
    return sorted(found, key=lambda area: (area[1], area[0]))


def components(marked: np.ndarray) -> list[Area]:
    """Return the box of each group of marked pixels that touch by a side, in no particular order.

    >>> components(np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1]], bool))
    [(0, 0, 2, 2), (2, 2, 3, 3)]
    """
    parent: list[int] = []
    boxes: list[Area] = []

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    above: list[tuple[int, int, int]] = []
    for row, line in enumerate(np.diff(np.pad(marked.astype(np.int8), ((0, 0), (1, 1))), axis=1)):
        here: list[tuple[int, int, int]] = []
        first = 0
        for start, end in zip(np.flatnonzero(line == 1).tolist(), np.flatnonzero(line == -1).tolist(), strict=True):
            group = len(parent)
            parent.append(group)
            boxes.append((start, row, end, row + 1))
            while first < len(above) and above[first][1] <= start:
                first += 1
            for begin, _, other in above[first:]:
                if begin >= end:
                    break
                mine, theirs = root(group), root(other)
                if mine != theirs:
                    parent[max(mine, theirs)] = min(mine, theirs)
                    boxes[min(mine, theirs)] = _around(boxes[mine], boxes[theirs])
            here.append((start, end, group))
        above = here
    return [boxes[at] for at in range(len(parent)) if parent[at] == at]


def _around(one: Area, other: Area) -> Area:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
