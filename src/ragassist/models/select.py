"""Which model answers: a hosted one if the user named one, else the one on this machine, else none.

Choosing is cheap and contacts nobody: no endpoint is asked, no weights are loaded, no client is imported.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ragassist.models import local, weights
from ragassist.models.chat import ChatModel, OpenAIChat
from ragassist.models.endpoint_facts import FILE_NAME
from ragassist.models.llama_index_model import ForeignChat
from ragassist.settings import Settings
from ragassist.types import Tier

DEFAULT_MODEL = "gpt-4.1-mini"
"""At OpenAI when no model is named: small, takes temperature 0 and gives token probabilities."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The active tier, its model (None on the extractive tier and when a forced tier is not available), and why."""

    model: ChatModel | None
    tier: Tier
    reason: str
    """One sentence for a person."""
    missing: tuple[str, ...] = ()
    """What would enable a better tier, each as "what: what to do"."""


def choose(settings: Settings, environ: Mapping[str, str] | None = None) -> Choice:
    """Return the tier and model in force. `environ` stands in for `os.environ`.

    `settings.chat.tier` forces a tier. A forced tier that lacks something gets its model all the same: its first call
    then fails and says what is missing, where a silent fall-back would answer with another model than asked for.
    """
    environ = os.environ if environ is None else environ
    endpoint = _endpoint(settings, environ)
    lacking = _lacking_local(settings)
    if settings.chat.llama_index and settings.chat.tier in ("auto", "hosted"):
        foreign = ForeignChat(settings.chat.llama_index, settings.chat.llama_index_options)
        return Choice(foreign, "hosted", f"chat.llama_index is set, so {settings.chat.llama_index} answers.")
    match settings.chat.tier:
        case "hosted":
            missing = () if endpoint else ("key: set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that wants none",)
            return Choice(_hosted(settings, endpoint or _Endpoint("", "", "")), "hosted", "The settings ask for a hosted model.", missing)
        case "local":
            return Choice(local.LocalChat(settings), "local", "The settings ask for the model on this machine.", lacking)
        case "extractive":
            return Choice(None, "extractive", "The settings ask for quoted sentences only, without a model.")
    if endpoint:
        return Choice(_hosted(settings, endpoint), "hosted", f"{endpoint.because}, so the model at {endpoint.host} answers.")
    hosted = "hosted model: set OPENAI_API_KEY or OPENAI_BASE_URL"
    if not lacking:
        return Choice(local.LocalChat(settings), "local", "No key or endpoint is set, and the model on this machine is ready.", (hosted,))
    what = " and ".join(item.split(":")[0] for item in lacking)
    verb = "are" if " and " in what or what.endswith("s") else "is"
    reason = f"No key or endpoint is set and the local model's {what} {verb} missing, so answers are quoted sentences."
    return Choice(None, "extractive", reason, (*lacking, hosted))


@dataclass(frozen=True, slots=True)
class _Endpoint:
    base_url: str
    api_key: str
    because: str

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "OpenAI"


def _endpoint(settings: Settings, environ: Mapping[str, str]) -> _Endpoint | None:
    """Where a hosted model is, or None. A setting wins over the environment."""
    set_url, set_key = settings.chat.base_url.strip(), settings.chat.api_key.get_secret_value().strip()
    env_url, env_key = environ.get("OPENAI_BASE_URL", "").strip(), environ.get("OPENAI_API_KEY", "").strip()
    for value, because in (
        (set_url, "chat.base_url is set"),
        (set_key, "chat.api_key is set"),
        (env_url, "OPENAI_BASE_URL is set"),
        (env_key, "OPENAI_API_KEY is set"),
    ):
        if value:
            return _Endpoint(set_url or env_url, set_key or env_key, because)
    return None


def _hosted(settings: Settings, endpoint: _Endpoint) -> OpenAIChat:
    model = settings.chat.model or (DEFAULT_MODEL if _is_openai(endpoint.base_url) else "")
    return OpenAIChat(
        model=model,
        base_url=endpoint.base_url,
        api_key=endpoint.api_key,
        timeout_s=settings.chat.timeout_s,
        reasoning_tokens=settings.chat.reasoning_tokens,
        facts_path=settings.home / FILE_NAME,
        at_once=settings.chat.at_once,
        extra=settings.chat.extra,
    )


def stand_in(settings: Settings) -> ChatModel | None:
    """Return the model on this machine, to answer when a hosted one fails; None when there is none. Loads nothing."""
    return local.LocalChat(settings) if not _lacking_local(settings) else None


def judging(settings: Settings, writer: ChatModel | None) -> ChatModel | None:
    """Return the model that judges the claims of an answer: the one that the `judge` settings name, else the one that writes."""
    wanted = settings.judge
    if not wanted.model and not wanted.base_url:
        return writer
    return OpenAIChat(
        model=wanted.model,
        base_url=wanted.base_url,
        api_key=wanted.api_key.get_secret_value(),
        timeout_s=wanted.timeout_s,
        facts_path=settings.home / FILE_NAME,
        at_once=settings.chat.at_once,
    )


def _is_openai(base_url: str) -> bool:
    return not base_url or (urlsplit(base_url).hostname or "").endswith("api.openai.com")


def _lacking_local(settings: Settings) -> tuple[str, ...]:
    lacking = []
    if not local.engine_installed():
        lacking.append(f"engine: run `{local.INSTALL_LINE}`")
    if weights.locate(settings) is None:
        own = settings.local.weights
        lacking.append(f"weights: {str(own)!r} is not there" if own is not None else "weights: run `ragassist models pull`")
    return tuple(lacking)
