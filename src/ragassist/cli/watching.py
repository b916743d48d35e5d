"""`watch`: keeps an index in step with folders until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError

if TYPE_CHECKING:
    from ragassist.ingest.watch import Change


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    watch = commands.add_parser("watch", parents=[common], help="keep the index in step with folders and files while they change")
    watch.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a directory (taken whole) or a file; it may come later")
    watch.add_argument("--prune", action="store_true", help="drop documents whose files are gone; else they are kept and said to be gone")
    watch.add_argument("--every", type=float, default=300.0, metavar="S", help="compare all of it at least so often, in seconds (300)")
    watch.add_argument("--polling", action="store_true", help="look at the files again and again: for network disks")
    watch.add_argument("--json", action="store_true", help="print each change as one JSON object a line")
    watch.set_defaults(run=_watch)


def _watch(args: argparse.Namespace) -> int:
    from ragassist.ingest.watch import Watch

    if args.every <= 0:
        raise UsageError("watch.every", every=args.every)
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def tell(change: Change) -> None:
        if args.json:
            output.line(change)
        else:
            output.say(f"{change.kind}: {change.path}" + (f" ({change.reason})" if change.reason else "") if change.path else change.reason)

    with assistant(args) as ours:
        output.note(f"Watching {', '.join(map(str, args.paths))} (Ctrl+C ends it).")
        Watch(ours, args.paths, ours.settings.home, tell, prune=args.prune, every_s=args.every, polling=args.polling).run(stop)
    return 0
