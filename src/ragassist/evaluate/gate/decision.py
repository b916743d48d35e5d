"""Does a log pass? Floors, unscored samples and a paired comparison with the baseline; every failure explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.load import fingerprint
from ragassist.evaluate.gate import baseline as baselines
from ragassist.evaluate.gate import floors
from ragassist.evaluate.gate.baseline import Baseline
from ragassist.evaluate.gate.explain import explain
from ragassist.evaluate.gate.floors import Floor, Gates
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import ALL, Group, SampleScore, Scores, groups_of, score_log
from ragassist.evaluate.metrics.statistics import EXACT, Estimate, paired
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.evaluate.run import log
from ragassist.evaluate.run.log import Log
from ragassist.evaluate.tasks.gate_rows import rows

PASS, QUALITY, UNAVAILABLE = 0, 1, 4
_SHOWN = 5
"""Broken samples explained in full for each check."""


@dataclass(frozen=True, slots=True)
class Check:
    """One limit and whether it holds."""

    name: str
    passed: bool
    says: str
    """One line: what was measured against what."""
    details: tuple[str, ...] = ()
    """For each broken sample: the question, what was claimed, what the source says."""
    unavailable: bool = False
    """It failed because a model or a recording was missing, not because of quality."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate found, in the order of the gates' file."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0 pass, 1 quality, 4 when nothing worse than a missing model or recording was found."""
        failed = [check for check in self.checks if not check.passed]
        if not failed:
            return PASS
        return UNAVAILABLE if all(check.unavailable for check in failed) else QUALITY

    @property
    def lines(self) -> tuple[str, ...]:
        """The findings for a terminal: every check, and under each failed one the samples that broke it."""
        found = []
        for check in self.checks:
            found.append(f"{'pass' if check.passed else 'FAIL'}  {check.says}")
            found += [f"      {line}" for detail in check.details for line in (*detail.splitlines(), "")]
        failed = sum(not check.passed for check in self.checks)
        verdict = "The gate passes" if not failed else f"The gate fails: {failed} of {len(self.checks)} checks"
        return (*found, f"{verdict}." if failed else f"{verdict}: {len(self.checks)} checks.")


def gate(log_dir: Path, gates: Path, baseline: Path | None = None) -> GateResult:
    """Hold a log against the limits and, where one exists, the baseline.

    Raises:
        UsageError: the log, the gates, the baseline or the labelled documents cannot be read, or the run was not finished.
    """
    logged = log.read(log_dir)
    limits = floors.load(gates)
    found = check(logged, limits, baselines.load(baseline) if baseline is not None and baseline.is_file() else None)
    return GateResult((*found.checks, *task_checks(limits)))


def task_checks(gates: Gates) -> tuple[Check, ...]:
    """Return one check for each document task that has a floor, measured here and now."""
    if not gates.tasks:
        return ()
    if gates.task_documents is None or not gates.task_documents.is_dir():
        raise UsageError("gates.task_documents", path=gates.task_documents or "")
    measured, checks = rows(gates.task_documents), []
    for name, least in gates.tasks:
        row = measured[name]
        passed = row.n > 0 and row.share >= least - 1e-9
        says = f"task {name}: {number(row.share)}, at least {number(least)}, n {row.n}"
        checks.append(Check(f"task {name}", passed, says, () if passed else row.mistakes[:_SHOWN] + _more(row.mistakes)))
    return tuple(checks)


def check(logged: Log, gates: Gates, baseline: Baseline | None = None) -> GateResult:
    """Return the same on values.

    Raises:
        UsageError: the run was not finished.
    """
    if not logged.header.finished or len(logged.entries) != logged.header.samples:
        raise UsageError("eval.unfinished", answered=len(logged.entries), samples=logged.header.samples)
    return check_scores(score_log(logged), logged, gates, baseline)


def check_scores(scores: Scores, logged: Log, gates: Gates, baseline: Baseline | None = None) -> GateResult:
    """Return the same on a finished log that is scored already."""
    return GateResult(
        (
            _answered(scores, gates),
            *(_floor(floor, scores, logged, gates) for floor in gates.floors),
            *(_against_baseline(scores, logged, gates, baseline) if baseline is not None else ()),
        )
    )


def losses(before: Mapping[str, float], after: Mapping[str, Score], gates: Gates) -> tuple[str, ...]:
    """Return the metrics in which one sample breaks the gate: what it is in the same order as the gates name it.

    That is a score below 1 where the floor over all samples is 1, a score that fell since the baseline where the gate compares, and
    a score that either needs and that is missing.

    Args:
        before: the sample's defined scores in the baseline.
        after: its scores now.
        gates: which metrics count.
    """
    certain = [floor.metric for floor in gates.floors if floor.group == ALL and floor.least >= 1.0]
    found = []
    for name in dict.fromkeys((*certain, *gates.compared)):
        value = after[name]
        if isinstance(value, Undefined):
            if not value.by_design:
                found.append(f"{name} unscored")
        elif (name in certain and value < 1.0 - EXACT) or (name in gates.compared and value < before.get(name, value) - EXACT):
            found.append(name)
    return tuple(found)


def _answered(scores: Scores, gates: Gates) -> Check:
    missing = [sample for sample in scores.samples if sample.entry.answer is None]
    says = f"answer objects: {scores.unscored:.1%} of {len(scores.samples)} samples have none, at most {gates.max_unscored:.1%} may"
    passed = scores.unscored <= gates.max_unscored
    details = tuple(f"{sample.id}: {sample.entry.outcome}: {sample.entry.reason}" for sample in missing)
    unavailable = bool(missing) and all(sample.entry.outcome == "unavailable" for sample in missing)
    return Check("answer objects", passed, says, details[:_SHOWN] + _more(details), unavailable)


def _floor(floor: Floor, scores: Scores, logged: Log, gates: Gates) -> Check:
    name = floor.metric if floor.group == ALL else f"{floor.metric}, {floor.group}"
    group = scores.group(floor.group)
    mean = group.means[floor.metric] if group else Undefined(f"no sample is of {floor.group!r}", by_design=False)
    missing = _unscored(floor.metric, _members(floor.group, scores))
    unavailable = bool(missing) and all(_is_unavailable(sample, floor.metric) for sample in missing)
    if group is None or isinstance(mean, Undefined):
        reason = mean.reason if isinstance(mean, Undefined) else ""
        return Check(name, False, f"{name}: cannot be judged: {reason}", (), unavailable)
    says = f"{name}: {number(mean.mean)} [{number(mean.low)} to {number(mean.high)}], at least {number(floor.least)}, n {mean.n}"
    if mean.mean < floor.least - 1e-9:
        return Check(name, False, says, _broken(floor, group, scores, logged))
    if _too_many_unscored(mean, gates):
        details = tuple(f"{sample.id}: {_reason(sample, floor.metric)}" for sample in missing)
        says += f"; {mean.unscored} unscored, at most {gates.max_unscored:.1%} may be"
        return Check(name, False, says, details[:_SHOWN] + _more(details), unavailable)
    return Check(name, True, says)


def _too_many_unscored(mean: Estimate, gates: Gates) -> bool:
    return mean.unscored > gates.max_unscored * (mean.n + mean.unscored)


def _unscored(metric: str, samples: Sequence[SampleScore]) -> list[SampleScore]:
    def is_missing(sample: SampleScore) -> bool:
        value = sample.scores[metric]
        return isinstance(value, Undefined) and not value.by_design

    return [sample for sample in samples if is_missing(sample)]


def _is_unavailable(sample: SampleScore, metric: str) -> bool:
    value = sample.scores[metric]
    return isinstance(value, Undefined) and value.unavailable


def _reason(sample: SampleScore, metric: str) -> str:
    value = sample.scores[metric]
    return value.reason if isinstance(value, Undefined) else ""


def _members(group: str, scores: Scores) -> list[SampleScore]:
    return [sample for sample in scores.samples if group == ALL or group in groups_of(sample.entry.sample)]


def _broken(floor: Floor, group: Group, scores: Scores, logged: Log) -> tuple[str, ...]:
    values = [(sample, sample.scores[floor.metric]) for sample in _members(group.name, scores)]
    low = [(sample, value) for sample, value in values if not isinstance(value, Undefined) and value < 1]
    low.sort(key=lambda pair: pair[1])
    details = [explain(sample, floor.metric, logged) for sample, _ in low[:_SHOWN]]
    return (*details, *_more([sample.id for sample, _ in low]))


def _more(items: Sequence[str]) -> tuple[str, ...]:
    rest = [item.split(":")[0] for item in items[_SHOWN:]]
    return (f"and {len(rest)} more: {', '.join(rest)}",) if rest else ()


def _against_baseline(scores: Scores, logged: Log, gates: Gates, baseline: Baseline) -> Iterator[Check]:
    same = {
        sample.id: sample
        for sample in scores.samples
        if sample.id in baseline.samples and baseline.samples[sample.id].sample == fingerprint([sample.entry.sample])
    }
    clusters = {sample.id: sample.entry.sample.pair for sample in scores.samples}
    for metric in gates.compared:
        name = f"{metric} against the baseline"
        before = {key: baseline.samples[key].scores[metric] for key in same if metric in baseline.samples[key].scores}
        after = {key: value for key, sample in same.items() if not isinstance(value := sample.scores[metric], Undefined)}
        missing = _unscored(metric, [sample for key, sample in same.items() if key in before])
        if len(missing) > gates.max_unscored * len(before):
            says = f"{name}: {len(missing)} samples were scored then and are not now, at most {gates.max_unscored:.1%} may be"
            which = tuple(f"{sample.id}: {_reason(sample, metric)}" for sample in missing)
            gone = all(_is_unavailable(sample, metric) for sample in missing)
            yield Check(name, False, says, which[:_SHOWN] + _more(which), gone)
            continue
        change = paired(before, after, clusters)
        if isinstance(change, Undefined):
            yield Check(name, True, f"{name}: not compared: {change.reason}")
            continue
        moved = f"{len(change.worse)} samples lost, {len(change.better)} gained"
        says = f"{name}: {number(change.before)} → {number(change.after)} on {change.n} samples, {moved}, chance alone {change.p_worse:.3f}"
        if change.p_worse >= gates.p and change.before - change.after <= gates.max_loss:
            yield Check(name, True, says)
            continue
        details = [f"{explain(same[key], metric, logged)}\nbefore: {baseline.samples[key].answer}" for key in change.worse[:_SHOWN]]
        yield Check(name, False, says, (*details, *_more(change.worse)))
