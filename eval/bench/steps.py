#!/usr/bin/env python3
"""Questions that need two or more passages: does all their gold lie in what a large model is given, after the searches?

    python eval/bench/steps.py [--dataset eval/datasets/steps.jsonl] [--documents corpus] [--encoder gemma|bundled] [--missing]

Three ways: one search with the question as it stands; further searches by rules alone; further searches that a scripted planner
writes (`plan` of the data set, which its authors wrote as a model would). What is counted is what stands in the writing prompt.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from values import Value, share

from ragassist.assistant import Assistant
from ragassist.models.chat import Completion
from ragassist.settings import AnswerSettings, EmbedSettings, Settings

WAYS = ("one search", "rules", "planner")
BUDGETS = (800, 3000, 8000)


class Planner:
    """Plans as it was told, finds nothing missing, and keeps the prompt it is to write from."""

    name, tier = "scripted-70b", "hosted"

    def __init__(self) -> None:
        """No plan yet."""
        self.plan: list[str] = []
        self.prompt = ""
        self.calls = 0

    def complete(self, messages, *, max_tokens, stop=()):
        """The plan, or that nothing is missing."""
        self.calls += 1
        return Completion("DONE" if "<<<" in messages[-1].content else "\n".join(self.plan) or "DONE")

    def stream(self, messages, *, max_tokens, stop=()):
        """No answer: only what is given counts."""
        self.calls += 1
        self.prompt = messages[-1].content
        yield "NOT_IN_SOURCES"
        yield Completion("NOT_IN_SOURCES")

    def probabilities(self, messages, *, top=20):
        """Gives none."""
        return {}


def main() -> None:
    """Ask every question in each way, print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/steps.jsonl"))
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus")])
    parser.add_argument("--encoder", default="auto", help="as the setting embed.model")
    parser.add_argument("--home", type=Path, help="keep the index here")
    parser.add_argument("--tokens", type=int, nargs="+", default=[1500, 3000, 8000])
    parser.add_argument("--missing", action="store_true", help="print the gold that was not given at the largest budget")
    wanted = parser.parse_args()
    home = wanted.home or Path(tempfile.mkdtemp())

    def missing(way: str, sample: dict, absent: list[str]) -> None:
        print(f"-- {way} {sample['id']} {sample['question']}\n     " + "\n     ".join(absent))

    result = counted(home, wanted.dataset, wanted.documents, wanted.encoder, wanted.tokens, missing if wanted.missing else None)
    for (tokens, lang, way), hits in sorted(result.found.items()):
        mean = sum(result.searches[tokens, way]) / len(result.searches[tokens, way])
        print(f"{tokens:6} tokens  {lang:3}  {way:10}  {sum(hits) / len(hits):.3f}  ({sum(hits)} of {len(hits)})  {mean:.1f} searches")


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether all gold was given, question by question, by budget, language and way; and how many searches it took."""

    found: dict[tuple[int, str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))
    searches: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def counted(
    home: Path,
    dataset: Path,
    documents: Sequence[Path],
    encoder: str,
    budgets: Sequence[int],
    missing: Callable[[str, dict, list[str]], None] | None = None,
) -> Counted:
    """Ask every question in each way; `missing` is told what was not given at the largest budget."""
    samples = [json.loads(line) for line in dataset.read_text(encoding="utf8").splitlines()]
    result = Counted()
    for tokens in budgets:
        for way in WAYS:
            model = Planner()
            settings = Settings(
                home=home,
                embed=EmbedSettings(model=encoder),
                answer=AnswerSettings(evidence_tokens=tokens, steps=way != "one search"),
            ).model_copy()
            with Assistant(settings, model=model) as ours:
                if not ours.documents():
                    ours.ingest(documents)
                    ours.embed_sentences()
                for sample in samples:
                    model.plan, model.prompt = (sample["plan"] if way == "planner" else []), ""
                    answer = ours.ask(sample["question"])
                    # A numbered line is what may be cited; (= ...) spells a quantity out and is no part of the sentence.
                    lines = re.findall(r"^\[\d+\] (.*)$", model.prompt, re.MULTILINE)
                    text = squeezed(re.sub(r"\(=[^()]*\)", "", " ".join(lines)))
                    absent = [gold["sentence"] for gold in sample["gold"] if squeezed(gold["sentence"]) not in text]
                    result.found[tokens, sample["lang"], way].append(not absent)
                    result.found[tokens, "all", way].append(not absent)
                    result.searches[tokens, way].append(1 + len(answer.steps))
                    if absent and missing and tokens == max(budgets):
                        missing(way, sample, absent)
    return result


def measure(dataset: str, documents: Sequence[str], encoder: str) -> list[Value]:
    """The share of questions all of whose gold is given, by way and budget, and the searches that each way takes at the mean."""
    with tempfile.TemporaryDirectory() as home:
        result = counted(Path(home), Path(dataset), [Path(each) for each in documents], encoder, BUDGETS)
    values = [
        share(f"{way}, {tokens:,} tokens", sum(result.found[tokens, "all", way]), len(result.found[tokens, "all", way]))
        for tokens in BUDGETS
        for way in WAYS
    ]
    for way in WAYS:
        took = result.searches[max(BUDGETS), way]
        values.append(Value(f"searches a question, {way}", sum(took) / len(took), len(took), unit="searches"))
    return values


def squeezed(text: str) -> str:
    """The text without white space and punctuation."""
    return re.sub(r"\W", "", text)


if __name__ == "__main__":
    main()
