"""The numbers of a text without what they count: a loose reading, for what a strict one passes over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ragassist.lang.zh import DIGITS as HAN_DIGITS
from ragassist.text.quantities.numerals import ARABIC, HAN, WORDS, arabic_value, han_value, word_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, ordinal_word_value

_RAW = re.compile(
    rf"(?P<han>{HAN})|(?P<arabic>{ARABIC})|(?P<words>(?<![A-Za-z]){WORDS}(?![A-Za-z]))|(?P<ordinal>\b(?:{ORDINAL_WORDS})\b)", re.IGNORECASE
)


def raw_values(text: str) -> Iterator[Decimal]:
    """Yield every number of a text, however it is written and whatever it counts."""
    for match in _RAW.finditer(text):
        if match["han"]:
            value = han_value(match["han"])
            yield from (Decimal("零一二三四五六七八九".index(c)) for c in match["han"] if c in HAN_DIGITS[1:2] + "一二三四五六七八九")
            if "两" in match["han"]:
                yield Decimal(2)
        elif match["arabic"]:
            value = arabic_value(match["arabic"])
        elif match["words"]:
            value = word_value(match["words"])
        else:
            number = ordinal_word_value(match["ordinal"])
            value = Decimal(number) if number else None
        if value is not None:
            yield value


def listed(text: str) -> set[Decimal | None]:
    """Return the numbers of lists such as 第九、十、十一条, of which only the last reads as an article by itself."""
    runs = re.findall(rf"第\s?((?:{HAN}|\d+)(?:\s?[、，,和及]\s?(?:{HAN}|\d+))+)\s?[条款章项]", text)
    return {han_value(piece.strip()) for run in runs for piece in re.split("[、，,和及]", run)}
