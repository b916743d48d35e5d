"""What the file of one embedder holds: its sections in their order, the numbers of each, and what is done without it.

The script that writes the files (`eval/bench/calibrate.py`), the test that reads them and `doctor` go by this list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ragassist.models.calibration import RetrievalWeights, fitted

Kind = Literal["any", "one space", "read twice"]
"""Embedders that have questions, passages and statements in one space, and those of which a cheap part chooses what a dear one reads."""
_LEAST_SOURCE_CHARS = 10


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the file."""

    name: str
    of: Kind
    """The embedders that read it."""
    numbers: tuple[str, ...] = ()
    """What it must hold besides its source; of `either`, one group of them."""
    either: tuple[tuple[str, ...], ...] = ()
    may: tuple[str, ...] = ()
    """What it may hold besides."""
    off: str = ""
    """What is not done under an embedder without it; empty where the weights of another embedder are taken."""


def _names(values: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(values))


_SCALE = ("cosines", "topics", "within", "within_topics")
SECTIONS: tuple[Section, ...] = (
    Section("retrieval", "any", _names(RetrievalWeights)),
    Section("read_twice", "read twice", _names(fitted.TwiceReadWeights)),
    Section("statements", "one space", _names(fitted.StatementWeights)),
    Section("shown_beside", "one space", _names(fitted.Distances)),
    Section("parts", "one space", _names(fitted.PartWeights)),
    Section(
        "relevant",
        "any",
        _names(fitted.Relevance),
        off="no bounds fitted: what is unlike a question is told by the model and by names, not by likeness",
    ),
    Section("sufficient", "one space", _names(fitted.Sufficiency), off="whatever is found is taken to be enough for an answer"),
    Section("translation", "any", ("least",), off="a question's translation is taken as it is, not compared with the question"),
    Section("ties", "one space", _names(fitted.Ties)),
    Section("chosen", "read twice", _names(fitted.Choosing)),
    Section(
        "topic",
        "any",
        either=(_SCALE, ("deviations",)),
        may=("beside", "added", "added_within", "turned", "opposite", "opposite_from", "figures"),
    ),
    Section(
        "claims",
        "any",
        ("embedder", "cross_language", "same_language", "judge", "detail", "thresholds", "clauses", "measured"),
        may=("contrast", "rendering"),
        off="no calibration: claims are not compared by likeness, nor with altered forms of themselves, only by what the other checks find",
    ),
)
_SOURCED = ("judge", "detail", "clauses", "contrast", "rendering")
"""The groups of numbers in `claims` that were come by in another way than its curves, each with a source of its own."""


def sections_of(one_space: bool) -> tuple[Section, ...]:
    """Return the sections that the file of such an embedder has, in their order."""
    return tuple(each for each in SECTIONS if each.of in ("any", "one space" if one_space else "read twice"))


def missing(sections: Mapping[str, Any], one_space: bool) -> tuple[Section, ...]:
    """Return the sections that such an embedder reads and its file does not have, in their order."""
    return tuple(each for each in sections_of(one_space) if each.name not in sections)


def in_order(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections as the file has them: in the order of `SECTIONS`, numbers first, the source last; `claims` begins with it."""
    return {each.name: _ordered(each, sections[each.name]) for each in SECTIONS if each.name in sections}


def _ordered(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    if section.name == "claims":
        first, last = ("embedder", "source"), ("measured",)
        middle = [name for name in (*section.numbers, *section.may) if name not in (*first, *last)]
        groups = {name: values[name] for name in (*first, *middle, *last) if name in values}
        return {name: _source_last(each) if name in _SOURCED else each for name, each in groups.items()}
    names = (*section.numbers, *(name for group in section.either for name in group), *section.may)
    return {name: values[name] for name in (*names, "source") if name in values}


def _source_last(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(values, key="source".__eq__)}


def wrong(sections: Mapping[str, Any], one_space: bool) -> Sequence[str]:
    """Return what is wrong with the form of what is there, in words: numbers missing or unknown, sources not said. Empty: nothing."""
    expected = {each.name: each for each in sections_of(one_space)}
    found = [f"nothing reads a section {name!r}" for name in sections if name not in expected]
    for name, section in expected.items():
        found += [f"{name}: {said}" for said in _wrong_numbers(section, sections.get(name))]
    return found


def _wrong_numbers(section: Section, values: Mapping[str, Any] | None) -> list[str]:
    if values is None:
        return []
    groups = section.either or ((),)
    wanted = next((group for group in groups if set(group) & set(values)), groups[0])
    known = {*section.numbers, *wanted}
    found = [f"there is no {name!r}" for name in (*section.numbers, *wanted) if name not in values]
    found += [f"nothing reads {name!r}" for name in values if name not in {*known, *section.may, "source"}]
    sourced = {"": values, **{name: values[name] for name in _SOURCED if section.name == "claims" and name in values}}
    found += [
        f"no source is said{f' in {name!r}' if name else ''}"
        for name, group in sourced.items()
        if len(str(group.get("source", ""))) < _LEAST_SOURCE_CHARS
    ]
    return found
