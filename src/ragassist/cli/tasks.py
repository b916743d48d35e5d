"""`list`, `compare`, `audit`, `brief`, `pack` and `verify PACK`: document work whose every line is pinned and checked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError
from ragassist.types import Answer, Filter, Lang

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
    listing.add_argument("--timeline", type=Path, metavar="FILE", help="draw the dates of its rows into this file: .svg or .png")
    _add_output(listing, render=True)
    listing.set_defaults(run=_list)

    compare = commands.add_parser("compare", parents=[common], help="what changed between two documents, both sides cited")
    compare.add_argument("old", metavar="A", help="the earlier document: id, path, title, or a beginning that fits only one")
    compare.add_argument("new", metavar="B", help="the later document")
    _add_output(compare, render=True)
    compare.set_defaults(run=_compare)

    audit = commands.add_parser("audit", parents=[common], help="is a text right? each claim against the documents")
    audit.add_argument("file", metavar="FILE", help="the text: txt, md, html, docx or pdf; - reads standard input")
    audit.add_argument("--in", dest="docs", action="append", default=[], metavar="DOC", help="only against this document (may be repeated)")
    _add_output(audit, render=True)
    audit.set_defaults(run=_audit)

    brief = commands.add_parser("brief", parents=[common], help="what documents say, in the statements that carry them")
    brief.add_argument("docs", nargs="+", metavar="DOC", help="document id, path, title, or a beginning that fits only one")
    brief.add_argument("--length", choices=("short", "full"), default="short")
    brief.add_argument("--focus", default="", metavar="TEXT", help="what you are interested in")
    _add_output(brief, render=True)
    brief.set_defaults(run=_brief)

    pack = commands.add_parser("pack", parents=[common], help="one zip to hand over: page, data, citations, hashes")
    pack.add_argument("result", type=Path, metavar="RESULT.json", help="what ask, brief, list, compare or audit wrote with --json")
    pack.add_argument("--out", type=Path, metavar="PACK.zip", help="where (default: beside the result)")
    pack.add_argument("--json", action="store_true", help="print where it is as one JSON document")
    pack.set_defaults(run=_pack)


def _add_output(command: argparse.ArgumentParser, *, render: bool) -> None:
    command.add_argument("--lang", choices=("en", "zh"), default="en", help="the reader's language (default en)")
    command.add_argument("--out", type=Path, metavar="FILE", help="write it to this file: .md, .csv, .xlsx, .docx, .html or .json")
    command.add_argument("--json", action="store_true", help="print the result as one JSON document")
    if render:
        command.add_argument(
            "--translate",
            action="store_true",
            help="put every statement into --lang with the model (slow on a local one); a large one writes a brief in its own sentences",
        )


def _list(args: argparse.Namespace) -> int:
    from ragassist.tasks.export_timeline import draw, drawer
    from ragassist.tasks.list import kind_of

    if args.timeline is not None:
        drawer(args.timeline)  # another ending is refused before the work, not after it
    with assistant(args) as ours:
        scope, kind = _scope(args.docs, ours), kind_of(args.kind)
        found = ours.work.list_all(kind, scope, _lang(args), ask=args.ask, render=args.translate, progress=_progress(), known=Filter())
        if args.timeline is not None:
            draw(found, args.timeline)
            output.note(f"Written to {args.timeline}.")
        return _put(found, args, ours)


def _compare(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        found = ours.work.compare(args.old, args.new, _lang(args), render=args.translate, progress=_progress())
        return _put(found, args, ours)


def _audit(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        if args.out is not None and args.file != "-" and args.out.resolve() == Path(args.file).resolve():
            raise UsageError("out.same", name=args.out.name)
        text = _text(args.file, ours)
        found = ours.work.audit(text, _scope(args.docs, ours), _lang(args), render=args.translate, progress=_claims_progress())
        return _put(found, args, ours, Path(args.file).read_bytes() if args.file.lower().endswith(".docx") else None)


def _text(name: str, ours: Assistant) -> str:
    """The text to check: of a file in any format that can be ingested, or of standard input."""
    from ragassist.tasks.text_of import text_of, text_of_bytes

    if name == "-":  # bytes: what another program writes need not be UTF-8
        return text_of_bytes("stdin.txt", sys.stdin.buffer.read(), ours.settings.ingest)
    return text_of(Path(name), name, ours.settings.ingest)


def _claims_progress() -> Callable[[int, int], None] | None:
    return (lambda done, total: output.note(f"… {done}/{total}")) if sys.stderr.isatty() else None


def _brief(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        full = args.length == "full"
        found = ours.work.brief(args.docs, _lang(args), full=full, focus=args.focus, render=args.translate, progress=_progress())
        return _put(found, args, ours)


def _pack(args: argparse.Namespace) -> int:
    from ragassist.tasks.pack import pack
    from ragassist.tasks.report_back import read

    saved = read(args.result)
    path = args.out if args.out is not None else args.result.with_suffix(".zip")
    with assistant(args) as ours:
        found = ours.work.of_answer(saved) if isinstance(saved, Answer) else saved
        made = pack(found, ours.raw, ours.work.pictures(found))
    try:
        path.write_bytes(made)
    except OSError as error:
        raise UsageError("out.unwritable", path=path, why=error.strerror or error) from error
    if args.json:
        output.document({"path": str(path), "bytes": len(made), "citations": len(found.citations)})
    else:
        output.say(f"{path}: {len(found.citations)} quotations of {len(found.documents)} documents.")
    return 0


def verify_pack(args: argparse.Namespace) -> int:
    """Run `verify PACK`: check a pack by itself, and against the documents of this home where there are any."""
    from ragassist.tasks.pack import check

    with assistant(args) as ours:
        records = {record.doc_id: record for record in ours.documents()}
        same = {record.content_sha256: record.doc_id for record in records.values()}

        def raw(doc_id: str, sha256: str) -> str | None:
            here = doc_id if doc_id in records else same.get(sha256)
            return ours.raw(here) if here is not None else None

        found = check(args.pack, raw if records else None)
    if args.json:
        output.document(found)
    else:
        told = f"{found.same} stand where they were, {found.moved} at another place, {found.not_here} of documents that are not here"
        output.say(f"{'Sound' if found.sound else 'Not sound'}: {found.quotations} quotations; {told}.")
        for problem in found.problems:
            output.note(problem)
    return 0 if found.sound else 1


def _lang(args: argparse.Namespace) -> Lang:
    return "zh" if args.lang == "zh" else "en"


def _scope(names: list[str], ours: Assistant) -> Filter | None:
    """The documents that the command line names; None for all."""
    if not names:
        return None
    from ragassist.store.which_document import meant

    records = ours.store.documents()
    return replace(Filter(), doc_ids=frozenset(meant(name, records).doc_id for name in names))


def _progress() -> Callable[[Progress], None] | None:
    if not sys.stderr.isatty():
        return None

    def tell(progress: Progress) -> None:
        output.note(f"… {progress.done}/{progress.total} {progress.title}")

    return tell


def _put(found: Report, args: argparse.Namespace, ours: Assistant, original: bytes | None = None) -> int:
    from ragassist.tasks.export_report import as_object, markdown, write

    if args.out is not None:
        write(found, args.out, ours.work.pictures, original)
        output.note(f"Written to {args.out}.")
    if args.json:
        output.document(as_object(found))
    elif args.out is None:
        output.say(markdown(found).decode())
    output.note(found.coverage)
    return 0
