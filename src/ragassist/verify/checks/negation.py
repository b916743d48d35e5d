"""Negation, prohibition and exception, compared across Chinese and English."""

from __future__ import annotations

import re

from ragassist.text.dictionary import stems
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import LIGHT, Denied, chinese_of, denied_chinese, denied_english, denies_at, negations
from ragassist.verify.restrictions import bounded, demands, forbids_alone, forbids_without, permits
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope

_LISTED = re.compile(r"不得有下列|禁止(?:下列|以下)|不得[^，。]{0,12}(?:下列|以下)")
"""Before a list of what is forbidden, in which a denial is denied again."""
_WITHOUT = re.compile(
    r"\bwithout\b(?=\s(?:\w+\s){0,3}(?:approv|permi|consent|licen|authori|notice|ask|notif|review|check|filing|registr))|未经|无需|不经(?![意济常心停])",
    re.IGNORECASE,
)
"""Without leave something is allowed; "name the source without twisting it" forbids."""

_BOUND_BEHIND = re.compile(
    r"(?:\s(?!and\b|or\b|but\b)[\w'’-]+){0,3}?\s(?:(?:more|less|fewer|longer|shorter|later|earlier)\sthan|beyond|above|below)\s(?:an?\b|half\b|\d|[a-z]+\b)",
    re.IGNORECASE,
)
"""Behind a denied word: "may not work for more than four hours" denies no work, but more of it."""
_UNMET = re.compile(r"\b(?:that|which|who)\s(?:\w+\s){0,2}not\s[\w\s]{0,20}$", re.IGNORECASE)
"""What lacks the thing that is required: no ferry may sail that has not been inspected."""
_AS_A_RULE = re.compile(
    r"一般(?=来说|而言|地|情况下|情形下|应当?|不|可|为|由|在|会|都|须|要|是|只)|通常|原则上|\b(?:generally|usually|normally|ordinarily|as\sa\srule|in\sprinciple)\b",
    re.IGNORECASE,
)
"""Leaves room for exceptions without naming them."""


class Negation:
    """Whether the word under each negation of one side is asserted by the other."""

    code = "negation"
    scope: Scope = "source"
    """All of it: a denied word is compared with the same word, wherever it stands; one place that agrees is enough."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `negation.word_added` and `negation.word_dropped`, one a word."""
        return denied_words(view.claim, view.source)


class Prohibition:
    """Whether claim and source forbid and except alike."""

    code = "prohibition"
    scope: Scope = "clause"
    """A sentence may forbid one thing and require another: only the clause that says what the claim says may speak."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return what is dropped or added; nothing where no clause could be told from the rest of several texts."""
        return view.in_clause(lambda clause: [*prohibitions(view.claim, clause, view.window), *exceptions(view.claim, clause)])


def denied_words(claim: Part, source: Part) -> list[Finding]:
    """Return the words that one side denies and the other asserts.

    >>> [f.code for f in denied_words(Part("The port refused to approve it."), Part("港口已批准。"))]
    ['negation.word_added']
    """
    found = []
    unplaced = negations(claim.text)
    required = forbids_without(claim.text) and (sign("obliges").search(source.text) or sign("conditional").search(source.text))
    for denied in _denied(claim):
        if _BOUND_BEHIND.match(claim.text, denied.span[1]) or (required and _UNMET.search(claim.text[: denied.span[1]])):
            continue
        places = _places(denied, claim, source)
        unplaced -= bool(places)
        if places and not any(_is_denied(source, place) for place in places):
            found.append(against("negation.word_added", denied.span, _shifted(source, places[0], denied), said=denied.word))
    for denied in _denied(source) if not _LISTED.search(source.text) else ():
        places = _places(denied, source, claim)
        asserted = [place for place in places if not _is_denied(claim, place)]
        if demands(claim.text, source.text):
            continue
        elsewhere = _places(denied, source, source)
        # "Subsidies not yet disbursed" renders 尚未支付 by a word that the dictionary does not have for it.
        if unplaced > 0 and claim.lang != source.lang and len(_denied(source)) <= unplaced:
            continue
        if asserted and len(asserted) == len(places) and all(_is_denied(source, place) for place in elsewhere):
            at = asserted[0], asserted[0] + 1
            found.append(against("negation.word_dropped", at, _shifted(source, denied.span[0], denied), said=denied.word))
    return found


def _denied(part: Part) -> tuple[Denied, ...]:
    return denied_chinese(part.text) if part.lang == "zh" else denied_english(part.text)


def _is_denied(part: Part, at: int) -> bool:
    return denies_at(part.text, at, chinese=part.lang == "zh")


def _shifted(source: Part, at: int, denied: Denied) -> tuple[int, int]:
    return source.start + at, source.start + at + len(denied.word)


def _places(denied: Denied, owner: Part, other: Part) -> list[int]:
    """Where `other` has the word that `owner` denies, in its own language."""
    if other.lang == "zh":
        wanted = {denied.word} if owner.lang == "zh" else denied.chinese
        return [m.start() for form in wanted for m in re.finditer(re.escape(form), other.text)]
    words = list(re.finditer(r"[A-Za-z]{3,}", other.text))
    if owner.lang == "zh":
        return [m.start() for m in words if m[0].lower() not in LIGHT and denied.word in chinese_of(m[0])]
    stem = stems(denied.word)[-1:]
    return [m.start() for m in words if stems(m[0])[-1:] == stem]


def prohibitions(claim: Part, source: Part, around: Part) -> list[Finding]:
    """Return `prohibition.dropped` or `prohibition.added`; empty if both sides forbid, or neither does.

    `around` is the sentence that `source` is a clause of.

    >>> [f.code for f in prohibitions(Part("Providers may sell personal data."), Part("提供者不得出售个人数据。"), Part(""))]
    ['prohibition.dropped']
    """
    said, meant = (_without_only(part.text, other.text) for part, other in ((claim, source), (source, claim)))
    there = source.start, source.start + len(source.text)
    mine, theirs = _prohibits(said), _prohibits(meant)
    # "May do so without approval" allows; "may do so only with approval" does not.
    bare = _WITHOUT.sub("", said)
    restricts = bool(sign("restricts").search(bare))
    allows = bool(sign("obliges").search(bare)) and not negations(bare) and not restricts
    if sign("lifted").search(meant) and mine and not sign("lifted").search(said):
        return [against("prohibition.added", None, there)]
    if theirs and not mine and demands(said, meant):
        return []
    if theirs and not mine and len(source.clauses) > 1 and _says_the_other_half(said, meant):
        return []
    if theirs and not mine:
        permitted = permits(said) and not sign("permits").search(meant) and not restricts
        if permitted or allows or not _holds_back(said):
            return [against("prohibition.dropped", None, there)]
    elif mine and not theirs and not _holds_back(f"{meant}\n{around.text}"):
        return [] if _told_as_prohibition(said, meant, around.text or meant) else [against("prohibition.added", None, there)]
    return []


def exceptions(claim: Part, source: Part) -> list[Finding]:
    """Return `exception.dropped` where the source takes something out and the claim holds nothing back."""
    there = source.start, source.start + len(source.text)
    held = _holds_back(claim.text) or _AS_A_RULE.search(claim.text)
    if sign("exception").search(source.text) and not sign("exception").search(claim.text) and not held:
        return [against("exception.dropped", None, there)]
    return []


def _told_as_prohibition(said: str, meant: str, around: str) -> bool:
    """Whether what a claim forbids is what the source requires, bounds or withholds in other words."""
    required = sign("obliges").search(meant) or sign("conditional").search(meant)
    if required and (forbids_without(said) or forbids_alone(said)):
        return True
    return bounded(said, around) or bool(sign("withheld").search(around))


def _says_the_other_half(said: str, meant: str) -> bool:
    """Whether a source that forbids one thing allows or requires another, and the claim takes up that."""
    if permits(said):
        return bool(sign("permits").search(meant))
    return bool(sign("must").search(said)) and bool(sign("must_plain").search(meant))


def _without_only(text: str, other: str) -> str:
    """The text without "only" where the other has it too: what both say alike is no sign of denial on either."""
    only = sign("only").pattern
    return only.sub("", text) if only.search(text) and only.search(other) else text


def _holds_back(text: str) -> bool:
    """Whether the text denies or restricts anything, so that a prohibition or exception may lie in it."""
    return negations(text) > 0 or bool(sign("restricts").search(text) or sign("exception").search(text))


def _prohibits(text: str) -> bool:
    return bool(sign("prohibits").search(sign("limit").pattern.sub("", sign("idiom_en").pattern.sub("", text))))
