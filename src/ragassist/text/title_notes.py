"""The note under the title of a Chinese law or rule: on which day and by whom it was adopted, published and amended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ragassist.text.iso_dates import chinese_day

_DAY: Final = chinese_day()
_INSIDE: Final = "(?:[^（）()]|[（(][^（）()]{0,40}[）)])"
_NOTE: Final = re.compile(
    r"^[^\S\n]*[*（(]*[（(]\s*(?P<note>"
    rf"(?=(?:自|根据|依据)? ?{_DAY}){_INSIDE}{{8,900}}"
    r"|[^（）()\n]{0,20}\d{4}\s*年[^（）()]{4,400}?通过[^（）()]{0,400}"
    r")[）)]",
    re.MULTILINE,
)
"""Begins with a day or, where it says that something was adopted, with a few other words such as the name of the body."""
_CLAUSE: Final = (
    rf"(?:自|根据|依据|经)? ?{_DAY}(?:[^\n。；！？]|；(?=并?自)|\n(?!\s*\n)){{2,200}}?"
    r"(?:通过|公布|发布|颁布|印发|修正|修订|批准|施行|实施|生效)[。]?[^\S\n*_]*[*_]*[^\S\n]*$"
)
_BARE: Final = re.compile(rf"^[^\S\n]*[>*_]*[^\S\n]*(?P<note>{_CLAUSE}(?:\s*^[^\S\n]*[>*_]*[^\S\n]*{_CLAUSE}){{0,12}})", re.MULTILINE)
"""The same without brackets, on lines of its own: a line for each day, or one for all."""
NAME: Final = re.compile(
    r"(?:(?<![立司执守普算方做看])法|条例|办法|规定|细则|规则|解释|决定|决议|批复|修正案|若干措施|意见|章程|规程|规范|准则|守则|须知|要点|指引|指南)》?(?:[（(].{1,30}[）)])*$"
)
"""The end of the name of a law or rule, at the end of a line."""
_LINES_BETWEEN: Final = 4
_OPENS: Final = re.compile(r"第一[章条编节]|目\s*[录錄次]|总\s*则|序\s*言")


def title_notes(head: str) -> Iterator[tuple[int, int]]:
    r"""Yield start and end (exclusive) of each such note in the beginning of a text, without its brackets, in order.

    One without brackets counts only close below a line that ends as the name of a rule does, and only before any prose or above the
    first article or the contents.

    >>> head = "渡轮条例\n（2021年8月20日第三次会议通过）\n第一条"
    >>> [head[start:end] for start, end in title_notes(head)]
    ['2021年8月20日第三次会议通过']
    >>> head = "渡轮条例\n2021年8月20日 第三次会议通过\n2023年3月1日 第九次会议修正\n\n第一条"
    >>> [head[start:end] for start, end in title_notes(head)]
    ['2021年8月20日 第三次会议通过\n2023年3月1日 第九次会议修正']
    """
    found = [match.span("note") for match in _NOTE.finditer(head)]
    for bare in _BARE.finditer(head):
        span = bare.span("note")
        if not any(start < span[1] and span[0] < end for start, end in found) and _belongs(head[: span[0]], head[span[1] :]):
            return iter(sorted([*found, span]))
    return iter(found)


def in_brackets(head: str, start: int) -> bool:
    """Return whether the note that begins at `start` stands in brackets."""
    return head[:start].rstrip().endswith(("（", "("))


def _belongs(above: str, below: str) -> bool:
    over, under = _lines(above), _lines(below)
    if not any(map(NAME.search, over[-_LINES_BETWEEN:])):
        return False
    return not any(line.endswith("。") for line in over) or any(map(_OPENS.match, under[:_LINES_BETWEEN]))


def _lines(text: str) -> list[str]:
    return [line.strip(" \t\u3000\r#>*_") for line in text.split("\n") if line.strip()]
