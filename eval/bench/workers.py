#!/usr/bin/env python3
"""How long one worker and two workers take over the same queue, each worker on a core of its own, as on a small machine each.

    python eval/bench/workers.py [--documents 24] [--store file|postgres] [--workers 1 2]

Writes synthetic documents (texts of Han words drawn by Zipf's law), puts them into the queue of a new home, and starts the workers with
the bundled encoders, passages and sentences both. Seconds run from the first job told to the empty queue: loading the encoders is left
out. Prints JSON. Pinning to a core needs Linux; `postgres` needs PostgreSQL (Debian: postgresql).
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

from scale import Words

from ragassist.ingest.queueing import enqueue
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.place import Place
from ragassist.store.work_queue import queued

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.store.servers import ChromaServer, Postgres, postgres_programs  # noqa: E402

SENTENCES = 100
WORDS_A_SENTENCE = 22


def documents(directory: Path, n: int) -> Path:
    directory.mkdir()
    words = Words(seed=1)
    for number in range(n):
        text = "\n\n".join(words.sentence(WORDS_A_SENTENCE, "。") for _ in range(SENTENCES))
        (directory / f"synthetic-{number:04}.txt").write_text(f"第{number}号文件\n\n{text}\n", encoding="utf8")
    return directory


def run(chosen: Settings, source: Path, workers: int) -> dict[str, float]:
    enqueue([source], chosen)
    environ = os.environ | {"RAGASSIST_EMBED__MODEL": "bundled"}
    if url := chosen.manifest.url.get_secret_value():
        environ |= {
            "RAGASSIST_MANIFEST__URL": url,
            "RAGASSIST_MANIFEST__NAME": chosen.manifest.name,
            "RAGASSIST_CHROMA__URL": chosen.chroma.url,
        }
    command = [sys.executable, "-m", "ragassist", "--home", str(chosen.home), "worker", "--json"]
    cores = sorted(os.sched_getaffinity(0))
    started = []
    for number in range(workers):
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        os.sched_setaffinity(process.pid, {cores[number % len(cores)]})
        started.append(process)
    place = Place.of(chosen)
    while not any(job.state == "working" for job in queued(place)):
        time.sleep(0.02)
    began = time.monotonic()
    while queued(place):
        time.sleep(0.1)
    took = time.monotonic() - began
    for process in started:
        process.terminate()
    jobs = [sum('"indexed"' in line for line in process.communicate()[0].splitlines()) for process in started]
    with open_store(chosen) as store:
        wrong, passages = store.check(), sum(record.passages for record in store.documents())
    return {
        "workers": workers,
        "seconds": round(took, 1),
        "passages": passages,
        "passages_a_second": round(passages / took, 2),
        "documents_of_each": jobs,
        "wrong": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=24)
    parser.add_argument("--store", choices=("file", "postgres"), default="file")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        base, servers = Path(scratch), []
        source, found = documents(base / "documents", args.documents), []
        if args.store == "postgres":
            programs = postgres_programs()
            if programs is None:
                raise SystemExit("There is no PostgreSQL here: apt-get install postgresql")
            servers = [Postgres(programs), ChromaServer(base / "chroma")]
        try:
            for workers in args.workers:
                chosen = Settings(home=base / f"home-{workers}")
                if servers:
                    manifest = {"url": servers[0].url(), "name": f"workers_{workers}"}
                    chosen = Settings(home=base / f"home-{workers}", manifest=manifest, chroma={"url": servers[1].url})
                found.append(run(chosen, source, workers))
        finally:
            if servers:
                servers[1].kill()
                servers[0].close()
    print(json.dumps({"store": args.store, "load_average": os.getloadavg()[0], "runs": found}, indent=1))


if __name__ == "__main__":
    main()
