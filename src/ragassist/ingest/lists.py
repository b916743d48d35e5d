"""Lists: which statements are items, and the sentence that opens their list, which has to be read with each.

A list is opened by a sentence that ends in a colon, or that announces 下列, 以下 or "the following"; its items are numbered or bulleted,
or stand one a line. An item of a list within an item has both stems. Numbers must follow each other: an item （三） after other text
belongs to its list only if （二） was the last. Nothing here splits text or decides what is cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.lang.zh import HAN

_DIGITS: Final = "一二三四五六七八九十"
_STYLES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("（一）", rf"[（(]([{_DIGITS}]{{1,3}})[）)]"),
        ("一是", rf"([{_DIGITS}]{{1,2}})(?:是|要|为)"),
        ("一、", rf"([{_DIGITS}]{{1,3}})、"),
        ("第一", rf"第([{_DIGITS}]{{1,2}})(?:[，,、：:]|是)"),
        ("其一", rf"其([{_DIGITS}])(?:[，,、：:]|是)"),
        ("1.", r"(\d{1,2})(?:[.．](?!\d)|、)"),
        ("1)", r"(\d{1,2})[）)]"),
        ("(1)", r"[（(](\d{1,2})[）)]"),
        ("①", r"([①-⑳])"),
        ("⑴", r"([⑴-⒇])"),
        ("i", r"[（(]?(i{1,3}|iv|vi{0,3}|ix|x)[）)]"),
        ("i.", r"(i{1,3}|iv|vi{0,3}|ix|x)\. (?=\S)"),
        ("I.", rf"(I{{1,3}}|IV|VI{{0,3}}|IX|X)[.．、] ?(?=[{HAN}])"),
        ("a", r"[（(]?([a-z])[）)]"),
        ("a.", r"([a-z])\. (?=\S)"),
        ("A.", rf"([A-Z])[.．、] ?(?=[{HAN}])"),
        ("甲、", r"([甲乙丙丁戊己庚辛壬癸])、(?![甲乙丙丁])"),
        ("首先", r"(首先|其次|再次|最后)(?=[，,、：:])"),
        ("First", r"(First|Second|Third|Fourth|Fifth|Finally)(?:ly)?,"),
    )
)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_LETTERED: Final = {"i": "a", "i.": "a.", "I.": "A."}
"""For each list in Roman numerals the one in letters that looks alike at i, v and x."""
_ORDINALS: Final = {
    **{word: at for at, word in enumerate(_STEMS, start=1)},
    **{word: at for at, word in enumerate(("首先", "其次", "再次", "最后"), start=1)},
    **{word: at for at, word in enumerate(("First", "Second", "Third", "Fourth", "Fifth", "Finally"), start=1)},
}
_LAST: Final = frozenset({"最后", "Finally"})
_BULLET: Final = re.compile(r"[•·●○■□◆◇▪▶►➢➤✓✔※-] ?(?=\S)")
_FIRST: Final = frozenset(
    f"（({_DIGITS}第其0123456789首再最FST•·●○■□◆◇▪▶►➢➤✓✔※-①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇abcdefghijklmnopqrstuvwxyzABCDEGHIJKLMNOPQRUVWXYZ甲乙丙丁戊己庚辛壬癸"
)
"""The characters that an item's mark can begin with."""
_OPENS: Final = re.compile(r"[：:][”’\"]?$")
_ANNOUNCES: Final = re.compile(r"下列|以下|如下|\bthe following\b|\bas follows\b", re.IGNORECASE)
_LEFT_OPEN: Final = re.compile(
    r"(?:不得|不能|不准|禁止|严禁|应当|必须|可以|包括|包含)[：:]$|\b(?:shall|must|may|should|shall not|must not|may not|includes?)[：:]$"
)
"""A sentence that says nothing until what follows it is read."""
_INLINE: Final = re.compile(
    r"[：:](?=\s*(?:[（(][一1][）)]|一(?:是|要)|第一[，,、：:]|其一[，,、：:是]|1[.．、)）](?!\d)|①|⑴|[（(]?a[）)]|首先[，,]|First(?:ly)?,))"
)
_ENDED: Final = re.compile(r"[。！？；.!?;…][”’\"'）)』」]*$")
_MAX_UNMARKED_CHARS: Final = 60


@dataclass(slots=True)  # not frozen: there is one for every sentence
class Part:
    """A sentence as it stands: what is asked of it here."""

    text: str
    opens_line: bool
    """The first sentence of its line."""
    ends_line: bool
    bullet: int | None
    """How far a bullet before it, which the text does not show, is set in; None without one."""
    heading: bool
    """The line is a heading, or would be one if no list held it."""
    article: bool
    """第六条 …: a new rule, which no earlier list reaches into."""
    row: bool
    """Of a table."""
    note: bool = False
    """A footnote, which interrupts no list."""
    indent: int = 0
    """How far its line is set in, in a format that sets lists in; 0 in any other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands in a list."""

    item: bool = False
    context: str = ""
    """The stems above it, outermost first, with what joins them to it."""


_ELSEWHERE: Final = Place()


_LATIN_FIRST: Final = frozenset("（(abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OTHER_STYLES: Final = tuple((style, pattern) for style, pattern in _STYLES if style not in ("i", "i.", "I.", "a.", "A."))
"""What may mark an item that begins with no letter and no bracket: most lines need not be tried for the rest."""


@dataclass(slots=True)
class _Level:
    """A list that goes on: how its items are marked, its stem, and its last item."""

    style: str
    stem: str
    value: int
    own: str = ""
    indent: int = 0


def mark_of(text: str) -> tuple[str, int] | None:
    """How the item that `text` begins is marked, and with which number; None where it begins none.

    >>> mark_of("（三）其他行为。"), mark_of("其二，成本高。"), mark_of("三是重点。"), mark_of("三大任务。")
    (('（一）', 3), ('其一', 2), ('一是', 3), None)
    """
    if not text or text[0] not in _FIRST:
        return None
    for style, pattern in _STYLES if text[0] in _LATIN_FIRST else _OTHER_STYLES:
        if match := pattern.match(text):
            written = match.group(1)
            return style, _ROMAN.index(written.lower()) + 1 if style in _LETTERED else _value(written)
    return ("•", 0) if _BULLET.match(text) else None


def _announces(text: str) -> bool:
    return bool(_ANNOUNCES.search(text) or _LEFT_OPEN.search(text))


def _value(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written in _ORDINALS:
        return _ORDINALS[written]
    for first in ("①", "⑴", "a", "A"):
        if len(written) == 1 and 0 <= ord(written) - ord(first) < 26:
            return ord(written) - ord(first) + 1
    tens, ten, ones = written.rpartition("十")
    digits = [_DIGITS.find(char) + 1 for char in (tens or "一", ones or "十")]
    return (digits[0] * 10 if ten else 0) + (digits[1] % 10 if ones or not ten else 0)


def places(parts: Sequence[Part]) -> list[Place]:
    """For each sentence where it stands in a list, [len(parts)]."""
    reading = _Reading(parts)
    return [reading.take(at) for at in range(len(parts))]


class _Reading:
    """One text from top to bottom: the lists that are open."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._levels: list[_Level] = []
        self._closed = False
        """Other text came after the last item."""
        self._was_item = False
        self._unmarked = -1
        """The last sentence of the list without marks that is being read."""

    def take(self, at: int) -> Place:
        part = self._parts[at]
        if part.note:
            return _ELSEWHERE
        if at <= self._unmarked:
            return Place(item=True, context=self._levels[-1].stem)
        found = self._mark(part) if not part.row else None
        if found is None or (part.heading and not self._is_tight(at, found)):
            return self._other(at, part)
        style, value = self._lettered(part.text, *found)
        level = self._level(at, style, value)
        level.value, level.own, level.indent = value, part.text, part.indent
        self._closed, self._was_item = False, True
        named = style in ("首先", "First")
        return Place(item=bool(level.stem) or part.bullet is not None or (not named and not _ENDED.search(part.text)), context=level.stem)

    @staticmethod
    def _mark(part: Part) -> tuple[str, int] | None:
        found = mark_of(part.text)
        return found if found is not None or part.bullet is None else (f"-{part.bullet}", 0)

    def _lettered(self, text: str, style: str, value: int) -> tuple[str, int]:
        """The mark as one in letters, if it looks like a Roman numeral and goes on with a list in letters."""
        letters = _LETTERED.get(style)
        if letters is None or not (match := re.search("[A-Za-z]+", text)) or len(match.group()) > 1:
            return style, value
        letter = _value(match.group())
        return (letters, letter) if any(level.style == letters and level.value == letter - 1 for level in self._levels) else (style, value)

    def _other(self, at: int, part: Part) -> Place:
        """A sentence that is no item: it may open a list within its own line, or one without marks below it."""
        self._was_item = False
        if part.heading or part.article or part.row:
            self._levels.clear()
        self._closed = True
        colon = "：" in part.text or ":" in part.text
        inline = _INLINE.search(part.text) if colon else None
        if inline and (found := mark_of(part.text[inline.end() :].lstrip())):
            self._levels = [_Level(found[0], _joined("", part.text[: inline.end()]), found[1])]
            self._closed = False
        elif colon and _OPENS.search(part.text) and _announces(part.text) and (last := self._unmarked_end(at + 1)) > at:
            self._levels = [_Level("", _joined("", part.text), 0)]
            self._unmarked = last
        return _ELSEWHERE

    def _is_tight(self, at: int, found: tuple[str, int]) -> bool:
        """Whether what looks like a heading is an item: right after its list's opener or the item before, with no text of its own below."""
        style, value = found
        if self._was_item and any(level.style == style and level.stem and value == level.value + 1 for level in self._levels):
            return True
        if self._was_item and self._levels and self._parts[at].indent > self._levels[-1].indent:
            return True
        if not self._opener(at, style, value) or at + 1 >= len(self._parts):
            return False
        return self._mark(self._parts[at + 1]) == (style, value + 1)

    def _opener(self, at: int, style: str, value: int) -> str:
        """The sentence right before, if it opens a list whose first item has this number (0 for a bullet).

        A list may begin at another number than 1, but not behind an item and not where it goes on with the numbers before.
        """
        before = self._parts[at - 1] if at else None
        if before is None or before.row:
            return ""
        if value > 1 and (self._was_item or any(level.style == style and level.value == value - 1 for level in self._levels)):
            return ""
        if value > 1 and not _OPENS.search(before.text):
            return ""
        announces = _ANNOUNCES.search(before.text) and not self._was_item
        return before.text if _OPENS.search(before.text) or announces else ""

    def _level(self, at: int, style: str, value: int) -> _Level:
        """The list that the item belongs to, now the innermost; a new one where it continues none."""
        known = next((depth for depth, level in enumerate(self._levels) if level.style == style), None)
        opener = self._opener(at, style, value)
        if known is not None and not (opener and value == 1):
            level = self._levels[known]
            goes_on = not self._closed if not value else value == level.value + 1 or self._parts[at].text.startswith(tuple(_LAST))
            if goes_on:
                del self._levels[known + 1 :]
                return level
        if known is not None:
            del self._levels[known:]
        if beside := self._beside(at, style):
            del self._levels[self._levels.index(beside) + 1 :]
            self._levels.append(_Level(style, beside.stem, value))
            return self._levels[-1]
        stem = ""
        if self._is_beside_bullet(at) and not opener:
            self._levels.clear()  # a number at the margin of a bullet is no part of what the bullet says
        if self._parts[at].bullet == 0 and not opener and self._levels and not self._levels[-1].style.startswith("-"):
            self._levels.clear()  # a bullet at the margin is beside a numbered item, not below it
        if self._was_item and self._levels and value <= 1 and not self._closed:
            above = self._levels[-1]
            own = above.own if opener else f"{above.own}：" if not _ENDED.search(above.own) and above.stem else ""
            stem = _joined(above.stem, own)
        elif opener:
            self._levels.clear()
            stem = _joined("", opener)
        elif self._closed:
            self._levels.clear()
        self._levels.append(_Level(style, stem, value))
        return self._levels[-1]

    def _is_beside_bullet(self, at: int) -> bool:
        last = self._levels[-1] if self._levels else None
        part = self._parts[at]
        return last is not None and last.style.startswith(("-", "•")) and part.bullet is None and part.indent <= last.indent

    def _beside(self, at: int, style: str) -> _Level | None:
        """The list of bullets that an item belongs to which has a bullet and a mark of its own ("- 其一，…")."""
        bullet = self._parts[at].bullet
        if bullet is None or style.startswith("-") or self._closed:
            return None
        return next((level for level in self._levels if level.style == f"-{bullet}"), None)

    def _unmarked_end(self, first: int) -> int:
        """The last of at least two lines from `first` on that together are a list without marks; `first - 1` for none.

        Either each ends in a semicolon but the last, which ends in a full stop, or none has an end mark.
        """
        last = first
        while last < len(self._parts) and self._stands_alone(last) and self._parts[last].text[-1] in "；;":
            last += 1
        if last - first >= 1 and last < len(self._parts) and self._stands_alone(last) and self._parts[last].text[-1] in "。.":
            return last
        last = first
        while last < len(self._parts) and self._stands_alone(last) and not _ENDED.search(self._parts[last].text):
            if _OPENS.search(self._parts[last].text) or len(self._parts[last].text) > _MAX_UNMARKED_CHARS:
                break
            last += 1
        return last - 1 if last - first >= 2 else first - 1

    def _stands_alone(self, at: int) -> bool:
        part = self._parts[at]
        return part.opens_line and part.ends_line and not (part.row or part.heading or part.article) and self._mark(part) is None


def _joined(stem: str, text: str) -> str:
    """The stem with the next one behind it, ready to stand before an item."""
    whole = stem + text
    return whole + " " if whole and whole[-1].isascii() and not whole[-1].isspace() else whole
