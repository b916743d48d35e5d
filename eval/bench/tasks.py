"""How well lists, comparisons, audits and briefs do on the labelled documents.

python eval/bench/tasks.py [lists] [compare] [audit] [brief] [-v]
python eval/bench/tasks.py readers --encoder bundled|gemma [--memos PATTERN] [-v]   # audits in both languages
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from values import Value, count, mean_of_shares, share

from ragassist.evaluate.tasks import measured

ROOT = Path(__file__).parents[1] / "datasets" / "tasks"


def lists(verbose: bool = False) -> dict[str, measured.Counts]:
    """Print how well each list does, and return it by kind."""
    began, sums = time.monotonic(), measured.lists(ROOT)
    for kind, counts in sums.items():
        print(f"{kind:13} n {counts.right + counts.missed:4}  recall {counts.recall:.3f}  precision {counts.precision:.3f}")
        _mistakes(counts, verbose)
    print(f"{time.monotonic() - began:.1f} s for {len(measured.documents(ROOT))} documents and {len(sums)} lists")
    return sums


def compare(verbose: bool = False) -> measured.Counts:
    """Print how well comparisons do, and return the changes found."""
    began, (found, kinds) = time.monotonic(), measured.changes(ROOT)
    print(f"changes       n {found.right + found.missed}  found {found.recall:.3f}  invented {found.extra}")
    print(f"their kinds   n {kinds.right + kinds.missed}  recall {kinds.recall:.3f}  precision {kinds.precision:.3f}")
    print(f"{time.monotonic() - began:.1f} s for four comparisons")
    for counts in (found, kinds):
        _mistakes(counts, verbose)
    return found


def brief(verbose: bool = False) -> None:
    """Print how many must-have facts briefs hold."""
    for folder in ("documents", "briefs"):
        for full in (False, True):
            counts = measured.briefs(ROOT, full=full, folder=folder)
            about = f"{folder:9}  brief {'full' if full else 'short'}"
            print(f"{about}  must-have facts n {counts.right + counts.missed}  in {counts.recall:.3f}  other statements {counts.extra}")
            _mistakes(counts, verbose)


def audit(verbose: bool = False, lang: str = "zh", likeness_of=None, verifier=None, memos="*") -> measured.AuditCounts:
    """Print what each claim by itself was found to be; without an encoder only where claim and document share a language."""
    began, counts = time.monotonic(), measured.audits(ROOT, lang, likeness_of, verifier, memos)
    for label in measured.RIGHT:
        seen = {got: n for (own, got), n in counts.seen.items() if own == label}
        print(f"  {label}  n {sum(seen.values()):3}  right {counts.share(label):.3f}   {seen}")
    called = counts.contradicted
    print(
        f"audit {lang}  balanced accuracy {counts.balanced:.3f}, contradicted when so {called.right}/{called.right + called.extra}; ",
        end="",
    )
    print(f"{time.monotonic() - began:.1f} s")
    _mistakes(counts, verbose)
    return counts


def readers(verbose: bool = False, encoder: str = "bundled", memos: str = "*") -> None:
    """Print the audits of memos in both languages with an encoder, as the command line does them without a model."""
    from ragassist import Settings
    from ragassist.models.embed import embedder
    from ragassist.models.embed_recent import all_kept
    from ragassist.tasks.nearest import Nearness
    from ragassist.verify.verifier import Verifier

    ours = all_kept(embedder(Settings.model_validate({"embed": {"model": encoder}})))
    for lang in ("zh", "en"):
        audit(verbose, lang, lambda sources: Nearness(sources, ours, lambda _: []), Verifier(ours, None), memos)


def measure() -> list[Value]:
    """Recall and precision of each list, changes found, audits of Chinese memos, and must-have facts in briefs."""
    values = []
    for kind, counts in measured.lists(ROOT).items():
        values += [_recall(f"{kind}, recall", counts), share(f"{kind}, precision", counts.right, counts.right + counts.extra)]
    found, kinds = measured.changes(ROOT)
    values += [_recall("changes found", found), count("changes invented", found.extra), _recall("kinds of change, recall", kinds)]
    audited = measured.audits(ROOT)
    outcomes = [
        [got in right for (own, got), n in audited.seen.items() if own == label for _ in range(n)]
        for label, right in measured.RIGHT.items()
    ]
    values.append(mean_of_shares("audits of Chinese memos, balanced accuracy", outcomes))
    called = audited.contradicted
    values.append(share("called contradicted that are", called.right, called.right + called.extra))
    for folder, where in (("documents", ""), ("briefs", ", texts kept aside")):
        for name in ("short", "full"):
            values.append(_recall(f"must-have facts in a {name} brief{where}", measured.briefs(ROOT, full=name == "full", folder=folder)))
    return values


def _recall(what: str, counts: measured.Counts) -> Value:
    return share(what, counts.right, counts.right + counts.missed)


def _mistakes(counts, verbose: bool) -> None:
    for line in counts.mistakes if verbose else ():
        print(f"  {line}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("which", nargs="*", choices=("lists", "compare", "audit", "brief", "readers"), default="lists")
    asked.add_argument("--encoder", choices=("bundled", "gemma"), default="bundled", help="of `readers`")
    asked.add_argument("--memos", default="*", help="of `readers`: a pattern of file names, as `memo1[234]*`")
    asked.add_argument("-v", action="store_true", dest="verbose", help="each mistake")
    given = asked.parse_args()
    for name in [given.which] if isinstance(given.which, str) else given.which:
        readers(given.verbose, given.encoder, given.memos) if name == "readers" else globals()[name](given.verbose)
