"""By how much a page's lines are turned, and the page turned back."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PIL import Image

_MEASURED_PIXELS: Final = 900
"""Of the longer side of the picture that is measured."""
MOST_DEGREES: Final = 12.0
_STEPS: Final = (1.0, 0.25, 0.0625)
_LEAST_DEGREES: Final = 0.1


def skew(picture: Image.Image) -> float:
    """Return by how many degrees the lines of a picture go down to the right, -12 to 12; 0 where it has no lines.

    Turned rightly, rows of text and rows of nothing differ most: the differences between neighbouring rows of ink are largest.
    """
    small = picture.convert("L")
    small.thumbnail((_MEASURED_PIXELS, _MEASURED_PIXELS), Image.Resampling.BOX)
    grey = np.asarray(small, np.float32)
    ground = np.median(grey)
    ink = np.abs(grey - ground) > max(24.0, 0.35 * float(np.abs(grey - ground).max()))
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    best, around = 0.0, np.arange(-MOST_DEGREES, MOST_DEGREES + 0.5, _STEPS[0])
    for step, finer in zip(_STEPS, (*_STEPS[1:], 0.0), strict=True):
        scores = [_evenness(xs, ys, degrees) for degrees in around]
        best = float(around[int(np.argmax(scores))])
        around = np.arange(best - step, best + step + finer / 2, finer) if finer else around
    return best if abs(best) >= _LEAST_DEGREES else 0.0


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    """Return the picture turned so that lines which go down by so many degrees are level; the corners are filled with paper."""
    if not degrees:
        return picture
    colour = tuple(int(np.median(np.asarray(channel))) for channel in picture.split())
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=colour if len(colour) > 1 else colour[0])


def _evenness(xs: np.ndarray, ys: np.ndarray, degrees: float) -> float:
    angle = math.radians(degrees)
    rows = np.round(ys * math.cos(angle) - xs * math.sin(angle)).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())
