"""How long document tasks take without a language model: a brief and a comparison of 60 articles, a list over 20 documents, an audit.

    python eval/bench/task_times.py [--encoder bundled|gemma]

Everything is done over an index in a temporary folder: the documents of `corpus/` and two regulations of 60 articles that are put
together from labelled ones, in two versions. Indexing, with the second pass over statements, does not count. The audited text has 1,000
English words; the documents are Chinese. Prints seconds beside what is asked for, and the machine's load, for times beside a busy process
say little.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ragassist import Assistant, Settings
from ragassist.evaluate.tasks.gold import articles, chinese_number, earlier, markdown, read_labelled
from ragassist.types import Filter

EVAL = Path(__file__).parents[1]
TASKS = EVAL / "datasets" / "tasks"
CORPUS = EVAL.parent / "corpus"
JOINED = ("01-computing", "02-filing")
ARTICLES, DOCUMENTS, WORDS = 60, 20, 1000


def regulations(folder: Path) -> tuple[Path, Path]:
    """Write a regulation of 60 articles and its earlier version, and return both."""
    bodies: dict[str, list[tuple[str, str]]] = {"earlier": [], "final": []}
    for name in JOINED:
        labelled = read_labelled(TASKS / "documents" / f"{name}.txt")
        bodies["final"] += articles(labelled.body)
        bodies["earlier"] += articles(earlier(labelled)[1])
    made = []
    for version, found in bodies.items():
        lines = []
        for n, (chapter, text) in enumerate(found[:ARTICLES], 1):
            lines += [*([chapter] if chapter else []), f"第{chinese_number(n)}条　{text}"]
        head = {
            "title": f"算力与模型服务条例（{version}）",
            "date": "2025-01-01" if version == "earlier" else "2026-01-01",
            "kind": "regulation",
        }
        path = folder / f"{version}.md"
        path.write_text(markdown(head, "\n".join(lines) + "\n"), encoding="utf8")
        made.append(path)
    return made[0], made[1]


def memo() -> str:
    """Return a text of 1,000 English words: the claims of the labelled memos, and the same again in other words, so that none is cached."""
    claims = [
        line.split(" | ")[1]
        for path in sorted((TASKS / "memos").glob("*.en.txt"))
        for line in path.read_text(encoding="utf8").splitlines()
        if " | " in line
    ]
    words: list[str] = []
    for lead in ("", "The text also says that ", "Readers should know that "):
        for claim in claims:
            said = f"{lead}{claim[0].lower()}{claim[1:]}" if lead else claim
            if len(words) < WORDS:
                words += said.split()
    return " ".join(words)


def timed(what: str, wanted_s: float, do: Callable[[], Any]) -> None:
    """Do something once and print how long it took: by the clock, and in processor time, which a busy neighbour changes little."""
    began, worked = time.monotonic(), time.process_time()
    found = do()
    took, worked = time.monotonic() - began, time.process_time() - worked
    beside = f"wanted {wanted_s:.0f} s   load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores   {found.coverage[:80]}"
    print(f"{what:45} {took:7.2f} s   processor {worked:6.2f} s   {beside}", flush=True)


def main() -> None:
    """Index, then measure each task once."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--encoder", choices=("bundled", "gemma"), default="bundled")
    encoder = asked.parse_args().encoder
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        old, new = regulations(folder)
        settings = Settings.model_validate({"home": folder / "home", "chat": {"tier": "extractive"}, "embed": {"model": encoder}})
        ours = Assistant(settings)
        ours.ingest([*sorted(CORPUS.iterdir())[:DOCUMENTS], old, new])
        ours.embed_sentences()
        records = {Path(record.path).name: record.doc_id for record in ours.documents()}
        whole, before = records[new.name], records[old.name]
        twenty = Filter(doc_ids=frozenset(doc for doc in records.values() if doc not in (whole, before)))
        work = ours.work
        for full in (False, True):
            timed(f"{'full' if full else 'short'} brief of {ARTICLES} articles", 60, lambda full=full: work.brief([whole], "en", full=full))
        for kind in ("deadlines", "duties", "amounts"):
            timed(f"list of {kind} over {len(twenty.doc_ids)} documents", 5, lambda kind=kind: work.list_all(kind, twenty, "en"))
        timed(f"comparison of two texts of {ARTICLES} articles", 20, lambda: work.compare(before, whole, "en"))
        timed(f"audit of {WORDS} English words, one document", 60, lambda: work.audit(memo(), Filter(doc_ids=frozenset({whole})), "en"))
        timed(f"audit of {WORDS} English words, all documents", 60, lambda: work.audit(memo(), None, "en"))
        ours.close()


if __name__ == "__main__":
    main()
