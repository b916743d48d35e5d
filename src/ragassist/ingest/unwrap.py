"""Which line ends are only the end of a line, and which end something.

PDF text breaks every sentence at the column's edge, often with a blank line after each line; some extractors put every English word on
a line of its own. A line continues in the next one when it is as wide as its neighbours or plainly unfinished, and the next opens nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ragassist.ingest.headings import LABEL, SENTENCE_END, heading_level, opens_unit
from ragassist.ingest.lines import Line
from ragassist.text.characters import HAN

REACH: Final = 8
FULL: Final = 0.9
INDENT: Final = 2.0
"""Chinese characters by which a paragraph's first line is set in, though extraction may not show it."""
FULL_HEADING: Final = 0.95
"""A line that looks like a heading must fill its column to count as wrapped."""
MIN_WIDTH: Final = 8.0
MAX_WIDTH: Final = 80.0
_UNFINISHED: Final = re.compile(
    r"[，、,（(“‘《〈「『【\[–~～&＋+／/·—-]$|(?:\b(?:the|a|an|of|and|or|to|in|for|with|by|on|from|that|as|at|is|are))$"
)
_CONTINUES: Final = re.compile(r"[，。、；：！？）》〉」』】”’,;:!?)\]%‰％…~～–—]")
_LATIN_WORDS: Final = re.compile(
    r"[A-Za-z][A-Za-z'’\-]*[,.;:!?)]*(?: [A-Za-z(][A-Za-z'’\-]*[,.;:!?)]*)?|[(“\"'‘]?[A-Za-z0-9&%'’\-]+[,.;:!?)”\"]*"
)
_FIRST_WORD: Final = re.compile(f"[^\\s{HAN}，。、；：]+|.")
_LATIN_END: Final = re.compile(r"[A-Za-z0-9.,;:!?)\]”’\"'%]$")
_LATIN_START: Final = re.compile(r"[A-Za-z0-9(\[“‘\"'$#&]")
_BRACKETS: Final = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"), ("「", "」"), ("【", "】"))
_STRICT_START: Final = re.compile(
    "第[一二三四五六七八九十百零〇0-9]{1,5}[编篇章节条] |[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,2}、"
)


def fragments(lines: Sequence[Line]) -> list[bool]:
    """Whether the end of each line but the last is how the extractor wrote a space, [len(lines) - 1].

    Either a line of spaces alone stands between, in a text where that is neither usual nor rare, or English stands one word a line.
    """
    words = _word_runs(lines)
    apart = sum(line.airy and line.gap > 2 for line in lines)
    airy = 3 <= apart < 0.6 * len(lines)
    return [
        (index in words and index + 1 in words) or (airy and after.airy and after.gap > 2 and _joins_in_air(line.text, after.text))
        for index, (line, after) in enumerate(pairwise(lines))
    ]


def _joins_in_air(text: str, after: str) -> bool:
    return not SENTENCE_END.search(text) or bool(_LATIN_END.search(text) and _LATIN_START.match(after))


def continues(lines: Sequence[Line], *, markdown: bool) -> list[bool]:
    """Whether the next line carries on each line but the last, [len(lines) - 1]."""
    if len(lines) < 2:
        return []
    widths = [line.width for line in lines]
    blank = sum(line.gap > 1 for line in lines[1:]) / (len(lines) - 1)
    return [_carries_on(lines, widths, index, markdown=markdown, tight=blank > 0.6) for index in range(len(lines) - 1)]


def _carries_on(lines: Sequence[Line], widths: Sequence[float], index: int, *, markdown: bool, tight: bool) -> bool:
    line, after = lines[index], lines[index + 1]
    if line.marked or after.marked or after.bullet or line.link or after.link or (markdown and after.gap > 1 and (line.bold or after.bold)):
        return False
    ended = bool(SENTENCE_END.search(line.text))
    full = _is_full(lines, widths, index)
    if ended:
        return full and not after.indented and not opens_unit(after.text) and after.gap <= line.gap and index > 0 and not markdown
    if _CONTINUES.match(after.text) and not (markdown and after.gap > 1):
        return True
    if opens_unit(after.text):
        strict = LABEL.match(after.text) or _STRICT_START.match(after.text) or line.text[-1] in "：:"
        if strict or not full or (heading_level(after.text) and not _is_full(lines, widths, index + 1)):
            return False
    if heading_level(line.text) and not full:
        return tight and after.gap == 1 and not after.indented and not opens_unit(after.text)
    if full:
        return not after.indented or line.text[-1] not in "）)："
    if markdown and after.gap > 1:
        return False
    if _UNFINISHED.search(line.text) or _is_open(line.text, after.text):
        return True
    if re.search("[a-z,;]$", line.text) and re.match("[a-z]", after.text):
        return True
    return tight and after.gap == 1 and not after.indented and not re.search("。|[）)：:]$", line.text) and not markdown


def _is_full(lines: Sequence[Line], widths: Sequence[float], index: int) -> bool:
    """As wide as the lines before or after it, which mostly share one width."""
    first = _FIRST_WORD.match(lines[index + 1].text) if index + 1 < len(lines) else None
    room = widths[index] + (len(first.group()) / 2 if first and first.group().isascii() else 1)
    heading = heading_level(lines[index].text)
    if heading:
        room = widths[index]
    elif index == 0 or SENTENCE_END.search(lines[index - 1].text) or heading_level(lines[index - 1].text):
        room += INDENT
    for window in (widths[max(0, index - REACH) : index + 1], widths[index : index + REACH + 1], widths[max(0, index - 4) : index + 5]):
        if len(window) < 3:
            continue
        edge = sorted(window)[int(0.75 * (len(window) - 1) + 0.5)]
        alike = sum(FULL * edge <= width <= edge * 1.12 for width in window)
        if (
            MIN_WIDTH <= edge <= MAX_WIDTH
            and 2 * alike >= len(window)
            and (alike >= 3 or (len(widths) <= 4 and edge >= 15))
            and room >= (FULL_HEADING if heading else FULL) * edge
        ):
            return True
    return False


def _is_open(text: str, after: str) -> bool:
    """A bracket or quotation that opens at the end of one line and closes soon in the next."""
    for opening, closing in _BRACKETS:
        at = text.rfind(opening)
        if at >= 0 and closing not in text[at:] and 0 <= after.find(closing) <= 40:
            return True
    return False


def _word_runs(lines: Sequence[Line]) -> set[int]:
    """Lines of runs of five or more that hold one or two English words each, most of them in lower case."""
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(lines) + 1):
        if index < len(lines) and len(lines[index].text) <= 32 and _LATIN_WORDS.fullmatch(lines[index].text) and not lines[index].bullet:
            run.append(index)
            continue
        if len(run) >= 5 and 2 * sum(lines[at].text[0].islower() for at in run) >= len(run):
            found |= set(run)
        run = []
    return found


def joint(before: str, after: str, words: frozenset[str]) -> tuple[str, bool]:
    """What stands between two joined lines ("" or a space), and whether the hyphen that ends the first one goes.

    Args:
        before: the end of the first line.
        after: the beginning of the second.
        words: the hyphenated words that the text has within its lines, in lower case.
    """
    hyphen = re.search(r"([A-Za-z]+)[-\u2010]$", before)
    tail = re.match(r"[a-z]+", after)
    if hyphen and tail:
        compound = (
            before[: hyphen.end() - 1].endswith("-")
            or f"{hyphen.group(1)}-{tail.group()}".lower() in words
            or re.search(r"-[A-Za-z]+[-\u2010]$", before)
        )
        return "", not compound
    if before[-1:] in "-–—/" or not (_LATIN_END.search(before) and _LATIN_START.match(after)):
        return "", False
    if before[-1] in "”’)]" and not re.search(r"[A-Za-z.,!?][”’)\]]$", before):
        return "", False
    return " ", False
