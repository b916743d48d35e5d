"""What a printed page repeats around its text, left in the middle of sentences by extraction: page numbers, running heads and feet.

Works on lines before they are joined, since these lines stand between the halves of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ragassist.ingest.headings import SENTENCE_END, heading_level
from ragassist.ingest.lines import Line
from ragassist.lang.zh import HAN

NEAR: Final = 2
MAX_CHARS: Final = 60
_DECORATION: Final = r"[-—–·•|~\s]*"
_PAGE_NUMBER: Final = re.compile(
    rf"{_DECORATION}(?:第 ?)?\d{{1,4}}(?: ?页)?(?: ?[/|] ?(?:共 ?)?\d{{1,4}}(?: ?页)?|[,，]? ?共 ?\d{{1,4}} ?页)?{_DECORATION}"
    r"|[Pp]age \d{1,4}(?: of \d{1,4})?|P\.? ?\d{1,4}|[·•-] ?[ivxIVX]{1,5} ?[·•-]"
)
_ISSUE: Final = re.compile(
    r"(?:\d{1,4} )?(?:[A-Z][A-Za-z&:, ]{0,60}|.{0,24}?)"
    r"(?:第 ?\d{1,3} ?卷[,， ]*(?:第? ?\d{1,4} ?期)?|(?:19|20)\d\d ?年? ?[,，]? ?第 ?\d{1,4} ?期|第 ?\d{1,4} ?期(?: |$)|总第 ?\d{1,5} ?期"
    r"|Vol\.? ?\d+[,，. ]*(?:No\.? ?\d+)?).{0,40}"
)
_AUTHOR_HEAD: Final = re.compile(f"(?:\\d{{1,4}} ?)?[{HAN}·]{{2,4}}(?:[,，、][{HAN}·]{{2,4}})*(?: ?等| et al\\.?)? ?[:：] ?\\S.{{3,60}}")
_AUTHORS: Final = re.compile(f"(?:\\d{{1,4}} ?)?[{HAN}·]{{2,4}}(?:[,，、][{HAN}·]{{2,4}}| ?等| et al)")
_NUMBERED_EDGE: Final = re.compile(r"^\d{1,4} |\d{1,4}$")
_PAUSE: Final = re.compile("[，；。]|[,;] |[A-Za-z][,;]")
_UNIT: Final = re.compile(r"[年月日个家亿万%项条名人次种]")


def page_furniture(lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines that a printed page repeats.

    A page number is a number alone that neither belongs to a column of numbers nor continues a sentence. A running head names the issue,
    or author and title, beside a page number or a page's edge; or it is a short line that comes back at least three times in such places
    (twice, if a page number is next to it).
    """
    numbers = {index for index, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.text) and _lonely(lines, index)}
    dropped = numbers | _repeated(lines, numbers)
    for index, line in enumerate(lines):
        if len(line.text) > MAX_CHARS or line.marked or line.row or SENTENCE_END.search(line.text):
            continue
        near = _at_edge(lines, index, numbers)
        if _ISSUE.fullmatch(line.text):
            cuts_in = index > 0 and not SENTENCE_END.search(lines[index - 1].text)
            if near or cuts_in or index < 3 or _NUMBERED_EDGE.search(line.text):
                dropped.add(index)
        elif near and index > 3 and (line.typeset or (_AUTHOR_HEAD.fullmatch(line.text) and _is_head(lines, index))):
            dropped.add(index)
    return dropped


def _is_head(lines: Sequence[Line], index: int) -> bool:
    """Whether what stands before a colon names authors, and is no label such as 问题."""
    if _AUTHORS.match(lines[index].text) or _NUMBERED_EDGE.search(lines[index].text):
        return True
    before = next((lines[other].text for other in (index - 1, index - 2) if not _PAGE_NUMBER.fullmatch(lines[other].text)), "")
    return not SENTENCE_END.search(before) and not heading_level(before)


def _lonely(lines: Sequence[Line], index: int) -> bool:
    around = [lines[other].text for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    if not any(len(text) >= 6 for text in around) or any(_PAGE_NUMBER.fullmatch(text) for text in around):
        return False
    column = (lines[other].text for other in (index - 2, index + 2) if 0 <= other < len(lines))
    if any(text.isdigit() and _PAGE_NUMBER.fullmatch(text) for text in column):
        return False  # names and numbers by turns: a table
    before = lines[index - 1].text if index else ""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return not (lines[index].text.isdigit() and before and not SENTENCE_END.search(before) and _UNIT.match(after))


def _at_edge(lines: Sequence[Line], index: int, numbers: set[int]) -> bool:
    """Beside a page number, or first or last on a page."""
    if lines[index].paged or (index + 1 < len(lines) and lines[index + 1].paged):
        return True
    return any(index + step in numbers for step in range(-NEAR, NEAR + 1) if step)


def _repeated(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Short lines that come back, digits aside, mostly at a page's edge or within a sentence; the title at the very top stays."""
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if 4 <= len(line.text) <= MAX_CHARS and not line.row and not SENTENCE_END.search(line.text) and line.text[-1] not in "：:":
            key = re.sub(r"[\d\s·—-]+", "", line.text)
            if len(key) >= 3 and not (_PAUSE.search(line.text) and not _AUTHOR_HEAD.fullmatch(line.text)):
                places.setdefault(key, []).append(index)
    dropped: set[int] = set()
    for where in places.values():
        if len(where) == 2:
            dropped |= {where[1]} if {where[1] - 1, where[1] + 1} & numbers else set()
            continue
        if len(where) < 2 or any(second - first < 2 for first, second in pairwise(where)):
            continue
        edges = sum(_at_edge(lines, index, numbers) or _cuts_in(lines, index) for index in where)
        if 2 * edges >= len(where):
            dropped |= set(where if where[0] > 8 else where[1:])
    return dropped


def _cuts_in(lines: Sequence[Line], index: int) -> bool:
    """Within a sentence, and no line of it: another width, and no pause of its own."""
    if not index or SENTENCE_END.search(lines[index - 1].text) or heading_level(lines[index - 1].text):
        return False
    line, before = lines[index], lines[index - 1].width
    return line.typeset or not (_PAUSE.search(line.text) or 0.85 * before <= line.width <= 1.15 * before)
