"""What can go wrong between us and an endpoint, each a row `endpoint.*` of `errors.tsv`.

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
from ragassist.models.refused import cause_of, is_page, later_in, status_in, words_of
from ragassist.models.reply import Counted
from ragassist.phrases import Phrase
from ragassist.text.shown_url import shown_url
from ragassist.types import Tier

if TYPE_CHECKING:
    import openai

Kind = Literal[
    "filtered", "cut_off", "context", "credit", "region", "model", "busy", "server", "key", "request",
    "unreachable", "timeout", "broken", "empty", "ceiling", "time",
]  # fmt: skip
"""`ModelError.kind`: what `refused.Cause` names, and: nobody listens, silence, a reply that breaks the protocol or breaks off, a reply
without an answer in it, a ceiling of what may be spent, the time limit of the answer."""

_SAID_LATER = frozenset({"busy", "server"})
"""Causes of which an endpoint may say when to come back."""


_LEAST_SECRET_CHARS = 6
"""What is shorter is a placeholder (`k`, `none`) and would blot out letters of ordinary words."""


class ModelFailures:
    """Turns what a call raises into a `ModelError`; other `RagassistError`s and programming errors pass unchanged."""

    def __init__(self, base_url: str, tier: Tier, secrets: Sequence[str] = ()) -> None:
        """Name the endpoint at `base_url`, and blot out `secrets` wherever they come back."""
        self._where = Phrase.of("model.local") if tier == "local" else Phrase.of("model.endpoint", url=shown_url(base_url))
        self._local = tier == "local"
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _LEAST_SECRET_CHARS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or isinstance(error, ModelError | GeneratorExit | KeyboardInterrupt):
            return
        mapped = self._map(error)
        if mapped is not None:
            raise mapped from error

    def not_the_protocol(self) -> ModelError:
        """Return the reply is not what the protocol says."""
        return self._error("not_the_protocol", "broken")

    def cut_short(self) -> ModelError:
        """Return the stream ended without its last event."""
        return self._error("cut_short", "broken")

    def filtered(self, said: str = "") -> ModelError:
        """Return the endpoint's own filter withheld the reply, or the model declined in a field of its own."""
        if not said:
            return self._error("filtered_silently", "filtered")
        return self._error("filtered", "filtered", status="", said=self._clip(said))

    def gave_up(self, why: str) -> ModelError:
        """Return the reply ended with an error of the endpoint's in place of a reason."""
        return self._error("gave_up", "server", why=self._clip(why))

    def only_thought(self, spent: Counted) -> ModelError:
        """Return all of the budget went into thinking, which cost `spent`, and no answer came."""
        if not spent.reasoning:
            return _costing(self._error("only_thought", "cut_off"), spent)
        return _costing(self._error("only_thought_tokens", "cut_off", tokens=spent.reasoning), spent)

    def shortened(self, tokens: int, spent: Counted) -> ModelError:
        """Return the endpoint read only so many tokens of its prompt, without saying so; what it wrote cost `spent`."""
        return _costing(self._error("shortened", "context", tokens=tokens), spent)

    def thought_aloud(self) -> ModelError:
        """Return what had been taken for the answer turned out to be thinking."""
        return self._error("thought_aloud", "broken")

    def no_model_listed(self) -> ModelError:
        """`GET /models` was empty."""
        return self._error("no_model_listed", "model")

    def list_forbidden(self, status: int) -> ModelError:
        """`GET /models` is not allowed, or not there."""
        return self._error("list_forbidden", "model", status=status)

    def spoken(self, said: object, status: int | None = None, later_s: int = 0) -> ModelError:
        """Return an error in the endpoint's own words, of whatever form; `later_s` is when it says to come back, 0 where it does not."""
        texts = words_of(said)
        status = status or status_in(said)
        cause = cause_of(status, texts)
        if cause == "key" and is_page(said) and status != 401:
            cause = "request"  # a page in the endpoint's place has not looked at the key
        later_s = later_s or round(later_in(texts) + 0.5)
        shown = Phrase.of("endpoint.status", status=status) if status is not None else ""
        if cause == "key":
            return self._error("key", cause, status=shown)
        own = self._clip(texts[0]) if texts else Phrase.of("endpoint.no_reason")
        if later_s and cause in _SAID_LATER:
            return self._error(f"{cause}_later", cause, status=shown, said=own, later_s=later_s)
        code = ("context_local" if self._local else "context_hosted") if cause == "context" else cause
        return self._error(code, cause, status=shown, said=own)

    def _map(self, error: BaseException) -> ModelError | None:
        import openai

        if isinstance(error, openai.APITimeoutError):
            return self._error("timeout", "timeout")
        if isinstance(error, openai.APIConnectionError):
            return self._unreachable(error)
        if isinstance(error, openai.APIStatusError):
            later_s = _later(error.response.headers) if error.status_code in {429, 503} else 0
            return self.spoken(_body(error), error.status_code, later_s)
        if isinstance(error, openai.APIError):
            return self._in_stream(error)
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            return self._error("malformed", "broken")
        if isinstance(error, openai.OpenAIError):
            said = self._clip(str(error)) or Phrase.of("endpoint.no_reason")
            return self._error("unusable", "request", said=said)
        return None

    def _in_stream(self, error: openai.APIError) -> ModelError:
        """An error among the events of a stream: told like a status where its words say what it is."""
        texts = words_of(_body(error))
        if cause_of(status_in(_body(error)), texts) not in ("request", "key"):
            return self.spoken(_body(error))
        said = self._clip(texts[0]) if texts else Phrase.of("endpoint.no_reason")
        return self._error("broke_off", "broken", said=said)

    def _unreachable(self, error: BaseException) -> ModelError:
        causes = [error]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 9:
            causes.append(cause)
        causes = causes[1:]
        refused = any(isinstance(cause, ConnectionRefusedError) or "refused" in str(cause).lower() for cause in causes)
        if refused:
            return self._error("refuses", "unreachable")
        if any(
            type(cause).__name__ == "RemoteProtocolError" or isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in causes
        ):
            return self._error("dropped", "broken")
        why = next((str(cause) for cause in reversed(causes) if str(cause)), str(error))
        return self._error("unreachable", "unreachable", why=self._clip(why))

    def _clip(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "(key)")
        text = " ".join(text.split()).rstrip(".")
        return text if len(text) <= 200 else text[:199] + "…"

    def _error(self, name: str, kind: Kind, **values: object) -> ModelError:
        return ModelError(f"endpoint.{name}", kind=kind, where=self._where, **values)


def _costing(error: ModelError, spent: Counted) -> ModelError:
    error.spent = spent.prompt, spent.completion, spent.reasoning
    return error


def _body(error: openai.APIError) -> object:
    """The endpoint's own words, without the client's frame around them."""
    return error.body if error.body else str(getattr(error, "message", "") or error)


def _later(headers: Mapping[str, str]) -> int:
    """Return in how many seconds to ask again, as `Retry-After` says it in seconds or as a date; 0 where it says nothing."""
    said = headers.get("retry-after", "").strip()
    try:
        seconds = float(said) if said.replace(".", "", 1).isdigit() else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return 0
    return max(1, round(seconds)) if said else 0
