"""Serves over standard input and output, or over streamable HTTP, until it is ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ragassist.errors import RagassistError
from ragassist.mcp.build import build, usual_queue
from ragassist.serving.admission import Rules, middleware
from ragassist.serving.client_view import Asked
from ragassist.serving.listen import address, listen, require_key
from ragassist.serving.metrics import CONTENT_TYPE
from ragassist.serving.question_queue import QuestionQueue
from ragassist.serving.record import Recorder

if TYPE_CHECKING:
    from starlette.applications import Starlette

PATH = "/mcp"
_LET_FINISH_S = 3


def serve_stdio(assistant: Asked, home: Path, recorder: Recorder | None = None, question_queue: QuestionQueue | None = None) -> None:
    """Serve the program that started this one, until it closes standard input. Nothing else is written to standard output.

    Told to end, the process ends at once, in this very place: whoever waits for a line of standard input cannot be called off.
    """
    with _ending_at_once():
        build(assistant, home, recorder, question_queue).run("stdio")


@contextmanager
def _ending_at_once() -> Iterator[None]:
    here = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGTERM, signal.SIGINT) if here else ()
    before = {number: signal.signal(number, lambda told, _: os._exit(128 + told)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def http_app(
    assistant: Asked, home: Path, rules: Rules, recorder: Recorder | None = None, question_queue: QuestionQueue | None = None
) -> Starlette:
    """Return the server as an ASGI application at `/mcp`, with admission before it, and `/healthz`, `/readyz` and `/metrics`."""
    from anyio.to_thread import run_sync
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    recorder, waiting = recorder or Recorder.of_nothing(), question_queue or usual_queue()
    recorder.metrics.queued_at("mcp", waiting.length)

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        try:
            there = bool(await run_sync(assistant.documents))
        except RagassistError:
            there = False
        return JSONResponse({"status": "ready" if there else "not ready"}, 200 if there else 503)

    async def metrics(request: Request) -> Response:
        page = await run_sync(recorder.metrics.page, assistant.documents)
        return Response(page, media_type=CONTENT_TYPE)

    # Admission looks at the host's name and the origin, with the settings' own names.
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = build(assistant, home, recorder, waiting).streamable_http_app(streamable_http_path=PATH, transport_security=unguarded)
    app.router.routes += [Route("/healthz", health), Route("/readyz", ready), Route("/metrics", metrics)]
    for each in reversed(middleware(rules)):
        app.add_middleware(each.cls, *each.args, **each.kwargs)
    return app


def serve_http(
    assistant: Asked,
    home: Path,
    *,
    host: str,
    port: int,
    rules: Rules,
    recorder: Recorder | None = None,
    question_queue: QuestionQueue | None = None,
    open_to_all: bool = False,
) -> None:
    """Listen on `host`:`port` (0 takes a free one), say where on standard error, and serve until interrupted.

    Raises:
        KeyboardInterrupt: always, at the end.
        UsageError: the port is taken, or `host` can be reached from outside, no key is set, and `open_to_all` is false.
    """
    import uvicorn

    require_key(host, has_key=rules.keys.required, open_to_all=open_to_all)
    listening = listen(host, port)
    app = http_app(assistant, home, rules, recorder, question_queue)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=_LET_FINISH_S)
    asks = "with an API key" if rules.keys.required else "no key asked for"
    sys.stderr.write(f"Listening on {address(listening, host)}{PATH} ({asks}; Ctrl+C ends it).\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listening])
    raise KeyboardInterrupt  # only an interruption ends it, and uvicorn may have swallowed that
