"""What a benchmark's `measure()` returns: values with n and, where they are shares, a 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ragassist.evaluate.metrics.statistics import RESAMPLES, SEED, wilson


@dataclass(frozen=True, slots=True)
class Value:
    """One measured number."""

    what: str
    value: float
    n: int | None = None
    """How many were counted; what they are is said where the figure is declared."""
    low: float | None = None
    high: float | None = None
    unit: str = "share"
    """`share` from 0 to 1, `count`, or the unit itself (`s`, `ms`, `MB`, `lines`)."""


def share(what: str, hits: int, n: int) -> Value:
    """Return `hits` of `n` with Wilson's interval; nothing counted is an error, not a share of 0.

    >>> share("right", 10, 10).high, round(share("right", 10, 10).low, 2)
    (1.0, 0.72)
    """
    if not n:
        raise ValueError(f"Nothing was counted for {what!r}: its data are empty or hold no such item.")
    low, high = wilson(int(hits), n)
    return Value(what, hits / n, n, low, high)


def count(what: str, value: float, n: int | None = None) -> Value:
    """Return a number that is no share, such as how many files crashed of `n`."""
    return Value(what, value, n, unit="count")


def mean_of_shares(what: str, groups: Sequence[Sequence[bool]]) -> Value:
    """Return the mean of the shares of several groups (balanced accuracy), with a percentile bootstrap drawn within each group.

    Seeded: the same outcomes give the same interval.
    Source: B. Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7(1), 1979.
    """
    if not groups or not all(groups):
        raise ValueError(f"A group of {what!r} is empty: its data hold no such item.")
    chance = np.random.default_rng(SEED)
    # The mean of a resample of outcomes that are right or wrong is a binomial draw.
    drawn = np.mean([chance.binomial(len(group), np.mean(group), RESAMPLES) / len(group) for group in groups], axis=0)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Value(what, float(np.mean([np.mean(group) for group in groups])), sum(map(len, groups)), float(low), float(high))


def median(what: str, numbers: Sequence[float], unit: str) -> Value:
    """Return the median, with the smallest and the largest as its bounds: a handful of times has no interval worth the name."""
    if not numbers:
        raise ValueError(f"Nothing was measured for {what!r}.")
    return Value(what, float(np.median(numbers)), len(numbers), float(min(numbers)), float(max(numbers)), unit)
