"""Which elements of a page nobody sees, with everything in them: hidden by attribute, by style, by size or by place.

What a child may undo (visibility, size of type, colour) is told in `html_look`. Text that people do not see and machines read is also
how instructions are smuggled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.html_look import Look, declared, look_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_READERS_ONLY: Final = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|hide-text)(?:\s|$)", re.IGNORECASE)
_FAINTEST: Final = 0.1
"""What is less opaque cannot be read."""
_SHARE: Final = re.compile(r"(\d*\.?\d+)\s*(%?)")
_NO_OPACITY: Final = re.compile(r"opacity\(\s*(?:0?\.0\d*|0)%?\s*\)")
_NO_SCALE: Final = re.compile(r"scale[xy]?\(\s*0(?:\.0+)?\s*[),]")
_FAR_MOVED: Final = re.compile(r"translate(?:3d|[xy])?\([^)]*-\d{4,}(?:\.\d+)?px")
_NO_CLIP: Final = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)")
_NO_CLIP_PATH: Final = re.compile(r"inset\(\s*(?:50|100)%|circle\(\s*0(?:px|%)?\s*[) ]")
_LENGTH: Final = re.compile(r"(-?[\d.]+)(px|pt|em|rem|%|vw|vh|in|cm|mm)?")
_NO_ROOM: Final = re.compile(r"0(?:px|em|rem|%|pt|vh|vw)?|1(?:px|pt)")
_NO_PITCH: Final = re.compile(r"-(?:(?:[1-9]\d*(?:\.\d+)?|0?\.9\d*)em|(?:1[2-9]|[2-9]\d|\d{3,})(?:\.\d+)?(?:px|pt))")
"""Letters drawn over each other."""
_MOVES: Final = ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top")
_FAR: Final = 900
_TOGGLED: Final = frozenset(("dialog",))
"""Elements that a browser shows only once they have been opened."""


def is_hidden(element: _Element) -> bool:
    """Return whether an element that stands alone takes its text from the reader's eyes, by its own attributes and style."""
    style = declared(str(element.get("style", "")))
    return is_gone(element, style) or look_of(element, style, Look()).hides


def is_gone(element: _Element, style: Mapping[str, str]) -> bool:
    """Return whether the element takes everything in it from the reader's eyes; what its parents do is not asked.

    `aria-hidden` hides nothing from the eye and does not count. Text that a reader opens by the page's own means (a closed `details`) or
    finds by searching in it (`hidden="until-found"`) is the page's text.

    Args:
        element: of the page.
        style: what is declared for it, by property.
    """
    if element.get("type") == "hidden" or _READERS_ONLY.search(element.get("class", "")):
        return True
    display = style.get("display", "")
    if display == "none" or (not display and _is_closed(element)):
        return True
    if not style:
        return False
    return (
        style.get("content-visibility") == "hidden"
        or style.get("mso-hide") == "all"
        or _is_faint(style)
        or bool(_NO_SCALE.search(style.get("transform", "")))
        or bool(_NO_CLIP.search(style.get("clip", "")) or _NO_CLIP_PATH.search(style.get("clip-path", "")))
        or _is_away(style)
        or _has_no_room(style)
        or bool(_NO_PITCH.match(style.get("letter-spacing", "")))
    )


def is_struck(element: _Element, style: Mapping[str, str]) -> bool:
    """Return whether the element's text is shown as deleted."""
    if element.tag in ("del", "s", "strike"):
        return True
    return any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line"))


def _is_closed(element: _Element) -> bool:
    """Whether the element is not shown unless its style says otherwise."""
    hidden = element.get("hidden")
    if hidden is not None:
        return str(hidden).strip().lower() != "until-found"
    return (element.tag in _TOGGLED and element.get("open") is None) or element.get("popover") is not None


def _is_faint(style: Mapping[str, str]) -> bool:
    share = _SHARE.fullmatch(style.get("opacity", ""))
    if share is not None and float(share[1]) / (100 if share[2] else 1) < _FAINTEST:
        return True
    return bool(_NO_OPACITY.search(style.get("filter", "")))


def _is_away(style: Mapping[str, str]) -> bool:
    out_of_flow = style.get("position") in ("absolute", "fixed")
    for name in _MOVES:
        found = _LENGTH.match(style.get(name, ""))
        if found is None:
            continue
        try:
            far = float(found[1]) <= (-_FAR if (found[2] or "px") in ("px", "pt") else -90)
        except ValueError:
            continue
        if far and (out_of_flow or "indent" in name or "margin" in name):
            return True
    return bool(_FAR_MOVED.search(style.get("transform", "")))


def _has_no_room(style: Mapping[str, str]) -> bool:
    clipped = any(style.get(name, "").split()[:1] in (["hidden"], ["clip"]) for name in ("overflow", "overflow-x", "overflow-y"))
    return clipped and any(_NO_ROOM.fullmatch(style.get(name, "")) for name in ("height", "width", "max-height", "max-width"))
