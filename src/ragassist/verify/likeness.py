"""How alike a claim and its evidence are, as named features that a calibrated curve weighs."""

from __future__ import annotations

from dataclasses import dataclass

from ragassist.types import Finding
from ragassist.verify.view import ClaimView


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was measured of one claim beside its evidence."""

    same_language: bool
    value: float
    """What a reader is told: 0 to 1, higher is more alike."""
    features: dict[str, float]
    """By name, as `Calibration` weighs them."""


def likeness(view: ClaimView, findings: list[Finding]) -> Likeness | None:
    """Return the features of a claim; None where nothing can be compared: across languages without an encoder."""
    aligned = view.alignment
    if view.embedder is None and not aligned.same_language:
        return None
    support = aligned.containment if view.embedder is None else (aligned.similarity + aligned.containment) / 2
    value = support if aligned.same_language else aligned.similarity
    features = {"similarity": aligned.similarity, "support": support, "anchors": float(anchors(view, findings))}
    return Likeness(aligned.same_language, value, features)


def anchors(view: ClaimView, findings: list[Finding]) -> int:
    """Return how many quantities of the claim the evidence has too, at most two: agreement that chance rarely brings."""
    missing = {finding.claim_span for finding in findings}
    telling = [q for q in view.claim.quantities if q.kind != "number" or q.high > 3]
    return min(2, len({q.surface for q in telling if (q.start, q.end) not in missing}))
