"""Passages of whole sentences: what is embedded, retrieved and quoted.

Sentences never break, except one that is far longer than a passage. A passage ends before a heading when it has a decent size, and keeps
the headings above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.ingest import tables
from ragassist.ingest.headings import ABOUT_TEXT, ARTICLE_LEVEL, NOTE, TOP_LEVELS, article, heading_level, numbered_level
from ragassist.ingest.lines import Line, lines_of
from ragassist.ingest.lists import Part, places
from ragassist.ingest.strip_markup import is_markdown
from ragassist.ingest.table_rows import NOTED, PLAIN, Said, StatementRows, in_parts, said_by
from ragassist.lang.detector import detect
from ragassist.text.normalize import CleanText
from ragassist.text.script import without_space
from ragassist.text.sentences import split_sentences
from ragassist.types import Document, Passage, Sentence

OVERLONG: Final = 1.5
DECENT_SHARE: Final = 0.4
TINY_SHARE: Final = 0.2
MAX_OVER: Final = 1.15
"""A tiny tail may stretch the last passage by so much."""
LEAD_CHARS: Final = 20
_CLAUSE_END: Final = re.compile(r"[，、；：,;:](?=\S)|[,;:] ")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence with what packing needs to know of it."""

    start: int
    end: int
    tokens: int
    paragraph: int
    level: int
    """Of the heading that it is, else 0."""
    path: tuple[str, ...]
    leads: bool
    """A short sentence that opens a paragraph and says what it is about."""
    said: Said


@dataclass(slots=True)  # not frozen: there is one for every sentence, and setting it up would cost as much as reading it
class _Unit:
    """A sentence with its line, before lists are read."""

    start: int
    end: int
    line: int
    level: int
    part: Part
    row: bool
    said: Said


def split(
    document: Document, clean: CleanText, *, count_tokens: Callable[[str], int], budget_tokens: int, lines: Sequence[Line] | None = None
) -> list[Passage]:
    """Return every sentence of `clean` in exactly one passage, in order.

    A passage holds as many whole sentences as fit the budget. A sentence larger than the budget stands alone; over 1.5 budgets it is cut
    at clause marks. Below a top heading a new passage begins, unless the one before is small. `text` is the sentences as they stand,
    with a newline between paragraphs.

    Args:
        document: where the text comes from.
        clean: `clean(document)`.
        count_tokens: tokens of a text for the active embedder; called once per distinct sentence.
        budget_tokens: tokens that a passage should not exceed.
        lines: of `clean`, where they are known already.
    """
    pieces = _pieces(document, clean, count_tokens, budget_tokens, lines)
    groups = _pack(pieces, budget_tokens)
    return [_passage(document, clean, ordinal, group) for ordinal, group in enumerate(groups)]


def _pieces(
    document: Document, clean: CleanText, count_tokens: Callable[[str], int], budget_tokens: int, lines: Sequence[Line] | None
) -> list[_Piece]:
    found = tables.find(document.raw)
    lines = lines or lines_of(clean, document.raw, markdown=is_markdown(document.raw, document.path), rows=bool(found))
    units = list(_units(document, clean, lines, StatementRows(found)))
    counted: dict[str, int] = {}

    def tokens(start: int, end: int) -> int:
        text = clean.text[start:end]
        if text not in counted:
            counted[text] = count_tokens(text)
        return counted[text]

    pieces: list[_Piece] = []
    path: list[tuple[int, str]] = [(0, document.meta.title)] if document.meta.title else []
    names = tuple(name for _, name in path)
    line_before = -1
    for unit, place in zip(units, places([unit.part for unit in units]), strict=True):
        line, level = lines[unit.line], 0 if place.item or unit.row else unit.level
        if unit.line != line_before:
            line_before = unit.line
            if ABOUT_TEXT.match(line.text):
                path = [step for step in path if step[0] <= 1]
                names = tuple(name for _, name in path)
            elif level:
                name = article(line.text) if level == ARTICLE_LEVEL else line.text
                path = [step for step in _above(path, line.text) if step[0] < level]
                if not (path and path[-1][1] == name):
                    path.append((level, name))
                names = tuple(name for _, name in path)
        whole_line = 0 if level == ARTICLE_LEVEL else level
        start, end = unit.start, unit.end
        size = tokens(start, end)
        leads = start == line.start and end - start <= LEAD_CHARS and end < line.end
        said = Said("item", place.context) if place.item else unit.said
        if size <= OVERLONG * budget_tokens:
            pieces.append(_Piece(start, end, size, unit.line, whole_line, names, leads, said))
            continue
        cuts = _cut(clean.text, start, end, tokens, budget_tokens)
        said = in_parts(said) if len(cuts) > 1 else said
        pieces += [_Piece(first, last, tokens(first, last), unit.line, whole_line, names, leads, said) for first, last in cuts]
    return pieces


def _units(document: Document, clean: CleanText, lines: Sequence[Line], rows: StatementRows) -> Iterator[_Unit]:
    """Every sentence with its line; a row of a table is one, whatever its cells hold."""
    spans = split_sentences(clean.text)
    sets_in = any(line.bullet for line in lines)
    at = 0
    for number, line in enumerate(lines):
        raw_start = int(clean.starts[line.start])
        row = rows.at(raw_start)
        level = 0 if row else _level(line, document.meta.title)
        first = at
        while at < len(spans) and spans[at][0] < line.end:
            at += 1
        own = [(spans[first][0], spans[at - 1][1])] if row and at > first else spans[first:at]
        note = row is None and bool(NOTE.match(line.text))
        indent = _indent(document.raw, raw_start) if sets_in and not row else 0
        for count, (start, end) in enumerate(own):
            text = clean.text[start:end]
            part = Part(
                text,
                opens_line=not count,
                ends_line=count == len(own) - 1,
                bullet=indent if line.bullet and not row and not count else None,
                heading=bool(level) and level != ARTICLE_LEVEL and not count,
                article=level == ARTICLE_LEVEL and not count,
                row=row is not None,
                note=note,
                indent=indent if not count else 0,
            )
            said = said_by(row, document.raw, clean) if row else NOTED if note else PLAIN
            yield _Unit(start, end, number, level, part, row is not None, said)


def _indent(raw: str, at: int) -> int:
    """How far the line that `at` stands in is set in, in spaces."""
    line = raw[raw.rfind("\n", 0, at) + 1 : at].replace("\t", "    ")
    return len(line) - len(line.lstrip())


def _above(path: list[tuple[int, str]], name: str) -> list[tuple[int, str]]:
    """The headings above the first one numbered in the same way, since 第三章 stands beside 第二章 however each is marked."""
    level = numbered_level(name)
    beside = next((at for at, (_, other) in enumerate(path) if level and at and numbered_level(other) == level), len(path))
    return path[:beside]


def _level(line: Line, title: str) -> int:
    if line.text == title or (title and line.text[0] == title[0] and without_space(line.text) == without_space(title)):
        return 1
    return heading_level(line.text, marked=line.marked, bold=line.bold)


def _cut(text: str, start: int, end: int, tokens: Callable[[int, int], int], budget_tokens: int) -> list[tuple[int, int]]:
    """An overlong sentence in parts of at most a budget each where clause marks allow it, else by length."""
    marks = [match.end() for match in _CLAUSE_END.finditer(text, start, end)]
    per_char = tokens(start, end) / (end - start)
    room = max(1, int(budget_tokens / per_char * 0.9))
    parts: list[tuple[int, int]] = []
    begin = start
    while end - begin > room:
        fitting = [mark for mark in marks if begin + room // 3 < mark <= begin + room]
        stop = fitting[-1] if fitting else begin + room
        parts.append((begin, stop))
        begin = stop
    parts.append((begin, end))
    trimmed = []
    for first, last in parts:
        body = text[first:last]
        first += len(body) - len(body.lstrip())
        last = first + len(body.strip())
        if first < last:
            trimmed.append((first, last))
    return trimmed


def _pack(pieces: list[_Piece], budget_tokens: int) -> list[list[_Piece]]:
    groups: list[list[_Piece]] = []
    group: list[_Piece] = []
    size = 0
    for piece in pieces:
        only_headings = all(member.level for member in group)
        full = size + piece.tokens > budget_tokens
        section = any(piece.level in levels for levels in TOP_LEVELS) and size >= DECENT_SHARE * budget_tokens
        if (
            group
            and (full or section)
            and not (only_headings and size < DECENT_SHARE * budget_tokens and size + piece.tokens <= MAX_OVER * budget_tokens)
        ):
            carried: list[_Piece] = []
            while full and not section and len(group) > 1 and (group[-1].level or group[-1].leads):
                carried.insert(0, group.pop())
            groups.append(group)
            group = carried
            size = sum(member.tokens for member in group)
        group.append(piece)
        size += piece.tokens
    if group:
        groups.append(group)
    return _merge_tiny(groups, budget_tokens)


def _merge_tiny(groups: list[list[_Piece]], budget_tokens: int) -> list[list[_Piece]]:
    """A group far below the budget joins the one before it where that hardly overflows."""
    merged: list[list[_Piece]] = []
    for group in groups:
        size = sum(piece.tokens for piece in group)
        if merged and size < TINY_SHARE * budget_tokens and size + sum(piece.tokens for piece in merged[-1]) <= MAX_OVER * budget_tokens:
            merged[-1] += group
        else:
            merged.append(group)
    return merged


def _common(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What all paths begin with: the headings that are true of the whole passage."""
    shared = paths[0]
    for path in paths[1:]:
        shared = shared[
            : next((depth for depth, (ours, theirs) in enumerate(zip(shared, path, strict=False)) if ours != theirs), len(path))
        ]
    return shared


def _passage(document: Document, clean: CleanText, ordinal: int, group: list[_Piece]) -> Passage:
    sentences = []
    text = ""
    for index, piece in enumerate(group):
        said = piece.said
        start, end = said.span or clean.span(piece.start, piece.end)
        sentences.append(Sentence(start, end, clean.text[piece.start : piece.end], said.kind, said.context, said.cells))
        if index:
            before = group[index - 1]
            text += "\n" if piece.paragraph != before.paragraph else clean.text[before.end : piece.start]
        text += sentences[-1].text
    return Passage(
        passage_id=f"{document.doc_id}:{ordinal:05d}",
        doc_id=document.doc_id,
        ordinal=ordinal,
        lang=detect(text),
        heading=_common([piece.path for piece in group if not piece.level] or [group[-1].path]),
        start=sentences[0].start,
        end=sentences[-1].end,
        text=text,
        sentences=tuple(sentences),
    )
