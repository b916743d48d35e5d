#!/usr/bin/env python3
"""Answers a minute of the local model with 1, 2 and 4 slots, while four users ask without a pause.

    python eval/bench/slots.py [--slots 1 2 4] [--seconds 200] [--users 4]

Questions of `eval/datasets/core.jsonl`, English and Chinese in turn, over `corpus/`, in the same order for each number of slots and each
asked once. A user whose answer is there takes the next question, until the time is over; answers that were begun are waited for and count,
with the time that they took. Each number of slots runs in a process of its own over a copy of one index, with one question before the clock
starts. Prints answers a minute, seconds an answer, and processor seconds an answer, which mean something on a busy machine too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from ragassist import Assistant, Settings

ROOT = Path(__file__).resolve().parents[2]


def questions() -> list[str]:
    """English and Chinese in turn, none of a pair beside the other."""
    rows = [json.loads(line) for line in (ROOT / "eval/datasets/core.jsonl").read_text(encoding="utf8").splitlines()]
    by_lang = {lang: [row["question"] for row in rows if row["lang"] == lang] for lang in ("en", "zh")}
    shifted = by_lang["zh"][len(by_lang["zh"]) // 2 :] + by_lang["zh"]
    return [question for pair in zip(by_lang["en"], shifted, strict=False) for question in pair]


def measure(home: Path, slots: int, seconds: float, users: int) -> dict[str, object]:
    """Ask for so long, and return what came of it."""
    waiting, lock, took, refused, failed = iter(questions()), threading.Lock(), [], [], []
    with Assistant(Settings(home=home, chat={"tier": "local"}, local={"slots": slots})) as ours:
        ours.ask("“东数西算”的八个国家算力枢纽节点是哪些？")
        began, worked, until = time.monotonic(), time.process_time(), time.monotonic() + seconds

        def ask() -> None:
            while time.monotonic() < until:
                with lock:
                    question = next(waiting)
                since = time.monotonic()
                try:
                    answer = ours.ask(question)
                except Exception as error:  # noqa: BLE001  # whatever it was, it is counted
                    failed.append(f"{type(error).__name__}: {error}")
                    continue
                took.append(time.monotonic() - since)
                refused.append(answer.refused)

        threads = [threading.Thread(target=ask) for _ in range(users)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole_s, cpu_s = time.monotonic() - began, time.process_time() - worked
    return {
        "slots": slots,
        "answers": len(took),
        "refused": sum(refused),
        "failed": failed,
        "answers_a_minute": round(60 * len(took) / whole_s, 2),
        "median_s": round(statistics.median(took), 1),
        "most_s": round(max(took), 1),
        "processor_s_an_answer": round(cpu_s / len(took), 1),
        "share_of_processors": round(cpu_s / whole_s / (os.cpu_count() or 1), 2),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=200)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.home:
        print(json.dumps(measure(args.home, args.slots[0], args.seconds, args.users), ensure_ascii=False))
        return
    with tempfile.TemporaryDirectory() as scratch:
        first = Path(scratch) / "home"
        with Assistant(Settings(home=first, chat={"tier": "extractive"})) as ours:
            ours.ingest([ROOT / "corpus"])
        for slots in args.slots:
            home = Path(scratch) / f"home-{slots}"
            shutil.copytree(first, home)
            command = [sys.executable, __file__, "--home", str(home), "--slots", str(slots), "--seconds", str(args.seconds)]
            subprocess.run([*command, "--users", str(args.users)], check=True)


if __name__ == "__main__":
    main()
