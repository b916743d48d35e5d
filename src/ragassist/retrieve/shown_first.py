"""Which of the fused passages are shown first: one of each text, and none that only lists sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ragassist.lang import en, zh
from ragassist.retrieve.fuse import shares
from ragassist.text.terms import words
from ragassist.types import Passage

NEARLY_SAME = 0.9
"""Passages that share this much of their words are versions of one text."""

_HEADING = re.compile(rf"^\W*(?:主要)?(?:{zh.SOURCES}|{en.SOURCES})\W*$", re.IGNORECASE)
# GB/T 7714 marks the kind of a source in brackets, [J] a journal, [EB/OL] a page; others give volume and pages, or an address.
_ENTRY = re.compile(
    r"[\[［〔](?:[JMNRCDSPZ]|EB|DB|CP)(?:/OL|/CD)?[\]］〕]|\bet al\.|\bpp?\.\s?\d|\bVol\.\s?\d|\bdoi\b|https?://|\d+\s?[(（]\d+[)）]\s?[:：]\s?\d+",
    re.IGNORECASE,
)
_LEAST_ENTRIES = 3
_CHARS_AN_ENTRY = 120


def lists_sources(passage: Passage) -> bool:
    r"""Return whether a passage is part of a list of references: under such a heading, or an entry in every 120 characters.

    >>> from ragassist.types import Passage
    >>> text = "[1] 王某. 渠道[J]. 水利, 2019(3): 1-9.\n[2] 李某. 水闸[M]. 2020.\n[3] Doe et al. Dams. Vol. 2, 2018."
    >>> lists_sources(Passage("d:0", "d", 0, "zh", (), 0, len(text), text, ()))
    True
    """
    if any(_HEADING.match(title) for title in passage.heading):
        return True
    return len(_ENTRY.findall(passage.text)) >= max(_LEAST_ENTRIES, len(passage.text) / _CHARS_AN_ENTRY)


def first_distinct(order: Sequence[tuple[str, float]], found: Mapping[str, Passage], k: int) -> list[tuple[str, float]]:
    """The first `k` of `order`; what nearly repeats an earlier one, and what only lists sources, comes after all others, in `order`."""
    kept: list[tuple[tuple[str, float], set[str]]] = []
    behind: list[tuple[str, float]] = []
    for entry in order:
        if len(kept) == k:
            break
        passage = found[entry[0]]
        own = set() if lists_sources(passage) else set(words(passage.text))
        if not own or any(shares(own, seen) >= NEARLY_SAME for _, seen in kept):
            behind.append(entry)
        else:
            kept.append((entry, own))
    return ([entry for entry, _ in kept] + behind)[:k]
