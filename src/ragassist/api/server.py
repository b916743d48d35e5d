"""Serves the endpoint until it is interrupted."""

from __future__ import annotations

import socket
import sys

from ragassist.api.app import Answering, build, is_loopback
from ragassist.errors import UsageError

_LET_FINISH_S = 3


def serve(assistant: Answering, *, host: str, port: int, key: str = "", open_to_all: bool = False) -> None:
    """Listen on `host`:`port` (0 takes a free one), say where on standard error, and answer until interrupted.

    Raises:
        KeyboardInterrupt: always, at the end.
        UsageError: the port is taken, or `host` can be reached from outside, there is no `key`, and `open_to_all` is false.
    """
    if not (key or open_to_all or is_loopback(host)):
        problem = f"Whoever can reach {host!r} could read the documents: no key is set."
        raise UsageError(problem, "Set RAGASSIST_API__KEY, or say --without-key if that is meant.")
    listening = _listen(host, port)
    import uvicorn

    config = uvicorn.Config(
        build(assistant, key), lifespan="off", log_level="warning", access_log=False, timeout_graceful_shutdown=_LET_FINISH_S
    )
    shown = f"[{host}]" if ":" in host else host
    asks = "with the API key" if key else "any API key does"
    sys.stderr.write(f"Listening on http://{shown}:{listening.getsockname()[1]}/v1 ({asks}; Ctrl+C ends it).\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listening])
    raise KeyboardInterrupt  # only an interruption ends it, and uvicorn may have swallowed that


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128)
    except OSError as error:
        problem = f"Cannot listen on {host}, port {port}: {error.strerror or error}."
        raise UsageError(problem, "Choose another with --host or --port; port 0 takes any free one.") from error
