"""How far a judge can be trusted: its verdicts on claims that a person has labelled.

A label is a claim, the corpus sentences it is to be judged by, and whether they support it. The sentences are looked up in their
documents at load, as gold sentences are, so a set that the corpus has outgrown is an error and not a silent drift.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.sample import Gold, LineError, array, gold_of, one_of, strict_object, text_of
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.types import Verdict

_FIELDS = ("id", "lang", "claim", "evidence", "supported", "error")
_REQUIRED = ("id", "lang", "claim", "evidence", "supported")


@dataclass(frozen=True, slots=True)
class Label:
    """One claim with its evidence and what a person says of it."""

    id: str
    lang: Lang
    claim: str
    evidence: tuple[Gold, ...]
    supported: bool
    error: str = ""
    """What is wrong with an unsupported claim, in a word."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A judge against people. Shares from 0 to 1; `kappa` is 1 for full agreement and 0 for what chance would bring."""

    n: int
    accuracy: float
    low: float
    high: float
    """95 % interval of the accuracy."""
    caught: float
    """Of the unsupported claims, those that the judge does not support."""
    doubted: float
    """Of the supported claims, those that it does not support."""
    kappa: float
    by_lang: dict[str, float]
    """Accuracy by the language of the claim."""
    unreadable: int = 0
    """Labels on which the judge gave no readable reply; they count as wrong."""


def load(path: Path, *, root: Path | None = None, check: bool = True) -> tuple[Label, ...]:
    """Return the labels of a JSONL file, in its order.

    Raises:
        UsageError: a line that is not a label, or whose evidence is not in its document, with path and line.
    """
    from ragassist.evaluate.dataset.load import look_up

    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("labels.unreadable", path=path, error=error) from error
    found: list[Label] = []
    cleaned: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            label = _label(line)
            if any(label.id == other.id for other in found):
                raise LineError("line.label_twice", id=label.id)
            for gold in label.evidence if check else ():
                look_up(gold, path, root, cleaned)
        except LineError as wrong:
            raise UsageError("line.wrong", path=path, number=number, wrong=wrong.phrase) from None
        found.append(label)
    if {label.supported for label in found} != {True, False}:
        raise UsageError("labels.one_sided", path=path)
    return tuple(found)


def _label(line: str) -> Label:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise LineError("line.not_json", msg=error.msg, colno=error.colno) from None
    fields = strict_object(value, "what.label", _FIELDS, _REQUIRED)
    lang: Lang = "zh" if one_of(fields["lang"], "lang", ("en", "zh")) == "zh" else "en"
    supported = fields["supported"]
    if not isinstance(supported, bool):
        raise LineError("line.supported", supported=repr(supported))
    evidence = tuple(gold_of(item) for item in array(fields["evidence"], "evidence"))
    if not evidence:
        raise LineError("line.no_evidence")
    wrong = text_of(fields.get("error", ""), "error", empty=True)
    return Label(text_of(fields["id"], "id"), lang, text_of(fields["claim"], "claim"), evidence, supported, wrong)


def measure(labels: Sequence[Label], judge: Callable[[str, Sequence[str]], Verdict | None]) -> Agreement:
    """Ask the judge about every label.

    By hand: four labels, two of them supported; the judge supports both of these and one of the others: accuracy 3/4,
    caught 1/2, doubted 0, and kappa (3/4 - 1/2) / (1 - 1/2) = 1/2, since chance agrees on (2*3 + 2*1) / 16 = 1/2.

    Source: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20(1), 1960.

    Raises:
        ModelError: the judge is not there.
    """
    from ragassist.evaluate.metrics.statistics import wilson

    says: list[bool | None] = []
    for label in labels:
        verdict = judge(label.claim, [gold.sentence for gold in label.evidence])
        says.append(None if verdict is None else verdict.status == "verified")
    right = [said == label.supported for said, label in zip(says, labels, strict=True)]
    n = len(labels)
    good = [said for said, label in zip(says, labels, strict=True) if label.supported]
    bad = [said for said, label in zip(says, labels, strict=True) if not label.supported]
    supported = sum(said is True for said in says)
    chance = (supported * len(good) + (n - supported) * len(bad)) / n**2
    accuracy = sum(right) / n
    low, high = wilson(sum(right), n)
    by_lang: dict[str, float] = {
        lang: sum(ok for ok, label in zip(right, labels, strict=True) if label.lang == lang) / sum(label.lang == lang for label in labels)
        for lang in sorted({label.lang for label in labels})
    }
    return Agreement(
        n=n,
        accuracy=accuracy,
        low=low,
        high=high,
        caught=sum(said is not True for said in bad) / len(bad),
        doubted=sum(said is not True for said in good) / len(good),
        kappa=(accuracy - chance) / (1 - chance) if chance < 1 else 0.0,
        by_lang=by_lang,
        unreadable=says.count(None),
    )
