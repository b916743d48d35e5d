"""`list`, `compare`, `audit`, `brief`, `pack` and `verify PACK`: document work whose every line is pinned and checked."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import StoreError, UsageError
from ragassist.types import Filter, Lang

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.tasks.list import Progress
    from ragassist.tasks.report import Report

_KINDS = ("deadlines", "duties", "prohibitions", "penalties", "amounts", "actors", "definitions")


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    listing = commands.add_parser("list", parents=[common], help="everything of one kind that the documents say, each cell pinned")
    listing.add_argument("kind", choices=_KINDS, metavar="KIND", help=", ".join(_KINDS))
    listing.add_argument("--in", dest="docs", action="append", default=[], metavar="DOC", help="only this document (may be repeated)")
    listing.add_argument("--ask", default="", metavar="TEXT", help="only rows that hold these words")
    _add_output(listing, render=True)
    listing.set_defaults(run=_list)

    compare = commands.add_parser("compare", parents=[common], help="what changed between two documents, both sides cited")
    compare.add_argument("old", metavar="A", help="the earlier document: id, path, title, or a beginning that fits only one")
    compare.add_argument("new", metavar="B", help="the later document")
    _add_output(compare, render=True)
    compare.set_defaults(run=_compare)


def _add_output(command: argparse.ArgumentParser, *, render: bool) -> None:
    command.add_argument("--lang", choices=("en", "zh"), default="en", help="the reader's language (default en)")
    command.add_argument("--out", type=Path, metavar="FILE", help="write it to this file: .md, .csv, .xlsx, .docx, .html or .json")
    command.add_argument("--json", action="store_true", help="print the result as one JSON document")
    if render:
        command.add_argument("--translate", action="store_true", help="put every statement into --lang with the model (slow on a local one)")


def _list(args: argparse.Namespace) -> int:
    from ragassist.tasks.list import kind_of

    with assistant(args) as ours:
        work = ours.work
        found = work.list_all(
            kind_of(args.kind), _scope(args.docs, ours), _lang(args), ask=args.ask, render=args.translate, progress=_progress()
        )
    return _put(found, args)


def _compare(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        found = ours.work.compare(args.old, args.new, _lang(args), render=args.translate)
    return _put(found, args)


def _lang(args: argparse.Namespace) -> Lang:
    return "zh" if args.lang == "zh" else "en"


def _scope(names: list[str], ours: Assistant) -> Filter | None:
    """The documents that the command line names; None for all."""
    if not names:
        return None
    from ragassist.store.names import meant

    records = ours.store.documents()
    try:
        return replace(Filter(), doc_ids=frozenset(meant(name, records).doc_id for name in names))
    except StoreError as error:  # the index is sound; what was asked for is not in it
        raise UsageError(error.problem, error.advice) from error


def _progress() -> Any:  # noqa: ANN401  # a function or None
    if not sys.stderr.isatty():
        return None

    def tell(progress: Progress) -> None:
        output.note(f"… {progress.done}/{progress.total} {progress.title}")

    return tell


def _put(found: Report, args: argparse.Namespace) -> int:
    from ragassist.tasks.export import as_object, markdown, write

    if args.out is not None:
        write(found, args.out)
        output.note(f"Written to {args.out}.")
    if args.json:
        output.document(as_object(found))
    elif args.out is None:
        output.say(markdown(found).decode())
    output.note(found.coverage)
    return 0
