"""Many users at once against a scripted model, while documents come and go and processes are killed: errors, crossed answers, memory.

    python eval/bench/soak.py [--minutes 60] [--users 64] [--page 16] [--pause 40] [--restart-s 150]

Runs two endpoints, two pages and a writer as processes over one home, as in `deploy/`, with a scripted model behind the OpenAI protocol
and an embedder of random directions, so that what is measured is the program and not a model. One endpoint and one page stay up, and say
whether memory and handles stay level; the others and the writer are killed or restarted in turn under supervision. Each simulated user
asks about a warehouse of their own choice, thinks, and asks again; users of the page also upload and remove documents. An answer that
names another warehouse, or another number than its document has, is a crossed one; one that never came whole is an error, unless its
process was away: then it is asked again. At the end the index is compared with what was acknowledged.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from soak_processes import Served, Supervisor, load
from soak_users import CODE, WAREHOUSES, ApiUser, PageUser, Tally, text_of

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.openai_server import OpenAIServer, Request  # noqa: E402
from tests.store.fakes import HashEmbedder  # noqa: E402
from tests.store.servers import free_port  # noqa: E402

from ragassist import Assistant, Settings  # noqa: E402
from ragassist.errors import BusyError  # noqa: E402
from ragassist.store import open_store  # noqa: E402

WRITES_EVERY_S = 15
KEPT = 3


def scripted(request: Request) -> str:
    """The source that names the warehouse which the question names, as a large model would quote it."""
    said = request.body["messages"][-1]["content"]
    asked = CODE.findall(said)
    lines = re.findall(r"^\[(\d+)\] (.*)$", said, re.MULTILINE)
    for number, line in lines:
        if asked and asked[-1] in line and "每" in line:
            return f"{line} [{number}]"
    return "NOT_IN_SOURCES" if lines else "是"


def settings_of(home: Path, model: str) -> Settings:
    chat = {"tier": "hosted", "base_url": model, "api_key": "none", "model": "scripted", "size": "large"}
    return Settings(home=home, chat=chat, ui={"queue": 64}, log={"level": "error"})


def serve(door: str, home: Path, model: str, port: int) -> None:
    """Be one of the processes."""
    with Assistant(settings_of(home, model), embedder=HashEmbedder()) as ours:
        if door == "writer":
            write(ours, home.parent / "more")
        elif door == "api":
            from ragassist.api.server import serve as listen

            listen(ours, host="127.0.0.1", port=port)
        else:
            from ragassist.ui.page import launch

            launch(ours, host="127.0.0.1", port=port)


def write(ours: Assistant, source: Path) -> None:
    """Add a document and remove older ones, again and again, and say so; what a killed writer had begun is done first."""
    source.mkdir(exist_ok=True)
    n = max([0, *(int(path.stem) for path in source.glob("*.txt"))]) or 1
    while True:
        fresh = source / f"{n}.txt"
        fresh.write_text(f"港口H{n}办法\n\n港口每天装卸{n}箱货物。\n", encoding="utf8")
        try:
            ours.ingest([fresh])
            _say(added=n)
            for record in ours.documents():
                older = Path(record.location)
                if older.parent == source and int(older.stem) <= n - KEPT:
                    ours.remove([record.doc_id])
                    older.unlink()
                    _say(removed=int(older.stem))
            n += 1
        except BusyError:  # a page is writing; the message says to try again
            _say(busy=1)
        time.sleep(WRITES_EVERY_S)


def _say(**what: int) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Written:
    """What the writer has acknowledged."""

    def __init__(self) -> None:
        self.added: set[int] = set()
        self.removed: set[int] = set()
        self.busy = 0

    def hear(self, line: bytes) -> None:
        told = json.loads(line)
        self.added |= {told["added"]} if "added" in told else set()
        self.removed |= {told["removed"]} if "removed" in told else set()
        self.busy += told.get("busy", 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--users", type=int, default=64)
    parser.add_argument("--page", type=int, default=16, help="how many of them use the page")
    parser.add_argument("--pause", type=float, default=40.0, help="seconds a user thinks between two questions, at the mean")
    parser.add_argument("--restart-s", type=float, default=150.0, help="seconds between two kills or restarts")
    parser.add_argument("--serve", nargs=4, metavar=("DOOR", "HOME", "MODEL", "PORT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve[0], Path(args.serve[1]), args.serve[2], int(args.serve[3]))
        return 0
    with tempfile.TemporaryDirectory() as scratch, OpenAIServer(["scripted"]) as model:
        home, source = Path(scratch) / "home", Path(scratch) / "source"
        source.mkdir()
        model.answer = scripted
        for n in range(WAREHOUSES):
            (source / f"warehouse-{n}.txt").write_text(text_of(n), encoding="utf8")
        with Assistant(settings_of(home, model.url), embedder=HashEmbedder()) as ours:
            ours.ingest([source])
        return run(args, home, model)


def run(args: argparse.Namespace, home: Path, model: OpenAIServer) -> int:
    written, tally, stop = Written(), Tally(), threading.Event()

    def served(name: str) -> Served:
        port = free_port()
        command = [sys.executable, __file__, "--serve", name.partition("-")[0], str(home), model.url, str(port)]
        if name == "writer":
            return Served(name, command, heard=written.hear)
        return Served(name, command, f"http://127.0.0.1:{port}")

    every = {name: served(name) for name in ("api", "api-2", "page", "page-2", "writer")}
    supervisor = Supervisor([*every.values()], os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"})
    turns = [(every[name], how) for how in (signal.SIGKILL, signal.SIGTERM) for name in ("api-2", "page-2", "writer")]
    doors = {PageUser: ("page", "page-2"), ApiUser: ("api", "api-2")}
    users: list[threading.Thread] = []
    for i in range(args.users):
        kind = PageUser if i < args.page else ApiUser
        users.append(kind(i, every[doors[kind][i % 2]], stop, tally, args.pause))
    others = [
        threading.Thread(target=supervisor.watch, args=(stop,)),
        threading.Thread(target=supervisor.restart_in_turn, args=(stop, turns, args.restart_s)),
    ]
    for thread in (*users, *others):
        thread.start()
    began, loads = time.monotonic(), []
    while time.monotonic() - began < args.minutes * 60:
        time.sleep(5)
        model.requests.clear()
        loads.append(load())
    took_s = time.monotonic() - began
    stop.set()
    for thread in (*users, *others):
        thread.join()
    died = [f"{name} ended by itself" for name, each in every.items() if each.process and each.process.poll() is not None]
    supervisor.end()
    tell(tally, [*every.values()], supervisor, began, took_s)
    print(f"load of the machine: median {statistics.median(loads):.1f}, most {max(loads):.1f}; think time {args.pause:.0f} s at the mean")
    wrong = died + compared(home, model.url, written, tally)
    print(f"the writer added {len(written.added)}, removed {len(written.removed)}, had to wait {written.busy} times")
    print(f"wrong at the end: {wrong}")
    return int(bool(wrong or tally.outcomes["error"] or tally.outcomes["crossed"] or tally.outcomes["without an answer"]))


def tell(tally: Tally, processes: list[Served], supervisor: Supervisor, began: float, took_s: float) -> None:
    """Print what came of it."""
    print(f"{took_s / 60:.0f} minutes: {dict(tally.outcomes)}")
    print(f"{len(supervisor.kills)} kills and restarts: {'; '.join(supervisor.kills)}")
    for each in processes:
        shown = ", ".join(f"{mb:.0f} MB {handles:.0f}" for mb, handles in each.fifths(began, took_s))
        print(f"{each.name}: memory and handles by fifths (medians, n {len(each.samples)}): {shown}")
    for name, seconds in (
        ("first piece (api)", tally.first_s),
        ("whole (api)", tally.whole_s["api"]),
        ("whole (page)", tally.whole_s["page"]),
        ("upload until listed (page)", tally.seen_s),
    ):
        if len(seconds) > 1:
            cuts = statistics.quantiles(seconds, n=20)
            print(f"{name}: median {statistics.median(seconds):.2f} s, p95 {cuts[18]:.2f} s, most {max(seconds):.2f} s, n {len(seconds)}")
    for error, count in tally.errors.most_common(10):
        print(f"  {count} x {error}")


def compared(home: Path, model: str, written: Written, tally: Tally) -> list[str]:
    """Where the index differs from what was acknowledged."""
    settings = settings_of(home, model)
    with open_store(settings, HashEmbedder().name, HashEmbedder().dim) as store:
        wrong = [str(each) for each in store.check()]
        there = {Path(record.location).name for record in store.documents()}
    expected = {f"warehouse-{n}.txt": True for n in range(WAREHOUSES)} | tally.uploaded
    newest = max(written.added, default=0)
    expected |= {f"{n}.txt": True for n in written.added if n > newest - KEPT + 1}
    expected |= {f"{n}.txt": False for n in written.removed}
    return wrong + [f"{name} is {'missing' if kept else 'still there'}" for name, kept in expected.items() if (name in there) != kept]


if __name__ == "__main__":
    raise SystemExit(main())
