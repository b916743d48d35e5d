"""What a line of text says: its characters, where each stands in the line, and how sure the network is of each.

Source for reading the network's output: Graves et al., "Connectionist Temporal Classification" (2006), best path decoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from ragassist.ingest.ocr.detect import Network

HEIGHT: Final = 48
"""Pixels to which every line is scaled: the network was taught so."""
_LEAST_WIDTH: Final = 48
_MOST_WIDTH: Final = 3200
_AT_ONCE: Final = 6
_BATCH_PIXELS: Final = 6 * 1200


@dataclass(frozen=True, slots=True)
class Reading:
    """One line as one network reads it."""

    text: str
    sure: tuple[float, ...] = ()
    """The network's probability of each character, 0 to 1."""
    at: tuple[float, ...] = ()
    """Where the middle of each character stands, as a share of the line's width."""

    @property
    def confidence(self) -> float:
        """The mean over its characters, 0 for none."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def read_lines(lines: Sequence[Image.Image], network: Network, characters: Sequence[str]) -> list[Reading]:
    """Return what each line says, in their order.

    Args:
        lines: pictures of single lines in colour (RGB), upright.
        network: of text recognition, `[n, 3, 48, width]` to `[n, steps, classes]` probabilities.
        characters: of its classes; class 0, for none, has an empty one.
    """
    widths = [min(_MOST_WIDTH, max(_LEAST_WIDTH, round(line.width * HEIGHT / max(1, line.height)))) for line in lines]
    found = [Reading("")] * len(lines)
    order = sorted(range(len(lines)), key=lambda at: widths[at])
    while order:
        some = [order.pop()]
        while order and len(some) < _AT_ONCE and widths[some[0]] * (len(some) + 1) <= _BATCH_PIXELS:
            some.append(order.pop())
        widest = widths[some[0]]
        batch = np.zeros((len(some), 3, HEIGHT, widest), np.float32)
        for row, at in enumerate(some):
            pixels = np.asarray(lines[at].resize((widths[at], HEIGHT), Image.Resampling.BICUBIC), np.float32)
            batch[row, :, :, : widths[at]] = (pixels[:, :, ::-1].transpose(2, 0, 1) / 255 - 0.5) / 0.5
        told = network(batch)
        for row, at in enumerate(some):
            found[at] = _best_path(told[row], characters, widths[at] / widest)
    return found


def _best_path(steps: np.ndarray, characters: Sequence[str], share: float) -> Reading:
    """The likeliest class of each step, repetitions as one, class 0 left out; `share` of the steps are the line."""
    best = steps.argmax(axis=1)
    sure = steps.max(axis=1)
    text: list[str] = []
    chances: list[float] = []
    places: list[float] = []
    begin = 0
    for at in range(1, len(best) + 1):
        if at < len(best) and best[at] == best[begin]:
            continue
        if best[begin] and best[begin] < len(characters):
            text.append(characters[best[begin]])
            chances.append(float(sure[begin:at].max()))
            places.append(min(1.0, (begin + at) / 2 / len(best) / share))
        begin = at
    return Reading("".join(text), tuple(chances), tuple(places))
