"""What can go wrong between us and an endpoint, as one sentence that says what and one that says what to do.

Used as a context manager around every call: whatever the openai package or its transport raises comes out as a
`ModelError`. An endpoint is named without user, password or query, and a key is never repeated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit, urlunsplit

from ragassist.errors import ModelError
from ragassist.types import Tier

if TYPE_CHECKING:
    import openai

_REFUSAL = re.compile(
    r"not support|unsupported|unrecognized|unknown|not permitted|not allowed|extra (inputs|fields)|unexpected", re.IGNORECASE
)
_OPTIONAL = ("max_tokens", "temperature", "stream_options", "logprobs", "top_logprobs")


def gives_way(error: openai.APIStatusError, sent: Mapping[str, Any]) -> set[str]:
    """The parameters of a refused request to do without from now on; empty when something else is wrong with it."""
    said = f"{getattr(error, 'code', '') or ''} {_said(error)}"
    if not _REFUSAL.search(said):
        return set()
    named = getattr(error, "param", None)
    refused = {name for name in _OPTIONAL if name in sent and (name == named or re.search(rf"\b{name}\b", said))}
    return refused | ({"logprobs", "top_logprobs"} if refused & {"logprobs", "top_logprobs"} else set())


def shown_url(url: str) -> str:
    """The address as it may be shown: no user, password, query or fragment."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{host}:{parts.port}" if parts.port else host, parts.path, "", ""))


class ModelFailures:
    """Turns what a call raises into a `ModelError`; other `RagassistError`s and programming errors pass unchanged."""

    def __init__(self, base_url: str, tier: Tier, secrets: Sequence[str] = ()) -> None:
        self._where = "The local model" if tier == "local" else f"The model endpoint {shown_url(base_url)}"
        self._local = tier == "local"
        self._secrets = tuple(secret for secret in secrets if secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or isinstance(error, ModelError | GeneratorExit | KeyboardInterrupt):
            return
        mapped = self._map(error)
        if mapped is not None:
            raise mapped from error

    def not_the_protocol(self) -> ModelError:
        """The reply is not what the protocol says."""
        return self._error("sent a reply that is not the OpenAI protocol.", "Check the base URL; it usually ends in /v1.")

    def cut_short(self) -> ModelError:
        """The stream ended without its last event."""
        return self._error("stopped in the middle of its reply.", "Ask again.")

    def filtered(self) -> ModelError:
        """The endpoint's own filter withheld the reply."""
        return self._error("withheld its reply: its content filter stepped in.", "Put the question differently, or use another endpoint.")

    def no_model_listed(self) -> ModelError:
        """`GET /models` was empty."""
        return self._error("lists no model.", "Name one with RAGASSIST_CHAT__MODEL.")

    def _map(self, error: BaseException) -> ModelError | None:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._error("did not answer in time.", "Ask again, or raise RAGASSIST_CHAT__TIMEOUT_S.")
        if isinstance(error, openai.APIConnectionError):
            return self._unreachable(error)
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        if isinstance(error, openai.APIError):
            return self._error(
                f"broke off its reply: {self._said(error)}.", "Ask again; if it happens again, look at the endpoint's own log."
            )
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            return self._error(
                "sent a malformed reply.", "Ask again; if it happens again, check that the base URL is an OpenAI-compatible endpoint."
            )
        if isinstance(error, openai.OpenAIError):
            return self._error(f"cannot be used: {self._said(error)}.", "Check RAGASSIST_CHAT__BASE_URL and the key.")
        return None

    def _unreachable(self, error: BaseException) -> ModelError:
        causes = [error]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 9:
            causes.append(cause)
        causes = causes[1:]
        refused = any(isinstance(cause, ConnectionRefusedError) or "refused" in str(cause).lower() for cause in causes)
        if refused:
            return self._error("refuses the connection.", "Start it, or check RAGASSIST_CHAT__BASE_URL.")
        if any(
            type(cause).__name__ == "RemoteProtocolError" or isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in causes
        ):
            return self._error("dropped the connection in the middle of its reply.", "Ask again.")
        why = next((str(cause) for cause in reversed(causes) if str(cause)), str(error))
        return self._error(f"cannot be reached: {self._clip(why)}.", "Check the network and RAGASSIST_CHAT__BASE_URL.")

    def _status(self, error: openai.APIStatusError) -> ModelError:
        status, said = error.status_code, self._said(error)
        if status in {401, 403}:
            return self._error(
                f"does not accept the key (status {status}).", "Set OPENAI_API_KEY, or RAGASSIST_CHAT__API_KEY, to a key for this endpoint."
            )
        if status == 404:
            return self._error(
                f"does not have what was asked for (status 404): {said}.", "Check RAGASSIST_CHAT__MODEL, and that the base URL ends in /v1."
            )
        if status == 429:
            return self._error(
                f"has had enough requests for now (status 429): {said}.", "Wait a little, or check the account's limits and credit."
            )
        if status >= 500:
            return self._error(f"failed (status {status}): {said}.", "Ask again later, or look at the endpoint's own log.")
        if "context" in said.lower() or "context" in str(getattr(error, "code", "")).lower():
            advice = "Raise RAGASSIST_LOCAL__CONTEXT_TOKENS" if self._local else "Lower RAGASSIST_ANSWER__EVIDENCE_TOKENS"
            return self._error(f"was sent more text than it takes: {said}.", f"{advice}, or ask a shorter question.")
        return self._error(
            f"refused the request (status {status}): {said}.", "Check RAGASSIST_CHAT__MODEL and the endpoint's documentation."
        )

    def _said(self, error: BaseException) -> str:
        return self._clip(_said(error))

    def _clip(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "(key)")
        text = " ".join(text.split()).rstrip(".")
        return text if len(text) <= 200 else text[:199] + "…"

    def _error(self, problem: str, advice: str) -> ModelError:
        return ModelError(f"{self._where} {problem}", advice)


def _said(error: BaseException) -> str:
    """The endpoint's own words, without the client's frame around them."""
    body = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") or inner.get("detail") if isinstance(inner, Mapping) else inner
        if message:
            return str(message)
    return str(getattr(error, "message", "") or error) or "no reason given"
