"""Figures and dates that stand nowhere in a source and follow from what stands there: sums, rests, ratios, lengths between days, ends.

Arithmetic alone would let too much through, since some two figures of a long source give nearly any third: what a claim adds up or
takes away it says in a word ("in all", "the other", "the remaining"), and only then is it reckoned.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from ragassist.lang.en import NAMED
from ragassist.text.quantities.agree import lost_shade, ratio, same_value
from ragassist.text.quantities.days import covers
from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.quantity import Day, Quantity
from ragassist.text.quantities.units import base
from ragassist.verify.reckoned import COUNTS, Reckoning, fits
from ragassist.verify.rules import either

_ADDED = re.compile(
    r"\b(?:in\s(?:all|total)|all\stold|altogether|combined|together|total(?:s|l?ed|l?ing)?|sum|both|overall|between\sthem|add(?:s|ed|ing)?\s(?:up\s)?to"
    r"|divid(?:e|es|ed|ing)|split(?:s|ting)?|half)\b|合计|总(?![理统局署部书裁经编会行是之有])|(?<![公])共(?![同享用建识产和])|加起来|累计|两者",
    re.IGNORECASE,
)
"""Says that a figure of the claim is what several make together."""
_MAKES = re.compile(
    r"\b(?:(?:which|that)\s(?:makes|brings)|making|bringing|(?:over|across|in)\s(?:all\s)?the\s(?:two|three|four|five)\s[a-z]+s"
    r"|in\s(?:two|three|four|five)\s(?:batches|stages|rounds|steps|phases|lots|places))\b",
    re.IGNORECASE,
)
"""Says so too: which makes 186 million over the three years."""
PART_OF = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+(?:[.,]\d+)*|half|most)(?:\s(?!of\b|in\b)[\w'’-]+){0,2}?"
    r"\s(?:(?:out\s)?of\s(?:the\s|its\s|their\s|all\s)?|in\s(?:the|its|their|all)\s)$",
    re.IGNORECASE,
)
"""Before the whole that a part is told of: two of the five that came, twelve hours of the 40."""
_EXTENDED = re.compile(
    r"(?:延长|顺延|续期|加时|宽限|再加|另加)[^，。；]{0,6}$|\b(?:exten\w+|prolong\w+)\s(?:\w+\s){0,4}by\s(?:\w+\s){0,3}$", re.IGNORECASE
)
"""In a source, before what is added to a length of time: 十五日，可以延长十日 is up to twenty-five days."""
_NUMBER = re.compile(r"[\d一二三四五六七八九十百两半]")
"""Begins the number of a length that is told with its bound: 最长再加10日."""
_MOVED_ON = re.compile(
    rf"(?:再|又|继续|进一步)(?:(?P<up>{either('moved_up_zh').pattern})|{either('moved_down_zh').pattern})[^，。；]{{0,4}}$"
    rf"|(?:(?P<more>{either('moved_up_en').pattern}|\badd(?:s|ed|ing)?)|{either('moved_down_en').pattern})\s(?:by\s)?(?:another|a\sfurther)\s$",
    re.IGNORECASE,
)
"""Between a figure and the step by which it is to move on."""
_JOINED = re.compile(r"(?:联合|会同|连同|携手|(?<!参)与|和|(?<![合共不相一])同)$|\b(?:with|and)\s(?:\w+\s)?$", re.IGNORECASE)
"""Before a count of those that act beside one who is named: 联合七部委 are eight in all."""
OTHERS = re.compile(r"\s(?:\w+\s)?others?\b|\s?[个家国名位]?其[他它余]|\s(?:\w+\s)?more\b(?!\sthan\b)", re.IGNORECASE)
"""Behind a count that leaves out the one who is named before: three others of four."""
_AMONG = re.compile(
    r"包括|在内|其中|之一|(?<![平同相])等(?![级待于候同式])|\bincluding\b|\bamong\b|\bone\sof\b|\bof\swhich\b", re.IGNORECASE
)
"""In a source that counts one who is named among the rest."""
_MULTIPLIED = re.compile(r"\b(?:multipl\w*|as\s(?!well|soon|long|far|such)\w+\sas)\b", re.IGNORECASE)
"""Says, as a word of growing does, that so many times is a multiple and no count of events."""
_ENDS = re.compile(
    r"\b(?:until|till|through|expir\w*|laps\w*|ends?|ended|ending|runs?\sout|up\sto)\b|届满|为止|截止|到期|失效|(?<![禁停防制阻中举终])止",
    re.IGNORECASE,
)
"""Says that a date of the claim is when something is over."""
_DUE = re.compile(
    rf"\bby\s(?:the\s)?(?:(?i:end|middle|start|beginning|close|summer|autumn|spring|winter|early|mid|late)\b|\d{{4}}\b|(?:\d{{1,2}}\s)?(?:{NAMED})\b)"
)
"""Says that a date of the claim is when something is to be done."""
_OF_SHARE = re.compile(r"\s(?:of\s)?(?:the|that|what|its|their)\b", re.IGNORECASE)
"""Behind a share of another share: a third of the rate, half what the others pay."""
_MORE_OR_LESS = re.compile(
    r"\s(?:(?P<more>more|longer|higher|larger|greater|later)|fewer|less|shorter|lower|smaller|earlier)\b(?P<than>(?:\s[a-z]+){0,3}?\sthan\b)?",
    re.IGNORECASE,
)
"""Behind a difference: which of the two is more."""
_HALF_A_PERCENT = Decimal("0.5")
_MOST_PARTS = 20
"""A twentieth is told as a share; a fiftieth of a long text's figures is some two of them by chance."""
_FEW_DAYS = 3
"""So many days of a source may be told to the month where a length between two of them is reckoned roughly."""
_LENGTHS = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("30.44"), "year": Decimal("365.25")}


def figure_follows(q: Quantity, sources: Sequence[Quantity], claim: str, evidence: str) -> bool:
    """Return whether a figure of the claim follows from figures of the evidence; `sources` are those, with offsets into `evidence`.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> def follows(claim, source):
    ...     return figure_follows(find_quantities(claim)[0], find_quantities(source), claim, source)
    >>> follows("26 ferries in all sail from the two ports.", "东港有11艘渡轮，西港有15艘。")
    True
    >>> follows("26 ferries sail from the east port.", "东港有11艘渡轮，西港有15艘。")
    False
    >>> follows("The ports together make about 36 percent.", "东港占22.7%，西港占13.5%。")
    True
    """
    if _is_moved(q, sources, evidence):
        return True
    return _is_sum(q, sources, claim, evidence) or _is_rest(q, sources, claim, evidence) or _is_ratio(q, sources, claim)


def told_backwards(q: Quantity, one: Decimal, other: Decimal, claim: str) -> bool:
    """Return whether the claim tells the difference of two figures the wrong way round: ten more for the thirty and the twenty it has.

    Only where it tells the first of the two before: "thirty days, and ten fewer for tugs"; "thirty days, ten more than tugs have".

    >>> from ragassist.text.quantities.find import find_quantities
    >>> said = "Ferries have 30 days, and tugs have ten {}."
    >>> [told_backwards(find_quantities(text)[1], Decimal(30), Decimal(20), text) for text in map(said.format, ("more", "fewer"))]
    [True, False]
    """
    plain = normal(claim)
    way = _MORE_OR_LESS.match(plain, q.end)
    if way is None or one == other:
        return False
    told = [e for e in find_quantities(claim) if e.low in (one, other) and e != q]
    first = next((e.low for e in reversed(told) if e.end <= q.start), None)
    if first is None and way["than"]:
        first = next(({one: other, other: one}[e.low] for e in told if e.start >= way.end()), None)
    if first is None:
        return False
    second = other if first == one else one
    is_more = bool(way["more"])
    # Behind "than" stands the second, so that the first is the one that is more.
    return (first > second if way["than"] else second > first) != is_more


def length_follows(q: Quantity, days: Sequence[Day]) -> bool:
    """Return whether a length of time is that between two of the days, as roughly as the claim tells it: "over three months"."""
    if q.unit not in _LENGTHS or q.low != q.high or q.approx == "exact":
        return False
    several = list(dict.fromkeys(days))
    told = [pair for pair in combinations(several, 2) if len(several) <= _FEW_DAYS or all(day.day for day in pair)]
    lengths = (Decimal(between) / _LENGTHS[q.unit] for pair in told for between in _days_between(*pair) if between)
    return any(_rounds(length, q) for length in lengths)


def _rounds(value: Decimal, q: Quantity) -> bool:
    """Whether a length in the unit of the figure is what it says: 23 days are some three weeks, 102 are a little over three months.

    "Over three months" may mean both more than and in the course of them.
    """
    if q.approx == "loose" and q.low < value < q.low + 1:
        return True
    return fits(value, q) or (q.approx == "about" and abs(value - q.low) <= Decimal("0.1") * value + Decimal("0.05"))


def date_follows(day: Day, sources: Sequence[Quantity], claim: str) -> bool:
    """Return whether a date is a quarter's end, or the end of a length of time that begins on a day of the source.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> date_follows(Day(2026, 2, part="late"), find_quantities("自2023年3月1日起施行，有效期三年。"), "It ends in late February 2026.")
    True
    """
    days = [e.date for e in sources if e.date is not None]
    if day.part == "late" and day.month is not None and day.month % 3 == 0 and day.day is None:
        quarter = replace(day, month=None, part="", quarter=day.month // 3)
        if any(e.quarter is not None and e.month is None and covers(quarter, e) for e in days):
            return True
    if not (_ENDS.search(claim) or _DUE.search(claim)):
        return False
    lengths = [e for e in sources if e.kind == "number" and e.unit in _LENGTHS and e.low == e.high == e.low.to_integral_value()]
    ends = [end for start in days for length in lengths for end in _ends(start, length)]
    return any(covers(replace(day, part=""), end) and _in_part(end, day.part) for end in ends)


def _in_part(day: Day, part: str) -> bool:
    """Whether a day whose month is told lies in a part of its year."""
    months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "first half": (1, 6), "second half": (7, 12)}.get(part)
    return months is None or day.month is None or day.day is not None or months[0] <= day.month <= months[1]


def _is_sum(q: Quantity, sources: Sequence[Quantity], claim: str, evidence: str) -> bool:
    if q.kind == "fraction" and q.parts and _ADDED.search(claim):
        shares = [there[0] for e in sources if e.kind == "percent" and (there := ratio(e)) and there[0] == there[1]]
        return any(fits(sum(several, Decimal(0)), q) for size in (2, 3) for several in combinations(shares[:8], size))
    if q.kind not in (*COUNTS, "percent") or q.low != q.high:
        return False
    bare = q.kind == "number" and not q.unit  # 186 million in all, of a source that counts yuan
    like = [e for e in sources if e.kind == q.kind and e.low == e.high and (e.unit == q.unit or not q.unit)]
    money = [e for e in sources if bare and e.kind == "money" and e.low == e.high]
    if any(a.low + b.low == q.low and a.unit == b.unit and _extends(b, evidence) for a, b in permutations(like, 2)):
        return True
    if not (_ADDED.search(claim) or _MAKES.search(claim) or PART_OF.search(claim[: q.start])):
        return False
    sums = [
        sum((e.low for e in several), Decimal(0)) for size in (2, 3) for each in (like, money) for several in combinations(each[:8], size)
    ]
    if q.low in sums or (q.approx != "exact" and any(_rounds_sum(q, replace(q, low=each, high=each, approx="exact")) for each in sums)):
        return True
    return q.kind == "number" and any(q.low == e.low + 1 and _JOINED.search(evidence[: e.start]) for e in like)


def _extends(q: Quantity, evidence: str) -> bool:
    """Whether a length is told as what another may be extended by; the word may be part of its bound: 最长再加10日."""
    number = _NUMBER.search(q.surface)
    return bool(_EXTENDED.search(evidence[: q.start + (number.start() if number else 0)]))


def _is_moved(q: Quantity, sources: Sequence[Quantity], evidence: str) -> bool:
    """Whether a figure is one of the source moved on by the next: 70% for 达到六成，再提高十个百分点."""
    if q.kind not in ("percent", *COUNTS) or q.low != q.high:
        return False
    step = "points" if q.kind == "percent" else q.kind
    for start, by in permutations(sources, 2):
        if start.kind != q.kind or by.kind != step or by.start < start.end or (q.kind != "percent" and start.unit != by.unit):
            continue
        moved = _MOVED_ON.search(evidence[start.end : by.start])
        if moved and q.low == start.low + (by.low if moved["up"] or moved["more"] else -by.low) and q.unit in ("", start.unit):
            return True
    return False


def _rounds_sum(q: Quantity, reckoned: Quantity) -> bool:
    """Whether a figure told roughly rounds one that was reckoned: about 36 percent for 22.7 and 13.5 percent."""
    return same_value(q, reckoned) and lost_shade(q, reckoned) is None


def _is_rest(q: Quantity, sources: Sequence[Quantity], claim: str, evidence: str) -> bool:
    if q.kind == "number" and OTHERS.match(claim, q.end) and _AMONG.search(evidence):
        return any(e.kind == "number" and e.unit == q.unit and e.low == e.high == q.low + 1 for e in sources)
    return Reckoning(q, sources, claim).follows()


def _is_ratio(q: Quantity, sources: Sequence[Quantity], claim: str) -> bool:
    """Whether a multiple or a share of few parts is that of two figures of one kind: nearly five times, a third of."""
    words = _MULTIPLIED, either("moved_up_en", "greater_en")
    grown = q.kind == "number" and q.unit == "time" and any(each.search(claim) for each in words)
    if q.kind == "percent" and q.low == q.high:
        return _is_share_told(q, sources, claim)
    if q.low != q.high or not (grown or q.kind == "multiple" or (q.kind == "fraction" and q.parts and q.parts[1] <= _MOST_PARTS)):
        return False
    figures = [
        (e.kind, *base(value, e.unit)) if e.unit in _LENGTHS else (e.kind, e.unit, value)
        for e in sources
        if e.kind in COUNTS
        for value in dict.fromkeys((e.low, e.high))
        if value > 3 or (value and e.unit in _LENGTHS)
    ]
    alike = [(a[2], b[2]) for a, b in permutations(figures[:8], 2) if a[:2] == b[:2]]
    if q.kind == "multiple" or _OF_SHARE.match(claim, q.end):
        alike += _told_shares(q, sources, claim)
    if q.parts == (1, 2) and any(a == b for a, b in alike):
        return True  # half of them are the one and half the other
    shift = 1 if q.unit == "increase" else 0
    return any(fits(a / b - shift, q) for a, b in alike)


def _is_share_told(q: Quantity, sources: Sequence[Quantity], claim: str) -> bool:
    """Whether a percentage is that which one count of the source is of another, both of which the claim tells: 91 of 260 are 35 percent."""
    told = [each for each in find_quantities(claim) if each.kind in COUNTS]
    counts = [e for e in sources if e.kind in COUNTS and e.low == e.high and e.low and any(same_value(each, e) for each in told)]
    half = Decimal(5).scaleb(int(q.low.normalize().as_tuple().exponent) - 1) if q.low % 1 else _HALF_A_PERCENT
    shares = (100 * a.low / b.low for a, b in permutations(counts[:6], 2) if a.kind == b.kind and a.low < b.low)
    return any(abs(share - q.low) <= half for share in shares)


def _told_shares(q: Quantity, sources: Sequence[Quantity], claim: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Two shares or rates of the source, all that it has or one of which the claim tells.

    Among all of a long text some two are in any proportion.
    """
    told = [each for each in find_quantities(claim) if each != q and ratio(each)]
    shares = [e for e in sources if e.kind == "percent" and e.low == e.high and e.low]
    for a, b in permutations(shares, 2):
        if len(shares) == 2 or any(same_value(each, e) for each in told for e in (a, b)):
            yield a.low, b.low


def _days_between(one: Day, other: Day) -> Iterator[int]:
    """Days between two full dates; the fewest and the most where one is told to the month; none where one is told to the year."""
    for first, second in zip(_bounds(one), _bounds(other), strict=False):
        if first and second:
            yield abs((first - second).days)


def _bounds(day: Day) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day of a date that is told to the day or to the month."""
    if day.day is not None or day.year is None or day.month is None or not 1 <= day.month <= 12:
        return _calendar(day), _calendar(day)
    last = calendar.monthrange(day.year, day.month)[1]
    return _calendar(replace(day, day=1)), _calendar(replace(day, day=last))


def _calendar(day: Day) -> datetime.date | None:
    if day.year is None or day.month is None or day.day is None:
        return None
    try:
        return datetime.date(day.year, day.month, day.day)
    except ValueError:
        return None


def _ends(start: Day, length: Quantity) -> Iterator[Day]:
    """The last day of a length of time and the day after it, as precise as its beginning is told."""
    if start.year is None:
        return
    count = int(length.low)
    if length.unit == "year" and start.month is None:
        yield Day(start.year + count)
    elif length.unit in ("month", "year") and start.month is not None:
        month = start.year * 12 + start.month - 1 + count * (12 if length.unit == "year" else 1)
        year, index = divmod(month, 12)
        if not 1 <= year <= datetime.MAXYEAR:
            return
        last = calendar.monthrange(year, index + 1)[1]
        yield Day(year, index + 1, min(start.day, last) if start.day else None)
        yield from _day_before(Day(year, index + 1, min(start.day, last) if start.day else None))
    elif (begin := _calendar(start)) is not None:
        try:
            end = begin + datetime.timedelta(days=count * int(_LENGTHS[length.unit]))
        except (OverflowError, ValueError):
            return
        yield Day(end.year, end.month, end.day)
        yield from _day_before(Day(end.year, end.month, end.day))


def _day_before(day: Day) -> Iterator[Day]:
    if (known := _calendar(day)) is not None and known > datetime.date.min:
        before = known - datetime.timedelta(days=1)
        yield Day(before.year, before.month, before.day)
