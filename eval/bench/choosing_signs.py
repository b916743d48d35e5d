"""Which signs tell the statement that answers: weights by softmax over the statements found, tried on documents they were not fitted to.

    python eval/bench/choosing_signs.py HOME=QUESTIONS.jsonl [HOME=QUESTIONS.jsonl ...]

Each HOME is an index, each QUESTIONS a data set over its documents; no language model is asked. Questions whose gold stands in the same
documents are left out together, eight folds. For the engine's order, for each group of signs beside it and for all of them it prints the
share of questions with a gold statement among the first 1, 2, 3 and 5, and how many are gained and lost. Results: SENTENCES.md.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ragassist import Assistant, Settings
from ragassist.answer.evidence import Question
from ragassist.answer.expected import need
from ragassist.answer.kinds import kind_of, of_kind
from ragassist.answer.own_words import own_words
from ragassist.answer.read_with import leads_in, leans_back, place_of
from ragassist.answer.suits import bonus
from ragassist.models.calibration.fitted import statement_weights
from ragassist.models.gemma import NAME
from ragassist.text.script import without_space
from ragassist.types import Evidence

GROUPS = {
    "core": ("own", "passage", "tie"),
    "document": ("best of document", "statements of document", "rank of passage"),
    "neighbours": ("before", "after"),
    "words": ("words",),
    "kinds": ("figure", "kind", "duty"),
    "form": ("length", "item", "row", "leads in", "leans back", "stem", "first", "last"),
}
SIGNS = tuple(sign for group in GROUPS.values() for sign in group)
START = np.array([12.0, 12.0 * statement_weights(NAME).passage, 12.0, *[0.0] * (len(SIGNS) - 3)])
"""The engine's own order, as sharp as a softmax over it fits best."""
FOLDS, LOOKED_AT, STEPS, RIDGE = 8, 60, 250, 0.01
_DUTY_ASKED = re.compile(
    r"\b(?:must|may|shall|obliged|required|allowed|permitted|forbidden|have to)\b|必须|应当|可以|不得|要不要|能不能", re.I
)
_DUTY = re.compile(r"应当|不得|必须|可以|禁止|有权|\b(?:must|may|shall)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the signs of its statements `[n, signs]`, which are gold, and the fold it is left out in."""

    lang: str
    signs: np.ndarray
    gold: np.ndarray
    fold: int


def signs_of(question: Question, evidence: Sequence[Evidence]) -> list[list[float]]:
    """The signs of each statement, in the order of `SIGNS`."""
    parts = question.parts or (question.text,)
    by_place = {place_of(item): item for item in evidence}
    statements = Counter(item.hit.document.doc_id for item in evidence[:20])
    best: dict[str, float] = {}
    for item in evidence:
        best[item.hit.document.doc_id] = max(best.get(item.hit.document.doc_id, 0.0), item.similarity)
    words, needs, kinds = own_words(question.text), [need(part) for part in parts], [kind_of(part) for part in parts]
    rows = []
    for item in evidence:
        said, (doc, ordinal, at) = item.sentence.read, place_of(item)
        beside = [by_place.get((doc, ordinal, at + away)) for away in (-1, 1)]
        near = [one.similarity if one else item.similarity - 0.1 for one in beside]
        share = words.share(said)
        rows.append(
            [item.similarity, item.hit.score, bonus(question.text, item.sentence)]
            + [best[doc], statements[doc] / 20, 1 / item.hit.rank, *near, 0.3 if share is None else share]
            + [float(any(one and one.met_by(said) for one in needs)) - any(needs)]
            + [float(any(kind and of_kind(part, said) for kind, part in zip(kinds, parts, strict=True))) - any(kinds)]
            + [float(bool(_DUTY_ASKED.search(question.text) and _DUTY.search(said))), math.log(max(8, len(said)))]
            + [float(item.sentence.kind == kind) for kind in ("item", "row")]
            + [float(leads_in(item.sentence.text)), float(leans_back(item.sentence.text)), float(bool(item.sentence.context))]
            + [float(at == 0), float(at == len(item.hit.passage.sentences) - 1)]
        )
    return rows


def asked(home: Path, dataset: Path) -> list[Asked]:
    """The data set's questions that have gold among the statements found."""
    found = []
    with Assistant(Settings(home=home, chat={"tier": "extractive"})) as assistant:
        for line in dataset.read_text(encoding="utf8").splitlines():
            sample = json.loads(line)
            if not sample.get("gold") or sample.get("history"):
                continue
            what = assistant.find(sample["question"])
            gold = [any(_is_gold(item, wanted) for wanted in sample["gold"]) for item in what.evidence]
            kept = [at for at, hit in enumerate(gold) if at < LOOKED_AT or hit]
            if any(gold):
                rows = signs_of(what.question, what.evidence)
                document = hashlib.sha256(f"{home}{sample['gold'][0]['path']}".encode()).digest()[0]
                found.append(
                    Asked(sample["lang"], np.array([rows[at] for at in kept]), np.array([gold[at] for at in kept]), document % FOLDS)
                )
    return found


def _is_gold(item: Evidence, wanted: dict[str, str]) -> bool:
    gold, said = without_space(wanted["sentence"]), without_space(item.sentence.text)
    return Path(item.hit.document.path).name == Path(wanted["path"]).name and (gold in said or said in gold)


def fitted(data: Sequence[Asked], free: Sequence[int], scale: np.ndarray) -> np.ndarray:
    """The weights `[signs]` after Adam on the softmax loss, held near the engine's own; only `free` signs move."""
    rows, gold = np.concatenate([one.signs for one in data]), np.concatenate([one.gold for one in data])
    sizes = [len(one.signs) for one in data]
    starts, of = np.r_[0, np.cumsum(sizes)[:-1]], np.repeat(np.arange(len(data)), sizes)
    moved, before, scaled = np.zeros(len(free)), rows @ START, rows[:, free] / scale[free]
    mean, spread = np.zeros(len(free)), np.zeros(len(free))
    for step in range(1, STEPS + 1):
        score = before + scaled @ moved
        power = np.exp(score - np.maximum.reduceat(score, starts)[of])
        share, right = power / np.add.reduceat(power, starts)[of], power * gold
        slope = (share - right / np.add.reduceat(right, starts)[of]) @ scaled / len(data) + 2 * RIDGE * moved
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        moved -= 0.15 * (1 - step / (STEPS + 10)) * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    weights = START.copy()
    weights[free] += moved / scale[free]
    return weights


def ranks(data: Sequence[Asked], weights: np.ndarray) -> np.ndarray:
    """Where the first gold statement of each question comes, from 1."""
    return np.array([1 + int((one.signs @ weights > (one.signs @ weights)[one.gold].max() + 1e-12).sum()) for one in data])


def main(pairs: Sequence[str]) -> None:
    """Fit on all documents but a fold's, rank that fold's; print."""
    data = [one for pair in pairs for one in asked(*map(Path, pair.split("=", 1)))]
    before = ranks(data, START)
    scale = np.concatenate([one.signs for one in data]).std(0) + 1e-6
    shares = {name: [float((before <= most).mean()) for most in (1, 2, 3, 5)] for name in ["as it is"]}
    for name in (*GROUPS, "all"):
        wanted = set(SIGNS) if name == "all" else {*GROUPS["core"], *GROUPS[name]}
        free, after = [at for at, sign in enumerate(SIGNS) if sign in wanted], before.copy()
        for fold in {one.fold for one in data}:
            weights = fitted([one for one in data if one.fold != fold], free, scale)
            out = [at for at, one in enumerate(data) if one.fold == fold]
            after[out] = ranks([data[at] for at in out], weights)
        shares[name] = [float((after <= most).mean()) for most in (1, 2, 3, 5)]
        moved = f"first: gained {((after == 1) & (before > 1)).sum()}, lost {((before == 1) & (after > 1)).sum()}"
        print(f"{name:12} {' '.join(f'{share:.3f}' for share in shares[name])}   {moved}")
    print(f"{'as it is':12} {' '.join(f'{share:.3f}' for share in shares['as it is'])}   n {len(data)}")


if __name__ == "__main__":
    main(sys.argv[1:])
