"""Do the checks catch what they are there to catch? Break a known share of good answers and count.

Each broken answer is looked at twice: by the gate (promises and sample scores, as `eval gate` sees them) and by the verifier
(every claim against what it cites, as an answer goes through before anybody sees it). The good answers go the same way: what
is doubted in them is a false alarm.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ragassist.evaluate.breaking import KINDS
from ragassist.evaluate.log import Entry, Log
from ragassist.evaluate.metrics import context_of
from ragassist.evaluate.score import SampleScore, score_log
from ragassist.types import Verdict

Verify = Callable[[str, Sequence[str], str], Verdict]
"""Claim, evidence sentences and context; `Assistant.verify` is one."""
GOOD = "(unbroken)"
LEAST_CAUGHT, MOST_FALSE = 0.95, 0.05
_SEED = "ragassist selftest 1"
_HARD = ("promises", "quotation_valid", "quantity_fidelity", "correct", "refusal_recall", "language")
"""A sample that scores below 1 in one of these is one that the gate reports."""


@dataclass(frozen=True, slots=True)
class Case:
    """One answer, broken or not, and what noticed it."""

    kind: str
    """The kind of error, or `(unbroken)`."""
    entry: Entry
    by_gate: str
    """What the gate noticed; empty when nothing."""
    by_verifier: str
    """What the verifier noticed; empty when nothing."""

    @property
    def noticed(self) -> bool:
        """Whether either did."""
        return bool(self.by_gate or self.by_verifier)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of error in one language."""

    kind: str
    lang: str
    n: int
    gate: float
    """Share noticed by the gate; for unbroken answers this is the false-alarm rate."""
    verifier: float
    either: float


@dataclass(frozen=True, slots=True)
class Selftest:
    """All cases, and the rates by kind and language."""

    cases: tuple[Case, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Unbroken answers first, then the kinds in their order; for each: both languages, then all."""
        found = []
        for kind in (GOOD, *KINDS):
            for lang in ("en", "zh", "all"):
                cases = [case for case in self.cases if case.kind == kind and lang in ("all", case.entry.sample.lang)]
                if cases:
                    found.append(Row(kind, lang, len(cases), *_rates(cases)))
        return tuple(found)

    @property
    def caught(self) -> float:
        """The share of broken answers that something noticed, each kind counting the same."""
        rates = [row.either for row in self.rows if row.kind != GOOD and row.lang == "all"]
        return sum(rates) / len(rates) if rates else 0.0

    @property
    def false_alarms(self) -> float:
        """The share of unbroken answers that something doubted."""
        rates = [row.either for row in self.rows if row.kind == GOOD and row.lang == "all"]
        return rates[0] if rates else 1.0

    @property
    def passed(self) -> bool:
        """Whether at least 95 % are caught and at most 5 % of the good ones are doubted."""
        return self.caught >= LEAST_CAUGHT and self.false_alarms <= MOST_FALSE

    @property
    def missed(self) -> tuple[Case, ...]:
        """Broken answers that nothing noticed."""
        return tuple(case for case in self.cases if case.kind != GOOD and not case.noticed)

    @property
    def doubted(self) -> tuple[Case, ...]:
        """Unbroken answers that something doubted."""
        return tuple(case for case in self.cases if case.kind == GOOD and case.noticed)


def good(logged: Log) -> Log:
    """The log with only those answers whose every hard score is 1 or rules itself out."""
    kept = [sample.entry for sample in score_log(logged).samples if sample.entry.answer and not _noticed_by_gate(sample)]
    return replace(logged, entries=tuple(kept), header=replace(logged.header, samples=len(kept)))


def selftest(logged: Log, verify: Verify, *, limit: int = 0, progress: Callable[[int, int], None] | None = None) -> Selftest:
    """Break every answer of the log in every way it can be broken, and see what is noticed.

    Args:
        logged: answers taken to be good: `references.reference_log`, or `good` of a run's log.
        verify: whether the evidence supports a claim.
        limit: at most so many answers for each kind and language, a seeded draw; 0 is all.
        progress: called with how many answers are looked at and how many there are.
    """
    cases = [(GOOD, entry) for entry in _draw(logged.entries, limit, GOOD)]
    cases += [(kind, broken) for kind in KINDS for broken in _draw(list(_broken(kind, logged.entries)), limit, kind)]
    scored = score_log(replace(logged, entries=tuple(entry for _, entry in cases)))
    verdicts: dict[tuple[str, tuple[str, ...]], Verdict] = {}
    found = []
    for number, ((kind, entry), sample) in enumerate(zip(cases, scored.samples, strict=True), start=1):
        found.append(Case(kind, entry, _noticed_by_gate(sample), _noticed_by_verifier(entry, logged, verify, verdicts)))
        if progress:
            progress(number, len(cases))
    return Selftest(tuple(found))


def _draw(entries: Sequence[Entry], limit: int, kind: str) -> list[Entry]:
    drawn = []
    for lang in ("en", "zh"):
        some = [entry for entry in entries if entry.sample.lang == lang]
        seeded = random.Random(f"{_SEED} draw {kind} {lang}")  # noqa: S311 - a seeded draw, no secret
        drawn += seeded.sample(some, limit) if 0 < limit < len(some) else some
    return drawn


def _broken(kind: str, entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        others = [other for other in entries if other is not entry]
        broken = KINDS[kind](entry, others, random.Random(f"{_SEED} {kind} {entry.sample.id}"))  # noqa: S311 - a seeded draw, no secret
        if broken is not None:
            yield broken


def _noticed_by_gate(sample: SampleScore) -> str:
    below = [name for name in _HARD if _below(sample.scores, name, 1.0)]
    if _below(sample.scores, "citation_precision", 1e-9):
        below.append("citation_precision")
    return ", ".join(below)


def _below(scores: Mapping[str, object], name: str, least: float) -> bool:
    value = scores[name]
    return isinstance(value, float) and value < least


def _noticed_by_verifier(entry: Entry, logged: Log, verify: Verify, known: dict[tuple[str, tuple[str, ...]], Verdict]) -> str:
    answer = entry.answer
    if answer is None or answer.refused:
        return ""
    for claim in answer.claims:
        if claim.status != "verified":
            continue
        evidence = tuple(citation.quote_clean or citation.quote for citation in answer.citations if citation.n in claim.citations)
        key = (claim.text, evidence)
        if key not in known:
            known[key] = verify(claim.text, evidence, context_of(claim, answer, logged.raw_of))
        if known[key].status != "verified":
            return "; ".join(known[key].reasons) or "not supported"
    return ""


def _rates(cases: Sequence[Case]) -> tuple[float, float, float]:
    count = len(cases)
    gate = sum(bool(case.by_gate) for case in cases) / count
    verifier = sum(bool(case.by_verifier) for case in cases) / count
    return gate, verifier, sum(case.noticed for case in cases) / count


def render(result: Selftest, *, shown: int = 5) -> str:
    """The rates as a table, with the first few errors that were missed and good answers that were doubted."""
    lines = [f"{'error':14}{'lang':6}{'n':>5}{'gate':>8}{'verifier':>10}{'either':>8}"]
    for row in result.rows:
        lines.append(f"{row.kind:14}{row.lang:6}{row.n:5}{row.gate:8.2f}{row.verifier:10.2f}{row.either:8.2f}")
    lines += ["", f"caught {result.caught:.3f} (at least {LEAST_CAUGHT}), false alarms {result.false_alarms:.3f} (at most {MOST_FALSE})"]
    for title, cases in (("missed", result.missed), ("doubted although good", result.doubted)):
        for case in cases[:shown]:
            answer = case.entry.answer
            why = f" ({_why(case)})" if case.noticed else ""
            lines.append(f"{title}: {case.kind} {case.entry.sample.id}{why}: {answer.answer if answer else ''}")
    return "\n".join(lines)


def as_json(result: Selftest) -> dict[str, Any]:
    """The rates as one JSON object, with every miss and every false alarm."""
    return {
        "passed": result.passed,
        "caught": round(result.caught, 4),
        "false_alarms": round(result.false_alarms, 4),
        "rows": [asdict(row) for row in result.rows],
        "missed": [_case(case) for case in result.missed],
        "doubted": [_case(case) for case in result.doubted],
    }


def _case(case: Case) -> dict[str, str]:
    answer = case.entry.answer
    return {"kind": case.kind, "id": case.entry.sample.id, "answer": answer.answer if answer else "", "why": _why(case)}


def _why(case: Case) -> str:
    return "; ".join(reason for reason in (case.by_gate, case.by_verifier) if reason)
