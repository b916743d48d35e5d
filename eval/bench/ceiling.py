"""How much of the truth a model is given: the share of answerable questions whose gold sentences all lie in its sources.

    python eval/bench/ceiling.py [--dataset eval/datasets/corpus.jsonl] [--corpus corpus] [--home DIR] [--tokens 8000 1500]

No model is asked: questions are searched as they stand, without a translation. `sentences` is the list of
best sentences that a model was given before; `passages` is what a large model is given now.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from pathlib import Path

from ragassist.answer.compose import format_sources
from ragassist.answer.sources import whole_passages
from ragassist.assistant import Assistant
from ragassist.settings import ChatSettings, Settings


def without_space(text: str) -> str:
    return re.sub(r"\W", "", text)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    arguments.add_argument("--corpus", type=Path, default=Path("corpus"))
    arguments.add_argument("--home", type=Path)
    arguments.add_argument("--tokens", type=int, nargs="+", default=[1500, 8000])
    wanted = arguments.parse_args()
    home = wanted.home or Path(tempfile.mkdtemp())
    ours = Assistant(Settings(home=home, chat=ChatSettings(tier="extractive")))
    if not ours.documents():
        ours.ingest([wanted.corpus])
    samples = [json.loads(line) for line in wanted.dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    samples = [sample for sample in samples if sample.get("answerable") and sample.get("gold")]
    counts: dict[tuple[str, str, int], list[int]] = {}
    for sample in samples:
        evidence = ours.find(sample["question"]).evidence
        gold = [without_space(item["sentence"]) for item in sample["gold"]]
        for tokens in wanted.tokens:
            given = {
                "sentences": without_space(" ".join(item.sentence.text for item in _kept(evidence, sample["lang"], tokens))),
                "passages": without_space(" ".join(_cited(whole_passages(evidence, ours.store.neighbours, sample["lang"], tokens)))),
            }
            for way, text in given.items():
                counts.setdefault((sample["lang"], way, tokens), []).append(all(sentence in text for sentence in gold))
    for (lang, way, tokens), found in sorted(counts.items()):
        print(f"{lang}  {way:9}  {tokens:6} tokens  {sum(found) / len(found):.3f}  (n {len(found)})")


def _kept(evidence, lang, tokens):
    shown = {int(n) for n in re.findall(r"^\[(\d+)\]", format_sources(evidence, lang, tokens), re.MULTILINE)}
    return [item for item in evidence if item.n in shown]


def _cited(sources):
    shown = {int(n) for n in re.findall(r"^\[(\d+)\]", sources.text, re.MULTILINE)}
    return [item.sentence.text for item in sources.evidence if item.n in shown]


if __name__ == "__main__":
    main()
