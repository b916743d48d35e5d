"""Quantities that name only an order of magnitude: 数百亿, dozens, tens of billions, several hundred thousand."""

from __future__ import annotations

import re
from decimal import Decimal

from ragassist.lang.en import SCALES
from ragassist.text.quantities.numerals import han_value

HAN_VAGUE = r"数以[十百千万亿]+计|(?:数|几|好几)(?:[十百千万亿]+)|成千上万|(?:[二三四五六七八九]?十)几(?:[万亿]+)?"
_plural = "(?:thousands|millions|billions|trillions)"
ENGLISH_VAGUE = (
    rf"\b(?:(?:tens|hundreds)\sof\s{_plural}|(?:several|a\sfew)\s(?:dozen|hundred|thousand|million|billion|trillion)(?:\s(?:thousand|million|billion|trillion))?"
    rf"|{_plural}|hundreds|dozens|scores(?=\sof\b))\b"
)
_EN_NAMES = {1: "dozens", 2: "hundreds", 3: "thousands", 6: "millions", 9: "billions", 12: "trillions"}
_ZH_SCALES = {0: "", 4: "万", 8: "亿", 12: "万亿"}


def english_values(text: str) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest number the words may mean.

    >>> english_values("tens of billions")
    (Decimal('20000000000'), Decimal('99999999999'))
    """
    words = re.sub(r"\s+", " ", text.lower()).split()
    if words == ["scores"]:
        return Decimal(40), Decimal(199)
    unit = Decimal(1)
    for word in words:
        if word in ("tens", "dozens", "dozen"):
            unit *= 10
        elif word.removesuffix("s") in SCALES:
            unit *= SCALES[word.removesuffix("s")]
    lowest = unit if words[0] in ("thousands", "millions", "billions", "trillions") else 2 * unit
    return lowest, 10 * unit - 1


def han_values(text: str) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Return the lowest and highest number that 数十万, 十几亿 or 成千上万 may mean; (None, None) if it is none of them."""
    if text == "成千上万":
        return Decimal(1000), Decimal(99_999)
    if few := re.fullmatch(r"([二三四五六七八九]?十)几([万亿]+)?", text):
        ten, scale = han_value(few[1]), han_value("一" + few[2]) if few[2] else Decimal(1)
        return (None, None) if ten is None or scale is None else ((ten + 1) * scale, (ten + 9) * scale)
    unit = han_value("一" + re.sub("^(?:数以?|好几|几)|计$", "", text))
    return (None, None) if unit is None else (2 * unit, 10 * unit - 1)


def magnitude(low: Decimal, high: Decimal) -> int | None:
    """Return the power of ten that a vague word names (10 for tens of billions); None for a range that was counted out."""
    power = high.adjusted()
    named = power >= 1 and high == Decimal(10) ** (power + 1) - 1 and low.adjusted() == power
    return power if named and low.normalize().as_tuple().digits in ((1,), (2,)) else None


def english_words(power: int) -> str:
    """10 to the `power` as a vague English word.

    >>> english_words(10), english_words(5)
    ('tens of billions', 'hundreds of thousands')
    """
    if power in _EN_NAMES:
        return _EN_NAMES[power]
    base = power - power % 3
    return f"{'tens' if power % 3 == 1 else 'hundreds'} of {_EN_NAMES.get(base, 'trillions')}"


def chinese_words(power: int) -> str:
    """10 to the `power` as a vague Chinese word.

    >>> chinese_words(10), chinese_words(5)
    ('数百亿', '数十万')
    """
    base = max(scale for scale in _ZH_SCALES if scale <= power)
    return f"数{'十百千万'[power - base - 1] if power > base else ''}{_ZH_SCALES[base]}"
