"""The curves and thresholds that turn likeness into a verdict, for one embedder: `claims` of its file, by `calibrate.py --claims`.

The data are JSONL of `claim`, `evidence`, `supported` and `doc`: claims as people write them about documents that nobody wrote for this
project. Only what no check has refused is fitted on, each kind of claim weighed so that the threshold of .5 balances false claims
let through against true ones doubted over all claims, the refused ones included. Figures printed are by cross-validation over
documents: a claim is scored by curves that saw no claim of its document.

Checks that were mended by reading these claims refuse nearly all of their false ones, and on claims that nobody read they do not: a
curve that is fitted beside them sees few false claims and lets too many through. `--before` names what `ragassist verify --batch` of
the last version said that had not seen the claims; claims that it knows count as refused where that version refused them.

`verified` is .5 by construction. `rough` is what 95 of 100 claims beside the evidence of another document stay below. `strict`, for
drafts that a small model has rendered and that are wrong more often, is the lowest score from which PRECISION of the claims across
languages that no check refuses are true; where no score reaches that, the one that comes closest, and the file says how close.
"""

import json
import sys

import numpy as np

from ragassist.evaluate.metrics.statistics import balanced_accuracy
from ragassist.verify.likeness import likeness
from ragassist.verify.verifier import examined
from ragassist.verify.view import ClaimView

FEATURES = {"cross_language": ("window", "anchors"), "same_language": ("window", "contained", "contained_broad", "breadth")}
PRECISION = 0.95
FOLDS = 5
STRANGER = 0.3
"""Weight of a claim beside the evidence of another document."""
RIDGE = 0.1
"""Holds the weights down where a set is small."""


PLACED = {
    "judge": {
        "middle": 0.46, "weight": 1.0, "likeness_weight": 0.1, "likeness_cap": 0.5, "unlikeness_weight": 2.0,
        "source": "taken over from e5-small+use-v3, not fitted to this embedder",
    },
    "detail": {"written": 0.5, "source": "eval/bench/CLAIMS.md. No bound on likeness: nobody measured one for this embedder"},
    "clauses": {
        "earned": 0.01, "fits": 0.3, "margin": 0.12,
        "source": "taken over from e5-small+use-v3, not fitted to this embedder",
    },
}  # fmt: skip
"""What is not fitted here, for an embedder of which nobody has placed it."""


def fields(encoder, files, before, held):
    """Return the numbers of `claims` fitted on these files and their source, beside what of `held` is not fitted here.

    Args:
        encoder: the embedder.
        files: JSONL of claims.
        before: what earlier versions said of them.
        held: the section as it is, empty for an embedder that is new.
    """
    refused = {key: against for path in before for key, against in refusals(path)}
    rows = [row for path in files for row in measured(path, encoder, refused)]
    placed = {name: held.get(name, values) for name, values in PLACED.items()}
    found = fitted(rows, encoder.name, f"{len(rows)} claims of {', '.join(path.name for path in files)}")
    # Thresholds that readers set and no curve gives (`rendered`, `doubtful`) stay.
    return found | placed | {"thresholds": {**held.get("thresholds", {}), **found["thresholds"]}}


def refusals(path):
    """Each claim's id, and whether a check spoke against it."""
    for line in path.read_text(encoding="utf8").splitlines():
        verdict = json.loads(line)
        yield verdict["id"], any(finding["polarity"] == "against" for finding in verdict["findings"])


def measured(path, encoder, before):
    """One row a claim: its kind, what was measured, whether a check refused it, whether it is true, its document, and its weight.

    Each true claim stands a second time, beside the evidence of another document, as a false one of little weight: errors that people
    plant are close to the truth, and a curve that saw no stranger would let strangers through.
    """
    items = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    for item, weight in (*((item, 1.0) for item in items), *((stranger, STRANGER) for stranger in strangers(items))):
        evidence = item["evidence"]
        view = ClaimView(item["claim"], evidence if isinstance(evidence, list) else [evidence], embedder=encoder)
        found = examined(view)
        if any(f.code == "quotation.exact" for f in found):
            continue
        alike = likeness(view, found)
        kind = "same_language" if alike.same_language else "cross_language"
        refused = any(f.polarity == "against" for f in found)
        if weight == 1.0:
            refused = before.get(item["id"], refused)
        yield kind, alike.features, refused, bool(item["supported"]), str(item.get("doc", item["id"])), weight


def strangers(items):
    """Each true claim beside the evidence of the true claim half the file away, where that is in another document."""
    true = [item for item in items if item["supported"] and "doc" in item]
    for item, other in zip(true, true[len(true) // 2 :] + true[: len(true) // 2], strict=True):
        same = item["evidence_lang"] == other["evidence_lang"]
        if same and item["doc"] != other["doc"]:
            yield {**item, "evidence": other["evidence"], "supported": False}


def fitted(rows, name, source):
    """Return curves, thresholds, source and what was measured by cross-validation, as the section holds them."""
    section = {"embedder": name.split("@")[0], "source": f"eval/bench/calibrate.py on {source}"}
    scores, true, refused, near, kinds = [], [], [], [], []
    for kind, names in FEATURES.items():
        mine = [row for row in rows if row[0] == kind]
        folds = fold_of(mine)
        held = np.zeros(len(mine))
        for fold in range(FOLDS):
            learn = [row for row, f in zip(mine, folds, strict=True) if f != fold]
            weights = fit(learn, names)
            for i, f in enumerate(folds):
                if f == fold:
                    held[i] = sum(weights[n] * mine[i][1][n] for n in names) + weights["intercept"]
        section[kind] = {key: round(float(value), 3) for key, value in fit(mine, names).items()}
        own = np.array([row[5] == 1.0 for row in mine])
        near += [h for h, row in zip(held, mine, strict=True) if row[5] != 1.0 and not row[2]]
        mine = [row for row in mine if row[5] == 1.0]
        chance = 1 / (1 + np.exp(-held[own]))
        scores += list(chance)
        true += [row[3] for row in mine]
        refused += [row[2] for row in mine]
        kinds += [kind] * len(mine)
        report(kind, chance, mine)
    score, right, hard = np.array(scores), np.array(true), np.array(refused)
    across = ~hard & (np.array(kinds) == "cross_language")
    strict, precision, kept = strictest(score[across], right[across])
    rough = float(np.quantile(1 / (1 + np.exp(-np.array(near))), 0.95))
    section["thresholds"] = {"verified": 0.5, "rough": round(min(rough, 0.5), 3), "strict": round(strict, 3)}
    section["measured"] = {
        "by": f"{FOLDS}-fold cross-validation over documents",
        "n": len(right),
        "balanced_accuracy": round(balanced_accuracy(*_standing(score, right, hard), 0.5), 3),
        "precision_verified": round(float(right[~hard & (score >= 0.5)].mean()), 3),
        "precision_strict": round(precision, 3),
        "true_claims_kept_strict": round(kept, 3),
    }
    print(json.dumps(section["measured"], indent=2), file=sys.stderr)
    return section


def fold_of(rows):
    """A fold for each row; the claims of one document share one."""
    documents = sorted({row[4] for row in rows})
    return [documents.index(row[4]) % FOLDS for row in rows]


def fit(rows, names):
    """Weights of a ridge logistic regression by Newton steps, true and false claims weighing as they do in balanced accuracy."""
    used = [row for row in rows if not row[2]]
    design = np.array([[row[1][name] for name in names] + [1.0] for row in used])
    label = np.array([float(row[3]) for row in used])
    total = sum(row[3] * row[5] for row in rows), sum((not row[3]) * row[5] for row in rows)
    balance = np.where(label > 0, 1 / max(total[0], 1), 1 / max(total[1], 1)) * len(rows) / 2 * np.array([row[5] for row in used])
    weights = np.zeros(design.shape[1])
    penalty = RIDGE * np.diag([*([0.1] * len(names)), 0.0])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (balance * (label - chance)) - penalty @ weights
        curve = (design * (balance * chance * (1 - chance))[:, None]).T @ design + penalty + 1e-9 * np.eye(len(weights))
        weights += np.linalg.solve(curve, gradient)
    return dict(zip([*names, "intercept"], weights, strict=True))


def strictest(score, right):
    """The lowest threshold of that precision, the precision, and the share of the true claims that reach it."""
    best = (1.0, 0.0, 0.0)
    for threshold in sorted(set(score)):
        passed = score >= threshold
        if passed.sum() < 10:
            break
        precision = float(right[passed].mean())
        if precision >= PRECISION:
            return float(threshold), precision, float((passed & right).sum() / right.sum())
        if precision > best[1]:
            best = (float(threshold), precision, float((passed & right).sum() / right.sum()))
    return best


def _standing(score, right, hard):
    """Return the scores of the true claims and of the false ones; what a check refuses has the least there is."""
    score = np.where(hard, -np.inf, score)
    return score[right], score[~right]


def report(kind, score, rows):
    """One line on a kind of claim."""
    right, hard = np.array([row[3] for row in rows]), np.array([row[2] for row in rows])
    verified = ~hard & (score >= 0.5)
    print(
        f"{kind}: n {len(rows)}, balanced accuracy {balanced_accuracy(*_standing(score, right, hard), 0.5):.3f}, "
        f"false caught {(~verified)[~right].mean():.3f}, "
        f"true doubted {(~verified)[right].mean():.3f}, precision {right[verified].mean():.3f}",
        file=sys.stderr,
    )
