"""What can go wrong between us and an endpoint, as one sentence that says what and one that says what to do.

Used as a context manager around every call: whatever the openai package or its transport raises comes out as a
`ModelError`. An endpoint is named without user, password or query, and a key is never repeated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from ragassist.errors import ModelError
from ragassist.models.address import shown_url
from ragassist.models.refused import Cause, cause_of, words_of
from ragassist.types import Tier

if TYPE_CHECKING:
    import openai

Code = Literal[
    "filtered", "cut_off", "context", "credit", "region", "model", "busy", "server", "key", "request",
    "unreachable", "timeout", "broken", "empty", "ceiling", "time",
]  # fmt: skip
"""`ModelError.code`: what `refused.Cause` names, and: nobody listens, silence, a reply that breaks the protocol or breaks off, a reply
without an answer in it, a ceiling of what may be spent, the time limit of the answer."""

_ADVICE: dict[Cause, str] = {
    "filtered": "Put the question differently, or use another endpoint.",
    "cut_off": "Raise RAGASSIST_CHAT__MAX_ANSWER_TOKENS, or use a model that thinks less.",
    "credit": "Look at the account's balance and limits with the provider.",
    "region": "Use an endpoint that serves your country.",
    "model": "Check RAGASSIST_CHAT__MODEL, and that the base URL is that of the endpoint's documentation; it usually ends in /v1.",
    "busy": "Wait a little, or check the account's limits and credit.",
    "server": "Ask again later, or look at the endpoint's own log.",
    "key": "Set OPENAI_API_KEY, or RAGASSIST_CHAT__API_KEY, to a key for this endpoint.",
    "request": "Check RAGASSIST_CHAT__MODEL and the endpoint's documentation; `ragassist doctor --endpoint` says what it takes.",
}
_PROBLEM: dict[Cause, str] = {
    "filtered": "withheld its reply: its content filter stepped in{status}: {said}.",
    "cut_off": "reached its token limit before it had written an answer{status}: {said}.",
    "context": "was sent more text than it takes{status}: {said}.",
    "credit": "does not answer for want of credit{status}: {said}.",
    "region": "does not serve this place{status}: {said}.",
    "model": "does not have what was asked for{status}: {said}.",
    "busy": "has had enough requests for now{status}: {said}.",
    "server": "failed{status}: {said}.",
    "key": "does not accept the key{status}.",
    "request": "refused the request{status}: {said}.",
}


class ModelFailures:
    """Turns what a call raises into a `ModelError`; other `RagassistError`s and programming errors pass unchanged."""

    def __init__(self, base_url: str, tier: Tier, secrets: Sequence[str] = ()) -> None:
        """Name the endpoint at `base_url`, and blot out `secrets` wherever they come back."""
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
        return self._error("sent a reply that is not the OpenAI protocol.", "Check the base URL; it usually ends in /v1.", "broken")

    def cut_short(self) -> ModelError:
        """The stream ended without its last event."""
        return self._error("stopped in the middle of its reply.", "Ask again.", "broken")

    def filtered(self, said: str = "") -> ModelError:
        """The endpoint's own filter withheld the reply, or the model declined in a field of its own."""
        about = f": {self._clip(said)}" if said else ""
        return self._error(f"withheld its reply: its content filter stepped in{about}.", _ADVICE["filtered"], "filtered")

    def gave_up(self, why: str) -> ModelError:
        """The reply ended with an error of the endpoint's in place of a reason."""
        return self._error(f"broke off its reply ({self._clip(why)}).", "Ask again.", "server")

    def only_thought(self, tokens: int) -> ModelError:
        """All of the budget went into thinking, and no answer came."""
        spent = f"about {tokens:,} tokens" if tokens else "its whole token limit"
        return self._error(
            f"spent {spent} on thinking and wrote no answer.",
            "Raise RAGASSIST_CHAT__REASONING_TOKENS, lower the model's reasoning effort at the endpoint, or use another model.",
            "cut_off",
        )

    def thought_aloud(self) -> ModelError:
        """What had been taken for the answer turned out to be thinking."""
        return self._error("mixed its thinking into its reply without marking where it began.", "Ask again.", "broken")

    def no_model_listed(self) -> ModelError:
        """`GET /models` was empty."""
        return self._error("lists no model.", "Name one with RAGASSIST_CHAT__MODEL.", "model")

    def list_forbidden(self, status: int) -> ModelError:
        """`GET /models` is not allowed, or not there."""
        return self._error(f"does not list its models (status {status}).", "Name one with RAGASSIST_CHAT__MODEL.", "model")

    def spoken(self, said: object, status: int | None = None, advice: str = "") -> ModelError:
        """An error in the endpoint's own words, of whatever form."""
        texts = words_of(said)
        cause = cause_of(status, texts)
        shown = f" (status {status})" if status is not None else ""
        problem = _PROBLEM[cause].format(status=shown, said=self._clip(texts[0] if texts else "no reason given"))
        return self._error(problem, advice or self._advice(cause), cause)

    def _advice(self, cause: Cause) -> str:
        if cause != "context":
            return _ADVICE[cause]
        advice = "Raise RAGASSIST_LOCAL__CONTEXT_TOKENS" if self._local else "Lower RAGASSIST_ANSWER__EVIDENCE_TOKENS"
        return f"{advice}, or ask a shorter question."

    def _map(self, error: BaseException) -> ModelError | None:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._error("did not answer in time.", "Ask again, or raise RAGASSIST_CHAT__TIMEOUT_S.", "timeout")
        if isinstance(error, openai.APIConnectionError):
            return self._unreachable(error)
        if isinstance(error, openai.APIStatusError):
            advice = _later(error.response.headers) if error.status_code in {429, 503} else ""
            return self.spoken(_body(error), error.status_code, advice)
        if isinstance(error, openai.APIError):
            return self._in_stream(error)
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            advice = "Ask again; if it happens again, check that the base URL is an OpenAI-compatible endpoint."
            return self._error("sent a malformed reply.", advice, "broken")
        if isinstance(error, openai.OpenAIError):
            return self._error(
                f"cannot be used: {self._clip(str(error) or 'no reason given')}.", "Check RAGASSIST_CHAT__BASE_URL and the key.", "request"
            )
        return None

    def _in_stream(self, error: openai.APIError) -> ModelError:
        """An error among the events of a stream: told like a status where its words say what it is."""
        texts = words_of(_body(error))
        if cause_of(None, texts) not in ("request", "key"):
            return self.spoken(_body(error))
        said = self._clip(texts[0] if texts else "no reason given")
        return self._error(f"broke off its reply: {said}.", "Ask again; if it happens again, look at the endpoint's own log.", "broken")

    def _unreachable(self, error: BaseException) -> ModelError:
        causes = [error]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 9:
            causes.append(cause)
        causes = causes[1:]
        refused = any(isinstance(cause, ConnectionRefusedError) or "refused" in str(cause).lower() for cause in causes)
        if refused:
            return self._error("refuses the connection.", "Start it, or check RAGASSIST_CHAT__BASE_URL.", "unreachable")
        if any(
            type(cause).__name__ == "RemoteProtocolError" or isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in causes
        ):
            return self._error("dropped the connection in the middle of its reply.", "Ask again.", "broken")
        why = next((str(cause) for cause in reversed(causes) if str(cause)), str(error))
        return self._error(f"cannot be reached: {self._clip(why)}.", "Check the network and RAGASSIST_CHAT__BASE_URL.", "unreachable")

    def _clip(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "(key)")
        text = " ".join(text.split()).rstrip(".")
        return text if len(text) <= 200 else text[:199] + "…"

    def _error(self, problem: str, advice: str, code: Code) -> ModelError:
        return ModelError(f"{self._where} {problem}", advice, code)


def _body(error: openai.APIError) -> object:
    """The endpoint's own words, without the client's frame around them."""
    return error.body if error.body else str(getattr(error, "message", "") or error)


def _later(headers: Mapping[str, str]) -> str:
    """Return when to ask again, as `Retry-After` says it in seconds or as a date; empty where it says nothing."""
    said = headers.get("retry-after", "").strip()
    try:
        seconds = float(said) if said.replace(".", "", 1).isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return ""
    return f"Ask again in {max(1, round(seconds)):,} s, or check the account's limits and credit." if said else ""
