"""Named things of a text, under one key in both languages: who and what a statement is about.

The glossary knows bodies, firms, people and places; `names.tsv` knows countries. Years and ordinals ("the second tier")
are keys too, since sentences set them against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ragassist.text.glossary import Glossary, glossary
from ragassist.text.name_table import known_names
from ragassist.text.quantities import find_quantities
from ragassist.types import Lang

_KINDS = frozenset({"body", "company", "person", "place"})


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention: code-point offsets, end exclusive, and the key that all its names share."""

    start: int
    end: int
    kind: str
    key: str


@lru_cache(maxsize=2048)
def entities(text: str, terms: Glossary | None, lang: Lang) -> tuple[Entity, ...]:
    """Return the mentions of `text`, which is in `lang`, in order, not overlapping; without `terms` by the program's own glossary."""
    found: list[Entity] = []
    taken = bytearray(len(text))

    def add(start: int, end: int, kind: str, key: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Entity(start, end, kind, key))

    for occurrence in (terms or glossary()).find(text, lang):
        if occurrence.term.kind in _KINDS:
            add(occurrence.start, occurrence.end, occurrence.term.kind, occurrence.term.forms("en")[0].lower())
    for start, end, kind, name in known_names(text):
        add(start, end, kind, name.lower())
    for quantity in find_quantities(text):
        if quantity.kind == "date" and quantity.date and quantity.date.year:
            add(quantity.start, quantity.end, "year", str(quantity.date.year))
        elif quantity.kind == "ordinal":
            add(quantity.start, quantity.end, "ordinal", str(quantity.low))
    return tuple(sorted(found, key=lambda e: e.start))
