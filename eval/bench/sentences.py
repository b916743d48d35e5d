"""Which sentence of the retrieved passages answers: the engine's own ranking, and what its signs are worth alone.

    ragassist --home H ingest corpus eval/datasets/planted
    python eval/bench/sentences.py --home H [--dataset FILE]
    python eval/bench/sentences.py --encoder bundled    # over an index of its own, without a model

Prints, for each order, the share of questions whose gold sentence is among the first 1, 2, 3, 5 and 8 of all statements that the engine
ranks, English and Chinese questions apart. Where the engine searches a question in both languages, the active model translates it
(kept in H, so a second run needs no model). Results: SENTENCES.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from values import Value, share

from ragassist import Assistant, Settings
from ragassist.text.script import without_space
from ragassist.types import Evidence

FIRST = (1, 2, 3, 5, 8)
ORDERS: dict[str, Callable[[Evidence], float]] = {
    "passage alone": lambda item: item.hit.score,
    "sentence alone": lambda item: item.similarity,
    "as it is": lambda item: item.score,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's candidates, and which of them are gold."""

    lang: str
    evidence: tuple[Evidence, ...]
    gold: tuple[bool, ...]


def ranked(assistant: Assistant, sample: dict) -> Asked:
    """What the engine ranks for the sample's question."""
    evidence = assistant.find(sample["question"]).evidence
    wanted = [without_space(item["sentence"]) for item in sample["gold"]]
    said = [without_space(item.sentence.text) for item in evidence]
    return Asked(sample["lang"], evidence, tuple(any(text in gold or gold in text for gold in wanted) for text in said))


def first_rank(asked: Asked, worth: Callable[[Evidence], float]) -> int:
    """Where the first gold sentence comes, counted from 1, ties in the engine's order; a large number when it is not there."""
    order = sorted(zip(asked.evidence, asked.gold, strict=True), key=lambda entry: -worth(entry[0]))
    return next((rank for rank, (_, gold) in enumerate(order, start=1) if gold), 10**6)


def table(name: str, data: Sequence[Asked], worth: Callable[[Evidence], float]) -> None:
    """One line: the shares within each of `FIRST`, by the question's language."""
    cells = []
    for lang in ("en", "zh"):
        ranks = [first_rank(item, worth) for item in data if item.lang == lang]
        cells.append(f"{lang} (n {len(ranks)}) " + " ".join(f"{np.mean([r <= most for r in ranks]):.2f}" for most in FIRST))
    print(f"{name:16} {'   '.join(cells)}")


def asked(assistant: Assistant, dataset: Path) -> list[Asked]:
    """The data set's questions that stand alone and have gold, as the engine ranks for them."""
    samples = [json.loads(line) for line in dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    return [ranked(assistant, sample) for sample in samples if sample.get("gold") and not sample.get("history")]


def asked_anew(dataset: Path, documents: Sequence[Path], encoder: str) -> list[Asked]:
    """The same over an index of these documents that is thrown away, without a model."""
    with (
        tempfile.TemporaryDirectory() as home,
        Assistant(Settings(home=Path(home), chat={"tier": "extractive"}, embed={"model": encoder})) as assistant,
    ):
        assistant.ingest(documents)
        assistant.embed_sentences()
        return asked(assistant, dataset)


def measure(dataset: str, documents: Sequence[str], encoder: str) -> list[Value]:
    """The share of questions with a gold sentence among the first, by language, as the engine ranks them without a model."""
    data = asked_anew(Path(dataset), [Path(each) for each in documents], encoder)
    ranks = {lang: [first_rank(item, ORDERS["as it is"]) for item in data if item.lang == lang] for lang in ("en", "zh")}
    return [
        share(f"{name} questions, gold among the first {most}" if most > 1 else f"{name} questions, gold first", hits, len(ranks[lang]))
        for lang, name in (("en", "English"), ("zh", "Chinese"))
        for most in FIRST
        for hits in [sum(rank <= most for rank in ranks[lang])]
    ]


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="an index that is there; its settings and the active model are used")
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus"), Path("eval/datasets/planted")])
    parser.add_argument("--encoder", default="auto", help="as the setting embed.model, without --home")
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    options = parser.parse_args()
    if options.home:
        with Assistant(Settings(home=options.home)) as assistant:
            data = asked(assistant, options.dataset)
    else:
        data = asked_anew(options.dataset, options.documents, options.encoder)
    for name, worth in ORDERS.items():
        table(name, data, worth)


if __name__ == "__main__":
    main()
