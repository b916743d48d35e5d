#!/usr/bin/env python3
"""How long `search` takes in a running process at a given size, with and without a date range, and what loading costs.

    python eval/bench/scale.py --passages 100000 --home /tmp/scale-100k
    python eval/bench/scale.py --passages 20000 --home /tmp/scale-servers --store postgres

Makes a home of synthetic documents through the store's own `put_all` (skipped when it is there already): texts of Han words drawn by
Zipf's law, random unit vectors, sentence vectors, dates and kinds spread over the documents. Then a fresh process asks questions made
of the same words, in Chinese and English, embedded by the real encoders, or, with `--dim N`, as N random directions like the passages:
then there are no vectors of sentences, and no encoder is loaded. `--sentences 1` makes passages of one sentence of 45 characters in place
of five, `--at-once` puts more documents into one commit: both make a large index sooner. Prints JSON, and one line on standard error.
`cpu_p50_ms` is processor time over all threads, which means something on a busy machine too.

With `--store postgres` the documents go into a PostgreSQL server and the vectors into a Chroma server, both started for this run alone
(Debian: postgresql), and nothing is kept. `--vectors-of HOME` saves the making of the graph there: the server gets a copy of the collection
that an earlier run with the same options left in HOME.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import chromadb
import numpy as np

from ragassist import Assistant, Settings
from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.store import Entry, open_store
from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.passage_vectors import vector_id
from ragassist.store.place import Place
from ragassist.store.vectors import DIRECTORY, collection_name
from ragassist.types import Document, DocumentMeta, Filter, Lang, Passage, Sentence

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PASSAGES_A_DOCUMENT = 20
SENTENCES_A_PASSAGE = 5
WORDS_A_SENTENCE = 22
DOCUMENTS_AT_ONCE = 50
KINDS = ("law", "regulation", "measure", "opinion", "draft", "paper", "article")
HAN = (
    "人工智能数据安全管理办法企业技术发展国家政府科学创新产业经济市场投资芯片模型算力网络服务平台规定条例监督责任保护个信息用户标准评估风险"
)
ENGLISH = "chips models data security policy investment market export compute network standards risk"


class Synthetic:
    """Random vectors, by default under the real embedder's name and of its length, so that the real one searches them."""

    def __init__(self, dim: int = 0, seed: int = 1) -> None:
        self.name = f"synthetic-{dim}" if dim else BundledEmbedder().name
        self.dim, self.statement_dim = dim or BundledEmbedder.dim, 0 if dim else BundledEmbedder.statement_dim
        self._random = np.random.default_rng(seed)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return self._units(len(texts), self.dim)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return self._units(len(texts), self.dim)

    def count_tokens(self, text: str) -> int:
        return max(1, len(text))

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return self._units(len(texts), self.dim)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return self._units(len(texts), self.statement_dim)

    def _units(self, n: int, dim: int) -> np.ndarray:
        vectors = self._random.standard_normal((n, dim), np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Words:
    """Two-character words in Zipf's proportions."""

    def __init__(self, seed: int, vocabulary: int = 3000) -> None:
        made = np.random.default_rng(0)
        self._words = ["".join(made.choice(list(HAN), 2)) for _ in range(vocabulary)]
        weights = 1 / np.arange(1, vocabulary + 1)
        self._edges = np.cumsum(weights / weights.sum())
        self._random = np.random.default_rng(seed)

    def sentence(self, n: int, end: str) -> str:
        return "".join(self._words[i] for i in np.searchsorted(self._edges, self._random.random(n) * self._edges[-1])) + end


def documents(n_passages: int) -> Iterator[tuple[Document, tuple[Passage, ...]]]:
    words = Words(seed=1)
    for number in range(n_passages // PASSAGES_A_DOCUMENT):
        doc_id = f"{number:016x}"
        passages, parts, start = [], [], 0
        for ordinal in range(PASSAGES_A_DOCUMENT):
            sentences = []
            for _ in range(SENTENCES_A_PASSAGE):
                text = words.sentence(WORDS_A_SENTENCE, "。")
                sentences.append(Sentence(start, start + len(text), text))
                parts.append(text)
                start += len(text)
            span = (sentences[0].start, sentences[-1].end)
            text = "".join(sentence.text for sentence in sentences)
            passages.append(Passage(f"{doc_id}:{ordinal:05d}", doc_id, ordinal, "zh", (), *span, text, tuple(sentences)))
        meta = DocumentMeta(
            title=words.sentence(6, ""),
            date=f"{2015 + number % 10}-{number // 10 % 12 + 1:02d}-{number // 120 % 28 + 1:02d}",
            kind=KINDS[number % len(KINDS)],
        )
        path = f"synthetic/{number}.txt"
        yield Document(doc_id, path, f"/{path}", doc_id, "".join(parts), "zh", meta), tuple(passages)


def build(settings: Settings, n_passages: int, dim: int, at_once: int) -> dict[str, float]:
    began, worked = time.monotonic(), time.process_time()
    embedder = Synthetic(dim)
    with open_store(settings, embedder.name, embedder.dim, write=True) as store:
        waiting: list[Entry] = []
        for document, passages in documents(n_passages):
            waiting.append(Entry(document, passages, store.cached(passages, embedder)))
            if len(waiting) == at_once:
                store.put_all(waiting)
                waiting = []
                print(f"\r{store.version * at_once * PASSAGES_A_DOCUMENT} passages, {_since(began):.0f} s", end="", file=sys.stderr)
        store.put_all(waiting)
        put = time.monotonic()
    print(file=sys.stderr)
    return {
        "put_s": round(put - began, 1),
        "word_index_s": round(time.monotonic() - put, 1),
        "processor_s": round(time.process_time() - worked, 1),
    }


def hand_over(settings: Settings, home: Path, n_passages: int, dim: int, at_once: int) -> dict[str, float]:
    """Fill the manifest and the cache of `settings`, whose Chroma server has the collection of `home`, which held the same passages."""
    began, embedder, place = time.monotonic(), Synthetic(dim), Place.of(settings)
    manifest, cache, theirs = place.manifest(write=True), place.cache(write=True), EmbeddingCache(home)
    name = collection_name(manifest.identity, embedder.name, 0)
    (collection,) = chromadb.HttpClient(port=int(settings.chroma.url.rpartition(":")[2])).list_collections()
    collection.modify(name=name)
    manifest.set_state(embedder=embedder.name, dim=embedder.dim, collection=name)
    made = (Entry(document, passages, np.zeros((0, dim), np.float32)) for document, passages in documents(n_passages))
    while entries := list(islice(made, at_once)):
        keys = [entry.keys(embedder.name) for entry in entries]
        vectors = theirs.get([key for some in keys for key in some])
        cache.put([*vectors], [*vectors.values()])
        named = [[vector_id(p, key) for p, key in zip(e.passages, some, strict=True)] for e, some in zip(entries, keys, strict=True)]
        manifest.put(entries, keys, named)
    found = {"put_without_vectors_s": _since(began), "passages_without_a_vector": manifest.count() - collection.count()}
    for each in (manifest, cache, theirs):
        each.close()
    return found


def one_more(settings: Settings, dim: int) -> dict[str, float]:
    """Add one document to the home and take it away again: what the end of a writing run costs."""
    embedder = Synthetic(dim)
    document, passages = next(documents(PASSAGES_A_DOCUMENT))
    document = replace(document, doc_id="f" * 16, location="/synthetic/more.txt")
    passages = tuple(replace(passage, passage_id=f"{'f' * 16}:{passage.ordinal:05d}", doc_id="f" * 16) for passage in passages)
    took = {}
    for verb in ("add", "remove"):
        store = open_store(settings, embedder.name, embedder.dim, write=True)
        if verb == "add":
            store.put_all([Entry(document, passages, store.cached(passages, embedder))])
        else:
            store.remove("f" * 16)
        began = time.monotonic()
        store.close()
        took[f"close_after_{verb}_s"] = round(time.monotonic() - began, 2)
    return took


def measure(settings: Settings, n_questions: int, dim: int) -> dict[str, object]:
    words = Words(seed=2)
    zh = [words.sentence(8, "？") for _ in range(n_questions)]
    terms = ENGLISH.split()
    questions = [
        text if i % 2 else f"What does the {2015 + i % 10} plan say about {terms[i % 12]} and {terms[i // 12 % 12]}?"
        for i, text in enumerate(zh)
    ]
    with Assistant(settings, embedder=Synthetic(dim, seed=2) if dim else None) as ours:
        result: dict[str, object] = {}
        began = time.monotonic()
        ours.embedder.questions(["一"], ["zh"])
        result["load_encoders_s"] = _since(began)
        began = time.monotonic()
        ours.store.lexical("人工", 5)
        result["load_words_s"] = _since(began)
        began = time.monotonic()
        ours.store.dense(ours.embedder.questions(["二"], ["zh"])[0], 5)
        result["load_vectors_s"] = _since(began)
        result["memory_mb"] = _memory_mb()
        result["embedding"] = _spread(lambda i: ours.embedder.questions([questions[i]], ["zh" if i % 2 else "en"]), n_questions)
        result["search"] = _spread(lambda i: ours.search(questions[i]), n_questions)
        ranges = {
            "one_tenth": lambda i: Filter(date_from=str(2015 + i % 10), date_to=str(2015 + i % 10)),
            "three_tenths": lambda i: Filter(date_from=str(2015 + i % 8), date_to=str(2017 + i % 8)),
            "seven_tenths": lambda i: Filter(date_from=str(2015 + i % 4), date_to=str(2021 + i % 4)),
        }
        for name, limits in ranges.items():
            began = time.monotonic()
            ours.search(questions[0], within=limits(0))
            first_ms = round(1000 * (time.monotonic() - began), 1)
            spread = _spread(lambda i, limits=limits: ours.search(questions[i], within=limits(i)), n_questions)
            result[f"search_dates_{name}"] = {"first_ms": first_ms, **spread}
        result["memory_after_mb"] = _memory_mb()
        return result


def _since(began: float) -> float:
    return round(time.monotonic() - began, 2)


def _memory_mb() -> int:
    status = Path("/proc/self/status").read_text()
    return (
        int(status.split("VmRSS:")[1].split()[0]) // 1024
        if "VmRSS:" in status
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    )


def _spread(run: Callable[[int], object], n: int) -> dict[str, float]:
    run(0)
    took, worked = [], []
    for i in range(n):
        began, idle = time.perf_counter(), time.process_time()
        run(i)
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - idle))
    figures = {"p50_ms": np.percentile(took, 50), "p95_ms": np.percentile(took, 95), "cpu_p50_ms": np.percentile(worked, 50)}
    return {name: round(float(value), 1) for name, value in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--home", type=Path, required=True, help="made when it is not there")
    parser.add_argument("--store", choices=("file", "postgres"), default="file")
    parser.add_argument("--dim", type=int, default=0, help="random vectors so long, for questions too; 0 for the real encoders' questions")
    parser.add_argument("--sentences", type=int, default=SENTENCES_A_PASSAGE, help="in a passage")
    parser.add_argument("--at-once", type=int, default=DOCUMENTS_AT_ONCE, help="documents in one commit")
    parser.add_argument("--vectors-of", type=Path, metavar="HOME", help="with --store postgres")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    globals()["SENTENCES_A_PASSAGE"] = args.sentences
    if args.measure:
        print(json.dumps(measure(Settings.load({"home": args.home, "chat.tier": "extractive"}), args.questions, args.dim)))
        return
    if args.store == "file":
        whole(args, {})
        return
    from tests.store.servers import ChromaServer, Postgres, postgres_programs

    programs = postgres_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here: apt-get install postgresql")
    if args.vectors_of:
        shutil.copytree(args.vectors_of / DIRECTORY, args.home / "server")
    servers = (Postgres(programs), ChromaServer(args.home / "server"))
    try:
        whole(args, {"RAGASSIST_MANIFEST__URL": servers[0].url(), "RAGASSIST_CHROMA__URL": servers[1].url})
    finally:
        servers[1].kill()
        servers[0].close()


def whole(args: argparse.Namespace, environ: dict[str, str]) -> None:
    """Make the home where it is not there, and measure it in a process of its own."""
    os.environ.update(environ)
    settings = Settings.load({"home": args.home, "chat.tier": "extractive"})
    result: dict[str, object] = {
        "store": args.store,
        "passages": args.passages,
        "dim": args.dim or BundledEmbedder.dim,
        "sentences_a_passage": args.sentences,
        "questions": args.questions,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
    }
    if not Place.of(settings).there():
        made = (args.passages, args.dim, args.at_once)
        result |= hand_over(settings, args.vectors_of, *made) if args.vectors_of else build(settings, *made)
    result |= one_more(settings, args.dim)
    result["disk_mb"] = sum(file.stat().st_size for file in args.home.rglob("*") if file.is_file()) // 1_000_000
    command = [sys.executable, __file__, "--measure", "--home", str(args.home), "--questions", str(args.questions), "--dim", str(args.dim)]
    result |= json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    print(json.dumps(result, indent=2))
    print({name: result[name] for name in ("search", "search_dates_one_tenth", "search_dates_seven_tenths")}, file=sys.stderr)


if __name__ == "__main__":
    main()
