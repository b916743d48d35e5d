"""From a question to the passages most likely to answer it, in either language, with no model but the embedder.

Dense search compares meanings, of passages first and then of their sentences; BM25 compares words in the language that they
are in, and what glossary and dictionary know of the question in the other; `fuse` joins the two. Where the question is given in
the other language too, both vectors are summed, and BM25 gets words it can match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from ragassist.errors import StoreError
from ragassist.lang.detector import detect
from ragassist.models.calibration import RetrievalWeights, retrieval_weights
from ragassist.models.calibration.fitted import least_translation
from ragassist.retrieve.crossing import Crossing
from ragassist.retrieve.fuse import fuse, ranks
from ragassist.retrieve.rerank import reranker_of
from ragassist.retrieve.shown_first import first_distinct
from ragassist.types import DocumentRecord, Filter, Hit, Lang, Passage

if TYPE_CHECKING:
    import numpy.typing as npt

    from ragassist.models.embed import Embedder
    from ragassist.settings import Settings
    from ragassist.store import Searchable, Store


class Retriever:
    """Retrieves from one store with the embedder that filled it."""

    def __init__(self, store: Store, embedder: Embedder, settings: Settings, weights: RetrievalWeights | None = None) -> None:
        """`weights` are those fitted to the embedder by default."""
        self._store = store
        self._embedder = embedder
        self._weights = weights or retrieval_weights(embedder.name)
        self._least_translation = least_translation(embedder.name)
        self._candidates = settings.retrieve.candidates
        self._crossing = Crossing(settings.retrieve.glossary)
        self._reranker = reranker_of(settings.retrieve)
        self._reranked = settings.retrieve.rerank_passages

    def retrieve(
        self, question: str, k: int, within: Filter | None = None, *, lang: Lang | None = None, translation: str | None = None
    ) -> list[Hit]:
        """Return the `k` passages that best fit `question`, best first; fewer when the store holds fewer, or fewer are `within` the filter.

        A hit's `score`, -1 to 1, is the likeness (passage and best sentence) that its place in the fused order had in the dense list of
        its language: comparable between languages and, roughly, between questions. Passages that nearly repeat a better one, and lists of
        references, come after all others. Where `retrieve.rerank` names a postprocessor, the order is its own.

        Args:
            question: in English or Chinese.
            k: how many passages.
            within: which documents are searched; by default all.
            lang: the language of the question, where it is known.
            translation: the question in the other language, to be searched for beside it; one that seems to mean something else is not.

        A question without a letter or a figure finds nothing.

        Raises:
            UsageError: a date of the filter is none, or the range ends before it begins.
        """
        return self._retrieve([question], [lang], [translation], k, within)[0]

    def batch(self, questions: Sequence[str], k: int, within: Filter | None = None) -> list[list[Hit]]:
        """Return what `retrieve` does for each question, in their order, embedded together; none is translated."""
        return self._retrieve(questions, [None] * len(questions), [None] * len(questions), k, within)

    def _retrieve(
        self,
        questions: Sequence[str],
        known: Sequence[Lang | None],
        translations: Sequence[str | None],
        k: int,
        within: Filter | None,
    ) -> list[list[Hit]]:
        if not questions or k < 1:
            return [[] for _ in questions]
        langs = [lang or detect(question) for question, lang in zip(questions, known, strict=True)]
        searched = self._store if within is None else self._store.narrowed(within)
        vectors = self._embedder.questions(questions, langs)
        asked = zip(questions, translations, langs, vectors, strict=True)
        return [self._find(*entry, k, searched) if any(map(str.isalnum, entry[0])) else [] for entry in asked]

    def _find(
        self,
        question: str,
        translation: str | None,
        lang: Lang,
        vector: npt.NDArray[np.float32],
        k: int,
        searched: Store | Searchable,
    ) -> list[Hit]:
        other: Lang = "en" if lang == "zh" else "zh"
        translation, vector = self._with_translation(translation, other, vector)
        n = max(k, self._candidates)
        with ThreadPoolExecutor(1) as beside:  # Chroma works outside the interpreter
            nearest = beside.submit(searched.dense, vector, n)
            wordings = {lang: question, other: translation or self._crossing.wording(question, lang)}
            lists = {written: dict(searched.lexical(wording, n)) if wording else {} for written, wording in wordings.items()}
            dense = dict(nearest.result())
        # Passages removed since the search are gone from here on.
        found = {passage.passage_id: passage for passage in self._store.passages(list({*dense, *lists["en"], *lists["zh"]}))}
        dense = self._by_best_sentence(dense, found, vector)
        langs = {name: passage.lang for name, passage in found.items()}
        dense = {name: score for name, score in dense.items() if name in langs}
        lexical = {name: score for written, entries in lists.items() for name, score in entries.items() if langs.get(name) == written}
        langs = {name: langs[name] for name in [*dense, *lexical]}
        across = {} if translation else {name: score for name, score in lexical.items() if langs[name] == other}
        foreign = {n: found[n].text for n in langs if langs[n] == other} if self._weights.crossing else {}
        for name, score in self._crossing.scores(question, lang, foreign).items():
            across[name] = across.get(name, 0.0) + score
        compared = {name: score for name, score in lexical.items() if translation or langs[name] == lang}
        weights = self._weights
        order = fuse(dense, compared, langs, across, words_weight=weights.words, crossing_weight=weights.crossing)
        dense_ranks, lexical_ranks = ranks(dense), ranks(lexical)
        best = first_distinct(order, found, k if self._reranker is None else max(k, self._reranked))
        documents = self._documents({found[name].doc_id for name, _ in best})
        there = [(name, score) for name, score in best if found[name].doc_id in documents]
        if self._reranker is not None and there:
            there = self._reranker.order(question, there, found, documents)[:k]
        return [
            Hit(rank, score, found[name], documents[found[name].doc_id], dense_ranks.get(name), lexical_ranks.get(name))
            for rank, (name, score) in enumerate(there, start=1)
        ]

    def _documents(self, doc_ids: Iterable[str]) -> dict[str, DocumentRecord]:
        """Those of the documents that are still there: another process may remove one, or bring an earlier state back, at any moment."""
        there: dict[str, DocumentRecord] = {}
        for doc_id in doc_ids:
            with suppress(StoreError):
                there[doc_id] = self._store.document(doc_id)
        return there

    def _with_translation(
        self, translation: str | None, other: Lang, vector: npt.NDArray[np.float32]
    ) -> tuple[str | None, npt.NDArray[np.float32]]:
        """The translation and the vector of both; None and the vector as it was where there is nothing usable."""
        if not translation:
            return None, vector
        said = self._embedder.questions([translation], [other])[0]
        if self._least_translation is not None and float(said @ vector) < self._least_translation:
            return None, vector
        both = vector + said
        return translation, both / max(float(np.linalg.norm(both)), 1e-9)

    def _by_best_sentence(self, dense: dict[str, float], found: dict[str, Passage], vector: npt.NDArray[np.float32]) -> dict[str, float]:
        """The dense scores, each joined with the likeness of the passage's best sentence: an answer is one sentence among others."""
        size = self._embedder.statement_dim
        if not size:
            return dense
        asked = vector[-size:] / max(float(np.linalg.norm(vector[-size:])), 1e-9)
        passages = [found[name] for name in dense if name in found]
        kept = zip(passages, self._store.statements(passages, self._embedder), strict=True)
        best = {passage.passage_id: float((told @ asked).max()) for passage, told in kept if len(told)}
        weight = self._weights.sentence
        return {name: (score + weight * best.get(name, score)) / (1 + weight) for name, score in dense.items()}
