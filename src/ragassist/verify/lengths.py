"""Lengths of time that two figures tell together, and how often a thing is done: 一年二个月, a year and a half, twice a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from ragassist.text.quantities.approximate import approximated
from ragassist.text.quantities.days import apart
from ragassist.text.quantities.numerals import WORDS, han_value, word_value
from ragassist.text.quantities.quantity import Day, Quantity
from ragassist.text.quantities.units import TIMES, base, unit_of
from ragassist.verify.relative_days import moved

_EN_COUNT = rf"(?:\d{{1,3}}|an?|{WORDS})"
_EN_TIME = r"(?:years?|months?|weeks?|days?|hours?|minutes?)"
_ZH_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_FINER = {"year": ("month",), "week": ("day",), "h": ("min",), "min": ("s",)}
"""What a length may be told in beside each unit, of one dimension with it."""
_HALF_EN = re.compile(
    rf"(?<![\w-])(?:(?P<one>an?|one)\s(?P<unit>{_EN_TIME})\sand\sa\shalf|(?P<count>{_EN_COUNT})\sand\sa\shalf\s(?P<units>{_EN_TIME}))\b",
    re.IGNORECASE,
)
"""A length with half a unit behind it: a year and a half."""
_HALF_ZH = re.compile(
    rf"(?<![\d第年零〇])(?P<count>{_ZH_COUNT})\s?(?:(?P<unit>年|个?小时|分钟)半|个半(?P<units>月|小时))(?![价票径导途年])"
)
"""The same in Chinese: 两年半, 三个半月; a half-price year ticket is none."""
_TOGETHER_EN = re.compile(
    rf"(?<![\w.,-])(?P<count>{_EN_COUNT})\s(?P<unit>{_EN_TIME})(?:,?\sand\s|,?\s)(?P<more>{_EN_COUNT})\s(?P<finer>{_EN_TIME}|seconds?)\b",
    re.IGNORECASE,
)
"""A length in two units: one year and three months."""
_TOGETHER_ZH = re.compile(
    rf"(?<![\d.,第零〇])(?P<count>{_ZH_COUNT})\s?(?P<unit>年|周|个?小时|分钟?)[零又]?(?P<more>{_ZH_COUNT})\s?(?P<finer>个月|天|分钟?|秒钟?)"
)
"""The same in Chinese: 一年零三个月."""
_A_BOUND = re.compile(
    r"\b(?:at\s(?:least|most)|within|no\s(?:longer|later|more|less|fewer)\sthan|up\sto|not\s(?:exceed(?:ing)?|more\sthan|less\sthan))"
    rf"\s(?P<whole>an?\s(?P<unit>{_EN_TIME}))\b(?!\sand\sa\shalf|['’])",
    re.IGNORECASE,
)
"""At least a year: an article counts where a bound stands before it."""
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
"""Before the first of two lengths that are ends of a range, and no length together."""


_IN_UNITS = re.compile(r"半|half|[年周时分].{0,6}[月天分秒]|(?:year|week|hour|minute)s?", re.IGNORECASE)
"""Stands in every text that tells a length in two units or in halves: the others are not read for one."""


def with_lengths(found: Sequence[Quantity], plain: str) -> list[Quantity]:
    """Return the quantities of a text, each length of time that two of them tell together as one, in order.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> [(str(q.low), q.unit) for q in with_lengths(find_quantities("刑期一年二个月。"), "刑期一年二个月。")]
    [('14', 'month')]
    """
    lengths = list(_lengths(plain))
    kept = [q for q in found if not any(q.start < length.end and length.start < q.end for length in lengths)]
    single = [q for q in _bounded_singles(plain) if not any(q.start < other.end and other.start < q.end for other in (*kept, *lengths))]
    return sorted([*kept, *lengths, *single], key=lambda q: q.start)


def _bounded_singles(plain: str) -> Iterator[Quantity]:
    for match in _A_BOUND.finditer(plain):
        yield approximated(plain, Quantity(*match.span("whole"), match["whole"], "number", Decimal(1), Decimal(1), _unit(match["unit"])))


def _lengths(plain: str) -> Iterator[Quantity]:
    if not _IN_UNITS.search(plain):
        return
    taken = 0
    matches = [m for pattern in (_HALF_EN, _HALF_ZH, _TOGETHER_EN, _TOGETHER_ZH) for m in pattern.finditer(plain)]
    for match in sorted(matches, key=lambda m: m.start()):
        told = _told(match, plain) if match.start() >= taken else None
        if told is not None:
            taken = match.end()
            value, unit = told
            whole = Quantity(match.start(), match.end(), match[0], "number", value, value, unit)
            yield approximated(plain, whole)


def _told(match: re.Match[str], plain: str) -> tuple[Decimal, str] | None:
    """How long it is, in the finer of its two units or in the one that is halved; None where the two are no one length."""
    groups = match.groupdict()
    count = _value(groups.get("one") or groups["count"])
    unit = _unit(groups.get("unit") or groups.get("units") or "")
    if count is None or not unit or _BETWEEN.search(plain[: match.start()]):
        return None
    if not groups.get("more"):
        return count + Decimal("0.5"), unit
    more, finer = _value(groups["more"]), _unit(groups["finer"])
    per = base(Decimal(1), unit)[1] / base(Decimal(1), finer)[1] if finer in _FINER.get(unit, ()) else Decimal(0)
    return (count * per + more, finer) if more is not None and more < per else None


def _value(written: str) -> Decimal | None:
    if written.lower() in ("a", "an"):
        return Decimal(1)
    return word_value(written) if written[0].isascii() and written[0].isalpha() else han_value(written)


def _unit(written: str) -> str:
    return {"年": "year", "个小时": "h", "分": "min", "月": "month"}.get(written) or unit_of(written)


_PER_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}
_OFTEN_EN = re.compile(r"\s(?:(?:a|per|each|every)\s(?P<per>year|quarter|month|week|day)\b|(?P<adverb>annually|yearly)\b)", re.IGNORECASE)
"""Behind a count of times, the period that it is told for."""
_OFTEN_ZH = re.compile(
    rf"每(?P<count>{_ZH_COUNT}|半)?个?(?P<per>年|季度|季|月|周|天|日)(?P<between>[^，。；,;]{{0,24}}?)(?P<times>{_ZH_COUNT})\s?[次轮遍]"
)
"""The same in Chinese, where the period stands first: 每半年检查两次."""
_EVERY_EN = re.compile(
    rf"\b(?P<bound>at\sleast|at\smost|no\smore\sthan|no\sless\sthan)?\s?\bonce\s(?:in\s)?every\s(?:(?P<count>{_EN_COUNT})\s)?(?P<per>year|quarter|month|week|day)s?\b",
    re.IGNORECASE,
)
"""Once in a period of several, and within which bound."""
_AT_LEAST = re.compile(r"至少|最少|不(?:得)?少于|不(?:得)?低于|at\sleast|no\sless", re.IGNORECASE)
"""In the words around such a count: there may be more."""
_AT_MOST = re.compile(r"至多|最多|不(?:得)?超过|不(?:得)?多于|at\smost|no\smore", re.IGNORECASE)
"""There may be no more."""


def often_follows(q: Quantity, claim: str, evidence: str) -> bool:
    """Return whether a count of times in a period is what the evidence says of another period, under the same bound.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> said = "It is inspected at least twice a year."
    >>> [often_follows(find_quantities(said)[0], said, text) for text in ("每六个月至少检查一次。", "每三个月至少检查一次。")]
    [True, False]
    """
    times = q.kind == "multiple" or (q.kind == "number" and q.unit == "time")
    earlier = list(_OFTEN_EN.finditer(claim[: q.start]))[-1:]  # assessed once a year, and key services twice
    period = _OFTEN_EN.match(claim, q.end) or (earlier[0] if earlier else None)
    if not times or period is None or q.low != q.high:
        return False
    a_year = q.low * _PER_YEAR[(period["per"] or "year").lower()]
    bound = {"at_least": 1, "more": 1, "at_most": -1, "less": -1}.get(q.approx, 0)
    return any(rate == a_year and direction == bound for rate, direction in _rates(evidence))


def _rates(evidence: str) -> Iterator[tuple[Decimal, int]]:
    """How often in a year each thing of the evidence is done, and 1, -1 or 0 for at least, at most and neither."""
    names = {"年": "year", "季度": "quarter", "季": "quarter", "月": "month", "周": "week", "天": "day", "日": "day"}
    for match in _OFTEN_ZH.finditer(evidence):
        every = Decimal("0.5") if match["count"] == "半" else _value(match["count"] or "一")
        times = _value(match["times"])
        if every and times:
            yield times * _PER_YEAR[names[match["per"]]] / every, _direction(match["between"])
    for match in _EVERY_EN.finditer(evidence):
        every = _value(match["count"] or "one")
        if every:
            yield _PER_YEAR[match["per"].lower()] / every, _direction(match["bound"] or "")


def _direction(words: str) -> int:
    return 1 if _AT_LEAST.search(words) else -1 if _AT_MOST.search(words) else 0


_THESE_YEARS = re.compile(r"\b(?:the|all|these|those)\s(?:[a-z]+|\d)\syears$", re.IGNORECASE)
"""Around a count of years that the source names one by one."""


def counts_years(q: Quantity, claim: str, there: Sequence[Day]) -> bool:
    """Return whether a count of years is that of the years which the source names one after another: over the three years.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> said = "It costs 60 million over the three years."
    >>> [counts_years(find_quantities(said)[-1], said, [Day(year) for year in years]) for years in ((2026, 2027, 2028), (2026, 2028))]
    [True, False]
    """
    years = sorted({day.year for day in there if day.year is not None})
    follow = len(years) > 1 and years == [*range(years[0], years[-1] + 1)]
    return q.unit == "year" and q.low == q.high == len(years) and follow and bool(_THESE_YEARS.search(claim[: q.end]))


_FEW_DAYS = 3
"""So many days of a source have three lengths between them; more have one for every figure."""


def lies_between(q: Quantity, said: Sequence[Day], there: Sequence[Day]) -> bool:
    """Return whether a length of time is exactly that between a day of the claim and another of claim or source: five days later."""
    halved = q.low != q.low.to_integral_value()
    unit, times = {"week": ("day", 7), "year": ("month", 12) if halved else ("year", 1)}.get(q.unit, (q.unit, 1))
    if q.low != q.high or unit not in ("day", "month", "year"):
        return False
    several = list(dict.fromkeys(there))
    pairs = [(a, b) for a in said for b in (*said, *there) if a != b]
    if not said or len(several) <= _FEW_DAYS:
        pairs += combinations(several, 2)
    return any(apart(one, other, unit) == q.low * times for one, other in (*pairs, *map(_through, pairs)))


def _through(pair: tuple[Day, Day]) -> tuple[Day, Day]:
    """The two days, the later one with the day that follows it: from 8 February to 9 March are thirty days, both of them counted.

    Of years likewise: from 2031 to 2035 are five.
    """
    year = pair[0].year or pair[1].year or 0
    later = max(pair, key=lambda day: (day.year or year, day.month or 0, day.day or 0))
    after = moved(later, 1, "day" if later.month else "year")
    return (pair[0] if later is pair[1] else pair[1], after) if after is not None else pair


_IN_ANOTHER_SHAPE = {
    "year": re.compile(
        r"每年|年度|当年|全年|年[均内底终初检报]|/年|\bannual|\byearly|\b(?:a|per|each|every|the)\s(?:\w+\s)?year\b", re.IGNORECASE
    ),
    "quarter": re.compile(r"每季|季度|\bquarterly|\bquarter\b", re.IGNORECASE),
    "month": re.compile(r"每个?月|月度|当月|月[均内底初]|\bmonthly|\b(?:a|per|each|every|the)\s(?:\w+\s)?month\b", re.IGNORECASE),
    "week": re.compile(r"每周|每个?星期|\bweekly|\b(?:a|per|each|every)\sweek\b", re.IGNORECASE),
    "day": re.compile(
        r"每[日天]|当[日天]|次日|日均|同[日天]|/[日天]|\bdaily|\b(?:a|per|each|every|same|the)\s(?:\w+\s)?day\b", re.IGNORECASE
    ),
    "h": re.compile(r"每个?小时|时均|\bhourly|\b(?:an|per|each|every)\shour\b", re.IGNORECASE),
}
"""How a text tells a unit without counting it: 每年 for "in one year"."""
_NO_MEASURE = frozenset({"", "times"})


def another_than_one(q: Quantity, there: Sequence[Quantity], evidence: str) -> bool:
    """Return whether a claim's single unit, which nothing of the evidence gives, stands against other measures of its kind there.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> (one,) = find_quantities("Logs are kept for at least one year.")
    >>> [another_than_one(one, find_quantities(text), text) for text in ("日志保存不少于六个月。", "日志应当备份。")]
    [True, False]
    """
    dimension = base(q.low, q.unit)[0]
    if dimension in _NO_MEASURE or q.low != q.high:
        return False
    shape = _IN_ANOTHER_SHAPE.get(q.unit)
    if q.approx == "exact" and shape is not None and shape.search(evidence):
        return False
    others = [e for e in there if e.kind == "number" and e.unit]
    bound = dimension in TIMES and q.approx != "exact"
    return any(base(e.low, e.unit)[0] == dimension or (bound and e.approx == q.approx and base(e.low, e.unit)[0] in TIMES) for e in others)
