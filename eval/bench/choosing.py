"""Whether the model's word on the first sentences finds the one that answers, and tells when none does.

    ragassist --home H ingest corpus eval/datasets/planted
    python eval/bench/choosing.py --home H [--rgb FILE.jsonl --n N] [--words WORDS.json]

Asks the active model about the first four sentences of each question of the evaluation set, and of N noise questions in the shape of RGB
(`noise.py`), each once with its positive documents and once without. What the model said is kept in WORDS.json, so that another weight
costs no call. Prints how well the word alone tells gold sentences from the others, then one line for each weight of the word and each
threshold: the share of questions whose first sentence is gold and of those with a gold sentence among the shown, how many sentences are
shown and asked about, and the share refused with an answer in reach and without one. Results: SENTENCES.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from noise import ours

from ragassist import Assistant, Settings
from ragassist.answer import compose
from ragassist.answer.evidence import Question
from ragassist.answer.expected import expected_kinds, parts
from ragassist.answer.yes_or_no import answer_probability
from ragassist.evaluate.metrics.statistics import auroc
from ragassist.models.calibration.fitted import choosing
from ragassist.models.chat import ChatModel
from ragassist.text.script import without_space
from ragassist.types import Evidence

JUDGED, SHOWN = 4, 2
WEIGHTS = (0.0, 0.17, 0.25, 0.33)
ENOUGH = (0.55, 0.6, 0.65, 0.7)


@dataclass(frozen=True, slots=True)
class Case:
    """One question over one index: its first sentences, what the model says of each, and which are gold."""

    question: str
    evidence: tuple[Evidence, ...]
    words: dict[int, float]
    gold: frozenset[int]
    answerable: bool


class Words:
    """What the model said, kept in a file."""

    def __init__(self, model: ChatModel, path: Path | None) -> None:
        """Ask `model`; remember in `path`."""
        self._model, self._path = model, path
        self._known: dict[str, float] = json.loads(path.read_text(encoding="utf8")) if path and path.is_file() else {}

    def __call__(self, question: Question, item: Evidence) -> float:
        """P(yes) for one sentence."""
        key = f"{question.text}\t{item.sentence.text}"
        if key not in self._known:
            self._known[key] = answer_probability(self._model, question, item)
        return self._known[key]

    def save(self) -> None:
        """Write the file."""
        if self._path:
            self._path.write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf8")


def first_sentences(assistant: Assistant, text: str) -> tuple[Question, list[Evidence]]:
    """The question as it is worked on, and the sentences that the model would be asked about."""
    found = assistant.find(text)
    return found.question, compose.worth_judging(found.evidence, expected_kinds(text), JUDGED)


def own(assistant: Assistant, dataset: Path, words: Words) -> Iterator[Case]:
    """The evaluation set's questions that stand alone."""
    for line in dataset.read_text(encoding="utf8").splitlines():
        sample = json.loads(line)
        if sample.get("history"):
            continue
        question, items = first_sentences(assistant, sample["question"])
        wanted = {without_space(gold["sentence"]) for gold in sample.get("gold", ())}
        gold = frozenset(item.n for item in items if without_space(item.sentence.text) in wanted)
        said = {item.n: words(question, item) for item in items}
        yield Case(question.text, tuple(items), said, gold, sample["answerable"])


def noise(rows: Sequence[dict], words: Words, model: ChatModel) -> Iterator[Case]:
    """Questions among noise, with the documents that answer them and without."""
    for row in rows:
        answers = [each for group in row["answers"] for each in ([group] if isinstance(group, str) else group)]
        for answerable in (True, False):
            with tempfile.TemporaryDirectory() as place:
                _, assistant = ours([*(row["positive_docs"] if answerable else ()), *row["negative_docs"]], model, Path(place))
                with assistant:
                    question, items = first_sentences(assistant, row["question"])
                said = {item.n: words(question, item) for item in items}
                gold = frozenset(item.n for item in items if answerable and any(answer in item.sentence.text for answer in answers))
                yield Case(row["question"], tuple(items), said, gold, answerable)


@dataclass(frozen=True, slots=True)
class Setting:
    """One weight of the model's word and what sentence and word must come to, besides the probability that is sure enough."""

    said: float
    enough: float
    sure: float


def chosen(case: Case, setting: Setting) -> tuple[list[Evidence], int]:
    """The sentences that would be shown, and about how many the model would be asked."""
    several = parts(case.question) > 1
    asked: list[int] = []

    def probability(item: Evidence) -> float:
        asked.append(item.n)
        return case.words[item.n]

    items = compose.candidates(case.question, case.evidence, JUDGED)
    weights = replace(choosing(items[0].scored_by if items else ""), enough=setting.enough, said=setting.said)
    close, most = weights.close * (1 + several), SHOWN + several
    shown = compose.choose(items, probability, sure=setting.sure, most=most, close=close, weights=weights)
    return list(shown), len(asked)


def line(cases: Sequence[Case], setting: Setting) -> str:
    """The figures of one setting."""
    reach = [(case, *chosen(case, setting)) for case in cases if case.gold]
    without = [chosen(case, setting)[0] for case in cases if not case.answerable]
    first = np.mean([bool(shown) and shown[0].n in case.gold for case, shown, _ in reach])
    among = np.mean([any(item.n in case.gold for item in shown) for case, shown, _ in reach])
    shown, asked = np.mean([len(shown) for _, shown, _ in reach]), np.mean([asked for *_, asked in reach])
    refused = np.mean([not shown for _, shown, _ in reach])
    rejected = np.mean([not shown for shown in without]) if without else float("nan")
    return (
        f"n {len(reach)}/{len(without)}  first {first:.3f}  among {among:.3f}  shown {shown:.2f}  asked {asked:.2f}  "
        f"refused with an answer {refused:.3f}, without {rejected:.2f}"
    )


def main() -> None:
    """Ask, then print every setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    parser.add_argument("--rgb", type=Path)
    parser.add_argument("--n", type=int, default=30)
    parser.add_argument("--words", type=Path)
    parser.add_argument("--sure", type=float, default=0.4)
    options = parser.parse_args()
    sets: dict[str, list[Case]] = {}
    with Assistant(Settings(home=options.home)) as assistant:
        if assistant.model is None:
            parser.error("it needs a model: run `ragassist models pull`, or set RAGASSIST_CHAT__BASE_URL")
        words = Words(assistant.model, options.words)
        sets["own"] = list(own(assistant, options.dataset, words))
        if options.rgb:
            rows = [json.loads(each) for each in options.rgb.read_text(encoding="utf8").splitlines()]
            sets["noise"] = list(noise([row for row in rows if row["subset"] == "noise"][: options.n], words, assistant.model))
        words.save()
    for name, cases in sets.items():
        gold = [case.words[n] for case in cases for n in case.gold]
        other = [p for case in cases if case.gold for n, p in case.words.items() if n not in case.gold]
        print(f"{name}: the model's word alone, gold against other sentences of the same question: AUROC {auroc(gold, other):.3f}")
    for weight, enough in product(WEIGHTS, ENOUGH):
        for name, cases in sets.items():
            print(f"weight {weight:.2f} enough {enough:.2f} {name:6} {line(cases, Setting(weight, enough, options.sure))}")


if __name__ == "__main__":
    main()
