"""How well lists, comparisons, audits and briefs do on the labelled documents.

python eval/bench/tasks.py [lists] [compare] [audit] [brief] [-v]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from task_gold import KINDS, ROOT, earlier, gold_spans, loaded, markdown, read_labelled

DOCUMENTS = sorted((ROOT / "documents").glob("*[a-z].txt"))
DOCUMENTS = [path for path in DOCUMENTS if not path.name.endswith(".changes.txt")]

STRUCTURAL = {"added", "dropped", "moved", "split", "merged"}


def lists(verbose: bool) -> dict[str, tuple[int, int, int]]:
    """Print how well each list does; return (right, extra, missed) by kind."""
    from ragassist.tasks.list import KINDS as NAMES
    from ragassist.tasks.list import list_all

    began, sums, read = time.monotonic(), {}, 0
    for path in DOCUMENTS:
        labelled = read_labelled(path)
        document, record, passages = loaded(path.stem, markdown(labelled.head, labelled.body))
        gold = gold_spans(labelled, document.raw)
        for kind in NAMES:
            listing = list_all(kind, [record], lambda _, p=passages: p, lambda _, d=document: d.raw)
            read += listing.statements
            for row in listing.rows:
                assert row.quote == document.raw[row.statement.start : row.statement.end]
                assert all(cell.quote == document.raw[cell.start : cell.end] for _, cells in row.cells for cell in cells)
            if kind == "actors":
                wanted = set(labelled.head["actors"].split("、"))
                got = {row.cell("who")[0].text for row in listing.rows}
                unsure = set()
            else:
                letter = next(letter for letter, name in KINDS.items() if name == kind)
                spans = {(s.start, s.end) for s in all_statements(record, passages)}
                wanted = {next(s for s in spans if s[0] <= at < s[1]) for at, letters in gold if letter in letters}
                got = {(row.statement.start, row.statement.end) for row in listing.rows}
                unsure = {(row.statement.start, row.statement.end) for row in listing.unsure}
            hit, extra, lost = sums.setdefault(kind, (0, 0, 0))
            sums[kind] = (hit + len(wanted & got), extra + len(got - wanted), lost + len(wanted - got))
            if verbose:
                for item in sorted(wanted - got, key=str):
                    print(
                        f"  missed {kind} {path.stem}: {shown(item, document.raw)}" + ("   (listed as not sure)" if item in unsure else "")
                    )
                for item in sorted(got - wanted, key=str):
                    print(f"  extra  {kind} {path.stem}: {shown(item, document.raw)}")
    for kind, (hit, extra, lost) in sums.items():
        print(f"{kind:13} n {hit + lost:4}  recall {hit / (hit + lost):.3f}  precision {hit / (hit + extra):.3f}")
    print(f"{time.monotonic() - began:.1f} s for {len(DOCUMENTS)} documents and {len(sums)} lists ({read} statements read)")
    return sums


def shown(item, raw: str) -> str:
    return item if isinstance(item, str) else raw[item[0] : item[1]]


def all_statements(record, passages):
    from ragassist.tasks.statements import statements

    return [each for each in statements(record, passages) if not each.heads]


def compare(verbose: bool) -> tuple[int, int, int]:
    """Print how well comparisons do; return (found, missed, invented) changes."""
    from ragassist.tasks.compare import Side
    from ragassist.tasks.compare import compare as compared

    found = lost = invented = kinds_hit = kinds_lost = kinds_extra = 0
    began = time.monotonic()
    for path in DOCUMENTS:
        if not path.with_suffix(".changes.txt").exists():
            continue
        labelled = read_labelled(path)
        head, body, changes = earlier(labelled)
        new, new_record, new_passages = loaded(path.stem, markdown(labelled.head, labelled.body))
        old, old_record, old_passages = loaded(path.stem + "-old", markdown(head, body))
        result = compared(Side(old_record, old_passages, old.raw), Side(new_record, new_passages, new.raw))
        got = {(tuple(a.position + 1 for a in e.new), tuple(a.position + 1 for a in e.old)): e for e in result.changes}
        for entry in result.entries:
            for line in entry.lines:
                for said, raw in ((line.old, old.raw), (line.new, new.raw)):
                    assert said is None or said.pinned.quote == raw[said.pinned.start : said.pinned.end]
        for change in changes:
            entry = got.pop((change.final, change.draft), None)
            ok = entry is not None and (not change.kinds & STRUCTURAL or entry.fate in change.kinds)
            found, lost = found + ok, lost + (not ok)
            wanted = change.kinds - STRUCTURAL - {"wording"}
            seen = set(entry.kinds) - {"wording"} if entry and not change.kinds & STRUCTURAL else set()
            kinds_hit, kinds_lost, kinds_extra = (
                kinds_hit + len(wanted & seen),
                kinds_lost + len(wanted - seen),
                kinds_extra + len(seen - wanted),
            )
            if verbose and (not ok or wanted != seen):
                print(f"  {path.stem} {change} got {entry and (entry.fate, entry.kinds)}")
        for key, entry in got.items():
            invented += 1
            if verbose:
                print(f"  invented {path.stem} {key} {entry.fate} {entry.kinds}")
    print(f"changes       n {found + lost}  found {found / (found + lost):.3f}  invented {invented}")
    recall, precision = kinds_hit / (kinds_hit + kinds_lost), kinds_hit / (kinds_hit + kinds_extra)
    print(f"their kinds   n {kinds_hit + kinds_lost}  recall {recall:.3f}  precision {precision:.3f}")
    print(f"{time.monotonic() - began:.1f} s for four comparisons")
    return found, lost, invented


def brief(verbose: bool) -> None:
    """Print how many must-have facts briefs hold."""
    from ragassist.tasks.brief import brief as briefed

    for full in (False, True):
        hit = total = used = read = 0
        for path in DOCUMENTS:
            labelled = read_labelled(path)
            document, record, passages = loaded(path.stem, markdown(labelled.head, labelled.body))
            must = [at for at, letters in gold_spans(labelled, document.raw) if "B" in letters]
            result = briefed(record, passages, full=full)
            spans = [(c.statement.start, c.statement.end) for c in result.chosen]
            lost = [at for at in must if not any(a <= at < b for a, b in spans)]
            hit, total, used, read = hit + len(must) - len(lost), total + len(must), used + len(spans), read + result.statements
            for at in lost if verbose else []:
                print(f"  left out {path.stem}: {document.raw[max(0, at - 60) : at + 1].splitlines()[-1]}")
        print(f"brief {'full' if full else 'short'}  must-have facts n {total}  in {hit / total:.3f}  with {used} of {read} statements")


LABELS = {"S": {"supported", "rough"}, "C": {"contradicted"}, "P": {"partly"}, "N": {"not_found"}, "R": {"no_reference"}}


def memos(lang: str):
    for path in sorted((ROOT / "memos").glob(f"*.{lang}.txt")):
        text = path.read_text(encoding="utf8")
        lines = [line for line in text.splitlines() if " | " in line]
        name = next(line for line in text.splitlines() if line.startswith("document: "))[10:]
        yield name, [tuple(line.split(" | ")) for line in lines]


def nothing_near(sources):
    return lambda _: [0.0] * len(sources)


def audit(verbose: bool, lang: str = "zh", likeness_of=None) -> tuple[float, int, int]:
    """Each claim by itself; without an encoder only where claim and document share a language."""
    from collections import Counter

    from ragassist.tasks.audit import Source
    from ragassist.tasks.audit import audit as check
    from ragassist.verify.verifier import Verifier

    seen: Counter[tuple[str, str]] = Counter()
    verifier = Verifier(None, None)
    began = time.monotonic()
    for name, claims in memos(lang):
        labelled = read_labelled(ROOT / "documents" / f"{name}.txt")
        _, record, passages = loaded(name, markdown(labelled.head, labelled.body))
        sources = [Source(record, each) for each in all_statements(record, passages)]
        near = likeness_of(sources) if likeness_of else nothing_near(sources)
        for label, text, where in claims:
            found = check(text, sources, near, verifier)
            got = found[0].finding if found else "none"
            seen[(label, got)] += 1
            if verbose and got not in LABELS[label]:
                print(f"  {label} {got}: {text} ({where}) {found and found[0].conflict}")
    rates = []
    for label, right in LABELS.items():
        total = sum(n for (own, _), n in seen.items() if own == label)
        hit = sum(n for (own, got), n in seen.items() if own == label and got in right)
        rates.append(hit / total)
        print(f"  {label}  n {total:3}  right {hit / total:.3f}   { {got: n for (own, got), n in seen.items() if own == label} }")
    called = sum(n for (_, got), n in seen.items() if got == "contradicted")
    so, took = seen[("C", "contradicted")], time.monotonic() - began
    print(f"audit {lang}  balanced accuracy {sum(rates) / len(rates):.3f}, contradicted when so {so}/{called}; {took:.1f} s")
    return sum(rates) / len(rates), so, called


if __name__ == "__main__":
    which = [name for name in sys.argv[1:] if not name.startswith("-")] or ["lists"]
    for name in which:
        globals()[name]("-v" in sys.argv)
