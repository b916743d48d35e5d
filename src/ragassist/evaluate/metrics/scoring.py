"""From a log to scores: every metric of every sample, and means with intervals by language, direction and type. No model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ragassist.evaluate.dataset.load import Sample
from ragassist.evaluate.metrics import per_answer
from ragassist.evaluate.metrics.costs import Costs, costs_of
from ragassist.evaluate.metrics.judgements import support, title
from ragassist.evaluate.metrics.promises import violations
from ragassist.evaluate.metrics.statistics import Estimate, estimate
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.evaluate.run import log
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.lang.detector import detect
from ragassist.types import Answer

ALL = "all"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the table: its name, what it says in a few words, where it applies and how it is computed."""

    name: str
    says: str
    applies: Callable[[Sample], bool]
    compute: Callable[[Entry, Answer, Log], Score]


def _always(_: Sample) -> bool:
    return True


def _gold(sample: Sample) -> bool:
    return bool(sample.gold)


def _answerable(sample: Sample) -> bool:
    return sample.answerable


def _unanswerable(sample: Sample) -> bool:
    return not sample.answerable


def _checkable(sample: Sample) -> bool:
    return sample.answerable and bool(sample.must_include)


def _kept(entry: Entry, answer: Answer, logged: Log) -> Score:
    return float(not violations(answer, logged.raw_of, entry.sample.lang))


METRICS = (
    Metric("recall@1", "gold sentences in the first passage", _gold, lambda e, a, _: per_answer.recall_at(1, e.sample, e.retrieved)),
    Metric("recall@5", "gold sentences in the first 5 passages", _gold, lambda e, a, _: per_answer.recall_at(5, e.sample, e.retrieved)),
    Metric("recall@10", "gold sentences in the first 10 passages", _gold, lambda e, a, _: per_answer.recall_at(10, e.sample, e.retrieved)),
    Metric("mrr", "1 / rank of the first passage with gold", _gold, lambda e, a, _: per_answer.reciprocal_rank(e.sample, e.retrieved)),
    Metric("correct", "says all that a right answer must", _checkable, lambda e, a, _: per_answer.correctness(e.sample, a)),
    Metric("faithful", "claims shown that are not unsupported", _answerable, lambda e, a, _: per_answer.faithfulness(a)),
    Metric("verified", "claims shown that are verified, not rough", _answerable, lambda e, a, _: per_answer.verified_share(a)),
    Metric("judged", "verified claims that a judge supports", _always, lambda e, a, log: support(a, log.judged)),
    Metric("judged_rough", "rough claims that a judge supports", _always, lambda e, a, log: support(a, log.judged, "rough")),
    Metric("citation_precision", "citations of gold sentences", _gold, lambda e, a, _: per_answer.citation_precision(e.sample, a)),
    Metric("citation_recall", "gold sentences cited", _gold, lambda e, a, _: per_answer.citation_recall(e.sample, a)),
    Metric("quotation_valid", "quotations that are exact", _always, lambda e, a, log: per_answer.quotation_validity(a, log.raw_of)),
    Metric(
        "quantity_fidelity",
        "claims with the source's quantities",
        _always,
        lambda e, a, log: per_answer.quantity_fidelity(a, log.raw_of),
    ),
    Metric("refusal_recall", "unanswerable questions refused", _unanswerable, lambda e, a, _: per_answer.refusal_recall(e.sample, a)),
    Metric("refusal_precision", "refusals that were right", _always, lambda e, a, _: per_answer.refusal_precision(e.sample, a)),
    Metric("language", "answers in the asker's language", _always, lambda e, a, _: per_answer.language_agreement(e.sample, a)),
    Metric("promises", "answers that keep all promises", _always, _kept),
)
NAMES = tuple(metric.name for metric in METRICS)


@dataclass(frozen=True, slots=True)
class SampleScore:
    """One sample with its scores by metric name."""

    entry: Entry
    scores: Mapping[str, Score]

    @property
    def id(self) -> str:
        """The sample's id."""
        return self.entry.sample.id


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the samples with their means. Names: `all`, `lang en`, `direction en→zh`, `type quantity`."""

    name: str
    samples: int
    means: Mapping[str, Estimate | Undefined]


@dataclass(frozen=True, slots=True)
class Scores:
    """A scored log."""

    header: Header
    samples: tuple[SampleScore, ...]
    groups: tuple[Group, ...]
    """The whole first, then languages, directions and types in alphabetical order."""
    costs: Costs
    costs_by_lang: Mapping[str, Costs]
    """The same by the language of the question."""
    unscored: float
    """The share of samples without an answer object, 0 to 1."""
    judge: str = ""
    """Who judged the claims, and how far that judge agrees with people."""

    def group(self, name: str) -> Group | None:
        """Return the group of that name, if any sample is in it."""
        return next((group for group in self.groups if group.name == name), None)


def score(directory: Path) -> Scores:
    """Return the scores of the log in a directory.

    Raises:
        UsageError: there is no log, or it is damaged.
    """
    return score_log(log.read(directory))


def score_log(logged: Log) -> Scores:
    """Return the scores of a log."""
    return replace(summarise(logged.header, [score_entry(entry, logged) for entry in logged.entries]), judge=title(logged.judged))


def score_entry(entry: Entry, logged: Log) -> SampleScore:
    """Return every metric of one sample; the log has the raw texts and the judgements."""
    return SampleScore(entry, {metric.name: _score(metric, entry, logged) for metric in METRICS})


def summarise(header: Header, samples: Sequence[SampleScore]) -> Scores:
    """Scored samples with their means. Means are made when they are asked for: a bootstrap for each metric of each group takes a while."""
    members: dict[str, list[SampleScore]] = {ALL: list(samples)}
    for sample in samples:
        for name in groups_of(sample.entry.sample):
            members.setdefault(name, []).append(sample)
    ordered = [ALL, *sorted(name for name in members if name != ALL)]
    missing = sum(sample.entry.outcome != "answered" for sample in samples)
    return Scores(
        header=header,
        samples=tuple(samples),
        groups=tuple(_group(name, members[name]) for name in ordered),
        costs=costs_of(_answers(samples)),
        costs_by_lang={name.removeprefix("lang "): costs_of(_answers(some)) for name, some in members.items() if name.startswith("lang ")},
        unscored=missing / len(samples) if samples else 1.0,
    )


def groups_of(sample: Sample) -> Iterator[str]:
    """Yield the groups that a sample belongs to besides the whole; directions by the language of its gold sentences."""
    yield f"lang {sample.lang}"
    yield f"type {sample.type}"
    for lang in sorted({detect(gold.sentence) for gold in sample.gold}):
        yield f"direction {sample.lang}→{lang}"


def _answers(samples: Sequence[SampleScore]) -> list[Answer]:
    return [sample.entry.answer for sample in samples if sample.entry.answer]


def _score(metric: Metric, entry: Entry, logged: Log) -> Score:
    if not metric.applies(entry.sample):
        return Undefined("does not apply to this sample")
    if entry.answer is None:
        return Undefined(f"{entry.outcome}: {entry.reason}", by_design=False, unavailable=entry.outcome == "unavailable")
    return metric.compute(entry, entry.answer, logged)


def _group(name: str, samples: Sequence[SampleScore]) -> Group:
    return Group(name, len(samples), _Means(samples))


class _Means(Mapping[str, Estimate | Undefined]):
    """The mean of every metric over some samples, each made at its first use."""

    def __init__(self, samples: Sequence[SampleScore]) -> None:
        self._samples = samples
        self._made: dict[str, Estimate | Undefined] = {}

    def __getitem__(self, name: str) -> Estimate | Undefined:
        if name not in NAMES:
            raise KeyError(name)
        if name not in self._made:
            clusters = [sample.entry.sample.pair for sample in self._samples]
            self._made[name] = estimate([sample.scores[name] for sample in self._samples], clusters)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the scores as one JSON object; an undefined one is `{"undefined": reason}`."""
    return {
        "header": asdict(scores.header),
        "unscored": scores.unscored,
        "judge": scores.judge,
        "costs": asdict(scores.costs) | {f"lang {lang}": asdict(costs) for lang, costs in scores.costs_by_lang.items()},
        "groups": {
            group.name: {"samples": group.samples} | {key: _json(mean) for key, mean in group.means.items()} for group in scores.groups
        },
        "samples": {sample.id: _all_json(sample.scores) for sample in scores.samples},
    }


def _all_json(values: Mapping[str, Score] | Mapping[str, Estimate | Undefined]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items()}


def _json(value: Score | Estimate) -> Any:  # noqa: ANN401
    if isinstance(value, Undefined):
        return {"undefined": value.reason, "by_design": value.by_design}
    if isinstance(value, Estimate):
        return {key: round(number, 4) for key, number in asdict(value).items()}
    return round(value, 6)
