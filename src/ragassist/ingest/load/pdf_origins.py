"""Which character of one text stands for which of another, where the second was made from the first. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from ragassist.ingest.load import grid
from ragassist.ingest.load.pdf_glyphs import unshifted

_HYPHENS: Final = str.maketrans({"\ufffe": "-", "\x02": "-"})
_BETWEEN_CELLS: Final = frozenset("| \n-:")


def folded(text: str) -> str:
    """Return the text as it is compared: raised characters as themselves, a hyphen at a line's end as one; one for one."""
    return unshifted(text).translate(_HYPHENS)


def alike(one: str, other: str) -> bool:
    """Return whether two characters are the same letter, digit or sign, in whatever width or height they are set."""
    return one == other or unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def aligned(text: str, source: str) -> list[int]:
    r"""Return for each character of `text` its place in `source`, -1 for blanks and for what `source` does not have.

    Both run in the same order. Lines that are the same but for their blanks are compared as a whole first.

    >>> aligned("ab 10^26", "a b\n1026")
    [0, 2, -1, 4, 5, -1, 6, 7]
    """
    ours, theirs = _lines(folded(text)), _lines(folded(source))
    found = [-1] * len(text)
    matcher = SequenceMatcher(None, [line for line, _ in ours], [line for line, _ in theirs], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        places = [at for _, line in ours[a0:a1] for at in line]
        origins = [at for _, line in theirs[b0:b1] for at in line]
        if tag == "equal":
            pairs = list(zip(places, origins, strict=True))
        else:
            inner = SequenceMatcher(None, "".join(line for line, _ in ours[a0:a1]), "".join(line for line, _ in theirs[b0:b1]), False)
            blocks = inner.get_matching_blocks()
            pairs = [(places[block.a + n], origins[block.b + n]) for block in blocks for n in range(block.size)]
        for place, origin in pairs:
            found[place] = origin
    return found


def _lines(text: str) -> list[tuple[str, list[int]]]:
    """The lines that hold something, without blanks, and where each of their characters stands."""
    lines: list[tuple[str, list[int]]] = []
    begin = 0
    for line in text.split("\n"):
        at = [begin + n for n, char in enumerate(line) if not char.isspace()]
        if at:
            lines.append(("".join(text[n] for n in at), at))
        begin += len(line) + 1
    return lines


def table_origins(written: str, rows: Sequence[Sequence[grid.Span]], page: str) -> list[int]:
    """Return for each character of a table as it is written its number in the page's text, -1 for what only the writing has.

    Args:
        written: the table as Markdown, with whatever stands around it.
        rows: its cells.
        page: the page's own text, which `Span.held` counts in.
    """
    found = [-1] * len(written)
    at = 0
    for span in grid.in_order(rows):
        begin = written.find(span.text, at) if span.text.strip() else -1
        if begin < 0 or not set(written[at:begin]) <= _BETWEEN_CELLS:
            continue  # a caption is written once, though it covers every column
        held = [number for number in span.held if not page[number].isspace()]
        source = "".join(page[number] for number in held)
        for offset, place in enumerate(aligned(span.text, source)):
            found[begin + offset] = held[place] if place >= 0 else -1
        at = begin + len(span.text)
    return found
