"""What weighs in a text that tells of a rule and is none itself: it reports articles in passing, announces, and names its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ragassist.lang.zh import NUMERAL
from ragassist.tasks.statements import Statement, item_mark

_OWN_ARTICLES: Final = 0.25
"""From this share of statements under articles a text is a rule itself."""
_SOURCES: Final = re.compile(r"(?:资料|数据|信息)?来源|参考(?:资料|文献)|引用|注释|Sources?|References|Notes", re.IGNORECASE)
_REPORTS: Final = re.compile(rf"^(?:[^，。；]{{0,8}})第 ?{NUMERAL} ?条|^(?:Under |Article \d)")
_ANNOUNCES: Final = re.compile(
    r"怎样|什么|如何|哪些|怎么|哪里|几[种类个条点层]|[一二三四五六七八九十两]+(?:个|种|类|点|层|项)[^，。；]{0,8}[。：]$"
    r"|是[^，。]{0,16}(?:一条|条款)。"
)
_DEMANDS: Final = re.compile(r"只有[^。]{2,40}才|才需要|需要(?!注意|说明|提醒)|(?<![重主需只])要(?=[在对向先由把取])|不能|不准|必须|一律")
_OF_ANOTHER: Final = re.compile(r"征求意见稿|草案|此前|过去|以往")
_SHORT: Final = 24
_LABEL: Final = 8
"""Words of an item that only names what the next sentences are about."""


def explains(found: Sequence[Statement]) -> bool:
    """Return whether a text tells of rules and has hardly an article of its own."""
    return sum(bool(each.article) for each in found) < _OWN_ARTICLES * len(found)


def told_weights(found: Sequence[Statement]) -> dict[int, float]:
    """Return what to add to the weight of each statement of such a text, by where it begins; nothing for those left as they are."""
    added: dict[int, float] = {}
    announced = False
    for each in found:
        weight, reports = _own(each), bool(_REPORTS.search(each.text))
        lead = len(each.text) <= _SHORT and bool(_ANNOUNCES.search(each.text))
        if lead:
            weight -= 0.4
        elif reports or announced:
            weight += 0.4
        announced = lead
        if weight:
            added[each.start] = weight
    return added


def _own(each: Statement) -> float:
    if each.heading and _SOURCES.fullmatch(each.heading[-1].strip("# \u3000:：")):
        return -2.0
    words = each.text[item_mark(each.text) :].strip("。；;：: ")
    if len(words) <= _LABEL and not each.context:
        return -0.7
    weight = -0.25 if each.text.rstrip().endswith(("：", ":")) else 0.0
    weight += 0.25 if _DEMANDS.search(each.text) else 0.0
    return weight - (0.25 if _OF_ANOTHER.search(each.text) else 0.0)
