"""`search`, `ask` and `verify`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.answering import Printer, sources, spent
from ragassist.cli.assistants import assistant
from ragassist.cli.tasks import verify_pack
from ragassist.errors import UsageError
from ragassist.lang.detector import detect
from ragassist.types import Answer, Done, Filter, Hit, Lang, Piece, Stage

if TYPE_CHECKING:
    from ragassist.assistant import Assistant


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    search = commands.add_parser("search", parents=[common], help="the passages that a question retrieves, best first")
    search.add_argument("question", nargs="?", metavar="QUESTION")
    search.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="many questions: each line has `id` and `text`")
    search.add_argument("-k", type=_count, default=None, metavar="K", help="how many passages (default 5)")
    search.add_argument("--json", action="store_true", help="print one JSON document")
    _add_filter(search)
    search.set_defaults(run=_search)

    ask = commands.add_parser("ask", parents=[common], help="a grounded answer with verified citations")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="many questions: each line has `id` and `question`")
    ask.add_argument("--lang", choices=("auto", "en", "zh"), default="auto", help="language of the answer (default: the question's)")
    ask.add_argument("--json", action="store_true", help="print the answer object as one JSON document")
    _add_filter(ask)
    ask.set_defaults(run=_ask)

    verify = commands.add_parser("verify", parents=[common], help="is a claim supported by its evidence? is a pack sound?")
    verify.add_argument("pack", nargs="?", type=Path, metavar="PACK", help="a zip that `pack` made")
    verify.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="each line has `id`, `claim` and `evidence`")
    verify.add_argument("--json", action="store_true", help="of a pack: print the findings as one JSON document")
    verify.set_defaults(run=_verify)


def _add_filter(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("which documents are searched (each may be given several times; dates once)")
    group.add_argument("--doc", action="append", default=[], metavar="DOC", help="this document: id, path, or unique beginning of either")
    group.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="law, regulation, interpretation, measure, opinion, draft, paper, article",
    )
    group.add_argument("--status", action="append", default=[], metavar="STATUS", help="draft, in force, repealed")
    group.add_argument("--doc-lang", action="append", default=[], choices=("en", "zh"), help="documents written in this language")
    group.add_argument("--from", dest="date_from", default="", metavar="DATE", help="dated in or after this year, month or day (2024-07)")
    group.add_argument("--to", dest="date_to", default="", metavar="DATE", help="dated in or before this year, month or day")


def _within(args: argparse.Namespace, ours: Assistant) -> Filter | None:
    """The filter that the command line asks for; None for none."""
    chosen = Filter(
        kinds=frozenset(args.kind),
        statuses=frozenset(args.status),
        langs=frozenset(args.doc_lang),
        date_from=args.date_from,
        date_to=args.date_to,
    )
    if args.doc:
        from ragassist.store.which_document import meant

        records = ours.store.documents()
        chosen = replace(chosen, doc_ids=frozenset(meant(name, records).doc_id for name in args.doc))
    return None if chosen == Filter() else chosen


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def _one(args: argparse.Namespace) -> str:
    if (args.question is None) == (args.batch is None):
        raise UsageError("command.question_one", command=args.command)
    return args.question or ""


def _search(args: argparse.Namespace) -> int:
    question = _one(args)
    with assistant(args) as ours:
        within = _within(args, ours)
        if args.batch is not None:
            items, code = output.read_lines(args.batch, "text")
            for item, hits in zip(items, ours.search_batch([item["text"] for item in items], args.k, within), strict=True):
                output.line({"id": item["id"], "results": [output.hit_object(hit, ours.page(hit)) for hit in hits]})
            return code
        hits = ours.search(question, args.k, within)
        if args.json:
            output.document([output.hit_object(hit, ours.page(hit)) for hit in hits])
            return 0
    if not hits:
        output.note("Nothing was found." if within is None else "Nothing was found in the documents that pass the filter.")
    for hit in hits:
        _show(hit)
    return 0


def _show(hit: Hit) -> None:
    meta = hit.document.meta
    heading = " > ".join(hit.passage.heading)
    output.say(f"{hit.rank}. {meta.title or hit.document.path}" + (f"  ({meta.date})" if meta.date else ""))
    output.say(f"   {hit.document.path}:{hit.passage.start}-{hit.passage.end}" + (f"  {heading}" if heading else ""))
    output.say(f"   {hit.passage.text.replace(chr(10), chr(10) + '   ')}\n")


def _ask(args: argparse.Namespace) -> int:
    question = _one(args)
    lang: Lang | None = None if args.lang == "auto" else args.lang
    with assistant(args) as ours:
        within = _within(args, ours)
        if args.batch is not None:
            items, code = output.read_lines(args.batch, "question")
            for item in items:
                answer = ours.ask(item["question"], lang, within=within)
                output.line({"id": item["id"], **_object(answer)})
            return code
        if args.json:
            output.document(ours.ask(question, lang, within=within))
            return 0
        shown_stages = sys.stderr.isatty()
        printer = Printer(lang or detect(question))
        for event in ours.stream(question, lang, within=within):
            if isinstance(event, Piece):
                output.say(printer.piece(event), end="")
            elif isinstance(event, Stage) and shown_stages:
                output.note(f"… {event.name}" + (f" ({event.count})" if event.count else ""))
            elif isinstance(event, Done):
                _after(event.answer)
    return 0


def _object(answer: Answer) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(answer)


def _after(answer: Answer) -> None:
    """What stands under the text: its sources, and on standard error what was left out and who answered."""
    output.say("\n")
    if below := sources(answer):
        output.say(below)
    dropped = [claim for claim in answer.claims if claim.status == "unsupported"]
    if dropped:
        output.note(f"{len(dropped)} drafted sentence{'s were' if len(dropped) > 1 else ' was'} not supported by a source:")
        for claim in dropped:
            output.note(f"  - {claim.text} ({'; '.join(claim.reasons) or 'no reason given'})")
    if answer.fallback is not None:
        output.note(answer.fallback.said)
    for step in answer.steps:
        output.note(f"Searched besides: {step.query}")
    took = f"in {answer.timings_ms.total / 1000:.1f} s{spent(answer.usage)}"
    output.note(f"Answered by {answer.model.name} ({answer.model.tier}) {took}.")


def _verify(args: argparse.Namespace) -> int:
    import dataclasses

    if (args.pack is None) == (args.batch is None):
        raise UsageError("command.verify_one")
    if args.pack is not None:
        return verify_pack(args)
    with assistant(args) as ours:
        items, code = output.read_lines(args.batch, "claim", "evidence", lists={"evidence"})
        for item in items:
            verdict = ours.verify(item["claim"], item["evidence"])
            output.line(
                {
                    "id": item["id"],
                    "status": verdict.status,
                    "score": verdict.score,
                    "partly": verdict.partly,
                    "reasons": list(verdict.reasons),
                    "findings": [dataclasses.asdict(finding) for finding in verdict.findings],
                }
            )
    return code
