"""How well each document task does on labelled documents, without a model: what was right, what was too much, what was missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from ragassist.evaluate.tasks.gold import LISTED, Labelled, earlier, gold_spans, loaded, markdown, read_labelled
from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Likeness, Source
from ragassist.tasks.brief import brief
from ragassist.tasks.compare import Side, compare
from ragassist.tasks.list import KINDS, Kind, list_all
from ragassist.tasks.statements import Statement, statements
from ragassist.types import Document, DocumentRecord, Passage
from ragassist.verify.verifier import Verifier

_T = TypeVar("_T")
_STRUCTURAL: Final = frozenset({"added", "dropped", "moved", "split", "merged"})
_SHOWN_CHARS: Final = 60
RIGHT: Final[dict[str, frozenset[str]]] = {
    "S": frozenset({"supported", "rough"}),
    "C": frozenset({"contradicted"}),
    "P": frozenset({"partly"}),
    "N": frozenset({"not_found"}),
    "R": frozenset({"no_reference"}),
}
"""The findings that are right for a claim with each label."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a task found against the labels, and each mistake in one line."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    mistakes: tuple[str, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.extra + other.extra, self.missed + other.missed, (*self.mistakes, *other.mistakes)
        )  # fmt: skip

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found; 1 where nothing is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is labelled; 1 where nothing was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """(label, finding) of every claim, how often, and each mistake in one line."""

    seen: Mapping[tuple[str, str], int]
    mistakes: tuple[str, ...] = ()

    def share(self, label: str) -> float:
        """Return the share of the claims with this label whose finding is right; 1 where there is none."""
        total = sum(n for (own, _), n in self.seen.items() if own == label)
        return sum(n for (own, got), n in self.seen.items() if own == label and got in RIGHT[label]) / total if total else 1.0

    @property
    def balanced(self) -> float:
        """The mean of those shares, of labels that occur; 1 where none does."""
        there = [label for label in RIGHT if any(own == label for own, _ in self.seen)]
        return sum(map(self.share, there)) / len(there) if there else 1.0

    @property
    def contradicted(self) -> Counts:
        """Of what was called contradicted: how much is."""
        called = sum(n for (_, got), n in self.seen.items() if got == "contradicted")
        so = self.seen.get(("C", "contradicted"), 0)
        return Counts(so, called - so, sum(n for (own, _), n in self.seen.items() if own == "C") - so)


def documents(root: Path, folder: str = "documents") -> list[Path]:
    """Return the labelled documents of a data set, by name."""
    return sorted(path for path in (root / folder).glob("*.txt") if not path.name.endswith(".changes.txt"))


def lists(root: Path) -> dict[Kind, Counts]:
    """Return how well each list does; who is named is measured by name, everything else by statement."""
    sums: dict[Kind, Counts] = dict.fromkeys(KINDS, Counts())
    for labelled, document, record, passages in _each(root):
        gold = gold_spans(labelled, document.raw)
        spans = [(each.start, each.end) for each in _stating(record, passages)]
        for kind in KINDS:
            listing = list_all(kind, [record], _given(passages), _given(document.raw))
            wanted: AbstractSet[object]
            if kind == "actors":
                wanted, got = set(labelled.head["actors"].split("、")), {row.cell("who")[0].text for row in listing.rows}
                sums[kind] += _counted(wanted, got, f"{kind} {labelled.name}", str)
                continue
            letter = next(letter for letter, name in LISTED.items() if name == kind)
            wanted = {next(s for s in spans if s[0] <= at < s[1]) for at, letters in gold if letter in letters}
            found = {(row.statement.start, row.statement.end) for row in listing.rows}
            sums[kind] += _counted(wanted, found, f"{kind} {labelled.name}", _quoted(document.raw))
    return sums


def changes(root: Path) -> tuple[Counts, Counts]:
    """Return how many of the known changes comparisons find, and how many of their kinds."""
    found, kinds = Counts(), Counts()
    for labelled, new, new_record, new_passages in _each(root):
        if not labelled.path.with_suffix(".changes.txt").exists():
            continue
        head, body, known = earlier(labelled)
        old, old_record, old_passages = loaded(f"{labelled.name}-old", markdown(head, body))
        result = compare(Side(old_record, old_passages, old.raw), Side(new_record, new_passages, new.raw))
        got = {(tuple(a.position + 1 for a in each.new), tuple(a.position + 1 for a in each.old)): each for each in result.changes}
        for change in known:
            entry = got.pop((change.final, change.draft), None)
            structural = change.kinds & _STRUCTURAL
            is_right = entry is not None and (not structural or entry.fate in change.kinds)
            found += Counts(int(is_right), 0, int(not is_right), () if is_right else (f"missed {labelled.name} {change}",))
            wanted = set(change.kinds - _STRUCTURAL - {"wording"})
            seen = set(entry.kinds) - {"wording"} if entry is not None and not structural else set()
            kinds += _counted(wanted, seen, f"kind of {labelled.name} {change.final}", str)
        found += Counts(0, len(got), 0, tuple(f"invented {labelled.name} {key} {entry.fate}" for key, entry in got.items()))
    return found, kinds


def briefs(root: Path, *, full: bool = False, folder: str = "documents") -> Counts:
    """Return how many of the facts that must be in a brief are; `extra` counts the other statements that it holds.

    `folder` "briefs" holds texts that are labelled for briefs alone and were kept aside while the rules were made.
    """
    sums = Counts()
    for labelled, document, record, passages in _each(root, folder):
        must = [at for at, letters in gold_spans(labelled, document.raw) if "B" in letters]
        spans = [(each.statement.start, each.statement.end) for each in brief(record, passages, full=full).chosen]
        lost = [at for at in must if not any(a <= at < b for a, b in spans)]
        held = sum(any(a <= at < b for at in must) for a, b in spans)
        told = tuple(f"left out {labelled.name}: {document.raw[max(0, at - _SHOWN_CHARS) : at + 1].splitlines()[-1]}" for at in lost)
        sums += Counts(len(must) - len(lost), len(spans) - held, len(lost), told)
    return sums


def audits(
    root: Path,
    lang: str = "zh",
    likeness_of: Callable[[Sequence[Source]], Likeness] | None = None,
    verifier: Verifier | None = None,
    memos: str = "*",
) -> AuditCounts:
    """Return what each labelled claim of the memos in `lang` was found to be; by default no encoder is asked.

    `memos` is a pattern of file names: which of them; by default all. Those that say so in their head ("needs: encoder": a free style that
    shares few words with the document, as another language would) are left out without one.
    """
    seen: Counter[tuple[str, str]] = Counter()
    mistakes = []
    verifier = verifier or Verifier(None, None)
    for path in sorted((root / "memos").glob(f"{memos}.{lang}.txt")):
        lines = path.read_text(encoding="utf8").splitlines()
        if likeness_of is None and "needs: encoder" in lines:
            continue
        name = next(line for line in lines if line.startswith("document: ")).removeprefix("document: ")
        record, passages = _audited(root, name)
        sources = [Source(record, each) for each in _stating(record, passages)]
        near = likeness_of(sources) if likeness_of is not None else _nothing_near(len(sources))
        for label, text, _ in (line.split(" | ") for line in lines if " | " in line):
            found = audit(text, sources, near, verifier)
            got = found[0].finding if found else "none"
            seen[label, got] += 1
            if got not in RIGHT[label]:
                mistakes.append(f"{label} {got}: {text}")
    return AuditCounts(seen, tuple(mistakes))


def _audited(root: Path, name: str) -> tuple[DocumentRecord, list[Passage]]:
    """The document that a memo is about: a labelled one by its name, or a file of the corpus by its path from the project's folder."""
    if "/" not in name:
        return _read(root / "documents" / f"{name}.txt")[2:]
    path = root.parents[2] / name
    _, record, passages = loaded(path.stem, path.read_text(encoding="utf8"))
    return record, passages


def _each(root: Path, folder: str = "documents") -> Iterator[tuple[Labelled, Document, DocumentRecord, list[Passage]]]:
    for path in documents(root, folder):
        yield _read(path)


@cache
def _read(path: Path) -> tuple[Labelled, Document, DocumentRecord, list[Passage]]:
    """The labelled document as ingest would see it; each is asked for by several measures, and none changes it."""
    labelled = read_labelled(path)
    return labelled, *loaded(path.stem, markdown(labelled.head, labelled.body))


def _stating(record: DocumentRecord, passages: Sequence[Passage]) -> list[Statement]:
    return [each for each in statements(record, passages) if not each.heads]


def _given(value: _T) -> Callable[[str], _T]:
    return lambda _: value


def _nothing_near(count: int) -> Likeness:
    return lambda _text, _lang: [0.0] * count


def _quoted(raw: str) -> Callable[[object], str]:
    return lambda span: raw[slice(*span)] if isinstance(span, tuple) else str(span)


def _counted(wanted: AbstractSet[object], got: AbstractSet[object], about: str, shown: Callable[[object], str]) -> Counts:
    missed, extra = sorted(wanted - got, key=str), sorted(got - wanted, key=str)
    told = (*(f"missed {about}: {shown(each)}" for each in missed), *(f"extra {about}: {shown(each)}" for each in extra))
    return Counts(len(wanted & got), len(extra), len(missed), told)
