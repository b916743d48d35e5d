"""Contrast: a form of the claim that means something else is nearer to the source than the claim itself."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.calibration import calibration_of
from ragassist.verify.finding import against
from ragassist.verify.turned_round import measured, nearer_in_clause
from ragassist.verify.view import ClaimView, Scope


class Turned:
    """Whether the source says rather what the claim would say with one word turned.

    The last check to be asked, and only of a claim that nothing else refuses: each altered form costs an encoding.
    """

    code = "contrast"
    scope: Scope = "window"
    """The sentences that say what the claim says."""
    needs = frozenset({"encoder"})

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `contrast.nearer` for the altered form that is nearest, if it is nearer than the claim by the calibrated margin."""
        numbers = calibration_of(view.embedder.name) if view.embedder is not None else None
        if numbers is None or not numbers.contrast:
            return []
        least = numbers.contrast["same" if view.same_language else "cross"]
        forms = sorted(measured(view), key=lambda form: -form.margin)
        nearer = (form.contrast for form in forms if form.margin > least * _weight(form.contrast.kind))
        altered = next((contrast for contrast in nearer if nearer_in_clause(view, contrast)), None)
        return [] if altered is None else [against("contrast.nearer", altered.span, meant=altered.text)]


def _weight(kind: str) -> float:
    """Times the margin: "plans" is near to any source that speaks of a plan, and two who change places may leave words of theirs behind."""
    return 2.0 if kind in ("plan", "sides") else 1.0
