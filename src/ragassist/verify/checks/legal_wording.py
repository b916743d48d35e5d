"""Set phrases of laws and notices: a claim that says in English just what a sentence of which every word is set says in Chinese."""

from __future__ import annotations

import re

from ragassist.text.set_phrases import read
from ragassist.types import Finding
from ragassist.verify.finding import speaks_for
from ragassist.verify.view import ClaimView, Scope


class LegalWording:
    """Whether one of the texts is such a sentence, and the claim one of the ways in which it may be said."""

    code = "phrase"
    scope: Scope = "source"
    """Each text by itself: such a sentence stands alone."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `phrase.same` where it is."""
        if view.claim.lang != "en":
            return []
        # An item of a list may be claimed below the sentence that opens the list, which the evidence still begins with.
        stated = dict.fromkeys(piece for text in view.texts for piece in (text, re.split("[：:]", text)[-1]))
        known = (read(piece, view.claim.terms) for piece in stated)
        return [speaks_for("phrase.same")] if any(one is not None and one.is_said_by(view.claim.written) for one in known) else []
