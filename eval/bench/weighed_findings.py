"""What five signs of likeness tell of a claim and its nearest statement, and what findings of rules come to with them (`tasks.weighed`).

    python eval/bench/weighed_findings.py [--encoder gemma] [--closed 42,43] [--write]

Fitted on the labelled memos of `eval/datasets/tasks` but those kept closed: one softmax curve over the four labels, with one weight a sign
for both pairs of languages, where each sign is measured by its own mean and spread. What is printed is told of each memo by weights that
were fitted on all the others; with `--write` the weights of all go into the encoder's calibration, for those pairs of languages in which
both together tell more than rules alone.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import numpy as np
from calibrated import file_of, sections
from calibrated import text as file_text

from ragassist import Settings
from ragassist.evaluate.tasks.measured import audited_memos
from ragassist.models.embed import embedder, in_one_space
from ragassist.models.embed_recent import all_kept
from ragassist.tasks.audit import audit, candidates
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.turned_claim import turned_claim
from ragassist.tasks.weighed import LABELS, TOLD, label_of
from ragassist.verify.verifier import Verifier

ROOT = Path(__file__).parents[1] / "datasets" / "tasks"
OWN = "SCPN"
RIGHT = {"S": "agrees", "C": "denied", "P": "added", "N": "nowhere"}
UNWEIGHED = {
    "supported": "agrees",
    "rough": "agrees",
    "contradicted": "denied",
    "figure": "denied",
    "partly": "added",
    "not_found": "nowhere",
}
DECAY, STEPS, PACE = 0.02, 500, 0.3


class Rules:
    """The likeness of an encoder without what is fitted here, so that rules alone find."""

    def __init__(self, near):
        self._near = near

    def __call__(self, text, lang):
        return self._near(text, lang)

    def __getattr__(self, name):
        if name == "labels":
            raise AttributeError(name)
        return getattr(self._near, name)


def rows(encoder, closed):
    """Yield for each claim its memo, label, whether it is in the statement's language, the signs, and what rules say of it."""
    verifier = Verifier(encoder, None)
    for path, sources, claims in audited_memos(ROOT):
        memo, lang = int(re.match(r"memo(\d+)", path.name)[1]), "zh" if ".zh." in path.name else "en"
        if memo in closed:
            continue
        near = Nearness(sources, encoder, lambda _: [])
        for label, text in claims:
            score, source = candidates(text, lang, sources, near)[0]
            found = audit(text, sources, Rules(near), verifier)
            if label == "R" or not found or source.statement.loose:
                continue
            said = "figure" if found[0].conflict is not None and found[0].conflict.kind == "figure" else found[0].finding
            yield memo, label, source.statement.lang == lang, near.signs(text, lang, turned_claim(text, lang), source, score), said


def fitted(signs, same, labels):
    """Return for each pair of languages, across two first, the weights and what is added of each label, `[4, 6]`."""
    places = [(signs[same == own].mean(0), signs[same == own].std(0)) for own in (False, True)]
    known = np.stack([(row - places[own][0]) / places[own][1] for row, own in zip(signs, same.astype(int), strict=True)])
    known = np.concatenate([known, same[:, None], np.ones((len(known), 1))], axis=1)
    wanted = np.eye(len(OWN))[labels]
    worth = (1 / np.sqrt(wanted.mean(0)))[labels]  # between every claim alike and every label alike
    weights = np.zeros((known.shape[1], len(OWN)))
    for _ in range(STEPS):
        odds = np.exp(known @ weights - (known @ weights).max(axis=1, keepdims=True))
        off = (odds / odds.sum(axis=1, keepdims=True) - wanted) * (worth / worth.mean())[:, None]
        weights -= PACE * (known.T @ off / len(off) + DECAY * weights)
    made = []
    for own, (mean, spread) in enumerate(places):
        slope = weights[: signs.shape[1]] / spread[:, None]
        made.append(np.concatenate([slope, (weights[-1] + own * weights[-2] - mean @ slope)[None]]).T)
    return made


def chances(table, signs):
    """Return how likely each label is by these weights."""
    odds = np.exp(table[:, :-1] @ signs + table[:, -1])
    return odds / odds.sum()


def main():
    """Print what each label comes to by rules and with the signs, and write the weights if asked to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--encoder", default="gemma")
    asked.add_argument("--closed", default="", help="numbers of memos that nothing is fitted on")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    encoder = all_kept(embedder(Settings.model_validate({"embed": {"model": given.encoder}})))
    found = list(rows(encoder, {int(each) for each in given.closed.split(",") if each}))
    memos, own = np.array([row[0] for row in found]), np.array([row[1] for row in found])
    same, signs = np.array([row[2] for row in found]), np.array([row[3] for row in found])
    labels, said = np.array([OWN.index(each) for each in own]), [row[4] for row in found]
    fits = {memo: fitted(signs[memos != memo], same[memos != memo], labels[memos != memo]) for memo in sorted(set(memos))}
    chance = [chances(fits[memo][pair], sign) for memo, sign, pair in zip(memos, signs, same.astype(int), strict=True)]
    alone = [LABELS[int(told.argmax())] for told in chance]
    both = [label_of(rule, told) if rule in TOLD else UNWEIGHED[rule] for rule, told in zip(said, chance, strict=True)]
    reached: dict[tuple[str, bool], float] = {}
    for name, told in (("rules", [UNWEIGHED[each] for each in said]), ("signs", alone), ("both", both)):
        for pair in (False, True):
            right = Counter(label for label, got, is_same in zip(own, told, same, strict=True) if is_same == pair and got == RIGHT[label])
            of = Counter(own[same == pair])
            called = [label for label, got, is_same in zip(own, told, same, strict=True) if is_same == pair and got == "denied"]
            shown = {label: f"{right[label]} of {of[label]}" for label in OWN}
            reached[name, pair] = balanced = float(np.mean([right[label] / of[label] for label in OWN]))
            print(f"{name:6} {'within' if pair else 'across'} {balanced:.3f} {shown} called denied {called.count('C')} of {len(called)}")
    if given.write:
        kept = sections(encoder.name)
        for pair, table in enumerate(fitted(signs, same, labels)):
            better = reached["both", bool(pair)] > reached["rules", bool(pair)]
            kept["topic"].pop(("signs", "signs_within")[pair], None)
            if better:
                kept["topic"][("signs", "signs_within")[pair]] = [round(float(each), 3) for each in table.ravel()]
        file_of(encoder.name).write_text(file_text(kept, in_one_space(encoder)), encoding="utf8")


if __name__ == "__main__":
    main()
