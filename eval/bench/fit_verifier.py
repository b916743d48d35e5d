#!/usr/bin/env python3
"""Fit the logistic curves of the verifier's likeness layer and write `src/ragassist/answer/verify_calibration.json`.

Reads `verify_pairs.jsonl`: sentences of this project's own and what they say in the other language (`zh`, `en`) or in other words
(`en2`, `zh2`). A pair is a supported claim; the same claim beside the most similar and some other sentences of the file is an
unsupported one.

    python eval/bench/fit_verifier.py

With the judge's recorded probabilities it also fits how much they weigh beside the likeness, on the claims of `part` "tuning" that the
layers before have not refused, and checks the result on those of `part` "held_out"; without, the judge's numbers stay as they are.

    python eval/bench/claims.py eval/datasets/planted_claims.jsonl --model --judged eval/bench/judged.jsonl
    python eval/bench/fit_verifier.py --judged eval/bench/judged.jsonl
"""

import argparse
import itertools
import json
import random
from pathlib import Path

import numpy as np
from claims import Recorded

from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.text.language import detect
from ragassist.verify.align import containment
from ragassist.verify.judge import log_odds, supported_probability
from ragassist.verify.verifier import Verifier

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "src" / "ragassist" / "answer" / "verify_calibration.json"
HARD, OTHER = 3, 3
UNLIKENESS = 0.7
"""Too few planted claims are unlike their sources to fit this on; so much holds off a stranger that a small judge takes for supported."""
DOUBTED, NEARLY = 0.045, 0.035
"""The judge may doubt so many of the faithful claims; of settings that catch nearly as many false ones as the best, the one is taken that
doubts fewest."""


def main():
    """Fit, print the accuracy on the pairs themselves, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judged", type=Path, help="the judge's probabilities, as `claims.py --judged` writes them")
    parser.add_argument("--claims", type=Path, default=HERE.parent / "datasets" / "planted_claims.jsonl")
    options = parser.parse_args()
    encoder = BundledEmbedder()
    pairs = [json.loads(line) for line in (HERE / "verify_pairs.jsonl").open(encoding="utf8")]
    fields = json.loads(OUT.read_text(encoding="utf8"))
    shuffle = random.Random(7)
    for name, directions in (("cross_language", (("en", "zh"), ("zh", "en"))), ("same_language", (("en", "en2"), ("zh", "zh2")))):
        rows = []
        for claim_key, evidence_key in directions:
            usable = [pair for pair in pairs if claim_key in pair and evidence_key in pair]
            claims, sources = [pair[claim_key] for pair in usable], [pair[evidence_key] for pair in usable]
            likeness = _likeness(claims, sources, encoder, name)
            for i, claim in enumerate(claims):
                strangers = sorted((j for j in range(len(usable)) if j != i), key=lambda j, near=likeness[i]: -near[j])
                chosen = strangers[:HARD] + shuffle.sample(strangers[HARD:], min(OTHER, len(strangers) - HARD))
                rows += [(claim, sources[j], float(likeness[i, j]), anchors(claim, sources[j]), i == j) for j in (i, *chosen)]
        weights = _fit(np.array([row[2:4] for row in rows], dtype=float), np.array([row[4] for row in rows]))
        slope, anchor, intercept = weights
        fields[name] = {"middle": round(-intercept / slope, 3), "slope": round(slope, 2), "anchor": round(max(anchor, 0.0), 2)}
        _report(name, rows, weights)
    if options.judged:
        fields["judge"] = _judge(options.claims, options.judged, encoder)
    OUT.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf8")


class _Heard(Verifier):
    """The verifier, remembering what its last layer is given where no layer before has refused the claim."""

    def _weighed(self, claim, aligned, anchored, hard, soft):
        judged = None if hard else supported_probability(self._model, claim, aligned.text)
        self.heard = None if judged is None else (self._likeness(aligned, anchored)[0], log_odds(judged))
        return super()._weighed(claim, aligned, anchored, hard, soft)


def _judge(claims, judged, encoder):
    """How much likeness weighs beside the judge and up to where, and the probability at which the judge is undecided."""
    verifier = _Heard(encoder, Recorded(None, judged))
    rows = {"tuning": [], "held_out": []}
    for item in map(json.loads, claims.read_text(encoding="utf8").splitlines()):
        verifier.heard = None
        verifier.verify(item["claim"], [item["evidence"]])
        if verifier.heard is not None:
            rows[item["part"]].append((*verifier.heard, item["supported"]))
    tuning, held_out = (np.array(rows[part], dtype=float) for part in ("tuning", "held_out"))

    def shares(found, weight, cap, middle):
        """Of the faithful claims those doubted, of the false ones those caught."""
        likeness = np.where(found[:, 0] > 0, weight * np.minimum(found[:, 0], cap), UNLIKENESS * found[:, 0])
        refused = likeness + found[:, 1] < log_odds(middle)
        return refused[found[:, 2] == 1].mean(), refused[found[:, 2] == 0].mean()

    settings = itertools.product((0.1, 0.2, 0.3, 0.5, 0.7), (0.5, 1.0, 2.0, 3.0, 4.0, 6.0), np.arange(0.4, 0.9, 0.02))
    allowed = [(setting, found) for setting in settings if (found := shares(tuning, *setting))[0] <= DOUBTED]
    best = max(caught for _, (_, caught) in allowed)
    chosen = min(((doubted, setting) for setting, (doubted, caught) in allowed if caught >= best - NEARLY), key=lambda pair: pair[0])[1]
    for part, found in (("tuning", tuning), ("held_out", held_out)):
        doubted, caught = shares(found, *chosen)
        print(f"judge, {part}: {len(found)} claims, faithful doubted {doubted:.3f}, false caught {caught:.3f}")
    weight, cap, middle = (round(float(number), 2) for number in chosen)
    return {
        "fitted": True,
        "middle": middle,
        "weight": 1.0,
        "likeness_weight": weight,
        "likeness_cap": cap,
        "unlikeness_weight": UNLIKENESS,
    }


def _likeness(claims, sources, encoder, name):
    """`[n_claims, n_sources]`: what the verifier's likeness layer sees, for every claim beside every source."""
    left, right = (encoder.sentences(texts, [detect(text) for text in texts]) for texts in (claims, sources))
    similarity = left @ right.T
    if name == "cross_language":
        return similarity
    return (similarity + np.array([[containment(claim, source) for source in sources] for claim in claims])) / 2


def _fit(features, labels, ridge=0.02):
    """Ridge logistic regression by Newton steps, both classes weighing the same; slope, anchor weight, intercept."""
    design = np.column_stack([features, np.ones(len(features))])
    balance = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    weights = np.zeros(design.shape[1])
    penalty = ridge * np.diag([1.0, 1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (balance * (labels - chance)) - penalty @ weights
        curve = (design * (balance * chance * (1 - chance))[:, None]).T @ design + penalty
        weights += np.linalg.solve(curve, gradient)
    return [float(weight) for weight in weights]


def _report(name, rows, weights):
    chance = [weights[0] * row[2] + weights[1] * row[3] + weights[2] > 0 for row in rows]
    kept = np.mean([c for c, row in zip(chance, rows, strict=True) if row[4]])
    caught = np.mean([not c for c, row in zip(chance, rows, strict=True) if not row[4]])
    print(
        f"{name}: {len(rows)} examples, middle {-weights[2] / weights[0]:.3f}, slope {weights[0]:.2f}, anchor {weights[1]:.2f}, "
        f"kept {kept:.3f}, strangers caught {caught:.3f}"
    )


if __name__ == "__main__":
    main()
