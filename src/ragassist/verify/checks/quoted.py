"""Quotation marks: what a claim quotes must stand in the evidence."""

from __future__ import annotations

import re

from ragassist.text.quotes import find_quotes
from ragassist.text.script import without_space
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Scope


class Quoted:
    """Whether what the claim puts between quotation or title marks, or gives as a copy, stands in one of the texts.

    Only quotations in the one language of the evidence are compared: an English rendering of Chinese words cannot be an exact
    slice, and is checked for meaning elsewhere. A quotation that straddles two texts counts as invented. A copy may leave out cells
    of a row, which colons and semicolons set apart.
    """

    code = "quotation"
    scope: Scope = "source"
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `quotation.invented` for each quotation that stands nowhere, white space and case aside."""
        quotes = find_quotes(view.claim.written)
        copies = [piece for piece in re.split("[：:；;]", view.claim.written) if piece.strip()] if view.copied else []
        if not quotes and not copies:
            return []
        texts = [_fold(text) for text in view.texts]
        languages = {view.languages(text) for text in view.texts}
        invented = [piece for piece in copies if not _stands(piece, texts)]
        texts.append(_fold(view.context.written))
        invented += [quote for quote in quotes if {view.languages(quote)} == languages and not _stands(quote, texts)]
        return [against("quotation.invented", said=quote) for quote in invented]


def _stands(quote: str, texts: list[str]) -> bool:
    return any(_fold(quote).rstrip("。，,.；;") in text for text in texts)


def _fold(text: str) -> str:
    return without_space(text).casefold().replace("’", "'")
