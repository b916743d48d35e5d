#!/usr/bin/env python3
"""Fit the curves that say whether what was found is about the question, and say how well they tell.

    python eval/bench/own_pool.py --home H --out DIR
    python eval/bench/fit_relevance.py --passages DIR/passages.jsonl --questions DIR/questions.jsonl [--write]

The same files as for `retrieval.py`; what is shipped is fitted on our own documents and questions, and data that is only for
measuring is measured without `--write`. Each question is searched twice: among all passages of one language, where one answers it, and
among those without the `--near` lines of the file on either side of the answer, which leaves paragraphs about other things. The curves are
fitted on every other stretch of the file and measured on the rest. With `--write` they go into src/ragassist/retrieve/relevance.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from retrieval import LANGS, passage, told, vectors

from ragassist.models.calibration import retrieval_weights
from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.retrieve.relevance import FILE


def logistic(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """(slope, middle) of the curve of greatest likelihood, by Newton's method."""
    columns = np.stack([(scores - scores.mean()) / scores.std(), np.ones_like(scores)], 1)
    weights = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ weights))
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + 1e-6 * np.eye(2)
        weights += np.linalg.solve(bend, columns.T @ (truth - chance))
    slope = weights[0] / scores.std()
    return float(slope), float(scores.mean() - weights[1] / slope)


def auroc(scores: np.ndarray, truth: np.ndarray) -> float:
    """The chance that a relevant search scores higher than an irrelevant one."""
    above = scores[truth][:, None] - scores[~truth][None]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--near", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    passages = [passage(json.loads(line)) for line in arguments.passages.read_text(encoding="utf8").splitlines()]
    entries = [json.loads(line) for line in arguments.questions.read_text(encoding="utf8").splitlines()]
    joined, _ = vectors([p.text for p in passages], [p.lang for p in passages], "passage", arguments.cache)
    asked, _ = vectors([q["text"] for q in entries], [q["lang"] for q in entries], "query", arguments.cache)
    sentences = told(passages, arguments.cache)
    size = BundledEmbedder.statement_dim
    halves = asked[:, -size:] / np.linalg.norm(asked[:, -size:], axis=1, keepdims=True)
    best = np.stack([(halves @ sentences[p.passage_id].T).max(1) for p in passages], 1)
    weight = retrieval_weights(BundledEmbedder().name).sentence
    likeness = (asked @ joined.T + weight * best) / (1 + weight)
    at = {p.passage_id: i for i, p in enumerate(passages)}
    found: dict[str, list[tuple[float, bool, bool]]] = {"same": [], "across": []}
    for row, question in zip(likeness, entries, strict=True):
        for lang in (lang for lang in LANGS if lang in question["gold"]):
            gold = at[question["gold"][lang]]
            pool = np.array([i for i, p in enumerate(passages) if p.lang == lang])
            strange = pool[np.abs(pool - gold) > arguments.near]
            fitting = gold // (2 * arguments.near) % 2 == 0
            rows = found["same" if lang == question["lang"] else "across"]
            rows += [(row[pool].max(), True, fitting), (row[strange].max(), False, fitting)]
    content: dict[str, object] = {"embedder": BundledEmbedder().name}
    for name, rows in found.items():
        scores, truth, fitting = (np.array(column) for column in zip(*rows, strict=True))
        slope, middle = logistic(scores[fitting], truth[fitting])
        content[name] = {"slope": round(slope, 2), "middle": round(middle, 4)}
        scores, truth = scores[~fitting], truth[~fitting]
        share = ((scores > middle) == truth).mean()
        told_apart = f"AUROC {auroc(scores, truth):.3f}, right at .5: {share:.3f} of {len(truth)}"
        print(f"{name:7} middle {middle:.3f} slope {slope:.1f}; on the half not fitted: {told_apart}")
    if arguments.write:
        FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
