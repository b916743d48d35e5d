"""The note in brackets under the title of a Chinese law or rule: on which day and by whom it was adopted, published and amended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

DAY: Final = r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
"""A day, in the digits and blanks of such notes."""
_NOTE: Final = re.compile(
    r"^[^\S\n]*[*（(]*[（(]\s*(?P<note>"
    rf"(?=自? ?{DAY})[^（）()]{{8,600}}"
    r"|[^（）()\n]{0,20}\d{4}\s*年[^（）()]{4,400}?通过[^（）()]{0,400}"
    r")[）)]",
    re.MULTILINE,
)
"""Begins with a day or, where it says that something was adopted, with a few other words such as the name of the body."""


def title_notes(head: str) -> Iterator[tuple[int, int]]:
    r"""Yield start and end (exclusive) of each such note in the beginning of a text, without its brackets, in order.

    >>> head = "渡轮条例\n（2021年8月20日第三次会议通过）\n第一条"
    >>> [head[start:end] for start, end in title_notes(head)]
    ['2021年8月20日第三次会议通过']
    """
    return (match.span("note") for match in _NOTE.finditer(head))
