"""A chat model that counts what passes through it, for the usage figures of one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ragassist.models.chat import ChatModel, Completion, Message
from ragassist.models.tokens import count_tokens
from ragassist.types import Tier, Usage


class MeteredChat:
    """Passes every call on to `inner` and adds up its tokens. One a question; not for several threads."""

    def __init__(self, inner: ChatModel) -> None:
        """Count from zero."""
        self._inner = inner
        self.usage = Usage()

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
        completion = self._inner.complete(messages, max_tokens=max_tokens, stop=stop)
        self._add(completion)
        return completion

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """As `inner.stream`."""
        for delta in self._inner.stream(messages, max_tokens=max_tokens, stop=stop):
            if isinstance(delta, Completion):
                self._add(delta)
            yield delta

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """As `inner.probabilities`. Its prompt is counted by estimate: this call returns no usage."""
        self._add(Completion("", sum(count_tokens(message.content) for message in messages), 1))
        return self._inner.probabilities(messages, top=top)

    def _add(self, completion: Completion) -> None:
        self.usage = Usage(self.usage.prompt_tokens + completion.prompt_tokens, self.usage.completion_tokens + completion.completion_tokens)
