"""`eval judge`, `selftest` and `import`: who judges, whether the gate works, and other people's data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ragassist.cli import output
from ragassist.cli.assistants import settings

LABELS = Path("eval/datasets/judge_labels.jsonl")
JUDGES = ("verifier", "model")


def add(actions: Any, common: argparse.ArgumentParser, out: Path, gates: Path) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add these actions; `out` and `gates` are the default log and limits."""
    judge = actions.add_parser("judge", parents=[common], help="have the claims of a log judged, and the judge held against people")
    judge.add_argument("directory", type=Path, nargs="?", default=out, metavar="DIR", help=f"the log (default {out})")
    judge.add_argument("--judge", choices=JUDGES, default="verifier", help="the program's verifier (default), or the model of judge.*")
    judge.add_argument("--repeats", type=_count, default=1, metavar="N", help="ask about each claim N times, to see the judge's spread")
    judge.add_argument("--labels", type=Path, default=None, metavar="FILE", help=f"labelled claims (default: {LABELS} if it is there)")
    judge.add_argument("--json", action="store_true", help="print one JSON document")
    judge.set_defaults(run=_judge)

    selftest = actions.add_parser("selftest", parents=[common], help="break known answers of a log and report how many the gate catches")
    selftest.add_argument("directory", type=Path, nargs="?", default=out, metavar="DIR", help=f"the log (default {out})")
    selftest.add_argument("--gates", type=Path, default=gates, metavar="FILE")
    selftest.add_argument("--references", action="store_true", help="break the samples' references, not the log's good answers")
    selftest.add_argument("--judge", choices=JUDGES, default="verifier", help="as for `eval judge`")
    selftest.add_argument("--limit", type=int, default=0, metavar="N", help="at most N answers for each kind of change and language")
    selftest.add_argument("--json", action="store_true", help="print one JSON document")
    selftest.set_defaults(run=_selftest)

    bring = actions.add_parser("import", parents=[common], help="make a data set and documents of a SQuAD-like or RGB-like file")
    bring.add_argument("source", type=Path, metavar="FILE")
    bring.add_argument("--from", dest="shape", choices=("squad", "rgb"), required=True, help="the file's shape")
    bring.add_argument("--out", type=Path, required=True, metavar="DIR", help="documents/ and dataset.jsonl are written here")
    bring.set_defaults(run=_import)


def _judge(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from ragassist.evaluate import session
    from ragassist.evaluate.metrics import judgements
    from ragassist.evaluate.metrics.undefined import Undefined

    labels = args.labels or (LABELS if LABELS.is_file() else None)
    plan = session.Judgment(args.directory, args.judge, args.repeats, labels)
    with _bar("claim") as show:
        found = session.judge(settings(args), plan, progress=show)
    spread = judgements.spread(found)
    if args.json:
        agreement = asdict(found.agreement) if found.agreement else None
        told = {"undefined": spread.reason} if isinstance(spread, Undefined) else round(spread, 4)
        output.document(
            {"judge": found.judge, "claims": len(found.verdicts), "repeats": found.repeats, "spread": told, "agreement": agreement}
        )
    else:
        for line in judgements.told(found):
            output.say(line)
    return 0


def _selftest(args: argparse.Namespace) -> int:
    from ragassist.evaluate import session
    from ragassist.evaluate.selftest import trial_table

    plan = session.Breakage(args.directory, args.gates, references=args.references, judge=args.judge, limit=args.limit)
    with _bar("answer") as show:
        result = session.broken(settings(args), plan, progress=show)
    if args.json:
        output.document(trial_table.as_json(result))
    else:
        output.say(trial_table.render(result))
    return 0 if result.passed else 1


def _import(args: argparse.Namespace) -> int:
    from ragassist.evaluate.dataset import importers

    bring = importers.squad if args.shape == "squad" else importers.rgb
    done = bring(args.source, args.out)
    output.say(f"{done.samples} samples in {done.dataset}, {done.documents} documents in {args.out / 'documents'}.")
    if done.without_gold:
        output.note(f"{done.without_gold} answerable samples have no gold sentence: retrieval is not scored for them.")
    return 0


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    from tqdm import tqdm

    with tqdm(unit=unit, file=sys.stderr, mininterval=0.2 if sys.stderr.isatty() else 15) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value
