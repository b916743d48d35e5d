"""The numbers that Word prints before paragraphs and keeps out of their text: 第三条, （二）, 1.2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "零一二三四五六七八九"
_ROMAN: Final = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS: Final = 9
_CHINESE: Final = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand"}
)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts the numbered paragraphs of one document, which must be asked about in order."""

    def __init__(self, root: _Element | None) -> None:
        """`root` is the document's `w:numbering` element, or None where it has none."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        for abstract in root.iterchildren(f"{W}abstractNum") if root is not None else ():
            levels = {int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.iterchildren(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for number in root.iterchildren(f"{W}num") if root is not None else ():
            self._lists[number.get(f"{W}numId", "")] = _value(number, "abstractNumId")

    def mark(self, list_id: str, depth: int) -> str:
        """What stands before the next paragraph of a list: "第三条", "1.2", "-" for a bullet, empty for no number."""
        key = self._lists.get(list_id, "")
        level = self._levels.get(key, {}).get(depth)
        if level is None or level.form == "none" or not 0 <= depth < _LEVELS:
            return ""
        if level.form == "bullet":
            return "-"
        counts = self._counts.setdefault(key, [None] * _LEVELS)
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = self._levels[key].get(at, level)
            count = counts[at] if 0 <= at < _LEVELS else None
            return written(other.start if count is None else count, other.form)

        return re.sub(r"%(\d)", number, level.text)


def written(count: int, form: str) -> str:
    """A number as Word's format `form` writes it.

    >>> written(21, "chineseCounting"), written(4, "lowerRoman"), written(2, "upperLetter"), written(7, "decimal")
    ('二十一', 'iv', 'B', '7')
    """
    if form in _CHINESE and 0 <= count < 10_000:
        return _chinese(count)
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < count < 400:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (count // value)
            count %= value
        return text.upper() if form == "upperRoman" else text
    if form.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _chinese(count: int) -> str:
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + sign
        zero = not digit
    return re.sub("^一十", "十", text) or _DIGITS[0]


def _level(element: _Element) -> _Level:
    start = _value(element, "start")
    return _Level(_value(element, "numFmt") or "decimal", _value(element, "lvlText"), int(start) if start.isdecimal() else 1)


def _value(element: _Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", "")) if child is not None else ""
