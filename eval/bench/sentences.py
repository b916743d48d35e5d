"""Which sentence of the retrieved passages answers: what each sign is worth, alone and together.

    ragassist --home H ingest corpus eval/datasets/planted
    python eval/bench/sentences.py --home H [--dataset FILE]

Prints, for each scoring, the share of questions whose gold sentence is among the first 1, 2, 3, 5 and 8 of all statements in thirty
passages, English and Chinese questions apart; then weights fitted by softmax over the candidates of a question, five-fold
cross-validated by pairs, so that a question and its translation are never on both sides. Questions are translated by the active
model where there is one (kept in H, so a second run needs no model). Results: SENTENCES.md.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ragassist import Assistant, Settings
from ragassist.answer.evidence import is_statement
from ragassist.answer.expected import expected_kinds, holds
from ragassist.models.embed import Embedder
from ragassist.retrieve.retriever import Retriever
from ragassist.retrieve.translate import QuestionTranslator
from ragassist.text.language import detect
from ragassist.text.words import query_words, words
from ragassist.types import Lang
from ragassist.verify.align import squeezed

SIGNS = ("cheap", "alone", "placed", "own words", "placed words", "rank", "kind")
NOW = dict(placed=1.0, **{"placed words": 0.5, "own words": 0.07, "rank": 0.07, "kind": 0.16})
FIRST = (1, 2, 3, 5, 8)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's candidates: `signs` [n, 7] and which of them are gold [n]."""

    lang: str
    pair: str
    signs: np.ndarray
    gold: np.ndarray


def measure(assistant: Assistant, sample: dict) -> Asked | None:
    """The signs of every statement in the thirty passages that the sample's question retrieves."""
    question, embedder = sample["question"], assistant.embedder
    other = "zh" if detect(question) == "en" else "en"
    translation = QuestionTranslator(assistant.model, assistant._texts)(question, other) if assistant.model else None
    hits = Retriever(assistant.store, embedder, assistant.settings, translator=lambda _q, _t: translation).retrieve(question, 30)
    rows = [(h, s, b) for h in hits for s, b in zip(h.passage.sentences, (None, *h.passage.sentences), strict=False) if is_statement(s, h)]
    if not rows:
        return None
    versions = [question, *([translation] if translation else [])]
    langs = [detect(version) for version in versions]
    texts = [sentence.text for _, sentence, _ in rows]
    told = [detect(text) for text in texts]
    above = [" ".join(dict.fromkeys([hit.document.meta.title, *hit.passage.heading[-1:]])) for hit, _, _ in rows]
    cheap = (embedder.sentences(texts, told) @ embedder.sentences(versions, langs).T).max(axis=1)
    asked = embedder.questions(versions, langs).T
    alone = (_read(embedder, texts, told) @ asked).mean(axis=1)
    placed = (_read(embedder, [f"{a}\n{t}".strip() for a, t in zip(above, texts, strict=True)], told) @ asked).mean(axis=1)
    held = [set(words(text)) for text in texts]
    around = [set(words(" ".join([h.document.meta.title, *h.passage.heading, b.text if b else ""]))) for h, _, b in rows]
    frequency = Counter(word for own in held for word in own)
    wanted = {lang: set(query_words(next((v for v in versions if detect(v) == lang), question))) for lang in ("en", "zh")}

    def share(lang: str, found: set[str]) -> float:
        def weight(some: set[str]) -> float:
            return math.fsum(math.log(1 + len(rows) / (1 + frequency[word])) for word in some)

        return weight(wanted[lang] & found) / (weight(wanted[lang]) or 1.0)

    own = [share(lang, mine) for lang, mine in zip(told, held, strict=True)]
    near = [share(lang, mine | more) for lang, mine, more in zip(told, held, around, strict=True)]
    kinds = expected_kinds(question)
    fits = [float(bool(kinds) and holds(text, kinds)) for text in texts]
    gold = [squeezed(item["sentence"]) for item in sample["gold"]]
    right = [any(squeezed(text) in sentence or sentence in squeezed(text) for sentence in gold) for text in texts]
    signs = np.column_stack([cheap, alone, placed, own, near, [1 / h.rank for h, _, _ in rows], fits])
    return Asked(sample["lang"], sample.get("pair") or sample["id"], signs, np.array(right))


_KNOWN: dict[str, np.ndarray] = {}


def _read(embedder: Embedder, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
    """The passage vectors of `texts` [n, dim], each computed once in a run: questions share most of their candidates."""
    missing = {text: lang for text, lang in zip(texts, langs, strict=True) if text not in _KNOWN}
    if missing:
        _KNOWN.update(zip(missing, embedder.passages(list(missing), list(missing.values())), strict=True))
    return np.stack([_KNOWN[text] for text in texts])


def first_rank(asked: Asked, weights: np.ndarray) -> int:
    """Where the first gold sentence comes, counted from 1; a large number when it is not there."""
    found = np.flatnonzero(asked.gold[np.argsort(-(asked.signs @ weights), kind="stable")])
    return int(found[0]) + 1 if len(found) else 10**6


def fit(data: Sequence[Asked], columns: Sequence[int], *, decay: float = 0.02, steps: int = 400) -> np.ndarray:
    """Weights [7] that make the gold sentences likeliest under a softmax, by Adam with L2 decay on standardised signs."""
    scale = np.concatenate([item.signs for item in data]).std(axis=0)[list(columns)] + 1e-9
    weights, first, second = np.zeros(len(columns)), np.zeros(len(columns)), np.zeros(len(columns))
    for step in range(1, steps + 1):
        slope = np.zeros(len(columns))
        for item in data:
            if item.gold.any():
                signs = item.signs[:, columns] / scale
                odds = np.exp(signs @ weights - (signs @ weights).max())
                odds /= odds.sum()
                slope += signs.T @ (odds * item.gold / (odds * item.gold).sum() - odds)
        slope = slope / len(data) - decay * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights += 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    whole = np.zeros(len(SIGNS))
    whole[list(columns)] = weights / scale
    return whole


def table(name: str, data: Sequence[Asked], rank: Callable[[Asked], int]) -> None:
    """One line: the shares within each of `FIRST`, by the question's language."""
    cells = []
    for lang in ("en", "zh"):
        ranks = [rank(item) for item in data if item.lang == lang]
        cells.append(f"{lang} (n {len(ranks)}) " + " ".join(f"{np.mean([r <= most for r in ranks]):.2f}" for most in FIRST))
    print(f"{name:44} {'   '.join(cells)}")


def main() -> None:
    """Measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    options = parser.parse_args()
    samples = [json.loads(line) for line in options.dataset.read_text(encoding="utf8").splitlines() if line.strip()]
    with Assistant(Settings(home=options.home)) as assistant:
        wanted = [sample for sample in samples if sample.get("gold") and not sample.get("history")]
        data = [found for sample in wanted if (found := measure(assistant, sample)) is not None]
    for sign in range(len(SIGNS)):
        table(SIGNS[sign], data, lambda item, at=sign: first_rank(item, np.eye(len(SIGNS))[at]))
    table("as it is", data, lambda item: first_rank(item, np.array([NOW.get(sign, 0.0) for sign in SIGNS])))
    pairs = sorted({item.pair for item in data})
    for columns in ((2, 3, 4, 5, 6), (1, 3, 5, 6), (0, 3, 4, 5, 6)):
        folds = [fit([item for item in data if pairs.index(item.pair) % 5 != fold], columns) for fold in range(5)]
        table(
            "fitted: " + ", ".join(SIGNS[c] for c in columns), data, lambda item, f=folds: first_rank(item, f[pairs.index(item.pair) % 5])
        )
        print("    ", {SIGNS[c]: round(float(fit(data, columns)[c]), 2) for c in columns})


if __name__ == "__main__":
    main()
