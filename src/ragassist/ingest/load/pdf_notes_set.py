"""The footnotes of a PDF page set where they cut no sentence in two, each on a line of its own as in a Word file: `注1：…`.

A note stands behind the first line after its mark that ends a sentence; where no line of the page does, behind a sentence that ends within
one. The numbers that its characters have on the page go with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.headings import SENTENCE_END
from ragassist.ingest.load.pdf_cells import joined
from ragassist.ingest.load.pdf_columns import Laid
from ragassist.ingest.load.pdf_glyphs import is_raised, settled, unshifted
from ragassist.lang.zh import HAN

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Glyphs
    from ragassist.ingest.load.pdf_notes import Note, PageNotes

_STOP: Final = re.compile(r"[。！？]”?|(?<=[a-z\d)])\.(?= [A-Z])")
_HYPHEN: Final = re.compile("[\ufffe\x02]$")
_LEAST_LINE: Final = 10
"""Shorter lines are page numbers and running heads: no sentence goes on there."""
Row = tuple[str, tuple[int, ...]]
"""A line's characters and their numbers on the page."""


def set_apart(laid: Laid, glyphs: Glyphs, notes: PageNotes) -> Laid:
    """Return the page with each note on a line of its own where it cuts no sentence in two."""
    if not notes.notes or not laid.at:
        return laid
    rows, held = _rows(laid), notes.held
    aside = [_is_within(row, held) for row in rows]
    inside = {at for row, is_note in zip(rows, aside, strict=True) if is_note for at in row[1]}
    if any(at not in inside for note in notes.notes for begin, end in note.lines for at in (begin, end - 1)):
        return laid  # some of it stands in a table, or beside other text
    body = [row for row, is_note in zip(rows, aside, strict=True) if not is_note]
    page = glyphs.get_text_range()
    ends = [at for at, row in enumerate(body) if _ends_sentence(row, body[at + 1 : at + 2])]
    behind: dict[int, list[Row]] = {}
    for note in notes.notes:
        place = _place(body, ends, note)
        if place < 0 and note.anchor >= 0 and not ends:
            place, body = _parted(body, note.anchor)
        behind.setdefault(_above(body, note.mark[0]) if place < 0 else place, []).append(_written(note, page))
    text, at = _laid(body, behind)
    return replace(laid, text=text, at=at)


def _rows(laid: Laid) -> list[Row]:
    rows: list[Row] = []
    begin = 0
    for line in laid.text.split("\n"):
        rows.append((line, laid.at[begin : begin + len(line)]))
        begin += len(line) + 1
    return rows


def _is_within(row: Row, held: Collection[int]) -> bool:
    """Whether the row has characters of the page, and all of them are among `held`."""
    seen = [at for char, at in zip(*row, strict=True) if at >= 0 and not char.isspace()]
    return bool(seen) and all(at in held for at in seen)


def _ends_sentence(row: Row, after: Sequence[Row]) -> bool:
    """Whether a row ends a sentence or a table."""
    said = settled(row[0]).rstrip()
    if said.startswith("|"):
        return not (after and after[0][0].startswith("|"))
    return bool(SENTENCE_END.search(said))


def _above(rows: Sequence[Row], number: int) -> int:
    """The last row that begins before a character of the page; -1 for none."""
    return max((at for at, row in enumerate(rows) if any(0 <= place <= number for place in row[1])), default=-1)


def _place(rows: Sequence[Row], ends: Sequence[int], note: Note) -> int:
    """The row behind which a note is set; -1 where no row ends a sentence, or the note's word is on an earlier page."""
    if note.anchor < 0:
        return -1
    anchor = _above(rows, note.anchor)
    return next((end for end in ends if end >= anchor), ends[-1] if ends else -1)


def _parted(rows: Sequence[Row], anchor: int) -> tuple[int, list[Row]]:
    """The rows with one of them parted behind a sentence that ends in it, the rest joined to the next, and which that is; -1 for none."""
    found = [
        (at, end)
        for at, (row, after) in enumerate(pairwise(rows))
        if len(after[0].strip()) > _LEAST_LINE
        for match in _STOP.finditer(row[0])
        if (end := _past_marks(row[0], match.end())) < len(row[0].rstrip())
    ]
    if not found:
        return -1, list(rows)
    at, end = next(((at, end) for at, end in found if rows[at][1][end - 1] >= anchor), found[-1])
    (said, places), (more, others) = rows[at], rows[at + 1]
    rest = said[end:].strip()
    begin = said.index(rest, end)
    apart = " " if rest[-1:].isascii() and more[:1].isascii() else ""
    second = rest + apart + more, (*places[begin : begin + len(rest)], *(-1 for _ in apart), *others)
    return at, [*rows[:at], (said[:end], places[:end]), second, *rows[at + 2 :]]


def _past_marks(text: str, at: int) -> int:
    while at < len(text) and is_raised(text[at]):
        at += 1
    return at


def _written(note: Note, text: str) -> Row:
    """The note on one line."""
    lines, places = [], []
    for begin, end in note.lines:
        kept = [at for at in range(begin, end) if text[at] not in "\r\n"]
        lines.append(_HYPHEN.sub("", "".join(text[at] for at in kept)))
        places.append(kept[: len(lines[-1])])
    said, numbers = lines[0], list(places[0])
    for line, more in zip(lines[1:], places[1:], strict=True):
        whole = joined([said, line])
        numbers += [-1] * (len(whole) - len(said) - len(line)) + more
        said = whole
    chinese = bool(re.search(f"[{HAN}]", said))
    before, after = ("注", "：") if chinese else ("Note ", ": ")
    inner = [at for at in note.mark if unshifted(text[at]) in note.label][: len(note.label)]
    return f"{before}{note.label}{after}{said}", (*(-1 for _ in before), *inner, *(-1 for _ in after), *numbers)


def _laid(rows: Sequence[Row], behind: Mapping[int, Sequence[Row]]) -> tuple[str, tuple[int, ...]]:
    """The text of the rows with the notes between them, blank lines around each."""
    blank: Row = ("", ())
    out: list[Row] = []
    for at in range(-1, len(rows)):
        out += [rows[at]] if at >= 0 else []
        for note in behind.get(at, ()):
            out += [blank, note] if out else [note]
        if behind.get(at):
            out.append(blank)
    places: list[int] = []
    for _, numbers in out:
        places += [*numbers, -1]
    return "\n".join(said for said, _ in out), tuple(places[:-1])
