"""Whether a model calls tools: asked once, in earnest, and kept with the other facts of its endpoint."""

from __future__ import annotations

from ragassist.models.chat import Message
from ragassist.models.tool_calls import CallsTools, Tool

_WORD = "heron"
_LOOK_UP = Tool("look_up", "Look a word up in the dictionary.", {"word": ("string", "The word.")})
_ASK = f"Look up the word {_WORD} with the tool look_up. Write nothing else."
_MAX_TOKENS = 80


def tool_trial(model: CallsTools) -> bool:
    """Return whether `model` calls the one tool that it is told to call, with the argument it is told, and nothing else; keeps it.

    Raises:
        ModelError: the model does not answer.
    """
    called = model.call_tools([Message("user", _ASK)], [_LOOK_UP], max_tokens=_MAX_TOKENS)
    able = not called.unreadable and [call.texts["word"].strip().lower() for call in called.calls] == [_WORD]
    model.learn(calls_tools=able)
    return able
