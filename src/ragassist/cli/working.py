"""`worker`: reads and embeds what `ingest --queue` put into the queue, beside any number of other workers."""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import settings
from ragassist.errors import say

if TYPE_CHECKING:
    from ragassist.ingest.worker import Worked
    from ragassist.settings import Settings
    from ragassist.store.work_queue import Queued

_INTERRUPTED = 130


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    about = "read and embed what `ingest --queue` put into the queue; start as many as there are cores or machines"
    worker = commands.add_parser("worker", parents=[common], help=about)
    worker.add_argument("--until-empty", action="store_true", help="end when nothing is left to do; else work until interrupted")
    worker.add_argument("--retry", action="store_true", help="first take up again what was set aside after three failures")
    worker.add_argument("--status", action="store_true", help="only say what waits, what is in hand and what was set aside, and why")
    worker.add_argument("--json", action="store_true", help="print each job as one JSON object a line; with --status, one document")
    worker.set_defaults(run=_worker)


def _worker(args: argparse.Namespace) -> int:
    chosen = settings(args)
    if args.status:
        return _status(chosen, json=args.json)
    from ragassist.ingest.worker import Worker
    from ragassist.models.embed_in_use import EmbedderInUse
    from ragassist.store import filled_by

    if args.retry:
        output.note(f"{_retried(chosen)} jobs that were set aside are taken up again.")
    stop, interrupted = threading.Event(), threading.Event()

    def end(number: int, _: object) -> None:
        if stop.is_set():  # asked twice: what is in hand is left to others when its lease ends
            raise KeyboardInterrupt
        stop.set()
        if number == signal.SIGINT:
            interrupted.set()

    def tell(worked: Worked) -> None:
        if args.json:
            output.line(worked)
        else:
            output.say(f"{worked.kind}: {worked.path or worked.reason}" + (f" ({worked.reason})" if worked.path and worked.reason else ""))

    embedder = EmbedderInUse(chosen, lambda: filled_by(chosen)).filling
    worker = Worker(chosen, embedder, tell)
    with _signals(end):
        output.note("Working on the queue (Ctrl+C ends it)." if not args.until_empty else "Working until the queue is empty.")
        worker.run(stop, until_empty=args.until_empty)
    return _INTERRUPTED if interrupted.is_set() else 0


@contextlib.contextmanager
def _signals(end: Callable[[int, object], None]) -> Iterator[None]:
    """Have `end` called when the program is to end, as long as the body runs."""
    here = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)} if here else {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _retried(chosen: Settings) -> int:
    from ragassist.store.place import Place
    from ragassist.store.work_queue import open_queue

    with contextlib.closing(open_queue(Place.of(chosen))) as work:
        return work.retry()


def _status(chosen: Settings, *, json: bool) -> int:
    from ragassist.store.place import Place
    from ragassist.store.work_queue import queued

    jobs = queued(Place.of(chosen))
    counts = {state: sum(job.state == state for job in jobs) for state in ("waiting", "working", "aside")}
    if json:
        output.document({**counts, "jobs": [_object(job) for job in jobs]})
        return 0
    output.say(f"{counts['waiting']} waiting, {counts['working']} in hand, {counts['aside']} set aside after three failures.")
    for job in jobs:
        if job.state == "working":
            output.say(f"in hand: {job.shown}{_of(job)} ({job.who})")
    for job in jobs:
        if job.reason is not None and job.state != "working":
            output.say(f"{'set aside' if job.state == 'aside' else 'to be tried again'}: {job.shown}{_of(job)}: {say(job.reason)}")
    if counts["aside"]:
        output.note("`ragassist worker --retry` takes up again what was set aside.")
    return 0


def _of(job: Queued) -> str:
    return " (its sentences)" if job.kind == "sentences" else ""


def _object(job: Queued) -> dict[str, object]:
    return {
        "kind": job.kind,
        "path": job.shown,
        "state": job.state,
        "failures": job.failures,
        "worker": job.who,
        "reason": say(job.reason) if job.reason is not None else "",
    }
