"""Which pages of a PDF hold no text to read: scans, pages with a watermark or a number only, and text in no known encoding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ragassist.lang.zh import COMMON
from ragassist.text.script import simplified

_NUMBER_LINE: Final = re.compile(
    r"[\W_]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*[/／of共]{1,2}\s*\d{1,4})?\s*页?(?:\s*[，,]?\s*共\s*\d+\s*页)?[\W_]*", re.IGNORECASE
)
_MANY: Final = 3
"""A line that so many pages have in common is furniture."""
_MIN_CHARS: Final = 20
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\ufffd\ufffe\U000f0000-\U0010ffff\x01-\x08\x0e-\x1f]")


def without_text(pages: Sequence[str]) -> list[int]:
    """Numbers, from 1, of the pages that hold nothing but page numbers and what the other pages hold as well.

    A document of one page, or of pages that are all the same, is asked only for numbers.
    """
    lines = [[re.sub(r"\s+", "", line) for line in page.split("\n") if line.strip()] for page in pages]
    counts = Counter(line for page in lines for line in set(page) if re.search(r"\w", line))
    distinct = any(line for page in lines for line in page if counts[line] == 1 and not _NUMBER_LINE.fullmatch(line))
    return [
        number
        for number, page in enumerate(lines, start=1)
        if not any(
            re.search(r"\w", line) and not _NUMBER_LINE.fullmatch(line) and not (distinct and counts[line] >= _MANY) for line in page
        )
    ]


def reads(text: str) -> bool:
    """Return whether a page's characters are text and not the numbers of glyphs in a font without a table of characters.

    Short pages and pages in scripts other than Chinese and Latin are believed.
    """
    chars = [char for char in text if not char.isspace()]
    if len(chars) < _MIN_CHARS:
        return not chars or len(_PRIVATE.findall(text)) < 0.5 * len(chars)
    if len(_PRIVATE.findall(text)) > 0.3 * len(chars):
        return False
    han = [char for char in simplified("".join(chars)) if "\u3400" <= char <= "\u9fff"]
    if len(han) < 0.3 * len(chars) or len(han) < _MIN_CHARS:
        letters = sum(char.isalpha() and char < "\u0250" for char in chars)
        vowels = sum(char in "aeiouAEIOU" for char in chars)
        return not (letters > 0.6 * len(chars) and len(chars) > 100 and vowels < 0.1 * letters)
    return sum(char in COMMON for char in han) >= 0.25 * len(han)
