"""The statements that carry a document: what it is for, whom it binds, from when, with which figures and sanctions; what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final

from ragassist.tasks.article_pairs import alike
from ragassist.tasks.brief_facts import Around, Part, around, fact
from ragassist.tasks.brief_told_of import explains, told_weights
from ragassist.tasks.statements import Statement, statements
from ragassist.text.terms import query_words, words
from ragassist.types import DocumentRecord, Passage

SHORT, FULL = 23, 34
"""Statements of a brief of a document with about sixty; a longer one gets more, by the logarithm of its length.

What a reader must be told of a regulation takes 15 to 24 statements by the labels of `eval/datasets/tasks`: fewer cannot hold it."""
NO_HEADING: Final = "¶"
"""The section of what stands before the first heading."""
_AT_MOST: Final = 0.8
"""Share of a short text that a short brief of it may hold."""
_ALWAYS: Final = 1.9
"""Weight from which a statement is in a brief that is full already."""
_FIRST: Final = 1.0
"""Weight from which the best of a kind or of a section goes first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement of a brief, what it is there for, and how much speaks for it."""

    statement: Statement
    part: Part
    weight: float


@dataclass(frozen=True, slots=True)
class Brief:
    """The statements that carry one document, in its order, and what they leave out."""

    record: DocumentRecord
    chosen: tuple[Chosen, ...]
    statements: int
    sections: tuple[str, ...]
    """Every section, in order."""
    covered: tuple[str, ...]
    """Those that a chosen statement stands in."""
    opens: tuple[Statement, ...] = ()
    """The first statement of each section, in their order."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """The sections that no chosen statement stands in."""
        return tuple(section for section in self.sections if section not in self.covered)

    @property
    def gaps(self) -> tuple[tuple[str, Statement], ...]:
        """The sections left out, each with its first statement."""
        left = set(self.left_out)
        return tuple((name, first) for name, first in zip(self.sections, self.opens, strict=False) if name in left)


def brief(record: DocumentRecord, passages: Sequence[Passage], *, full: bool = False, focus: str = "") -> Brief:
    """Return the statements that carry the document.

    Chosen by what they do (scope, entry into force, authority, sanctions with sums, duties with figures or dates), by how central their
    words are to the document, and by the focus; no two that say nearly the same, and none without a section's best if it has room.
    Where nothing carries it, all of it may: a document of one sentence is told by that.
    """
    found = [each for each in statements(record, passages) if not each.heads]
    room = round((FULL if full else SHORT) * max(0.4, log1p(len(found)) / log1p(60)))
    room = room if full else min(room, round(_AT_MOST * len(found)))
    frequent = _frequencies(found)
    wanted = set(query_words(focus))
    document = around(record.meta.title, found)
    told = told_weights(found) if explains(found) else {}
    weighed = [_weighed(each, document, frequent, wanted, told.get(each.start, 0.0)) for each in found]
    carrying = [chosen for chosen in weighed if chosen.weight > 0 and not chosen.statement.loose] or weighed
    ranked = sorted(carrying, key=lambda chosen: (-chosen.weight, chosen.statement.start))
    kept: list[Chosen] = []
    for chosen in _firsts_first(ranked):
        if len(kept) >= room and chosen.weight < _ALWAYS:
            break
        if len(kept) < 2 * room and all(alike(chosen.statement.read, other.statement.read) < 0.7 for other in kept):
            kept.append(chosen)
    kept = _with_sections(kept, ranked, full=full)
    kept.sort(key=lambda chosen: chosen.statement.start)
    opens: dict[str, Statement] = {}
    for each in found:
        opens.setdefault(section_of(each), each)
    sections = tuple(opens)
    covered = tuple(dict.fromkeys(section_of(chosen.statement) for chosen in kept))
    return Brief(record, tuple(kept), len(found), sections, covered, tuple(opens.values()))


def _firsts_first(ranked: Sequence[Chosen]) -> list[Chosen]:
    """`ranked`, the best of each kind of fact and the best of each section before all others, as far as they weigh anything."""
    kinds: dict[str, Chosen] = {}
    sections: dict[str, Chosen] = {}
    for chosen in ranked:
        if chosen.weight >= _FIRST:
            kinds.setdefault(chosen.part, chosen)
            sections.setdefault(section_of(chosen.statement), chosen)
    first = {id(chosen) for chosen in (*kinds.values(), *sections.values())}
    return sorted(ranked, key=lambda chosen: id(chosen) not in first)


def section_of(statement: Statement) -> str:
    """Return the innermost heading that a statement stands under, or `NO_HEADING`."""
    return statement.heading[-1] if statement.heading else NO_HEADING


def _with_sections(kept: list[Chosen], ranked: Sequence[Chosen], *, full: bool) -> list[Chosen]:
    """`kept`, and of a full brief the best statement of every section that has none."""
    if not full:
        return kept
    have = {section_of(chosen.statement) for chosen in kept}
    for chosen in ranked:
        if section_of(chosen.statement) not in have:
            have.add(section_of(chosen.statement))
            kept.append(chosen)
    return kept


def _frequencies(found: Sequence[Statement]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for statement in found:
        for word in set(words(statement.text)):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _weighed(statement: Statement, document: Around, frequent: dict[str, int], wanted: set[str], added: float) -> Chosen:
    part, weight = fact(statement, document)
    weight += added
    own = set(words(statement.text))
    central = sum(log1p(frequent[word] - 1) for word in own if word in frequent) / max(6, len(own))
    weight += 0.25 * min(central, 1.5)
    if wanted:
        weight += 1.5 * len(wanted & (own | set(words(" ".join(statement.heading))))) / len(wanted)
    return Chosen(statement, part, weight)
