"""The figure of a sentence told by itself: a claim of that form, whose figure is the one of its kind that the source gives."""

from __future__ import annotations

from ragassist.text.given_figures import read
from ragassist.types import Finding
from ragassist.verify.finding import speaks_for
from ragassist.verify.view import ClaimView, Scope


class GivenFigure:
    """Whether the claim says no more than "the source gives the fee as 20 yuan", and one of the texts gives just that fee."""

    code = "figure"
    scope: Scope = "source"
    """Each text by itself: a sentence gives one figure of the kind."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `figure.given` where it is."""
        told = read(view.claim.written, view.claim.lang)
        if told is None:
            return []
        other = (text for text in view.texts if view.languages(text) != view.claim.lang)
        return [speaks_for("figure.given")] if any(told.stands_in(text) for text in other) else []
