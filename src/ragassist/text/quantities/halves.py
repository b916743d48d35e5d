"""Measures with a half behind their unit: 一年半, 两个半月, "a year and a half", "one and a half hours"; and half of one percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ragassist.text.quantities.approximate import approximated
from ragassist.text.quantities.numerals import ARABIC, HAN, WORDS, arabic_value, han_value, word_value
from ragassist.text.quantities.quantity import Quantity
from ragassist.text.quantities.units import unit_of

_EN_UNIT = r"(?P<unit>minute|hour|day|week|month|year|metre|meter|kilometre|kilometer|tonne|ton)s?\b"
_EN = re.compile(
    rf"(?<![A-Za-z\d-])(?P<n>an?|the\slast|{WORDS}|{ARABIC})"
    rf"(?:\sand\sa\shalf[\s-]{_EN_UNIT}|[\s-]{_EN_UNIT.replace('unit', 'before')}\sand\sa\shalf\b)",
    re.IGNORECASE,
)
_ZH = re.compile(
    rf"(?<!第)(?P<n>{HAN}|{ARABIC})(?:(?P<before>年|天|周|分钟?|公里|吨|个?小时|个?(?:月|星期|钟头))半(?![径数年月天夜载])|个半(?P<unit>月|小时|钟头|星期))"
)
_PERCENT = re.compile(r"\bhalf\s(?:a|of\sone|of\sa)\sper\s?cent\b", re.IGNORECASE)
_HALF = Decimal("0.5")
_SAID = {"钟头": "小时", "分": "分钟", "月": "个月"}


def find_halves(text: str) -> Iterator[Quantity]:
    """Yield the measures that count a half beside whole ones, and half a percent.

    >>> [(str(q.low), q.unit) for q in find_halves("有效期一年半, a year and a half, two and a half hours, 两个半月")]
    [('1.5', 'year'), ('2.5', 'month'), ('1.5', 'year'), ('2.5', 'h')]
    """
    if "半" not in text and "half" not in text.casefold():
        return
    for match in _PERCENT.finditer(text):
        yield approximated(text, Quantity(match.start(), match.end(), match[0], "percent", _HALF, _HALF))
    for pattern in (_ZH, _EN):
        for match in pattern.finditer(text):
            unit = (match["unit"] or match["before"]).removeprefix("个")
            value, symbol = _value(match["n"]), unit_of(_SAID.get(unit, unit))
            if value is not None and symbol:
                value += _HALF
                yield approximated(text, Quantity(match.start(), match.end(), match[0], "number", value, value, symbol))


def _value(written: str) -> Decimal | None:
    word = written.casefold()
    if word in ("a", "an", "the last"):
        return Decimal(1)
    return arabic_value(written) if re.fullmatch(ARABIC, written) else han_value(written) if written[0] >= "一" else word_value(word)
