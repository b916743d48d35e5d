"""Footnotes and endnotes of a PDF page: which lines they are.

A line is a note's first where it begins with a mark (raised, circled, or in smaller type) that a word further up bears too, and where
nothing but other notes and the page's foot stands below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.pdf_glyphs import is_raised, settled, unshifted
from ragassist.lang.zh import HAN

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Box, Glyphs

_SYMBOLS: Final = "*＊†‡§¶①-⑳㉑-㉟"
_LABEL: Final = rf"\d{{1,3}}|[{_SYMBOLS}]|[ivxl]{{1,6}}|[a-z]"
_MARK: Final = re.compile(rf"[\[［(（〔【]?(?:注|註)?({_LABEL})[\]］)）〕】]?[.．、:：]?")
_PRINTED: Final = re.compile(
    rf"\s*(?:[\[［(（〔【](?P<bracketed>\d{{1,3}})[\]］)）〕】]|(?P<bare>\d{{1,3}}|[ivxl]{{1,6}})(?=[.．、\s]|[{HAN}《“])|(?P<symbol>[{_SYMBOLS}]))"
    r"[.．、:：]?\s*(?=\S)"
)
"""A mark that is not raised, in smaller type."""
_RUN_IN: Final = re.compile(r"(?<=[。.；;])\s*([①-⑳㉑-㉟])\s*(?=\S)")
"""Begins a note behind another one on its line."""
_MARKS: Final = re.compile(r"[,，、;；\s]+")
_BETWEEN: Final = re.compile(r"(\d{1,3})[-\u2013–](\d{1,3})")
_KEPT: Final = re.compile(rf"^(?:注|Note )({_LABEL})[：:]", re.MULTILINE)
_REFERENCES: Final = re.compile(r"(?:主要)?参 ?考 ?文 ?献[:：]?|References|Bibliography", re.IGNORECASE)
_SMALLER: Final = 0.97
"""Notes whose marks are not raised are set in type smaller than that share of the page's, or stand apart from the text."""
_ALIKE: Final = 0.08
_NEAR: Final = 1.0
"""A line further below than so many heights of a line is not the same note's."""
_FOOT_LINES: Final = 2
_FOOT_CHARS: Final = 40
"""What may stand below the notes: a page number, a running foot."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a page; all numbers count the characters of the page's own text."""

    label: str
    """Its mark, without brackets."""
    mark: tuple[int, ...]
    """Where its own mark stands."""
    lines: tuple[tuple[int, int], ...]
    """What it says, line by line, without the mark."""
    anchor: int
    """Where the mark of the word stands that it belongs to; -1 on an earlier page."""


@dataclass(frozen=True, slots=True)
class PageNotes:
    """The notes of a page in their order."""

    notes: tuple[Note, ...] = ()
    marks: frozenset[str] = frozenset()
    """The marks that words of the page bear."""
    size: float = 0.0
    """Of most of the page's type, in points."""

    @property
    def held(self) -> frozenset[int]:
        """The numbers of all characters of the notes."""
        marks = {at for note in self.notes for at in note.mark}
        return frozenset(marks | {at for note in self.notes for begin, end in note.lines for at in range(begin, end)})


@dataclass(frozen=True, slots=True)
class _Line:
    begin: int
    end: int
    box: Box
    size: float


def labels_in(raw: str) -> frozenset[str]:
    """Return the marks of the notes that a page's raw text has."""
    return frozenset(_KEPT.findall(raw))


def find(glyphs: Glyphs, known: Collection[str] = (), size: float = 0.0) -> PageNotes:
    """Return the notes of a page.

    Args:
        glyphs: the page's characters.
        known: marks on earlier pages, whose notes may stand here.
        size: of the type of earlier pages, in points; endnotes are smaller.
    """
    text = glyphs.get_text_range()
    if glyphs.count_chars() != len(text):
        return PageNotes()
    marks = _marks(text)
    first = {label: at for at, label in reversed(marks)}
    lines = list(_lines(glyphs, text))
    sizes = Counter(round(line.size * 2) / 2 for line in lines for _ in range(line.end - line.begin))
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    page = _Page(text, lines, first, known, max(body, size))
    found: list[Note] = []
    taken: set[int] = set()
    at = 0 if first or known else len(lines)
    while at < len(lines) and not _REFERENCES.fullmatch(text[lines[at].begin : lines[at].end]):
        block = page.block(at)
        if block and page.is_foot(at, at + block, taken):
            found += page.notes(at, at + block)
            taken |= set(range(at, at + block))
        at += max(1, block)
    return PageNotes(tuple(found), frozenset(first), body)


def _marks(text: str) -> list[tuple[int, str]]:
    """(where, which) of every raised mark behind a word that is no exponent, and every circled figure."""
    found: list[tuple[int, str]] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        at = 0
        while at < len(line):
            if not is_raised(line[at]):
                if line[at] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" and line[:at].strip():
                    found.append((begin + at, line[at]))
                at += 1
                continue
            end = at
            while end < len(line) and is_raised(line[end]):
                end += 1
            if line[:at].strip() and settled(line[:end]) == settled(line[:at]):
                found += [(begin + at, label) for label in _labels(unshifted(line[at:end]))]
            at = end
        begin += len(line)
    return found


def _labels(mark: str) -> Iterator[str]:
    """The single marks of `1,2` and `3-5`."""
    bare = mark.strip("[]［］()（）〔〕【】 ")
    if between := _BETWEEN.fullmatch(bare):
        yield from (str(number) for number in range(int(between[1]), min(int(between[2]), int(between[1]) + 20) + 1))
        return
    for part in _MARKS.split(bare):
        if match := _MARK.fullmatch(part):
            yield match[1]


def _lines(glyphs: Glyphs, text: str) -> Iterator[_Line]:
    begin = 0
    for line in text.splitlines(keepends=True):
        places = [begin + at for at, char in enumerate(line) if not char.isspace()]
        if places:
            boxes = [glyphs.get_charbox(at) for at in places]
            upright = [at for at in places if not is_raised(text[at])] or places
            sizes = sorted(glyphs.size(at) for at in upright)
            around = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
            yield _Line(places[0], places[-1] + 1, around, sizes[len(sizes) // 2])
        begin += len(line)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of a page are asked for."""

    text: str
    lines: Sequence[_Line]
    first: Mapping[str, int]
    """Where each mark stands first."""
    known: Collection[str]
    body: float
    """The size of the text's type, in points."""

    def start(self, line: _Line) -> tuple[str, int] | None:
        """Return the mark that a note's first line begins with, and where what it says begins; None for any other line."""
        text, begin = self.text, line.begin
        while begin < line.end and is_raised(text[begin]):
            begin += 1
        if begin > line.begin:
            match = _MARK.fullmatch(unshifted(text[line.begin : begin]).strip())
            label, end = match[1] if match else "", begin
        else:
            printed = _PRINTED.match(text, line.begin, line.end)
            if printed is None or line.size > self.body * (1 if self._apart(line) else _SMALLER):
                return None
            if printed["bracketed"] and printed["bracketed"] not in self.first:
                return None  # a list of literature is no endnotes
            label, end = str(printed[printed.lastgroup or 0]), printed.end()
        if not label or end >= line.end or not (self.first.get(label, line.begin) < line.begin or label in self.known):
            return None
        while text[end].isspace():
            end += 1
        return label, end

    def _apart(self, line: _Line) -> bool:
        """Whether nothing stands right above a line but what begins with a mark as well."""
        height = max(1.0, line.box[3] - line.box[1])
        above = [other for other in self.lines if line.box[3] - 0.5 * height <= other.box[1] < line.box[3] + _NEAR * height]
        return all(_PRINTED.match(self.text, other.begin, other.end) for other in above)

    def block(self, first: int) -> int:
        """Return how many lines from this one on are notes."""
        if self.start(self.lines[first]) is None:
            return 0
        for at in range(first + 1, len(self.lines)):
            line, before = self.lines[at], self.lines[at - 1]
            height = max(1.0, before.box[3] - before.box[1])
            near = -0.5 * height <= before.box[1] - line.box[3] <= _NEAR * height
            beside = min(line.box[2], before.box[2]) > max(line.box[0], before.box[0])
            if not (near and beside) or (self.start(line) is None and abs(line.size - before.size) > _ALIKE * before.size):
                return at - first
        return len(self.lines) - first

    def is_foot(self, begin: int, end: int, taken: Collection[int]) -> bool:
        """Return whether nothing but other notes, a page number and a running foot stands below these lines."""
        lines = self.lines
        left, right = min(line.box[0] for line in lines[begin:end]), max(line.box[2] for line in lines[begin:end])
        below = [
            line
            for at, line in enumerate(lines)
            if not (begin <= at < end or at in taken)
            and line.box[3] <= lines[begin].box[1]
            and min(line.box[2], right) > max(line.box[0], left)
        ]
        return len(below) <= _FOOT_LINES and all(line.end - line.begin <= _FOOT_CHARS for line in below)

    def notes(self, begin: int, end: int) -> Iterator[Note]:
        """Yield the notes that these lines make."""
        made: Note | None = None
        for line in self.lines[begin:end]:
            start = self.start(line)
            if start is None and made is not None:
                made = replace(made, lines=(*made.lines, (line.begin, line.end)))
            elif start is not None:
                if made is not None:
                    yield made
                made = self._begun(line.begin, start[0], start[1], line.end)
            for label, begin_mark, begin_text in self._run_in(line):
                if made is not None:  # the line says more of the note before up to here
                    yield replace(made, lines=(*made.lines[:-1], (made.lines[-1][0], begin_mark)))
                    made = self._begun(begin_mark, label, begin_text, line.end)
        if made is not None:
            yield made

    def _begun(self, mark: int, label: str, begin: int, end: int) -> Note:
        """A note of one line so far: where its mark, what it says, and the line's end stand."""
        anchor = self.first.get(label, -1)
        own = tuple(at for at in range(mark, begin) if not self.text[at].isspace())
        return Note(label, own, ((begin, end),), anchor if anchor < mark else -1)

    def _run_in(self, line: _Line) -> Iterator[tuple[str, int, int]]:
        """The notes that begin within a line, behind the end of the one before: mark, where it stands, where what it says begins."""
        for match in _RUN_IN.finditer(self.text, line.begin + 1, line.end):
            if self.first.get(match[1], line.begin) < line.begin:
                yield match[1], match.start(1), match.end()
