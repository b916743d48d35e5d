"""The lines of a text that is being cleaned, with what can be seen of each in the raw text around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ragassist.text.normalize import CleanText

_LINE: Final = re.compile(r"[^\n]+")
_HASHES: Final = re.compile(r"[ \t>]*(#{1,6})[ \t]")
_WIDE_GAP: Final = re.compile(r"[ \t\u3000\u00a0]{3}")
_REST: Final = re.compile(r"[^\n\r\f]{0,2000}")
_BULLET: Final = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with visible text; `start` and `end` are its trimmed span in the text being cleaned."""

    text: str
    start: int
    end: int
    width: float
    """Printed width in Chinese characters, as the raw text had it: an ASCII character takes half the room."""
    typeset: bool
    """Set in columns or flush to both edges: three or more spaces in a row within it."""
    chars: int
    """Code points of its raw text."""
    gap: int
    """Newlines between the line before and this one (1: the next line, 2: one blank line between); 0 for the first."""
    airy: bool
    """A line of spaces alone stands between: how some extractors write a space."""
    paged: bool
    """A form feed stands between."""
    indented: bool
    marked: int
    """Number of `#` before it."""
    bold: bool
    link: bool
    """Nothing but a link."""
    bullet: bool
    row: bool
    """A row of a table."""


def _apart(between: str) -> tuple[int, bool]:
    """Line ends between two lines, and whether a line of nothing but white space is among them."""
    gap = between.count("\n")
    return gap, gap > 1 and any(part and not part.strip() for part in between.split("\n")[1:-1])


def lines_of(
    text: CleanText, raw: str, *, markdown: bool, rows: bool | None = None, is_row: Callable[[int], object] | None = None
) -> list[Line]:
    """Return every line that has a visible character, in order.

    Args:
        text: being cleaned.
        raw: what it was made of.
        markdown: marks mean something.
        rows: bars mark tables, as they do in Markdown.
        is_row: whether a raw offset stands in a row of a table that was found.
    """
    rows = markdown if rows is None else rows
    lines: list[Line] = []
    last = last_raw = 0
    for match in _LINE.finditer(text.text):
        whole = match.group()
        tail = whole.lstrip()
        if not tail:
            continue
        body = tail.rstrip()
        start = match.start() + len(whole) - len(tail)
        end = start + len(body)
        gap, airy = _apart(text.text[last:start]) if lines else (0, False)
        raw_start, raw_end = int(text.starts[start]), int(text.ends[end - 1])
        above = raw[last_raw:raw_start]
        prefix = (above + "|").splitlines()[-1][:-1]
        suffix = _REST.match(raw, raw_end)
        suffix_text = suffix.group() if suffix else ""
        hashes = _HASHES.match(prefix) if markdown and prefix else None
        own = raw[raw_start:raw_end]
        lines.append(
            Line(
                text=body,
                start=start,
                end=end,
                width=(len(own) if own.isascii() else len(own.encode("gb18030", "replace"))) / 2,
                typeset=_WIDE_GAP.search(own) is not None,
                chars=raw_end - raw_start,
                gap=gap,
                airy=airy,
                paged="\f" in above,
                indented=prefix.strip(" \t\u3000\u00a0") == "" and (len(prefix) >= 2 or "\u3000" in prefix),
                marked=len(hashes.group(1)) if hashes else 0,
                bold=markdown and "**" in prefix and "**" in suffix_text and "**" not in own,
                link=markdown and prefix.rstrip("*").endswith("[") and suffix_text.startswith("]("),
                bullet=markdown and bool(prefix) and _BULLET.match(prefix) is not None,
                row=(is_row is not None and bool(is_row(raw_start)))
                or ("<td" in prefix or "<th" in prefix or suffix_text.startswith(("</td", "</th")))
                or (
                    rows
                    and ("|" in prefix or raw[raw_start] == "|" or "|" in suffix_text[-3:])
                    and prefix.count("|") + own.count("|") + suffix_text.count("|") > 1
                ),
            )
        )
        last, last_raw = end, raw_end
    return lines
