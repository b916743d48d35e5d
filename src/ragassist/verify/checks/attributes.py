"""Attributes that exclude one another: a chairman is no chief executive, a draft no final rule, an explicit label no implicit one."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.rivals import BOTH, attributes
from ragassist.verify.view import ClaimView, Part, Scope


class Attributes:
    """Whether the claim puts one attribute in the place of another of its kind, or says one side of what the source says of both."""

    code = "attribute"
    scope: Scope = "window"
    """The sentences that say what the claim says: elsewhere another attribute may rightly stand."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `attribute.differs` and `attribute.halved`."""
        return rivalries(view.claim, view.window)


def rivalries(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim has one attribute and the source another.

    Only where the source lacks the claim's attribute and has another of its kind that the claim lacks: what is merely added or left
    out is not judged here.
    """
    found = []
    for kind in dict.fromkeys(attribute.kind for attribute in attributes()):
        patterns = {a.name: a.pattern for a in attributes() if a.kind == kind}
        mine, theirs = ({name: m for name, p in patterns.items() if (m := p.search(part.text))} for part in (claim, source))
        said, meant = [mine[name] for name in mine if name not in theirs], [theirs[name] for name in theirs if name not in mine]
        if said and meant and len(mine) == 1:
            spans = claim.span(said[0]), source.span(meant[0])
            found.append(against("attribute.differs", *spans, said=claim.said(said[0]), meant=source.said(meant[0])))
    return found + _halved(claim, source)


def _halved(claim: Part, source: Part) -> list[Finding]:
    found = []
    for both, first, second, one, other in BOTH:
        there = both.search(source.text)
        if there is None or both.search(claim.text):
            continue
        sides = first.search(claim.text), second.search(claim.text)
        if (match := sides[0] or sides[1]) and not all(sides):
            said = one if sides[0] else other
            found.append(against("attribute.halved", claim.span(match), source.span(there), said=said, meant=source.said(there)))
    return found
