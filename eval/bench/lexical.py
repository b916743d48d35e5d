#!/usr/bin/env python3
"""The word index of the program against SQLite's FTS5 in a table beside the manifest's: what is found, how fast, on how much disk.

    python eval/bench/lexical.py --passages 100000

Both are given the same terms (`text/terms.py`), so they differ in how they store and score. Quality: the Chinese questions of the data
sets over the passages of their documents; is the gold sentence in a passage of the first five, and are the first five the same? Speed:
passages of three sentences each, drawn from the same documents; wall clock and processor seconds. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from values import Value, share

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.models.tokens import count_tokens
from ragassist.store.lexical import Lexical
from ragassist.text.sentences import split_sentences
from ragassist.text.terms import query_words, words

ROOT = Path(__file__).resolve().parents[2]
SETS = (ROOT / "eval/datasets/core.jsonl", ROOT / "eval/datasets/second/questions.jsonl")
FOLDERS = (ROOT / "corpus", ROOT / "eval/datasets/second/docs")
BUDGET_TOKENS = 256
FIRST = 5
DEPTH = 60
"""How long a list the retriever asks for before fusion."""


class Fts:
    """The passages' terms in an FTS5 table: what would replace the word index, as short as it can be."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(name UNINDEXED, terms, "
            """tokenize = "unicode61 remove_diacritics 0 tokenchars '.-,:/%''’'")"""
        )

    def add(self, passages: Iterable[tuple[str, str]]) -> None:
        with self._base:
            rows = ((name, " ".join(words(text))) for name, text in passages)
            self._base.executemany("INSERT INTO passage_words(name, terms) VALUES (?, ?)", rows)

    def drop(self, names: Sequence[str]) -> None:
        """By name, as the manifest would by row id; a copy of name and row id stands beside it there."""
        with self._base:
            marks = ",".join("?" * len(names))
            self._base.execute(f"DELETE FROM passage_words WHERE rowid IN (SELECT rowid FROM passage_words WHERE name IN ({marks}))", names)

    def search(self, terms: Sequence[str], n: int) -> list[tuple[str, float]]:
        asked = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        sql = "SELECT name, -rank FROM passage_words WHERE passage_words MATCH ? ORDER BY rank LIMIT ?"
        return self._base.execute(sql, (asked, n)).fetchall() if asked else []


def real_passages() -> list[tuple[str, str]]:
    """(id, text) of the passages of the documents that the questions are about, as the program cuts them."""
    found = []
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".md", ".txt"}:
                document = load(path, shown_path=str(path.relative_to(ROOT)), max_file_mb=100)
                cut = split(document, clean(document), count_tokens=count_tokens, budget_tokens=BUDGET_TOKENS)
                found += [(passage.passage_id, passage.read) for passage in cut]
    return found


def questions() -> list[tuple[str, list[str]]]:
    """The Chinese questions that have an answer, each with its gold sentences."""
    found = []
    for path in SETS:
        for line in path.read_text(encoding="utf8").splitlines():
            sample = json.loads(line)
            if sample["lang"] == "zh" and sample.get("gold"):
                found.append((sample["question"], [gold["sentence"] for gold in sample["gold"]]))
    return found


def quality(passages: list[tuple[str, str]]) -> dict[str, object]:
    ours = Lexical.build(passages, 1)
    texts = {name: "".join(text.split()) for name, text in passages}
    right, same, n = {"ours": 0, "fts5": 0}, [], 0
    with tempfile.TemporaryDirectory() as folder:
        fts = Fts(Path(folder) / "words.sqlite3")
        fts.add(passages)
        for question, gold in questions():
            wanted = ["".join(sentence.split()) for sentence in gold]
            if not any(sentence in text for text in texts.values() for sentence in wanted):
                continue  # cut otherwise, or repaired
            n += 1
            first = {}
            for name, index in (("ours", ours), ("fts5", fts)):
                first[name] = [passage for passage, _ in index.search(query_words(question), FIRST)]
                right[name] += any(sentence in texts[passage] for passage in first[name] for sentence in wanted)
            same.append(len(set(first["ours"]) & set(first["fts5"])) / FIRST)
    return {
        "passages": len(passages),
        "questions": n,
        **{f"gold_in_first_{FIRST}_{name}": round(count / n, 3) for name, count in right.items()},
        "same_first_five": round(float(np.mean(same)), 3),
    }


def made_passages(real: list[tuple[str, str]], n: int) -> list[tuple[str, str]]:
    drawn = random.Random(1)
    sentences = [text[a:b] for _, text in real for a, b in split_sentences(text)]
    return [(f"{i // 20:016x}:{i % 20:05d}", "".join(drawn.choices(sentences, k=3))) for i in range(n)]


def timed(do: Callable[[], object]) -> tuple[dict[str, float], object]:
    wall, cpu = time.perf_counter(), time.process_time()
    made = do()
    return {"wall_s": round(time.perf_counter() - wall, 2), "cpu_s": round(time.process_time() - cpu, 2)}, made


def speed(real: list[tuple[str, str]], n: int) -> dict[str, object]:
    passages, more = made_passages(real, n), [(f"{'f' * 16}:{i:05d}", text) for i, (_, text) in enumerate(real[:20])]
    asked = [query_words(question) for question, _ in questions()]
    result: dict[str, object] = {"passages": n, "cutting_into_terms": timed(lambda: [words(text) for _, text in passages])[0]}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)

        def build() -> Lexical:
            made = Lexical.build(passages, 1)
            made.save(home)
            return made

        def add() -> Lexical:
            moved = index.moved([name for name, _ in passages + more], lambda names: more, 2)
            moved.save(home)
            return moved

        took, index = timed(build)
        ours = {"build": took}
        ours["add_20"], index = timed(add)
        ours["remove_20"] = timed(lambda: index.moved([name for name, _ in passages], lambda names: [], 3).save(home))[0]
        opened = Lexical.open(home)
        assert opened is not None
        ours |= searched(lambda terms: opened.search(terms, DEPTH), asked)
        ours["disk_mb"] = megabytes(home)
    with tempfile.TemporaryDirectory() as folder:
        fts = Fts(Path(folder) / "words.sqlite3")
        theirs = {"build": timed(lambda: fts.add(passages))[0], "add_20": timed(lambda: fts.add(more))[0]}
        theirs["remove_20"] = timed(lambda: fts.drop([name for name, _ in more]))[0]
        theirs |= searched(lambda terms: fts.search(terms, DEPTH), asked)
        theirs["disk_mb"] = megabytes(Path(folder))
    return result | {"ours": ours, "fts5": theirs}


def searched(search: Callable[[list[str]], object], asked: list[list[str]]) -> dict[str, float]:
    took = []
    for terms in asked[:3] + asked:
        began = time.process_time()
        search(terms)
        took.append((time.process_time() - began) * 1000)
    return {"search_cpu_p50_ms": round(float(np.median(took[3:])), 2), "search_cpu_p95_ms": round(float(np.quantile(took[3:], 0.95)), 2)}


def megabytes(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)


def measure(passages: int) -> list[Value]:
    """What is found in the first five by the program's word index and by FTS5; with `passages`, what each takes over so many."""
    real = real_passages()
    if not passages:
        found = quality(real)
        n = found["questions"]
        names = (("the word index", "ours"), ("FTS5", "fts5"))
        return [share(f"gold in the first {FIRST}, {told}", round(found[f"gold_in_first_{FIRST}_{key}"] * n), n) for told, key in names]
    took, values = speed(real, passages), []
    for told, key in (("the word index", "ours"), ("FTS5", "fts5")):
        for what, unit in (("search_cpu_p50_ms", "ms"), ("search_cpu_p95_ms", "ms"), ("disk_mb", "MB")):
            values.append(Value(f"{told}: {what.removesuffix(f'_{unit.lower()}').replace('_', ' ')}", took[key][what], unit=unit))
        values += [
            Value(f"{told}: {what.replace('_', ' ')}", took[key][what]["cpu_s"], unit="s") for what in ("build", "add_20", "remove_20")
        ]
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    args = parser.parse_args()
    real = real_passages()
    print(json.dumps({"quality": quality(real), "speed": speed(real, args.passages)}, indent=2))


if __name__ == "__main__":
    main()
