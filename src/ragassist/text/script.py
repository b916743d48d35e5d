"""Chinese characters as they are compared: whether there are any, simplified, without space beside them. Nothing shown is changed."""

from __future__ import annotations

import re
from functools import cache

from ragassist.lang.zh import HAN

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_HAN_SPACE = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
_JOINED_CHARS = 200
"""A longer value is no title."""


@cache
def _table() -> dict[int, str]:
    """Each traditional character with its simplified form, as OpenCC has it character by character (4 ms once)."""
    from opencc import OpenCC

    every = [chr(code) for code in range(0x4E00, 0xA000)]
    # A line each: no word of several characters is seen, which could change more than its own.
    plain = OpenCC("t2s").convert("\n".join(every)).split("\n")
    return {ord(char): other for char, other in zip(every, plain, strict=True) if other != char and len(other) == 1}


@cache
def _traditional() -> re.Pattern[str]:
    """Any character that has a simplified form: looking for one is ten times faster than exchanging none."""
    return re.compile(f"[{''.join(map(chr, _table()))}]")


def simplified(text: str) -> str:
    """Return `text` in simplified characters, one for one, so that every offset stays.

    >>> simplified("36億元、五萬元")
    '36亿元、五万元'
    """
    return text.translate(_table()) if _traditional().search(text) else text


def has_han(text: str) -> bool:
    """Return whether a common Chinese character is in `text`."""
    return _HAN.search(text) is not None


def word_count(text: str) -> int:
    """Return how many Chinese characters, and words and figures of other scripts, are in `text`.

    >>> word_count("2024年投入36亿元"), word_count("It spends 3.6 billion.")
    (7, 5)
    """
    return len(_WORD.findall(text))


def without_han_space(text: str) -> str:
    """Return `text` without the white space on either side of Chinese characters, which says nothing there.

    >>> without_han_space("第 3 条 of it")
    '第3条of it'
    """
    return _HAN_SPACE.sub("", text)


def without_space(text: str) -> str:
    r"""Return `text` without any white space: what two spellings of one quotation share.

    >>> without_space(" 第 3 条\nof it ")
    '第3条ofit'
    """
    return "".join(text.split())


def as_written(value: str, text: str) -> str:
    """Return the piece of `text` that reads as `value` in simplified characters; `value` itself where there is none.

    What `value` joins may stand on several lines, with the marks of headings.

    >>> as_written("数位发展部", "來源：數位發展部")
    '數位發展部'
    """
    read = simplified(text)
    at = read.find(value) if value else -1
    if at >= 0 or not value.strip():
        return text[at : at + len(value)] if at >= 0 else value
    parts = [re.escape(character) for character in value if not character.isspace()]
    found = re.search(r"[\s#*_]*".join(f"({part})" for part in parts), read) if len(parts) < _JOINED_CHARS else None
    if found is None:
        return value
    written = iter(text[start] for start in map(found.start, range(1, len(parts) + 1)))
    return "".join(character if character.isspace() else next(written) for character in value)
