"""Markdown written for what a format marks in its own way, so that headings, lists and tables are cleaned alike wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SPECIAL: Final = re.compile(r"[\\*`|]|~~|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|\](?=\()|^(?:#{1,6}|>+|[-+])(?=\s)|^[-=]{3,}$")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!])|&(?=#?\w{1,8};)")


def escape(text: str) -> str:
    r"""One line of plain text whose characters Markdown would take for marks, guarded.

    >>> escape("2*3*4 in <b>")
    '2\\*3\\*4 in &lt;b>'
    """
    guarded = _SPECIAL.sub(lambda match: "".join("\\" + char for char in match.group()), text)
    return _TAG.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", guarded)


def heading(text: str, level: int) -> str:
    """A heading; levels below 6 are written as 6."""
    return f"{'#' * max(1, min(level, 6))} {text}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a table whose first row names the columns; cells are one line of escaped text each.

    A table of one column or of one row only lays out a page: its cells become paragraphs.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return "\n\n".join(cell for row in rows for cell in row if cell.strip())
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])
