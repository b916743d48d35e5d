"""Text that remembers where it came from, and the repair of characters that PDF and web extraction garble.

Owns the map between clean and raw text; never decides what a line or a sentence is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ragassist.lang.zh import HAN, PUNCTUATION
from ragassist.text.characters import ONE_FOR_ONE, UNSEEN

Replacement = str | Callable[[re.Match[str]], str]
Offsets = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, eq=False, slots=True)
class CleanText:
    """Text and, for each of its characters, the raw span that it stands for.

    `starts` and `ends` are int64 of shape [len(text)], both non-decreasing, `starts[i] < ends[i]`. A character that replaced
    several raw ones covers them all; a deleted one is covered by none.
    """

    text: str
    starts: Offsets
    ends: Offsets

    @classmethod
    def of(cls, raw: str) -> CleanText:
        """Return the identity: each character stands for itself."""
        starts = np.arange(len(raw), dtype=np.int64)
        return cls(raw, starts, starts + 1)

    def __len__(self) -> int:
        return len(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of `text[start:end]`.

        Raises:
            ValueError: the slice is empty or out of range.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters at {start}:{end} of {len(self.text)}")
        return int(self.starts[start]), int(self.ends[end - 1])

    def translate(self, table: dict[int, str]) -> CleanText:
        """Characters exchanged one for one.

        Raises:
            ValueError: the table changes the length.
        """
        text = self.text.translate(table)
        if len(text) != len(self.text):
            raise ValueError("the table is not one for one")
        return CleanText(text, self.starts, self.ends)

    def sub(self, pattern: str | re.Pattern[str], replacement: Replacement) -> CleanText:
        """Return every match replaced by a plain string (no group references) or by what the function makes of the match.

        A replacement as long as its match is taken character for character; any other covers the whole match.
        """
        make = replacement if callable(replacement) else None
        fixed = "" if callable(replacement) else replacement
        spans, texts = [], []
        for match in _compiled(pattern).finditer(self.text):
            new = make(match) if make else fixed
            if match.end() > match.start() and new != match.group():
                spans.append(match.span())
                texts.append(new)
        return self.replace(spans, texts)

    def drop(self, pattern: str | re.Pattern[str], *groups: int) -> CleanText:
        """Return the given groups of every match deleted (the whole match without groups); groups in order of place."""
        wanted = groups or (0,)
        spans = [match.span(group) for match in _compiled(pattern).finditer(self.text) for group in wanted]
        return self.delete([span for span in spans if span[0] < span[1]]) if spans else self

    def delete(self, spans: Sequence[tuple[int, int]]) -> CleanText:
        """Without the given spans, which are ordered and disjoint."""
        return self.replace(spans, [""] * len(spans))

    def replace(self, spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> CleanText:
        """Return each span replaced by its text. Spans are non-empty, ordered and disjoint.

        Raises:
            ValueError: a span is empty, out of range or overlaps the one before.
        """
        if not spans:
            return self
        begin, stop = np.array(spans, dtype=np.int64).T
        if begin[0] < 0 or stop[-1] > len(self.text) or np.any(begin >= stop) or np.any(begin[1:] < stop[:-1]):
            raise ValueError("spans must be non-empty, ordered and disjoint")
        if len(spans) <= _FEW:
            return self._replace_few(spans, texts)
        added = np.array([len(text) for text in texts], dtype=np.int64)
        grown = np.concatenate([[0], np.cumsum(added - (stop - begin))])
        parts, last = [], 0
        for (start, end), text in zip(spans, texts, strict=True):
            parts += [self.text[last:start], text]
            last = end
        parts.append(self.text[last:])

        edge = np.zeros(len(self.text) + 1, dtype=np.int64)
        edge[begin] += 1
        edge[stop] -= 1
        kept = np.flatnonzero(np.cumsum(edge[:-1]) == 0)
        place = kept + grown[np.searchsorted(begin, kept, side="right")]
        edit = np.repeat(np.arange(len(spans)), added)
        within = np.arange(len(edit)) - np.repeat(np.cumsum(added) - added, added)
        same = (added == stop - begin)[edit]
        starts, ends = (np.empty(len(self.text) + int(grown[-1]), dtype=np.int64) for _ in range(2))
        starts[place], ends[place] = self.starts[kept], self.ends[kept]
        place = begin[edit] + grown[edit] + within
        starts[place] = self.starts[np.where(same, begin[edit] + within, begin[edit])]
        ends[place] = self.ends[np.where(same, begin[edit] + within, stop[edit] - 1)]
        return CleanText("".join(parts), starts, ends)

    def _replace_few(self, spans: Sequence[tuple[int, int]], texts: Sequence[str]) -> CleanText:
        """The same piece by piece, which is faster for a few spans."""
        parts: list[str] = []
        starts, ends = [], []
        last = 0
        for (start, end), new in zip(spans, texts, strict=True):
            parts += (self.text[last:start], new)
            starts.append(self.starts[last:start])
            ends.append(self.ends[last:start])
            if len(new) == end - start:
                starts.append(self.starts[start:end])
                ends.append(self.ends[start:end])
            elif new:
                starts.append(np.full(len(new), self.starts[start], dtype=np.int64))
                ends.append(np.full(len(new), self.ends[end - 1], dtype=np.int64))
            last = end
        parts.append(self.text[last:])
        starts.append(self.starts[last:])
        ends.append(self.ends[last:])
        return CleanText("".join(parts), np.concatenate(starts), np.concatenate(ends))


_FEW: Final = 24
"""Spans up to which pieces are put together one by one."""


def _compiled(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(pattern) if isinstance(pattern, str) else pattern


_EXCHANGED: Final = ONE_FOR_ONE | {ord("\r"): "\n"}
_WINGDING = re.compile(r"(?m)^([ ]*)[\uf06c-\uf0fe](?=[ \t]*\S)")
_SYMBOLS: Final = {
    "\uf0a3": "≤", "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0b4": "×", "\uf0b8": "÷", "\uf0b9": "≠", "\uf0bb": "≈",
}  # fmt: skip
"""What the font Symbol draws for characters that no program knows, in files whose programs kept only their numbers."""
_SYMBOL = re.compile(r"(?<=[^\s])[\uf0a3\uf0b1\uf0b3\uf0b4\uf0b8\uf0b9\uf0bb](?= ?[\d.])|(?<=\d)\uf0b0")
"""Within a line and before a figure it is no ornament of another font."""
_UNSEEN = re.compile(f"[{UNSEEN}]+|\\r(?=\\n)")
_LIGATURES: Final = {char: unicodedata.normalize("NFKC", char) for char in map(chr, range(0xFB00, 0xFB07))}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_JOINER = re.compile(r"(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])")
_DOT = re.compile(
    r"(?<=[0-9A-Za-z])．(?=[0-9A-Za-z])|(?:(?<=^[0-9])|(?<=^[0-9]{2})|(?<=\.[0-9]))．|(?<=[（(][0-9])．|(?<=；[0-9])．", re.MULTILINE
)
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}{PUNCTUATION}”’])[ \u3000]+(?=[{HAN}{PUNCTUATION}“‘])")
_BESIDE_PUNCTUATION = re.compile("(?<=[，。、；：！？）》】」』])[ \u3000]+(?=\\S)|(?<=\\S)[ \u3000]+(?=[，。、；：！？（）《》】」』])")
_NAMES = re.compile(f"(?m)^ *[{HAN}]{{2,4}}(?: [{HAN}]{{2,4}}){{1,7}} *$")
_ARTICLE = re.compile(f"第[{HAN}0-9]{{1,8}}[编篇章节条]$")
_DECIMAL = re.compile(r"(?<=\d)(?: \.|\. ) ?(?=\d{1,2}(?!\d))")
_MEASURED = re.compile(r"\d{1,2} ?(?:%|‰|[万亿]|倍|个百分点)")
_CHINESE_SIDE = re.compile(f"[{HAN}“《（(~～—-] ?\\d{{1,3}}$")
_CHINESE_END = re.compile(f"\\d{{1,2}} ?[{HAN}》），。；、,;]")
_SQUEEZE = re.compile("[ \u3000]{2,}|\u3000")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z]) (['’]) (?=s\b)")
_LOOSE_STOP = re.compile(r"(?<=[A-Za-z0-9.)%]) +(?=[,;!?](?:\s|$))|(?<=\() +(?=\w)|(?<=\w) +(?=\))")


def repair_characters(text: CleanText) -> CleanText:
    """Return the same text in ordinary characters.

    Full-width letters, digits and percent signs become ASCII, ligatures letters, radicals become characters, every space becomes a plain
    one. Private-use, zero-width and control characters go (a dingbat that opens a line becomes a bullet), and so do spaces that
    extraction put between Chinese characters, beside Chinese punctuation or inside a number. Chinese punctuation, ①, m² and lines stay as
    they are; carriage returns and form feeds become newlines.

    >>> repair_characters(CleanText.of("２０２４年，⼈⼯智 能发展")).text
    '2024年，人工智能发展'
    """
    return repair_spaces(exchange_characters(text))


def exchange_characters(text: CleanText) -> CleanText:
    """Return the first half of `repair_characters`: ordinary characters, spaces where they were, as markup needs them."""
    if any(sign in text.text for sign in _SYMBOLS):
        text = text.sub(_SYMBOL, lambda match: _SYMBOLS[match.group()])
    text = text.sub(_WINGDING, lambda match: match.group(1) + "•")
    text = text.drop(_UNSEEN).drop(_JOINER)
    text = text.translate(_EXCHANGED)
    if _LIGATURE.search(text.text):
        text = text.sub(_LIGATURE, lambda match: _LIGATURES[match.group()])
    return text.sub(_DOT, ".") if "．" in text.text else text


def repair_numbers(text: CleanText) -> CleanText:
    """Decimals that extraction pulled apart, put together where what follows measures something: `3. 6 亿` becomes `3.6 亿`."""
    return text.sub(_DECIMAL, _decimal)


def repair_spaces(text: CleanText) -> CleanText:
    """Return the second half of `repair_characters`: spaces and numbers that extraction pulled apart."""
    names = [match.span() for match in _NAMES.finditer(text.text)]
    edits: list[tuple[int, int]] = []
    name = 0
    for match in _BETWEEN_HAN.finditer(text.text):
        start, end = match.span()
        while name < len(names) and names[name][1] <= start:
            name += 1
        if name < len(names) and names[name][0] <= start:
            continue
        article = text.text[start - 1] in "编篇章节条" and _ARTICLE.search(text.text, max(0, start - 10), start)
        if article or (match.group() != " " and not _spaced_out(text.text, start, end)):
            start += 1
        if start < end:
            edits.append((start, end))
    text = text.delete(edits).drop(_BESIDE_PUNCTUATION).sub(_SQUEEZE, " ")
    return repair_numbers(text).drop(_LOOSE_STOP).sub(_APOSTROPHE, lambda match: match.group(1))


def _spaced_out(text: str, start: int, end: int) -> bool:
    """A wide gap inside of one word, as in 摘　要: single characters on both sides, or punctuation on one."""
    if text[start - 1] in PUNCTUATION or text[end] in PUNCTUATION:
        return True
    alone_before = start < 2 or text[start - 2] in " \u3000\n"
    alone_after = end + 1 >= len(text) or not re.match(f"[{HAN}]", text[end + 1])
    return alone_before and alone_after


def _decimal(match: re.Match[str]) -> str:
    """A point for a number that extraction pulled apart (`3. 6亿`), what was there for anything else."""
    text, end = match.string, match.end()
    if _MEASURED.match(text, end):
        return "."
    before = text[max(0, match.start() - 5) : match.start()]
    return "." if _CHINESE_SIDE.search(before) and _CHINESE_END.match(text, end) else match.group()
