"""How long the command line and the page take to be there, each in a new process: `python eval/bench/startup.py [--turns N]`.

A new home over `corpus/` with the bundled encoders; `--help` and `search` from cold, the page until it answers, and a search in a running
process. Wall clock: on a busy machine the shortest says most.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from values import Value, median

from ragassist import Assistant, Settings

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = 40
MOST_S = 180


def measure(turns: int = 5) -> list[Value]:
    """Seconds until each is done, medians with the shortest and the longest."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        environ = os.environ | {"RAGASSIST_HOME": str(home), "RAGASSIST_EMBED__MODEL": "bundled", "RAGASSIST_CHAT__TIER": "extractive"}
        began = time.perf_counter()
        with Assistant(Settings(home=home, embed={"model": "bundled"}, chat={"tier": "extractive"})) as ours:
            ours.ingest([ROOT / "corpus"])
            indexed_s, within_ms = time.perf_counter() - began, _searches(ours)
        search = ("search", "数据出境的安全评估")
        return [
            median("`--help`", _times(lambda: _run(environ, "--help"), turns), "s"),
            median("`search` from cold", _times(lambda: _run(environ, *search), turns), "s"),
            median("the page answers", _times(lambda: _page(environ), max(2, turns // 2)), "s"),
            Value("`corpus/` indexed, embedding included", indexed_s, 1, unit="s"),
            median("a search in a running process", within_ms, "ms"),
        ]


def _searches(ours: Assistant) -> list[float]:
    lines = (ROOT / "eval/datasets/core.jsonl").read_text(encoding="utf8").splitlines()
    asked = [json.loads(line)["question"] for line in lines][:QUESTIONS]
    ours.search(asked[0])  # what is loaded once is loaded now
    took = []
    for question in asked[1:]:
        began = time.perf_counter()
        ours.search(question)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _times(do: Callable[[], object], turns: int) -> list[float]:
    took = []
    for _ in range(turns):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return took


def _run(environ: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "ragassist", *words], env=environ, stdout=subprocess.DEVNULL, check=True, timeout=MOST_S)


def _page(environ: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "ragassist", "chat", "--port", str(port)], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + MOST_S
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The page did not come up.")
            time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as reply:
            return reply.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=5)
    for value in measure(parser.parse_args().turns):
        print(value)
