"""Denial: a claim that denies nothing where its clause of the source does, or denies where its source holds nothing back in any words."""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS, IDLE_NOT
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import negations
from ragassist.verify.restrictions import bounded, demands
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope

NEAR = 300
"""Characters of evidence that are all looked at for a word that holds back: a claim may take up more than one sentence of it."""
NARROW = 2
"""Clauses up to which a denial in the source is a denial of what the claim says."""
_IDLE = re.compile(IDLE_NOT)
"""Denies nothing, whatever it looks like."""


_NOT_UNTIL = re.compile(
    r"(?:\b(?:not|never)\b|n['’]t\b)[^.;]*\b(?:until|till|before|for\sanother)\b|(?:不|未|没有?)[^，。；]{0,12}[，之以]?(?:之前|以前)",
    re.IGNORECASE,
)
"""Denies what comes later, and so says from when it is: does not open until May."""
_FROM_THEN = re.compile(
    rf"[日月年时]后|之后|以后|[投竣完]产后|(?<![日明])后(?=[，。；、{IDEOGRAPHS}])|起|才|实际(?=于?[\d一二三四五六七八九十])"
    r"|\b(?:from|after|once|when|start\w*|beg[ia]n\w*)\b",
    re.IGNORECASE,
)
"""In a source that says from when something is."""


class Denial:
    """Whether claim and source agree in denying at all, whatever the words: wider than `Negation`, which compares word by word."""

    code = "negation"
    scope: Scope = "clause"
    """The clause that says what the claim says must deny; but only where the whole window holds nothing back has the claim added it."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return at most one of `negation.lost` and `negation.gained`; nothing where no clause could be told from the rest."""
        around = view.source if len(view.source.text) <= NEAR else view.window
        return view.in_clause(lambda clause: denials(view.claim, clause, around))


def denials(claim: Part, source: Part, around: Part) -> list[Finding]:
    """Return `negation.lost` or `negation.gained`; `around` are the sentences that `source` is a clause of.

    >>> [f.code for f in denials(Part("The rule reaches back."), Part("该规则不溯及既往。"), Part("该规则不溯及既往。"))]
    ['negation.lost']
    >>> [f.code for f in denials(Part("France was not among them."), Part("包括法国在内。"), Part("包括法国在内。"))]
    ['negation.gained']
    """
    said, there = _plain(claim), _plain(source)
    if demands(claim.text, around.text):
        return []
    # In an enumeration a denial belongs to one item: 低风险、不可接受风险.
    if negations(there) % 2 and "、" not in there and not negations(said) and not _holds_back(said) and len(source.clauses) <= NARROW:
        return [against("negation.lost", None, (source.start, source.start + len(source.text)))]
    held = _holds_back(_plain(around)) or sign("denied_within").search(around.text) or sign("conditional").search(around.text)
    if _NOT_UNTIL.search(said) and _FROM_THEN.search(around.text):
        return []
    if negations(sign("set_aside").pattern.sub(" ", said)) % 2 and not held:
        return [] if bounded(claim.text, around.text) else [against("negation.gained")]
    return []


def _plain(part: Part) -> str:
    """The text without bounds and idioms, which deny nothing: no later than, not only, 不超过, 不仅."""
    return _IDLE.sub("  ", sign("idiom_en").pattern.sub("", sign("limit").pattern.sub("", part.text)))


def _holds_back(text: str) -> bool:
    return bool(sign("held_back").search(text))
