"""How alike a claim and its evidence are, as named features that a calibrated curve weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.calibration import calibration_of
from ragassist.verify.view import ClaimView

BROAD = 2.5
"""Where `breadth` ends: evidence a dozen times as long as the claim."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was measured of one claim beside its evidence."""

    same_language: bool
    value: float
    """What a reader is told: 0 to 1, higher is more alike."""
    features: dict[str, float]
    """By name, as `Calibration` weighs them.

    `window`, cosine of claim and window, -1 to 1: it falls where a claim takes up the words of one clause to say something else;
    `similarity`, the same, or that of its nearest clause where it is higher; `contained`, the share of the claim's words in the window,
    0 to 1, 0 across languages; `breadth`, how much longer the evidence is (natural logarithm, 0 to `BROAD`); `contained_broad`, both
    multiplied: in a long text the words of a true claim stand together, in one sentence those of a false claim do too; `support`, the
    mean of `similarity` and the share of the claim's words in all of the evidence; `length_ratio`, as `breadth` without its ends;
    `anchors` and `least_clause`, see there.
    """


def likeness(view: ClaimView, findings: list[Finding]) -> Likeness | None:
    """Return the features of a claim; None where nothing can be compared: across languages without an encoder.

    `least_clause` is only there where the encoder's calibration weighs it: it costs an encoding of every clause.
    """
    aligned = view.alignment
    if view.embedder is None and not view.same_language:
        return None
    support = aligned.containment if view.embedder is None else (aligned.similarity + aligned.containment) / 2
    value = support if view.same_language else aligned.similarity
    contained = containment(view.claim.text, view.window.text) if view.same_language else 0.0
    longer = math.log(len(view.source.text) / len(view.claim.text))
    breadth = max(0.0, min(BROAD, longer))
    features = {
        "similarity": aligned.similarity,
        "window": aligned.whole,
        "contained": contained,
        "breadth": breadth,
        "contained_broad": contained * breadth,
        "support": support,
        "anchors": float(anchors(view, findings)),
        "length_ratio": longer,
    }
    if view.embedder is None or _weighs(view.embedder.name, "least_clause"):
        features["least_clause"] = least_clause(view)
    return Likeness(view.same_language, value, features)


def _weighs(embedder: str, feature: str) -> bool:
    numbers = calibration_of(embedder)
    return numbers is not None and (feature in numbers.same_language or feature in numbers.cross_language)


def least_clause(view: ClaimView) -> float:
    """Return the likeness of that clause of the claim which is least like any clause of the window; the claim's own without an encoder."""
    return float(view.fit.likeness.max(axis=1).min()) if view.fit is not None and view.window.clauses else view.alignment.similarity


def anchors(view: ClaimView, findings: list[Finding]) -> int:
    """Return how many quantities of the claim the evidence has too, at most two: agreement that chance rarely brings."""
    missing = {finding.claim_span for finding in findings}
    telling = [q for q in view.claim.quantities if q.kind != "number" or q.high > 3]
    return min(2, len({q.surface for q in telling if (q.start, q.end) not in missing}))
