"""The endpoint as an ASGI application: its routes, and what becomes of a question until its answer is out.

The engine works in threads, one request each; a client that hangs up ends its generation at the next step. Errors come in OpenAI's
shape. A reply begins only when its first text is there, so that what fails before has its status code in streams too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from urllib.parse import unquote

from ragassist.api.background import background_task
from ragassist.api.embeddings import parse_embeddings
from ragassist.api.passing import passed_on
from ragassist.api.protocol import ChatRequest, Reply, models, parse, sources
from ragassist.errors import RagassistError
from ragassist.serving.admission import USER_HEADER, Rules, middleware
from ragassist.serving.client_view import Asked, View
from ragassist.serving.failure import TurnedAwayError, failure, status_of
from ragassist.serving.metrics import CONTENT_TYPE
from ragassist.serving.question_queue import Carried, QuestionQueue, Ticket
from ragassist.serving.record import Recorder
from ragassist.types import Done, Event, Piece

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import BaseRoute

    from ragassist.models.chat import ChatModel
    from ragassist.models.embed import Embedder
    from ragassist.settings import Settings

MAX_BODY_BYTES = 1_000_000
_LISTEN_S = 0.05
_log = logging.getLogger(__name__)


@runtime_checkable
class Serving(Asked, Protocol):
    """As much of an assistant as the endpoint needs. Called from several threads at once."""

    @property
    def settings(self) -> Settings:
        """Its settings; `home`, `api` and `local` are used."""
        ...

    @property
    def model(self) -> ChatModel | None:
        """The language model, None where there is none."""
        ...

    @property
    def embedder(self) -> Embedder:
        """The embedder that fills and searches the index."""
        ...


def build(assistant: Serving, rules: Rules | None = None, recorder: Recorder | None = None) -> Starlette:
    """Return the application.

    Args:
        assistant: answers the questions.
        rules: who may ask, and how much; by default whoever is on this machine.
        recorder: notes questions in metrics, log and audit log; metrics alone by default.
    """
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException

    doors = _Doors(assistant, rules or Rules(), recorder or Recorder.of_nothing())

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        problem = f"{request.method} {request.url.path}: {error.detail}." if isinstance(error, HTTPException) else "Something went wrong."
        return _json(failure(status, problem, "not_found" if status < 500 else "internal_error"), status)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RagassistError)
        status, code = status_of(error)
        more = error.headers if isinstance(error, TurnedAwayError) else {}
        return _json(failure(status, str(error), code), status, more)

    return Starlette(
        routes=doors.routes(),
        middleware=middleware(doors.rules),
        exception_handlers={RagassistError: refused, HTTPException: unknown, Exception: unknown},
    )


class _Doors:
    """The routes over one assistant."""

    def __init__(self, assistant: Serving, rules: Rules, recorder: Recorder) -> None:
        self._assistant, self.rules, self._recorder = assistant, rules, recorder
        self._queue = QuestionQueue.of(assistant.settings, assistant.model)
        recorder.metrics.queued_at("api", self._queue.length)

    def routes(self) -> list[BaseRoute]:
        from starlette.routing import Route

        return [
            Route("/v1/chat/completions", self._chat, methods=["POST"]),
            Route("/v1/embeddings", self._embeddings, methods=["POST"]),
            Route("/v1/models", self._models, methods=["GET"]),
            Route("/v1/models/{name:path}", self._model, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
            Route("/healthz", self._health, methods=["GET"]),
            Route("/readyz", self._ready, methods=["GET"]),
        ]

    def _view(self, request: Request) -> View:
        home: Path = self._assistant.settings.home
        return View(self._assistant, home, _user(request), door="api", recorder=self._recorder)

    async def _chat(self, request: Request) -> Response:
        asked = parse(await _body(request))
        task = background_task(asked.messages)
        if task is not None:
            declining = self._assistant.settings.api.background == "decline"
            model = None if declining else self._assistant.model
            own = Reply(own={"background": task, "declined": model is None})
            return await self._in_turn(request, lambda: passed_on(model, asked), asked, own)
        asked.require_question()
        view = self._view(request)
        return await self._in_turn(request, lambda: view.stream(asked.question, asked.lang, asked.history, asked.within), asked, Reply())

    async def _in_turn(self, request: Request, events: Callable[[], Iterator[Event]], asked: ChatRequest, reply: Reply) -> Response:
        """Reply with the events once the queue lets the question in. Who waits holds no thread: those are for who is in."""
        with self._queue.join("", _user(request)) as ticket:
            if not await _let_in(request, ticket):
                return _unread()
            carried = ticket.carry(events())
        return await _reply(request, carried, asked, reply)

    async def _embeddings(self, request: Request) -> Response:
        from anyio.to_thread import run_sync

        body, embedder = await _body(request), await self._embedder()
        asked = await run_sync(parse_embeddings, body, embedder)
        with self._queue.join("", _user(request)) as ticket:
            if not await _let_in(request, ticket):
                return _unread()
            made, pieces = [], asked.pieces(embedder)
            while (piece := await run_sync(next, pieces, None)) is not None:
                made.append(piece)
                if await request.is_disconnected():
                    return _unread()
        return _json(await run_sync(asked.answer, made, embedder))

    async def _embedder(self) -> Embedder:
        """Return the embedder, which may have to be loaded first."""
        from anyio.to_thread import run_sync

        return await run_sync(lambda: self._assistant.embedder)

    async def _models(self, request: Request) -> Response:
        return _json(models((await self._embedder()).name))

    async def _model(self, request: Request) -> Response:
        known = {each["id"]: each for each in models((await self._embedder()).name)["data"]}
        name = request.path_params["name"]
        if name not in known:
            raise TurnedAwayError(404, "model_not_found", asked=name, known=", ".join(known))
        return _json(known[name])

    async def _metrics(self, request: Request) -> Response:
        from anyio.to_thread import run_sync
        from starlette.responses import Response

        page = await run_sync(self._recorder.metrics.page, self._assistant.documents)
        return Response(page, media_type=CONTENT_TYPE)

    async def _health(self, request: Request) -> Response:
        """Whether the process lives."""
        return _json({"status": "ok"})

    async def _ready(self, request: Request) -> Response:
        """Whether a question could be answered: the documents can be read, and there are some."""
        from anyio.to_thread import run_sync

        try:
            ready = bool(await run_sync(self._assistant.documents))
        except RagassistError:
            ready = False
        return _json({"status": "ready" if ready else "not ready"}, 200 if ready else 503)


async def _let_in(request: Request, ticket: Ticket) -> bool:
    """Wait until the ticket's turn has come; false where the client hung up before."""
    from anyio import sleep

    while ticket.wait(0):
        await sleep(_LISTEN_S)
        if await request.is_disconnected():
            return False
    return True


def _unread() -> Response:
    """Return what ends a request whose client has hung up."""
    from starlette.responses import Response

    return Response(status_code=499)


def _user(request: Request) -> str:
    return unquote(request.headers.get(USER_HEADER, ""))


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise TurnedAwayError(415, "unsupported_media_type")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise TurnedAwayError(413, "request_too_large", most=MAX_BODY_BYTES)
    return bytes(body)


async def _reply(request: Request, events: Carried, asked: ChatRequest, reply: Reply) -> Response:
    from anyio import CancelScope
    from anyio.to_thread import run_sync
    from starlette.responses import StreamingResponse

    async def upcoming() -> Event:
        return await run_sync(lambda: next(events))

    async def end() -> None:
        with CancelScope(shield=True):  # the model is stopped even when this request is being torn down
            await run_sync(events.close)

    async def chunks(event: Event) -> AsyncIterator[bytes]:
        try:
            said = ""
            while True:
                if isinstance(event, Piece):
                    yield _sent(reply.chunk(event.text, first=not said, before=said))
                    said = event.text or said
                elif isinstance(event, Done):
                    answer = event.answer
                    if below := sources(answer):
                        yield _sent(reply.chunk(below, before=said))
                    yield _sent(reply.last(answer))
                    if asked.include_usage:
                        yield _sent(reply.usage(answer))
                    yield b"data: [DONE]\n\n"
                    return
                else:
                    yield f": {event.name}\n\n".encode()
                event = await upcoming()
        except RagassistError as error:
            yield _sent(failure(status_of(error)[0], str(error), status_of(error)[1]))
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
                return _unread()
    finally:
        if not handed_over:
            await end()


def _json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> JSONResponse:
    from starlette.responses import JSONResponse

    return JSONResponse(content, status, headers)


def _sent(document: object) -> bytes:
    return b"data: " + json.dumps(document, ensure_ascii=False).encode("utf8", "replace") + b"\n\n"
