"""Whether a hyphen at the end of a line divides a word, joins two, or stands for what comes later ("short- and long-term").

The text itself says most: a word that it also writes whole, a compound that it also writes within a line, another compound with the same
beginning or end. What it does not say is told by a few beginnings and ends that English always hyphenates (`lang.en`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ragassist.lang import en

_COMPOUND: Final = re.compile(r"\b([A-Za-z]{1,30})-([a-z]+)")
_WORD: Final = re.compile(r"(?<![A-Za-z-])[a-z]{5,40}(?![A-Za-z-])")
_CUT: Final = re.compile(r"([A-Za-z]+)[-\u2010]$")
_TAIL: Final = re.compile(r"[a-z]+")
_SHARED: Final = re.compile(
    r"(?:and|or|to|and/or|but|as well as) (?:[\w'’]+ ){0,2}?[\w'’]+[-\u2010](?=[\w\s]|$)|[,，] [\w'’]+[-\u2010](?=[\w\s,]|$)"
)
"""What follows a hyphen that stands for a later word: another compound."""
_SHARED_BEFORE: Final = re.compile(r"[A-Za-z][-\u2010](?:, | (?:and|or|to|and/or|but|as well as) )[^.;:]{0,40}$")
_LEAST_FIRST: Final = 3
"""A beginning or an end of fewer letters is one of too many words to say anything."""


@dataclass(frozen=True, slots=True)
class Hyphens:
    """What a text says of its own compounds, all in small letters."""

    compounds: frozenset[str] = frozenset()
    firsts: frozenset[str] = frozenset()
    seconds: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def settle(self, before: str, after: str) -> tuple[str, bool] | None:
        """Return what stands between two joined lines, and whether the hyphen that ends the first one goes; None where none does.

        Args:
            before: the end of the first line.
            after: the beginning of the second.
        """
        cut = _CUT.search(before)
        if cut is None:
            return None
        if _SHARED.match(after):
            return " " if after[0].isalpha() else "", False
        tail = _TAIL.match(after)
        if tail is None:
            return None
        return "", not self._is_compound(before, cut, after, tail.group())

    def _is_compound(self, before: str, cut: re.Match[str], after: str, second: str) -> bool:
        first = cut.group(1)
        low = first.lower()
        if before[: cut.end() - 1].endswith("-") or re.search(r"-[A-Za-z]+[-\u2010]$", before) or f"{low}-{second}" in self.compounds:
            return True
        if low + second in self.whole:
            return False
        if len(first) > 1 and first.isupper():  # AI-based
            return True
        if re.match(r"-[a-z]", after[len(second) :]) or _SHARED_BEFORE.search(before[: cut.start()]):  # end-to-end, short- and long-term
            return True
        if low in en.HYPHENATED_FIRST or (len(low) >= _LEAST_FIRST and second in en.HYPHENATED_SECOND):
            return True
        least = min(len(low), len(second))
        return second in self.seconds and (least > _LEAST_FIRST or (least == _LEAST_FIRST and low in self.firsts))


NONE: Final = Hyphens()


def of(text: str) -> Hyphens:
    """Return what the lines of a text say of compounds."""
    if "-" not in text and "\u2010" not in text:
        return NONE
    found = [(match[1].lower(), match[2]) for match in _COMPOUND.finditer(text)]
    cut = re.search(r"[A-Za-z][-\u2010][ \t]*(?:\r?\n|\f|$)", text)
    return Hyphens(
        frozenset(f"{first}-{second}" for first, second in found),
        frozenset(first for first, _ in found),
        frozenset(second for _, second in found),
        frozenset(_WORD.findall(text)) if cut else frozenset(),
    )
