"""The line that a page sets under a title: on which day the text appeared, where, how often it was read."""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.en import NAMED
from ragassist.text.iso_dates import chinese_day, iso_date

_ENGLISH: Final = rf"(?:(?:{NAMED})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)? (?:{NAMED})\.?,? (?:19|20)\d\d)"
_WEEKDAY: Final = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_CHINESE: Final = chinese_day()
_DAY: Final = rf"(?:(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}日?(?!\d)|{_CHINESE}|{_WEEKDAY}{_ENGLISH})"
"""A whole day, as datelines write it."""
_TIME: Final = r"(?:(?:[ \u3000]*|T)\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)?"
_BESIDE: Final = (
    "来源|作者|信息来源|文章来源|稿源|发布机构|发布单位|编辑|责任编辑|责编|记者|通讯员|浏览次数|浏览量|阅读次数|阅读量|点击数|点击量|字号|字体|索引号"
    "|Source|By|Author"
)
_APART: Final = r"[ \u3000|｜丨/／·]"
_LABELLED: Final = re.compile(
    rf"^[ \u3000]*(?:[（(【\[]?|(?:{_BESIDE})[:：|｜丨 ][^\n。]{{0,60}}?[ \u3000|｜丨])"
    r"(?:(?:发布|发表|发稿|刊发|上传|更新)?(?:时间|日期)|(?:成文|发文|印发|公布)日期|(?:发布|发表|刊发)于|Date|Published|Posted|Updated)"
    rf"(?: on)? ?[:：]? ?({_WEEKDAY}{_ENGLISH}|{_CHINESE}|(?:19|20)\d\d.{{0,16}})",
    re.MULTILINE,
)
_ALONE: Final = re.compile(
    rf"^[ \u3000]*(?:({_DAY}){_TIME}(?:[ \u3000]*$|{_APART}*[（(【\[]?(?={_BESIDE}|发布|打印|分享))"
    rf"|[（(【\[]({_DAY}){_TIME}[）)】\]]{_APART}*[（(【\[]?(?={_BESIDE}))",
    re.MULTILINE,
)
_WORDS: Final = r"[^，。；！？\n]"
_UNDER: Final = (
    re.compile(rf"[（(【\[]? ?({_DAY}){_TIME} ?[）)】\]]?(?:{_APART}+[^\s，。；：]{{2,12}})?$"),
    re.compile(
        rf"(?:(?:{_BESIDE}) ?[:：|｜丨/ ] ?)?{_WORDS}{{2,40}}?(?:{_APART}+|, )[（(]?({_DAY}){_TIME}[）)]?(?:[ \u3000]+{_WORDS}{{1,20}})?$"
    ),
)
"""What gives a day only where a title stands above it: anywhere else a line such as 某法 2021-08-20 is a row of a list."""
_TOP_LINES: Final = 8


def is_dateline(line: str, *, under_title: bool) -> bool:
    """Return whether a line is nothing but the day of a text and what pages write beside it.

    Args:
        line: in ordinary characters.
        under_title: a title stands above it, so that a day beside a few other words is no title itself.

    >>> is_dateline("2022-01-04 来源：渡口日报", under_title=False), is_dateline("2022年渡口管理办法", under_title=True)
    (True, False)
    >>> is_dateline("渡口日报 | 2022-01-04 10:30", under_title=True), is_dateline("渡口周报 | 2022-01-04", under_title=False)
    (True, False)
    """
    found = _LABELLED.match(line) or _ALONE.match(line)
    return bool(found) or (under_title and any(pattern.fullmatch(line.strip()) for pattern in _UNDER))


def day_under_title(head: str) -> str:
    """Return the day that the dateline of a text gives, in ISO 8601, as precise as it is written; empty where none is found.

    Args:
        head: the beginning of the text in ordinary characters, spaces where they were.
    """
    for found in (_LABELLED.search(head), _ALONE.search(head)):
        if found and (day := _iso(found[found.lastindex or 0])):
            return day
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    under = [(at, day) for at, line in enumerate(lines) if (day := _beside_other_words(line))]
    if len(under) != 1 or under[0][0] >= _TOP_LINES or any(line.endswith("。") for line in lines[: under[0][0]]):
        return ""  # several are the rows of a chronicle
    return under[0][1]


def _beside_other_words(line: str) -> str:
    found = next((match for pattern in _UNDER if (match := pattern.fullmatch(line))), None)
    return _iso(found.group(1)) if found else ""


def _iso(written: str) -> str:
    return iso_date(re.sub(_WEEKDAY, "", written, count=1))
