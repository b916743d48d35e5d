"""The statements that carry a document: what it is for, whom it binds, from when, with which figures and sanctions; what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final, Literal

from ragassist.tasks.article_pairs import alike
from ragassist.tasks.list import norms_of
from ragassist.tasks.statements import Statement, statements
from ragassist.text.language import detect
from ragassist.text.quantities import find_quantities
from ragassist.text.structure import definitions, find_times
from ragassist.text.terms import query_words, words
from ragassist.types import DocumentRecord, Passage

Part = Literal["scope", "force", "definition", "authority", "duty", "prohibition", "figure", "penalty", "other"]
PARTS: Final[tuple[Part, ...]] = ("scope", "definition", "authority", "duty", "prohibition", "figure", "penalty", "force", "other")
SHORT, FULL = 20, 34
"""Statements of a brief of a document with about sixty; a longer one gets more, by the logarithm of its length."""
NO_HEADING: Final = "¶"
"""The section of what stands before the first heading."""
_ALWAYS: Final = 1.4
_FORCE: Final = re.compile(r"起施行|起实施|起生效|同时废止|有效期[一二三四五六七八九十\d]+年|takes? effect|enters? into force")
_SCOPE: Final = re.compile(
    r"适用(?:本|于)|本(?:办法|规定|条例|法)适用|不适用本|不受本[^。]{1,10}限制|应当遵守本|为[^。]{4,}制定本"
    r"|结合本[^。]{2,}制定本|\bappl(?:y|ies) to\b|purpose of this"
)
_AUTHORITY: Final = re.compile(r"(?:负责|主管|统筹|领导|监督管理)[^。]{0,30}(?:工作|管理|协调|监督)|联席|协调机制|\bis responsible for\b")
_KEY_TERM: Final = re.compile(r"本(?:办法|规定|条例|法|细则|意见)(?:所|中)?称")
_TRANSITION: Final = re.compile(r"施行前|施行之前|此前已经|before .{0,30}(?:took|takes) effect")
_EVERYONE: Final = re.compile(r"任何(?:组织|单位|个人)|\b(?:no|any) (?:person|organi[sz]ation)")
_MONEY: Final = frozenset({"money", "percent"})


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
    """
    found = [each for each in statements(record, passages) if not each.heads]
    room = round((FULL if full else SHORT) * max(0.4, log1p(len(found)) / log1p(60)))
    frequent = _frequencies(found)
    wanted = set(query_words(focus))
    ranked = sorted(
        (_weighed(each, record.meta.title, frequent, wanted) for each in found), key=lambda chosen: (-chosen.weight, chosen.statement.start)
    )
    kept: list[Chosen] = []
    for chosen in ranked:
        if len(kept) >= room and chosen.weight < _ALWAYS:
            break
        if len(kept) < 2 * room and all(alike(chosen.statement.read, other.statement.read) < 0.7 for other in kept):
            kept.append(chosen)
    kept = _with_sections(kept, ranked, full=full)
    kept.sort(key=lambda chosen: chosen.statement.start)
    opens: dict[str, Statement] = {}
    for each in found:
        opens.setdefault(_section(each), each)
    sections = tuple(opens)
    covered = tuple(dict.fromkeys(_section(chosen.statement) for chosen in kept))
    return Brief(record, tuple(kept), len(found), sections, covered, tuple(opens.values()))


def _section(statement: Statement) -> str:
    return statement.heading[-1] if statement.heading else NO_HEADING


def _with_sections(kept: list[Chosen], ranked: Sequence[Chosen], *, full: bool) -> list[Chosen]:
    """`kept`, and of a full brief the best statement of every section that has none."""
    if not full:
        return kept
    have = {_section(chosen.statement) for chosen in kept}
    for chosen in ranked:
        if _section(chosen.statement) not in have:
            have.add(_section(chosen.statement))
            kept.append(chosen)
    return kept


def _frequencies(found: Sequence[Statement]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for statement in found:
        for word in set(words(statement.text)):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _weighed(statement: Statement, title: str, frequent: dict[str, int], wanted: set[str]) -> Chosen:
    part, weight = _function(statement, title)
    own = set(words(statement.text))
    central = sum(log1p(frequent[word] - 1) for word in own if word in frequent) / max(6, len(own))
    weight += 0.25 * min(central, 1.5)
    if wanted:
        weight += 1.5 * len(wanted & (own | set(words(" ".join(statement.heading))))) / len(wanted)
    if statement.context:
        weight -= 0.35
    return Chosen(statement, part, weight)


def _function(statement: Statement, title: str) -> tuple[Part, float]:
    """What a statement does for a reader of a brief, and how much that weighs."""
    text = statement.text
    if _FORCE.search(text):
        return "force", 2.0
    if _TRANSITION.search(text):
        return "force", 1.6
    if _SCOPE.search(text):
        return "scope", 1.8
    if terms := [each.term.text for each in definitions(text)] if detect(text) == "zh" else []:
        return "definition", 1.3 if _KEY_TERM.search(text) else 1.3 if any(term in title for term in terms) else 0.7
    norms = norms_of(statement)
    modalities = {norm.modality for norm in norms}
    figures = [quantity for quantity in find_quantities(text) if quantity.kind in _MONEY]
    if "sanction" in modalities:
        return "penalty", 0.7 + (0.7 if any(quantity.kind == "money" for quantity in figures) else 0.0)
    if _AUTHORITY.search(text):
        return "authority", 1.2
    timed = bool(find_times(text))
    extra = (0.3 if figures else 0.0) + (0.25 if timed else 0.0)
    if "must_not" in modalities:
        return "prohibition", 0.75 + extra + (0.15 if _EVERYONE.search(text) else 0.0)
    if "must" in modalities:
        return "duty", 0.6 + extra
    return ("figure", 0.5 + extra) if extra else ("other", 0.2)
