"""Where two documents say otherwise of the same thing: another figure, another date, another rule. By rules, within one language.

A pair must speak of the same deed, of the same person, on the same conditions, and not of two places or two years. What stays open is
not listed: a disagreement that is none would cost a reader more than one that is missed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.store.kinship import same_rule
from ragassist.tasks.audit_values import Source
from ragassist.tasks.contradiction import Conflict, conflict
from ragassist.tasks.document_rank import Reason, before
from ragassist.tasks.same_thing import speak_of_two_things
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.quantity import Day
from ragassist.text.structure import Norm, Part
from ragassist.text.structure import parse as parse_chinese
from ragassist.text.structure.english import parse as parse_english
from ragassist.types import DocumentRecord, Lang

_RAREST: Final = 6
"""How many of a statement's rarest terms other statements are looked up by."""
_SHARED: Final = 2
"""Of these, how many another statement must have to be looked at."""
_SAME: Final = 0.8
"""Share of the shorter statement's terms that the other must have, figures aside, for both to speak of the same."""
_SAME_OF_VERSIONS: Final = 0.65
"""That share where both documents are versions of one rule."""
_LONGER: Final = 2.5
"""By how much the longer may be longer, but for versions: what goes far beyond a short statement speaks of more than that."""
_LEAST_TERMS: Final = 6
"""A statement of fewer terms says too little to be known again."""
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[\w./?=&%#:~+-]+")
"""Of the web; its numbers count nothing."""
_TITLE: Final = re.compile(r"《([^》]*)》")
_ASIDE: Final = re.compile(
    r"《[^》]*》|第[^\s，。；、]{1,6}?[条章款项]|\bArticle \d+|\d[\d,.]*%?|[〇零一二三四五六七八九十百千万亿两半]+"
    r"|应当|不得|可以|必须|本办法|本规定|本条例|本法"
)
_ENGLISH: Final = re.compile(r"[a-z][a-z'-]+")
_COMMON: Final = frozenset(
    {"an", "the", "of", "to", "in", "on", "by", "at", "for", "from", "with", "and", "or", "as", "is", "are", "be"}
    | {
        "been",
        "was",
        "were",
        "it",
        "its",
        "that",
        "this",
        "not",
        "no",
        "must",
        "may",
        "shall",
        "should",
        "can",
        "cannot",
        "never",
        "will",
        "would",
    }
)
"""English words that say nothing of the subject, those of modality and denial among them."""
_OF_ITSELF: Final = re.compile(
    r"(?:意见|建议)[^，。]{0,8}(?:反馈|征求|截止|提交)|(?:反馈|征求|提交|提出)[^，。]{0,10}(?:意见|建议)|起(?:施行|实施|生效)|有效期|(?:印发|公布|发布)之日"
    r"|\b(?:comments?|consultation)\b|takes? effect|comes? into force|enters? into force",
    re.IGNORECASE,
)
"""What a document says of itself: until when it may be commented on, from when it holds. Another document has days of its own."""
_DENIES: Final = re.compile(r"[未不非无]|没有|\b(?:without|unless|not|no)\b", re.IGNORECASE)
_PLACE: Final = re.compile(
    rf"^(?:中共|中国)?((?:[{IDEOGRAPHS}]{{2,7}}?(?:省|自治区|特别行政区|自治州|市(?!场)|县|区(?![块域间分别位])|镇(?![静痛])|乡(?!村)|旗(?![舰帜下])))+)"
)
"""Where a title or an issuer begins with places, each within the one before: a city, a district of it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements of two documents that do not go together, the one that stands first in front."""

    first: Source
    second: Source
    conflict: Conflict
    """`mine` is what the first says, `theirs` what the second says."""
    reason: Reason
    """By what the first stands first."""


def disagreements(own: Iterable[Source], others: Sequence[Source], terms: Glossary | None = None) -> list[Disagreement]:
    """Return where a statement of `own` and one of `others` from another document disagree, each pair once, in the order of `own`.

    `terms` is the glossary that names things, the program's own where none is given.
    """
    index = _Index(others)
    seen: set[frozenset[tuple[str, int]]] = set()
    found = []
    for source in own:
        for other in index.near(source):
            pair = frozenset({source.place, other.place})
            if pair in seen:
                continue
            seen.add(pair)
            first, reason = before(source.record.meta, other.record.meta)
            told = _disagree(source, other, terms) if first else _disagree(other, source, terms)
            if told is not None:
                found.append(Disagreement(*((source, other) if first else (other, source)), told, reason))
    return found


class _Index:
    """Statements by their rarest terms."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = [source for source in sources if not source.statement.heads]
        self._terms = [_terms(source.statement.read, source.statement.lang) for source in self._sources]
        self._own = {source.place: terms for source, terms in zip(self._sources, self._terms, strict=True)}
        self._frequency = Counter(term for terms in self._terms for term in terms)
        self._places: dict[str, list[int]] = defaultdict(list)
        for at, terms in enumerate(self._terms):
            for term in terms:
                self._places[term].append(at)

    def near(self, source: Source) -> Iterator[Source]:
        """Statements of other documents that speak of what this one speaks of, as far as their terms tell."""
        terms = self._own.get(source.place) or _terms(source.statement.read, source.statement.lang)
        if len(terms) < _LEAST_TERMS:
            return
        rare = sorted((term for term in terms if self._frequency[term] > 1), key=lambda term: (self._frequency[term], term))[:_RAREST]
        shared = Counter(at for term in rare for at in self._places[term])
        for at, count in sorted(shared.items()):
            other = self._sources[at]
            if count < min(_SHARED, len(rare)) or other.record.doc_id == source.record.doc_id or len(self._terms[at]) < _LEAST_TERMS:
                continue
            shorter, longer = sorted((len(terms), len(self._terms[at])))
            versions = _versions(source.record, other.record)
            if not versions and longer > _LONGER * shorter:
                continue
            if len(terms & self._terms[at]) >= (_SAME_OF_VERSIONS if versions else _SAME) * shorter:
                yield other


def _terms(text: str, lang: Lang) -> frozenset[str]:
    """Pairs of characters of a Chinese text, words of an English one; figures, titles and words of modality aside."""
    plain = _ASIDE.sub(" ", text)
    if lang == "en":
        return frozenset(_ENGLISH.findall(plain.casefold())) - _COMMON
    return frozenset(piece[at : at + 2] for piece in re.findall(r"\w+", plain) for at in range(len(piece) - 1))


def _versions(one: DocumentRecord, other: DocumentRecord) -> bool:
    linked = any(relation.doc_id == other.doc_id and relation.kind == "version" for relation in one.related)
    return linked or same_rule(one.meta.title, other.meta.title)


def _disagree(first: Source, second: Source, terms: Glossary | None) -> Conflict | None:
    one, other = (_ADDRESS.sub("", source.statement.read) for source in (first, second))
    titles = [set(_TITLE.findall(text)) for text in (one, other)]
    versions = _versions(first.record, second.record)
    if (all(titles) and not titles[0] & titles[1]) or (not versions and _OF_ITSELF.search(one) and _OF_ITSELF.search(other)):
        return None
    langs = first.statement.lang, second.statement.lang
    if langs[0] != langs[1] or _elsewhere(first.record, second.record) or speak_of_two_things(one, other, langs[0], terms):
        return None
    told = conflict(one, other, langs)
    if told is None and (turned := conflict(other, one, langs)) is not None:
        told = Conflict(turned.kind, turned.theirs, turned.mine)
    if (days := _other_day(one, other)) is not None and (told is None or told.mine in days.mine):
        told = days  # not "3日" as if it were a period
    if told is None or told.kind == "actor" or not _one_case(_norms(one, langs[0]), _norms(other, langs[1]), langs[0]):
        return None
    return None if _other_time(one, other, told, versions) else told


def _elsewhere(one: DocumentRecord, other: DocumentRecord) -> bool:
    """Whether two provinces or cities have ruled, each for itself: both may be right."""
    places = [_place(record) for record in (one, other)]
    return all(places) and not (places[0].startswith(places[1]) or places[1].startswith(places[0]))


def _place(record: DocumentRecord) -> str:
    named = (_PLACE.match(text) for text in (record.meta.issuer, record.meta.title) if text)
    return next((match[1] for match in named if match), "")


def _one_case(mine: Sequence[Norm], theirs: Sequence[Norm], lang: Lang) -> bool:
    """Whether two statements bind the same people under the same conditions, as far as rules can read both."""
    bearers = [_of((part for norm in norms if norm.agent and (part := norm.actor) is not None), lang) for norms in (mine, theirs)]
    parts = [[part for norm in norms for part in (*norm.conditions, *norm.exceptions)] for norms in (mine, theirs)]
    cases = [_of(each, lang) for each in parts]
    denied = [sum(len(_DENIES.findall(part.text)) for part in each) for each in parts]
    named = all(bearers) and len(bearers[0] & bearers[1]) < _SAME * min(map(len, bearers))
    bound = any(cases) and len(cases[0] & cases[1]) < _SAME * len(cases[0] | cases[1])
    return not named and not bound and denied[0] == denied[1]


def _of(parts: Iterable[Part], lang: Lang) -> frozenset[str]:
    return frozenset(term for part in parts for term in _terms(part.text, lang))


def _norms(text: str, lang: Lang) -> tuple[Norm, ...]:
    return tuple(parse_chinese(text) if lang == "zh" else parse_english(text))


def _other_time(one: str, other: str, told: Conflict, versions: bool) -> bool:
    """Whether the statements speak of two times, so that both may be right: what was in 2023 and what was in 2024."""
    mine, theirs = _dates(one), _dates(other)
    if not mine or not theirs or mine & theirs:
        return False
    dated = any(quantity.date is not None for quantity in find_quantities(told.mine))
    same_month = {(date.year, date.month) for date in mine} & {(date.year, date.month) for date in theirs}
    return not (dated and (versions or same_month))


def _other_day(one: str, other: str) -> Conflict | None:
    """The day that each of two statements names, where each names one and they differ."""
    days = [[each for each in find_quantities(text) if each.date is not None] for text in (one, other)]
    if any(len(each) != 1 or each[0].date is None or each[0].date.day is None for each in days) or days[0][0].date == days[1][0].date:
        return None
    return Conflict("figure", days[0][0].surface, days[1][0].surface)


def _dates(text: str) -> frozenset[Day]:
    return frozenset(quantity.date for quantity in find_quantities(text) if quantity.date is not None)
