"""A date as people write it, in digits, Chinese numerals or English, in the one form in which dates are kept."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from ragassist.lang.en import NAMED, month_number
from ragassist.text.quantities.numerals import han_value

_DATE: Final = re.compile(r"\s*((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?)?")
_ENGLISH: Final = re.compile(
    rf"\s*(?:(?P<m>{NAMED})\.? (?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? )?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{NAMED})\.?,? )(?P<y>(?:19|20)\d\d)\b"
)
_HAN_YEAR: Final = re.compile(
    "\\s*([一二][〇○零一二三四五六七八九]{3})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)


def iso_date(text: str) -> str:
    """Return a date as precise as `text` says it: "2024-07-31", "2024-07", "2024", or empty where it begins with none.

    >>> iso_date("2024年7月31日"), iso_date("2024/7"), iso_date("July")
    ('2024-07-31', '2024-07', '')
    >>> iso_date("31 July 2024"), iso_date("Sept. 3, 2024"), iso_date("二〇二四年七月三十一日")
    ('2024-07-31', '2024-09-03', '2024-07-31')
    """
    year, month, day = _parts(unicodedata.normalize("NFKC", text))
    if not year:
        return ""
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return year
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def _parts(text: str) -> tuple[str, str, str]:
    """Year, month and day in digits, empty where the text begins with none."""
    if match := _DATE.match(text):
        return match[1], match[2] or "", match[3] or ""
    if match := _ENGLISH.match(text):
        return match["y"], str(month_number(match["m"] or match["month"])), match["d"] or match["day"] or ""
    if match := _HAN_YEAR.match(text):
        return _in_digits(match[1].replace("○", "〇")), _in_digits(match[2]), _in_digits(match[3])
    return "", "", ""


def _in_digits(written: str | None) -> str:
    return str(han_value(written) or "") if written else ""
