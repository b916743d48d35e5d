"""`ingest`, `docs` and `remove`: what they do; how documents are written for people is `listing`'s."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import listing, output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import ModelError, UsageError
from ragassist.ingest.web.address import is_address
from ragassist.types import IngestReport

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.ingest.sync import IngestProgress

_NOT_ALL = 3
_STOP = re.compile(r"(?<![A-Z])\.\s*$")
"""The full stop that a model puts after a title; not that of an abbreviation."""


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    ingest = commands.add_parser("ingest", parents=[common], help="add new documents, update changed ones, skip unchanged ones")
    ingest.add_argument(
        "paths",
        nargs="*",
        type=_place,
        metavar="PATH|URL",
        help="a file, a directory (taken whole), a glob, or the address of one page of the web, which is fetched once and kept",
    )
    ingest.add_argument("--prune", action="store_true", help="also drop documents whose files are gone from PATH")
    ingest.add_argument("--rebuild", action="store_true", help="first cut and embed everything indexed anew, after a change of embedder")
    ingest.add_argument("--reader", metavar="DOTTED.NAME", help="a LlamaIndex reader that reads the files, such as package.module.Reader")
    ingest.add_argument("--queue", action="store_true", help="only put PATH into the queue: `ragassist worker` processes do the work")
    ingest.add_argument("--json", action="store_true", help="print the report as one JSON document")
    ingest.set_defaults(run=_ingest)

    docs = commands.add_parser("docs", parents=[common], help="list what is indexed, print one document, or check them all")
    which = docs.add_mutually_exclusive_group()
    which.add_argument("--text", metavar="DOC", help="print the raw text that offsets point into")
    which.add_argument("--clean", metavar="DOC", help="print the text as it is indexed")
    which.add_argument("--page", nargs=2, metavar=("DOC", "N"), help="write page N of a PDF as a picture, to --out")
    which.add_argument(
        "--check",
        action="store_true",
        help="say of each document whether its file is unchanged, changed, gone or unreadable, and whether the index is sound; "
        "exit code 3 when something is wrong",
    )
    which.add_argument(
        "--translate-titles",
        action="store_true",
        help="give Chinese titles an English one: well-known names from the glossary, others by the active model",
    )
    docs.add_argument("--mark", nargs=2, type=int, metavar=("START", "END"), help="with --page: box what stands at these offsets")
    docs.add_argument("--out", type=Path, metavar="FILE.png", help="with --page: the file to write")
    docs.add_argument("--json", action="store_true", help="print the list, or the outcome, as one JSON document")
    docs.set_defaults(run=_docs)

    remove = commands.add_parser("remove", parents=[common], help="remove documents from every index")
    remove.add_argument("names", nargs="+", metavar="DOC", help="document id, path, or a beginning of either that fits only one")
    remove.add_argument("--json", action="store_true", help="print what was removed as one JSON document")
    remove.set_defaults(run=_remove)


def _place(text: str) -> Path | str:
    return text if is_address(text) else Path(text)


def _ingest(args: argparse.Namespace) -> int:
    if not args.paths and not args.rebuild:
        raise UsageError("ingest.no_path")
    if args.queue:
        return _queue(args)
    with assistant(args, ingest__reader=args.reader) as ours:
        if again := ours.to_embed_anew():
            output.note(again)
        elif weak := ours.weak_search():
            output.note(weak)
        said: list[str] = []
        with _bar("file") as show:

            def tell(progress: IngestProgress) -> None:
                if not progress.done_files and progress.older and not said:
                    said.append(_read_again(progress.older))
                    output.note(said[0])
                name = Path(progress.path).name if progress.path else "ingest"
                show(progress.done_files, progress.total_files, name, f"{progress.passages} passages")

            rebuilt = ours.rebuild(progress=tell) if args.rebuild else None
            report = ours.ingest(args.paths, prune=args.prune, progress=tell) if args.paths else IngestReport()
        if rebuilt is not None:
            report = _together(rebuilt, report)
        for failure in report.failed:
            output.note(f"not indexed: {failure.path}: {failure.reason}")
        from ragassist.ingest import lost

        for one in report.lost:
            if lost.matters(one.lost):
                output.note(f"{one.path}: {lost.words(one.lost)}.")
        if count := len(report.read_again):
            which = f"{count} unchanged documents were" if count > 1 else "1 unchanged document was"
            output.note(f"{which} read again, because this machine can read more of them than before: {', '.join(report.read_again)}.")
        for path in report.empty:
            output.note(f"empty: {path}: a title and page furniture, no text; save the page again with its text, or leave it out.")
        if args.json:
            output.document(output.report_object(report))
        else:
            parts = [
                f"{len(paths)} {name}"
                for name, paths in (
                    ("added", report.added),
                    ("updated", report.updated),
                    ("unchanged", report.unchanged),
                    ("removed", report.removed),
                    ("failed", report.failed),
                    ("empty", report.empty),
                )
                if paths or name == "added"
            ]
            output.say(f"{', '.join(parts)}; {report.passages} passages written in {report.seconds:.1f} s.")
            if args.paths or args.rebuild:
                with _bar("passage") as show:
                    sentences = ours.embed_sentences(lambda done, total, path: show(done, total, f"sentences of {Path(path).name}"))
                if sentences:
                    output.note(f"{sentences} sentences can now be found on their own.")
        done = report.added or report.updated or report.unchanged or report.removed
        return _NOT_ALL if (report.failed or report.empty) and not done else 0


def _queue(args: argparse.Namespace) -> int:
    from ragassist.ingest.queueing import enqueue

    if args.prune or args.rebuild:
        raise UsageError("ingest.queue_alone")
    report = enqueue(args.paths, settings(args, ingest__reader=args.reader))
    for failure in report.failed:
        output.note(f"not queued: {failure.path}: {failure.reason}")
    if args.json:
        output.document({"queued": list(report.queued), "failed": output.failures(report.failed), "skipped": report.skipped})
    else:
        output.say(f"{len(report.queued)} files are in the queue; `ragassist worker` reads and embeds them, `--status` says how far it is.")
    return _NOT_ALL if report.failed and not report.queued else 0


def _read_again(count: int) -> str:
    """Return the sentence that goes before the reading of documents whose files are as they were."""
    what, are = (f"{count} documents were", "are") if count > 1 else ("1 document was", "is")
    once = f"{are} read again now, once; passages that stay as they are keep their vectors."
    return f"{what} read by an earlier version of this program and {once}"


@contextlib.contextmanager
def _bar(unit: str) -> Iterator[Callable[..., None]]:
    """A progress bar on standard error, with rate and time left; called with (done, total, what is at hand, more to say)."""
    from tqdm import tqdm

    bars: list[tqdm[Any]] = []

    def show(done: int, total: int, at_hand: str, more: str = "") -> None:
        if not bars:
            interval_s = 0.2 if sys.stderr.isatty() else 10
            bars.append(tqdm(total=total, unit=unit, file=sys.stderr, mininterval=interval_s, dynamic_ncols=True))
        bars[0].total = total
        bars[0].set_description(at_hand[:30] or unit, refresh=False)
        bars[0].set_postfix_str(more, refresh=False)
        bars[0].update(done - bars[0].n)

    try:
        yield show
    finally:
        for bar in bars:
            bar.close()


def _together(rebuilt: IngestReport, then: IngestReport) -> IngestReport:
    """One report of a rebuild and the ingest that followed it."""
    updated = tuple(path for path in dict.fromkeys((*rebuilt.updated, *then.updated)) if path not in then.removed)
    return replace(
        then,
        updated=updated,
        unchanged=tuple(path for path in then.unchanged if path not in updated),
        lost=tuple({one.path: one for one in (*rebuilt.lost, *then.lost)}.values()),
        failed=(*rebuilt.failed, *then.failed),
        empty=tuple(dict.fromkeys((*rebuilt.empty, *then.empty))),
        passages=rebuilt.passages + then.passages,
        seconds=rebuilt.seconds + then.seconds,
    )


def _docs(args: argparse.Namespace) -> int:
    if args.check:
        return _check(args)
    if not args.page and (args.mark or args.out):
        raise UsageError("command.page_first")
    with assistant(args) as ours:
        if args.page:
            return _picture(ours, args)
        if args.translate_titles:
            return _translate_titles(ours, json=args.json)
        name = args.clean if args.text is None else args.text
        if name is not None:
            record = ours.store.find(name)
            output.say(ours.raw(record.doc_id) if args.clean is None else ours.clean(record.doc_id), end="" if args.clean is None else "\n")
            return 0
        records = ours.documents()
        if args.json:
            output.document([listing.record_object(record, records) for record in records])
            return 0
        if not records:
            output.note("Nothing is indexed here yet. Add documents with `ragassist ingest PATH`.")
        for record in records:
            output.say("\n".join(listing.record_lines(record, records)))
        return 0


def _picture(ours: Assistant, args: argparse.Namespace) -> int:
    name, number = args.page
    if not number.isdecimal():
        raise UsageError("command.page_number", number=number)
    if args.out is None:
        raise UsageError("command.page_out")
    drawn = ours.picture(ours.store.find(name).doc_id, int(number), tuple(args.mark) if args.mark else None)
    try:
        args.out.write_bytes(drawn)
    except OSError as error:
        raise UsageError("command.page_unwritable", path=args.out, why=error.strerror or error) from error
    output.note(f"Page {number} is in {args.out}.")
    return 0


def _check(args: argparse.Namespace) -> int:
    from ragassist.ingest.check import check
    from ragassist.store import open_store

    with _bar("document") as show, open_store(settings(args)) as store:
        report = check(store, progress=show)
    if args.json:
        output.document({"sound": report.sound, **dataclasses.asdict(report)})
    else:
        output.say("\n".join(listing.check_lines(report)))
    return 0 if report.sound else _NOT_ALL


def _translate_titles(ours: Assistant, *, json: bool) -> int:
    from ragassist.ingest.titles import TitlesProgress, translate_titles
    from ragassist.store import open_store
    from ragassist.text.glossary import glossary

    def translate(title: str) -> tuple[str, str] | None:
        found = ours.translate(title, "en")
        return (_STOP.sub("", found.text), found.model) if found is not None and found.confirmed else None

    open_store(ours.settings).close()  # a home that holds nothing is an error, not a new home
    with _bar("title") as show, open_store(ours.settings, write=True) as store:

        def tell(progress: TitlesProgress) -> None:
            show(progress.done, progress.total, progress.title)

        report = translate_titles(store, translate, progress=tell, terms=glossary(ours.settings.retrieve.glossary))
    if json:
        output.document({**dataclasses.asdict(report), "failed": output.failures(report.failed)})
    else:
        output.say("\n".join(listing.titles_lines(report, model=ours.model.name if ours.model is not None else "")))
    return ModelError.exit_code if report.failed else 0


def _remove(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        removed = ours.remove(args.names)
    if args.json:
        output.document([listing.record_object(record, removed) for record in removed])
    else:
        for record in removed:
            output.say(f"removed {record.doc_id}  {record.path}")
    return 0
