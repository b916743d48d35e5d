"""One model at one endpoint: the client, the request as the endpoint takes it, and what its refusals teach."""

from __future__ import annotations

import json
import re
import threading
import time
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.errors import ModelError
from ragassist.models.base_url import DEFAULT_BASE_URL, Address
from ragassist.models.endpoint_facts import EndpointFacts, FactsBook
from ragassist.models.event_lines import EventLines, begins_events
from ragassist.models.failures import ModelFailures
from ragassist.models.gathered import gathered
from ragassist.models.pace import Pace
from ragassist.models.refused import (
    affordable,
    cause_of,
    context_of,
    least_tokens,
    most_logprobs,
    most_tokens,
    other_way,
    parameters_refused,
    status_in,
    still_loading,
    words_of,
)
from ragassist.models.responses import ChatChunks, as_chat, request_of
from ragassist.models.trust import trusted
from ragassist.types import Tier

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

CONNECT_TIMEOUT_S = 10.0
_TRIES = 12
"""An endpoint may refuse its parameters one at a time."""
_TEACHING = frozenset({400, 403, 404, 415, 422, 500, 501})
"""Statuses by which providers say that they do not take a parameter."""
LOADING_S = 90.0
"""So long a server is waited for that says it is still loading the model."""
_LOOKS_AGAIN_S = 1.0
_NOT_FOR_CHAT = re.compile(r"embed|rerank|whisper|tts|transcri|moderation|dall-e|image|\bbge\b|\bocr\b|speech|audio", re.IGNORECASE)


class RanOutError(Exception):
    """The endpoint answers by an error that the token limit was reached before the answer."""


class Wire:
    """Sends chat requests. Nothing is contacted before the first."""

    def __init__(
        self,
        address: Address,
        model: str,
        api_key: str,
        tier: Tier,
        timeout_s: float,
        retries: int,
        facts_path: Path | None,
        at_once: int = 1,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """See `OpenAIChat`."""
        self._extra = dict(extra or {})
        self.address = address
        self.pace = Pace(at_once)
        self.model = model or address.deployment
        secrets = (api_key, *(value for name, value in address.query if name != "api-version"))
        self.failures = ModelFailures(address.url, tier, secrets)
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._retries = retries
        self._openai: OpenAI | None = None
        self._lock = threading.Lock()
        self._book = FactsBook(facts_path)

    @property
    def facts(self) -> EndpointFacts:
        """What is known of the model so far."""
        return self._book.read(self._key)

    @property
    def _key(self) -> str:
        return f"{self.address.shown} {self.model}"

    def learn(self, **changes: object) -> None:
        """Keep what was just found out; see `EndpointFacts`."""
        self._book.learn(self._key, **changes)

    def forget(self) -> None:
        """Unlearn everything about the model, as before probing it anew."""
        self._book.forget(self._key)

    def within_bounds(self, tokens: int) -> int:
        """Return the token limit nearest to `tokens` that the endpoint takes."""
        facts = self.facts
        tokens = max(tokens, facts.least_tokens)
        return min(tokens, facts.most_tokens) if facts.most_tokens else tokens

    def create(self, messages: list[dict[str, Any]], limit: int, least: int, stop: Sequence[str], **extra: Any) -> Any:  # noqa: ANN401
        """Return the client's reply or stream. What the endpoint refuses is left out, learned, and the request is sent again.

        Args:
            messages: as the protocol wants them.
            limit: the token limit to ask for.
            least: the limit that will do when the prompt leaves no room for more.
            stop: stop sequences.
            extra: further parameters.

        Raises:
            RanOutError: the limit was reached before the answer.
            openai.OpenAIError: anything else.
        """
        import openai

        client = self.client()
        if not self.model:
            self.model = self._first_model(client)
        tries, patience = 0, time.monotonic() + LOADING_S
        while tries < _TRIES:
            params = self._params(messages, self.within_bounds(limit), stop, extra)
            try:
                return self._sent(client, params)
            except openai.APIStatusError as error:
                texts = words_of(error.body or error.message)
                if still_loading(error.status_code, texts) and time.monotonic() < patience:
                    time.sleep(_LOOKS_AGAIN_S)
                    continue
                tries += 1
                cause = cause_of(error.status_code, texts)
                if cause == "cut_off":
                    raise RanOutError from error
                self.learn_context(cause, texts)
                if cause == "context" and limit > least:
                    limit = least
                elif cause == "credit" and least <= (afforded := affordable(texts)) < limit:
                    limit = afforded
                elif not self._taught(error, texts, params, self.within_bounds(limit)):
                    raise
        raise self.failures.spoken("it refuses one parameter after the other", 400)

    def not_streamed(self, stream: Any) -> Any:  # noqa: ANN401
        """Return the whole reply where one came although a stream was asked for; None for a stream."""
        if not hasattr(stream, "response"):  # `stream` was refused and left out
            return stream
        kind = stream.response.headers.get("content-type", "")
        if "event-stream" in kind or not ("json" in kind or "text/plain" in kind or "octet-stream" in kind):
            return None
        said = stream.response.read().removeprefix(BOM_UTF8).strip()
        try:
            found = json.loads(said)
        except ValueError:
            if begins_events(said[:99].decode("utf-8", "replace")) or b"\n{" in said or not ("json" in kind or said.startswith(b"{")):
                return None  # events under another name: they are read from what came
            stream.close()
            raise
        from openai.types.chat import ChatCompletion

        stream.close()
        if not isinstance(found, dict):
            raise self.failures.not_the_protocol()
        return as_chat(found) if isinstance(stream, ChatChunks) else ChatCompletion.construct(**found)

    def chunks(self, stream: Any) -> Iterator[Any]:  # noqa: ANN401
        """Yield the chunks of a stream; where one says that the prompt was too long, that is kept before it is raised."""
        import openai

        try:
            yield from stream
        except openai.APIError as error:
            texts = words_of(error.body or error.message)
            self.learn_context(cause_of(status_in(error.body), texts), texts)
            raise

    def learn_context(self, cause: str, texts: Sequence[str]) -> None:
        """Keep how much text the endpoint takes, where it was sent too much and says it."""
        if cause == "context" and (most := context_of(texts)):
            self.learn(context_tokens=most)

    def require_no_error(self, chunk: Any) -> None:  # noqa: ANN401
        """Raise what a chunk without a choice says went wrong; some errors come among the events as bare objects."""
        extra = getattr(chunk, "model_extra", None) or {}
        held = extra.get("base_resp")
        if words_of(held) or (getattr(chunk, "choices", None) is None and words_of([extra.get("message"), extra.get("msg")])):
            raise self.failures.spoken(held or extra)

    def no_choice(self, reply: Any) -> ModelError:  # noqa: ANN401
        """Return the error for a reply without a choice: in the endpoint's words, where it has any."""
        extra = getattr(reply, "model_extra", None) or {}
        said = extra.get("error") or {name: extra[name] for name in ("code", "msg", "message", "detail", "base_resp") if name in extra}
        return self.failures.spoken(said) if words_of(said) else self.failures.not_the_protocol()

    def client(self) -> OpenAI:
        """Return the client, made at first use.

        Raises:
            ModelError: calls are switched off, or there is no key for OpenAI.
        """
        from ragassist.models.chat import require_calls_allowed

        require_calls_allowed()
        if not self._api_key and self.address.url == DEFAULT_BASE_URL:
            raise ModelError("endpoint.no_key", kind="key")
        import openai

        with self._lock:
            if self._openai is None:
                timeout = openai.Timeout(self._timeout_s, connect=min(CONNECT_TIMEOUT_S, self._timeout_s))
                heard = {"response": [lambda response: self.pace.answered(response.status_code)]}
                # A proxy from the environment cannot reach this machine's own loopback, and has no business with it.
                outside = not self.address.loopback
                transport = openai.DefaultHttpxClient(trust_env=outside, verify=trusted(outside), timeout=timeout, event_hooks=heard)
                self._openai = openai.OpenAI(
                    base_url=self.address.url,
                    api_key=self._api_key or "none",
                    timeout=timeout,
                    max_retries=self._retries,
                    http_client=transport,
                    default_query=dict(self.address.query) or None,
                    default_headers={"api-key": self._api_key} if self.address.azure and self._api_key else None,
                )
                self._openai._make_sse_decoder = EventLines  # type: ignore[method-assign, assignment]  # its own knows the protocol alone
            return self._openai

    def close(self) -> None:
        """Drop open connections; the next request opens new ones."""
        with self._lock:
            if self._openai is not None:
                self._openai.close()
                self._openai = None

    def _sent(self, client: OpenAI, params: dict[str, Any]) -> Any:  # noqa: ANN401
        """The client's reply or stream, in the shape of a chat's whichever protocol the model is offered in."""
        whole = self.facts.streams_only and not params.get("stream")
        params = {
            "model": self.model,
            **params,
            **({"stream": True} if whole else {}),
            **({"extra_body": self._extra} if self._extra else {}),
        }
        reply: Any
        if self.facts.responses:
            reply = client.responses.create(**request_of(params))
            reply = ChatChunks(reply) if params.get("stream") else as_chat(reply)
        else:
            reply = _reply_of(client, params)
        if isinstance(reply, str) and not params.get("stream"):  # the client reads what is not called JSON as text
            if begins_events(reply):
                self.learn(streams_only=True)
                return self._sent(client, params)
            reply = _as_completion(reply.lstrip("\ufeff"))
        if not whole or (came := self.not_streamed(reply)) is not None:
            return came if whole else reply
        found = gathered(reply)
        if found is None:
            raise self.failures.cut_short()
        return found

    def _params(self, messages: list[dict[str, Any]], limit: int, stop: Sequence[str], extra: dict[str, Any]) -> dict[str, Any]:
        refused = set(self.facts.refused)
        params: dict[str, Any] = {"messages": _without_system(messages) if "system" in refused else messages}
        if "max_completion_tokens" not in refused:
            params["max_completion_tokens" if "max_tokens" in refused else "max_tokens"] = limit
        params |= {"temperature": 0, **extra}
        if self.facts.most_logprobs and "top_logprobs" in params:
            params["top_logprobs"] = min(params["top_logprobs"], self.facts.most_logprobs)
        if stop and not self.facts.reasons:  # servers look for them in the thinking too
            params["stop"] = list(stop)
        return {
            name: value for name, value in params.items() if name not in refused and not (name == "stream_options" and "stream" in refused)
        }

    def _taught(self, error: APIStatusError, texts: Sequence[str], params: dict[str, Any], limit: int) -> bool:
        """Whether the refusal taught something that makes another try worth while."""
        if error.status_code not in _TEACHING:
            return False
        facts = self.facts
        if (least := least_tokens(texts, limit)) is not None and least > facts.least_tokens:
            self.learn(least_tokens=least)
            return True
        if (most := most_tokens(texts, limit)) is not None and most != facts.most_tokens:
            self.learn(most_tokens=most)
            return True
        if (likely := most_logprobs(texts, params.get("top_logprobs", 0))) is not None:
            self.learn(most_logprobs=likely)
            return True
        if (way := other_way(texts)) is not None and not getattr(facts, way):
            self.learn(**{way: True})
            return True
        offered = dict(params) | ({"system": True} if any(m["role"] == "system" for m in params["messages"]) else {})
        new = parameters_refused(texts, offered, error.param) - set(facts.refused)
        if new:
            self.learn(refused=tuple(sorted({*facts.refused, *new})))
        return bool(new)

    def _first_model(self, client: OpenAI) -> str:
        import openai

        try:
            listed = [str(model.id) for model in client.models.list()]
        except (openai.PermissionDeniedError, openai.NotFoundError) as error:
            raise self.failures.list_forbidden(error.status_code) from error
        except openai.APIStatusError as error:
            if error.status_code in {405, 501}:
                raise self.failures.list_forbidden(error.status_code) from error
            raise
        except (AttributeError, TypeError, ValueError) as error:
            raise self.failures.no_model_listed() from error
        chat = [name for name in listed if not _NOT_FOR_CHAT.search(name)]
        if not listed:
            raise self.failures.no_model_listed()
        return (chat or listed)[0]


def _reply_of(client: OpenAI, params: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The client's reply or stream; the body as text where it is called JSON and is a stream of events."""
    try:
        return client.chat.completions.create(**params)
    except json.JSONDecodeError as error:
        if not begins_events(error.doc):
            raise
        return error.doc


def _as_completion(text: str) -> Any:  # noqa: ANN401
    """Return the whole reply that a text holds; the text itself where it holds none."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    from openai.types.chat import ChatCompletion

    return ChatCompletion.construct(**found) if isinstance(found, dict) else text


def _without_system(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the messages with what the system message says in front of the first that is the user's."""
    said = "\n\n".join(str(message["content"]) for message in messages if message["role"] == "system")
    rest = [dict(message) for message in messages if message["role"] != "system"]
    if rest and said:
        rest[0]["content"] = f"{said}\n\n{rest[0]['content']}"
    return rest or [{"role": "user", "content": said}]
