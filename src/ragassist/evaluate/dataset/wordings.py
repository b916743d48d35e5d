"""Does a text say a thing in one of the accepted wordings? Plain comparison of words, forgiving of width, case and separators."""

from __future__ import annotations

import re
import unicodedata

from ragassist.text.script import without_han_space

_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d]")
_APOSTROPHES = str.maketrans("‘’“”", "''\"\"")


def mentions(text: str, variant: str) -> bool:
    """Return whether the text has the variant as words of its own, in any case, width and thousands separation.

    A variant that begins or ends in a digit is not found inside a longer number, one that begins with a Latin letter not
    inside a longer word; a plural or another ending of a word of four letters or more is let through.

    >>> mentions("They spent US$1,200 million.", "us$1200 Million"), mentions("They spent 1200.5 million.", "1200")
    (True, False)
    """
    haystack, needle = _plain(text), _plain(variant)
    if not needle:
        return False
    before = r"(?<![\d])(?<!\d[.,])" if needle[0].isdigit() else r"(?<![a-z])" if _latin(needle[0]) else ""
    after = r"(?![\d])(?![.,]\d)" if needle[-1].isdigit() else r"(?![a-z])" if _latin(needle[-1]) and _last_word(needle) < 4 else ""
    return re.search(before + re.escape(needle) + after, haystack) is not None


def _plain(text: str) -> str:
    """NFKC, case folded, one kind of dash and quotation mark, no thousands separators, no space next to Han."""
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = _DASHES.sub("-", _THOUSANDS.sub("", text))
    return " ".join(without_han_space(text).split())


def _latin(char: str) -> bool:
    return "a" <= char <= "z"


def _last_word(text: str) -> int:
    match = re.search(r"[a-z]+$", text)
    return len(match.group()) if match else 0
