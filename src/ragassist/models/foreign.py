"""Somebody else's language model behind our interface: any LlamaIndex `LLM`, named by its dotted name and imported only when it is used.

Nothing of LlamaIndex is imported here: what is asked of the object is `complete` and `stream_complete`, which every `LLM` has.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ragassist.errors import ModelError
from ragassist.models.chat import Completion, Message, require_calls_allowed
from ragassist.models.dotted import LLM, part
from ragassist.models.reasoning import ReasoningFilter, cut_at, split_reasoning
from ragassist.models.tokens import count_tokens
from ragassist.types import Tier


class ForeignChat:
    """A LlamaIndex `LLM` as a `ChatModel`. It gives no probabilities, and what it costs is counted by estimate."""

    def __init__(self, dotted: str, options: Mapping[str, Any] | None = None, tier: Tier = "hosted") -> None:
        """Remember the name; it is imported and made at the first call.

        Args:
            dotted: such as `llama_index.llms.ollama.Ollama`.
            options: its keyword arguments, as `dotted.part` takes them.
            tier: `hosted` when it may be given the one prompt.
        """
        self.tier: Tier = tier
        self.name = dotted.replace(":", ".").rpartition(".")[2]
        self._dotted, self._options = dotted, options or {}
        self._llm: Any = None
        self._lock = threading.Lock()

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`. The LLM keeps its own limit of tokens; `max_tokens` is only a wish to those that know the word."""
        prompt = _prompt(messages)
        text = str(getattr(self._call("complete", prompt), "text", "") or "")
        said = split_reasoning(text)
        return self._completion(prompt, cut_at(said.text, stop), said.reasoning)

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`. Text comes as it is written once it is sure that the reply does not begin inside a thought: at its end."""
        prompt = _prompt(messages)
        sieve, text, before = ReasoningFilter(held=True), "", ""
        for piece in self._call("stream_complete", prompt):
            whole = str(getattr(piece, "text", "") or "")
            text += sieve.feed(str(getattr(piece, "delta", None) or whole[len(before) :]))
            before = whole
        text = cut_at(text + sieve.end(), stop)
        if text:
            yield text
        yield self._completion(prompt, text, sieve.reasoning)

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`: none."""
        return {}

    def _completion(self, prompt: str, text: str, thought: str) -> Completion:
        thinking = count_tokens(thought)
        return Completion(text, count_tokens(prompt), count_tokens(text) + thinking, thinking)

    def _call(self, verb: str, prompt: str) -> Any:  # noqa: ANN401
        require_calls_allowed()
        with self._lock:
            if self._llm is None:
                self._llm = part(self._dotted, self._options, LLM)
        try:
            return getattr(self._llm, verb)(prompt)
        except Exception as error:  # what a foreign model raises is anybody's guess
            raise ModelError("foreign.failed", kind="server", dotted=self._dotted, error_type=type(error).__name__, error=error) from error


def _prompt(messages: Sequence[Message]) -> str:
    """The messages as one text, for an LLM that takes a prompt; a single message is itself."""
    if len(messages) == 1:
        return messages[0].content
    titles = {"system": "Instructions", "user": "Request", "assistant": "Reply"}
    return "\n\n".join(f"{titles[message.role]}:\n{message.content}" for message in messages) + "\n\nReply:\n"
