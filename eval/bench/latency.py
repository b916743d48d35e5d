#!/usr/bin/env python3
"""How long a reader waits: the page's starter questions on the active tier, and where the time goes.

    python eval/bench/latency.py [corpus] [--home DIR]

Each question is asked once over a new index, so that no translation is remembered; the model is loaded and a first question, which
does not count, is asked before. Prints a line a question, and medians by language: seconds to the first sentence shown and to the
end, the share of the whole that verification takes (the judge's calls included), tokens of all prompts together.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from values import Value
from values import median as middle

from ragassist import Assistant, Settings
from ragassist.answer.engine import Engine
from ragassist.models.embed_recent import RecentVectors
from ragassist.store.texts import TextCache
from ragassist.types import Lang, Verdict
from ragassist.ui.server.page_services import starters
from ragassist.verify.verifier import Verifier

LANGS: tuple[Lang, ...] = ("en", "zh")
WARM_UP = {"en": "What is this collection about?", "zh": "这些文件讲什么？"}


class Timed(Verifier):
    """The verifier with a clock beside it."""

    spent_s = 0.0

    def verify(self, claim: str, evidence: Sequence[str], **more: Any) -> Verdict:
        """As ever; the seconds go on the class's clock."""
        began = time.monotonic()
        try:
            return super().verify(claim, evidence, **more)
        finally:
            Timed.spent_s += time.monotonic() - began


@dataclass(frozen=True)
class Row:
    lang: str
    question: str
    refused: bool
    retrieve_s: float
    first_s: float
    total_s: float
    verify_share: float
    prompt_tokens: int


def timed(assistant: Assistant) -> Engine:
    """The assistant's engine, with the clock beside its verifier."""
    return Engine(
        store=assistant.store,
        embedder=RecentVectors(assistant.embedder),
        model=assistant.model,
        settings=assistant.settings,
        cache=TextCache(assistant.settings.home / "texts.sqlite3"),
        verifier=Timed,
    )


def ask(engine: Engine, lang: str, question: str) -> Row:
    """One question, timed."""
    Timed.spent_s = 0.0
    answer = engine.ask(question)
    times = answer.timings_ms
    retrieve_s, first_s, total_s = times.retrieve / 1000, times.first_token / 1000, times.total / 1000
    share = Timed.spent_s / max(0.001, total_s)
    return Row(lang, question, answer.refused, retrieve_s, first_s, total_s, share, answer.usage.prompt_tokens)


def main() -> None:
    """Ingest, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="*", default=[Path("corpus")])
    parser.add_argument("--home", type=Path, help="keep the index here")
    options = parser.parse_args()
    rows = starters_asked(options.documents, options.home or Path(tempfile.mkdtemp()) / "home")
    for lang in (*dict.fromkeys(row.lang for row in rows), "all"):
        some = [row for row in rows if lang in (row.lang, "all")]

        def median(name: str, some: list[Row] = some) -> float:
            return statistics.median(getattr(row, name) for row in some)

        print(
            f"{lang:3} n {len(some):2}  median: first {median('first_s'):.1f} s, total {median('total_s'):.1f} s, "
            f"checking {median('verify_share'):.0%}, {median('prompt_tokens'):.0f} prompt tokens"
        )


def measure(documents: Sequence[str]) -> list[Value]:
    """Seconds to the first sentence and to the end by language, and tokens of all prompts together, medians."""
    with tempfile.TemporaryDirectory() as home:
        rows = starters_asked([Path(each) for each in documents], Path(home))
    values = []
    for lang, name in (("en", "English"), ("zh", "Chinese")):
        some = [row for row in rows if row.lang == lang]
        values += [
            middle(f"{name} questions, first sentence", [row.first_s for row in some], "s"),
            middle(f"{name} questions, whole answer", [row.total_s for row in some], "s"),
            middle(f"{name} questions, prompt tokens", [row.prompt_tokens for row in some], "count"),
        ]
    return values


def starters_asked(documents: Sequence[Path], home: Path) -> list[Row]:
    """The page's starter questions over a new index, each asked once after one that does not count; prints a line a question."""
    with Assistant(Settings(home=home)) as assistant:
        assistant.ingest(documents)
        engine, rows = timed(assistant), []
        for lang in LANGS:
            engine.ask(WARM_UP[lang])
            for question in starters(lang):
                row = ask(engine, lang, question)
                rows.append(row)
                print(
                    f"{lang} search {row.retrieve_s:5.1f} s  first {row.first_s:5.1f} s  total {row.total_s:5.1f} s  "
                    f"checking {row.verify_share:4.0%}  {row.prompt_tokens:5} tokens  {'refused ' if row.refused else ''}{question}",
                    flush=True,
                )
    return rows


if __name__ == "__main__":
    main()
