"""Days that a text tells from another day of it: three years after that, the day before, 次日, 同年7月1日.

Only what a text reckons from a day that it has named before is read, as precisely as it is told: two months after 3 May are in July.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.days import ANY_YEAR, covers
from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.numerals import WORDS, han_value, word_value
from ragassist.text.quantities.quantity import Day, Quantity

_COUNTED = rf"\b(?P<count>\d{{1,3}}|an?|{WORDS})\s(?P<unit>year|month|day)s?\s"
_ENDS_THERE = r"(?=\s?(?:[.,;:)]|$)|\s(?:and|but)\b)"
_LATER = re.compile(
    rf"{_COUNTED}(?:(?P<later>later(?!\sthan)|afterwards|after\s(?:that|this)\b|after{_ENDS_THERE})"
    rf"|earlier(?!\sthan)|beforehand|before\s(?:that|this)\b|before{_ENDS_THERE}|previously)"
    r"|(?<!\bover\s)(?<!\bwithin\s)(?<!\bduring\s)(?<!\bfor\s)\bthe\s(?:(?:very\s)?(?P<next>next|following)|previous|preceding)\s(?P<period>year|month|day)\b"
    rf"|\bthe\s(?P<whole>year|month|day)\s(?:(?P<after>after)|before)(?:\s(?:that|this)\b|{_ENDS_THERE})",
    re.IGNORECASE,
)
"""A day told from the last one before it: a month later, the following year, the day before."""
_FROM_EVENT = re.compile(
    rf"{_COUNTED}(?:(?P<later>after)|before|earlier\sthan|ahead\sof|prior\sto)\s(?!(?:that|this|it|which)\b)(?=[A-Za-z])", re.IGNORECASE
)
"""Between two events of which the day of one is told: on 3 May, nine months after the draft."""
_LATER_ZH = re.compile(
    r"(?P<day>次日|翌日|第二天|隔[天日])|(?P<day_before>(?:此|之)?前一[天日])|(?P<month>次月|翌月)|(?P<year>次年|翌年|第二年)"
    r"|(?:(?<=[，。；、\s（时仅短约])|^)(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>年|个月|天|日)(?:之?后|以后)(?=[，,。；又再])"
)
"""The same in Chinese; a length opens a clause where it is reckoned from what was told before."""
_SAME_YEAR = re.compile(r"(?:(?P<same>同年|当年)|(?P<next>次年|翌年|第二年)|[上去前]一?年)(?:的)?\s?$")
"""Before or in a date without its year, which is that of the last date before it, or the next."""
_UNITS = {"年": "year", "个月": "month", "天": "day", "日": "day"}
_REACH = 160
"""Characters from a day to what is told from it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A day that is told from another: where, which it is, and which it were if before and after changed places."""

    start: int
    end: int
    surface: str
    anchor: Day
    day: Day
    mirrored: Day
    later: bool

    @property
    def quantity(self) -> Quantity:
        """The day as a date of the text."""
        return Quantity(self.start, self.end, self.surface, "date", date=self.day)


def told_days(text: str) -> list[Told]:
    """Return the days that a text tells from days named before, in order.

    >>> [(each.surface, each.day.year) for each in told_days("The share is 40 percent by 2031 and 60 percent four years after that.")]
    [('four years after that', 2035)]
    """
    plain = normal(text)
    matches = sorted([*_LATER.finditer(plain), *_LATER_ZH.finditer(plain)], key=lambda m: m.start())
    dates = dated(plain) if matches else []
    found: list[Told] = []
    for match in matches:
        count, unit, later = _length(match)
        days = [(q.start, q.date) for q in dates if q.end <= match.start() and q.date] + [(t.start, t.day) for t in found]
        if not count or not days or any(q.start < match.end() and match.start() < q.end for q in dates):
            continue
        at, anchor = max(days, key=lambda pair: pair[0])
        day, mirrored = moved(anchor, count if later else -count, unit), moved(anchor, -count if later else count, unit)
        if day and mirrored and match.start() - at <= _REACH:
            found.append(Told(match.start(), match.end(), plain[slice(*match.span())], anchor, day, mirrored, later))
    return found


def dated(plain: str) -> list[Quantity]:
    """Return the dates of a text, each with the year that it has from the one before: 2031年3月2日……同年7月1日.

    >>> [q.date.year for q in dated("2031年3月2日开工，次年7月完工。")]
    [2031, 2032]
    """
    found: list[Quantity] = []
    for q in find_quantities(plain):
        if q.kind != "date" or q.date is None:
            continue
        known = next((e.date.year for e in reversed(found) if e.date and e.date.year), None)
        if q.date.year is None and q.date.month and known:
            inside = re.match(rf"[{IDEOGRAPHS}]{{0,3}}", q.surface)
            told = _SAME_YEAR.search(plain[max(0, q.start - 4) : q.start] + (inside[0] if inside else ""))
            if told and (told["same"] or told["next"]):
                q = replace(q, date=replace(q.date, year=known + bool(told["next"])))
        found.append(q)
    return found


def turned_days(claim: str, evidence: str) -> list[tuple[tuple[int, int], Quantity]]:
    """Return where the claim tells a day as before another that the evidence has as after it, or after for before, with that day.

    >>> source = "3月12日渡轮停航，次日恢复。"
    >>> [len(turned_days(f"Ferries stopped on 12 March and resumed {when}.", source)) for when in ("the day before", "the next day")]
    [1, 0]
    """
    there = [*dated(normal(evidence)), *(each.quantity for each in told_days(evidence))]
    days = [q.date for q in there if q.date]
    found = []
    for told in [*told_days(claim), *_from_events(claim)]:
        named = any(covers(told.anchor, day) for day in days)
        if not named or any(covers(told.day, day) for day in days):
            continue
        turned = next((q for q in there if q.date and covers(told.mirrored, q.date)), None)
        if turned is not None:
            found.append(((told.start, told.end), turned))
    return found


def _from_events(claim: str) -> list[Told]:
    """What a claim tells of another event's day from the day of the one before it: on 3 May, nine months after the draft."""
    plain = normal(claim)
    found = []
    for match in _FROM_EVENT.finditer(plain):
        count, unit, later = _length(match)
        dates = dated(plain)
        before = [q for q in dates if q.end <= match.start() and not re.search(r"[.;!?。；]\s?", plain[q.end : match.start()])]
        other = next((q for q in dates if q.start >= match.end() and not re.search(r"[,.;]", plain[match.end() : q.start])), None)
        anchor = before[-1].date if before else None
        if not count or anchor is None or other is not None:
            continue
        day, mirrored = moved(anchor, -count if later else count, unit), moved(anchor, count if later else -count, unit)
        if day and mirrored:
            found.append(Told(match.start(), match.end(), match[0].strip(), anchor, day, mirrored, not later))
    return found


def _length(match: re.Match[str]) -> tuple[int, str, bool]:
    """How many units away the day is, of what, and whether later; 0 where that is not told."""
    groups = match.groupdict()
    if "day_before" in groups:  # Chinese
        named = next((unit for unit in ("day", "month", "year") if groups[unit]), "day")
        count = han_value(groups["count"]) if groups["count"] else 1
        return int(count or 0), _UNITS.get(groups["unit"] or "", named), not groups["day_before"]
    later = any(groups.get(name) for name in ("later", "next", "after"))
    if groups["count"] is None:
        return 1, (groups["period"] or groups["whole"]).lower(), later
    written = groups["count"].lower()
    count = 1 if written in ("a", "an") else word_value(written) if written[0].isalpha() else int(written)
    return int(count or 0), groups["unit"].lower(), later


def moved(day: Day, count: int, unit: str) -> Day | None:
    """Return the day so many units later, or earlier below 0, as precise as the unit; None where it is told less precisely than that.

    >>> moved(Day(2031, 12, 30), 3, "day"), moved(Day(2031, 12, 30), 3, "month"), moved(Day(2031), 3, "month")
    (Day(year=2032, month=1, day=2, quarter=None, decade=None, century=None, part='', fiscal=False), \
Day(year=2032, month=3, day=None, quarter=None, decade=None, century=None, part='', fiscal=False), None)
    """
    if unit == "year":
        return Day(day.year + count) if day.year is not None else None
    if day.month is None or not 1 <= day.month <= 12:
        return None
    if unit == "month":
        years, index = divmod(day.month - 1 + count, 12)
        return Day(day.year + years if day.year is not None else None, index + 1)
    if day.day is None or not 1 <= day.day <= calendar.monthrange(day.year or ANY_YEAR, day.month)[1]:
        return None
    then = datetime.date(day.year or ANY_YEAR, day.month, day.day) + datetime.timedelta(days=count)
    return Day(then.year if day.year is not None else None, then.month, then.day)


def with_told(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Return the quantities of a text and the days that it tells from others; a date without a year has the one of the date before it.

    >>> [q.date.month for q in with_told(find_quantities("3月31日停航，次日恢复。"), "3月31日停航，次日恢复。")]
    [3, 4]
    """
    years = {(q.start, q.end): q for q in dated(normal(text))}
    return [*(years.get((q.start, q.end), q) for q in quantities), *(each.quantity for each in told_days(text))]
