"""Which statements of a document were read by machine, and on which of their figures and words two readings do not agree. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.lang.zh import HAN
from ragassist.types import Document, Passage, ReadLine, Sentence

_AROUND: Final = 2
"""Of a doubtful Chinese character so many on either side are told, so that a reader finds it."""


def with_doubts(passages: Sequence[Passage], document: Document) -> tuple[Passage, ...]:
    """Return the passages with those statements marked that stand, in part or whole, on pages that were read by machine.

    Args:
        passages: of the document.
        document: as it was loaded, with the lines that were read by machine.
    """
    lines = sorted((line for page in document.read for line in page.lines), key=lambda line: line.start)
    ends = [line.end for line in lines]

    def marked(sentence: Sentence) -> Sentence:
        first = bisect_left(ends, sentence.start + 1)
        own: list[ReadLine] = []
        for line in lines[first:]:
            if line.start >= sentence.end:
                break
            own.append(line)
        if not own:
            return sentence
        spans = [(max(a, sentence.start), min(b, sentence.end)) for line in own for a, b in line.doubts]
        return replace(sentence, machine_read=True, doubts=told(document.raw, [(a, b) for a, b in spans if a < b]))

    known: dict[str, tuple[str, ...]] = {}
    return tuple(
        replace(passage, sentences=_with_what_is_read_before([marked(each) for each in passage.sentences], known)) for passage in passages
    )


def _with_what_is_read_before(sentences: Sequence[Sentence], known: dict[str, tuple[str, ...]]) -> tuple[Sentence, ...]:
    """The statements with the doubts of their stems, captions and columns' names too; `known` are those of texts further up."""
    found: list[Sentence] = []
    head: tuple[str, ...] = ()
    for sentence in sentences:
        head = sentence.doubts if sentence.kind == "head" else head if sentence.kind == "row" else ()
        more = (*known.get(sentence.context.strip(), ()), *(head if sentence.kind == "row" else ()))
        known[sentence.text.strip()] = sentence.doubts
        found.append(replace(sentence, doubts=tuple(dict.fromkeys((*sentence.doubts, *more)))) if more else sentence)
    return tuple(found)


def told(raw: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the figures and words that the spans touch, each once; signs alone are none.

    >>> told("投入3,608亿元，增长。", [(4, 5), (9, 10)])
    ('3,608',)
    """
    found: list[str] = []
    for begin, end in spans:
        for at in range(begin, end):
            if raw[at].isalnum():
                found.append(_around(raw, at))
    return tuple(dict.fromkeys(found))


def _around(raw: str, at: int) -> str:
    """The figure or the word of Latin letters that a character belongs to; of Chinese, the characters beside it."""
    if re.match(f"[{HAN}]", raw[at]):
        begin = end = at
        while begin > 0 and at - begin < _AROUND and re.match(f"[{HAN}]", raw[begin - 1]):
            begin -= 1
        while end + 1 < len(raw) and end - at < _AROUND and re.match(f"[{HAN}]", raw[end + 1]):
            end += 1
        return raw[begin : end + 1]
    begin = end = at
    while begin > 0 and _joined(raw, begin - 1):
        begin -= 1
    while end + 1 < len(raw) and _joined(raw, end + 1):
        end += 1
    return raw[begin : end + 1].strip(".,-'")


def _joined(raw: str, at: int) -> bool:
    """Whether a character belongs to the figure or Latin word beside it."""
    return bool(re.match(r"[0-9A-Za-z\uff10-\uff19.,%％'-]", raw[at]))
