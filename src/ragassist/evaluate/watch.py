"""A chat model that remembers which of its calls failed, so that no failure is mistaken for a poor answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel, Completion, Message
from ragassist.types import Tier


class WatchedChat:
    """Passes every call on to `inner`; `failures` holds each ModelError that came back, even where the caller goes on without."""

    def __init__(self, inner: ChatModel) -> None:
        """Start with no failures."""
        self._inner = inner
        self.failures: list[ModelError] = []

    @property
    def name(self) -> str:
        """As `inner.name`."""
        return self._inner.name

    @property
    def tier(self) -> Tier:
        """As `inner.tier`."""
        return self._inner.tier

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """As `inner.complete`."""
        with self._noting():
            return self._inner.complete(messages, max_tokens=max_tokens, stop=stop)

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """As `inner.stream`."""
        with self._noting():
            yield from self._inner.stream(messages, max_tokens=max_tokens, stop=stop)

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """As `inner.probabilities`."""
        with self._noting():
            return self._inner.probabilities(messages, top=top)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except ModelError as error:
            self.failures.append(error)
            raise
