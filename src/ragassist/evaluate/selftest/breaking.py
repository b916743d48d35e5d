"""Breaks a good answer in one known way, so that the checks can be measured against what is certainly wrong.

Every function returns the broken entry, or None where that kind of error cannot be planted in it. The answer still says of
itself that all is verified: that is what a check has to see through.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ragassist.evaluate.run.log import Entry
from ragassist.evaluate.selftest.edit import in_a_claim, with_added
from ragassist.text.script import without_space
from ragassist.types import Citation, Claim

_EN_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(\s+|-)(thousand|million|billion|trillion)\b")
_ZH_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万亿|亿|千万|百万|万)")
_UNIT_SLIP = {"thousand": "million", "million": "billion", "billion": "million", "trillion": "billion"}
_UNIT_SLIP |= {"万亿": "亿", "亿": "万", "千万": "亿", "百万": "亿", "万": "亿"}
_NUMBER = re.compile(r"(?<![A-Za-z\d.-])\d[\d,.]*\d|(?<![A-Za-z\d.-])\d(?![A-Za-z\d])")
_HAN_NUMERAL = re.compile(r"(?<=第)[一二三四五六七八九十]+(?=条|章|款|项)")
_EN_NOT = re.compile(r"\b(?:not|never)\s+|\bno\s+(?=[a-z])|n't\b")
_EN_VERB = re.compile(r"\b(must|may|can|should|shall|will|would|could|is|are|was|were|has|have|had|does|did|do)\b")
_ZH_NEGATIONS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        # Dropped where there is one …
        ("不得", "可以"),
        ("(?:并)?没有", "有"),
        ("尚未", "已经"),
        ("未(?!来|成年|必|央)", "已"),
        ("不是", "是"),
        ("不会", "会"),
        ("不能", "能"),
        ("不(?=适用|属于|构成|要求|允许|需要|包括|等于|代表)", ""),
        # … else added.
        ("应当", "不应"),
        ("必须", "不必"),
        ("可以", "不得"),
        ("(?<!不)再", "不再"),
        ("(?=适用于|属于|需要|要求|支持|包括|代表|允许)", "不"),
        ("(?<![就还于或凡但])是(?![否以])", "不是"),
        ("已(?!经)", "未"),
        ("(?<![即])将(?!来|近)", "不会"),
        ("须(?!知)", "不须"),
    )
)


def magnitude(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return one amount becomes ten times as large, or gets the unit above or below."""
    return in_a_claim(entry, rng, lambda text: magnitude_slip(text, rng))


def digit(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return one digit of one number, date or article changes."""
    return in_a_claim(entry, rng, lambda text: digit_slip(text, rng))


def negation(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return a negation is dropped, or one is added where there is none."""
    return in_a_claim(entry, rng, negated)


def source(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return the citations of one claim point at sentences (real ones) that answer another question."""
    answer = entry.answer
    if answer is None or not answer.claims:
        return None
    claim = rng.choice(answer.claims)
    strangers = _strangers(entry, others)
    if not claim.citations or not strangers:
        return None
    swapped = []
    for citation in answer.citations:
        stranger = rng.choice(strangers)
        swapped.append(replace(stranger, n=citation.n, status=citation.status) if citation.n in claim.citations else citation)
    return replace(entry, answer=replace(answer, citations=tuple(swapped)))


def language(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return the answer's text is that of an answer in the other language, the same question's where there is one."""
    answer, sample = entry.answer, entry.sample
    candidates = [other for other in others if other.sample.lang != sample.lang and _says_something(other)]
    candidates = [other for other in candidates if other.sample.pair == sample.pair] or candidates
    if answer is None or answer.refused or not candidates:
        return None
    donor = rng.choice(candidates).answer
    assert donor is not None
    return replace(
        entry, answer=replace(donor, question=answer.question, question_lang=answer.question_lang, answer_lang=answer.answer_lang)
    )


def invented(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return a sentence about something else is added and cites what the answer cites."""
    answer = entry.answer
    donors = [other for other in others if other.sample.lang == entry.sample.lang and other.sample.pair != entry.sample.pair]
    donors = [other for other in donors if _says_something(other) and not _shares_gold(entry, other)]
    if answer is None or answer.refused or not answer.citations or not donors:
        return None
    donor = rng.choice(donors).answer
    assert donor is not None
    claim = Claim(rng.choice(donor.claims).text, (answer.citations[0].n,), "verified")
    return replace(entry, answer=with_added(answer, claim))


def unanswerable(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return a question that the documents do not answer gets the answer to another one."""
    sample = entry.sample
    donors = [other for other in others if other.sample.lang == sample.lang and _says_something(other)]
    if sample.answerable or not donors:
        return None
    donor = rng.choice(donors).answer
    assert donor is not None
    return replace(entry, answer=replace(donor, question=sample.question, question_lang=sample.lang))


def quotation(entry: Entry, others: Sequence[Entry], rng: random.Random) -> Entry | None:
    """Return the offsets of one citation move by one character."""
    answer = entry.answer
    if answer is None or not answer.citations:
        return None
    at = rng.randrange(len(answer.citations))
    old = answer.citations[at]
    by = rng.choice((-1, 1)) if old.start else 1
    moved = replace(old, start=old.start + by, end=old.end + by)
    return replace(entry, answer=replace(answer, citations=(*answer.citations[:at], moved, *answer.citations[at + 1 :])))


Breaker = Callable[[Entry, Sequence[Entry], random.Random], Entry | None]
KINDS: dict[str, Breaker] = {
    "magnitude": magnitude,
    "digit": digit,
    "negation": negation,
    "source": source,
    "language": language,
    "invented": invented,
    "unanswerable": unanswerable,
    "quotation": quotation,
}


def magnitude_slip(text: str, rng: random.Random) -> str | None:
    """Return the text with one amount too large or too small by a power of ten.

    >>> magnitude_slip("It cost 36 billion yuan.", random.Random(1))
    'It cost 36 million yuan.'
    """
    found = [*_EN_UNIT.finditer(text), *_ZH_UNIT.finditer(text)]
    if not found:
        return None
    match = rng.choice(found)
    if rng.random() < 0.5:
        return text[: match.start(1)] + _times_ten(match.group(1)) + text[match.end(1) :]
    last = match.lastindex or 1
    return text[: match.start(last)] + _UNIT_SLIP[match.group(last)] + text[match.end(last) :]


def _times_ten(number: str) -> str:
    whole, _, fraction = number.replace(",", "").partition(".")
    whole, fraction = whole + (fraction[:1] or "0"), fraction[1:]
    return f"{whole}.{fraction}" if fraction else whole


def digit_slip(text: str, rng: random.Random) -> str | None:
    """Return the text with one digit of one number changed."""
    found = list(_NUMBER.finditer(text))
    alphabet = "123456789"
    if not found:
        found, alphabet = list(_HAN_NUMERAL.finditer(text)), "一二三四五六七八九"
    if not found:
        return None
    match = rng.choice(found)
    places = [at for at in range(match.start(), match.end()) if text[at] in alphabet]
    if not places:
        return None
    at = rng.choice(places)
    return text[:at] + rng.choice(alphabet.replace(text[at], "")) + text[at + 1 :]


def negated(text: str) -> str | None:
    """Return the text with its first negation dropped, or with one added.

    >>> negated("Providers must not sell data."), negated("提供者应当备案。")
    ('Providers must sell data.', '提供者不应备案。')
    """
    dropped = _EN_NOT.sub("", text, count=1)
    if dropped != text:
        return dropped
    added = _EN_VERB.sub(r"\1 not", text, count=1)
    if added != text:
        return added
    for pattern, new in _ZH_NEGATIONS:
        changed = pattern.sub(new, text, count=1)
        if changed != text:
            return changed
    return None


def _strangers(entry: Entry, others: Sequence[Entry]) -> list[Citation]:
    own = {without_space(gold.sentence) for gold in entry.sample.gold}
    own |= {without_space(citation.quote_clean) for citation in (entry.answer.citations if entry.answer else ())}
    found = []
    for other in others:
        if other.sample.pair != entry.sample.pair and not _shares_gold(entry, other) and other.answer:
            found += [citation for citation in other.answer.citations if without_space(citation.quote_clean) not in own]
    return found


def _shares_gold(entry: Entry, other: Entry) -> bool:
    return bool({gold.sentence for gold in entry.sample.gold} & {gold.sentence for gold in other.sample.gold})


def _says_something(entry: Entry) -> bool:
    return entry.answer is not None and not entry.answer.refused and bool(entry.answer.claims) and bool(entry.answer.citations)
