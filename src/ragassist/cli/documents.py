"""`ingest`, `docs` and `remove`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError
from ragassist.types import IngestReport

if TYPE_CHECKING:
    from ragassist.ingest.sync import IngestProgress

_NOT_ALL = 3


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    ingest = commands.add_parser("ingest", parents=[common], help="add new documents, update changed ones, skip unchanged ones")
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file, a directory (taken whole) or a glob")
    ingest.add_argument("--prune", action="store_true", help="also drop documents whose files are gone from PATH")
    ingest.add_argument("--rebuild", action="store_true", help="first cut and embed everything indexed anew, after a change of embedder")
    ingest.add_argument("--json", action="store_true", help="print the report as one JSON document")
    ingest.set_defaults(run=_ingest)

    docs = commands.add_parser("docs", parents=[common], help="list what is indexed, or print one document")
    which = docs.add_mutually_exclusive_group()
    which.add_argument("--text", metavar="DOC", help="print the raw text that offsets point into")
    which.add_argument("--clean", metavar="DOC", help="print the text as it is indexed")
    docs.add_argument("--json", action="store_true", help="print the list as one JSON document")
    docs.set_defaults(run=_docs)

    remove = commands.add_parser("remove", parents=[common], help="remove documents from every index")
    remove.add_argument("names", nargs="+", metavar="DOC", help="document id, path, or a beginning of either that fits only one")
    remove.add_argument("--json", action="store_true", help="print what was removed as one JSON document")
    remove.set_defaults(run=_remove)


def _ingest(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    if not args.paths and not args.rebuild:
        raise UsageError("`ragassist ingest` needs a PATH.", "Give files, directories or globs, or --rebuild.")
    with assistant(args) as ours:
        bar: tqdm[Any] | None = None

        def show(progress: IngestProgress) -> None:
            nonlocal bar
            if bar is None:
                quiet = not sys.stderr.isatty()
                bar = tqdm(total=progress.total_files, unit="file", file=sys.stderr, mininterval=10 if quiet else 0.2, dynamic_ncols=True)
            bar.total = progress.total_files
            bar.set_description(Path(progress.path).name[:30] if progress.path else "ingest", refresh=False)
            bar.set_postfix_str(f"{progress.passages} passages", refresh=False)
            bar.update(progress.done_files - bar.n)

        try:
            rebuilt = ours.rebuild(progress=show) if args.rebuild else None
            report = ours.ingest(args.paths, prune=args.prune, progress=show) if args.paths else IngestReport()
            if rebuilt is not None:
                report = _together(rebuilt, report)
        finally:
            if bar is not None:
                bar.close()
        for failure in report.failed:
            output.note(f"not indexed: {failure.path}: {failure.reason}")
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
                )
                if paths or name == "added"
            ]
            output.say(f"{', '.join(parts)}; {report.passages} passages written in {report.seconds:.1f} s.")
        done = report.added or report.updated or report.unchanged or report.removed
        return _NOT_ALL if report.failed and not done else 0


def _together(rebuilt: IngestReport, then: IngestReport) -> IngestReport:
    """One report of a rebuild and the ingest that followed it."""
    updated = tuple(path for path in dict.fromkeys((*rebuilt.updated, *then.updated)) if path not in then.removed)
    return replace(
        then,
        updated=updated,
        unchanged=tuple(path for path in then.unchanged if path not in updated),
        failed=(*rebuilt.failed, *then.failed),
        passages=rebuilt.passages + then.passages,
        seconds=rebuilt.seconds + then.seconds,
    )


def _docs(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        if args.text or args.clean:
            record = ours.store.find(args.text or args.clean)
            output.say(ours.raw(record.doc_id) if args.text else ours.clean(record.doc_id), end="" if args.text else "\n")
            return 0
        records = ours.documents()
        if args.json:
            output.document([output.record_object(record) for record in records])
            return 0
        if not records:
            output.note("Nothing is indexed here yet. Add documents with `ragassist ingest PATH`.")
        for record in records:
            meta = record.meta
            about = ", ".join(part for part in (meta.date, meta.kind, meta.status) if part)
            output.say(f"{record.doc_id}  {record.lang}  {record.passages:4} passages  {record.path}")
            output.say(f"{'':16}      {meta.title or '(no title)'}" + (f"  ({about})" if about else ""))
        return 0


def _remove(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        removed = ours.remove(args.names)
    if args.json:
        output.document([output.record_object(record) for record in removed])
    else:
        for record in removed:
            output.say(f"removed {record.doc_id}  {record.path}")
    return 0
