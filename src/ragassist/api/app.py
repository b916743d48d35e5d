"""The endpoint as an ASGI application: who may ask, how much, and what becomes of a question until its answer is out.

The engine works in threads, one request each; a client that hangs up ends its generation at the next step. Errors come in OpenAI's
shape. A reply begins only when its first text is there, so that what fails before has its status code in streams too.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from ragassist.api.protocol import ChatRequest, Reply, failure, models, parse, sources
from ragassist.errors import ModelError, RagassistError, StoreError, UsageError
from ragassist.types import Done, Event, Filter, Lang, Piece

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response

MAX_BODY_BYTES = 1_000_000
_log = logging.getLogger(__name__)


class Answering(Protocol):
    """As much of an assistant as the endpoint needs. Called from several threads at once."""

    def stream(
        self, question: str, lang: Lang | None = None, history: tuple[tuple[str, str], ...] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        """As `Assistant.stream`."""
        ...


def build(assistant: Answering, key: str = "") -> Starlette:
    """The application.

    Args:
        assistant: answers the questions.
        key: what clients must send as their API key. Without one, requests that address the server by another name than this
            machine's are turned away too, so that a web page cannot reach it through the browser of whoever runs it.
    """
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import Route

    async def chat(request: Request) -> Response:
        try:
            _admit(request, key)
            asked = parse(await _body(request))
            return await _reply(request, assistant, asked)
        except RagassistError as error:
            return _refusal(error)

    async def listed(request: Request) -> Response:
        try:
            _admit(request, key)
        except RagassistError as error:
            return _refusal(error)
        return _json(models())

    async def health(request: Request) -> Response:
        return _json({"status": "ok"})

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        problem = f"{request.method} {request.url.path}: {error.detail}." if isinstance(error, HTTPException) else "Something went wrong."
        return _json(failure(status, problem, "not_found" if status < 500 else "internal_error"), status)

    routes = [
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/models", listed, methods=["GET"]),
        Route("/healthz", health, methods=["GET"]),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: unknown, Exception: unknown})


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server at `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _TurnedAwayError(UsageError):
    """A request that is not looked at, with its status code."""

    def __init__(self, status: int, code: str, problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.status, self.code = status, code


def _admit(request: Request, key: str) -> None:
    if key:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not hmac.compare_digest(given.encode(), key.encode()):
            raise _TurnedAwayError(401, "invalid_api_key", "The API key is missing or wrong.", "Send it as `Authorization: Bearer KEY`.")
        return
    named = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    server = request.scope.get("server")
    if server and is_loopback(server[0]) and not is_loopback(named):
        raise _TurnedAwayError(403, "unknown_host", f"This server is not {named!r}.", "Address it as 127.0.0.1 or localhost.")


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise _TurnedAwayError(415, "unsupported_media_type", "The body is not declared as JSON.", "Send Content-Type: application/json.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise _TurnedAwayError(413, "request_too_large", f"The request has more than {MAX_BODY_BYTES:,} bytes.", "Send fewer turns.")
    return bytes(body)


async def _reply(request: Request, assistant: Answering, asked: ChatRequest) -> Response:
    from anyio import CancelScope
    from anyio.to_thread import run_sync
    from starlette.responses import Response, StreamingResponse

    events = assistant.stream(asked.question, asked.lang, asked.history, asked.within)
    reply = Reply()

    async def upcoming() -> Event:
        return await run_sync(lambda: next(events))

    async def end() -> None:
        with CancelScope(shield=True):  # the model is stopped even when this request is being torn down
            await run_sync(events.close)  # type: ignore[attr-defined]  # a generator

    async def chunks(event: Event) -> AsyncIterator[bytes]:
        try:
            began = False
            while True:
                if isinstance(event, Piece):
                    yield _sent(reply.chunk(event.text, first=not began))
                    began = True
                elif isinstance(event, Done):
                    answer = event.answer
                    if below := sources(answer):
                        yield _sent(reply.chunk(below))
                    yield _sent(reply.last(answer))
                    if asked.include_usage:
                        yield _sent(reply.usage(answer))
                    yield b"data: [DONE]\n\n"
                    return
                else:
                    yield f": {event.name}\n\n".encode()
                event = await upcoming()
        except RagassistError as error:
            yield _sent(failure(_status(error)[0], str(error), _status(error)[1]))
        except Exception:  # noqa: BLE001  # the headers are out: the stream is the only place left to say it
            _log.exception("An answer failed")
            yield _sent(failure(500, "Something went wrong.", "internal_error"))
        finally:
            await end()

    handed_over = False
    try:
        while True:
            event = await upcoming()
            if isinstance(event, Done) and not asked.stream:
                return _json(reply.whole(event.answer))
            if asked.stream and isinstance(event, Piece | Done):
                handed_over = True
                headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
                return StreamingResponse(chunks(event), media_type="text/event-stream", headers=headers)
            if await request.is_disconnected():
                return Response(status_code=499)  # nobody reads it
    finally:
        if not handed_over:
            await end()


def _status(error: RagassistError) -> tuple[int, str]:
    if isinstance(error, _TurnedAwayError):
        return error.status, error.code
    if isinstance(error, ModelError):
        return 503, "model_unavailable"
    if isinstance(error, StoreError):
        return 503, "index_unavailable"
    return (400, "invalid_request") if isinstance(error, UsageError) else (500, "internal_error")


def _refusal(error: RagassistError) -> JSONResponse:
    status, code = _status(error)
    return _json(failure(status, str(error), code), status)


def _json(content: object, status: int = 200) -> JSONResponse:
    from starlette.responses import JSONResponse

    return JSONResponse(content, status, headers={"WWW-Authenticate": "Bearer"} if status == 401 else None)


def _sent(document: object) -> bytes:
    return b"data: " + json.dumps(document, ensure_ascii=False).encode("utf8", "replace") + b"\n\n"
