"""Findings, likeness and judgement become a status and a score: the one place where they meet."""

from __future__ import annotations

import math
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
"""A likeness that nothing reaches, for an encoder by which no reading has told good renderings from bad ones."""
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
        rendered: whether a small model rendered it from its source, which is wrong far more often: likeness must reach `draft` too.
    """
    hard = any(finding.polarity == "against" for finding in findings)
    shades = sum(finding.polarity == "shade" for finding in findings)
    logit = log_odds_of(likeness, judged, numbers, extra or {})
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    score *= SOFT_FACTOR**shades * (HARD_FACTOR if hard else 1.0)
    if hard:
        return "unsupported", score
    if score >= numbers.thresholds["verified"] and (not strict or _sure(likeness, judged, numbers, shades, extra or {}, rendered=rendered)):
        return "verified", score
    return ("rough" if score >= numbers.thresholds["rough"] else "unsupported"), score


def _sure(
    likeness: Likeness | None, judged: float | None, numbers: Calibration, shades: int, extra: Mapping[str, float], *, rendered: bool
) -> bool:
    """Whether a draft that a model wrote says what its source says: likeness alone must reach what was set at a known precision.

    A model that judges can only take away from that: its word does not tell a small model's good drafts from its bad ones.
    """
    if likeness is None or (judged is not None and judged < JUDGED_SURE):
        return False
    chance = SOFT_FACTOR**shades / (1 + math.exp(-max(-30.0, min(30.0, curve(likeness, numbers, extra)))))
    alike = not rendered or likeness.same_language or likeness.value >= numbers.thresholds.get("draft", NEVER)
    return alike and chance >= numbers.thresholds["strict"]


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
    features = {**likeness.features, **extra}
    return weights["intercept"] + sum(weight * features[name] for name, weight in weights.items() if name in features)
