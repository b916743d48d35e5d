"""`search`, `ask` and `verify`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError
from ragassist.types import Answer, Done, Hit, Lang, Piece, Stage


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    search = commands.add_parser("search", parents=[common], help="the passages that a question retrieves, best first")
    search.add_argument("question", nargs="?", metavar="QUESTION")
    search.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="many questions: each line has `id` and `text`")
    search.add_argument("-k", type=_count, default=None, metavar="K", help="how many passages (default 5)")
    search.add_argument("--json", action="store_true", help="print one JSON document")
    search.set_defaults(run=_search)

    ask = commands.add_parser("ask", parents=[common], help="a grounded answer with verified citations")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="many questions: each line has `id` and `question`")
    ask.add_argument("--lang", choices=("auto", "en", "zh"), default="auto", help="language of the answer (default: the question's)")
    ask.add_argument("--json", action="store_true", help="print the answer object as one JSON document")
    ask.set_defaults(run=_ask)

    verify = commands.add_parser("verify", parents=[common], help="is a claim supported by its evidence?")
    verify.add_argument("--batch", type=Path, required=True, metavar="FILE.jsonl", help="each line has `id`, `claim` and `evidence`")
    verify.set_defaults(run=_verify)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def _one(args: argparse.Namespace) -> str:
    if (args.question is None) == (args.batch is None):
        problem = f"`{args.command}` takes a question or --batch FILE.jsonl, one of the two."
        raise UsageError(problem, f'Write `ragassist {args.command} "your question"`.')
    return args.question or ""


def _search(args: argparse.Namespace) -> int:
    question = _one(args)
    with assistant(args) as ours:
        if args.batch is not None:
            items = list(output.read_lines(args.batch, "id", "text"))
            for item, hits in zip(items, ours.search_batch([str(item["text"]) for item in items], args.k), strict=True):
                output.line({"id": item["id"], "results": [output.hit_object(hit, ours.page(hit)) for hit in hits]})
            return 0
        hits = ours.search(question, args.k)
        if args.json:
            output.document([output.hit_object(hit, ours.page(hit)) for hit in hits])
            return 0
    if not hits:
        output.note("Nothing was found.")
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
        if args.batch is not None:
            for item in list(output.read_lines(args.batch, "id", "question")):
                answer = ours.ask(str(item["question"]), lang)
                output.line({"id": item["id"], **_object(answer)})
            return 0
        if args.json:
            output.document(ours.ask(question, lang))
            return 0
        shown_stages = sys.stderr.isatty()
        for event in ours.stream(question, lang):
            if isinstance(event, Piece):
                output.say(event.text, end="")
            elif isinstance(event, Stage) and shown_stages:
                output.note(f"… {event.name}" + (f" ({event.count})" if event.count else ""))
            elif isinstance(event, Done):
                _sources(event.answer)
    return 0


def _object(answer: Answer) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(answer)


def _sources(answer: Answer) -> None:
    output.say("\n")
    for citation in answer.citations:
        about = ", ".join(part for part in (citation.title, citation.title_en, citation.date) if part)
        output.say(f"[{citation.n}] {about or citation.path}")
        output.say(f"    {citation.path}:{citation.start}-{citation.end}" + (f"  p. {citation.page}" if citation.page else ""))
        output.say(f"    {citation.quote_clean}")
    dropped = [claim for claim in answer.claims if claim.status == "unsupported"]
    if dropped:
        output.note(f"{len(dropped)} drafted sentence{'s were' if len(dropped) > 1 else ' was'} not supported by a source:")
        for claim in dropped:
            output.note(f"  - {claim.text} ({'; '.join(claim.reasons) or 'no reason given'})")
    output.note(f"Answered by {answer.model.name} ({answer.model.tier}) in {answer.timings_ms.total / 1000:.1f} s.")


def _verify(args: argparse.Namespace) -> int:
    with assistant(args) as ours:
        for item in list(output.read_lines(args.batch, "id", "claim", "evidence")):
            evidence = item["evidence"]
            verdict = ours.verify(str(item["claim"]), evidence if isinstance(evidence, list) else str(evidence))
            output.line(
                {
                    "id": item["id"],
                    "status": verdict.status,
                    "score": verdict.score,
                    "partly": verdict.partly,
                    "reasons": list(verdict.reasons),
                }
            )
    return 0
