"""The clauses of a sentence, and how alike those of a claim are to those of its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragassist.lang.zh import IDEOGRAPHS

_CUT = re.compile(
    r"(?<=[，；。：])|(?<=[,;:])\s|(?<=[.!?])\s|\s(?=(?:and|while|whereas|but|whose|which)\s)"
    r"|\s(?=(?:against|versus|compared\s(?:with|to))\s[^,.;]{0,40}\d)"
    rf"|(?<=[{IDEOGRAPHS}])(?=[而但却]是?[{IDEOGRAPHS}]{{4}})"
)
"""Where one statement of a sentence ends: at its signs, before "and" and its like, before what it is compared with, before 而 and 但."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between commas or conjunctions."""

    text: str
    start: int
    sentence: int
    """The number of the sentence it stands in, from 0."""

    @property
    def end(self) -> int:
        """Exclusive."""
        return self.start + len(self.text)


def clauses(text: str) -> list[Clause]:
    """Return the clauses of `text`, in order; commas inside numbers divide nothing."""
    found, last, sentence = [], 0, 0
    for cut in [*(m.end() for m in _CUT.finditer(text)), len(text)]:
        piece = text[last:cut]
        if re.search(r"\w", piece):
            found.append(Clause(piece, last, sentence))
        sentence += bool(re.search(r"[。.!?！？]\s*$", piece))
        last = cut
    return found
