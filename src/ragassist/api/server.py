"""Serves the endpoint until it is interrupted."""

from __future__ import annotations

import sys

from ragassist.api.app import Serving, build
from ragassist.serving.admission import Rules
from ragassist.serving.listen import address, listen, require_key
from ragassist.serving.record import Recorder

_LET_FINISH_S = 3


def serve(
    assistant: Serving, *, host: str, port: int, rules: Rules | None = None, recorder: Recorder | None = None, open_to_all: bool = False
) -> None:
    """Listen on `host`:`port` (0 takes a free one), say where on standard error, and answer until interrupted.

    Raises:
        KeyboardInterrupt: always, at the end.
        UsageError: the port is taken, or `host` can be reached from outside, no key is set, and `open_to_all` is false.
    """
    rules = rules or Rules()
    require_key(host, has_key=rules.keys.required, open_to_all=open_to_all)
    listening = listen(host, port)
    import uvicorn

    config = uvicorn.Config(
        build(assistant, rules, recorder), lifespan="off", log_level="warning", access_log=False, timeout_graceful_shutdown=_LET_FINISH_S
    )
    asks = "with the API key" if rules.keys.required else "any API key does"
    sys.stderr.write(f"Listening on {address(listening, host)}/v1 ({asks}; Ctrl+C ends it).\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listening])
    raise KeyboardInterrupt  # only an interruption ends it, and uvicorn may have swallowed that
