"""Does a sentence say otherwise? Figures, times and modality of a claim against those of a statement about the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from ragassist.lang.en import ONES, TEENS, TENS
from ragassist.lang.zh import DAY_NUMBER, YEAR
from ragassist.tasks.article_pairs import within
from ragassist.text.quantities import Quantity, english, find_quantities
from ragassist.text.quantities.agree import LONGEST_MONTH, SHORTEST_MONTH
from ragassist.text.quantities.halves import find_halves
from ragassist.text.quantities.numerals import han_value, word_value
from ragassist.text.quantities.units import UNITS
from ragassist.text.structure import Norm, find_times, parse
from ragassist.text.structure.english import find_times as english_times
from ragassist.text.structure.english import parse as parse_english
from ragassist.types import Finding, Lang
from ragassist.verify.checks.quantities import mismatches

_OPPOSED: Final = frozenset(
    {("may", "must_not"), ("must_not", "may"), ("must", "must_not"), ("must_not", "must"), ("need_not", "must"), ("must", "need_not")}
)
_FEW: Final = 3
_SAME_DEED: Final = 0.6
"""Share of a deed's character pairs that the other has too, from which it is the same deed."""
_SHORTEST_DEED: Final = 4
_ZH_PERIOD: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[〇零一二三四五六七八九十百两半]+)"
    r"\s?个?(?P<unit>工作日|日(?!常)|天|小时|学时|课时|分钟|秒钟?|周(?!岁|年)|星期"
    r"|月(?!\d|份)|季度|年(?!度|代|级|\d|[一二三四五六七八九十]+月))"
)
_ZH_DAY: Final = rf"{DAY_NUMBER}\s?[日号](?![内间])"
_CALENDAR: Final = re.compile(
    rf"{YEAR}\s?年(?:\s?{DAY_NUMBER}\s?月(?!内))?(?:\s?{_ZH_DAY})?"
    rf"|(?:{DAY_NUMBER}|[每当次本上下同该逐隔])\s?月\s?{_ZH_DAY}(?:\s?[至到、和与—–~～-]\s?{_ZH_DAY})*"
    rf"|(?<![个\d〇零一二三四五六七八九十百廿卅]){DAY_NUMBER}\s?月(?!内|以内|之内|以上|以下|期)"
    rf"|(?:^|(?<=[，。；、（(\s于在自至到截从]))\d{{1,2}}日(?=[，。、至到起电晚早凌上下发召宣]|$)"
)
"""A year, a month or a day of the calendar, written out or in figures: no period, though it is counted in the same words."""
_EN_PERIOD: Final = re.compile(
    rf"\b(?P<n>\d+(?:\.\d+)?|{'|'.join([*ONES, *TEENS, *TENS])})"
    r"[\s-](?P<work>(?:working|business)[\s-])?(?P<unit>day|hour|minute|second|week|month|quarter|year)s?\b(?!(?<=years)\s(?:old|of\sage)\b)",
    re.IGNORECASE,
)
_ONE: Final = r"(?P<{half}>half\s)?an?\s(?P<{unit}>day|hour|minute|week|month|quarter|year)\b"
_EN_ONE: Final = re.compile(
    rf"\b(?:within|after|for|than|most|least|about)\s{_ONE.format(half='half', unit='unit')}(?!\sand\b)"
    rf"|\b{_ONE.format(half='half_behind', unit='behind')}\s(?:before|prior|in\sadvance|ahead|beforehand)\b",
    re.IGNORECASE,
)
"""A month, half a year: one of a unit, or half of it, where it is a length of time and says not how often."""
_HALVED: Final = {"min": "minute", "h": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}
_DAYS: Final = frozenset({"day", "workday"})
"""Ten days and three working days are not the same time, though their units differ."""
_LENGTHS: Final = {
    "second": (1 / 60, "minute"),
    "minute": (1.0, "minute"), "hour": (60.0, "minute"), "day": (1440.0, "minute"), "week": (10080.0, "minute"),
    "month": (1.0, "month"), "quarter": (3.0, "month"), "year": (12.0, "month"),
}  # fmt: skip
_EVENING: Final = re.compile(r"(?:晚上?|晚间|夜里|夜间|下午|傍晚)[^，。；]{0,2}$")
"""Before an hour of the clock that is told as one of the second half of the day: 晚上十点 is 22时."""
_EVERYDAY_BAN: Final = re.compile("不能(?!够?说)|不许|不让|不可(?!以|能)")
"""What people say for 不得, in as many characters."""
_YEARS: Final = range(1900, 2100)
"""Before "year" (the 2025 year-end review) such a number is one, and no length of time."""
_UNIT_OF: Final = {
    "工作日": "workday", "日": "day", "天": "day", "小时": "hour", "学时": "hour", "课时": "hour", "分钟": "minute",
    "秒": "second", "秒钟": "second",
    "周": "week", "星期": "week", "月": "month",
    "季度": "quarter", "年": "year",
}  # fmt: skip
_ANYBODY: Final = re.compile("(?:该|各|每个?|这些|相关|有关|所有)?(?:平台|企业|公司|单位|商家|服务商|机构|一方|对方|他们?|它们?)")
"""Who is meant in everyday speech, whatever a rule calls them."""
_NOBODY: Final = re.compile(
    r"\b(?:nobody|no\sone|none|neither|nor)\b|\bno\s(?!later|more|less)[a-z]+|\b(?:only|unless|except)\b", re.IGNORECASE
)
_AT_MOST: Final = re.compile(r"\b(?:more|longer|less|fewer|later)\sthan\b|\bexceed", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两]+")
_OWN_NUMBER: Final = re.compile(r"^第\S{1,6}条\s*")
_BEFORE_FIGURE: Final = 16
"""Characters before a figure that say what it is of."""
_STOP: Final = re.compile(r"应当|不得|可以|必须|本办法|本规定|本条例|之日|个?工作日|[以之]内|自|起|施行|的|，|。|、")


Langs = tuple[Lang, Lang]
"""Of a claim and of what it is compared with."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a claim and a source say differently of the same thing."""

    kind: Literal["figure", "modality", "actor", "check"]
    mine: str
    theirs: str
    finding: Finding | None = None
    """What the verifier found, where it was the one that saw it."""


def figures_agree(claim: str, source: str) -> bool:
    """Return whether the claim names a figure, a date or a period, and the source has every one of them."""
    mine = periods(claim)
    telling = [
        quantity for quantity in find_quantities(claim) if quantity.kind not in ("article", "ordinal", "name") and not _small(quantity)
    ]
    if not mine and not telling:
        return False
    theirs = periods(source)
    told = all(_stands(period, theirs) or any(_rounded(claim, said, period, other) for other in theirs) for period, said in mine.items())
    return told and not any(finding.polarity == "against" for finding in mismatches(claim, source))


def figures_tell(claim: str, source: str) -> bool:
    """Return whether the figures of a claim agree with the source, and are such that no two sentences have in common by chance.

    A year or a month alone is what many sentences have, twice and three times as well; the number of an article is none of its figures.

    >>> said = "第六条 渡轮载客三百四十人。"
    >>> figures_tell("The ferry carries 340 passengers.", said), figures_tell("It runs from six.", said)
    (True, False)
    """
    telling = bool(periods(claim)) or any(not (_small(each) or _of_many(each)) for each in find_quantities(claim))
    return telling and figures_agree(claim, _OWN_NUMBER.sub("", source))


def _small(quantity: Quantity) -> bool:
    """Whether it is one, two or three of something, which agree by chance."""
    return quantity.kind in ("number", "multiple") and quantity.unit in ("", "time") and quantity.low == quantity.high <= _FEW


def _of_many(quantity: Quantity) -> bool:
    """Whether it is a year or a month alone, or no figure of what is said."""
    if quantity.kind != "date" or quantity.date is None:
        return quantity.kind in ("article", "ordinal", "name")
    return quantity.date.day is None and (quantity.date.year is None or quantity.date.month is None)


def measures(text: str) -> set[str]:
    """Return of what kinds the figures of a text are: money, a period in years, a share ...; numbers of articles are none."""
    found = {unit for _, unit in periods(text)}
    return found | {
        f"{q.kind}/{measure_of(q)}"
        for q in find_quantities(text)
        if q.kind not in ("article", "ordinal", "name") and measure_of(q) != "time"
    }


def lacks_a_figure(claim: str, source: str) -> bool:
    """Return whether the claim names a period or an amount that the source does not have."""
    theirs = periods(source)
    return any(not _stands(each, theirs) for each in periods(claim)) or bool(_amounts(claim) - _amounts(source))


def shares_a_figure(claim: str, source: str) -> bool:
    """Return whether a period or an amount of the claim stands in the source."""
    theirs = periods(source)
    return any(_stands(each, theirs) for each in periods(claim)) or bool(_amounts(claim) & _amounts(source))


def _amounts(text: str) -> set[tuple[object, ...]]:
    """Amounts of money and shares as (low, high, measure)."""
    return {(q.low, q.high, measure_of(q)) for q in find_quantities(text) if q.kind in ("money", "percent")}


def conflict(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Return what the source says otherwise than the claim, given that both (in `langs`) speak of the same; None for nothing.

    A figure that the source does not have at all is no conflict: the source must name another of the same kind.
    """
    refuted = {finding.claim_span for finding in mismatches(claim, source) if finding.polarity == "against"}
    for quantity in find_quantities(claim):
        if (quantity.start, quantity.end) not in refuted or measure_of(quantity) == "time" or _EVENING.search(claim[: quantity.start]):
            continue
        if (rival := _rival(quantity, claim, source)) is not None:
            said = rival.surface if langs[0] == "zh" else english(replace(rival, approx="exact"))
            return Conflict("figure", quantity.surface, said)
    return _period_conflict(claim, source) or _interval_conflict(claim, source, langs) or _norm_conflict(claim, source, langs)


def _period_conflict(claim: str, source: str) -> Conflict | None:
    """A term, interval or deadline of the claim where the source has only others of the same unit."""
    mine, theirs = periods(claim), periods(source)
    if len(mine) == len(theirs) == 1:  # the only one of each: of another unit, it is still another time
        (one, own_words), (its, its_words) = next(iter(mine.items())), next(iter(theirs.items()))
        if one[1] != its[1] and "workday" not in (one[1], its[1]) and not _same_length(one, its):
            return Conflict("figure", own_words, its_words)
    for (count, unit), said in mine.items():
        if not _stands((count, unit), theirs):
            theirs = {told: words for told, words in theirs.items() if not _rounded(claim, said, (count, unit), told)}
            same = {unit} | (_DAYS if unit in _DAYS else set())
            other = next((words for (n, u), words in theirs.items() if u in same and (n, u) not in mine), None)
            if other is not None:
                return Conflict("figure", said, other)
    return None


def _length(count: float, unit: str) -> tuple[float, str]:
    """A period in minutes or in months, which alone can be told of each other; working days are of their own."""
    times, measure = _LENGTHS.get(unit, (1.0, unit))
    return count * times, measure


def _stands(period: tuple[float, str], theirs: Mapping[tuple[float, str], str]) -> bool:
    """Whether a source has a period, in whatever unit: three days and 72 hours are one."""
    return any(_same_length(period, each) for each in theirs)


def _same_length(one: tuple[float, str], other: tuple[float, str]) -> bool:
    """Whether two periods are one; a month is any of 28 to 31 days, as in everyday speech."""
    (mine, measure), (its, other_measure) = _length(*one), _length(*other)
    if {measure, other_measure} == {"minute", "month"}:
        months, days = (mine, its) if measure == "month" else (its, mine)
        shortest, longest = (each * _LENGTHS["day"][0] for each in (SHORTEST_MONTH, LONGEST_MONTH))
        return months * shortest <= days <= months * longest
    return measure == other_measure and mine == its


def _rounded(claim: str, said: str, period: tuple[float, str], told: tuple[float, str]) -> bool:
    """Whether a period told roughly rounds another of its unit: just under ten days for 9.6."""
    at = claim.find(said)
    rough = any(q.start < at + len(said) and at < q.end and q.approx not in ("exact", "loose") for q in find_quantities(claim))
    return rough and told[1] == period[1] and told[0] != round(told[0]) and abs(told[0] - period[0]) < 1


def _interval_conflict(claim: str, source: str, langs: Langs) -> Conflict | None:
    """How often the claim says that something is done, where the source names only other intervals."""
    mine, theirs = _intervals(claim, langs[0]), _intervals(source, langs[1])
    said = next((words for interval, words in mine.items() if interval not in theirs), None)
    other = next((words for interval, words in theirs.items() if interval not in mine), None)
    return Conflict("figure", said, other) if said and other and not (mine.keys() & theirs.keys()) else None


def _intervals(text: str, lang: Lang) -> dict[tuple[float, str], str]:
    """The intervals of a text in months or days, with their words."""
    times = find_times(text) if lang == "zh" else english_times(text)
    scale = {"year": (12.0, "month"), "quarter": (3.0, "month"), "month": (1.0, "month"), "week": (7.0, "day")}
    found: dict[tuple[float, str], str] = {}
    for time in times:
        if time.kind == "every" and time.unit:
            factor, unit = scale.get(time.unit, (1.0, time.unit))
            found[((time.count or 1.0) * factor, unit)] = time.part.text
    return found


def periods(text: str) -> dict[tuple[float, str], str]:
    """Return the periods of a text, as (count, unit), with their words; working days are days of their own kind, dates are none.

    >>> list(periods("在十五个工作日内")), list(periods("within 15 working days"))
    ([(15.0, 'workday')], [(15.0, 'workday')])
    >>> list(periods("5月13日前提交，逾期三个月的，处罚"))
    [(3.0, 'month')]
    """
    halves = list(find_halves(text))
    found = {(float(each.low), _HALVED[each.unit]): each.surface for each in halves if each.unit in _HALVED}
    taken = [*(match.span() for match in _CALENDAR.finditer(text)), *((each.start, each.end) for each in halves)]
    for match in _ZH_PERIOD.finditer(text):
        ordinal = text[: match.start()].endswith("第") and match["unit"] not in ("日", "天", "工作日")
        if ordinal or any(start <= match.start() < end for start, end in taken):
            continue
        value = han_value(match["n"]) if match["n"] != "半" else None
        count = float(value) if value is not None else 0.5
        unit = _UNIT_OF[match["unit"]]
        count, unit = (6.0, "month") if (count, unit) == (0.5, "year") else (count, unit)
        found.setdefault((count, unit), match[0])
    for match in _EN_PERIOD.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        word = match["n"].lower()
        value_en = float(word) if word.replace(".", "").isdigit() else float(word_value(word) or 0)
        if match["unit"].lower() == "year" and value_en in _YEARS:
            continue
        unit = "workday" if match["work"] else match["unit"].lower()
        found.setdefault((value_en, unit), match[0])
    for match in _EN_ONE.finditer(text):
        half = (match["half"] or match["half_behind"]) is not None
        unit = (match["unit"] or match["behind"]).lower()
        found.setdefault((6.0, "month") if half and unit == "year" else (0.5 if half else 1.0, unit), match[0])
    return found


def _norm_conflict(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Something allowed in the one and forbidden or required in the other; or, within one language, done by somebody else."""
    mine, theirs = _norms(claim, langs[0]), _norms(source, langs[1])
    same = langs[0] == langs[1]
    for one in mine:
        other = _counterpart(one, theirs, same)
        if other is None:
            continue
        if (one.modality, other.modality) in _OPPOSED and not (langs[0] == "en" and _forbids_by_subject(one, other, claim)):
            return Conflict("modality", _said(one), _said(other))
        if same and one.agent and other.agent and one.actor and other.actor and _others(one.actor.text, other.actor.text, source):
            return Conflict("actor", one.actor.text, other.actor.text)
    return None


def _forbids_by_subject(one: Norm, other: Norm, claim: str) -> bool:
    """Whether an English "may" forbids, because nobody may or may only so, or "may not more than" sets a limit as the source does."""
    if one.modality == "may" and other.modality == "must_not":
        return _NOBODY.search(claim) is not None
    return one.modality == "must_not" and other.modality == "must" and _AT_MOST.search(claim) is not None


def _others(mine: str, theirs: str, source: str) -> bool:
    mine = re.sub("^(?:首?先|再|然后)?由", "", mine)
    return not (_short_for(mine, theirs) or _short_for(theirs, mine) or mine in source or _ANYBODY.fullmatch(mine))


def _short_for(one: str, other: str) -> bool:
    """Whether every character of the one stands in the other in the same order: 市政府 for 市人民政府."""
    return re.search(".*".join(map(re.escape, one)), other) is not None


def _said(norm: Norm) -> str:
    return norm.modal.text if norm.modal is not None else norm.modality


def _counterpart(one: Norm, theirs: Sequence[Norm], same: bool) -> Norm | None:
    """The norm of the source that speaks of the same deed: by its words, or across languages the only one there is."""
    if not same:
        return theirs[0] if len({norm.modality for norm in theirs}) == 1 else None
    action = plain_words(one.action.text) if one.action else ""
    acting = [norm for norm in theirs if norm.action is not None]
    scored = [(_same_deed(action, plain_words(norm.action.text if norm.action else "")), -at) for at, norm in enumerate(acting)]
    best = max(scored, default=(0.0, 0))
    return acting[-best[1]] if best[0] >= _SAME_DEED else None


def _same_deed(one: str, other: str) -> float:
    """The share of the shorter deed that stands in the longer; deeds of a word or two must be equal."""
    return max(within(one, other), within(other, one)) if min(len(one), len(other)) >= _SHORTEST_DEED else float(one == other)


def _rival(quantity: Quantity, claim: str, source: str) -> Quantity | None:
    """A quantity of the source of the same kind and measure that the claim does not have; of several, what like words stand before."""
    own = {(q.low, q.high, measure_of(q)) for q in find_quantities(claim)}
    rivals = [
        other
        for other in find_quantities(source)
        if _comparable(other, quantity)
        and (other.low, other.high, measure_of(other)) not in own
        and other.kind not in ("article", "ordinal", "name")
        and not _counts_else(quantity, other)
        and (other.kind != "date" or (other.date and quantity.date and other.date != quantity.date))
    ]
    mine = _pairs_before(claim, quantity)
    return max(rivals, key=lambda other: len(mine & _pairs_before(source, other)), default=None)


def _pairs_before(text: str, quantity: Quantity) -> set[str]:
    """The pairs of neighbouring characters in what stands before a figure."""
    words = re.sub(r"\W+", "", text[max(0, quantity.start - _BEFORE_FIGURE) : quantity.start])
    return {words[at : at + 2] for at in range(len(words) - 1)}


def _counts_else(mine: Quantity, other: Quantity) -> bool:
    """Whether one, two or three are counted where the claim counts ten times as many and more: other things."""
    return mine.kind == "number" and not mine.unit and _small(other) and mine.low is not None and mine.low > 10 * (other.low or 0)


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities count in one measure: more than two thirds and 59.3 % are both shares, but "a quarter" is many things."""
    bound = next((each for each in (one, other) if each.kind == "fraction"), one).approx in ("more", "less", "at_least", "at_most")
    shares = {one.kind, other.kind} == {"percent", "fraction"}
    return (shares and bound) or (one.kind == other.kind and measure_of(one) == measure_of(other))


def measure_of(quantity: Quantity) -> str:
    """Return what a quantity is measured in, "time" for all lengths of time, else its dimension or its unit."""
    dimension = UNITS[quantity.unit][0] if quantity.unit in UNITS else quantity.unit
    return "time" if dimension in ("second", "day", "month") else dimension


def _norms(text: str, lang: Lang) -> list[Norm]:
    norms = parse(_EVERYDAY_BAN.sub("不得", text)) if lang == "zh" else parse_english(text)
    return [norm for norm in norms if norm.modality in ("must", "must_not", "may", "need_not", "sanction")]


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Return a Chinese statement without figures, titles, numbers of articles and words of modality: by the rest deeds are compared."""
    return _STOP.sub("", _FIGURE.sub("", re.sub(r"《[^》]*》|第\S{1,6}?条", "", text)))
