"""Which elements of a page nobody sees: what is hidden by attribute, by style, by size, by colour or by place.

Text that people do not see and machines read is also how instructions are smuggled in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ragassist.ingest.load.html_sheet import Sheet

_READERS_ONLY: Final = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|hide-text)(?:\s|$)", re.IGNORECASE)
_LENGTH: Final = r"\s*:\s*(-?[\d.]+)\s*(px|pt|em|rem|%|vw|vh|in|cm|mm)?"
_FONT: Final = re.compile(
    rf"(?<![-\w])font-size{_LENGTH}|(?<![-\w])font\s*:[^;]*?(?<![\w./])(?:([\d.]+)(px|pt|em|rem|%)|(0)(?=[\s/]))", re.IGNORECASE
)
_LEAST: Final = {"px": 3.0, "pt": 2.0, "em": 0.2, "rem": 0.2, "%": 20.0, "": 3.0}
"""Letters smaller than that cannot be read."""
_CLEAR: Final = r"(?:rgb|hsl)a?\((?:[^,)]*,[^,)]*,[^,)]*,|[^/)]*/)\s*(?:0|0?\.0\d*)%?\s*\)"
"""A colour with no opacity."""
_GONE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![-\w])opacity\s*:\s*(?:0?\.0\d*|0)(?:\s*(?:;|!|$))"
    r"|clip\s*:\s*rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    rf"|transform\s*:[^;]*scale[xy]?\(\s*0(?:\.0+)?\s*[),]|mso-hide\s*:\s*all|(?<![-\w])color\s*:\s*(?:transparent|{_CLEAR})"
    r"|-webkit-text-fill-color\s*:\s*transparent",
    re.IGNORECASE,
)
_AWAY: Final = re.compile(rf"(?<![-\w])(?:left|right|top|bottom|text-indent|margin-left|margin-top){_LENGTH}", re.IGNORECASE)
_OUT_OF_FLOW: Final = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_NO_ROOM: Final = re.compile(r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*[01]?(?:px|em|%|pt)?\s*(?:;|!|$)", re.IGNORECASE)
_CLIPPED: Final = re.compile(r"overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR: Final = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND: Final = re.compile(r"(?<![-\w])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_STRUCK: Final = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_NAMED: Final = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "transparent": None, "snow": (255, 250, 250)}
_SHOWS_THROUGH: Final = re.compile(rf"\s*(?:none|transparent|inherit|initial|unset|0|repeat|center|{_CLEAR})", re.IGNORECASE)
_HSL: Final = re.compile(r"hsla?\(\s*[\d.]+(?:deg)?[\s,]+[\d.]+%?[\s,]+([\d.]+)%")
_FAR: Final = 900
_NEAR_COLOURS: Final = 12
"""Difference in each of red, green and blue, of 255, that no eye tells apart."""


def is_hidden(element: _Element, style: str, sheet: Sheet) -> bool:
    """Whether the element itself takes its text from the reader's eyes; what its parents do is not asked.

    `aria-hidden` hides nothing from the eye and does not count.
    """
    hidden = element.get("hidden")
    if hidden is not None or element.get("type") == "hidden" or _READERS_ONLY.search(element.get("class", "")):
        return True
    if not style:
        return element.tag == "font" and _is_white(element, sheet)
    if _GONE.search(style) or _is_tiny(style) or _is_away(style):
        return True
    return bool(_CLIPPED.search(style) and _NO_ROOM.search(style)) or _is_white(element, sheet)


def is_struck(element: _Element, style: str) -> bool:
    """Whether the element's text is shown as deleted."""
    return element.tag in ("del", "s", "strike") or bool(style and _STRUCK.search(style))


def _is_tiny(style: str) -> bool:
    found = next(reversed(list(_FONT.finditer(style))), None)
    if found is None:
        return False
    number, unit = found[1] or found[3] or found[5], (found[2] or found[4] or "").lower()
    try:
        return float(number) < _LEAST.get(unit, 0)
    except ValueError:
        return False


def _is_away(style: str) -> bool:
    for found in _AWAY.finditer(style):
        try:
            far = float(found[1]) <= (-_FAR if (found[2] or "px") in ("px", "pt") else -90)
        except ValueError:
            continue
        if far and (_OUT_OF_FLOW.search(style) or "indent" in found[0] or "margin" in found[0]):
            return True
    return False


def _is_white(element: _Element, sheet: Sheet) -> bool:
    """Whether the text has the colour of what is behind it; white where no parent says otherwise."""
    style = sheet.style(element)
    stated = list(_COLOUR.finditer(style))
    colour = _rgb(stated[-1][1]) if stated else _rgb(element.get("color", "")) if element.tag == "font" else None
    if colour is None:
        return False
    place: _Element | None = element
    while place is not None:
        ground = list(_GROUND.finditer(sheet.style(place)))
        named = ground[-1][1] if ground else place.get("bgcolor", "")
        if "url(" in named or "gradient" in named:
            return False
        if named.strip() and not _SHOWS_THROUGH.match(named):
            behind = _rgb(named)
            return behind is not None and _alike(colour, behind)  # of a colour that is not known here nothing is said
        place = place.getparent()
    return _alike(colour, (255, 255, 255))


def _alike(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(left - right) <= _NEAR_COLOURS for left, right in zip(one, other, strict=True))


def _rgb(written: str) -> tuple[int, int, int] | None:
    text = written.strip().lower()
    if match := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text):
        digits = match[1] if len(match[1]) == 6 else "".join(char * 2 for char in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.search(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _HSL.search(text):
        light = float(match[1]) * 2.55  # grey of that lightness: enough to tell white and black
        return (int(light), int(light), int(light)) if light > 240 or light < 5 else None
    return next((_NAMED[word] for word in text.split() if word in _NAMED), None)
