"""Which line ends are only the end of a line, and which end something.

PDF text breaks every sentence at the column's edge, often with a blank line after each line; some extractors put every English word
on a line of its own. A line continues in the next one when it is as wide as its neighbours or plainly unfinished, and the next one
opens nothing new.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ragassist.ingest.datelines import is_dateline
from ragassist.ingest.headings import FIELD, LABEL, NOTE, SENTENCE_END, heading_level, is_caption, numbered_level, opens_unit
from ragassist.ingest.hyphens import Hyphens
from ragassist.ingest.lines import Line
from ragassist.ingest.lists import mark_of
from ragassist.lang import en, zh
from ragassist.lang.zh import HAN, IDEOGRAPHS
from ragassist.text.script import without_space

REACH: Final = 8
FULL: Final = 0.9
INDENT: Final = 2.0
"""Chinese characters by which a paragraph's first line is set in, though extraction may not show it."""
FULL_IN_WRAPPED: Final = 0.78
"""The same where most lines end within a sentence anyway."""
FULL_HEADING: Final = 0.95
"""A line that looks like a heading must fill its column to count as wrapped."""
TITLE_DEPTH: Final = 12
MAX_TITLE_LINES: Final = 5
MIN_WIDTH: Final = 8.0
BODY_WIDTH: Final = 12.0
WIDE: Final = 18.0
"""Two unfinished lines of one such width are no coincidence."""
MAX_WIDTH: Final = 100.0
_UNFINISHED: Final = re.compile(
    r"[，、,（(“‘《〈「『【\[［〔–~～&＋+／/·—-]$|(?:\b(?:the|a|an|of|and|or|to|in|for|with|by|on|from|that|as|at|is|are))$"
)
_CONTINUES: Final = re.compile(r"[，。、；：！？）》〉」』】”’,;:!?)\]%‰％…~～–—]")
_LATIN_WORDS: Final = re.compile(
    r"[A-Za-z][A-Za-z'’\-]*[,.;:!?)]*(?: [A-Za-z(][A-Za-z'’\-]*[,.;:!?)]*)?|[(“\"'‘]?[A-Za-z0-9&%'’\-]+[,.;:!?)”\"]*"
)
_CUT_AT_HYPHEN: Final = re.compile(r"(?:[A-Za-z]{2}|\d)[-\u2010]$")
_AFTER_HYPHEN: Final = re.compile(r"[A-Za-z]{2}|\d{1,4}(?:[.,]\d+)?(?![.\d、)）])")
"""What a word or a figure goes on with, and no item's number."""
_BROKEN_DECIMAL: Final = re.compile(f"[{HAN}] ?\\d{{1,4}}[.．]$")
_MEASURED: Final = re.compile(r"\d{1,2} ?(?:%|‰|[万亿]|倍|个百分点)")
_CUT_TITLE: Final = re.compile(f"[。，,；;].{{0,40}}《[^》\\n]{{1,40}}$|[{IDEOGRAPHS}]了《[^》\\n]{{1,40}}$")
"""A sentence whose 《title》 a page's end cut off."""
_FIRST_WORD: Final = re.compile(f"[^\\s{HAN}，。、；：]+|.")
_LATIN_END: Final = re.compile(r"[A-Za-z0-9.,;:!?)\]”’\"'%]$")
_LATIN_START: Final = re.compile(r"[A-Za-z0-9(\[“‘\"'$#&]")
_REFERENCES: Final = re.compile(rf"(?:主要)?(?:{zh.SOURCES}|{zh.NOTES}|数据来源)[:：]?|(?=[A-Z])(?i:{en.SOURCES}|{en.NOTES})")
_ENTRY: Final = re.compile(r"\[\d{1,3}\]|［\d{1,3}］|[①-⑳]|\d{1,3}[.．、] ?\D|[^，。；《》]{2,30}[:：.．] ?\S")
_TITLE_GOES_ON: Final = re.compile("[与和及暨的之——]")
_APART: Final = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
_MIXED: Final = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
_BRACKETS: Final = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"), ("「", "」"), ("【", "】"))
_STRICT_START: Final = re.compile(
    "第[一二三四五六七八九十百零〇0-9]{1,5}[编篇章节条] |[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,2}、"
)


def fragments(lines: Sequence[Line]) -> list[bool]:
    """Return whether the end of each line but the last is how the extractor wrote a space, [len(lines) - 1].

    Either a line of spaces alone stands between, in a text where that is neither usual nor rare, or English stands one word a line.
    """
    words = _word_runs(lines)
    apart = sum(line.airy and line.gap > 2 for line in lines)
    airy = 3 <= apart < 0.9 * sum(line.gap > 1 for line in lines)
    return [
        (index in words and index + 1 in words and not LABEL.match(after.text))
        or (airy and after.airy and after.gap > 2 and _joins_in_air(line.text, after.text))
        for index, (line, after) in enumerate(pairwise(lines))
    ]


def _joins_in_air(text: str, after: str) -> bool:
    return not SENTENCE_END.search(text) or bool(_LATIN_END.search(text) and _LATIN_START.match(after))


def continues(lines: Sequence[Line], *, markdown: bool) -> list[bool]:
    """Return whether the next line carries on each line but the last, [len(lines) - 1]."""
    if len(lines) < 2:
        return []
    notes = _note_lines(lines)
    gaps = [line.gap for index, line in enumerate(lines) if index and not {index - 1, index} & notes]
    blank = sum(gap > 1 for gap in gaps) / max(1, len(gaps))
    page = _Page(lines, markdown=markdown, tight=blank > 0.6)
    return [page.carries_on(index) for index in range(len(lines) - 1)]


def title_lines(lines: Sequence[Line], title: str) -> tuple[int, int] | None:
    """First and last of the lines near the top that together are the title, or None."""
    whole = without_space(title)
    for first in range(min(len(lines), TITLE_DEPTH) if whole else 0):
        text = ""
        for last in range(first, min(first + MAX_TITLE_LINES, len(lines))):
            text += "".join(lines[last].text.split())
            if text == whole:
                return first, last
            if not whole.startswith(text):
                break
    return None


class _Page:
    """The lines of one text with what is measured once."""

    def __init__(self, lines: Sequence[Line], *, markdown: bool, tight: bool) -> None:
        self.lines, self.markdown, self.tight = lines, markdown, tight
        """`tight`: most lines have a blank line after them, so two without one belong together."""
        self.ended = [bool(SENTENCE_END.search(line.text)) for line in lines]
        self.levels = [heading_level(line.text) for line in lines]
        self.notes = _note_lines(lines)
        shown = [0 if index in self.notes else 1 for index in range(len(lines))]
        self.sizes = (
            [line.width * one for line, one in zip(lines, shown, strict=True)],
            [float(line.chars * one) for line, one in zip(lines, shown, strict=True)],
        )
        fields = [
            FIELD.match(line.text) is not None or (index < TITLE_DEPTH and is_dateline(line.text, under_title=False))
            for index, line in enumerate(lines)
        ]
        self.alone = [field or is_caption(line.text) for line, field in zip(lines, fields, strict=True)]
        body = [
            ended
            for ended, line, field in zip(self.ended, lines, fields, strict=True)
            if line.width >= BODY_WIDTH and not field and not (line.marked or line.bold or line.bullet or line.link or line.row)
        ]
        self.wrapped = len(body) >= 2 and 2 * sum(body) <= len(body)
        """Most lines end within a sentence."""
        self.flowing = self.wrapped and tight and len(body) >= 20
        """So many do that even blank lines mean nothing."""
        self.references = _reference_lines(lines)

    def carries_on(self, index: int) -> bool:
        """Return whether line `index + 1` carries on line `index`."""
        line, after = self.lines[index], self.lines[index + 1]
        if self.alone[index] or self.alone[index + 1]:
            return False
        if index in self.notes or index + 1 in self.notes:
            return False
        if line.marked or after.marked or after.bullet or line.link or after.link or line.row or after.row:
            return False
        apart = self.markdown and after.gap > 1 and not self.flowing
        if apart:
            return False
        if self.markdown and after.gap == 1 and mark_of(after.text):
            return False
        if line.text.endswith(("-", "\u2010")) and _CUT_AT_HYPHEN.search(line.text[-3:]) and _AFTER_HYPHEN.match(after.text):
            return True
        full = self.wrapped and self.is_full(index)
        if _BROKEN_DECIMAL.search(line.text) and _MEASURED.match(after.text):
            return True
        if self.ended[index]:
            return full and index > 0 and not after.indented and not opens_unit(after.text) and after.gap <= line.gap
        if index + 1 in self.references and _ENTRY.match(after.text):
            return False
        if _CONTINUES.match(after.text):
            return True
        if opens_unit(after.text):
            strict = LABEL.match(after.text) or _STRICT_START.match(after.text) or line.text[-1] in "：:"
            if strict or not full or (self.levels[index + 1] and not self.is_full(index + 1)):
                return False
        orphan = len(after.text) <= 4 and self.ended[index + 1] and not after.indented
        if orphan or (after.gap == 1 and re.search("[a-z,;]$", line.text) and re.match("[a-z]", after.text)):
            return True
        joined = self.tight and after.gap == 1 and not after.indented
        if self.levels[index] and not full:
            return joined and not opens_unit(after.text)
        if full:
            return not after.indented or line.text[-1] not in "）)："
        if _UNFINISHED.search(line.text) or _is_open(line.text, after.text) or (index < 4 and _TITLE_GOES_ON.match(after.text)):
            return True
        if re.search("[a-z,;]$", line.text) and re.match("[a-z]", after.text):
            return True
        if self.wrapped and not self.markdown and not after.indented and _CUT_TITLE.search(line.text):
            return True
        return joined and not re.search("。|[）)：:]$", line.text) and not self.markdown

    def is_full(self, index: int) -> bool:
        """As wide, or as long, as the lines before or after it, which mostly share one measure."""
        first = _FIRST_WORD.match(self.lines[index + 1].text) if index + 1 < len(self.lines) else None
        word = len(first.group()) if first and first.group().isascii() else 1
        heading = self.levels[index]
        opens = not heading and (index == 0 or self.ended[index - 1] or self.levels[index - 1])
        line, after = self.lines[index], self.lines[min(index + 1, len(self.lines) - 1)]
        page_ended = after.paged or after.start - line.end > 2 * after.gap + 3
        doubtful = line.text[-1] in "）)" or (after.gap > 1 and not self.tight and not page_ended)
        share = FULL_HEADING if heading else FULL if doubtful else FULL_IN_WRAPPED
        alike = 0.4 if self.wrapped and not self.markdown else 0.5
        for sizes, room in zip(self.sizes, (max(1.0, word / 2), float(word)), strict=True):
            room = sizes[index] + (0 if heading else room) + (INDENT if opens else 0)
            if any(
                room >= share * edge
                for edge in (
                    _edge(sizes[max(0, index - REACH) : index + 1], alike),
                    _edge(sizes[index : index + REACH + 1], alike),
                    _edge(sizes[max(0, index - 4) : index + 5], alike),
                )
            ):
                return True
        return False


def _edge(window: Sequence[float], share: float) -> float:
    """The measure that so many of the longer lines of a window have in common, infinite where they have none."""
    if len(window) < 2:
        return math.inf
    edge = sorted(window)[int(0.75 * (len(window) - 1) + 0.5)]
    alike = longer = 0
    for size in window:
        longer += size >= 0.6 * edge
        alike += FULL * edge <= size <= 1.12 * edge
    shared = alike >= share * longer and (alike >= 3 or (alike >= 2 and edge >= WIDE))
    return edge if shared and MIN_WIDTH <= edge <= MAX_WIDTH else math.inf


def _reference_lines(lines: Sequence[Line]) -> set[int]:
    """Lines below a heading such as 参考文献 or Sources, up to the next heading."""
    found: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        if len(line.text) <= 16 and _REFERENCES.fullmatch(line.text):
            inside = True
        elif inside and (line.marked or (numbered_level(line.text) and not _ENTRY.match(line.text))):
            inside = False
        elif inside:
            found.add(index)
    return found


def _note_lines(lines: Sequence[Line]) -> set[int]:
    """Notes that stand on one line between blank ones."""
    last = len(lines) - 1
    return {
        index
        for index, line in enumerate(lines)
        if (line.gap > 1 or not index) and NOTE.match(line.text) and (index == last or lines[index + 1].gap > 1)
    }


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


def is_spaced(text: str) -> bool:
    """Return whether the text sets Chinese characters apart from Latin letters and digits by a space."""
    return len(_APART.findall(text)) > len(_MIXED.findall(text))


def joint(before: str, after: str, compounds: Hyphens, *, spaced: bool) -> tuple[str, bool]:
    """Return what stands between two joined lines ("" or a space), and whether the hyphen that ends the first one goes.

    Args:
        before: the end of the first line.
        after: the beginning of the second.
        compounds: what the text says of its hyphens.
        spaced: `is_spaced(text)`.
    """
    if (settled := compounds.settle(before, after)) is not None:
        return settled
    if spaced and _MIXED.match(before[-1:] + after[:1]):
        return " ", False
    if before[-1:].isdigit() and after[:1].isdigit() and re.search(f"[{HAN}]", before[-12:]):
        return "", False
    if before[-1:] in "-–—/" or not (_LATIN_END.search(before) and _LATIN_START.match(after)):
        return "", False
    if before[-1] in "”’)]" and not re.search(r"[A-Za-z.,!?][”’)\]]$", before):
        return "", False
    return " ", False
