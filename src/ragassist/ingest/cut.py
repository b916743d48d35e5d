"""A document to its passages: cleaned and split, a very long one in parts, so that memory does not grow with the cleaning.

What is kept of a part is its passages. Nothing is embedded or stored here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ragassist.errors import LoadError
from ragassist.ingest.doubts import with_doubts
from ragassist.types import Document, Passage, Sentence


class EmptyPageError(LoadError):
    """The page holds a title and furniture, and no text."""


def cut(document: Document, *, count_tokens: Callable[[str], int], budget_tokens: int) -> tuple[Passage, ...]:
    """Return all passages of a document, numbered from 0; at least one.

    A text of more than two million characters is cut at line ends into parts of about one million, each cleaned and split for itself.

    Args:
        document: as loaded.
        count_tokens: tokens of a text for the embedder in use.
        budget_tokens: tokens that a passage should not exceed.

    Raises:
        EmptyPageError: there is no text beyond title and page furniture.
    """
    from ragassist.ingest.clean import clean_lines, is_shell
    from ragassist.ingest.split import split

    passages: list[Passage] = []
    for begin, part in _parts(document):
        text, lines = clean_lines(part)
        found = split(part, text, count_tokens=count_tokens, budget_tokens=budget_tokens, lines=lines)
        if not begin and part is document and found and is_shell(document, text):
            found = []
        passages += [_moved(passage, len(passages) + at, begin) for at, passage in enumerate(found)] if begin else found
    if not passages:
        raise EmptyPageError("file.furniture")
    return with_doubts(passages, document) if document.read else tuple(passages)


def _parts(document: Document) -> Iterator[tuple[int, Document]]:
    """(offset, part) in order; the parts make up the document."""
    from ragassist.ingest.clean import PART_CHARS

    raw = document.raw
    if len(raw) <= 2 * PART_CHARS:
        yield 0, document
        return
    begin = 0
    while begin < len(raw):
        end = raw.find("\n", begin + PART_CHARS) + 1
        if not end or end > begin + 2 * PART_CHARS:  # a line of a million characters is cut like any other
            end = begin + PART_CHARS
        yield begin, replace(document, raw=raw[begin:end])
        begin = end


def _moved(passage: Passage, ordinal: int, offset: int) -> Passage:
    return replace(
        passage,
        passage_id=f"{passage.doc_id}:{ordinal:05d}",
        ordinal=ordinal,
        start=passage.start + offset,
        end=passage.end + offset,
        sentences=tuple(_sentence_moved(sentence, offset) for sentence in passage.sentences),
    )


def _sentence_moved(sentence: Sentence, offset: int) -> Sentence:
    cells = tuple(replace(cell, start=cell.start + offset, end=cell.end + offset) for cell in sentence.cells)
    return replace(sentence, start=sentence.start + offset, end=sentence.end + offset, cells=cells)
