"""Findings, likeness and judgement become a status and a score: the one place where they meet."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Mapping, Sequence

from ragassist.types import ClaimStatus, Finding
from ragassist.verify.calibration import Calibration
from ragassist.verify.judge import log_odds
from ragassist.verify.likeness import Likeness

HARD_FACTOR = 0.2
"""What the score keeps when a finding refuses the claim: such claims rank below all that pass."""
SOFT_FACTOR = 0.9
"""What the score keeps for each lost shade ("60,000" for 近6万) or name that a translation may hide."""
JUDGED_SURE = 0.6
"""A model's probability below which a draft's wording is not confirmed, however alike it is to its source."""
NEVER = 1.01
"""A chance that nothing reaches, for an encoder by which no reading has told good renderings from bad ones."""
UNCHECKED_LOGIT = -1.5
"""Where nothing has compared the meaning, agreement of the figures alone must not look verified."""


def scored(
    findings: Sequence[Finding],
    likeness: Likeness | None,
    judged: float | None,
    numbers: Calibration,
    *,
    extra: Mapping[str, float] | None = None,
    strict: bool = False,
    rendered: bool = False,
) -> tuple[ClaimStatus, float]:
    """Return what the claim is and how probable it is that its evidence supports it, 0 to 1.

    Args:
        findings: of the checks; those `against` refuse the claim whatever else speaks for it.
        likeness: None where meaning was not compared.
        judged: a model's probability that every detail is supported; None where none was asked.
        numbers: the calibration of the embedder that measured `likeness`.
        extra: further signals by name, weighed where the calibration knows them, such as the likeness of a translation back.
        strict: whether a model wrote the claim; it then has to reach the `strict` threshold by likeness alone.
        rendered: whether a small model rendered it from its source, which is wrong far more often: a curve of its own decides.
    """
    if rendered and likeness is not None and not likeness.same_language:
        return _rendered(findings, likeness, judged, numbers, extra or {})
    hard = any(finding.polarity == "against" for finding in findings)
    shades = sum(finding.polarity == "shade" for finding in findings)
    logit = log_odds_of(likeness, judged, numbers, extra or {})
    score = _chance(logit, shades) * (HARD_FACTOR if hard else 1.0)
    if hard:
        return "unsupported", score
    if score >= numbers.thresholds["verified"] and (not strict or _sure(likeness, judged, numbers, shades, extra or {})):
        return "verified", score
    return ("rough" if score >= numbers.thresholds["rough"] else "unsupported"), score


def _sure(likeness: Likeness | None, judged: float | None, numbers: Calibration, shades: int, extra: Mapping[str, float]) -> bool:
    """Whether a draft that a model wrote says what its source says: likeness alone must reach what was set at a known precision.

    A model that judges can only take away from that: its word does not tell a small model's good drafts from its bad ones.
    """
    if likeness is None or (judged is not None and judged < JUDGED_SURE):
        return False
    return _chance(curve(likeness, numbers, extra), shades) >= numbers.thresholds["strict"]


def _rendered(
    findings: Sequence[Finding], likeness: Likeness, judged: float | None, numbers: Calibration, extra: Mapping[str, float]
) -> tuple[ClaimStatus, float]:
    """What a rendering of its own source is, by what readers said of such renderings.

    Where the model does not tell how sure it was of its words, or no reading has fitted a curve, nothing is verified.
    """
    shades = sum(finding.polarity == "shade" for finding in findings)
    hard = any(finding.polarity == "against" for finding in findings)
    measured = _with(extra, likeness.features)
    known = bool(numbers.rendering) and all(name in measured for name in numbers.rendering if name != "intercept")
    logit = weighed(numbers.rendering, measured) if known else log_odds_of(likeness, judged, numbers, extra)
    chance = _chance(logit, shades)
    if hard:
        return "unsupported", chance * HARD_FACTOR
    if known and chance >= numbers.thresholds.get("rendered", NEVER) and (judged is None or judged >= JUDGED_SURE):
        return "verified", chance
    return ("rough" if chance >= numbers.thresholds.get("doubtful" if known else "rough", 0.0) else "unsupported"), chance


def _chance(logit: float, shades: int) -> float:
    return SOFT_FACTOR**shades / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def log_odds_of(likeness: Likeness | None, judged: float | None, numbers: Calibration, extra: Mapping[str, float]) -> float:
    """Return the log odds of support by likeness and judgement, before the findings."""
    logit = UNCHECKED_LOGIT if likeness is None else curve(likeness, numbers, extra)
    if judged is None:
        return logit
    weights = numbers.judge
    like = weights.likeness_weight * min(logit, weights.likeness_cap) if logit > 0 else weights.unlikeness_weight * logit
    return like + weights.weight * (log_odds(judged) - log_odds(weights.middle))


def curve(likeness: Likeness, numbers: Calibration, extra: Mapping[str, float]) -> float:
    """Return the log odds of support by likeness alone: the intercept and each feature by its weight."""
    weights = numbers.same_language if likeness.same_language else numbers.cross_language
    return weighed(weights, _with(extra, likeness.features))


def _with(extra: Mapping[str, float], features: Mapping[str, float]) -> Mapping[str, float]:
    """Both by name, `extra` first; a feature that nobody asks for is not measured."""
    return ChainMap(dict(extra), features)  # type: ignore[arg-type]  # nothing is written into it


def weighed(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """Return the intercept and each feature by its weight; a feature that is not there counts as 0."""
    return weights["intercept"] + sum(weight * features[name] for name, weight in weights.items() if name in features)
