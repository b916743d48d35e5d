"""`chat`: the page on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import UsageError


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
