"""Times of day in a text, told in either language and in either count of hours: 22:00, ten at night, 10 p.m., 晚上十点."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from ragassist.lang.zh import NUMERAL
from ragassist.text.quantities.numerals import WORDS, han_value, word_value

_CLOCK: Final = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d)(?:\s?(?P<half>[ap])\.?m\b)?"
    rf"|(?<![A-Za-z\d:.,])(?P<en>1[0-2]|0?\d|(?:{WORDS})(?![A-Za-z]))(?:\s?o'clock)?\s?"
    r"(?:(?P<pm>p\.?m\b|(?:at\snight|in\sthe\s(?:evening|afternoon))\b)|(?:a\.?m\b|in\sthe\s(?:early\s)?morning\b))"
    rf"|(?P<late>晚上?|晚间|夜里|夜间|下午|傍晚|凌晨|清晨|早上?|上午)(?P<zh>{NUMERAL})(?:点|时(?!间))",
    re.IGNORECASE,
)
"""A time of day: with a colon, by the half of the day, or in Chinese by its part of the day; 两点 alone may be two points."""
_EARLY: Final = frozenset({"凌晨", "清晨", "早", "早上", "上午"})


class Clock(NamedTuple):
    """A time of day."""

    start: int
    end: int
    """Where it stands in the text."""
    hour: int
    """0 to 24."""
    minute: int


def clocks(text: str) -> list[Clock]:
    """Return the times of day of a text, in order; hours that are told without their half of the day or minutes are none.

    >>> [(each.hour, each.minute) for each in clocks("from ten at night to 6:30 a.m.")], clocks("晚上十点")[0].hour, clocks("ten days")
    ([(22, 0), (6, 30)], 22, [])
    """
    found = []
    for match in _CLOCK.finditer(text):
        told = match["hour"] or match["en"] or match["zh"]
        value = Decimal(told) if told.isdigit() else word_value(told) if match["en"] else han_value(told)
        if value is None or not 0 <= value <= 24:
            continue
        hour = int(value)
        late = match["pm"] or (match["half"] or "").lower() == "p" or (match["late"] or "早") not in _EARLY
        found.append(Clock(*match.span(), hour + 12 if late and hour < 12 else hour, int(match["minute"] or 0)))
    return found
