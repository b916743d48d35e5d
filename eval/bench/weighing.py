#!/usr/bin/env python3
"""What each check and each row of the tables in `verify/rules` does to true and to false claims that it was not written for.

    python eval/bench/weighing.py CLAIMS.jsonl … [--tuned CLAIMS.jsonl …] [--items] [--encoder none] [--rows] [--out FOUND.json]

CLAIMS are JSONL of `id`, `claim`, `evidence` (a text or several) and `supported`. Those that rules were written or mended by are `--tuned`
and counted apart. An id of which the SHA-256 divides by `--aside` (3) is not read: that part of each file that is not tuned on is kept.

`--items` counts the 11,386 statements of `eval/train/data` as a set of its own, and the rows of `opposites` and `attributes` on them by the
words that their findings tell: five writers who saw no rule wrote of each of 1,078 sentences what follows from it and what does not.

A check, by each code that speaks against a claim: on how many false claims (hits) and true ones (false alarms) it stands, and of these
alone, where no other code does. A row, by taking it out (`--rows`, rules alone, a quarter of an hour): the program is run without it over
the claims that have its words, or whose source has them in the sentences that the claim is aligned with. Hits and alarms are claims that
lose a code; good is a false claim that would pass without the row and a true one that would be refused, bad the other way round. A row
that excuses has no hits and can be good; that is counted on one in four of the claims that nothing speaks against.
"""

import argparse
import collections
import hashlib
import json
import re
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = {"opposites": ("first", "second"), "attributes": ("values",), "signs": ("zh", "en")}
"""The tables whose rows are taken out one by one, and where a row's words stand. Those of `contrasts` need the large encoder."""
NOTHING = "(?!)"
PASSED = 4
"""Of the claims that nothing speaks against, one in so many is tried without a row."""


def read(path, aside):
    """The claims of a file, without those kept aside."""
    for line in path.read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        if aside and int(hashlib.sha256(str(item["id"]).encode()).hexdigest(), 16) % aside == 0:
            continue
        texts = item["evidence"] if isinstance(item["evidence"], list) else [item["evidence"]]
        yield {
            "claim": item["claim"],
            "texts": texts,
            "context": item.get("context", ""),
            "supported": bool(item["supported"]),
            "file": path.name,
        }


def written_items():
    """The statements of `eval/train/data` as claims."""
    sys.path.insert(0, str(ROOT / "eval/train"))
    from entailment_examples import TRUE
    from entailment_examples import items as written

    for item in written():
        for mark, _, text in item.said:
            yield {"claim": text, "texts": [item.source], "context": "", "supported": mark in TRUE, "file": "items-*.txt"}


def by_pair(items):
    """Print for each row of `opposites` and `attributes` on how many false and true statements its two sides are told apart."""
    from ragassist.verify.checks.attributes import Attributes
    from ragassist.verify.checks.direction import Direction
    from ragassist.verify.view import ClaimView

    pairs = [(name, words) for table, _, name, words in rows() if table != "signs"]
    counts = collections.Counter()
    for item in items:
        view = ClaimView(item["claim"], item["texts"], item["context"])
        told = {finding.values for check in (Attributes(), Direction()) for finding in check.find(view) if finding.polarity == "against"}
        for values in told:
            said = [str(value) for _, value in values][:2]
            named = next((name for name, words in pairs if said[0] in name.split(" / ") or all(words.search(each) for each in said)), "?")
            counts[named, item["supported"]] += 1
    for name in sorted({name for name, _ in counts}, key=lambda name: -counts[name, False]):
        print(f"  {name:34} hits {counts[name, False]:3}  false alarms {counts[name, True]:3}")


def examined(items, encoder):
    """For each claim the codes that speak against it, rules alone unless there is an encoder, and what it is aligned with."""
    from claims import compared_by

    from ragassist.verify.verifier import Verifier
    from ragassist.verify.view import ClaimView

    verifier = Verifier(compared_by(encoder), None)
    for item in items:
        near = ClaimView(item["claim"], item["texts"], item["context"]).window.text
        verdict = verifier.verify(item["claim"], item["texts"], context=item["context"])
        yield sorted({finding.code for finding in verdict.findings if finding.polarity == "against"}), near


def by_code(items, found):
    """Print for each code how often it stands on false and on true claims, and how often alone."""
    counts = collections.defaultdict(lambda: [0, 0, 0, 0])
    for item, codes in zip(items, found, strict=True):
        for code in codes:
            counts[code][item["supported"]] += 1
            counts[code][2 + item["supported"]] += len(codes) == 1
    for code, (hits, alarms, alone, alone_alarms) in sorted(counts.items(), key=lambda pair: pair[1][1] - pair[1][0]):
        print(f"{code:28} hits {hits:4}  false alarms {alarms:4}   alone {alone:4} and {alone_alarms:4}")
    true, false = sum(item["supported"] for item in items), sum(not item["supported"] for item in items)
    caught = sum(bool(codes) for item, codes in zip(items, found, strict=True) if not item["supported"])
    doubted = sum(bool(codes) for item, codes in zip(items, found, strict=True) if item["supported"])
    balanced = (caught / max(false, 1) + 1 - doubted / max(true, 1)) / 2
    print(f"false {false}, refused {caught}; true {true}, refused {doubted}; balanced accuracy {balanced:.3f}\n")
    return dict(counts)


def rows():
    """Every row that can be taken out: its table, its place there, its name, and a pattern that finds its words."""
    from ragassist.text.word_tables import table_rows

    for table, fields in TABLES.items():
        for at, row in enumerate(table_rows("ragassist.verify.rules", f"{table}.toml")):
            words = [row[name] for name in fields if row.get(name)]
            words = [each for group in words for each in (group.values() if isinstance(group, dict) else [group])]
            name = row.get("name") or row.get("kind") or f"{row['one']} / {row['other']}"
            yield table, at, name, re.compile("|".join(words), re.IGNORECASE)


def without(table, at, folder):
    """Lay out a program in `folder` that lacks this row's words, everything else of it as it is here."""
    source = ROOT / "src/ragassist"
    for part in (Path(), Path("verify"), Path("verify/rules")):
        (folder / "ragassist" / part).mkdir()
        for path in (source / part).iterdir():
            if path.name not in ("__pycache__", "verify" if part == Path() else "rules", f"{table}.toml"):
                (folder / "ragassist" / part / path.name).symlink_to(path)
    lines = (source / f"verify/rules/{table}.toml").read_text(encoding="utf8").split("[[row]]")
    for name in TABLES[table]:
        lines[at + 1] = re.sub(rf"(?m)^({name} = ).*$", rf"\g<1>'{NOTHING}'", lines[at + 1])
    if table == "attributes":
        lines[at + 1] = re.sub(r"(?ms)^\[row\.values\]\n.*?(?=^\[|\Z)", f"[row.values]\nnone = '{NOTHING}'\n", lines[at + 1])
    (folder / f"ragassist/verify/rules/{table}.toml").write_text("[[row]]".join(lines), encoding="utf8")


def taken_out(table, at, items):
    """For each claim the codes against it in a program without that row; a process of its own, which begins with what is loaded here."""
    with tempfile.TemporaryDirectory() as place:
        without(table, at, Path(place))
        return apart(items, "none", Path(place) / "ragassist")


def apart(items, encoder, program=None):
    """The codes against each claim and what it is aligned with, told in a process that ends; this one has loaded nothing of `verify`."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(told_by, items, encoder, program).result()


def told_by(items, encoder, program):
    """What `examined` tells in the program laid out there, in this one where that is None."""
    import ragassist

    if program is not None:
        ragassist.__path__.insert(0, str(program))
    return list(examined(items, encoder))


def warmed():
    """Load what every process reads, once."""
    from ragassist.text.entities import entities
    from ragassist.text.name_table import known_names

    assert "ragassist.verify" not in sys.modules
    for text, lang in (("港口每年开行一百班渡轮。", "zh"), ("The port runs 100 ferries a year.", "en")):
        entities(text, None, lang)
        known_names(text)


def by_row(sets, found):
    """Print for each row what good and bad it does in each set of claims; return it."""
    told = []
    for table, at, name, pattern in rows():
        where = [
            (label, i)
            for label, items in sets.items()
            for i, item in enumerate(items)
            if (found[label][i][0] or i % PASSED == 0) and (pattern.search(item["claim"]) or pattern.search(found[label][i][1]))
        ]
        after = taken_out(table, at, [sets[label][i] for label, i in where]) if where else []
        counts = {label: collections.Counter() for label in sets}
        for (label, i), (codes, _) in zip(where, after, strict=True):
            before, supported = found[label][i][0], sets[label][i]["supported"]
            if set(before) - set(codes):
                counts[label]["alarms" if supported else "hits"] += 1
            if bool(before) != bool(codes):
                counts[label]["good" if bool(before) != supported else "bad"] += 1
        shown = (f"{label}: hits {n['hits']:3} alarms {n['alarms']:3} good {n['good']:3} bad {n['bad']:3}" for label, n in counts.items())
        print(f"{table:10} {name:30} {'   '.join(shown)}   of {len(where)}", flush=True)
        told.append({"table": table, "name": name, "claims": len(where), **{label: dict(count) for label, count in counts.items()}})
    return told


def main():
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("unseen", type=Path, nargs="*", help="JSONL of claims that no rule was written by")
    parser.add_argument("--tuned", type=Path, nargs="*", default=[], help="JSONL of claims that rules were written or mended by")
    parser.add_argument("--items", action="store_true", help="count the statements of eval/train/data, too")
    parser.add_argument("--aside", type=int, default=3, help="of the unseen, ids whose SHA-256 divides by this are not read; 0 reads all")
    parser.add_argument("--encoder", choices=("none", "bundled", "gemma"), default="none", help="what compares meaning, for the checks")
    parser.add_argument("--rows", action="store_true", help="take out each row of the tables, too")
    parser.add_argument("--out", type=Path, help="write what was counted, as JSON")
    options = parser.parse_args()
    sets = {
        "unseen": [item for path in options.unseen for item in read(path, options.aside)],
        "tuned on": [item for path in options.tuned for item in read(path, 0)],
    }
    if options.items:
        sets["items"] = list(written_items())
    sets = {label: items for label, items in sets.items() if items}
    warmed()
    found, told = {}, {}
    for label, items in sets.items():
        print(f"== {label}: {len(items)} claims of {', '.join(sorted({item['file'] for item in items}))}")
        found[label] = apart(items, options.encoder)
        told[label] = by_code(items, [codes for codes, _ in found[label]])
        if label == "items":
            by_pair(items)
    if options.rows:
        if options.encoder != "none":
            found = {label: apart(items, "none") for label, items in sets.items()}
        told["rows"] = by_row(sets, found)
    if options.out:
        options.out.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf8")


if __name__ == "__main__":
    main()
