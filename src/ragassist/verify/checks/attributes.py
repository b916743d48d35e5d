"""Attributes that exclude one another: a chairman is no chief executive, a draft no final rule, an explicit label no implicit one."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.rules import attribute_sets
from ragassist.verify.view import ClaimView, Part, Scope

_BOTH = (
    (
        r"公私|公共[和与及]私|\bpublic(?:\sand\s|[-/\s])private\b",
        r"公共|公有|公私|公立|\bpublic\b",
        r"私|民营|民间|\bprivate\b",
        "public",
        "private",
    ),
    (
        r"军民|\bcivil(?:ian)?[-\s](?:and\s)?military\b|\bmilitary[-\s](?:and\s)?civil\w*",
        r"军|\bmilitary\b",
        r"民用|军民|\bcivil\w*",
        "military",
        "civilian",
    ),
    (
        r"进出口|\bimports?\sand\sexports?\b|\bexports?\sand\simports?\b",
        r"进口|进出口|\bimport\w*",
        r"出口|\bexport\w*",
        "imports",
        "exports",
    ),
)
"""Words that say both sides at once, and each side's own: a translation that drops one of them changes what is said."""


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
    for each in attribute_sets():
        if not each.exclusive:
            continue
        patterns = {value.name: value.pattern for value in each.values}
        mine, theirs = ({name: m for name, p in patterns.items() if (m := p.search(part.text))} for part in (claim, source))
        said, meant = [mine[name] for name in mine if name not in theirs], [theirs[name] for name in theirs if name not in mine]
        if said and meant and len(mine) == 1:
            spans = claim.span(said[0]), source.span(meant[0])
            found.append(against("attribute.differs", *spans, said=claim.said(said[0]), meant=source.said(meant[0])))
    return found + _halved(claim, source)


def _halved(claim: Part, source: Part) -> list[Finding]:
    found = []
    for both, first, second, one, other in _BOTH:
        there = re.search(both, source.text, re.IGNORECASE)
        if there is None or re.search(both, claim.text, re.IGNORECASE):
            continue
        sides = re.search(first, claim.text, re.IGNORECASE), re.search(second, claim.text, re.IGNORECASE)
        if (match := sides[0] or sides[1]) and not all(sides):
            said = one if sides[0] else other
            found.append(against("attribute.halved", claim.span(match), source.span(there), said=said, meant=source.said(there)))
    return found
