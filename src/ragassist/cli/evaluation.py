"""`eval run`, `score`, `gate` and `report`; the other actions are in `evaluation_checks` and `evaluation_reading`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import evaluation_checks, evaluation_reading, output
from ragassist.cli.assistants import settings

if TYPE_CHECKING:
    from ragassist.evaluate.run.log import Entry

DATASET = Path("eval/datasets/core.jsonl")
DOCUMENTS = (Path("corpus"), Path("eval/datasets/planted"))
RECORDINGS = Path("eval/recordings")
GATES = Path("eval/gates.toml")
BASELINE = Path("eval/baseline.jsonl")
OUT = Path("eval/runs/latest")


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    evaluation = commands.add_parser(
        "eval", parents=[common], help="how good the answers are: run, score, judge, read, gate, report, selftest, import"
    )
    actions = evaluation.add_subparsers(dest="action", metavar="ACTION", required=True)

    run = actions.add_parser("run", parents=[common], help="answer a data set and write a log")
    run.add_argument("--dataset", type=Path, default=DATASET, metavar="FILE", help=f"samples as JSONL (default {DATASET})")
    how = run.add_mutually_exclusive_group()
    how.add_argument("--replay", action="store_true", help="use recorded model replies only (the default)")
    how.add_argument("--live", action="store_true", help="call the model that the settings choose")
    run.add_argument("--record", action="store_true", help="with --live: keep the model's replies for later replays")
    run.add_argument("--recordings", type=Path, default=None, metavar="DIR", help="default: eval/recordings/<data set>")
    run.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"where the log goes (default {OUT})")
    run.set_defaults(run=_run)

    for name, does, text in (
        ("score", _score, "score a log again, without any model"),
        ("gate", _gate, "compare a log with the gates and the baseline; exit code 1 when it is not good enough"),
    ):
        action = actions.add_parser(name, parents=[common], help=text)
        action.add_argument("directory", type=Path, nargs="?", default=OUT, metavar="DIR", help=f"the log (default {OUT})")
        action.add_argument("--json", action="store_true", help="print one JSON document")
        action.set_defaults(run=does)
        if name == "gate":
            action.add_argument("--gates", type=Path, default=GATES, metavar="FILE")
            action.add_argument("--baseline", type=Path, default=None, metavar="FILE", help=f"default: {BASELINE} if it is there")
            action.add_argument("--junit", type=Path, metavar="FILE", help="also write JUnit XML")
            action.add_argument("--markdown", type=Path, metavar="FILE", help="also write a Markdown summary")
        if name == "score":
            action.add_argument(
                "--baseline",
                type=Path,
                metavar="FILE",
                help="write the scores into FILE, for `eval gate --baseline FILE`; what it holds is replaced",
            )

    report = actions.add_parser("report", parents=[common], help="render a log as one HTML page that needs no network")
    report.add_argument("directory", type=Path, nargs="?", default=OUT, metavar="DIR", help=f"the log (default {OUT})")
    report.add_argument("--to", type=Path, metavar="FILE", help="default: report.html in DIR")
    report.add_argument("--gates", type=Path, default=GATES, metavar="FILE")
    report.add_argument("--baseline", type=Path, default=None, metavar="FILE", help=f"default: {BASELINE} if it is there")
    report.set_defaults(run=_report)
    evaluation_checks.add(actions, common, OUT, GATES)
    evaluation_reading.add(actions, common, OUT)


def _run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from ragassist.evaluate import session
    from ragassist.evaluate.metrics import score_table, scoring

    own = bool(getattr(args, "home", None))
    plan = session.Plan(
        dataset=args.dataset,
        out=args.out,
        mode="live" if args.live else "replay",
        recordings=args.recordings or RECORDINGS / args.dataset.stem,
        record=args.record,
        documents=() if own else [path for path in DOCUMENTS if path.exists()],
    )
    ours = settings(args) if own else settings(args, home=args.out / "home")
    interval_s = 0.2 if sys.stderr.isatty() else 15
    output.note("Indexing the documents, then asking the questions of the data set …")
    with tqdm(unit="question", file=sys.stderr, mininterval=interval_s) as bar:

        def show(done: int, total: int, entry: Entry) -> None:
            bar.total = total
            bar.set_postfix_str(entry.outcome, refresh=False)
            bar.update(done - bar.n)

        report = session.evaluate(ours, plan, progress=show)
    scores = scoring.score(args.out)
    output.say(score_table.render(scores))
    output.note("Seconds: " + ", ".join(f"{name} {spent:.1f}" for name, spent in scores.header.phases))
    for reason in report.reasons:
        output.note(reason)
    return report.exit_code


def _score(args: argparse.Namespace) -> int:
    from ragassist.evaluate.gate import baseline
    from ragassist.evaluate.metrics import score_table, scoring

    scores = scoring.score(args.directory)
    if args.baseline is not None:
        baseline.write(args.baseline, scores)
        output.note(f"Baseline written to {args.baseline}.")
    if args.json:
        output.document(scoring.as_json(scores))
    else:
        output.say(score_table.render(scores))
    return 0


def _gate(args: argparse.Namespace) -> int:
    from ragassist.evaluate.gate import ci, decision
    from ragassist.evaluate.metrics import scoring

    baseline = args.baseline or (BASELINE if BASELINE.exists() else None)
    result = decision.gate(args.directory, args.gates, baseline)
    if args.junit is not None:
        args.junit.write_text(ci.junit(result), encoding="utf8")
    if args.markdown is not None:
        args.markdown.write_text(ci.markdown(result, scoring.score(args.directory)), encoding="utf8")
    if args.json:
        output.document({"passed": result.passed, "exit_code": result.exit_code, "lines": list(result.lines)})
    else:
        for text in result.lines:
            output.say(text)
    return result.exit_code


def _report(args: argparse.Namespace) -> int:
    from ragassist.evaluate.gate import baseline as baselines
    from ragassist.evaluate.gate import decision, floors
    from ragassist.evaluate.metrics import scoring
    from ragassist.evaluate.report import report_page
    from ragassist.evaluate.run import log

    logged = log.read(args.directory)
    path = args.baseline or (BASELINE if BASELINE.exists() else None)
    before = baselines.load(path) if path is not None else None
    result = decision.check(logged, floors.load(args.gates), before) if args.gates.exists() else None
    target = args.to or args.directory / "report.html"
    target.write_text(report_page.page(logged, scoring.score_log(logged), gate=result, baseline=before), encoding="utf8")
    output.say(str(target))
    return 0
