"""A text of somebody's as claims: its sentences with their places, the clauses of each, and the laws and articles that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.lang.detector import detect
from ragassist.lang.zh import NUMERAL
from ragassist.text.quantities.numerals import han_value
from ragassist.text.script import word_count
from ragassist.text.sentences import split_sentences
from ragassist.types import DocumentRecord, Lang

_TITLE: Final = re.compile(r"《([^》]{2,60})》")
_ZH_ARTICLE: Final = re.compile(rf"第 ?({NUMERAL}) ?条")
_EN_ARTICLE: Final = re.compile(r"\b[Aa]rt(?:icle|\.)\s?(\d{1,3})\b")
_EN_OF: Final = re.compile(r"\b[Aa]rt(?:icle|\.)\s?\d{1,3}\s(?:of|in)\sthe\s(?P<title>[A-Z][\w\s'-]{6,120})")
_SPLIT_ZH: Final = re.compile(r"[，；](?=[^，；]{4,})")
_PASSIVE: Final = r"(?:[a-z]{2,}ed|paid|made|given|taken|kept|sent|set|held)\s(?:within|by|to|in|at|on|for|from|after|before|under)\b"
_NO_DEED: Final = r"(?:in|on|of|for|to|by|at|with|from|as|under|over|about|after|before|all|both|not|also|that|without|within)\b"
"""Words after "and" that begin no second deed, as "repair the hull" does."""
_DEED: Final = rf"(?!{_NO_DEED})[a-z]{{3,}}\s(?:its|their|his|her|the|an?|any|every|each|all)\s"
_BESIDE: Final = r"(?:be|is|are|must|may|can|cannot|loses?|has|have|was|were)\b"
_SPLIT_EN: Final = re.compile(rf"(?:,\s(?:and|but|while)\s|;\s|,\s(?={_PASSIVE})|\sand\s(?={_BESIDE}|{_DEED}))")
_LEAD: Final = re.compile(
    rf"(?:根据|依据|依照|按照|遵照|参照|按)?(?:《[^》]{{2,60}}》|本(?:办法|规定|条例|法))?(?:第 ?{NUMERAL} ?[条款项]){{0,3}}"
    r"(?:的?(?:有关|相关)?规定)?"
)
"""What says only where the rest stands: no claim of its own."""
_SAYS: Final = 6
"""Characters below which a Chinese piece between full stops is a heading or a name."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A law or article that a claim names."""

    start: int
    end: int
    """Offsets in the claim's text."""
    title: str
    """As named; empty where the claim names an article alone."""
    article: int
    """0 where it names a document alone."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One sentence of the text to check: `text == whole[start:end]`."""

    start: int
    end: int
    text: str
    lang: Lang
    references: tuple[Reference, ...] = ()


def claims_of(whole: str) -> list[Claimed]:
    """Return the sentences of a text that state something, in order; headings, questions and bare list marks are left out."""
    found = []
    for start, end in split_sentences(whole):
        text = whole[start:end]
        lead = re.match(r"\s*(?:[#>*•·-]+\s*|\d{1,2}[.、)）]\s*|[（(][一二三四五六七八九十\d]{1,2}[）)]\s*)*", text)
        start += lead.end() if lead else 0
        text = whole[start:end].rstrip()
        lang = detect(text)
        if word_count(text) >= (_SAYS if lang == "zh" else 4) and re.search(r"[。.;；!！]\W*$", text):
            found.append(Claimed(start, start + len(text), text, lang, tuple(references(text, lang))))
    return found


def clauses_of(text: str, lang: Lang) -> list[tuple[int, int]]:
    """Return the spans of the parts of a claim in `lang` that could be right or wrong by themselves; one for a claim that has no parts."""
    split = _SPLIT_ZH if lang == "zh" else _SPLIT_EN
    spans, at = [], 0
    for match in split.finditer(text):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(text)))
    return [(a, b) for a, b in spans if (said := text[a:b].strip(" ，。；,.;")) and not _LEAD.fullmatch(said)]


def references(text: str, lang: Lang) -> list[Reference]:
    """Return the documents and articles that a claim in `lang` names.

    >>> [(r.title, r.article) for r in references("根据《算力办法》第四十五条，不得申请。", "zh")]
    [('算力办法', 45)]
    """
    if lang == "en":
        named = _EN_OF.search(text)
        title = (
            re.split(r"\s(?:sets?|says?|requires?|governs?|provides?|states?|prohibits?|allows?|covers?)\b", named["title"])[0]
            if named
            else ""
        )
        return [Reference(match.start(), match.end(), title.strip(), int(match[1])) for match in _EN_ARTICLE.finditer(text)]
    found = []
    titles = [(match.end(), match[1]) for match in _TITLE.finditer(text)]
    for match in _ZH_ARTICLE.finditer(text):
        value = han_value(match[1])
        title = next((name for end, name in reversed(titles) if end <= match.start() and match.start() - end <= 12), "")
        if value is not None:
            found.append(Reference(match.start(), match.end(), title, int(value)))
    named_ends = {reference.title for reference in found}
    found += [Reference(match.start(), match.end(), match[1], 0) for match in _TITLE.finditer(text) if match[1] not in named_ends]
    return found


def document_named(title: str, records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """Return the documents whose title is `title`, in either language; those that contain it or are contained where none is equal."""
    wanted = _folded(title)
    names = [(record, [_folded(name) for name in (record.meta.title, record.meta.title_en) if name]) for record in records]
    equal = [record for record, own in names if wanted in own]
    return equal or [record for record, own in names if any(wanted in name or (name in wanted and len(name) > 5) for name in own)]


def _folded(text: str) -> str:
    return re.sub(r"\W+|the|中华人民共和国", "", text.casefold())
