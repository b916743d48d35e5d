"""Means with bootstrap intervals, agreement of two raters, paired comparison of runs. Seeded: the same scores give the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ragassist.evaluate.metrics.undefined import Score, Undefined

RESAMPLES = 2000
SEED = 20250101
EXACT = 2e-6
"""Baselines keep six digits: a third and what is left of it there are the same score."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the scored samples with its 95 % interval, and what could not be scored."""

    mean: float
    low: float
    high: float
    n: int
    """Scored samples."""
    unscored: int = 0
    """Samples that should have had this score and have none."""


def estimate(scores: Sequence[Score], clusters: Sequence[str]) -> Estimate | Undefined:
    """Return the mean of the defined scores, with a percentile bootstrap interval over clusters.

    Args:
        scores: one a sample.
        clusters: which samples belong together (a question and its translation); whole clusters are drawn, so that pairs
            do not make the interval too narrow.

    Returns:
        `Undefined` where nothing is defined, with the most frequent reason.

    Source: B. Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7(1), 1979.
    """
    values: dict[str, list[float]] = {}
    undefined: list[Undefined] = []
    for score, cluster in zip(scores, clusters, strict=True):
        if isinstance(score, Undefined):
            undefined.append(score)
        else:
            values.setdefault(cluster, []).append(score)
    unscored = sum(not score.by_design for score in undefined)
    if not values:
        reasons = [score.reason for score in undefined] or ["there are no samples"]
        return Undefined(max(dict.fromkeys(reasons), key=reasons.count), by_design=not unscored)
    sums = np.array([sum(group) for group in values.values()])
    sizes = np.array([len(group) for group in values.values()])
    draws = np.random.default_rng(SEED).integers(0, len(sums), size=(RESAMPLES, len(sums)))
    means = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(sums.sum() / sizes.sum()), float(low), float(high), int(sizes.sum()), unscored)


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, 0 to 1; (0, 1) where nothing was counted. Unlike a bootstrap it has a width at 0 and 1.

    By hand: 10 of 10: the lower end is 10 / (10 + 1.96²) = .72.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 1927.
    """
    if not n:
        return 0.0, 1.0
    z2 = 1.959964**2
    middle = successes + z2 / 2
    half = (z2 * (successes * (n - successes) / n + z2 / 4)) ** 0.5
    return max(0.0, (middle - half) / (n + z2)), min(1.0, (middle + half) / (n + z2))


def auroc(true: npt.ArrayLike, false: npt.ArrayLike) -> float:
    """Return the chance, 0 to 1, that what is true scores above what is false, ties counting half; NaN where one of them is missing.

    >>> auroc([3.0, 2.0], [1.0, 2.0])
    0.875
    """
    above, below = np.asarray(true, float), np.sort(np.asarray(false, float))
    if not above.size or not below.size:
        return float("nan")
    wins = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(wins.sum() / 2 / (above.size * below.size))


def balanced_accuracy(true: npt.ArrayLike, false: npt.ArrayLike, threshold: float) -> float:
    """Return the mean, 0 to 1, of the share of the true that scores `threshold` or more and the share of the false that does not.

    >>> balanced_accuracy([0.9, 0.4], [0.1, 0.2], 0.5)
    0.75
    """
    return float((np.mean(np.asarray(true) >= threshold) + np.mean(np.asarray(false) < threshold)) / 2)


def cohen_kappa(counts: Mapping[tuple[str, str], float]) -> Score:
    """Return how far two raters agree beyond chance: 1 for always, 0 for as often as chance would, below 0 for less.

    Undefined where nothing was counted, and where both use one and the same category throughout: chance alone then agrees always.

    Args:
        counts: how often (or with what weight) the first rater said one thing and the second another, by the pair.

    By hand: 20 times both yes, 15 both no, 5 yes and no, 10 no and yes: agreement 35/50, by chance (25*30 + 25*20)/50² = 1/2: .4.

    >>> round(cohen_kappa({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}), 3)
    0.4

    Source: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1), 1960.
    """
    total = sum(counts.values())
    if total <= 0:
        return Undefined("nothing was rated by both")
    names = {name for pair in counts for name in pair}
    same = sum(count for (first, second), count in counts.items() if first == second) / total
    first = {name: sum(count for pair, count in counts.items() if pair[0] == name) / total for name in names}
    second = {name: sum(count for pair, count in counts.items() if pair[1] == name) / total for name in names}
    chance = sum(first[name] * second[name] for name in names)
    if chance > 1 - 1e-12:
        return Undefined("both say the same of everything")
    return (same - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class Change:
    """The same samples, before and after."""

    before: float
    after: float
    p_worse: float
    """How likely so large a loss is by chance alone, 0 to 1 (one-sided)."""
    n: int
    worse: tuple[str, ...]
    """Ids of the samples that lost, in the order of the run."""
    better: tuple[str, ...]


def paired(before: dict[str, float], after: dict[str, float], cluster_of: dict[str, str]) -> Change | Undefined:
    """Return the change of the mean over samples scored in both runs, with a one-sided sign-flip test over clusters.

    By hand: five independent samples all lose the same amount and none gains: the sign pattern has probability 1/2^5.

    Source: R. A. Fisher, The Design of Experiments, 1935, section 21 (randomisation test for paired differences).
    """
    common = [key for key in after if key in before]
    if not common:
        return Undefined("no sample is scored in both runs")
    moved = {key: step if abs(step := after[key] - before[key]) > EXACT else 0.0 for key in common}
    differences: dict[str, float] = {}
    for key, step in moved.items():
        cluster = cluster_of.get(key, key)
        differences[cluster] = differences.get(cluster, 0.0) + step
    return Change(
        before=sum(before[key] for key in common) / len(common),
        after=sum(after[key] for key in common) / len(common),
        p_worse=_sign_flip(np.array([value for value in differences.values() if abs(value) > EXACT])),
        n=len(common),
        worse=tuple(key for key in common if moved[key] < 0),
        better=tuple(key for key in common if moved[key] > 0),
    )


_EXACT_UP_TO = 14
_FLIPS = 20_000


def _sign_flip(differences: npt.NDArray[np.float64]) -> float:
    """The share of sign patterns whose sum is as low as the one seen; all patterns where few, a seeded draw of them else."""
    if not differences.size:
        return 1.0
    if differences.size <= _EXACT_UP_TO:
        patterns = np.arange(2**differences.size)[:, None] >> np.arange(differences.size) & 1
        extra = 0
    else:
        patterns = np.random.default_rng(SEED).integers(0, 2, size=(_FLIPS, differences.size))
        extra = 1
    sums = (2 * patterns - 1) @ np.abs(differences)
    return float(((sums <= differences.sum() + 1e-12).sum() + extra) / (len(sums) + extra))
