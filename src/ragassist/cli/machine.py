"""`chat`, `serve`, `models pull` and `doctor`: what runs on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import RagassistError, StoreError, UsageError


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    chat = commands.add_parser("chat", parents=[common], help="the chat page, in the browser")
    chat.add_argument("--host", metavar="H", help="address to serve on (default 127.0.0.1)")
    chat.add_argument("--port", type=int, metavar="P", help="port to serve on (default 7860)")
    chat.add_argument("--auth", type=Path, metavar="FILE", help="people sign in: users with hashed passwords, as --add-user writes them")
    chat.add_argument("--auth-header", metavar="NAME", help="a trusted proxy names the user in this header, such as X-Forwarded-User")
    chat.add_argument("--add-user", metavar="NAME", help="ask for a password, put the user into --auth FILE (default users.txt) and end")
    chat.set_defaults(run=_chat)

    serve = commands.add_parser("serve", parents=[common], help="the same engine as an OpenAI-compatible endpoint")
    serve.add_argument("--host", metavar="H", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, metavar="P", help="port to listen on (default 7861; 0 takes a free one)")
    serve.add_argument("--without-key", action="store_true", help="serve other machines although no API key is set (api.key)")
    serve.set_defaults(run=_serve)

    models = commands.add_parser("models", parents=[common], help="the local model's weights")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    pull = actions.add_parser("pull", parents=[common], help="fetch the local weights and check them")
    pull.add_argument("--from", dest="source", type=Path, metavar="PATH", help="take the weights from this file instead")
    pull.set_defaults(run=_pull)

    doctor = commands.add_parser("doctor", parents=[common], help="which model tier is active and why; whether the store is sound")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON document")
    doctor.set_defaults(run=_doctor)


def _chat(args: argparse.Namespace) -> int:
    if args.add_user is not None:
        return _add_user(args)
    from ragassist.ui.page import launch

    with assistant(args, ui__host=args.host, ui__port=args.port, ui__auth=args.auth, ui__auth_header=args.auth_header) as ours:
        launch(ours, host=ours.settings.ui.host, port=ours.settings.ui.port)
    return 0


def _serve(args: argparse.Namespace) -> int:
    from ragassist.api.server import serve

    with assistant(args, api__host=args.host, api__port=args.port) as ours:
        wanted = ours.settings.api
        serve(ours, host=wanted.host, port=wanted.port, key=wanted.key.get_secret_value(), open_to_all=args.without_key)
    return 0


def _add_user(args: argparse.Namespace) -> int:
    import getpass

    from ragassist.ui.access import add_user

    path = settings(args, ui__auth=args.auth).ui.auth or Path("users.txt")
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {args.add_user}: ")
        if getpass.getpass("The same once more: ") != password:
            raise UsageError("The two passwords are not the same.", "Try again.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    changed = add_user(path, args.add_user, password)
    output.say(
        f"{'Changed the password of' if changed else 'Added'} {args.add_user!r} in {path}. Start with `ragassist chat --auth {path}`."
    )
    return 0


def _pull(args: argparse.Namespace) -> int:
    from ragassist.models import weights
    from ragassist.models.progress import ProgressPrinter

    ours, show = settings(args), ProgressPrinter()
    try:
        path = weights.pull(ours, show) if args.source is None else weights.adopt(ours, args.source, show)
    finally:
        show.close()
    output.say(f"Weights are ready at {path}.")
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from ragassist.ingest.load.fonts import PACKAGE, has_chinese_fonts

    with assistant(args) as ours:
        choice = ours.choice
        problems: list[str] = []
        documents = passages = 0
        try:
            records = ours.store.documents()
            documents, passages = len(records), sum(record.passages for record in records)
            problems = ours.store.check()
        except StoreError as error:
            problems = [str(error)]
        except RagassistError as error:
            problems = [str(error)]
        found = {
            "tier": choice.tier,
            "model": choice.model.name if choice.model else "extractive",
            "reason": choice.reason,
            "missing": list(choice.missing),
            "embedder": ours.embedder.name,
            "home": str(ours.settings.home),
            "cache": str(ours.settings.cache),
            "documents": documents,
            "passages": passages,
            "chinese_fonts": has_chinese_fonts(),
            "problems": problems,
            "settings": ours.settings.model_dump(mode="json"),
        }
    if args.json:
        output.document(found)
    else:
        output.say(f"Model tier   {found['tier']}: {found['model']}\n             {found['reason']}")
        for item in choice.missing:
            output.say(f"             for a better tier: {item}")
        output.say(f"Embedder     {found['embedder']}")
        output.say(f"Home         {found['home']}: {documents} documents, {passages} passages")
        output.say(f"Cache        {found['cache']}")
        output.say("Store        " + ("sound" if not problems else "; ".join(problems)))
        if not found["chinese_fonts"]:
            output.say(f"Fonts        none for Chinese: PDFs that bring no fonts lose figures; install {PACKAGE}")
        output.say("Settings     " + ", ".join(_setting_names()))
    return StoreError.exit_code if problems and documents else 0


def _setting_names() -> list[str]:
    from ragassist.settings import names

    return list(names())
