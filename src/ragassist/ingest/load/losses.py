"""Counting what a reader leaves out of a document or cannot read, so that nothing is lost in silence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, get_args

from ragassist.lang.detector import has_other_script, other_language
from ragassist.types import Loss, LossKind

_ORDER: Final[tuple[LossKind, ...]] = get_args(LossKind)
_STRANGE: Final = frozenset({"Co", "Cn", "Cs"})
_PARAGRAPH_CHARS: Final = 12
"""Shorter lines are names, titles and words that a text in one language takes from another."""
_NAMELESS: Final = re.compile(r"^\|(?:[ \t]*\|){3,}[ \t]*\r?\n\|(?:[ \t]*:?-{2,}:?[ \t]*\|){3,}[ \t]*\r?$", re.MULTILINE)
"""The head of a table whose columns nothing names, as `grid.table` writes it."""
_SELDOM: Final = re.compile("[\ud800-\uf8ff\ufa6e\ufa6f\ufada-\uff00\uffbf-\U0010ffff]")
"""What may stand for no character: beyond the scripts of the first plane, but for compatible characters and those of full width."""


class Tally:
    """What one document lost, counted while it is read."""

    def __init__(self) -> None:
        self._counts: Counter[LossKind] = Counter()
        self._places: dict[LossKind, str] = {}

    def add(self, kind: LossKind, count: int = 1, *, places: str = "") -> None:
        """Count `count` more of a kind; `places` says where, such as page numbers."""
        self._counts[kind] += count
        if places:
            self._places[kind] = places

    def losses(self, raw: str) -> tuple[Loss, ...]:
        """Everything counted and the characters of `raw` that are none, in a fixed order; nothing that came to 0."""
        counts = Counter(self._counts)
        counts["strange_characters"] += strange(raw)
        return tuple(Loss(kind, counts[kind], self._places.get(kind, "")) for kind in _ORDER if counts[kind] > 0)


def other_languages(raw: str) -> tuple[Loss, ...]:
    """Return how many paragraphs are in a language that is neither English nor Chinese; nothing where there are none."""
    if not has_other_script(raw):
        return ()
    count = sum(bool(other_language(line)) for line in raw.splitlines() if len(line) >= _PARAGRAPH_CHARS and not line.isascii())
    return (Loss("other_languages", count),) if count else ()


def unknown_tables(raw: str) -> tuple[Loss, ...]:
    """Return how many tables of more than two columns have nothing that names their columns; nothing where there are none.

    One of two columns is a form as a rule, whose first column says what the second is.
    """
    count = sum(1 for _ in _NAMELESS.finditer(raw)) if "--" in raw else 0
    return (Loss("tables_unknown", count),) if count else ()


def strange(text: str) -> int:
    """Return how many characters stand for none: private use, unassigned, or lost in decoding."""
    return sum(char == "\ufffd" or unicodedata.category(char) in _STRANGE for char in _SELDOM.findall(text))


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order as people write them.

    >>> ranges([2, 3, 4, 7])
    '2-4, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    return f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0])
