"""`digest`: saved questions asked again of what is new."""

from __future__ import annotations

import argparse
import dataclasses
import http.client
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ragassist import __version__
from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError
from ragassist.ingest.web.address import is_address
from ragassist.lang.detector import detect
from ragassist.types import Answer, Filter, Lang

if TYPE_CHECKING:
    from ragassist.tasks.digest import Digest

_HOOK_S = 30.0


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    command = commands.add_parser("digest", parents=[common], help="what is new: saved questions asked of documents that came in since")
    command.add_argument("questions", type=Path, metavar="QUESTIONS", help="a file of questions, one a line; # begins a comment")
    command.add_argument(
        "--since", required=True, metavar="DATE", help="a date or time (2026-03-02, 2026-03-02T08:00), days (7d), or a day (Monday)"
    )
    command.add_argument("--lang", choices=("auto", "en", "zh"), default="auto", help="language of the answers (default: each question's)")
    command.add_argument("--user", default="", metavar="NAME", help="for this signed-in user: with their own uploads, nobody else's")
    command.add_argument("--out", type=Path, metavar="FILE", help="write it there as Markdown, or as JSON where the name ends so")
    command.add_argument("--webhook", metavar="URL", help="send it there as JSON (POST), unless nothing is new")
    command.add_argument("--json", action="store_true", help="print it as one JSON document")
    command.set_defaults(run=_digest)


def _digest(args: argparse.Namespace) -> int:
    from ragassist.serving.client_view import View
    from ragassist.tasks.digest import as_markdown, digest, moment, new_since

    since, questions = moment(args.since), _questions(args.questions)
    if args.webhook is not None:
        _require_webhook(args.webhook)
    lang: Lang | None = None if args.lang == "auto" else args.lang
    with assistant(args) as ours:
        # A digest is handed on: what others uploaded for themselves is neither named nor quoted in it.
        readable = View(ours, ours.settings.home, args.user).documents()
        documents = new_since(since, readable, ours.store.arrivals())

        def ask(question: str, doc_ids: frozenset[str]) -> Answer:
            output.note(f"Asking: {question}")
            return ours.ask(question, lang=lang, within=Filter(doc_ids=doc_ids))

        found = digest(questions, since, documents, ask)
    told = as_markdown(found, lang or detect(questions[0]))
    if args.out is not None:
        _write(args.out, json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1) if args.out.suffix == ".json" else told)
    if args.webhook is not None and found.documents:
        _send(args.webhook, found)
    if args.json:
        output.document(dataclasses.asdict(found))
    elif args.out is None and args.webhook is None:
        output.say(told, end="")
    else:
        output.say(f"{len(found.documents)} new documents; {sum(len(entry.sentences) for entry in found.entries)} verified sentences.")
    return 0


def _require_webhook(url: str) -> None:
    if not is_address(url):
        raise UsageError("digest.webhook", url=url)
    named, at, host = urlsplit(url).netloc.rpartition("@")
    if at or named:  # what is said of an address that fails would repeat them
        raise UsageError("digest.hook_signed", host=host)


def _questions(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("lines.unreadable", path=path, error=error) from error
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise UsageError("digest.no_questions", path=path)
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf8")
    except OSError as error:
        raise UsageError("digest.unwritable", path=path, why=error.strerror or error) from error


class _Stay(urllib.request.HTTPRedirectHandler):
    """What is sent goes to the address that was given and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _send(url: str, found: Digest) -> None:
    body = json.dumps(dataclasses.asdict(found), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"ragassist/{__version__}"}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310  # http or https, as `is_address` says
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=_HOOK_S):
            return
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UsageError("digest.not_sent", host=request.host, reason=reason) from error
