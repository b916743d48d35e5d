"""The tables that checks read: signs in the words of both languages, pairs of opposites, sets of attributes, examples of every check.

Each row says why it is there and carries sentences that it must catch and sentences that it must leave alone; one test runs them all.
A row that catches nothing in text it was not written for, or more true claims than false ones, goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ragassist.text.word_tables import Sign, table_rows

Pair = tuple[str, str]
"""A claim and its source."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """Two opposite things that may be said of the same; the pattern of each side in both languages."""

    one: str
    other: str
    reason: str
    first: re.Pattern[str]
    second: re.Pattern[str]
    wide: bool
    """Whether the sides seldom stand in a text for another reason, so that more than one clause may be asked."""
    catch: tuple[Pair, ...]
    leave: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value of a set of which a thing has one."""

    kind: str
    name: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class AttributeSet:
    """Attributes that exclude one another: a chairman is no chief executive, a draft no final rule."""

    kind: str
    reason: str
    exclusive: bool
    """Whether one value in another's place is an error by itself; if not, only sentences that set them against each other are compared."""
    values: tuple[Attribute, ...]
    catch: tuple[Pair, ...]
    leave: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What one code of a check must find and must not."""

    code: str
    reason: str
    catch: tuple[Pair, ...]
    leave: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """Words of one language, and what a claim says with another in their place: something else."""

    lang: str
    kind: str
    reason: str
    turns: Mapping[str, str]
    """What is said, in small letters, to what is said instead."""
    pattern: re.Pattern[str] | None
    """Where one of `turns` stands; None if there are none."""
    opens: tuple[str, ...]
    """What may stand before the whole claim."""
    examples: tuple[Pair, ...]
    """Claims, and one of their altered forms."""
    leaves: tuple[str, ...]
    """Claims of which the row turns nothing; empty for a row of `opens`, which may stand before any."""


@cache
def signs() -> dict[str, Sign]:
    """Return the rows of `signs.toml` by name."""
    return {row["name"]: Sign(row["name"], row["reason"], _pattern(row), tuple(row["has"]), tuple(row["lacks"])) for row in _rows("signs")}


def sign(name: str) -> Sign:
    """Return one row of `signs.toml`."""
    return signs()[name]


@cache
def either(*names: str) -> re.Pattern[str]:
    """Return what finds any of these rows of `signs.toml`; where two begin at one place, the one named first."""
    return re.compile("|".join(sign(name).pattern.pattern for name in names), re.IGNORECASE)


@cache
def opposites() -> tuple[Opposite, ...]:
    """Return the rows of `opposites.toml`, in order."""
    found = []
    for row in _rows("opposites"):
        first, second = (re.compile(row[name], re.IGNORECASE) for name in ("first", "second"))
        found.append(Opposite(row["one"], row["other"], row["reason"], first, second, row.get("wide", False), *_pairs(row)))
    return tuple(found)


@cache
def attribute_sets() -> tuple[AttributeSet, ...]:
    """Return the sets of `attributes.toml`, in order."""
    found = []
    for row in _rows("attributes"):
        values = tuple(Attribute(row["kind"], name, re.compile(pattern, re.IGNORECASE)) for name, pattern in row["values"].items())
        found.append(AttributeSet(row["kind"], row["reason"], row.get("exclusive", True), values, *_pairs(row)))
    return tuple(found)


@cache
def examples() -> tuple[Example, ...]:
    """Return the rows of `examples.toml`: for each code that a check finds by rule, why, and what it must catch and leave alone."""
    return tuple(Example(row["code"], row["reason"], *_pairs(row)) for row in _rows("examples"))


@cache
def contrast_rows() -> tuple[ContrastRow, ...]:
    """Return the rows of `contrasts.toml`, in order."""
    found = []
    for row in _rows("contrasts"):
        turns: dict[str, str] = {}
        given = row.get("turns", [])
        for said, instead in (*given, *((b, a) for a, b in given if row.get("both"))):
            turns.setdefault(said, instead)
        words = "|".join(map(re.escape, sorted(turns, key=len, reverse=True)))
        pattern = re.compile(rf"\b(?:{words})\b" if row["lang"] == "en" else words, re.IGNORECASE) if turns else None
        pairs = tuple((str(claim), str(altered)) for claim, altered in row["examples"])
        opens, leaves = tuple(row.get("opens", ())), tuple(row.get("leaves", ()))
        found.append(ContrastRow(row["lang"], row["kind"], row["reason"], turns, pattern, opens, pairs, leaves))
    return tuple(found)


def _pattern(row: dict[str, Any]) -> re.Pattern[str]:
    return re.compile("|".join(row[name] for name in ("zh", "en") if row.get(name)), re.IGNORECASE)


def _pairs(row: dict[str, Any]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    catch, leave = (tuple((str(claim), str(source)) for claim, source in row[name]) for name in ("catch", "leave"))
    return catch, leave


def _rows(name: str) -> list[dict[str, Any]]:
    return table_rows(__name__, f"{name}.toml")
