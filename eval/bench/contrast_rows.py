#!/usr/bin/env python3
"""What each row of `verify/rules/contrasts.toml` does to true and to false claims that it was not written for; needs EmbeddingGemma.

    python eval/bench/contrast_rows.py CLAIMS.jsonl … --items --most 600 --out ROWS.jsonl

CLAIMS, `--aside` and `--items` are as in `weighing.py`. Of each set `--most` claims are taken, spread over it, the
sets in turns; a second each, so what is done is kept in ROWS.jsonl and not done again, and a run may be stopped.

A row turns claims: a hit is a false claim refused because a form that the row made is nearer to the source, a false alarm a true one.
Only claims that nothing else speaks against are turned. A row also excuses: where a rule refuses a claim by a word, and the claim so turned
is far from the source, the finding becomes a shade; that is good on a true claim and bad on a false one. What the program turns without
a row (denials in English, exchanged figures, names and sides) is told beside them.
"""

import argparse
import collections
import json
from itertools import zip_longest
from pathlib import Path

from claims import compared_by
from weighing import read, written_items

from ragassist.verify.rules import contrast_rows
from ragassist.verify.turned_round import contrasts
from ragassist.verify.verifier import Verifier
from ragassist.verify.view import ClaimView


def told(verifier, item):
    """By which row (language and kind) a claim is refused, and by which findings that became shades it is excused."""
    view = ClaimView(item["claim"], item["texts"], item["context"])
    findings = verifier.verify(item["claim"], item["texts"], context=item["context"]).findings
    made = {each.text: each.kind for each in contrasts(view.claim)}
    refused = [made[dict(f.values)["meant"]] for f in findings if f.code == "contrast.nearer"]
    shades = [f.code.split(".")[0] for f in findings if f.polarity == "shade"]
    against = any(f.polarity == "against" for f in findings)
    return {
        "lang": view.claim.lang,
        "turned": refused,
        "shades": shades,
        "against": against,
        "made": sorted(set(made.values())),
        "supported": item["supported"],
        "claim": item["claim"],
    }


def spread(items, most):
    """No more than `most` of these, evenly over all."""
    items = list(items)
    return items if len(items) <= most else [items[i * len(items) // most] for i in range(most)]


def counted(done):
    """Print a line for each row, and for what is turned without one."""
    rows = {(row.lang, row.kind) for row in contrast_rows()}
    counts = collections.Counter()
    for each in done:
        lang, supported = each["lang"], each["supported"]
        counts.update(("made", lang, kind, supported) for kind in each["made"])
        counts.update(("turned", lang, kind, supported) for kind in each["turned"])
        counts.update(("shade", lang, code, supported) for code in set(each["shades"]))
    for lang, kind in sorted({key[1:3] for key in counts if key[0] != "shade"} | rows):
        at = {name: [counts[name, lang, kind, supported] for supported in (False, True)] for name in ("turned", "made")}
        row = "" if (lang, kind) in rows else "  (no row)"
        hits, alarms = at["turned"]
        print(f"{lang} {kind:10} hits {hits:3}  false alarms {alarms:3}  of {at['made'][0]:4} and {at['made'][1]:4}{row}")
    for _, lang, code in sorted({key[:3] for key in counts if key[0] == "shade"}):
        print(f"{lang} shades of {code:12} on true {counts['shade', lang, code, True]:3}  on false {counts['shade', lang, code, False]:3}")


def main():
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unseen", type=Path, nargs="*", help="JSONL of claims that no row was written by")
    parser.add_argument("--items", action="store_true", help="the statements of eval/train/data, too")
    parser.add_argument("--aside", type=int, default=3, help="ids whose SHA-256 divides by this are not read; 0 reads all")
    parser.add_argument("--most", type=int, default=300, help="claims of each set")
    parser.add_argument("--out", type=Path, required=True, help="where what was found is kept, JSONL")
    options = parser.parse_args()
    sets = [list(read(path, options.aside)) for path in options.unseen] + ([list(written_items())] if options.items else [])
    asked = [item for each in zip_longest(*(spread(items, options.most) for items in sets)) for item in each if item is not None]
    before = options.out.read_text(encoding="utf8").splitlines() if options.out.exists() else []
    done = [json.loads(line) for line in before]
    verifier = Verifier(compared_by("gemma"), None)
    with options.out.open("a", encoding="utf8") as out:
        for item in asked[len(done) :]:
            done.append(told(verifier, item))
            print(json.dumps(done[-1], ensure_ascii=False), file=out, flush=True)
    counted(done)


if __name__ == "__main__":
    main()
