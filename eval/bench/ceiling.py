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
from collections.abc import Callable, Sequence
from pathlib import Path

from values import Value, share

from ragassist.answer.compose import format_sources
from ragassist.answer.sources import whole_passages
from ragassist.assistant import Assistant
from ragassist.settings import ChatSettings, EmbedSettings, Settings

LANGS = {"en": "English", "zh": "Chinese"}


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


def opened(home: Path, documents: Sequence[Path], encoder: str) -> Assistant:
    """An assistant without a model over these documents."""
    ours = Assistant(Settings(home=home, chat=ChatSettings(tier="extractive"), embed=EmbedSettings(model=encoder)))
    if not ours.documents():
        ours.ingest(documents)
        ours.embed_sentences()
    return ours


def counted(
    ours: Assistant, dataset: Path, budgets: Sequence[int], missing: Callable[[dict, list[str]], None] | None = None
) -> dict[tuple[str, str, int], list[bool]]:
    """Whether all gold is given, question by question, by language, way and budget; `missing` is told what the largest budget lacks."""
    samples = [json.loads(line) for line in dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    counts: dict[tuple[str, str, int], list[bool]] = defaultdict(list)
    for sample in (sample for sample in samples if sample.get("answerable", True) and sample.get("gold")):
        for tokens in budgets:
            for way, sentences in given(ours, sample["question"], sample["lang"], tokens).items():
                text = squeezed(" ".join(sentences))
                absent = [item["sentence"] for item in sample["gold"] if squeezed(item["sentence"]) not in text]
                counts[sample["lang"], way, tokens].append(not absent)
                if absent and missing and way == "passages" and tokens == max(budgets):
                    missing(sample, absent)
    return counts


def measure(dataset: str, documents: Sequence[str], encoder: str) -> list[Value]:
    """The share of answerable questions all of whose gold is given, by language, way of composing and budget."""
    with tempfile.TemporaryDirectory() as home, opened(Path(home), [Path(each) for each in documents], encoder) as ours:
        counts = counted(ours, Path(dataset), (1500, 8000))
    return [
        share(f"{LANGS[lang]} questions, {way}, {tokens:,} tokens", sum(found), len(found))
        for (lang, way, tokens), found in sorted(counts.items(), key=lambda entry: (entry[0][1], entry[0][2], entry[0][0]))
    ]


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
    ours = opened(home, wanted.documents, wanted.encoder)

    def missing(sample: dict, absent: list[str]) -> None:
        print(f"-- {sample['id']} {sample.get('type', '')}: {sample['question']}\n     " + "\n     ".join(absent))

    counts = counted(ours, wanted.dataset, wanted.tokens, missing if wanted.missing else None)
    print(f"encoder {ours.embedder.name}")
    for (lang, way, tokens), found in sorted(counts.items()):
        print(f"{lang}  {way:9}  {tokens:6} tokens  {sum(found) / len(found):.4f}  ({sum(found)} of {len(found)})")


if __name__ == "__main__":
    main()
