"""A real HTTP server on loopback that speaks the OpenAI protocol, plain and streamed, and says what a test told it to.

`enqueue` what it is to reply, in order, or set `answer` to compute a reply from the request; `requests` keeps what came in.
It is a real server because the openai package brings its own transport, which no httpx mock patches.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import socket
import struct
import sys
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests import responses_replies


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request."""

    text: str = ""
    chunks: Sequence[str] | None = None
    """How a streamed reply is cut; by default into pieces of three characters."""
    delay_s: float = 0.0
    """Pause before each chunk, or before a plain reply."""
    drop_after: int | None = None
    """Close the connection rudely after this many chunks (0: before any byte of the body)."""
    status: int = 200
    error: str | Mapping[str, Any] = ""
    """With another status: the message, or the whole error object."""
    body: Any = None
    """With any status: the whole JSON body."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Log probabilities to report for the first token."""
    sureness: Sequence[float] = ()
    """Log probabilities to report for the tokens of the text, whatever its tokens are."""
    finish_reason: str | None = "stop"
    usage: bool = True
    raw: bytes | None = None
    """Sent as the body as it stands."""
    headers: Mapping[str, str] = field(default_factory=dict)
    thinking: str = ""
    """Sent beside the text, in `thinking_field`, before it."""
    thinking_field: str = "reasoning_content"
    reasoning_tokens: int = 0
    """Reported among the completion's tokens."""
    content: Any = None
    """In place of the text of a plain reply: null, or a list of parts."""
    refusal: str = ""
    """In the field of that name."""
    calls: Sequence[tuple[str, str]] = ()
    """Tools called: name and arguments of each."""
    prompt_tokens: int | None = None
    """Reported in place of the prompt's own count."""
    opening: bool = False
    """Begin a stream with a chunk without choices and one whose content is null."""
    keep_alive: int = 0
    """So many comments before each chunk."""
    stall_after: int | None = None
    """Fall silent after so many chunks, but for comments if `keep_alive` is set."""
    done: bool = True
    """End a stream with `[DONE]`."""
    slice_bytes: int | None = None
    """Cut a stream's bytes into slices of so many, through characters too."""
    gzip: bool = False


@dataclass
class Request:
    """One request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    disconnected: threading.Event = field(default_factory=threading.Event)
    """Set when the client hung up before the reply was out."""
    chunks_sent: int = 0


class OpenAIServer:
    """`with OpenAIServer() as server:`; `server.url` is the base URL."""

    def __init__(self, models: Sequence[str] = ("test-model",)) -> None:
        self.models = list(models)
        self.models_reply: Reply | None = None
        """In place of the list of models."""
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Reply | str] | None = None
        self.embed: Callable[[str], Sequence[float]] = _hashed_vector
        self._replies: deque[Reply] = deque()
        outer = self

        class Handler(_Handler):
            server_state = outer

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def prompts(self) -> list[str]:
        """The last message of each chat request, in order."""
        return [
            request.body["messages"][-1]["content"] for request in self.requests if request.path.split("?")[0].endswith("/chat/completions")
        ]

    def enqueue(self, *replies: Reply | str) -> None:
        """Reply with these to the next chat or embedding requests, in order."""
        self._replies.extend(reply if isinstance(reply, Reply) else Reply(reply) for reply in replies)

    def next_reply(self, request: Request) -> Reply | None:
        if self._replies:
            return self._replies.popleft()
        if self.answer is not None:
            reply = self.answer(request)
            return reply if isinstance(reply, Reply) else Reply(reply)
        return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients of these tests hang up as they please; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body of each reply waits 40 ms for its head to be acknowledged
    server_state: OpenAIServer

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        request = self._record({})
        if self.server_state.models_reply is not None:
            return self._plain(request, self.server_state.models_reply, {})
        if request.path.split("?")[0].endswith("/models"):
            return self._json(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.server_state.models]})
        return self._json(404, {"error": {"message": f"no such path {request.path}"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        request = self._record(body)
        try:
            if request.path.endswith("/embeddings"):
                forced = self.server_state._replies.popleft() if self.server_state._replies else None
                if forced is not None and (forced.status != 200 or forced.raw is not None or forced.drop_after is not None):
                    return self._plain(request, forced, {})
                return self._json(200, self._embeddings(body))
            if request.path.split("?")[0].endswith("/responses"):
                return self._responses(request, self.server_state.next_reply(request) or Reply(status=400, error="no reply enqueued"))
            if not request.path.split("?")[0].endswith("/chat/completions"):
                return self._json(404, {"error": {"message": f"no such path {request.path}"}})
            reply = self.server_state.next_reply(request)
            if reply is None:
                return self._json(400, {"error": {"message": "the test enqueued no reply"}})
            if reply.status == 200 and body.get("stream") and reply.raw is None and reply.body is None:
                return self._stream(request, reply)
            return self._plain(request, reply, self._completion(reply, body))
        except (BrokenPipeError, ConnectionResetError):
            request.disconnected.set()
            self.close_connection = True

    def _responses(self, request: Request, reply: Reply) -> None:
        if reply.status != 200 or not request.body.get("stream"):
            return self._plain(request, reply, responses_replies.whole(reply, request.body))
        told = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in responses_replies.events(reply, request.body))
        return self._send(200, told.encode(), {"Content-Type": "text/event-stream"})

    def _record(self, body: dict[str, Any]) -> Request:
        request = Request(self.command, self.path, {key.lower(): value for key, value in self.headers.items()}, body)
        self.server_state.requests.append(request)
        return request

    def _plain(self, request: Request, reply: Reply, document: dict[str, Any]) -> None:
        if reply.delay_s:
            time.sleep(reply.delay_s)
        if reply.drop_after is not None:
            return self._drop()
        if reply.raw is not None:
            return self._send(reply.status, reply.raw, {"Content-Type": "text/html", **reply.headers})
        if reply.body is not None:
            document = reply.body
        elif reply.status != 200:
            document = {"error": {"message": reply.error} if isinstance(reply.error, str) else dict(reply.error)}
        content = json.dumps(document, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **reply.headers}
        if reply.gzip:
            content, headers = gzip.compress(content), {**headers, "Content-Encoding": "gzip"}
        return self._send(reply.status, content, headers)

    def _completion(self, reply: Reply, body: Mapping[str, Any]) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": reply.finish_reason}
        message: dict[str, Any] = choice["message"]
        if reply.content is not None:
            message["content"] = reply.content
        if reply.thinking:
            message[reply.thinking_field] = reply.thinking
        if reply.calls:
            message["tool_calls"] = [_call(index, *made) for index, made in enumerate(reply.calls)]
        if reply.refusal:
            message |= {"content": None, "refusal": reply.refusal}
        if body.get("logprobs") and reply.probabilities:
            top = [
                {"token": token, "logprob": math.log(p) if p > 0 else -100.0, "bytes": list(token.encode())}
                for token, p in list(reply.probabilities.items())[: body.get("top_logprobs", 0)]
            ]
            choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}]}
        if body.get("logprobs") and reply.sureness:
            choice["logprobs"] = {"content": [{"token": "t", "logprob": p, "bytes": None, "top_logprobs": []} for p in reply.sureness]}
        document = {"id": "chatcmpl-test", "object": "chat.completion", "created": 0, "model": body.get("model", ""), "choices": [choice]}
        return document | ({"usage": _usage(reply, body)} if reply.usage else {})

    def _stream(self, request: Request, reply: Reply) -> None:
        self.send_response(200)
        headers = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **reply.headers}
        self._packed = zlib.compressobj(wbits=31) if reply.gzip else None
        self._slice = reply.slice_bytes
        for key, value in (headers | ({"Content-Encoding": "gzip"} if reply.gzip else {})).items():
            self.send_header(key, value)
        self.end_headers()
        pieces = reply.chunks if reply.chunks is not None else [reply.text[i : i + 3] for i in range(0, len(reply.text), 3)]
        frame = {"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": 0, "model": request.body.get("model", "")}

        def delta(**fields: Any) -> None:
            self._event(frame | {"choices": [{"index": 0, "delta": fields, "finish_reason": None}]})

        if reply.opening:
            self._event(frame | {"choices": [], "prompt_filter_results": []})
            delta(role="assistant", content=None)
        for start in range(0, len(reply.thinking), 5):
            delta(content=None, **{reply.thinking_field: reply.thinking[start : start + 5]})
        for piece in pieces:
            if reply.drop_after is not None and request.chunks_sent >= reply.drop_after:
                return self._drop()
            if reply.stall_after is not None and request.chunks_sent >= reply.stall_after:
                return self._stall(reply)
            for _ in range(reply.keep_alive):
                self._bytes(b": still there\n\n")
            if reply.delay_s:
                time.sleep(reply.delay_s)
            delta(content=piece)
            request.chunks_sent += 1
        if reply.drop_after is not None:
            return self._drop()
        if reply.refusal:
            delta(refusal=reply.refusal)
        for index, (name, arguments) in enumerate(reply.calls):
            delta(tool_calls=[_call(index, name, arguments[:4])])
            delta(tool_calls=[{"index": index, "function": {"arguments": arguments[4:]}}])
        if reply.finish_reason is not None:
            self._event(frame | {"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}]})
        if reply.usage and (request.body.get("stream_options") or {}).get("include_usage"):
            self._event(frame | {"choices": [], "usage": _usage(reply, request.body)})
        if reply.done:
            self._bytes(b"data: [DONE]\n\n")
        if self._packed is not None:
            self._chunk(self._packed.flush())
        self._chunk(b"")
        return None

    def _stall(self, reply: Reply) -> None:
        """Keep the connection open and say nothing more, until the client has gone."""
        for _ in range(400):
            time.sleep(0.05)
            if reply.keep_alive:
                self._bytes(b": still there\n\n")
        self.close_connection = True

    def _embeddings(self, body: Mapping[str, Any]) -> dict[str, Any]:
        texts = [body["input"]] if isinstance(body["input"], str) else list(body["input"])
        vectors = [list(self.server_state.embed(text)) for text in texts]
        coded = [
            base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode() if body.get("encoding_format") == "base64" else vector
            for vector in vectors
        ]
        entries = [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(coded)]
        return {"object": "list", "data": entries, "model": body.get("model", ""), "usage": {"prompt_tokens": 1, "total_tokens": 1}}

    def _event(self, document: Mapping[str, Any]) -> None:
        self._bytes(b"data: " + json.dumps(document, ensure_ascii=False).encode() + b"\n\n")

    def _bytes(self, content: bytes) -> None:
        if self._packed is not None:
            content = self._packed.compress(content) + self._packed.flush(zlib.Z_SYNC_FLUSH)
        size = self._slice or len(content)
        for start in range(0, len(content), size):
            self._chunk(content[start : start + size])

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def _json(self, status: int, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(document, ensure_ascii=False).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _drop(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def _call(index: int, name: str, arguments: str) -> dict[str, Any]:
    return {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": arguments}}


def _usage(reply: Reply, body: Mapping[str, Any]) -> dict[str, Any]:
    """One token a word or character is near enough: what matters is that the numbers come through unchanged."""
    prompt = reply.prompt_tokens or sum(len(message["content"]) for message in body.get("messages", []))
    written = len("".join(reply.chunks)) if reply.chunks is not None else len(reply.text)
    counted: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}
    if reply.reasoning_tokens:
        counted["completion_tokens"] += reply.reasoning_tokens
        counted["completion_tokens_details"] = {"reasoning_tokens": reply.reasoning_tokens}
    return counted


def _hashed_vector(text: str) -> list[float]:
    """Eight numbers that only depend on the text."""
    return [byte / 255 - 0.5 for byte in hashlib.sha256(text.encode()).digest()[:8]]
