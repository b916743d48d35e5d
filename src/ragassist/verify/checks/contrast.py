"""Contrast: a form of the claim that means something else is nearer to the source than the claim itself."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.restrictions import shuts_out
from ragassist.verify.rules import sign
from ragassist.verify.turned_round import Contrast, all_measured, nearer_in_clause
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
        numbers = view.numbers.contrast
        if numbers is None:
            return []
        least = numbers.same if view.same_language else numbers.cross
        forms = [form for form in all_measured(view, numbers) if not _is_said(view, form.contrast)]
        nearer = (form.contrast for form in forms if form.margin > least * _weight(form.contrast.kind))
        altered = next((contrast for contrast in nearer if nearer_in_clause(view, contrast)), None)
        return [] if altered is None else [against("contrast.nearer", altered.span, meant=altered.text)]


def _is_said(view: ClaimView, altered: Contrast) -> bool:
    """Whether the altered word is "only", and the source shuts all others out in other words, which likeness does not see."""
    word = view.claim.text[slice(*altered.span)]
    return altered.kind == "scope" and bool(sign("only").search(word)) and shuts_out(view.claim, view.window)


def _weight(kind: str) -> float:
    """Times the margin: "plans" is near to any source that speaks of a plan, and two who change places may leave words of theirs behind."""
    return 2.0 if kind in ("plan", "sides") else 1.0
