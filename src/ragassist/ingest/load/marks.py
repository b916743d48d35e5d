"""Markdown written for what a format marks in its own way, so that headings, lists and tables are cleaned alike wherever they come from."""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r"[\\*`|]|~~|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|\](?=\()|^(?:#{1,6}|>+|[-+])(?=\s)|^[-=]{3,}$")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!])|&(?=#?\w{1,8};)")


def escape(text: str) -> str:
    r"""Return one line of plain text whose characters Markdown would take for marks, guarded.

    >>> escape("2*3*4 in <b>")
    '2\\*3\\*4 in &lt;b>'
    """
    guarded = _SPECIAL.sub(lambda match: "".join("\\" + char for char in match.group()), text)
    return _TAG.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", guarded)


def heading(text: str, level: int) -> str:
    """Return a heading; levels below 6 are written as 6."""
    return f"{'#' * max(1, min(level, 6))} {text}"
