#!/usr/bin/env python3
"""How soon a commit of one machine is found on another: two homes, one PostgreSQL, one Chroma server, a reader in a process of its own.

    python eval/bench/two_homes.py [--commits 50] [--passages 0]

Each commit is one document of two passages. Seconds run from the commit's return to the end of the other home's first question that finds
both by words and by meaning; it is asked again and again. `--passages` synthetic ones lie in the index before (`scale.py`'s, with 64
random directions each). Prints JSON: every time in order, median, 95th percentile and the most. No model and no encoder; needs PostgreSQL
(Debian: postgresql).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import scale

from ragassist.settings import Settings
from ragassist.store import Entry, open_store

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.store.fakes import HashEmbedder, entry  # noqa: E402
from tests.store.servers import ChromaServer, Postgres, postgres_programs  # noqa: E402

QUESTION = "灯塔镜片更换"
DIM, AT_ONCE = 64, 100


class Other:
    """The reader in the other home."""

    def __init__(self, chosen: Settings) -> None:
        environ = os.environ | {
            "RAGASSIST_MANIFEST__URL": chosen.manifest.url.get_secret_value(),
            "RAGASSIST_CHROMA__URL": chosen.chroma.url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        command = [sys.executable, "-m", "tests.store.processes", "search", str(chosen.home), QUESTION]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, cwd=ROOT, text=True, env=environ, **pipes)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def ask(self) -> list[str]:
        """Return the best text by meaning, the best by words, and how many documents there are."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().rstrip("\n").split("\t")

    def end(self) -> None:
        self._process.communicate()


def fill(chosen: Settings, passages: int) -> None:
    chance, embedder = np.random.default_rng(1), HashEmbedder(dim=DIM)
    with open_store(chosen, embedder.name, DIM, write=True) as store:
        waiting: list[Entry] = []
        for document, some in scale.documents(passages):
            vectors = chance.standard_normal((len(some), DIM), np.float32)
            waiting.append(Entry(document, some, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))
            if len(waiting) == AT_ONCE:
                store.put_all(waiting)
                waiting = []
        store.put_all(waiting)


def measure(one: Settings, two: Settings, commits: int) -> list[float]:
    embedder = HashEmbedder(dim=DIM)
    with open_store(one, embedder.name, DIM, write=True) as store:
        store.put_all([entry("/d/first.txt", "灯塔每年检查一次。\n", embedder)])
    other, took = Other(two), []
    other.ask()
    for number in range(commits):
        wanted = f"灯塔镜片更换，每{number + 2}年一次。"
        with open_store(one, embedder.name, DIM, write=True) as store:
            store.put_all([entry(f"/d/lamp-{number}.txt", f"{wanted}\n更换由站长记录。\n", embedder)])
            began = time.monotonic()
            while other.ask()[:2] != [wanted, wanted]:
                if time.monotonic() - began > 60:
                    raise SystemExit(f"Commit {number} was not found within a minute.")
            took.append(time.monotonic() - began)
            store.remove(store.find(f"lamp-{number}").doc_id)
    other.end()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--passages", type=int, default=0)
    args = parser.parse_args()
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here: apt-get install postgresql")
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        servers = (Postgres(programs), ChromaServer(base / "chroma"))
        try:
            shared = {"manifest": {"url": servers[0].url()}, "chroma": {"url": servers[1].url}}
            one, two = (Settings(home=base / name, **shared) for name in ("one", "two"))
            if args.passages:
                fill(one, args.passages)
            load = os.getloadavg()[0]
            took = measure(one, two, args.commits)
        finally:
            servers[1].kill()
            servers[0].close()
    spread = {f"p{share}": round(float(np.percentile(took, share)), 3) for share in (50, 95, 100)}
    print(json.dumps({"passages": args.passages, "commits": len(took), "load": round(load, 1), **spread, "s": [round(t, 3) for t in took]}))


if __name__ == "__main__":
    main()
