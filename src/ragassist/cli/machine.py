"""`chat` and `doctor`: what runs on this machine."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import RagassistError, StoreError, UsageError

if TYPE_CHECKING:
    from ragassist.assistant import Assistant


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    chat = commands.add_parser("chat", parents=[common], help="the chat page, in the browser")
    chat.add_argument("--host", metavar="H", help="address to serve on (default 127.0.0.1)")
    chat.add_argument("--port", type=int, metavar="P", help="port to serve on (default 7860)")
    chat.add_argument("--root-path", metavar="PATH", help="a proxy shows the page under this path, such as /assistant, and takes it off")
    chat.add_argument("--auth", type=Path, metavar="FILE", help="people sign in: users with hashed passwords, as --add-user writes them")
    chat.add_argument("--auth-header", metavar="NAME", help="a trusted proxy names the user in this header, such as X-Forwarded-User")
    chat.add_argument("--add-user", metavar="NAME", help="ask for a password, put the user into --auth FILE (default users.txt) and end")
    chat.set_defaults(run=_chat)

    doctor = commands.add_parser("doctor", parents=[common], help="which model tier is active and why; whether the store is sound")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON document")
    doctor.add_argument("--endpoint", action="store_true", help="ask the hosted model's endpoint ten things: what it takes and gives")
    doctor.set_defaults(run=_doctor)


def _chat(args: argparse.Namespace) -> int:
    if args.add_user is not None:
        return _add_user(args)
    from ragassist.serving.logs import set_up
    from ragassist.ui.page import launch

    given = {f"ui__{name}": getattr(args, name) for name in ("host", "port", "auth", "auth_header", "root_path")}
    with assistant(args, **given) as ours:
        set_up(ours.settings)
        launch(ours, host=ours.settings.ui.host, port=ours.settings.ui.port)
    return 0


def _add_user(args: argparse.Namespace) -> int:
    import getpass

    from ragassist.ui.server.access import add_user

    path = settings(args, ui__auth=args.auth).ui.auth or Path("users.txt")
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {args.add_user}: ")
        if getpass.getpass("The same once more: ") != password:
            raise UsageError("password.differs")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    changed = add_user(path, args.add_user, password)
    output.say(
        f"{'Changed the password of' if changed else 'Added'} {args.add_user!r} in {path}. Start with `ragassist chat --auth {path}`."
    )
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from ragassist.ingest.load.fonts import has_chinese_fonts
    from ragassist.store.read_only import only_to_be_read

    if args.endpoint:
        from ragassist.cli import endpoint

        return endpoint.run(args)

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
            "trial": _trial(ours),
            "missing": list(choice.missing),
            "embedder": ours.embedder.name,
            "embedder_reason": ours.embed_choice.reason,
            "embedder_missing": list(ours.embed_choice.missing),
            "home": str(ours.settings.home),
            "read_only": ours.settings.home.expanduser().is_dir() and only_to_be_read(ours.settings.home.expanduser()),
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
        _say_found(found, better_tier=choice.missing, better_search=ours.embed_choice.missing)
    return StoreError.exit_code if problems and documents else 0


def _trial(ours: Assistant) -> dict[str, Any] | None:
    """What `models try` found of the model on this machine; None where another answers, or nobody tried."""
    from ragassist.models import weights
    from ragassist.models.trials import Trials

    path = weights.locate(ours.settings) if ours.choice.tier == "local" else None
    trial = Trials(ours.settings.home).of(path) if path is not None else None
    return None if trial is None else dataclasses.asdict(trial)


def _say_found(found: dict[str, Any], *, better_tier: Sequence[str], better_search: Sequence[str]) -> None:
    """Print what `doctor` found, for people."""
    from ragassist.ingest.load.fonts import PACKAGE
    from ragassist.models.trials import Trial, told
    from ragassist.verify.calibration import calibration_of

    for problem in found["problems"]:  # what is wrong comes first
        output.say(f"Problem      {problem}")
    output.say(f"Model tier   {found['tier']}: {found['model']}\n             {found['reason']}")
    if found["trial"] is not None:
        lines = told(Trial(**found["trial"]))
        output.say(f"             tried on {found['trial']['learned']}: {lines[-1]}")
        for line in lines[:-1]:
            output.say(f"               {line}")
    for item in better_tier:
        output.say(f"             for a better tier: {item}")
    output.say(f"Embedder     {found['embedder']}\n             {found['embedder_reason']}")
    for item in better_search:
        output.say(f"             for better search: {item}")
    if calibration_of(str(found["embedder"])) is None:
        output.say("             no calibration: claims are not compared by likeness, only by what the other checks find")
    output.say(
        f"Home         {found['home']}: {found['documents']} documents, {found['passages']} passages"
        + (" (may only be read)" if found["read_only"] else "")
    )
    output.say(f"Cache        {found['cache']}")
    output.say("Store        " + (f"not sound: {len(found['problems'])} to be seen to, above" if found["problems"] else "sound"))
    if not found["chinese_fonts"]:
        output.say(f"Fonts        none for Chinese: PDFs that bring no fonts lose figures; install {PACKAGE}")
    output.say("Settings     " + ", ".join(_setting_names()))


def _setting_names() -> list[str]:
    from ragassist.settings import names

    return list(names())
