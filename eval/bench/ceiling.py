#!/usr/bin/env python3
"""How much of the truth a model is given: the share of answerable questions whose gold sentences all lie in its sources.

    python eval/bench/ceiling.py [--dataset FILE] [--documents PATH] [--encoder gemma|bundled] [--tokens 8000 1500] [--missing]

No model is asked: questions are searched as they stand, without a translation. `sentences` is the list of best sentences that a small
model is given, `passages` what a large one is given. A row is a language, a way and a budget; `--missing` prints what was not given.
Fields of the data set: `question`, `lang`, `answerable`, `gold` (each with `sentence`); `history` is not used, its questions stand alone.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from pathlib import Path

from ragassist.answer.compose import format_sources
from ragassist.answer.sources import whole_passages
from ragassist.assistant import Assistant
from ragassist.settings import ChatSettings, EmbedSettings, Settings


def squeezed(text: str) -> str:
    """The text without white space and punctuation, so that a line break is no difference."""
    return re.sub(r"\W", "", text)


def shown(text: str, evidence) -> list[str]:
    """The sentences whose numbers stand in a prompt."""
    numbers = {int(n) for n in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)}
    return [item.sentence.text for item in evidence if item.n in numbers]


def given(ours: Assistant, question: str, lang: str, tokens: int) -> dict[str, list[str]]:
    """By way of composing, the sentences that a model may cite."""
    evidence = ours.find(question).evidence
    sources = whole_passages(evidence, ours.store.neighbours, lang, tokens)
    return {"sentences": shown(format_sources(evidence, lang, tokens), evidence), "passages": shown(sources.text, sources.evidence)}


def main() -> None:
    """Search every question, print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus")])
    parser.add_argument("--encoder", default="auto", help="as the setting embed.model")
    parser.add_argument("--home", type=Path, help="keep the index here")
    parser.add_argument("--tokens", type=int, nargs="+", default=[1500, 8000])
    parser.add_argument("--missing", action="store_true", help="print the gold that was not given at the largest budget")
    wanted = parser.parse_args()
    home = wanted.home or Path(tempfile.mkdtemp())
    ours = Assistant(Settings(home=home, chat=ChatSettings(tier="extractive"), embed=EmbedSettings(model=wanted.encoder)))
    if not ours.documents():
        ours.ingest(wanted.documents)
        ours.embed_sentences()
    samples = [json.loads(line) for line in wanted.dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    counts: dict[tuple[str, str, int], list[bool]] = defaultdict(list)
    for sample in (sample for sample in samples if sample.get("answerable", True) and sample.get("gold")):
        for tokens in wanted.tokens:
            for way, sentences in given(ours, sample["question"], sample["lang"], tokens).items():
                text = squeezed(" ".join(sentences))
                absent = [item["sentence"] for item in sample["gold"] if squeezed(item["sentence"]) not in text]
                counts[sample["lang"], way, tokens].append(not absent)
                if absent and wanted.missing and way == "passages" and tokens == max(wanted.tokens):
                    print(f"-- {sample['id']} {sample.get('type', '')}: {sample['question']}\n     " + "\n     ".join(absent))
    print(f"encoder {ours.embedder.name}")
    for (lang, way, tokens), found in sorted(counts.items()):
        print(f"{lang}  {way:9}  {tokens:6} tokens  {sum(found) / len(found):.4f}  ({sum(found)} of {len(found)})")


if __name__ == "__main__":
    main()
