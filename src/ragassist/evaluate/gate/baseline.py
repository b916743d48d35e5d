"""The committed baseline: what each sample scored and said when the baseline was taken, one line a sample, diffable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.load import fingerprint
from ragassist.evaluate.metrics.scoring import Scores
from ragassist.evaluate.metrics.undefined import Undefined


@dataclass(frozen=True, slots=True)
class Before:
    """One sample as it was."""

    sample: str
    """The sample's fingerprint: a sample that changed since is not compared."""
    answer: str
    scores: Mapping[str, float]
    """The defined ones."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """All samples as they were, by id, and what answered them."""

    model: str
    started: str
    samples: Mapping[str, Before]


def load(path: Path) -> Baseline:
    """Return the baseline in a file.

    Raises:
        UsageError: it cannot be read or is damaged.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
        samples = {str(line["id"]): Before(str(line["sample"]), str(line["answer"]), dict(line["scores"])) for line in lines[1:]}
        return Baseline(str(lines[0]["model"]), str(lines[0]["started"]), samples)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UsageError("baseline.unreadable", path=path, error=error) from error


def of(scores: Scores) -> Baseline:
    """Return what these scores are as a baseline; samples without an answer are left out."""
    kept = {}
    for sample in sorted(scores.samples, key=lambda sample: sample.id):
        answer = sample.entry.answer
        if answer is not None:
            defined = {name: round(value, 6) for name, value in sample.scores.items() if not isinstance(value, Undefined)}
            kept[sample.id] = Before(fingerprint([sample.entry.sample]), answer.answer, defined)
    return Baseline(scores.header.model, scores.header.started, kept)


def write(path: Path, scores: Scores) -> None:
    """Make these scores the baseline."""
    made = of(scores)
    lines: list[object] = [{"model": made.model, "started": made.started}]
    lines += [{"id": key, "sample": old.sample, "answer": old.answer, "scores": dict(old.scores)} for key, old in made.samples.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf8")
