"""Whole numbers as lists write them: 二十一, 贰拾壹, iv, ab."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_SIMPLIFIED: Final = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_TRADITIONAL: Final = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def chinese(count: int) -> str:
    """0 to 9999 in Chinese.

    >>> chinese(10), chinese(21), chinese(105), chinese(0)
    ('十', '二十一', '一百零五', '零')
    """
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + sign
        zero = not digit
    return re.sub("^一十", "十", text) or _DIGITS[0]


def legal(count: int, *, traditional: bool = False) -> str:
    """0 to 9999 in capital numerals.

    >>> legal(21), legal(10, traditional=True)
    ('贰拾壹', '壹拾')
    """
    return re.sub("^十", "一十", chinese(count)).translate(_TRADITIONAL if traditional else _SIMPLIFIED)


def roman(count: int) -> str:
    """1 to 3999 in small Roman numerals.

    >>> roman(4), roman(1994)
    ('iv', 'mcmxciv')
    """
    text = ""
    for value, sign in _ROMAN:
        text += sign * (count // value)
        count %= value
    return text


def letters(count: int) -> str:
    """From 1 on: a to z, then aa, bb.

    >>> letters(2), letters(28)
    ('b', 'bb')
    """
    return chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 40)
