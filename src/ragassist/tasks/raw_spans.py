"""Where a part of a cleaned statement stands in the raw text. A part that cannot be found exactly is pinned to its whole statement."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ragassist.tasks.statements import Statement


@dataclass(frozen=True, slots=True)
class Pinned:
    """Words of a document: `quote == raw[start:end]`, always."""

    text: str
    """As cleaned, for reading."""
    start: int
    end: int
    quote: str


def pin(raw: str, statement: Statement, start: int, end: int) -> Pinned:
    """Return the part `statement.read[start:end]` with its place in `raw`.

    A part that begins in the sentence that opens a list and ends in the item is pinned to the item's share of it.
    """
    read, lead = statement.read, len(statement.context)
    if start >= lead:
        span, text, first, last = (statement.start, statement.end), statement.text, start - lead, end - lead
    elif end <= lead and statement.context_span is not None:
        span, text, first, last = statement.context_span, statement.context, start, end
    else:
        span, text, first, last = (statement.start, statement.end), statement.text, 0, max(0, end - lead)
    found = _locate(raw, span, text, first, last)
    begin, stop = found if found is not None else span
    return Pinned(read[start:end], begin, stop, raw[begin:stop])


def _locate(raw: str, span: tuple[int, int], text: str, first: int, last: int) -> tuple[int, int] | None:
    """The raw span of `text[first:last]`, where `text` is the cleaned form of `raw[span]`; None where they do not run in step."""
    at = span[0]
    begin = stop = None
    for index, char in enumerate(text[:last]):
        if char.isspace():
            continue
        wanted = _fold(char)
        while at < span[1] and _fold(raw[at]) != wanted:
            at += 1
        if at >= span[1]:
            return None
        if index >= first:
            begin = at if begin is None else begin
            stop = at + 1
        at += 1
    if begin is None or stop is None:
        return None
    exact = "".join(map(_fold, raw[begin:stop].split()))
    return (begin, stop) if exact == "".join(map(_fold, text[first:last].split())) else None


def _fold(char: str) -> str:
    return unicodedata.normalize("NFKC", char)
