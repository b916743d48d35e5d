"""How the text in an element is seen: what it inherits from its parents, and each child may state anew.

A child of a hidden element is shown where it says `visibility: visible`, one in type of no size where it states a size, and text in the
colour of its ground where it states another colour. Source: CSS Display 3, CSS Fonts 4 and CSS Color 4 (inherited properties).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.html_sheet import declarations

if TYPE_CHECKING:
    from lxml.etree import _Element

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
WHITE: Final[Colour] = (255, 255, 255)
_MEDIUM_PX: Final = 16.0
_LEAST_PX: Final = 3.0
"""Smaller letters cannot be read."""
_LEAST_REM: Final = 0.05
"""Where nothing says what a rem is, a page's script sets it, often to 100 pixels."""
_SIZE: Final = re.compile(r"(-?\d*\.?\d+)(px|pt|pc|em|rem|%|ex|ch|vw|vh|in|cm|mm)?")
_IN_SHORTHAND: Final = re.compile(r"(?<![\w./-])(\d*\.?\d+)(px|pt|pc|em|rem|%|ex|ch|vw|vh|in|cm|mm)(?![\w-])|(?<![\w./-])(0)(?=[\s/])")
_PIXELS: Final = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "vw": 4.0, "vh": 4.0}
_TIMES: Final = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_AS_ABOVE: Final = frozenset(("inherit", "unset", "revert", "revert-layer"))
_TRANSPARENT: Final = re.compile(
    r"transparent|(?:rgb|hsl)a?\((?:[^,)]*,[^,)]*,[^,)]*,|[^/)]*/)\s*(?:0|0?\.0\d*)%?\s*\)|#[0-9a-f]{6}0[0-9a-f]\b|#[0-9a-f]{3}0\b"
)
_SHOWS_THROUGH: Final = re.compile(r"\s*(?:none|inherit|initial|unset|0|repeat|center)")
_NAMED: Final[dict[str, Colour]] = {
    "white": WHITE, "black": (0, 0, 0), "red": (255, 0, 0), "snow": (255, 250, 250), "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255), "yellow": (255, 255, 0),
}  # fmt: skip
_HSL: Final = re.compile(r"hsla?\(\s*[\d.]+(?:deg)?[\s,]+[\d.]+%?[\s,]+(\d{1,3}(?:\.\d{1,9})?)%")
_NEAR_COLOURS: Final = 12
"""Difference in each of red, green and blue, of 255, that no eye tells apart."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an element hands down to the text in it."""

    visible: bool = True
    size_px: float = _MEDIUM_PX
    rem_px: float | None = None
    """The size of type of the whole page; None where nothing in the page says it."""
    colour: Colour | None = None
    """None where none is stated that is known here."""
    clear: bool = False
    """Whether the colour has no opacity."""
    fill_clear: bool | None = None
    """Whether the letters are filled with nothing, whatever their colour; None where nothing is stated."""
    ground: Colour | None = WHITE
    """What is behind the text; None where it is a picture or a colour that is not known here."""

    @property
    def hides(self) -> bool:
        """Whether text that looks like this cannot be seen."""
        if not self.visible or self.size_px < _LEAST_PX or (self.clear if self.fill_clear is None else self.fill_clear):
            return True
        return self.colour is not None and self.ground is not None and _alike(self.colour, self.ground)


@lru_cache(maxsize=4096)
def declared(style: str) -> Mapping[str, str]:
    """Return what a `style` declares, by property, in lower case; of two values of one property the one that outweighs the other.

    >>> dict(declared("Display:none !important; color: Red; display: block"))
    {'color': 'red', 'display': 'none'}
    """
    found: dict[str, str] = {}
    for name, value, _ in sorted(declarations(style), key=lambda one: one[2]):  # among equals the later one wins
        found.pop(name, None)
        found[name] = value.strip().lower()
    return MappingProxyType(found)


def look_of(element: _Element, style: Mapping[str, str], above: Look) -> Look:
    """Return how text right in the element is seen.

    Args:
        element: of the page.
        style: what is declared for it, by property.
        above: the look of its parent.
    """
    look = _own(element, above)
    if not style:
        return look
    ground = _ground(style, above.ground)
    colour, clear = _colour(style.get("color", ""), above, look)
    fill = style.get("-webkit-text-fill-color", "")
    fill_clear = look.fill_clear if not fill or fill in _AS_ABOVE else None if fill == "currentcolor" else bool(_TRANSPARENT.match(fill))
    look = replace(
        look, visible=_visible(style.get("visibility", ""), above), size_px=_size(style, above), colour=colour, clear=clear,
        fill_clear=fill_clear, ground=ground,
    )  # fmt: skip
    if "text" in (style.get("background-clip", ""), style.get("-webkit-background-clip", "")):  # the letters show the ground
        return replace(look, colour=ground, clear=False, fill_clear=None, ground=above.ground)
    return look


def of_page(element: _Element, style: Mapping[str, str], above: Look) -> Look:
    """Return the look that the element of the whole page hands down: ground and size only, since scripts bring the rest in."""
    look = look_of(element, style, above)
    size = look.size_px if look.size_px >= _LEAST_PX else _MEDIUM_PX
    rem = size if element.tag == "html" and ("font-size" in style or "font" in style) and look.size_px >= _LEAST_PX else above.rem_px
    return Look(size_px=size, rem_px=rem, ground=look.ground)


def _own(element: _Element, above: Look) -> Look:
    """By the element's kind and its attributes alone."""
    look = above
    if element.get("bgcolor"):
        look = replace(look, ground=_rgb(element.get("bgcolor", "")))
    if element.tag == "font" and element.get("color"):
        look = replace(look, colour=_rgb(element.get("color", "")), clear=False)
    elif element.tag == "a" and element.get("href") is not None:  # links have a colour of their own
        look = replace(look, colour=None, clear=False)
    elif element.tag == "mark":
        look = replace(look, colour=(0, 0, 0), clear=False, ground=_NAMED["yellow"])
    return look


def _visible(value: str, above: Look) -> bool:
    if not value or value in _AS_ABOVE:
        return above.visible
    return value not in ("hidden", "collapse")


def _colour(value: str, above: Look, own: Look) -> tuple[Colour | None, bool]:
    if not value:
        return own.colour, own.clear
    if value in _AS_ABOVE or value == "currentcolor":
        return above.colour, above.clear
    return _rgb(value), bool(_TRANSPARENT.match(value))


def _ground(style: Mapping[str, str], above: Colour | None) -> Colour | None:
    named = [value for name, value in style.items() if name in ("background", "background-color", "background-image")]
    if any("url(" in value or "gradient(" in value for value in named):
        return None
    stated = next((value for value in reversed(named) if not _SHOWS_THROUGH.match(value) and not _TRANSPARENT.match(value)), "")
    return _rgb(stated) if stated else above


def _size(style: Mapping[str, str], above: Look) -> float:
    name = next((name for name in reversed(list(style)) if name in ("font-size", "font")), "")
    value = style.get(name, "")
    if not value or value in _AS_ABOVE:
        return above.size_px
    found = _IN_SHORTHAND.search(f"{value} ") if name == "font" else _SIZE.fullmatch(value)
    if found is None:
        return {"smaller": above.size_px / 1.2, "larger": above.size_px * 1.2}.get(value, _MEDIUM_PX)
    number, unit = float(found[1] or 0), found[2] or ""
    if number < 0:
        return above.size_px
    if unit in _TIMES:
        return number * _TIMES[unit] * above.size_px
    if unit == "rem":
        return number * above.rem_px if above.rem_px is not None else _MEDIUM_PX if number >= _LEAST_REM else number
    return number * _PIXELS[unit]


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(left - right) <= _NEAR_COLOURS for left, right in zip(one, other, strict=True))


def _rgb(written: str) -> Colour | None:
    text = written.strip().lower()
    if match := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{1,2})?\b", text):
        digits = match[1] if len(match[1]) == 6 else "".join(char * 2 for char in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.search(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _HSL.search(text):
        light = float(match[1]) * 2.55  # grey of that lightness: enough to tell white and black
        return (int(light), int(light), int(light)) if light > 240 or light < 5 else None
    return next((_NAMED[word] for word in text.split() if word in _NAMED), None)
