"""Names told by themselves: a claim of that form, each of whose names the source has."""

from __future__ import annotations

from ragassist.text.given_names import stands_in
from ragassist.types import Finding
from ragassist.verify.finding import speaks_for
from ragassist.verify.view import ClaimView, Scope


class GivenName:
    """Whether the claim says no more than "the source names the Ministry of Commerce (商务部)", and one of the texts does."""

    code = "named"
    scope: Scope = "source"
    """Each text by itself: the names are told of one sentence."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `named.given` where it is."""
        if view.claim.lang != "en":
            return []
        chinese = (text for text in view.texts if view.languages(text) == "zh")
        return [speaks_for("named.given")] if any(stands_in(view.claim.written, text, view.terms) for text in chinese) else []
