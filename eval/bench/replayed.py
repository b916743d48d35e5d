"""The evaluation's own metrics over a data set: answers replayed from recordings, or, without those, quoted by the program without a model.

    python eval/bench/replayed.py eval/datasets/core.jsonl --documents corpus eval/datasets/planted --encoder bundled
    python eval/bench/replayed.py eval/datasets/core.jsonl --documents corpus eval/datasets/planted --recordings eval/recordings/core --gate

`--gate` holds the answers against the gates of the set: `core.jsonl` has some, and so has `second/`.
With `--record` the local model answers, and its replies are kept for later replays.
It is what `ragassist eval run`, `eval score` and `eval gate` do, over an index of its own that is thrown away.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from values import Value, count

from ragassist.evaluate import session
from ragassist.evaluate.gate import decision
from ragassist.evaluate.metrics import scoring
from ragassist.evaluate.metrics.statistics import Estimate
from ragassist.settings import Settings

EVAL = Path(__file__).resolve().parents[1]
HELD_AGAINST = {"second": (EVAL / "gates-second.toml", None)}
"""Gates and baseline of the sets that have their own, by the folder that a set's file lies in."""
METRICS = (
    ("recall@5", "gold among the first five passages"),
    ("correct", "right: every required fact in the answer"),
    ("refusal_recall", "questions without an answer refused"),
    ("citation_recall", "gold sentences cited"),
    ("citation_precision", "citations of gold sentences"),
    ("faithful", "sentences shown that are not unsupported, by the program's own verifier"),
    ("promises", "answers that keep every promise"),
)
GROUPS = (("all", ""), ("lang en", ", English questions"), ("lang zh", ", Chinese questions"))


def measure(
    dataset: str,
    documents: Sequence[str],
    recordings: str | None = None,
    *,
    encoder: str = "gemma",
    gate: bool = False,
    record: bool = False,
) -> list[Value]:
    """The means of the main metrics with bootstrap intervals by pair; with `gate`, how many of its checks fail.

    Args:
        dataset: samples as JSONL.
        documents: what is indexed.
        recordings: a folder of a model's replies; None asks no model.
        encoder: as the setting `embed.model`.
        record: have the local model answer, and keep its replies in `recordings`.
        gate: hold the log against the set's gates and its baseline, if it has one.
    """
    against = held_against(Path(dataset)) if gate else None
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "log"
        tier = "extractive" if not recordings else "local" if record else "auto"
        settings = Settings(home=Path(scratch) / "home", embed={"model": encoder}, chat={"tier": tier})
        plan = session.Plan(
            dataset=Path(dataset),
            out=out,
            mode="replay" if recordings and not record else "live",
            record=record,
            recordings=Path(recordings) if recordings else None,
            documents=[Path(each) for each in documents],
        )
        report = session.evaluate(settings, plan)
        if missing := report.crashed + report.unavailable:
            raise SystemExit(f"{missing} samples have no answer: {'; '.join(report.reasons)}")
        values = _values(scoring.score(out))
        if against is not None:
            result = decision.gate(out, *against)
            for line in result.lines:
                print(line)
            values.append(count("checks of the gate that fail", sum(not check.passed for check in result.checks), len(result.checks)))
    return values


def held_against(dataset: Path) -> tuple[Path, Path | None]:
    """Return the gates that a data set is held against, and its baseline or None.

    Raises:
        SystemExit: no gates were written for it; those of another set say nothing about it.
    """
    own = HELD_AGAINST.get(dataset.resolve().parent.name)
    if own is None and dataset.stem != "core":
        raise SystemExit(f"No gates are kept for {dataset}: those of eval/gates.toml are for core.jsonl. Leave out --gate.")
    return own or (EVAL / "gates.toml", EVAL / "baseline.jsonl")


def _values(scores: scoring.Scores) -> list[Value]:
    groups = {group.name: group for group in scores.groups}
    found = []
    for metric, says in METRICS:
        for name, told in GROUPS:
            mean = groups[name].means[metric] if name in groups else None
            if isinstance(mean, Estimate):
                found.append(Value(f"{says}{told}", mean.mean, mean.n, mean.low, mean.high))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("--documents", nargs="+", required=True)
    parser.add_argument("--recordings")
    parser.add_argument("--encoder", default="gemma", choices=("gemma", "bundled"))
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--gate", action="store_true", help="hold the answers against the gates that are kept for this data set")
    args = parser.parse_args()
    for value in measure(args.dataset, args.documents, args.recordings, encoder=args.encoder, gate=args.gate, record=args.record):
        print(value)


if __name__ == "__main__":
    main()
