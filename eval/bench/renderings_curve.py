"""The curve that says how likely a small model's English rendering says all that its Chinese sentence says.

`claims.rendering` of an embedder's file, by `calibrate.py --renderings`. A line of the data holds `doc`, `source` (the Chinese), `stem`
(what opens its list, or nothing), `english`, `sureness` (the model's mean log-probability a token) and `mark`: `yes` where a strict reader
who knew no rule found every detail said, else `partly` or `no`. Figures printed are by cross-validation over documents. A threshold from
which renderings are verified is not set here: it needs enough sentences above it to promise a precision, and a person to say so.
"""

import hashlib
import json
from itertools import pairwise

import numpy as np

from ragassist.answer.fixed import fix
from ragassist.answer.render import signals
from ragassist.evaluate.metrics.statistics import auroc
from ragassist.verify.likeness import likeness
from ragassist.verify.verifier import examined
from ragassist.verify.view import ClaimView

NAMES = ("similarity", "sureness", "length", "kept", "covered")
FOLDS = 5
RIDGE = 3.0
"""On standardised features; from 1 to 5 the figures stay the same."""
BINS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.01)


def fields(encoder, files, held):
    """Print the figures and return the weights; where `held` says who read what, that stays, since a person has to say it."""
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
    kept = [(row, found) for row in rows if (found := signs(row, encoder)) is not None]
    x = np.array([found for _, found in kept])
    y = np.array([row["mark"] == "yes" for row, _ in kept], float)
    fold = np.array([int(hashlib.sha256(row["doc"].encode()).hexdigest(), 16) % FOLDS for row, _ in kept])
    chance = np.zeros(len(y))
    for k in range(FOLDS):
        weights = fitted(x[fold != k], y[fold != k])
        chance[fold == k] = 1 / (1 + np.exp(-(x[fold == k] @ weights[:-1] + weights[-1])))
    print(
        f"{len(rows)} renderings, {len(kept)} that no check refuses, {y.mean():.2f} of these right; "
        f"area under the curve {auroc(chance[y == 1], chance[y == 0]):.2f}"
    )
    for low, high in pairwise(BINS):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            wrong = np.mean([row["mark"] == "no" for (row, _), here in zip(kept, inside, strict=True) if here])
            print(f"chance {low:.2f} to {min(high, 1):.2f}: n {inside.sum()}, right {y[inside].mean():.2f}, wrong {wrong:.2f}")
    weights = fitted(x, y)
    found = {name: round(float(value), 3) for name, value in zip((*NAMES, "intercept"), weights, strict=True)}
    return {**found, "source": held.get("source", f"eval/bench/calibrate.py on {len(rows)} marked renderings")}


def signs(row, encoder):
    """The features of one rendering in the order of NAMES; None where a check refuses it."""
    view = ClaimView(row["english"], [row["stem"] + row["source"]], row.get("context", ""), embedder=encoder)
    found = examined(view)
    alike = likeness(view, found)
    if alike is None or alike.same_language or any(finding.polarity == "against" for finding in found):
        return None
    told = signals(row["source"], fix(row["source"], "en"), row["english"], row["sureness"])
    return [{**alike.features, **told}[name] for name in NAMES]


def fitted(x, y):
    """Weights of the raw features, the intercept last: ridge logistic regression by Newton's method on standardised ones."""
    middle, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[(x - middle) / spread, np.ones(len(x))]
    held = np.diag(np.r_[np.full(x.shape[1], RIDGE), 1e-6])
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + held, z.T @ (p - y) + held @ w)
    raw = w[:-1] / spread
    return np.r_[raw, w[-1] - raw @ middle]
