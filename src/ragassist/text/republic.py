"""Years of the Republic of China, which documents from Taiwan count from 1912."""

from __future__ import annotations

import re
from dataclasses import replace

from ragassist.lang.zh import REPUBLIC_YEAR
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.quantities.numerals import han_value
from ragassist.text.script import simplified

_BEFORE = 1911
_REPUBLIC = re.compile(rf"{REPUBLIC_YEAR}\s?年")
_ALSO = re.compile(r"(?<![\d.,第年])1[0-4]\d(?=\s?年\s?(?:1[0-2]|0?[1-9])\s?月)")
"""A year of the same count without its name, once a text has named it: 中華民國114年3月5日發布；並自114年4月1日生效."""
_WRITTEN_OUT = re.compile(r"(?<=\d年)([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})日")


def in_common_years(text: str) -> str:
    """Return `text` with the years of the Republic of China counted as everywhere else.

    >>> in_common_years("本法自中華民國113年7月1日施行。"), in_common_years("民國一百十三年七月一日訂定，114年2月3日修正。")
    ('本法自2024年7月1日施行。', '2024年7月1日訂定，2025年2月3日修正。')
    """
    if "民" not in text or not _REPUBLIC.search(text):
        return text
    text = _REPUBLIC.sub(lambda match: _common(match[0]), text)
    text = _ALSO.sub(lambda match: str(int(match[0]) + _BEFORE), text)
    return _WRITTEN_OUT.sub(lambda match: f"{han_value(match[1])}月{han_value(match[2])}日", text)


_COUNTS_ITS_OWN = re.compile(rf"{REPUBLIC_YEAR}\s?年|(?<![\d.])1[0-4]\d年(?:度|\s?\d{{1,2}}\s?月)|新[台臺][币幣]")
"""In a text from Taiwan."""


def with_its_money(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Return the quantities of `text`; where it counts years or money as Taiwan does, each amount in 元 in New Taiwan dollars too.

    >>> [q.unit for q in with_its_money(find_quantities("113年度核定500元。"), "113年度核定500元。") if q.kind == "money"]
    ['CNY', 'TWD']
    """
    if not _COUNTS_ITS_OWN.search(text):
        return quantities
    return [*quantities, *(replace(q, unit="TWD") for q in quantities if q.kind == "money" and q.unit == "CNY")]


def _common(written: str) -> str:
    years = [quantity.date.year for quantity in find_quantities(simplified(written)) if quantity.date is not None]
    return f"{years[0]}年" if years and years[0] is not None else written
