"""What changed between two documents: article by article, sentence by sentence, both cited; what did not change is folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.tasks.article_pairs import Article, Fate, Pair, align, alike, articles_of, own_words
from ragassist.tasks.changes import Change, Marks, kinds_of, marks
from ragassist.tasks.raw_spans import Pinned, pin
from ragassist.tasks.statements import Statement, statements
from ragassist.types import DocumentRecord, Passage

_SAME_SENTENCE = 0.4
"""Share of two texts that is alike, from which one is the other reworded: set by hand on drafts beside final rules, and of no encoder."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of one document, quoted; `pinned.quote` is the raw text."""

    statement: Statement
    pinned: Pinned
    marks: Marks = ()
    """Spans of `pinned.text` that the other side does not have."""
    rendering: str = ""
    status: str = "verified"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence before and after. One side is None where the other has no counterpart."""

    kinds: tuple[Change, ...]
    old: Said | None
    new: Said | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one article, or of the few that were split or merged."""

    fate: Fate
    renumbered: bool
    kinds: tuple[Change, ...]
    """Of all its lines, most telling first."""
    old: tuple[Article, ...]
    new: tuple[Article, ...]
    lines: tuple[Line, ...]
    """Only sentences that differ."""

    @property
    def changed(self) -> bool:
        """Whether it is more than a new number."""
        return self.fate not in ("kept",) or bool(self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents compared, in the later one's order."""

    old: DocumentRecord
    new: DocumentRecord
    entries: tuple[Entry, ...]
    statements: tuple[int, int]
    """How many were read of each."""

    @property
    def changes(self) -> tuple[Entry, ...]:
        """The entries that are more than a new number."""
        return tuple(entry for entry in self.entries if entry.changed)

    def counts(self) -> dict[str, int]:
        """Return how many articles met each fate and each kind of change, and how many are unchanged."""
        names: list[str] = []
        for entry in self.entries:
            names += [entry.fate] if entry.fate != "kept" else [] if entry.changed else ["unchanged"]
            names += entry.kinds if entry.old and entry.new else ()
            names += ["renumbered"] if entry.renumbered else []
        return {name: names.count(name) for name in dict.fromkeys(names)}


@dataclass(frozen=True, slots=True)
class Side:
    """One document to compare."""

    record: DocumentRecord
    passages: Sequence[Passage]
    raw: str


def compare(old: Side, new: Side) -> Comparison:
    """Return what became of every article of `old` in `new`."""
    before, after = statements(old.record, old.passages), statements(new.record, new.passages)
    pairs = align(articles_of(before), articles_of(after))
    count = sum(not each.heads for each in before), sum(not each.heads for each in after)
    return Comparison(old.record, new.record, tuple(_entry(pair, old.raw, new.raw) for pair in pairs), count)


def _entry(pair: Pair, old_raw: str, new_raw: str) -> Entry:
    renumbered = pair.fate in ("kept", "moved") and pair.old[0].label != pair.new[0].label
    lines = tuple(_lines(pair, old_raw, new_raw)) if not pair.same else ()
    order: tuple[Change, ...] = ("tightened", "loosened", "figure", "date", "actor", "wording")
    found = {kind for line in lines for kind in line.kinds}
    kinds = tuple(kind for kind in order if kind in found and not (kind == "wording" and len(found) > 1))
    return Entry(pair.fate, renumbered, kinds, pair.old, pair.new, lines)


def _lines(pair: Pair, old_raw: str, new_raw: str) -> list[Line]:
    """The sentences that differ: each with its counterpart where it has one, in the later document's order."""
    ours = [each for article in pair.old for each in article.statements]
    theirs = [each for article in pair.new for each in article.statements]
    match = _sentences(ours, theirs)
    back = {j: i for i, j in match.items()}
    lines: list[tuple[float, Line]] = []
    for j, statement in enumerate(theirs):
        if j not in back:
            lines.append((j, Line(("wording",), None, _said(statement, new_raw))))
            continue
        before = ours[back[j]]
        kinds = kinds_of(before.text, statement.text, (before.lang, statement.lang))
        if kinds:
            gone, come = _marks_of(before, statement)
            lines.append((j, Line(kinds, _said(before, old_raw, gone), _said(statement, new_raw, come))))
    for i, statement in enumerate(ours):
        if i not in match:
            place = max([match[k] for k in match if k < i], default=-1) + 0.5
            lines.append((place, Line(("wording",), _said(statement, old_raw), None)))
    return [line for _, line in sorted(lines, key=lambda each: each[0])]


def _marks_of(before: Statement, after: Statement) -> tuple[Marks, Marks]:
    """The words that differ, the articles' own numbers aside."""
    ours, theirs = own_words(before.text), own_words(after.text)
    gone, come = marks(before.text[ours:], after.text[theirs:])
    return tuple((a + ours, b + ours) for a, b in gone), tuple((a + theirs, b + theirs) for a, b in come)


def _sentences(ours: Sequence[Statement], theirs: Sequence[Statement]) -> dict[int, int]:
    scored = sorted(
        (-alike(one.text, other.text), abs(i - j), i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if alike(one.text, other.text) >= _SAME_SENTENCE
    )
    match: dict[int, int] = {}
    for _, _, i, j in scored:
        if i not in match and j not in match.values():
            match[i] = j
    return match


def _said(statement: Statement, raw: str, found: Marks = ()) -> Said:
    lead = len(statement.context)
    return Said(statement, pin(raw, statement, lead, lead + len(statement.text)), found)
