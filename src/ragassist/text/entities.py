"""Named things of a text, under one key in both languages: who and what a statement is about.

The glossary knows bodies, firms, people and places; `names.tsv` knows countries. Years, ordinals ("the second tier") and opposite labels of
`rivals.tsv` are keys too where sentences set them against each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ragassist.text.glossary import glossary
from ragassist.text.language import detect
from ragassist.text.names import known_names
from ragassist.text.quantities import find_quantities
from ragassist.text.rivals import attributes

_KINDS = frozenset({"body", "company", "person", "place"})
_SET_AGAINST = frozenset({"label", "duty", "stage", "power"})
_WEAK = frozenset(
    [
        "national",
        "of",
        "the",
        "and",
        "for",
        "ministry",
        "department",
        "administration",
        "china",
        "chinese",
        "us",
        "u.s.",
        "commission",
        "committee",
        "state",
        "bureau",
        "office",
        "general",
        "people's",
        "authority",
        "authorities",
        "technology",
        "science",
        "information",
        "industry",
        "security",
        "central",
        "supreme",
        "on",
        "in",
        "to",
        "international",
        "united",
        "states",
        "agency",
        "organization",
    ]
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention: code-point offsets, end exclusive, and the key that all its names share."""

    start: int
    end: int
    kind: str
    key: str


@lru_cache(maxsize=2048)
def entities(text: str) -> tuple[Entity, ...]:
    """The mentions of `text`, in order, not overlapping."""
    found: list[Entity] = []
    taken = bytearray(len(text))

    def add(start: int, end: int, kind: str, key: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Entity(start, end, kind, key))

    for occurrence in glossary().find(text, detect(text)):
        if occurrence.term.kind in _KINDS:
            add(occurrence.start, occurrence.end, occurrence.term.kind, occurrence.term.forms("en")[0].lower())
    for start, end, kind, name in known_names(text):
        add(start, end, kind, name.lower())
    for quantity in find_quantities(text):
        if quantity.kind == "date" and quantity.date and quantity.date.year:
            add(quantity.start, quantity.end, "year", str(quantity.date.year))
        elif quantity.kind == "ordinal":
            add(quantity.start, quantity.end, "ordinal", str(quantity.low))
    for attribute in attributes():
        if attribute.kind in _SET_AGAINST:
            for match in attribute.pattern.finditer(text):
                add(match.start(), match.end(), attribute.kind, attribute.name)
    return tuple(sorted(found, key=lambda e: e.start))


def swapped_names(claim: str, evidence: str) -> list[str]:
    """Where the claim names one body, firm or person and the source another in its place, in English, one sentence each.

    >>> swapped_names("The Ministry of Education issued it.", "该文件由公安部发布。")
    ['The claim names Ministry of Education; the source names 公安部.']
    """
    said, meant = entities(claim), entities(evidence)
    found: dict[str, None] = {}
    for kind in ("body", "company", "person"):
        mine = {e.key: e for e in said if e.kind == kind}
        theirs = {e.key: e for e in meant if e.kind == kind}
        for key, e in mine.items():
            others = [other for name, other in theirs.items() if name not in mine]
            if key in theirs or not others or _written(key, evidence) or any(_kin(key, other.key) for other in meant):
                continue
            found[f"The claim names {claim[e.start : e.end]}; the source names {evidence[others[0].start : others[0].end]}."] = None
    return list(found)


def _written(key: str, evidence: str) -> bool:
    """Whether any name of `key` stands in the evidence, be it inside a longer name."""
    low = evidence.lower()
    return any(form.lower() in low for form in _forms().get(key, (key,)))


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    return {term.forms("en")[0].lower(): (*term.zh, *(form for form in term.en if len(form) > 4)) for term in glossary().terms()}


def _kin(one: str, other: str) -> bool:
    words = [set(re.findall(r"[a-z'.]+", name)) - _WEAK for name in (one, other)]
    return bool(words[0] & words[1])
