"""English ordinal words ("twenty-first") and their values."""

from __future__ import annotations

import re

_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"]
_TENS = ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"]
_PREFIXES = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES: dict[str, int] = {word: i for i, word in enumerate([*_UNITS, *_TEENS], 1)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
VALUES |= {f"{tens}-{unit}": 20 + 10 * i + j for i, tens in enumerate(_PREFIXES) for j, unit in enumerate(_UNITS, 1)}
ORDINAL_WORDS = "|".join(sorted((word.replace("-", r"[-\s]") for word in VALUES), key=len, reverse=True))


def ordinal_word_value(text: str) -> int | None:
    """Return the value of "21st" or "twenty-first"; None if it is neither.

    >>> ordinal_word_value("21st"), ordinal_word_value("Twenty first")
    (21, 21)
    """
    if match := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", text.strip()):
        return int(match[1])
    return VALUES.get(re.sub(r"\s+", "-", text.strip().lower()))


def ordinal_suffix(number: int) -> str:
    """`number` as an English ordinal in digits.

    >>> ordinal_suffix(2), ordinal_suffix(13), ordinal_suffix(21)
    ('2nd', '13th', '21st')
    """
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
