"""Kills an ingest at random moments and looks at what is left: nothing acknowledged lost, no orphan, and the next ingest finishes.

    python eval/bench/crash.py [N]              # N kills of the writer for each store (default 100), both stores
    python eval/bench/crash.py 30 --store postgres --kill server    # or connection, or chroma
    python eval/bench/crash.py 100 --kill worker            # of two workers on one queue

Each round starts `tests.store.processes ingest` over generated documents, lets it acknowledge a random number of commits, and after a
random pause kills the writer (or, with --kill, the PostgreSQL or the Chroma server) with SIGKILL, or cuts all connections to PostgreSQL.
Then the index is opened: every acknowledged document must be there, and every passage that a search returns must be in the manifest. When
all documents are in, the store is checked part by part (passages without vectors, vectors without passages, words) and the documents are
taken out again. Needs PostgreSQL (Debian: postgresql) for `--store postgres`; no model and no encoder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
from values import Value, count

from ragassist.errors import StoreError
from ragassist.ingest.queueing import enqueue
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.place import Place
from ragassist.store.work_queue import queued

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.store import processes  # noqa: E402
from tests.store.fakes import HashEmbedder  # noqa: E402
from tests.store.servers import ChromaServer, Postgres, postgres_programs  # noqa: E402

KILLED = ("writer", "worker", "server", "connection", "chroma")
DOCUMENTS = 120
LEASE_S = 1.5
FORKED = multiprocessing.get_context("forkserver")
IMPORTED = (
    "tests.store.processes",
    "chromadb.api.client",
    "chromadb.api.rust",
    "psycopg",
    "filelock",
    "rjieba",
    "ragassist.store.postgres",
)


def documents(directory: Path) -> Path:
    directory.mkdir()
    for n in range(DOCUMENTS):
        text = f"第{n}号通告\n\n编号{n}的仓库每{n + 2}年盘点一次，由{n % 7 + 3}人完成。\n\n结果在{n % 12 + 1}月公布，保存{n + 5}年。\n"
        (directory / f"notice-{n:03}.txt").write_text(text, encoding="utf8")
    return directory


class Connections:
    """All connections to a PostgreSQL server, which stays up."""

    def __init__(self, server: Postgres) -> None:
        self._url = server.url()

    def kill(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'one'")

    def start(self) -> None:
        """They are made anew by whoever needs one."""


class Child:
    """One process of `tests.store.processes`, and what it writes.

    It is forked from one that has imported all there is to import, since that takes seconds and a commit takes milliseconds.
    """

    def __init__(self, chosen: Settings, *words: str) -> None:
        environ = {}
        if url := chosen.manifest.url.get_secret_value():
            environ = {"RAGASSIST_MANIFEST__URL": url, "RAGASSIST_CHROMA__URL": chosen.chroma.url}
        os.environ["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
        FORKED.set_forkserver_preload([*IMPORTED])
        ours, theirs = FORKED.Pipe(duplex=False)
        self._process = FORKED.Process(target=be, args=(environ, theirs, words[0], str(chosen.home), *words[1:]))
        self._process.start()
        theirs.close()
        self.lines = os.fdopen(os.dup(ours.fileno()), encoding="utf8")
        ours.close()

    def ended(self) -> bool:
        return self._process.exitcode is not None

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def wait(self) -> str:
        """What it still had to say, when it has ended."""
        said = self.lines.read()
        self._process.join()
        return said


def be(environ: dict[str, str], out: Connection, verb: str, home: str, *rest: str) -> None:
    """Be such a process."""
    os.environ.update(environ)
    os.dup2(out.fileno(), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    processes.run(verb, Path(home), *rest)


def acknowledged_by(process: Child, commits: int) -> int:
    """The number of documents after so many lines; as many as there were, if it ended before."""
    known = 0
    for _ in range(commits):
        line = process.lines.readline().strip()
        if not line.isdigit():
            break
        known = int(line)
    return known


def wrong(chosen: Settings, acknowledged: int, whole: bool) -> list[str]:
    """What is not as it should be after a kill."""
    embedder, found = HashEmbedder(), []
    with open_store(chosen, embedder.name, embedder.dim) as store:
        there = len(store.documents())
        if there < acknowledged:
            found.append(f"{acknowledged} documents acknowledged, {there} there")
        orphans = [i for i, _ in store.dense(embedder.questions(["仓库盘点"], ["zh"])[0], 50) if not store.passages([i])]
        orphans += [i for i, _ in store.lexical("仓库盘点", 50) if not store.passages([i])]
        found += [f"orphan {i}" for i in orphans]
        if whole:
            found += store.check() + ([] if there == DOCUMENTS else [f"{there} of {DOCUMENTS} documents after the last ingest"])
    return found


def rounds(n: int, chosen: Settings, source: Path, kill: object, chance: random.Random) -> list[str]:
    """Kill `n` times; returns what went wrong."""
    found, killed, standing = [], 0, 0
    while killed < n:
        _tell(killed, n, found)
        process = Child(chosen, "ingest", str(source))
        left = DOCUMENTS - standing
        acknowledged = acknowledged_by(process, chance.randint(1, max(2, left // 2)))
        time.sleep(chance.uniform(0, 0.08))
        if not process.ended():
            killed += 1
            (process if kill is None else kill).kill()
            process.wait()
            if kill is not None:
                kill.start()
        found += [f"kill {killed}: {one}" for one in wrong(chosen, max(acknowledged, standing), whole=False)]
        with open_store(chosen, "hash", 64) as store:
            standing = len(store.documents())
        if standing > DOCUMENTS * 0.7 or killed == n:
            if not Child(chosen, "ingest", str(source)).wait().endswith("done\n"):
                found.append(f"kill {killed}: the next ingest did not finish")
            found += [f"kill {killed}: {one}" for one in wrong(chosen, DOCUMENTS, whole=True)]
            with open_store(chosen, "hash", 64, write=True) as store:
                store.remove_all([record.doc_id for record in store.documents()])
            standing = 0
    return found


def _tell(killed: int, n: int, found: list[str]) -> None:
    if killed and killed % 10 == 0:
        print(f"  {killed} of {n} kills, {len(found)} things wrong, load {os.getloadavg()[0]:.0f}", file=sys.stderr, flush=True)


class Teller:
    """A worker whose words are kept as they come."""

    def __init__(self, chosen: Settings, told: list[str]) -> None:
        self.process = Child(chosen, "work", str(LEASE_S))
        self.lines = 0
        self._told = told
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for line in self.process.lines:
            kind, _, rest = line.rstrip("\n").partition("\t")
            self.lines += 1
            if kind in ("indexed", "aside"):
                self._told.append(f"{kind}\t{rest.partition(chr(9))[0]}")

    def ended(self) -> bool:
        return self.process.ended()

    def kill(self) -> None:
        self.process.kill()
        self._thread.join()

    def wait(self) -> None:
        self._thread.join()


def rounds_of_workers(n: int, chosen: Settings, source: Path, chance: random.Random) -> list[str]:
    """Kill one of two workers `n` times; returns what went wrong."""
    found: list[str] = []
    killed = 0
    while killed < n:
        enqueue([source], chosen)
        told: list[str] = []
        pair = [Teller(chosen, told), Teller(chosen, told)]
        while killed < n and not all(each.ended() for each in pair):
            which = chance.randrange(2)
            lines, until = pair[which].lines + chance.randint(1, 12), time.monotonic() + 30
            while pair[which].lines < lines and not pair[which].ended() and time.monotonic() < until:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.08))
            if pair[which].ended():
                break
            pair[which].kill()
            killed += 1
            _tell(killed, n, found)
            before = len(told)
            with open_store(chosen, "hash", 64) as store:
                there = {record.path for record in store.documents()}
            lost = [line for line in told[:before] if line.startswith("indexed") and line.partition("\t")[2] not in there]
            found += [f"kill {killed}: acknowledged and not there: {line}" for line in lost]
            found += [f"kill {killed}: {one}" for one in wrong(chosen, 0, whole=False)]
            pair[which] = Teller(chosen, told)
        for each in pair:
            each.wait()
        # A document that was in hand at three kills was set aside, with the reason; nothing was wrong with it.
        aside = [job for job in queued(Place.of(chosen)) if job.state == "aside"]
        if aside:
            enqueue([source], chosen)
            Teller(chosen, told).wait()
            print(f"  {len(aside)} jobs were set aside after three kills, and done when asked for again")
        found += [f"after kill {killed}: {one}" for one in wrong(chosen, DOCUMENTS, whole=True)]
        found += [f"after kill {killed}: left in the queue: {job}" for job in queued(Place.of(chosen)) if job.kind == "document"]
        with open_store(chosen, "hash", 64, write=True) as store:
            store.remove_all([record.doc_id for record in store.documents()])
    return found


def measure(n: int, seed: int = 7) -> list[Value]:
    """How many things were wrong after so many kills of the writer, on SQLite and embedded Chroma."""
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        found = rounds(n, Settings(home=base / "home"), documents(base / "documents"), None, random.Random(seed))
    for one in found:
        print(one)
    return [count("things wrong", len(found), n)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, nargs="?", default=100)
    parser.add_argument("--store", choices=("file", "postgres", "both"), default="both")
    parser.add_argument("--kill", choices=KILLED, default="writer", help="the last three: postgres only")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    failed = False
    for kind in ("file", "postgres") if args.store == "both" else (args.store,):
        if kind == "file" and args.kill not in ("writer", "worker"):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            base, servers = Path(scratch), []
            chosen = Settings(home=base / "home")
            if kind == "postgres":
                programs = postgres_programs()
                if programs is None:
                    raise SystemExit("There is no PostgreSQL here: apt-get install postgresql")
                servers = [Postgres(programs), ChromaServer(base / "chroma")]
                chosen = Settings(home=base / "home", manifest={"url": servers[0].url()}, chroma={"url": servers[1].url})
            began = time.monotonic()
            try:
                chance, source = random.Random(args.seed), documents(base / "documents")
                cut = Connections(servers[0]) if args.kill == "connection" else None
                kill = {"server": servers and servers[0], "chroma": servers and servers[-1], "connection": cut}.get(args.kill)
                if args.kill == "worker":
                    found = rounds_of_workers(args.n, chosen, source, chance)
                else:
                    found = rounds(args.n, chosen, source, kill, chance)
            except StoreError as error:
                found = [str(error)]
            finally:
                for server in servers:
                    server.kill()
                if servers:
                    servers[0].close()
            failed = failed or bool(found)
            print(f"{kind}: {args.n} kills of the {args.kill}, {len(found)} things wrong, {time.monotonic() - began:.0f} s")
            for one in found:
                print(f"  {one}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
