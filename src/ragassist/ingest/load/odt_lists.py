"""The numbers that OpenDocument shows before the items of a list and before headings, and keeps out of their text: 第一条, （2）, 1.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.docx_numbering import written

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS: Final = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "一": "chineseCounting",
    "壹": "chineseLegalSimplified", "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle",
}  # fmt: skip
"""By how the first number is written; a form of several numbers is given as `一, 二, 三, ...`."""
_MOST_LEVELS: Final = 10


class ListNumbers:
    """Counts the items of one document, which must be asked about in order."""

    def __init__(self, styles: Mapping[str, _Element], outline: _Element | None) -> None:
        """`styles` are the document's styles by name, `outline` its numbering of headings."""
        self._styles, self._outline = styles, outline
        self._counts: dict[str, dict[int, int]] = {}

    def begin(self, style: str, level: int, *, goes_on: bool) -> bool:
        """Begin a list of a style at a level, from 1; return whether its items have numbers."""
        numbered = self._level(self._styles.get(style), level)
        counts = self._counts.setdefault(style, {})
        if not goes_on:
            counts.pop(level, None)
        return numbered is not None

    def item(self, style: str, level: int, value: str | None) -> str:
        """Return what stands before the next item; `value` is the number that it states for itself."""
        return self._next(style, self._styles.get(style), level, value)

    def heading(self, level: int) -> str:
        """Return what stands before the next heading of a level, "" where headings have no numbers."""
        return self._next("", self._outline, level, None) if self._outline is not None else ""

    def _next(self, key: str, style: _Element | None, level: int, value: str | None) -> str:
        counts = self._counts.setdefault(key, {})
        numbered = self._level(style, level)
        for lower in [other for other in counts if other > level]:
            del counts[lower]
        start = _whole(_get(numbered, "start-value"), 1)
        counts[level] = _whole(value, counts[level] + 1 if level in counts else start)
        return self._written(style, numbered, level, counts)

    def _written(self, style: _Element | None, numbered: _Element | None, level: int, counts: Mapping[int, int]) -> str:
        if numbered is None or not (_get(numbered, "num-format") or ""):
            return ""

        def number(at: int) -> str:
            own = self._level(style, at)
            form = _FORMS.get((_get(own, "num-format") or "1")[:1], "decimal")
            if form == "chineseLegalSimplified" and "貳" in (_get(own, "num-format") or ""):
                form = "ideographLegalTraditional"
            return written(counts.get(at, _whole(_get(own, "start-value"), 1)), form)

        pattern = _get(numbered, "num-list-format")
        if pattern and re.search(r"%\d{1,2}%", pattern):
            return re.sub(r"%(\d{1,2})%", lambda match: number(int(match[1])), pattern).strip()
        shown = min(max(1, _whole(_get(numbered, "display-levels"), 1)), level)
        text = ".".join(number(at) for at in range(level - shown + 1, level + 1))
        shown_as = f"{_get(numbered, 'num-prefix') or ''}{text}{_get(numbered, 'num-suffix') or ''}".strip()
        bare = re.fullmatch(r"([0-9A-Za-z]+)|[一二三四五六七八九十百]+", shown_as)  # told from the words behind it by its place alone
        return shown_as + ("" if bare is None else "." if bare[1] else "、")

    @staticmethod
    def _level(style: _Element | None, level: int) -> _Element | None:
        if style is None or not 0 < level <= _MOST_LEVELS:
            return None
        names = ("list-level-style-number", "outline-level-style")
        return next((one for one in style if _local(one) in names and _get(one, "level") == str(level)), None)


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get(element: _Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else default
