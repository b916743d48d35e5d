"""From a model's stream of text to whole sentences with the evidence numbers they point at.

A marker is a number, or several, in square brackets of any width: `[1]`, `［1］`, `【1】`, `[1, 2]`, `[1-3]`, `[1][3]`, `[^1]`,
before or after the full stop. Models that learned other habits write `[Source 1]`, `[citation:1]`, `（来源1）`,
`【1†L3-L5】`, `[[1]](#s1)` or `<sup>1</sup>`, and mean the same.

Half a marker is never let through, and what comes out does not depend on how the stream was
cut: characters are taken one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ragassist.models.chat import Completion
from ragassist.text.sentences import split_sentences

_WORD = r"(?:(?:sources?|citations?|cite|refs?|references?|docs?|documents?|sentences?|来源|资料|出处|引用|原文|文献|句)[\s:：_#.]{0,2})"
_NUMBERS = rf"\d{{1,3}}(?:\s*(?:[,，、;；]|-|–|~|and\b|&|和)\s*\^?{_WORD}?\d{{1,3}})*"
_PLACE = r"(?:\s*†[^\]］】\n]{0,40})?"
MARKER = re.compile(
    rf"[\[［【]{{1,2}}\s*\^?\s*{_WORD}?(?P<square>{_NUMBERS}){_PLACE}\s*[\]］】]{{1,2}}(?:\(#[^)\s]{{0,60}}\))?"
    rf"|[（(]\s*{_WORD}(?P<round>{_NUMBERS})\s*[)）]|<sup>\s*[\[(]?(?P<raised>{_NUMBERS})[\])]?\s*</sup>",
    re.IGNORECASE,
)
_OPENING = "[［【"
_IN_MARKER = r"[\s\d,，、;；^~–&:：_#.†\w-]"
_OPEN_MARKER = re.compile(rf"[\[［【]{_IN_MARKER}{{0,40}}$|[（(](?:[a-z]{{0,9}}|{_WORD}{_IN_MARKER}{{0,24}})$|</?s?u?p?$", re.IGNORECASE)
_HALF_MARKER = re.compile(rf"[\[［【]\s*\^?\s*{_WORD}?\d{_IN_MARKER}*$|<sup>[^<]*$", re.IGNORECASE)
_STOPS = ".!?。！？；;…"
_CLOSERS = "\"'”’」』）)》*_"
_LIST_LEAD = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、](?!\d))\s+|^\s*[#>]+\s+")
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:!?。，；：！？])")
MAX_SENTENCE_CHARS = 1200


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence a model wrote, without its markers."""

    text: str
    numbers: tuple[int, ...]
    """The evidence numbers it points at, in order of first mention; they may not exist."""
    starts_line: bool
    """Whether the model began a new line with it."""


def sentences(deltas: Iterable[str]) -> Iterator[Sentence]:
    """Yield the sentences of a stream, each as soon as it and the markers behind it are complete, in order.

    Markdown emphasis, list and heading signs at the head of a line are dropped; a line end always ends a sentence.
    """
    buffer = ""
    fresh = True
    for delta in deltas:
        for char in delta:
            if char == "\n" or len(buffer) >= MAX_SENTENCE_CHARS or _complete(buffer, char):
                yield from _parse(buffer, starts_line=fresh)
                fresh = char == "\n" or (fresh and not buffer.strip())
                buffer = ""
            if char != "\n":
                buffer += char
    yield from _parse(buffer, starts_line=fresh)


def pieces(reply: Iterator[str | Completion], ended: list[Completion]) -> Iterator[str]:
    """Yield the pieces of a reply; the completion at its end goes into `ended`."""
    for part in reply:
        if isinstance(part, Completion):
            ended.append(part)
        else:
            yield part


def without_markers(text: str) -> str:
    """Return `text` without any marker, for a sentence that a model had no reason to number.

    >>> without_markers("The fund is worth 36 billion yuan[2] [3].")
    'The fund is worth 36 billion yuan.'
    """
    while (bare := MARKER.sub("", text)) != text:
        text = bare
    return _SPACE_BEFORE_STOP.sub(r"\1", text).strip()


def _complete(buffer: str, char: str) -> bool:
    """Whether `buffer` is a finished sentence now that `char`, which begins something else, has come."""
    if char.isspace() or char in _STOPS or char in _CLOSERS or char in _OPENING or _OPEN_MARKER.search(buffer):
        return False
    bare = _strip(buffer)[0]
    if bare.rstrip().rstrip(_CLOSERS)[-1:] not in tuple(_STOPS):
        return False
    spans = split_sentences(bare + char)
    return len(spans) > 1 and spans[-1][0] >= len(bare.rstrip())


def _strip(text: str) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """`text` without markers, and for each marker its place in that text and its numbers."""
    pieces: list[str] = []
    places: list[tuple[int, tuple[int, ...]]] = []
    length = last = 0
    for match in MARKER.finditer(text):
        piece = text[last : match.start()]
        pieces.append(piece)
        length += len(piece)
        places.append((length, _numbers(match["square"] or match["round"] or match["raised"])))
        last = match.end()
    pieces.append(text[last:])
    return "".join(pieces), places


def _numbers(inside: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"[,，、;；&和]|\band\b", inside):
        bounds = [int(digits) for digits in re.findall(r"\d+", part)]
        found += range(bounds[0], bounds[-1] + 1) if len(bounds) == 2 and bounds[0] <= bounds[1] <= bounds[0] + 9 else bounds
    return tuple(dict.fromkeys(found))


def _parse(text: str, *, starts_line: bool) -> Iterator[Sentence]:
    """The sentences of a finished stretch of one line; a marker belongs to the sentence it follows, or begins."""
    text = _LIST_LEAD.sub("", _HALF_MARKER.sub("", text)).replace("**", "").replace("__", "")
    bare, places = _strip(text)
    spans = split_sentences(bare)
    numbers: list[list[int]] = [[] for _ in spans]
    for place, found in places:
        owner = max((index for index, (start, _) in enumerate(spans) if start < place), default=0)
        if spans:
            numbers[owner] += found
    for index, (start, end) in enumerate(spans):
        words = _SPACE_BEFORE_STOP.sub(r"\1", " ".join(bare[start:end].split()))
        yield Sentence(words, tuple(dict.fromkeys(numbers[index])), starts_line and index == 0)
