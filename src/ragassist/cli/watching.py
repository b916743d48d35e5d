"""`watch`: keeps an index in step with folders and pages of the web until it is interrupted."""

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
    watch = commands.add_parser("watch", parents=[common], help="keep the index in step with folders, files, pages and feeds")
    about = "a directory (taken whole) or a file, which may come later; or the address of a page, or of an RSS or Atom feed"
    watch.add_argument("paths", nargs="*", metavar="PATH|URL", help=about)
    watch.add_argument("--list", dest="lists", action="append", type=Path, default=[], metavar="FILE", help="addresses, one a line")
    watch.add_argument("--fetch-every", type=float, default=900.0, metavar="S", help="ask for an address so often, in seconds (900)")
    watch.add_argument("--prune", action="store_true", help="drop documents whose files are gone; else they are kept and said to be gone")
    watch.add_argument("--every", type=float, default=300.0, metavar="S", help="compare all of it at least so often, in seconds (300)")
    watch.add_argument("--polling", action="store_true", help="look at the files again and again: for network disks")
    watch.add_argument("--json", action="store_true", help="print each change as one JSON object a line")
    watch.set_defaults(run=_watch)


def _watch(args: argparse.Namespace) -> int:
    from ragassist.ingest.watch import Watch
    from ragassist.ingest.web.address import is_address
    from ragassist.ingest.web.follow import Follow

    for name in ("every", "fetch_every"):
        if getattr(args, name) <= 0:
            raise UsageError("watch.every", name=f"--{name.replace('_', '-')}", every=getattr(args, name))
    addresses = [one for one in args.paths if is_address(one)]
    paths = [Path(one) for one in args.paths if not is_address(one)]
    if not (addresses or paths or args.lists):
        raise UsageError("watch.nothing")
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def tell(change: Change) -> None:
        if args.json:
            output.line(change)
        else:
            output.say(f"{change.kind}: {change.path}" + (f" ({change.reason})" if change.reason else "") if change.path else change.reason)

    with assistant(args) as ours:
        output.note(f"Watching {', '.join(map(str, [*args.paths, *args.lists]))} (Ctrl+C ends it).")
        follow = Follow(ours, addresses, args.lists, ours.settings, tell, prune=args.prune, every_s=args.fetch_every)
        beside = threading.Thread(target=follow.run, args=(stop,))
        try:
            if addresses or args.lists:
                beside.start()
            if paths:
                Watch(ours, paths, ours.settings.home, tell, prune=args.prune, every_s=args.every, polling=args.polling).run(stop)
            while beside.is_alive():
                beside.join(0.5)
        finally:
            stop.set()
            if beside.ident is not None:
                beside.join()
    return 0
