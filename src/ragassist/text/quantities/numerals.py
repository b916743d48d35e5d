"""Reading numerals: Arabic, Chinese and English words, alone or mixed, as exact Decimals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ragassist.lang.en import ONES, SCALES, TEENS, TENS
from ragassist.lang.zh import DIGIT_VALUES, IDEOGRAPHS
from ragassist.lang.zh import DIGITS as HAN_DIGITS
from ragassist.lang.zh import SCALES as HAN_SCALES

_SPACED = rf"(?<![A-Za-z\d.表图第-])\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?![\d,])(?=(?:\.\d+)?\s?[{IDEOGRAPHS}A-Za-z%])"
"""1 284亿元: groups of three divided by spaces, as statistics and ISO 80000-1 write them. Only before a unit, for two numbers may stand
side by side, and not in a name or after 表 or 第, which number what they name."""
ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|{_SPACED}|\d+)(?:\.\d+)?"
_HAN_SCALE = {"十": 10, "百": 100, "千": 1000}
_HAN_LARGE = (("兆", Decimal(10) ** 12), ("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4))
_NO_UNIT = "(?!千[瓦克米伏卡赫])"
"""亿千瓦时 counts kilowatt-hours: the 千 belongs to the unit."""
_SCALE = rf"(?:{_NO_UNIT}[{HAN_SCALES}])"
_REST = r"(?:(?<=万)(?:\d,\d{3}|\d{4})(?![\d,.%]|\s?年))"
"""What stands in figures behind the ten thousands: 1万2,000人."""
_POINT = (
    rf"(?:(?<=分之)[{HAN_DIGITS}{HAN_SCALES}]+点[{HAN_DIGITS}]+"
    rf"|[{HAN_DIGITS}{HAN_SCALES}]{{2,}}点[{HAN_DIGITS}]++(?=[千万亿倍元吨米克升]|[美欧]元|个?百分点|公里|公斤|平方|立方))"
)
"""三十五点五, where no time of day is meant: 上午十点三艘渡轮离港."""
HAN = (
    rf"(?:{ARABIC}\s?{_SCALE}+(?:零?{ARABIC}{_SCALE}+)*{_REST}?|{_POINT}{_SCALE}*"
    rf"|[{HAN_DIGITS}]点[{HAN_DIGITS}]++(?![十刻]){_SCALE}*|(?:{_NO_UNIT}[{HAN_DIGITS}{HAN_SCALES}廿卅])+)"
)

_SMALL = {**ONES, **TEENS, **TENS}
_one = "|".join(list(ONES)[1:])
_below_100 = rf"(?:(?:{'|'.join(TENS)})(?:[-\s](?:{_one}))?|{'|'.join(TEENS)}|zero|{_one})"
_below_1000 = rf"(?:(?:{_one}|a)[-\s]hundred(?:\s(?:and\s)?{_below_100})?|{_below_100})"
_large = r"(?:dozen|thousand|million|billion|trillion)"
WORDS = (
    rf"(?:half\sa\s{_large}|(?:{_below_1000})\sand\sa\shalf\s{_large}"
    rf"|(?:{_below_1000}|an?)[-\s]{_large}(?:\s(?:and\s)?{_below_1000}(?:[-\s]{_large})?)*|{_below_1000})"
)


@lru_cache(maxsize=4096)
def han_value(text: str) -> Decimal | None:
    """Return the value of a Chinese or mixed numeral such as 一百二十, 3万4千, 1.2万亿 or 二〇二四; None if it is not one.

    >>> han_value("1.2万亿"), han_value("三万五"), han_value("二〇二四")
    (Decimal('1200000000000'), Decimal('35000'), Decimal('2024'))
    """
    text = "".join(text.split()).replace(",", "").replace("廿", "二十").replace("卅", "三十")
    if not text:
        return None
    if "点" in text:
        whole, _, rest = text.partition("点")
        decimals = re.match(rf"[{HAN_DIGITS}]+", rest)
        if not decimals or (left := han_value(whole)) is None:
            return None
        number = f"{left}.{''.join(str(DIGIT_VALUES[char]) for char in decimals[0])}"
        return han_value(number + rest[decimals.end() :])
    value = _large_value(text)
    return None if value is None else _plain(value)


def _large_value(text: str) -> Decimal | None:
    for char, scale in _HAN_LARGE:
        if char in text:
            left, _, right = text.rpartition(char)
            above = _large_value(left) if left else Decimal(1)
            if above is None:
                return None
            if not right:
                return above * scale
            if len(right) == 1 and right in DIGIT_VALUES and right not in "零〇":
                return above * scale + DIGIT_VALUES[right] * scale / 10
            right = right.lstrip("零〇")
            below = _large_value(right) if right else Decimal(0)
            return None if below is None or below >= scale else above * scale + below
    return _section_value(text)


def _section_value(text: str) -> Decimal | None:
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if all(char in DIGIT_VALUES for char in text):
        return Decimal("".join(str(DIGIT_VALUES[char]) for char in text))
    total, pending = Decimal(0), ""
    last_scale = 10_000
    for piece in re.findall(r"\d+(?:\.\d+)?|.", text):
        if piece in _HAN_SCALE:
            if _HAN_SCALE[piece] >= last_scale:
                return None
            last_scale = _HAN_SCALE[piece]
            total += Decimal(pending or 1) * last_scale
            pending = ""
        elif piece in "零〇":
            if pending:
                return None
        elif piece in DIGIT_VALUES or piece[0].isdigit():
            if pending:
                return None
            pending = str(DIGIT_VALUES.get(piece, piece))
        else:
            return None
    if pending:
        # 一百二 is 120 and 两千三 is 2,300; 一百零二 is 102.
        shorthand = last_scale >= 100 and "零" not in text and "〇" not in text and pending.isdigit()
        total += Decimal(pending) * (last_scale // 10 if shorthand and total else 1)
    return total


def word_value(text: str) -> Decimal | None:
    """Return the value of an English number in words; None if it is not one.

    >>> word_value("two hundred and fifty thousand"), word_value("half a million"), word_value("a dozen")
    (Decimal('250000'), Decimal('500000'), Decimal('12'))
    """
    words = re.split(r"[-\s]+", text.lower().strip())
    if words[:2] == ["half", "a"]:
        scale = SCALES.get(" ".join(words[2:]))
        return None if scale is None else _plain(scale / 2)
    total, current = Decimal(0), Decimal(0)
    for i, word in enumerate(words):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or Decimal(1)) * 100
        elif word in SCALES:
            total += (current or Decimal(1)) * SCALES[word]
            current = Decimal(0)
        elif word == "half":
            current += Decimal("0.5")
        elif word not in ("and", "a", "an") or (word == "and" and i == 0):
            return None
    return _plain(total + current)


def arabic_value(text: str, scale: str = "") -> Decimal:
    """Return the value of `1,234.5`, times an English scale word or letter.

    >>> arabic_value("0.5", "trillion")
    Decimal('500000000000')
    """
    value = Decimal(re.sub(r"[,\s]", "", text))
    return _plain(value * SCALES[scale.lower()]) if scale else value


def _plain(value: Decimal) -> Decimal:
    """Without an exponent and without idle zeros after the point, so that equal values print alike."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()
