"""What came back from a chat endpoint, read leniently: text, thinking, how it ended, and what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ragassist.models.tokens import count_tokens

Ending = Literal["stop", "length", "filtered", "failed"]

_LENGTH = frozenset(
    {"length", "max_tokens", "max_output_tokens", "model_length", "token_limit", "max_length", "model_context_window_exceeded"}
)
_FILTERED = ("filter", "safety", "sensitive", "prohibited", "blocklist", "recitation", "spii", "refusal")
_BADLY_MADE = "malformed"
"""In what Gemini says of a call that it made and could not read, its own filter of calls named beside it."""
_NONE = frozenset({"", "null", "none"})
_FAILED = frozenset({"error", "network_error", "insufficient_system_resource", "abort", "cancelled", "server_error", "timeout"})
_THINKING_FIELDS = ("reasoning_content", "reasoning", "thinking", "reasoning_text", "thoughts")


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens as the endpoint counts them; 0 where it does not say."""

    prompt: int = 0
    completion: int = 0
    reasoning: int = 0

    def __add__(self, other: Counted) -> Counted:
        """Both together, as of two calls."""
        return Counted(self.prompt + other.prompt, self.completion + other.completion, self.reasoning + other.reasoning)


def ending(finish_reason: str) -> Ending:
    """Return how a reply ended; a reason that nobody knows counts as a proper end.

    >>> ending("MAX_TOKENS"), ending("content_filter"), ending("eos")
    ('length', 'filtered', 'stop')
    """
    reason = finish_reason.strip().lower()
    if reason in _LENGTH:
        return "length"
    if any(word in reason for word in _FILTERED) and _BADLY_MADE not in reason:
        return "filtered"
    return "failed" if reason in _FAILED or _BADLY_MADE in reason else "stop"


def finish_of(choice: Any) -> str | None:  # noqa: ANN401
    """Return the reason why a reply ended; None while it goes on, which some endpoints write as a word."""
    found = getattr(choice, "finish_reason", None)
    return found if isinstance(found, str) and found.strip().lower() not in _NONE else None


def text_of(part: Any) -> str:  # noqa: ANN401
    """Return the answer's text in a message or a delta; of a list of parts, the parts that are text."""
    content = part_of(part, "content")
    if isinstance(content, list):
        return "".join(str(part_of(item, "text") or "") for item in content if part_of(item, "type") in (None, "text", "output_text"))
    return content if isinstance(content, str) else ""


def thinking_of(part: Any) -> str:  # noqa: ANN401
    """Return the thinking that a message or a delta carries beside its text."""
    for name in _THINKING_FIELDS:
        found = part_of(part, name)
        if isinstance(found, str) and found:
            return found
    details = part_of(part, "reasoning_details")
    if isinstance(details, list) and (told := "".join(_flat(item) for item in details)):
        return told
    content = part_of(part, "content")
    if isinstance(content, list):
        return "".join(_flat(item) for item in content if part_of(item, "type") in ("thinking", "reasoning"))
    return ""


def refusal_of(part: Any) -> str:  # noqa: ANN401
    """Return the words in which the model declines, where they come in a field of their own."""
    found = part_of(part, "refusal")
    return found if isinstance(found, str) else ""


def first_choice(reply: Any) -> Any:  # noqa: ANN401
    """Return the first choice of a reply or a chunk; None where it has none."""
    choices = getattr(reply, "choices", None)
    return choices[0] if choices else None


def message_of(choice: Any) -> Any:  # noqa: ANN401
    """Return the message of a choice; of one that has its text beside it, one with that text; None where it has neither."""
    message, text = part_of(choice, "message"), part_of(choice, "text")
    return message if message is not None or text is None else {"content": text}


def counted(reply: Any, thought: str = "") -> Counted:  # noqa: ANN401
    """Return the tokens of a reply or a chunk; thinking that the endpoint does not count is counted by estimate."""
    usage = getattr(reply, "usage", None) or part_of(first_choice(reply), "usage") or part_of(part_of(reply, "x_groq"), "usage")
    details = part_of(usage, "completion_tokens_details")
    reasoning = _number(details, "reasoning_tokens") or _number(usage, "reasoning_tokens")
    return Counted(
        _number(usage, "prompt_tokens"), _number(usage, "completion_tokens"), reasoning or (count_tokens(thought) if thought else 0)
    )


def part_of(holder: Any, name: str) -> Any:  # noqa: ANN401
    """Return what an object or a mapping has under `name`; None where it has nothing."""
    return holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)


def _number(holder: Any, name: str) -> int:  # noqa: ANN401
    found = part_of(holder, name)
    return found if isinstance(found, int) and found > 0 else 0


def _flat(item: Any) -> str:  # noqa: ANN401
    inner = part_of(item, "thinking") or part_of(item, "text") or part_of(item, "summary") or ""
    return "".join(_flat(each) for each in inner) if isinstance(inner, list) else str(inner)
