"""Negation, prohibition and exception, compared across Chinese and English in the part of the source that says what the claim says."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import Span, against
from ragassist.verify.signs import (
    DENIED_WORD,
    EN_HARMLESS,
    EXCEPTION,
    EXCLUSIVE,
    LIFTED,
    OBLIGES,
    PERMITS,
    RESTRICTS,
    WITHOUT,
    ZH_HARMLESS,
    denies,
    negations,
    permits,
    prohibits,
)
from ragassist.verify.view import ClaimView, Part, Scope


class Negation:
    """Whether claim and source deny, prohibit and except alike."""

    code = "negation"
    scope: Scope = "clause"
    """A sentence may deny one thing and assert another: only the clause that says what the claim says may speak."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return what is dropped, added or turned; nothing where no clause could be told from the rest of several texts."""
        return contradictions(view.claim, view.clause) if view.is_narrow else []


def contradictions(claim: Part, source: Part) -> list[Finding]:
    """Return where claim and source say opposite things; empty if nothing speaks against the claim.

    >>> [f.code for f in contradictions(Part("Providers may sell personal data."), Part("提供者不得出售个人数据。"))]
    ['prohibition.dropped']
    """
    there = source.start, source.start + len(source.text)
    found = _signs(claim.text, source.text, there)
    if EXCEPTION.search(source.text) and not EXCEPTION.search(claim.text) and not denies(claim.text):
        found.append(against("exception.dropped", None, there))
    elif EXCEPTION.search(claim.text) and not EXCEPTION.search(source.text) and not denies(source.text):
        found.append(against("exception.added"))
    if not found and (word := denied_word(claim.text, source.text)):
        found.append(against("negation.word_dropped", None, there, said=word))
    elif not found and (word := denied_word(source.text, claim.text)):
        found.append(against("negation.word_added", None, there, said=word))
    return found


def _signs(claim: str, source: str, there: Span) -> list[Finding]:
    if EXCLUSIVE.search(claim) and EXCLUSIVE.search(source):
        claim, source = EXCLUSIVE.sub("", claim), EXCLUSIVE.sub("", source)
    mine, theirs = prohibits(claim), prohibits(source)
    # "May do so without approval" allows; "may do so only with approval" does not.
    bare = WITHOUT.sub("", claim)
    allows = bool(OBLIGES.search(bare)) and not negations(bare) and not RESTRICTS.search(bare)
    if LIFTED.search(source) and mine and not LIFTED.search(claim):
        return [against("prohibition.added", None, there)]
    if (theirs and not mine and permits(claim) and not PERMITS.search(source) and not RESTRICTS.search(bare)) or (
        theirs and not mine and (allows or not denies(claim))
    ):
        return [against("prohibition.dropped", None, there)]
    if mine and not theirs and not denies(source):
        return [against("prohibition.added", None, there)]
    if negations(claim) and not denies(source):
        return [against("negation.added", None, there)]
    if negations(source) and not denies(claim):
        return [against("negation.dropped", None, there)]
    return []


def denied_word(asserting: str, denying: str) -> str:
    """Return a word that `denying` puts under a negation and `asserting` uses with none near; empty if there is none.

    Words are compared as written, so this says nothing across languages.

    >>> denied_word("管制已经取消。", "管制并没有取消。"), denied_word("They approve it.", "It is not approved.")
    ('取消', 'approv')
    """
    for match in DENIED_WORD.finditer(EN_HARMLESS.sub("", ZH_HARMLESS.sub("", denying))):
        word = match["han"] or (match["latin"] or match["short"]).lower()[:6]
        plain = re.sub(re.escape(match[0]), "", denying, flags=re.IGNORECASE)
        there = [m.start() for m in re.finditer(re.escape(word), asserting, re.IGNORECASE)]
        near = [re.split(r"[，。；,;.]", asserting[:at])[-1][-14 if match["han"] else -40 :] for at in there]
        if there and word not in plain.lower() and not any(negations(before) for before in near):
            return word
    return ""
