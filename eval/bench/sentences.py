"""Which sentence of the retrieved passages answers: the engine's own ranking, and what its signs are worth alone.

    ragassist --home H ingest corpus eval/datasets/planted
    python eval/bench/sentences.py --home H [--dataset FILE]

Prints, for each order, the share of questions whose gold sentence is among the first 1, 2, 3, 5 and 8 of all statements that the engine
ranks, English and Chinese questions apart. Where the engine searches a question in both languages, the active model translates it
(kept in H, so a second run needs no model). Results: SENTENCES.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

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


def measure(assistant: Assistant, sample: dict) -> Asked:
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


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    options = parser.parse_args()
    samples = [json.loads(line) for line in options.dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    with Assistant(Settings(home=options.home)) as assistant:
        data = [measure(assistant, sample) for sample in samples if sample.get("gold") and not sample.get("history")]
    for name, worth in ORDERS.items():
        table(name, data, worth)


if __name__ == "__main__":
    main()
