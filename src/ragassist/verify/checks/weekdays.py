"""Days of the week: a slot on Tuesdays and Fridays, where the source has 周二、周四."""

from __future__ import annotations

import itertools
import re

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZH = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_DAY = re.compile(
    rf"\b(?P<en>{'|'.join(_EN)})s?\b|(?:(?<![\d一二两三四五六七八九十半])周|星期|礼拜)(?P<zh>[一二三四五六日天])(?![年期次岁个场趟]|天(?![开，、。]))"
)
"""A day of the week; 一周三次 counts weeks."""
_ALSO = re.compile(rf"(?:[、和及][一二三四五六日](?![{IDEOGRAPHS}]?[个次]))+")
"""Behind one day, others without the word for a week: 周二、四."""
_RANGE = re.compile(r"\s?(?:至|到|-|–|—|~|to|through|until)\s?", re.IGNORECASE)
"""Between two days that stand for those between them too: 周一至周五."""


class Weekdays:
    """Whether the days of the week that the claim names are those of the evidence."""

    code = "date"
    scope: Scope = "source"
    """All of it: a day that stands anywhere in the evidence is not invented."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `date.differs` for each day of the week that is none of those that the evidence names."""
        return other_days(view.claim, view.source)


def other_days(claim: Part, source: Part) -> list[Finding]:
    """Return the days of the week in the claim that the source does not name, where it names others.

    >>> [dict(f.values) for f in other_days(Part("Ferries sail on Mondays and Fridays."), Part("渡轮周一、周四开航。"))]
    [{'said': 'Fridays', 'meant': '周四'}]
    """
    mine, theirs = _named(claim), _named(source)
    if not theirs:
        return []
    there = _covered(source, theirs)
    left = [match for match, day in theirs if day not in _covered(claim, mine)]
    return [
        against("date.differs", claim.span(match), source.span(other), said=claim.said(match), meant=source.said(other))
        for match, day in mine
        if day not in there
        for other in (left[0] if left else theirs[0][0],)
    ]


def _named(part: Part) -> list[tuple[re.Match[str], int]]:
    names = [name.lower() for name in _EN]
    found = []
    for match in _DAY.finditer(part.text):
        found.append((match, names.index(match["en"].lower()) if match["en"] else _ZH[match["zh"]]))
        also = _ALSO.match(part.text, match.end()) if match["zh"] else None
        found += [(match, _ZH[day]) for day in (also[0] if also else "") if day in _ZH]
    return found


def _covered(part: Part, named: list[tuple[re.Match[str], int]]) -> set[int]:
    """The days named, and those between the two ends of a range."""
    days = {day for _, day in named}
    for (one, first), (other, last) in itertools.pairwise(named):
        if _RANGE.fullmatch(part.text[one.end() : other.start()]):
            days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return days
