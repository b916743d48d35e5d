"""The numbers that Word prints before paragraphs and keeps out of their text: 第三条, （二）, 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.list_numbers import chinese, legal, letters, roman

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS: Final = 9
_CHINESE: Final = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand", "taiwaneseCounting"}
    | {"japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"}
)
_STEMS: Final = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
_ENCLOSED: Final = {
    "decimalEnclosedCircle": ("①", 20), "decimalEnclosedCircleChinese": ("①", 20), "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20), "ideographEnclosedCircle": ("㊀", 10),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    restart: int
    """Level (from 1) at whose numbers this one begins anew; 0 for never, -1 for any level above."""
    legal: bool
    style: str


class Numbering:
    """Counts the numbered paragraphs of one document, which must be asked about in order."""

    def __init__(self, root: _Element | None, styles: Mapping[str, _Element] | None = None) -> None:
        """`root` is the document's `w:numbering` element, or None where it has none; `styles` are its styles by id."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._own: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()
        links: dict[str, str] = {}
        for abstract in root.iterchildren(f"{W}abstractNum") if root is not None else ():
            key = abstract.get(f"{W}abstractNumId", "")
            self._levels[key] = _levels(abstract.iterchildren(f"{W}lvl"))
            links[key] = _value(abstract, "numStyleLink")
        for number in root.iterchildren(f"{W}num") if root is not None else ():
            list_id = number.get(f"{W}numId", "")
            self._lists[list_id] = _value(number, "abstractNumId")
            for override in number.iterchildren(f"{W}lvlOverride"):
                depth = _whole(override.get(f"{W}ilvl", "0"), 0)
                self._own.setdefault(list_id, {}).update(_levels(override.iterchildren(f"{W}lvl")))
                if (start := _value(override, "startOverride")) != "":
                    self._starts.setdefault(list_id, {})[depth] = _whole(start, 1)
        for key, style in links.items():  # a list that only points to a style of lists
            if style and not self._levels[key] and styles is not None and style in styles:
                target = _value_at(styles[style], f"{W}pPr/{W}numPr/{W}numId")
                self._levels[key] = self._levels.get(self._lists.get(target, ""), {})

    def depth_of(self, list_id: str, style_id: str) -> int:
        """Return the level of a list that belongs to a paragraph style; 0 where none says so."""
        levels = {**self._levels.get(self._lists.get(list_id, ""), {}), **self._own.get(list_id, {})}
        return next((depth for depth, level in levels.items() if level.style and level.style == style_id), 0)

    def mark(self, list_id: str, depth: int) -> str:
        """Return what stands before the next paragraph of a list: "第三条", "1.2", "-" for a bullet, empty for no number.

        Lists that share their levels share their counts, as in Word; one with a start of its own begins anew when it is first used.
        """
        key = self._lists.get(list_id, "")
        own = self._own.get(list_id, {})
        level = own.get(depth) or self._levels.get(key, {}).get(depth)
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        if level.form == "bullet":
            return "-"
        counts = self._counts.setdefault(key, [None] * _LEVELS)
        start = self._starts.get(list_id, {}).get(depth)
        before = counts[depth]
        if (start is not None or depth in own) and (list_id, depth) not in self._used:
            counts[depth] = level.start if start is None else start
        else:
            counts[depth] = (level.start if start is None else start) if before is None else before + 1
        self._used.add((list_id, depth))
        for lower in range(depth + 1, _LEVELS):
            below = own.get(lower) or self._levels.get(key, {}).get(lower)
            if below is None or below.restart < 0 or (below.restart and depth < below.restart):
                counts[lower] = None
        return "" if level.form == "none" else self._written(level, {**self._levels.get(key, {}), **own}, counts)

    @staticmethod
    def _written(level: _Level, levels: Mapping[int, _Level], counts: list[int | None]) -> str:
        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            count = counts[at] if 0 <= at < _LEVELS else None
            return written(other.start if count is None else count, "decimal" if level.legal else other.form)

        return re.sub(r"%(\d)", number, level.text)


def written(count: int, form: str) -> str:
    """Return a number as Word's format `form` writes it.

    >>> written(21, "chineseCounting"), written(4, "lowerRoman"), written(2, "upperLetter"), written(7, "decimal")
    ('二十一', 'iv', 'B', '7')
    """
    text = ""
    if form in _CHINESE and 0 <= count < 10_000:
        text = chinese(count)
    elif form in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal") and 0 <= count < 10_000:
        text = legal(count, traditional=form != "chineseLegalSimplified")
    elif form in _STEMS and count > 0:
        text = _STEMS[form][(count - 1) % len(_STEMS[form])]
    elif form in ("lowerLetter", "upperLetter") and count > 0:
        text = letters(count)
    elif form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        text = roman(count)
    elif form in _ENCLOSED and 1 <= count <= _ENCLOSED[form][1]:
        text = chr(ord(_ENCLOSED[form][0]) + count - 1)
    elif form == "decimalZero":
        text = f"{count:02d}"
    elif form in ("decimalFullWidth", "decimalFullWidth2"):
        text = str(count).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    elif form == "numberInDash":
        text = f"- {count} -"
    elif form == "ordinal":
        text = f"{count}{'th' if 10 <= count % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th')}"
    return (text.upper() if form.startswith("upper") else text) or str(count)


def _levels(elements: Iterable[_Element]) -> dict[int, _Level]:
    return {_whole(element.get(f"{W}ilvl", "0"), 0): _level(element) for element in elements}


def _level(element: _Element) -> _Level:
    legal_form = element.find(f"{W}isLgl")
    level = _Level(
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText"),
        start=_whole(_value(element, "start"), 1),
        restart=_whole(_value(element, "lvlRestart"), -1),
        legal=legal_form is not None and legal_form.get(f"{W}val", "1") not in ("0", "false"),
        style=_value(element, "pStyle"),
    )
    custom = element.find(f".//{W}numFmt")
    if custom is not None and level.form == "custom":
        return replace(level, form="decimalZero" if custom.get(f"{W}format", "").startswith("0") else "decimal")
    return level


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


def _value(element: _Element, name: str) -> str:
    return _value_at(element, f"{W}{name}")


def _value_at(element: _Element, path: str) -> str:
    child = element.find(path)
    return str(child.get(f"{W}val", "")) if child is not None else ""
