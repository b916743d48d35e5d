"""Messages in, text out: the one interface that every model has, and the OpenAI protocol behind it.

Nothing outside `models/` knows more about a language model than this file says. It never builds a prompt, never
looks at what the text means, and never puts a key into an error or a log.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

from ragassist.errors import ModelError
from ragassist.models.failures import ModelFailures, gives_way
from ragassist.types import Tier

if TYPE_CHECKING:
    from openai import OpenAI

DEFAULT_BASE_URL = "https://api.openai.com/v1"
CONNECT_TIMEOUT_S = 10.0

calls_allowed = True
"""Set to False, every model call of this process fails at once: a test can then not reach a model by accident."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's whole reply. Token counts are the endpoint's own; 0 where it gives none."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


@runtime_checkable
class ChatModel(Protocol):
    """A language model. Every call is at temperature 0; every failure is a `ModelError`."""

    @property
    def name(self) -> str:
        """What it is called in an answer."""

    @property
    def tier(self) -> Tier:
        """`hosted` or `local`."""

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """The whole reply, at most `max_tokens` long, cut before the first of `stop`."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """Text as it is written, then exactly one `Completion` whose text is all of it. Closing the iterator stops the model."""

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """Probability (0 to 1) of each of the `top` likeliest first tokens, likeliest first; `{}` where the endpoint gives none."""


def require_calls_allowed() -> None:
    """Raise `ModelError` when model calls are switched off in this process."""
    if not calls_allowed:
        raise ModelError("Model calls are switched off in this process.", "In a test, ask for the fixture of the model that it may call.")


class OpenAIChat:
    """A model at any endpoint that speaks the OpenAI protocol. Nothing is contacted before the first call.

    Parameters that an endpoint says it does not support (`temperature`, `logprobs`, `stream_options`, or `max_tokens`
    in favour of `max_completion_tokens`) are left out from then on.

    Source: OpenAI API reference, "Chat completions", https://platform.openai.com/docs/api-reference/chat
    """

    def __init__(
        self, *, model: str = "", base_url: str = "", api_key: str = "", tier: Tier = "hosted", timeout_s: float = 120.0, retries: int = 2
    ) -> None:
        """Keep what the first call needs.

        Args:
            model: the endpoint's name for it; empty means the first that it lists.
            base_url: with the version part (`https://host/v1`); empty means OpenAI.
            api_key: sent as the bearer token; may be empty where the endpoint wants none.
            tier: what the answers say.
            timeout_s: longest silence of the endpoint, not of the whole reply.
            retries: how often a refused connection, a 429 or a 5xx is tried again, with growing pauses.
        """
        self.tier: Tier = tier
        self._model = model
        self._base_url = base_url or DEFAULT_BASE_URL
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._retries = retries
        self._unsupported: set[str] = set()
        self._openai: OpenAI | None = None
        self._lock = threading.Lock()
        self._failures = ModelFailures(self._base_url, tier, (api_key,))

    @property
    def name(self) -> str:
        """The model's name; before the first call to an endpoint that chooses it, which endpoint that is."""
        return self._model or f"first model at {urlsplit(self._base_url).hostname}"

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`."""
        with self._failures:
            reply = self._create(_params(messages, max_tokens, stop))
            choice = _first_choice(reply)
            if choice is None:
                raise self._failures.not_the_protocol()
            if choice.finish_reason == "content_filter":
                raise self._failures.filtered()
            return Completion(choice.message.content or "", *_usage(reply))

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`."""
        pieces: list[str] = []
        usage, finish, chunks = (0, 0), None, 0
        with self._failures:
            params = _params(messages, max_tokens, stop) | {"stream": True, "stream_options": {"include_usage": True}}
            with self._create(params) as stream:
                for chunk in stream:
                    chunks += 1
                    usage = _usage(chunk) if getattr(chunk, "usage", None) else usage
                    choice = _first_choice(chunk)
                    if choice is None:
                        continue
                    finish = choice.finish_reason or finish
                    if text := getattr(choice.delta, "content", None):
                        pieces.append(text)
                        yield text
            if finish == "content_filter":
                raise self._failures.filtered()
            if finish is None:
                raise self._failures.cut_short() if chunks else self._failures.not_the_protocol()
        yield Completion("".join(pieces), *usage)

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`. `top` is at most 20, the protocol's limit."""
        if "logprobs" in self._unsupported:
            return {}
        with self._failures:
            reply = self._create(_params(messages, 1, ()) | {"logprobs": True, "top_logprobs": min(top, 20)})
            choice = _first_choice(reply)
            if choice is None:
                raise self._failures.not_the_protocol()
            tokens = getattr(getattr(choice, "logprobs", None), "content", None) or []
            found: dict[str, float] = {}
            for candidate in tokens[0].top_logprobs if tokens else ():
                found[candidate.token] = found.get(candidate.token, 0.0) + math.exp(candidate.logprob)
            return dict(sorted(found.items(), key=lambda item: -item[1]))

    def close(self) -> None:
        """Drop open connections. The model can be used again afterwards."""
        with self._lock:
            if self._openai is not None:
                self._openai.close()
                self._openai = None

    def _create(self, params: dict[str, Any]) -> Any:  # noqa: ANN401
        import openai

        client = self._client()
        if not self._model:
            self._model = self._first_model(client)
        while True:
            sent = {key: value for key, value in params.items() if key not in self._unsupported}
            if "max_tokens" in self._unsupported:
                sent["max_completion_tokens"] = params["max_tokens"]
            try:
                return client.chat.completions.create(model=self._model, **sent)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = gives_way(error, sent)
                if not refused:
                    raise
                self._unsupported |= refused

    def _first_model(self, client: OpenAI) -> str:
        for model in client.models.list():
            return str(model.id)
        raise self._failures.no_model_listed()

    def _client(self) -> OpenAI:
        require_calls_allowed()
        if not self._api_key and self._base_url == DEFAULT_BASE_URL:
            raise ModelError("No key for OpenAI is set.", "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants none.")
        import openai

        with self._lock:
            if self._openai is None:
                timeout = openai.Timeout(self._timeout_s, connect=min(CONNECT_TIMEOUT_S, self._timeout_s))
                # A proxy from the environment cannot reach this machine's own loopback, and has no business with it.
                direct = openai.DefaultHttpxClient(trust_env=False, timeout=timeout) if _is_loopback(self._base_url) else None
                self._openai = openai.OpenAI(
                    base_url=self._base_url,
                    api_key=self._api_key or "none",
                    timeout=timeout,
                    max_retries=self._retries,
                    http_client=direct,
                )
            return self._openai


def _params(messages: Sequence[Message], max_tokens: int, stop: Sequence[str]) -> dict[str, Any]:
    params: dict[str, Any] = {
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "max_tokens": max_tokens,
        "temperature": 0,
    }
    return params | ({"stop": list(stop)} if stop else {})


def _first_choice(reply: Any) -> Any:  # noqa: ANN401
    choices = getattr(reply, "choices", None)
    return choices[0] if choices else None


def _usage(reply: Any) -> tuple[int, int]:  # noqa: ANN401
    usage = getattr(reply, "usage", None)
    return (getattr(usage, "prompt_tokens", 0) or 0, getattr(usage, "completion_tokens", 0) or 0)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
