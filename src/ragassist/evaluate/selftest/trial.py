"""Does the gate catch what it is there to catch? Break good answers in known ways, change others harmlessly, and count.

Each changed answer goes through the gate's own code in the place of the good one: `decision.losses` says whether the gate would name this
sample, given what it scored before. Besides, a known share of a whole run is broken at a time, and `decision.check_scores` says whether the
run as a whole fails. What the gate names among harmless changes is a false alarm.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ragassist.evaluate.gate import baseline as baselines
from ragassist.evaluate.gate.baseline import Baseline
from ragassist.evaluate.gate.decision import check_scores, losses
from ragassist.evaluate.gate.explain import explain
from ragassist.evaluate.gate.floors import Gates
from ragassist.evaluate.metrics.judgements import Judged, Key
from ragassist.evaluate.metrics.judges import Judge, claims_in
from ragassist.evaluate.metrics.scoring import SampleScore, Scores, score_entry, score_log, summarise
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.run.log import Entry, Log
from ragassist.evaluate.selftest import breaking, harmless
from ragassist.types import Verdict

UNCHANGED = "(unchanged)"
LEAST_CAUGHT, MOST_FALSE = 0.95, 0.05
BROKEN_SHARE = 0.1
"""How much of a whole run is broken at a time."""
DRAWS = 10
"""How many whole runs are broken for each kind."""
_SEED = "ragassist selftest 2"
_GOOD = ("promises", "quotation_valid", "quantity_fidelity", "correct", "refusal_recall", "language")
"""An answer that scores 1 in these, where they apply, and cites a gold sentence is taken to be good."""


@dataclass(frozen=True, slots=True)
class Case:
    """One good answer, changed in one way, and what the gate made of it."""

    kind: str
    harmful: bool
    entry: Entry
    """The sample with the changed answer."""
    named: tuple[str, ...]
    """The metrics for which the gate names this sample; none when it lets it pass."""
    why: str = ""
    """What the gate would print about it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole runs of which a share was changed in one way."""

    kind: str
    harmful: bool
    runs: int
    failed: int
    """How many of them the gate failed."""
    share: float
    """The share of the run's samples that was changed, 0 to 1; less than planned where few can be changed so."""


@dataclass(frozen=True, slots=True)
class Selftest:
    """All cases and whole runs."""

    judge: str
    good: int
    """Answers that were taken to be good."""
    cases: tuple[Case, ...]
    wholes: tuple[Whole, ...]

    def rate(self, kind: str, lang: str = "all") -> tuple[int, int]:
        """(named by the gate, all) among the cases of a kind; `lang` is a language or "all"."""
        some = [case for case in self.cases if case.kind == kind and lang in ("all", case.entry.sample.lang)]
        return sum(bool(case.named) for case in some), len(some)

    def caught(self, lang: str = "all") -> float:
        """Return the share of broken answers that the gate names, each kind counting the same; 0 where nothing was broken."""
        return self._mean(breaking.KINDS, lang, 0.0)

    def false_alarms(self, lang: str = "all") -> float:
        """Return the share of harmless changes that the gate names, each kind counting the same; 1 where there were none."""
        return self._mean(harmless.KINDS, lang, 1.0)

    @property
    def passed(self) -> bool:
        """Whether, in each language and over both, at least 95 % are caught and at most 5 % of harmless changes are named."""
        langs = ("all", *sorted({case.entry.sample.lang for case in self.cases}))
        return all(self.caught(lang) >= LEAST_CAUGHT and self.false_alarms(lang) <= MOST_FALSE for lang in langs)

    @property
    def missed(self) -> tuple[Case, ...]:
        """Broken answers that the gate lets pass."""
        return tuple(case for case in self.cases if case.harmful and not case.named)

    @property
    def doubted(self) -> tuple[Case, ...]:
        """Good answers that the gate names, harmlessly changed or not changed at all."""
        return tuple(case for case in self.cases if not case.harmful and case.named)

    def _mean(self, kinds: Mapping[str, object], lang: str, empty: float) -> float:
        counted = [self.rate(kind, lang) for kind in kinds]
        rates = [named / n for named, n in counted if n]
        return sum(rates) / len(rates) if rates else empty


def good(logged: Log) -> Log:
    """Return the log with only those answers that are right by every measure that a person has set."""
    kept = [sample.entry for sample in score_log(logged).samples if sample.entry.answer and _is_good(sample)]
    return replace(logged, entries=tuple(kept), header=replace(logged.header, samples=len(kept), finished=True))


def with_passages(written: Log, logged: Log) -> Log:
    """Answers that people wrote, with the passages that a run retrieved for the same samples."""
    found = {entry.sample.id: entry.retrieved for entry in logged.entries}
    return replace(written, entries=tuple(replace(entry, retrieved=found.get(entry.sample.id, ())) for entry in written.entries))


def selftest(
    logged: Log,
    judge: Judge,
    gates: Gates,
    *,
    references: Log | None = None,
    limit: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Selftest:
    """Change every answer of the log in every way it can be changed, and see what the gate says.

    Args:
        logged: answers taken to be good: `good` of a run's log, or `written_answers.reference_log`.
        judge: judges the claims of good and of changed answers alike.
        gates: the limits under test.
        references: answers that people wrote, for the harmless change `rewritten`.
        limit: at most so many answers for each kind and language, a seeded draw; 0 is all.
        progress: called with how many answers are looked at and how many there are.

    Raises:
        ModelError: the judge does not answer.
    """
    raws = {**(references.raws if references else {}), **logged.raws}
    verdicts: dict[Key, tuple[Verdict, ...]] = {}
    logged = replace(logged, raws=raws, judged=Judged(judge.name, verdicts))
    changed = list(_changed(logged, references, limit))
    total = len(logged.entries) + len(changed)

    def scored(entry: Entry, done: int) -> SampleScore:
        _judge(entry, logged, judge, verdicts)
        if progress:
            progress(done, total)
        return score_entry(entry, logged)

    before = [scored(entry, at) for at, entry in enumerate(logged.entries, start=1)]
    clean = summarise(logged.header, before)
    baseline = baselines.of(clean)
    cases = [_case(UNCHANGED, False, sample, logged, gates, baseline) for sample in before]
    after: dict[str, dict[str, SampleScore]] = {}
    for at, (kind, entry) in enumerate(changed, start=len(before) + 1):
        sample = scored(entry, at)
        after.setdefault(kind, {})[sample.id] = sample
        cases.append(_case(kind, kind in breaking.KINDS, sample, logged, gates, baseline))
    return Selftest(judge.name, len(before), tuple(cases), tuple(_wholes(clean, after, logged, gates, baseline)))


def _changed(logged: Log, references: Log | None, limit: int) -> Iterator[tuple[str, Entry]]:
    written = {entry.sample.id: entry for entry in references.entries} if references else {}
    for kind, breaker in breaking.KINDS.items():
        found = []
        for entry in logged.entries:
            others = [other for other in logged.entries if other is not entry]
            found.append(breaker(entry, others, _seeded(kind, entry.sample.id)))
        yield from ((kind, entry) for entry in _draw([entry for entry in found if entry is not None], limit, kind))
    for kind, change in harmless.KINDS.items():
        other_words = [change(entry, written, _seeded(kind, entry.sample.id)) for entry in logged.entries]
        yield from ((kind, entry) for entry in _draw([entry for entry in other_words if entry is not None], limit, kind))


def _draw(entries: Sequence[Entry], limit: int, kind: str) -> list[Entry]:
    drawn: list[Entry] = []
    for lang in ("en", "zh"):
        some = [entry for entry in entries if entry.sample.lang == lang]
        drawn += _seeded("draw", kind, lang).sample(some, limit) if 0 < limit < len(some) else some
    return drawn


def _judge(entry: Entry, logged: Log, judge: Judge, verdicts: dict[Key, tuple[Verdict, ...]]) -> None:
    if entry.answer is None or entry.answer.refused:
        return
    for key, (evidence, context) in claims_in(entry.answer, logged):
        if key not in verdicts:
            verdict = judge.judge(key[0], evidence, context)
            verdicts[key] = (verdict,) if verdict is not None else ()


def _case(kind: str, harmful: bool, sample: SampleScore, logged: Log, gates: Gates, baseline: Baseline) -> Case:
    named = losses(baseline.samples[sample.id].scores, sample.scores, gates)
    return Case(kind, harmful, sample.entry, named, explain(sample, named[0].removesuffix(" unscored"), logged) if named else "")


def _wholes(
    clean: Scores, after: Mapping[str, Mapping[str, SampleScore]], logged: Log, gates: Gates, baseline: Baseline
) -> Iterator[Whole]:
    sound = {check.name for check in check_scores(clean, logged, gates, baseline).checks if check.passed}

    def fails(swapped: Mapping[str, SampleScore]) -> bool:
        scores = summarise(clean.header, [swapped.get(sample.id, sample) for sample in clean.samples])
        return any(not check.passed and check.name in sound for check in check_scores(scores, logged, gates, baseline).checks)

    size = max(1, math.ceil(BROKEN_SHARE * len(clean.samples)))
    for kind in breaking.KINDS:
        some = after.get(kind, {})
        if some:
            take = min(size, len(some))
            drawn = [_seeded("whole", kind, str(run)).sample(sorted(some), take) for run in range(DRAWS)]
            failed = sum(fails({key: some[key] for key in keys}) for keys in drawn)
            yield Whole(kind, True, DRAWS, failed, take / len(clean.samples))
    changes: dict[str, list[SampleScore]] = {}
    for kind in harmless.KINDS:
        for key, sample in after.get(kind, {}).items():
            changes.setdefault(key, []).append(sample)
    if changes:
        take = min(len(changes), max(1, len(clean.samples) // 2))
        failed = 0
        for run in range(DRAWS):
            rng = _seeded("whole", "harmless", str(run))
            failed += fails({key: rng.choice(changes[key]) for key in rng.sample(sorted(changes), take)})
        yield Whole("harmless", False, DRAWS, failed, take / len(clean.samples))


def _is_good(sample: SampleScore) -> bool:
    def below(name: str, least: float) -> bool:
        value = sample.scores[name]
        return not isinstance(value, Undefined) and value < least

    return not any(below(name, 1.0) for name in _GOOD) and not below("citation_precision", 1e-9)


def _seeded(*parts: str) -> random.Random:
    return random.Random(" ".join((_SEED, *parts)))  # noqa: S311 - a seeded draw, no secret
