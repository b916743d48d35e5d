"""A date as people write it, in digits, Chinese numerals or English, in the one form in which dates are kept."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from ragassist.lang.en import NAMED, month_number
from ragassist.lang.zh import DAY_NUMBER, REPUBLIC_YEAR, YEAR
from ragassist.text.quantities.numerals import han_value
from ragassist.text.republic import in_common_years

_DATE: Final = re.compile(r"\s*((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?)?")
_ENGLISH: Final = re.compile(
    rf"\s*(?:(?P<m>{NAMED})\.? (?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? )?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{NAMED})\.?,? )(?P<y>(?:19|20)\d\d)\b"
)
_CHINESE: Final = re.compile(rf"\s*({YEAR})\s*年(?:\s*({DAY_NUMBER})\s*月(?:\s*({DAY_NUMBER})\s*日)?)?")


def chinese_day(gap: str = " ?") -> str:
    """Return a pattern of a whole day as Chinese texts write it, in figures or numerals, by common years or those of the Republic.

    `gap` is what may stand between its parts.

    >>> [bool(re.fullmatch(chinese_day(), day)) for day in ("2024 年 7 月 1 日", "二○二四年七月廿一日", "民國113年7月1日", "2024年7月")]
    [True, True, True, False]
    """
    return rf"(?:{YEAR}|{REPUBLIC_YEAR}){gap}年{gap}{DAY_NUMBER}{gap}月{gap}{DAY_NUMBER}{gap}日"


def iso_date(text: str) -> str:
    """Return a date as precise as `text` says it: "2024-07-31", "2024-07", "2024", or empty where it begins with none.

    >>> iso_date("2024年7月31日"), iso_date("2024/7"), iso_date("July")
    ('2024-07-31', '2024-07', '')
    >>> iso_date("31 July 2024"), iso_date("Sept. 3, 2024"), iso_date("二〇二四年七月三十一日")
    ('2024-07-31', '2024-09-03', '2024-07-31')
    >>> iso_date("民國113年7月1日"), iso_date("二○二四年七月廿一日"), iso_date("2024年七月")
    ('2024-07-01', '2024-07-21', '2024-07')
    """
    year, month, day = _parts(in_common_years(unicodedata.normalize("NFKC", text)))
    if not year:
        return ""
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return year
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def _parts(text: str) -> tuple[str, str, str]:
    """Year, month and day in digits, empty where the text begins with none."""
    chinese = _CHINESE.match(text)
    if chinese is None or not chinese[2]:  # 2024年7/31
        if match := _DATE.match(text):
            return match[1], match[2] or "", match[3] or ""
        if match := _ENGLISH.match(text):
            return match["y"], str(month_number(match["m"] or match["month"])), match["d"] or match["day"] or ""
    if chinese is None:
        return "", "", ""
    return _in_digits(chinese[1].replace("○", "〇")), _in_digits(chinese[2]), _in_digits(chinese[3])


def _in_digits(written: str | None) -> str:
    return str(han_value(written) or "") if written else ""
