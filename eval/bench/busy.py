"""How fast the local model reads and writes while another process keeps a processor busy, by how long its threads spin.

    python eval/bench/busy.py [--seconds 30] [--out eval/bench/busy.json]

For each way of running the engine (number of threads, share of polling) it asks for a short text again and again, in turns: once with the
machine as it is, once beside one process that does nothing but count. All ways take turns, so that whatever else the machine does meets
all of them alike; what is reported is the median of each, and the ratio of the two within a turn. Needs the `local` extra and its weights.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from ragassist.models import local, weights
from ragassist.settings import Settings

TOKENS = 16
PROMPT = "Ships that enter the {n}th harbour report the goods on board, their weight and the port that they come from, and "
COUNTING = "while True: pass"


@dataclass
class Case:
    """One way of running the engine, and tokens a second as measured: reading the prompt and writing, idle and busy, a pair a turn."""

    read_with: int
    """Threads."""
    write_with: int
    poll: int
    priority: int
    reading: dict[str, list[float]] = field(default_factory=lambda: {"idle": [], "busy": []})
    writing: dict[str, list[float]] = field(default_factory=lambda: {"idle": [], "busy": []})

    def row(self) -> dict[str, Any]:
        """Return the medians, and the median ratio of busy to idle within a turn, with the number of turns."""
        found: dict[str, Any] = {
            "threads": f"{self.read_with}:{self.write_with}",
            "poll": self.poll,
            "priority": self.priority,
            "turns": len(self.writing["busy"]),
        }
        for name in ("reading", "writing"):
            rates = getattr(self, name)
            found |= {f"{name}_{state}": round(statistics.median(rates[state]), 2) for state in ("idle", "busy")}
            found[f"{name}_ratio"] = round(statistics.median(b / i for b, i in zip(rates["busy"], rates["idle"], strict=True)), 2)
        return found


@contextmanager
def one_busy_process(wanted: bool) -> Iterator[None]:
    """Keep one processor busy meanwhile, where wanted."""
    command = [sys.executable, "-c", COUNTING]
    beside = subprocess.Popen(command) if wanted else None
    try:
        if beside is not None:
            time.sleep(0.3)
        yield
    finally:
        if beside is not None:
            beside.kill()
            beside.wait()


def ask(server: local.Running, n: int) -> tuple[float, float]:
    """Return tokens a second of reading a prompt that was never seen, and of writing after it."""
    body = {"prompt": PROMPT.format(n=n) * 3, "n_predict": TOKENS, "temperature": 0, "cache_prompt": False, "ignore_eos": True}
    request = urllib.request.Request(
        server.url.removesuffix("/v1") + "/completion",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {server.key}"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=600) as reply:
        timings = json.loads(reply.read())["timings"]
    return timings["prompt_per_second"], timings["predicted_per_second"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30, help="measured time for each way, idle and busy together")
    parser.add_argument("--threads", nargs="+", default=["1:1", "2:2", "2:1"], metavar="READ:WRITE", help="threads that read, that write")
    parser.add_argument("--poll", type=int, nargs="+", default=[0, 50, 100])
    parser.add_argument("--priority", type=int, nargs="+", default=[0])
    parser.add_argument("--one-core", action="store_true", help="all threads of the engine share one processor")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    path = weights.verified(Settings())
    threads = [tuple(int(part) for part in pair.split(":")) for pair in args.threads]
    cases = [Case(*pair, *rest) for pair, *rest in product(threads, args.poll, args.priority)]
    servers = [local.start(path, 1024, case.read_with, writing=case.write_with, poll=case.poll, priority=case.priority) for case in cases]
    print(f"{len(cases)} ways, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    for server in servers:
        ask(server, 0)
    if args.one_core:
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), {min(os.sched_getaffinity(0))})
    end, turn = time.monotonic() + args.seconds * len(cases), 0
    while time.monotonic() < end or turn < 3:
        turn += 1
        for case, server in zip(cases, servers, strict=True):
            for state in ("idle", "busy") if turn % 2 else ("busy", "idle"):
                with one_busy_process(state == "busy"):
                    read, written = ask(server, turn)
                case.reading[state].append(read)
                case.writing[state].append(written)
        print(f"turn {turn}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    rows = [case.row() for case in cases]
    for row in rows:
        print(" ".join(f"{name} {value}" for name, value in row.items()))
    if args.out:
        args.out.write_text(json.dumps({"rows": rows, "turns": [asdict(case) for case in cases]}, indent=1) + "\n", encoding="utf8")
    servers.clear()  # before the interpreter ends: their threads must not outlive it


if __name__ == "__main__":
    main()
