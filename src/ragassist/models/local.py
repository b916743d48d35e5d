"""The model on this machine: llama.cpp's own server, run inside this process and spoken to like any other endpoint.

It listens on loopback only, on a free port, behind a random key that stays in this process. It starts at the first
call, not before, at most once for each file and size of context, and writes nothing to standard output.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ragassist.errors import ModelError
from ragassist.models import weights
from ragassist.models.chat import Completion, Message, OpenAIChat, require_calls_allowed
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.models.own_connections import hang_up
from ragassist.models.trials import Trials
from ragassist.settings import Settings
from ragassist.types import Tier

INSTALL_LINE = "pip install 'ragassist[local]'"

PROMPT_CACHE_MIB = 512
"""Memory for the states of earlier prompts: a prompt that begins like one of them is read from where it differs."""

POLL = 50
"""How eagerly a thread waits for its next piece of work, 0 (sleeps) to 100 (spins): sleepers are the slowest beside a busy process, and
only spinning gains nothing (`eval/bench/BUSY.md`)."""

MIN_TIMEOUT_S = 600.0
"""A long prompt on a slow machine is silent for minutes before its first token, and nothing is wrong."""


def engine_installed() -> bool:
    """Return whether llama.cpp is here (the `engine` extra). Imports nothing."""
    return importlib.util.find_spec("xllamacpp") is not None


def require_engine() -> None:
    """Raise `ModelError` with the line that installs the engine where it is not installed."""
    if not engine_installed():
        raise ModelError("local.not_installed", line=INSTALL_LINE)


def usable_processors() -> int:
    """Return how many processors this process may use: its affinity, and a container's quota where there is one."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError, IndexError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()[:2]
        count = min(count, max(1, round(int(quota) / int(period))))  # "max" is not a number, and no limit
    return max(1, count)


class LocalChat:
    """The pinned weights (or `settings.local.weights`) behind the `ChatModel` interface."""

    tier: Tier = "local"

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is loaded."""
        self._settings = settings
        self._chat: OpenAIChat | None = None
        own = settings.local.weights
        self.name = own.stem if own is not None else weights.pinned().name

    @property
    def facts(self) -> EndpointFacts:
        """What `ragassist models try` found of the model; nothing where it was not tried.

        The pinned model's yes and no are used as they were fitted, on far more than a trial asks.
        """
        path = weights.locate(self._settings)
        trial = Trials(self._settings.home).of(path) if path is not None else None
        if trial is None:
            return EndpointFacts()
        facts = EndpointFacts(follows_formats=trial.follows_formats, takes_long_prompts=bool(trial.long), learned=trial.learned)
        if path == weights.pinned().path(self._settings):
            return facts
        useful = trial.probabilities and trial.tells_yes_from_no
        return replace(facts, probabilities=useful, tells_yes_from_no=trial.tells_yes_from_no, yes_bias=trial.yes_bias)

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`."""
        return self.start().complete(messages, max_tokens=max_tokens, stop=stop)

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`."""
        yield from self.start().stream(messages, max_tokens=max_tokens, stop=stop)

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`."""
        return self.start().probabilities(messages, top=top)

    def start(self) -> OpenAIChat:
        """Load the weights now, if that has not happened (1 to 10 s); the endpoint.

        Raises:
            ModelError: no engine, no weights, or weights that the engine cannot load.
        """
        if self._chat is None:
            require_calls_allowed()
            require_engine()
            server = server_of(weights.verified(self._settings), self._settings)
            timeout_s = max(self._settings.chat.timeout_s, MIN_TIMEOUT_S)
            plain = self._settings.local.weights is None  # the pinned model does not think before it answers
            self._chat = OpenAIChat(
                model=self.name,
                base_url=server.url,
                api_key=server.key,
                tier="local",
                timeout_s=timeout_s,
                retries=0,
                plain=plain,
                sureness=True,
            )
        return self._chat


@dataclass(frozen=True, slots=True)
class Running:
    """An engine that listens."""

    engine: Any
    url: str
    """Of its OpenAI-compatible endpoint, with the version part."""
    key: str
    """Without it nothing is answered."""


_servers: dict[tuple[Path, int, int, bool, int], Running] = {}
_starting = threading.Lock()


def server_of(path: Path, settings: Settings, *, context_tokens: int = 0, encoder: bool = False) -> Running:
    """Return the engine that runs a GGUF file, started if it is not running yet (1 to 10 s).

    Args:
        path: the file, already checked.
        settings: `local` is used.
        context_tokens: instead of `local.context_tokens`.
        encoder: whether it gives vectors instead of words.

    Raises:
        ModelError: the engine is not installed, or cannot load the file.
    """
    require_engine()
    with _starting:
        threads = settings.local.threads or usable_processors()
        slots = 1 if encoder else settings.local.slots
        wanted = (path.resolve(), context_tokens or settings.local.context_tokens, threads, encoder, slots)
        if wanted not in _servers:
            if not _servers:
                atexit.register(_stop)
            _servers[wanted] = start(*wanted)
        return _servers[wanted]


def start(
    path: Path,
    context_tokens: int,
    threads: int,
    encoder: bool = False,
    slots: int = 1,
    *,
    writing: int = 0,
    poll: int = POLL,
) -> Running:
    """Start an engine of its own; `server_of` starts one for all that ask.

    Args:
        path: the GGUF file.
        context_tokens: what it can hold, in each slot.
        threads: with which it reads.
        encoder: whether it gives vectors instead of words.
        slots: requests that it works on at once.
        writing: threads with which it writes; 0 for as many.
        poll: how eagerly a thread waits for its next piece of work, 0 (sleeps) to 100 (spins).

    Raises:
        ModelError: the engine cannot be loaded, or cannot load the file.
    """
    try:
        import xllamacpp
    except (ImportError, OSError) as error:
        raise ModelError("local.engine", error=error, line=INSTALL_LINE) from error
    key = secrets.token_urlsafe(24)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = context_tokens * slots  # the engine shares it out
    params.n_parallel = slots
    params.cpuparams.n_threads = writing or threads
    params.cpuparams_batch.n_threads = threads
    params.cpuparams.poll = params.cpuparams_batch.poll = poll
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.offline = True
    params.ui = False
    params.endpoint_slots = False
    params.warmup = False
    params.verbosity = -1
    if encoder:
        params.embedding = True
        params.cache_ram_mib = 0
        params.n_batch = params.n_ubatch = context_tokens  # an encoder reads a text at once
    try:
        engine = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelError("local.load", path=path, context_tokens=context_tokens) from error
    return Running(engine, f"{engine.listening_address}/v1", key)


def _stop() -> None:
    """Destroy the engines while the interpreter is still whole: their threads must not outlive it, nor wait for an asker that is gone."""
    for running in _servers.values():
        hang_up(urlsplit(running.url).port or 0)
    _servers.clear()
