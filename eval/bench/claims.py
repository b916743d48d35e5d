#!/usr/bin/env python3
"""How well the verifier tells true claims from false ones: planted errors by kind, faithful claims doubted, ranking.

Reads JSONL of `claim`, `evidence` (a text or several) and `supported`; `kind` or `corruption` says what is wrong with a false claim, `part`
divides the file (`tuning`, `held_out`), `claim_lang` and `evidence_lang` name the direction. One row a kind, one a direction, one for all.

    python eval/bench/claims.py eval/datasets/planted_claims.jsonl
    python eval/bench/claims.py eval/datasets/planted_claims.jsonl --model --judged eval/bench/judged.jsonl
    python eval/bench/claims.py eval/datasets/faithful_claims.jsonl --encoder gemma --quality .95,.10
"""

import argparse
import collections
import hashlib
import json
import sys
from pathlib import Path

from values import Value, mean_of_shares, share

from ragassist.evaluate.metrics.statistics import auroc
from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.verify.verifier import Verifier


class Recorded:
    """A model's probabilities as a file has them; a question that is not there is asked and added, or an error without a model."""

    tier = "local"

    def __init__(self, model, path):
        self.model, self.path, self.asked = model, path, 0
        lines = path.read_text(encoding="utf8").splitlines() if path and path.exists() else []
        self.known = {row["key"]: row["first_tokens"] for row in map(json.loads, lines)}

    @property
    def name(self):
        return self.model.name if self.model else "recorded"

    def probabilities(self, messages, *, top=20):
        key = hashlib.sha256("\0".join(f"{m.role}\0{m.content}" for m in messages).encode()).hexdigest()[:24]
        if key not in self.known:
            if self.model is None:
                raise SystemExit(f"{self.path} has no answer to a question of this file: add --model to ask for it.")
            found = {token: round(p, 6) for token, p in list(self.model.probabilities(messages, top=top).items())[:6]}
            self.known[key] = found
            self.asked += 1
            if self.path:
                with self.path.open("a", encoding="utf8") as file:
                    file.write(json.dumps({"key": key, "first_tokens": found}, ensure_ascii=False) + "\n")
        return self.known[key]


def chat_model():
    """The model that the settings choose."""
    from ragassist.models.select import choose
    from ragassist.settings import Settings

    choice = choose(Settings.load({}))
    if choice.model is None:
        raise SystemExit(f"No model: {choice.reason}")
    return choice.model


def compared_by(name):
    """What compares meaning; None compares nothing."""
    if name == "none":
        return None
    if name == "bundled":
        return BundledEmbedder()
    from ragassist.models.embed import embedder
    from ragassist.settings import Settings

    return embedder(Settings.load({"embed.model": name}))


def rows_of(path, verifier, *, strict=False):
    """Every item with its verdict."""
    for line in path.read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        evidence = item["evidence"]
        texts = evidence if isinstance(evidence, list) else [evidence]
        yield item, verifier.verify(item["claim"], texts, context=item.get("context", ""), strict=strict)


def table(rows):
    """One line a group: share of false claims caught, of true ones doubted, and what follows from both."""
    groups = collections.defaultdict(list)
    for item, verdict in rows:
        kind = item.get("kind") or item.get("corruption") or "-"
        keys = ["all", f"{item.get('claim_lang', '?')} on {item.get('evidence_lang', '?')}"]
        keys += [] if item["supported"] else [f"kind {kind}"]
        if kind in ("magnitude", "digit", "date", "article"):
            keys.append("figures, dates, articles")
        for key in keys:
            groups[key].append((item["supported"], verdict.status == "verified", verdict.score, verdict.status == "unsupported"))
    for key, found in sorted(groups.items()):
        true, false = [row for row in found if row[0]], [row for row in found if not row[0]]
        kept = sum(row[1] for row in true) / len(true) if true else float("nan")
        caught = sum(not row[1] for row in false) / len(false) if false else float("nan")
        cells = [f"{key:26} n {len(found):4}", f"caught {caught:.3f}"]
        if true:
            ranking = auroc([row[2] for row in true], [row[2] for row in false])
            cells += [
                f"faithful doubted {1 - kept:.3f} (refused {sum(row[3] for row in true) / len(true):.3f})",
                f"balanced accuracy {(kept + caught) / 2:.3f}",
                f"AUROC {ranking:.3f}",
            ]
        print("  ".join(cells))


def measure(file, encoder, *, strict=False):
    """Return balanced accuracy, what is caught and doubted, and AUROC over the file, its part that was kept aside, and by kind of error.

    By rules alone meaning is not compared and nothing can be confirmed, so a claim is doubted where a check speaks against it; with an
    encoder, where it is not verified.
    """
    rows = list(rows_of(Path(file), Verifier(compared_by(encoder), None), strict=strict))
    told = [(item, _against(verdict) if encoder == "none" else verdict.status != "verified", verdict.score) for item, verdict in rows]
    values = _values("", told)
    if encoder != "none":
        ranking = auroc(
            [score for item, _, score in told if item["supported"]], [score for item, _, score in told if not item["supported"]]
        )
        values.append(Value("AUROC", ranking, len(told)))
    held_out = [row for row in told if row[0].get("part") == "held_out"]
    values += _values(", `held_out`", held_out) if held_out else []
    kinds = collections.Counter(item["kind"] for item, *_ in told if not item["supported"])
    for kind, n in kinds.most_common():
        caught = [doubted for item, doubted, _ in told if item["kind"] == kind and not item["supported"]]
        values.append(share(f"caught: {kind}", sum(caught), n))
    return values


def _values(name, told):
    true = [doubted for item, doubted, _ in told if item["supported"]]
    false = [doubted for item, doubted, _ in told if not item["supported"]]
    return [
        mean_of_shares(f"balanced accuracy{name}", [false, [not doubted for doubted in true]]),
        share(f"false claims caught{name}", sum(false), len(false)),
        share(f"true claims doubted{name}", sum(true), len(true)),
    ]


def with_judge(path, verifier, yes_on_true, yes_on_false):
    """Print by part what becomes of drafts where a judge of that quality reads each: expected shares, as an answer shows them.

    A judge says yes to that share of the true and of the false claims, whichever they are, and no to the others. As in an answer, a yes
    raises what no check refutes, a no leaves out what the checks do not confirm, and lowers to rough what they do.
    """
    groups = collections.defaultdict(list)
    for line in path.read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        texts = item["evidence"] if isinstance(item["evidence"], list) else [item["evidence"]]

        def status(told, item=item, texts=texts):
            return verifier.verify(item["claim"], texts, context=item.get("context", ""), strict=True, told=told).status

        alone, yes, no = status(None), status(0.95), status(0.03)
        groups[item.get("part", ""), item["supported"]].append((alone, yes, "rough" if alone == "verified" else no))
    for (part, supported), found in sorted(groups.items()):
        said_yes = yes_on_true if supported else yes_on_false
        shares = [
            sum(said_yes * (yes == name) + (1 - said_yes) * (no == name) for _, yes, no in found) / len(found)
            for name in ("verified", "rough", "unsupported")
        ]
        alone = [sum(first == name for first, _, _ in found) / len(found) for name in ("verified", "rough", "unsupported")]
        print(
            f"{part:9} {'true' if supported else 'false':5} n {len(found):3}  checks alone "
            + " / ".join(f"{share:.3f}" for share in alone)
            + f"  with a judge that says yes to {said_yes:.2f} of them "
            + " / ".join(f"{share:.3f}" for share in shares)
            + "  (verified / rough / refused)"
        )


def _against(verdict):
    return any(finding.polarity == "against" for finding in verdict.findings)


def main():
    """Score the file and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSONL of claims")
    parser.add_argument("--model", action="store_true", help="ask the active chat model for what is not recorded")
    parser.add_argument("--judged", type=Path, help="recorded probabilities; new ones are added with --model")
    parser.add_argument("--encoder", choices=("bundled", "gemma", "none"), default="bundled", help="what compares meaning")
    parser.add_argument("--strict", action="store_true", help="as drafts of a model are checked")
    parser.add_argument("--wrong", choices=("tuning", "held_out", "all"), help="also print the claims judged wrongly")
    parser.add_argument(
        "--quality", metavar="T,F", help="a judge that says yes to these shares of true and of false claims, such as .95,.10"
    )
    args = parser.parse_args()
    if args.quality:
        with_judge(args.file, Verifier(compared_by(args.encoder), None), *(float(share) for share in args.quality.split(",")))
        return
    judge = Recorded(chat_model() if args.model else None, args.judged) if args.model or args.judged else None
    rows = list(rows_of(args.file, Verifier(compared_by(args.encoder), judge), strict=args.strict))
    for part in sorted({item.get("part", "") for item, _ in rows}):
        print(f"== {part or 'claims'}")
        table([row for row in rows if row[0].get("part", "") == part])
    for item, verdict in rows:
        if args.wrong in ("all", item.get("part")) and (verdict.status == "verified") != item["supported"]:
            print(f"\n{item['id']} {item.get('kind', '')} score {verdict.score:.3f}\n  {item['claim']}\n  {item['evidence']}")
            print("  " + " | ".join(verdict.reasons))
    if judge:
        print(f"{judge.asked} questions asked of {judge.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
