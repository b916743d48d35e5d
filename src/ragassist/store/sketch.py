"""What a text is recognised by: the hashes of its shingles, and a MinHash signature by which like texts find each other.

A shingle is five tokens in a row, a token one Chinese character or one word of another script; spaces, punctuation, case and
traditional forms do not count. Nothing here knows about documents or files.

Source: Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", section 3.4 (banding); Dietzfelbinger et al. 1997 (multiply-shift hashing). The mixing function is SplitMix64's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ragassist.lang.zh import HAN
from ragassist.text.terms import fold

Hashes = npt.NDArray[np.uint64]
Signature = npt.NDArray[np.uint32]

METHOD: Final = 1
"""Grows when the same text gets another signature, so that stored ones are computed anew."""
TOKENS: Final = 5
BANDS: Final = 64
ROWS: Final = 2
MIN_SHINGLES: Final = 100
"""A shorter text says too little to be recognised by."""
_TOKEN: Final = re.compile(f"[{HAN}]|[^\\W_{HAN}]+")
_BLOCK: Final = 1 << 20
_AT_ONCE: Final = 4096
_FACTORS: Final = (np.random.default_rng(1997).integers(0, 1 << 63, BANDS * ROWS, dtype=np.uint64) << np.uint64(1)) | np.uint64(1)


def shingles(texts: Iterable[str], *, one_in: int = 1) -> Hashes:
    """Return the distinct shingles of `texts` read as one text, as sorted 64-bit hashes.

    Args:
        texts: pieces of one text in order; where they are cut does not matter between two tokens.
        one_in: keep this share of all possible shingles, the same ones of every text; memory shrinks by as much.
    """
    bound = np.uint64((1 << 64) // one_in - 1)
    parts = [block[block <= bound] for block in _hashes(texts)]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.uint64)


def signature(texts: Iterable[str]) -> Signature | None:
    """Return the MinHash signature of a text, [BANDS * ROWS]; None for one of fewer than `MIN_SHINGLES` shingles.

    The share of equal places of two signatures estimates the resemblance, with a standard error below 0.045.
    """
    least = np.full(BANDS * ROWS, (1 << 32) - 1, np.uint64)
    count = 0
    for block in _hashes(texts):
        count += len(block)
        for first in range(0, len(block), _AT_ONCE):
            some = block[first : first + _AT_ONCE, None] * _FACTORS >> np.uint64(32)
            least = np.minimum(least, some.min(axis=0))
    return least.astype(np.uint32) if count >= MIN_SHINGLES else None


def bands(signature: Signature) -> list[int]:
    """`BANDS` signed 64-bit numbers: two texts that share one are worth comparing.

    Texts of resemblance s share one with probability 1 - (1 - s²)^64: .98 at .25, .03 at .02.
    """
    rows = signature.astype(np.uint64).reshape(BANDS, ROWS)
    mixed = np.arange(BANDS, dtype=np.uint64)
    for column in rows.T:
        mixed = _mix(mixed ^ column)
    return [int(number) for number in mixed.view(np.int64)]


def resemblance(a: Hashes, b: Hashes) -> float:
    """Shingles in common over shingles in either (Jaccard), 0 to 1; 0 for two empty sets."""
    common = len(np.intersect1d(a, b, assume_unique=True))
    either = len(a) + len(b) - common
    return common / either if either else 0.0


def _hashes(texts: Iterable[str]) -> Iterator[Hashes]:
    """The hashes of all shingles in order, in blocks."""
    held = np.zeros(0, np.uint64)
    waiting: list[int] = []
    for text in texts:
        waiting += [ord(token) if len(token) == 1 else zlib.crc32(token.encode()) | 1 << 32 for token in _TOKEN.findall(fold(text))]
        if len(waiting) >= _BLOCK:
            held = np.concatenate([held, np.array(waiting, np.uint64)])
            waiting = []
            yield _shingled(held)
            held = held[1 - TOKENS :]
    held = np.concatenate([held, np.array(waiting, np.uint64)])
    if len(held) >= TOKENS:
        yield _shingled(held)


def _shingled(tokens: Hashes) -> Hashes:
    count = len(tokens) - TOKENS + 1
    mixed = np.zeros(count, np.uint64)
    for place in range(TOKENS):
        mixed = _mix(mixed ^ tokens[place : place + count])
    return mixed


def _mix(numbers: Hashes) -> Hashes:
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
