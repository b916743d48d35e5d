#!/usr/bin/env python3
"""What each step of retrieval is worth: LlamaIndex's stock search, BM25 alone, ours, and ours with one step off at a time.

    python eval/bench/retrieval.py --passages passages.jsonl --questions questions.jsonl --pool zh --pool mixed --cache /tmp/vectors

Passages are lines with `id`, `lang` and `text`; questions are lines with `lang`, `text` and `gold`, which names the right passage in
each language. A pool is what is searched: the passages of one language, or `mixed`, where either language's passage counts, or
`other`, where both are searched without the right passage in the question's own language: only the one in the other language counts.
Everything runs in memory on whole passages. No language model is called but with `--translate N`, which asks the active model
(the settings say which) to translate N questions of each language, and measures those with and without their translations.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from ragassist.models.calibration import retrieval_weights
from ragassist.models.e5 import E5
from ragassist.models.embed_bundled import E5_WEIGHT, BundledEmbedder
from ragassist.retrieve.fuse import fuse
from ragassist.retrieve.retriever import Retriever
from ragassist.settings import Settings
from ragassist.store.lexical import Lexical
from ragassist.text.sentences import split_sentences
from ragassist.text.terms import query_words
from ragassist.types import DocumentMeta, DocumentRecord, Lang, Passage, Sentence

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex

Ranking = list[str]
Translator = Callable[[str, Lang], str | None]
LANGS: tuple[Lang, Lang] = ("en", "zh")


@dataclass(frozen=True)
class Question:
    text: str
    lang: Lang
    gold: dict[str, str]


@dataclass
class Pool:
    """Passages, and their vectors and words, in one order."""

    passages: tuple[Passage, ...]
    joined: np.ndarray
    stock: np.ndarray
    told: dict[str, np.ndarray]
    words: Lexical

    @classmethod
    def of(cls, passages: Sequence[Passage], joined: np.ndarray, stock: np.ndarray, told: dict[str, np.ndarray]) -> Pool:
        return cls(tuple(passages), joined, stock, told, Lexical.build([(p.passage_id, p.text) for p in passages], 0))

    def without(self, passage_id: str) -> Pool:
        keep = [i for i, passage in enumerate(self.passages) if passage.passage_id != passage_id]
        return replace(self, passages=tuple(self.passages[i] for i in keep), joined=self.joined[keep], stock=self.stock[keep])

    @cached_property
    def index(self) -> VectorStoreIndex:
        """LlamaIndex's index in memory over e5's own vectors."""
        from llama_index.core import MockEmbedding, VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(id_=p.passage_id, text=p.text, embedding=v.tolist()) for p, v in zip(self.passages, self.stock, strict=True)]
        return VectorStoreIndex(nodes, embed_model=MockEmbedding(embed_dim=self.stock.shape[1]))

    def dense_by(self, likeness: np.ndarray, n: int) -> list[tuple[str, float]]:
        best = np.argsort(-likeness, kind="stable")[:n]
        return [(self.passages[i].passage_id, float(likeness[i])) for i in best]

    # The part of the store's interface that the retriever uses.

    def dense(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        return self.dense_by(self.joined @ vector, n)

    def lexical(self, question: str, n: int) -> list[tuple[str, float]]:
        known = {passage.passage_id for passage in self.passages}
        return [entry for entry in self.words.search(query_words(question), n + 1) if entry[0] in known][:n]

    def passages_by_id(self, ids: Sequence[str]) -> list[Passage]:
        known = {passage.passage_id: passage for passage in self.passages}
        return [known[name] for name in ids if name in known]

    def statements(self, passages: Sequence[Passage], embedder: object) -> list[np.ndarray]:
        return [self.told[passage.passage_id] for passage in passages]

    def document(self, doc_id: str) -> DocumentRecord:
        return DocumentRecord(doc_id, doc_id, doc_id, "", "zh", DocumentMeta(), 1, 0)


class Store:
    """A pool under the names that the retriever calls."""

    def __init__(self, pool: Pool) -> None:
        self.dense, self.lexical, self.passages = pool.dense, pool.lexical, pool.passages_by_id
        self.statements, self.document = pool.statements, pool.document


class Fixed:
    """An embedder that knows the one question asked; a translation of it is embedded."""

    def __init__(self, question: Question, vector: np.ndarray) -> None:
        self.name, self.question, self.vector = EMBEDDER.name, question, vector
        self.statement_dim = EMBEDDER.statement_dim

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return self.vector[None] if list(texts) == [self.question.text] else EMBEDDER.questions(texts, langs)


EMBEDDER = BundledEmbedder()


@cache
def stock_encoder() -> E5:
    """e5 by itself, as LlamaIndex's stock search uses it."""
    return E5()


Asked = tuple[Question, np.ndarray, np.ndarray]
Method = Callable[[Question, np.ndarray, np.ndarray, Pool], Ranking]
N = 60


def _part(e5: bool) -> Method:
    def method(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
        part = slice(0, 384) if e5 else slice(384, None)
        scale = E5_WEIGHT if e5 else 1 - E5_WEIGHT
        return [name for name, _ in pool.dense_by(pool.joined[:, part] @ joined[part] / scale, N)]

    return method


def _llama_index(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
    from llama_index.core import QueryBundle

    found = pool.index.as_retriever(similarity_top_k=N).retrieve(QueryBundle(question.text, embedding=stock.tolist()))
    return [node.node_id for node in found]


def _words(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
    return [name for name, _ in pool.lexical(question.text, N)]


def _dense(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
    return [name for name, _ in pool.dense(joined, N)]


def _reciprocal_rank(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
    points: dict[str, float] = {}
    for entries in (pool.dense(joined, N), pool.lexical(question.text, N)):
        for rank, (name, _) in enumerate(entries, start=1):
            points[name] = points.get(name, 0.0) + 1 / (60 + rank)
    return sorted(points, key=lambda name: -points[name])


def _one_language(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
    dense, lexical = dict(pool.dense(joined, N)), dict(pool.lexical(question.text, N))
    return [name for name, _ in fuse(dense, lexical, dict.fromkeys([*dense, *lexical], "zh"))]


def _retriever(*, translator: Translator | None = None, **changed: float) -> Method:
    """The engine's retriever, with some of its weights changed, and with a translation of the question where there is a translator."""

    def method(question: Question, joined: np.ndarray, stock: np.ndarray, pool: Pool) -> Ranking:
        weights = replace(retrieval_weights(EMBEDDER.name), **changed)
        retriever = Retriever(Store(pool), Fixed(question, joined), Settings(), weights)  # type: ignore[arg-type]
        translation = translator(question.text, LANGS[1 - LANGS.index(question.lang)]) if translator else None
        return [hit.passage.passage_id for hit in retriever.retrieve(question.text, 20, translation=translation)]

    return method


METHODS: dict[str, Method] = {
    "LlamaIndex stock, same e5": _llama_index,
    "BM25 alone": _words,
    "e5, centred": _part(e5=True),
    "USE, centred": _part(e5=False),
    "both joined": _dense,
    "joined + BM25, reciprocal rank": _reciprocal_rank,
    "joined + BM25, z-scores over all": _one_language,
    "ours without words": _retriever(words=0.0, crossing=0.0),
    "ours without sentences": _retriever(sentence=0.0),
    "ours without crossing words": _retriever(crossing=0.0),
    "ours": _retriever(),
}


def measure(method: Method, questions: Sequence[Asked], pool: Pool, name: str) -> str:
    cells = []
    for lang in LANGS:
        places: list[int | None] = []
        for question, joined, stock in questions:
            if question.lang == lang:
                other = LANGS[1 - LANGS.index(lang)]
                searched = pool.without(question.gold[lang]) if name == "other" else pool
                gold = set(question.gold.values()) if name == "mixed" else {question.gold[other if name == "other" else name]}
                found = method(question, joined, stock, searched)
                places.append(next((i for i, passage in enumerate(found) if passage in gold), None))
        if places:
            first, five = (sum(p is not None and p < k for p in places) / len(places) for k in (1, 5))
            cells.append(f"{lang}->{name} {first:.3f} {five:.3f}")
    return "   ".join(cells)


def kept(cache: Path | None, key: Sequence[object], compute: Callable[[], list[np.ndarray]]) -> list[np.ndarray]:
    """What `compute` returns, kept under `cache` by `key`."""
    path = cache / f"{hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]}.npz" if cache else None
    if path and path.exists():
        with np.load(path) as archive:
            return [archive[f"arr_{i}"] for i in range(len(archive.files))]
    arrays = compute()
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, *arrays)
    return arrays


def vectors(texts: list[str], langs: list[Lang], kind: Literal["query", "passage"], cache: Path | None) -> list[np.ndarray]:
    """Joined vectors and e5's own, uncentred."""
    embedder = EMBEDDER

    def compute() -> list[np.ndarray]:
        joined = (embedder.questions if kind == "query" else embedder.passages)(texts, langs)
        return [joined, stock_encoder().encode(texts, kind)]

    return kept(cache, [embedder.name, kind, texts, langs], compute)


def told(passages: Sequence[Passage], cache: Path | None) -> dict[str, np.ndarray]:
    """The vectors of each passage's sentences."""
    embedder = EMBEDDER
    cut = [[p.text[a:b] for a, b in split_sentences(p.text)] for p in passages]
    texts, langs = [text for part in cut for text in part], [p.lang for p, part in zip(passages, cut, strict=True) for _ in part]
    (found,) = kept(cache, [embedder.name, "statement", texts, langs], lambda: [embedder.statements(texts, langs)])
    parts = np.split(found, np.cumsum([len(part) for part in cut])[:-1])
    return {p.passage_id: part for p, part in zip(passages, parts, strict=True)}


def passage(entry: dict[str, str]) -> Passage:
    sentence = Sentence(0, len(entry["text"]), entry["text"])
    return Passage(entry["id"], entry["id"], 0, "zh" if entry["lang"] == "zh" else "en", (), 0, sentence.end, entry["text"], (sentence,))


def active_model() -> Translator:
    """Translation by the model that the settings choose; its answers are kept in the settings' home."""
    from ragassist.assistant import Assistant
    from ragassist.retrieve.translate import QuestionTranslator
    from ragassist.store.texts import TextCache

    assistant = Assistant()
    if assistant.model is None:
        raise SystemExit("There is no active model: `ragassist doctor` says why.")
    assistant.settings.home.mkdir(parents=True, exist_ok=True)
    return QuestionTranslator(assistant.model, TextCache(assistant.settings.home / "texts.sqlite3"))


def spread(questions: Sequence[Asked], n: int) -> list[Asked]:
    """`n` questions of each language, at even steps."""
    found = []
    for lang in LANGS:
        own = [asked for asked in questions if asked[0].lang == lang]
        found += own[:: max(1, len(own) // n)][:n]
    return found


def main(arguments: Sequence[str] | None = None, translator: Translator | None = None) -> None:
    """Print the table; `translator` takes the place of the active model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--pool", choices=["zh", "en", "mixed", "other"], action="append")
    parser.add_argument("--method", choices=METHODS, action="append", help="only these rows")
    parser.add_argument("--cache", type=Path, help="a directory that keeps vectors between runs")
    parser.add_argument("--translate", type=int, default=0, metavar="N", help="measure N questions a language, translated")
    given = parser.parse_args(arguments)
    passages = [passage(json.loads(line)) for line in given.passages.read_text(encoding="utf8").splitlines()]
    entries = [json.loads(line) for line in given.questions.read_text(encoding="utf8").splitlines()]
    asked = [Question(entry["text"], entry["lang"], entry["gold"]) for entry in entries]
    joined, stock = vectors([p.text for p in passages], [p.lang for p in passages], "passage", given.cache)
    questions = list(zip(asked, *vectors([q.text for q in asked], [q.lang for q in asked], "query", given.cache), strict=True))
    sentences = told(passages, given.cache)
    methods = {title: METHODS[title] for title in given.method or METHODS}
    if given.translate:
        questions = spread(questions, given.translate)
        methods = {"ours": _retriever(), "ours, question translated": _retriever(translator=translator or active_model())}
    print(f"{len(passages)} passages, {len(questions)} questions; R@1 and R@5")
    for name in given.pool or ["zh", "en", "mixed", "other"]:
        keep = [i for i, p in enumerate(passages) if name in ("mixed", "other") or p.lang == name]
        pool = Pool.of([passages[i] for i in keep], joined[keep], stock[keep], sentences)
        for title, method in methods.items():
            print(f"  {title:34} {measure(method, questions, pool, name)}", flush=True)


if __name__ == "__main__":
    main()
