"""Is ingest as fast as it was in an earlier state of the project? Both states read the same text files, in turn, in one run.

    git worktree add /tmp/earlier COMMIT
    python eval/bench/ingest_against.py /tmp/earlier [PATH ...] [--rounds N]

Each measurement is a process of its own (ingest.py beside this file, vectors that cost nothing), the two states one after the other,
N rounds; the quickest round of each counts, since what else the machine does only ever makes a round slower. A PATH is a file or a
directory of plain texts and Markdown; without one, the corpus, and an invented text of 2 MB. Prints one JSON document: for reading with
cutting, and for the whole of ingest, the seconds of either state and the speed of this one as a multiple of the earlier one's.
Exit code 1 where this one is slower by more than 5 %, which repeated rounds of one and the same state differ by.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ingest import ROOT, big_text

SLOWER = 0.95
STEPS = {"read and cut": ("--only", "read"), "whole ingest": ("--only", "ingest", "--fake")}


def seconds(state: Path, path: Path, step: str) -> tuple[float, float]:
    """How long one step took in one state: by the clock, and of the processor."""
    environment = {**os.environ, "PYTHONPATH": str(state / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(ROOT / "eval/bench/ingest.py"), str(path), *STEPS[step]]
    done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], found["processor_s"]


def compared(earlier: Path, path: Path, rounds: int) -> dict[str, dict[str, float]]:
    """The quickest rounds of both states, and how many times as fast this one is."""
    told = {}
    for step in STEPS:
        taken: dict[Path, list[tuple[float, float]]] = {earlier: [], ROOT: []}
        for _ in range(rounds):
            for state, found in taken.items():
                found.append(seconds(state, path, step))
        before, now = ([min(each) for each in zip(*found, strict=True)] for found in taken.values())
        told[step] = {
            "before_s": before[0],
            "now_s": now[0],
            "times_as_fast": round(before[0] / now[0], 2),
            "times_as_fast_by_processor_time": round(before[1] / now[1], 2),
        }
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earlier", type=Path, help="a checkout of the earlier state")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "corpus"])
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        big = Path(scratch, "invented-2-MB.txt")
        big.write_text(big_text(2), encoding="utf-8")
        told = {path.name: compared(args.earlier.resolve(), path.resolve(), args.rounds) for path in [*args.paths, big]}
    print(json.dumps(told, indent=1))
    return int(any(step["times_as_fast_by_processor_time"] < SLOWER for steps in told.values() for step in steps.values()))


if __name__ == "__main__":
    sys.exit(main())
