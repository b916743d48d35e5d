"""How alike a claim and its evidence are, as named features that a calibrated curve weighs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.view import ClaimView

BROAD = 2.5
"""Where `breadth` ends: evidence a dozen times as long as the claim."""


class Features(Mapping[str, float]):
    """What may be measured of one claim beside its evidence, by name, as `Calibration` weighs it; each when it is first asked for.

    `window`, cosine of claim and window, -1 to 1: it falls where a claim takes up the words of one clause to say something else;
    `similarity`, the same, or that of its nearest clause where it is higher; `contained`, the share of the claim's words in the window,
    0 to 1, 0 across languages; `breadth`, how much longer the evidence is (natural logarithm, 0 to `BROAD`); `contained_broad`, both
    multiplied: in a long text the words of a true claim stand together, in one sentence those of a false claim do too; `support`, the
    mean of `similarity` and the share of the claim's words in all of the evidence; `length_ratio`, as `breadth` without its ends;
    `anchors` and `least_clause`, see there.
    """

    def __init__(self, view: ClaimView, findings: Sequence[Finding]) -> None:
        """Nothing is measured yet: `similarity` costs an encoding of every clause, and so does `least_clause`."""
        self._measures: dict[str, Callable[[], float]] = {
            "similarity": lambda: view.nearest.likeness,
            "window": lambda: view.alignment.likeness,
            "contained": lambda: containment(view.claim.text, view.window.text) if view.same_language else 0.0,
            "breadth": lambda: max(0.0, min(BROAD, self["length_ratio"])),
            "contained_broad": lambda: self["contained"] * self["breadth"],
            "support": lambda: _support(view, self["similarity"]),
            "anchors": lambda: float(anchors(view, findings)),
            "length_ratio": lambda: math.log(len(view.source.text) / len(view.claim.text)),
            "least_clause": lambda: least_clause(view),
        }
        self._measured: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        """Return the measure of that name; KeyError for another name."""
        if name not in self._measured:
            self._measured[name] = self._measures[name]()
        return self._measured[name]

    def __contains__(self, name: object) -> bool:
        """Return whether there is a measure of that name; nothing is measured for it."""
        return name in self._measures

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._measures)

    def __len__(self) -> int:
        """Return how many measures there are."""
        return len(self._measures)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What was measured of one claim beside its evidence."""

    same_language: bool
    value: float
    """What a reader is told: 0 to 1, higher is more alike."""
    features: Mapping[str, float]


def likeness(view: ClaimView, findings: Sequence[Finding]) -> Likeness | None:
    """Return what may be measured of a claim; None where nothing can be compared: across languages without an encoder.

    The reader is told the likeness that the encoder's calibration weighs: that of the window, or of its nearest clause.
    """
    if view.embedder is None:
        return Likeness(True, view.alignment.containment, Features(view, findings)) if view.same_language else None
    by_window = "window" in (view.numbers.same_language if view.same_language else view.numbers.cross_language)
    alike = view.alignment.likeness if by_window else view.nearest.likeness
    return Likeness(view.same_language, _support(view, alike) if view.same_language else alike, Features(view, findings))


def _support(view: ClaimView, alike: float) -> float:
    return view.alignment.containment if view.embedder is None else (alike + view.alignment.containment) / 2


def least_clause(view: ClaimView) -> float:
    """Return the likeness of that clause of the claim which is least like any clause of the window; the claim's own without an encoder."""
    return float(view.fit.likeness().max(axis=1).min()) if view.fit is not None and view.window.clauses else view.nearest.likeness


def anchors(view: ClaimView, findings: Sequence[Finding]) -> int:
    """Return how many quantities of the claim the evidence has too, at most two: agreement that chance rarely brings."""
    missing = {finding.claim_span for finding in findings}
    telling = [q for q in view.claim.quantities if q.kind != "number" or q.high > 3]
    return min(2, len({q.surface for q in telling if (q.start, q.end) not in missing}))
