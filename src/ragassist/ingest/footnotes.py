"""What a page sets beside its text and extraction leaves between the halves of a sentence: when a paper came in, who wrote it, captions.

Works on lines before they are joined. A footnote or a caption between whole sentences is text of its own and stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from ragassist.ingest.headings import FIELD, NOTE, SENTENCE_END, heading_level, is_caption, opens_unit
from ragassist.ingest.lines import Line
from ragassist.lang.zh import HAN
from ragassist.text.word_tables import either, word_table

MAX_LINES: Final = 14
MAX_ENTRY_LINES: Final = 5
_MIN_CHARS: Final = 8
_OPENS: Final = either(word_table("ragassist.ingest"), "note_field", "note_reference")
_PERSON: Final = re.compile(f"[{HAN}·]{{2,5}} ?[（(](?:19|20)\\d\\d")
_NOTE: Final = re.compile("(?:注|资料来源|数据来源|来源|Source|Notes?) ?[:：]")
_ENDED: Final = re.compile(r"(?:\d|[)）\]】]|\.(?:com|cn|org|edu|net))$")
_HALF: Final = re.compile(f"[{HAN}A-Za-z，、,“《（(—-]$")


def footnotes(lines: Sequence[Line], furniture: Collection[int]) -> set[int]:
    """Numbers of the lines of footnotes and captions that stand between two halves of a sentence.

    Args:
        lines: in order.
        furniture: numbers of the lines that are page furniture, which may stand between as well.
    """
    places = [index for index in range(len(lines)) if index not in furniture]
    dropped: set[int] = set()
    at = 0
    while at < len(places):
        first = at
        caption = is_caption(lines[places[at]].text)
        if not caption and not (_OPENS.match(lines[places[at]].text) or _is_set(lines[places[at]])):
            at += 1
            continue
        at = _below_caption(lines, places, first) if caption else _end(lines, places, first)
        if (
            first > 0
            and at < len(places)
            and _is_half(lines[places[first - 1]])
            and _carries_on(lines[places[at]], lines[places[first - 1]].width)
        ):
            dropped |= set(places[first:at])
    return dropped


def _is_set(line: Line) -> bool:
    """Whether the line is a numbered note that stayed at the page's foot, since no sentence ends on the page."""
    return bool(NOTE.match(line.text)) and line.text[1] not in "：:" and line.gap > 1


def _below_caption(lines: Sequence[Line], places: Sequence[int], first: int) -> int:
    """Place after a caption, its note and its source."""
    at = first + 1
    while at < len(places) and _NOTE.match(lines[places[at]].text):
        at += 1
    return at


def _end(lines: Sequence[Line], places: Sequence[int], first: int) -> int:
    """Place after the last line of the footnotes that begin at place `first`."""
    room = 0.8 * max(lines[index].width for index in places[max(0, first - 8) : first + 1])
    entry = at = first
    while at + 1 < len(places) and at + 1 - first < MAX_LINES:
        line, after = lines[places[at]], lines[places[at + 1]].text
        if _OPENS.match(after) or _PERSON.match(after):
            entry = at + 1
        elif SENTENCE_END.search(line.text) or _ENDED.search(line.text) or line.width < room or at + 1 - entry >= MAX_ENTRY_LINES:
            break
        at += 1
    return at + 1


def _is_half(line: Line) -> bool:
    return (
        len(line.text) >= _MIN_CHARS
        and bool(_HALF.search(line.text))
        and not NOTE.match(line.text)
        and not SENTENCE_END.search(line.text)
        and not heading_level(line.text)
        and not opens_unit(line.text)
    )


def _carries_on(line: Line, width: float) -> bool:
    """Whether a line goes on with a sentence that broke off in one of that width, and is no cell of a table."""
    whole = line.width >= 0.6 * width or SENTENCE_END.search(line.text)
    return bool(whole) and not opens_unit(line.text) and not heading_level(line.text) and not FIELD.match(line.text)
