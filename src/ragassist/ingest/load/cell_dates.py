"""Dates in the cells of spreadsheets, written as the cell's format writes them: 2026年3月 where the sheet shows no day."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

_MONTH: Final = 'yyyy"年"m"月"'
_DAY: Final = 'yyyy"年"m"月"d"日"'
_MONTH_DAY: Final = 'm"月"d"日"'
BUILT_IN: Final = {
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    31: _DAY,
}
"""Numbers of formats that Excel has for Chinese and that no file spells out. Source: ECMA-376 part 1, 18.8.30, zh-cn."""
_ASIDE: Final = re.compile(r"\[[^\]]*\]|_.|\*.")
_QUOTES: Final = re.compile(r'["\\]')
_PART: Final = re.compile(r"y+|e+|m+|d+", re.IGNORECASE)
_CHINESE: Final = re.compile(r"(?:y+|e+|m{1,2}|d{1,2}|[年月日号 ])+", re.IGNORECASE)
_NO_DAY: Final = re.compile(r"(?:y+|e+)[-/. ]?m+|m+[-/. ]?(?:y+|e+)", re.IGNORECASE)


def shown(value: date, form: str) -> str:
    """Return a date as a cell of this format shows it, always with its year; in the ISO form where the format says nothing simpler.

    >>> shown(date(2026, 3, 31), 'yyyy"年"m"月"'), shown(date(2026, 3, 31), "yyyy/m/d"), shown(date(2026, 3, 31), "mmm-yy")
    ('2026年3月', '2026-03-31', '2026-03')
    """
    clock = value.time() if isinstance(value, datetime) else time()
    if isinstance(value, datetime) and clock != time():
        return value.isoformat(" ", "minutes")
    day = value.date() if isinstance(value, datetime) else value
    pattern = _QUOTES.sub("", _ASIDE.sub("", form.split(";")[0])).strip()
    if "月" in pattern and _CHINESE.fullmatch(pattern):
        written = _PART.sub(lambda part: _written(day, part[0]), pattern.replace(" ", ""))
        return written if "年" in pattern else f"{day.year}年{written}"
    if _NO_DAY.fullmatch(pattern):
        return f"{day.year}-{day.month:02}"
    return day.isoformat()


def _written(day: date, part: str) -> str:
    kind = part[0].lower()
    number = day.year if kind in "ye" else day.month if kind == "m" else day.day
    return f"{number:02}" if len(part) == 2 and kind in "md" else str(number)
