"""Where words stand in a Word file: a text's characters, each with the run that shows it, and runs cut so that a span has its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from ragassist.ingest.load.docx import notes_of
from ragassist.ingest.load.docx_numbering import W

_UNREAD: Final = frozenset({f"{W}del", f"{W}moveFrom", f"{W}rt", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
"""What the reader of a Word file does not take as text: deleted words, readings above characters, second forms of a drawing."""
_NOTES: Final = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_OPENING: Final = '“‘「『《〈（(【["'
_CLOSING: Final = "。．！？；.!?;”’」』》〉）)】]…"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_LEAST_SHARE: Final = 0.5
"""Share of a span's characters that must stand in one piece before the span counts as found in other surroundings."""
_LEAST_PIECE: Final = 4
"""Characters of a further piece of such a span; shorter ones agree by chance."""


@dataclass(frozen=True, slots=True)
class _Char:
    """One letter or digit of the file: `word.text[at]`, shown by `run`; `word` is None where the run is anchored whole."""

    run: Any
    word: Any
    at: int


class WordText:
    """The letters and digits of a Word file's body, in order, with their runs; notes behind the body, at the run that calls them."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  # python-docx has no types
        """`document`: as python-docx opens it. Its runs are cut when spans are marked, never its words changed."""
        self.runs: list[Any] = []
        letters: list[str] = []
        self._chars: list[_Char] = []
        for char, place in _characters(document, self.runs):
            for letter in folded(char):
                letters.append(letter)
                self._chars.append(place)
        self._text = "".join(letters)

    def find(self, spans: Sequence[str]) -> list[tuple[int, int] | None]:
        """Return where each text stands, as a span of this one's letters, no two overlapping; None where it does not.

        Texts are looked for in their order, each behind the one before it, then anywhere. What the file shows otherwise (a number
        that Word counts itself, an equation) is passed over as long as half of the text stands there in one piece.
        """
        found: list[tuple[int, int] | None] = []
        taken: list[tuple[int, int]] = []
        behind = 0
        for span in spans:
            sought = folded(span)
            place = self._exactly(sought, behind, taken) or self._nearly(sought, behind, taken)
            found.append(place)
            if place is not None:
                taken.append(place)
                behind = place[1]
        return found

    def _exactly(self, sought: str, behind: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        for begin in (behind, 0):
            at = self._text.find(sought, begin) if sought else -1
            while at >= 0:
                if not _meets((at, at + len(sought)), taken):
                    return at, at + len(sought)
                at = self._text.find(sought, at + 1)
        return None

    def _nearly(self, sought: str, behind: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        for begin in (behind, 0):
            match = SequenceMatcher(None, sought, self._text, autojunk=False)
            core = match.find_longest_match(0, len(sought), begin, len(self._text))
            if core.size < max(_LEAST_PIECE, _LEAST_SHARE * len(sought)):
                continue
            low, high = max(begin, core.b - core.a), min(len(self._text), core.b + len(sought) - core.a)
            pieces = SequenceMatcher(None, sought, self._text[low:high], autojunk=False).get_matching_blocks()
            ends = [(low + piece.b, low + piece.b + piece.size) for piece in pieces if piece.size >= _LEAST_PIECE]
            place = min(ends)[0], max(end for _, end in ends)
            if not _meets(place, taken):
                return place
        return None

    def cut(self, spans: Sequence[tuple[int, int]]) -> list[tuple[Any, Any]]:
        """Return the first and the last run of each span, cut so that they hold the span's words and no others.

        The last span is cut first: what stands before it keeps its runs, so the places of the others stay true.
        """
        ranges: dict[int, tuple[Any, Any]] = {}
        for n in sorted(range(len(spans)), key=lambda n: spans[n], reverse=True):
            first, last = self._chars[spans[n][0]], self._chars[spans[n][1] - 1]
            _end_behind(last)
            begins = _begin_at(first)
            ranges[n] = begins, begins if last.run is first.run else last.run
        return [ranges[n] for n in range(len(spans))]


def folded(text: str) -> str:
    """Return the letters and digits of a text, in their common forms: what two extractions of one text agree on.

    >>> folded("（一）A I，10²")
    '一ai102'
    """
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _meets(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _characters(document: Any, runs: list[Any]) -> Iterator[tuple[str, _Char]]:  # noqa: ANN401
    """Every character of the body that is read, then those of its notes; `runs` is filled with the body's outermost runs."""
    notes = _notes(document)
    called: list[tuple[Any, str]] = []
    for run in document.element.body.iter(f"{W}r"):
        above = list(run.iterancestors())
        if any(each.tag in _UNREAD for each in above):
            continue
        outer = next((each for each in reversed(above) if each.tag == f"{W}r"), None)
        if outer is None:
            runs.append(run)
        for child in run:
            if child.tag == f"{W}t":
                yield from (
                    (char, _Char(run, child, at) if outer is None else _Char(outer, None, 0)) for at, char in enumerate(child.text or "")
                )
            elif child.tag in _NOTES:
                called.append((run if outer is None else outer, f"{_NOTES[child.tag]}:{child.get(f'{W}id', '')}"))
    for run, name in called:
        yield from ((char, _Char(run, None, 0)) for char in notes.get(name, ""))


def _notes(document: Any) -> dict[str, str]:  # noqa: ANN401
    return {name: "".join(word.text or "" for word in note.iter(f"{W}t")) for name, note in notes_of(document).items()}


def _begin_at(first: _Char) -> Any:  # noqa: ANN401
    """The run that begins with a character, and with the marks that open before it."""
    if first.word is None:
        return first.run
    text, at = first.word.text or "", first.at
    while at > 0 and text[at - 1] in _OPENING:
        at -= 1
    return _cut(first.run, first.word, at)


def _end_behind(last: _Char) -> None:
    """Cut a character's run behind it, and behind the marks that close after it."""
    if last.word is None:
        return
    text, at = last.word.text or "", last.at + 1
    while at < len(text) and text[at] in _CLOSING:
        at += 1
    _cut(last.run, last.word, at)


def _cut(run: Any, word: Any, at: int) -> Any:  # noqa: ANN401
    """The run that begins with `word.text[at]`: cut off from `run` with the same look, or `run` itself where nothing is to be cut."""
    children = [child for child in run if child.tag != f"{W}rPr"]
    place, text = children.index(word), word.text or ""
    if (place == 0 and at == 0) or (place == len(children) - 1 and at >= len(text)):
        return run
    behind = run.makeelement(run.tag, dict(run.attrib))
    look = run.find(f"{W}rPr")
    if look is not None:
        behind.append(deepcopy(look))
    if 0 < at < len(text):
        rest = word.makeelement(word.tag, {})
        word.text, rest.text = text[:at], text[at:]
        for part in (word, rest):
            part.set(_SPACE, "preserve")
        behind.append(rest)
    for child in children[place if at == 0 else place + 1 :]:
        behind.append(child)
    run.addnext(behind)
    return behind
