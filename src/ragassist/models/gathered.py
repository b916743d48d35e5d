"""A stream put together into one whole reply, for endpoints that give nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ragassist.models.pieces import Said
from ragassist.models.reply import finish_of, first_choice, part_of


def gathered(stream: Any) -> SimpleNamespace | None:  # noqa: ANN401
    """Return what a stream of chunks comes to in the shape of a whole reply; None where it ended without its last event."""
    said, text, thought = Said(), "", ""
    finish, usage = None, None
    tokens: list[Any] = []
    calls: dict[int, dict[str, str]] = {}
    with stream:
        for chunk in stream:
            usage = getattr(chunk, "usage", None) or part_of(first_choice(chunk), "usage") or usage
            choice = first_choice(chunk)
            if choice is None:
                continue
            finish = finish_of(choice) or finish
            delta = getattr(choice, "delta", None)
            new, thinking = said.feed(choice)
            text, thought = text + new, thought + thinking
            tokens += getattr(getattr(choice, "logprobs", None), "content", None) or []
            for call in getattr(delta, "tool_calls", None) or ():
                _join(calls.setdefault(part_of(call, "index") or 0, {"name": "", "arguments": ""}), part_of(call, "function"))
    if finish is None:
        return None
    new, thinking = said.rest()
    made = [{"function": call} for call in calls.values()] or None
    message = SimpleNamespace(content=text + new, reasoning_content=thought + thinking, refusal=said.refusal, tool_calls=made)
    logprobs = SimpleNamespace(content=tokens) if tokens else None
    return SimpleNamespace(choices=[SimpleNamespace(message=message, finish_reason=finish, logprobs=logprobs)], usage=usage)


def _join(call: dict[str, str], piece: Any) -> None:  # noqa: ANN401
    """Put a piece of a call behind what is there: its name comes once, its arguments bit by bit."""
    for name in call:
        if isinstance(said := part_of(piece, name), str):
            call[name] += said
