"""`snapshot`, `snapshots`, `restore`, `diff` and `backup`: named states of an index, and one file of all of it."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import UsageError

if TYPE_CHECKING:
    from ragassist.store.manifest import Manifest
    from ragassist.store.restore import Difference
    from ragassist.store.snapshots import Snapshot


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    snapshot = commands.add_parser("snapshot", parents=[common], help="keep the index as it is now under a name")
    snapshot.add_argument("name", metavar="NAME")
    snapshots = commands.add_parser("snapshots", parents=[common], help="list the named states, or remove one")
    snapshots.add_argument("--remove", metavar="NAME", help="delete this one")
    restore = commands.add_parser("restore", parents=[common], help="bring the index back to a named state, or to that of a backup")
    restore.add_argument("name", nargs="?", metavar="NAME")
    restore.add_argument("--from", dest="file", type=Path, metavar="FILE", help="a file that `backup` wrote, here or elsewhere")
    diff = commands.add_parser("diff", parents=[common], help="what changed since a named state, or between two")
    diff.add_argument("name", metavar="NAME")
    diff.add_argument("other", nargs="?", metavar="NAME", help="the later one (default: the index as it is now)")
    backup = commands.add_parser("backup", parents=[common], help="write the whole index into one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--of", metavar="NAME", help="this named state instead of the index as it is now")
    for command, does in ((snapshot, _snapshot), (snapshots, _snapshots), (restore, _restore), (diff, _diff), (backup, _backup)):
        command.add_argument("--json", action="store_true", help="print one JSON document")
        command.set_defaults(run=does)


def _home(args: argparse.Namespace) -> Path:
    return settings(args).home.expanduser()


def _snapshot(args: argparse.Namespace) -> int:
    from ragassist.store.place import Place
    from ragassist.store.snapshots import take

    _show(args, take(Place.of(settings(args)), args.name), f"Kept as {args.name!r}")
    return 0


def _backup(args: argparse.Namespace) -> int:
    from ragassist.store.backup import back_up
    from ragassist.store.place import Place
    from ragassist.store.snapshots import opened

    home = _home(args)
    state = opened(home, args.of)[1] if args.of else None
    _show(args, back_up(Place.of(settings(args)), args.file, state), f"Written to {args.file}")
    return 0


def _show(args: argparse.Namespace, made: Snapshot, done: str) -> None:
    if args.json:
        output.document(made)
    else:
        output.say(f"{done}: {made.documents} documents, {made.passages} passages.")


def _snapshots(args: argparse.Namespace) -> int:
    from ragassist.store import snapshots

    home = _home(args)
    if args.remove:
        snapshots.remove(home, args.remove)
    found = snapshots.snapshots(home)
    if args.json:
        output.document(found)
        return 0
    if not found:
        output.note("There is no snapshot here. Take one with `ragassist snapshot NAME`.")
    for each in found:
        output.say(f"{each.name}  {each.at}  {each.documents} documents, {each.passages} passages  ({each.embedder})")
    return 0


def _restore(args: argparse.Namespace) -> int:
    from ragassist.store.backup import unpacked
    from ragassist.store.snapshots import opened

    if (args.name is None) == (args.file is None):
        raise UsageError("command.restore_one")
    with assistant(args) as ours:
        if args.file is not None:
            with unpacked(args.file) as directory:
                found = ours.restore(directory, backup=True)
        else:
            found = ours.restore(opened(_home(args), args.name)[1])
    _tell(args, found)
    return 0


def _diff(args: argparse.Namespace) -> int:
    from ragassist.store.restore import difference

    with _state(args, args.name) as before, _state(args, args.other) as after:
        found = difference(before, after)
    _tell(args, found)
    return 0


@contextmanager
def _state(args: argparse.Namespace, name: str | None) -> Iterator[Manifest]:
    """The manifest of a named state; of the index as it is without a name."""
    from ragassist.store import open_store
    from ragassist.store.manifest import Manifest
    from ragassist.store.place import Place
    from ragassist.store.snapshots import opened

    ours = settings(args)
    if name is None:
        open_store(ours).close()  # a home that holds nothing is an error
    with closing(Place.of(ours).manifest() if name is None else Manifest(opened(_home(args), name)[1])) as manifest:
        yield manifest


def _tell(args: argparse.Namespace, found: Difference) -> None:
    if args.json:
        output.document(dataclasses.asdict(found))
        return
    for mark, records in (("+", found.added), ("-", found.removed), ("~", found.changed)):
        for record in records:
            output.say(f"{mark} {record.path}" + (f"  {record.meta.title}" if record.meta.title else ""))
    output.say(f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed, {found.unchanged} as they were.")
