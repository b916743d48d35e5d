"""`serve` and `mcp`: the doors for programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    serve = commands.add_parser("serve", parents=[common], help="the same engine as an OpenAI-compatible endpoint")
    serve.add_argument("--host", metavar="H", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, metavar="P", help="port to listen on (default 7861; 0 takes a free one)")
    serve.add_argument("--without-key", action="store_true", help="serve other machines although no API key is set (api.key)")
    serve.add_argument("--keys", type=Path, metavar="FILE", help="users' keys, as --add-key writes them; each user sees their own uploads")
    serve.add_argument("--add-key", metavar="NAME", help="give a user a new key, print it, keep its digest in --keys FILE and end")
    serve.set_defaults(run=_serve)

    mcp = commands.add_parser("mcp", parents=[common], help="a Model Context Protocol server, over standard input and output or HTTP")
    mcp.add_argument("--http", action="store_true", help="serve over streamable HTTP at /mcp instead")
    mcp.add_argument("--host", metavar="H", help="with --http: address to listen on (default 127.0.0.1)")
    mcp.add_argument("--port", type=int, metavar="P", help="with --http: port to listen on (default 7862; 0 takes a free one)")
    mcp.add_argument("--without-key", action="store_true", help="with --http: serve other machines although no API key is set")
    mcp.set_defaults(run=_mcp)


def _serve(args: argparse.Namespace) -> int:
    if args.add_key is not None:
        return _add_key(args)
    from ragassist.api.server import serve
    from ragassist.serving.admission import Rules
    from ragassist.serving.logs import set_up
    from ragassist.serving.record import Recorder

    with assistant(args, api__host=args.host, api__port=args.port, api__keys=args.keys) as ours:
        wanted = ours.settings.api
        set_up(ours.settings)
        rules, recorder = Rules.of(ours.settings), Recorder.of(ours.settings)
        serve(ours, host=wanted.host, port=wanted.port, rules=rules, recorder=recorder, open_to_all=args.without_key)
    return 0


def _add_key(args: argparse.Namespace) -> int:
    from ragassist.serving.keys import add_key

    path = settings(args, api__keys=args.keys).api.keys or Path("keys.txt")
    output.say(add_key(path, args.add_key))
    output.note(f"That is the key of {args.add_key!r}; it is shown this once. Start with `ragassist serve --keys {path}`.")
    return 0


def _mcp(args: argparse.Namespace) -> int:
    from ragassist.mcp.run import serve_http, serve_stdio
    from ragassist.serving.admission import Rules
    from ragassist.serving.logs import set_up
    from ragassist.serving.question_queue import QuestionQueue
    from ragassist.serving.record import Recorder

    with assistant(args, mcp__host=args.host, mcp__port=args.port) as ours:
        set_up(ours.settings)
        recorder, waiting = Recorder.of(ours.settings), QuestionQueue.of(ours.settings, ours.model)
        if not args.http:
            serve_stdio(ours, ours.settings.home, recorder, waiting)
            return 0
        serve_http(
            ours,
            ours.settings.home,
            host=ours.settings.mcp.host,
            port=ours.settings.mcp.port,
            rules=Rules.of(ours.settings),
            recorder=recorder,
            question_queue=waiting,
            open_to_all=args.without_key,
        )
    return 0
