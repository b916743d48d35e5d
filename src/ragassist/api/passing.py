"""A front end's own prompt, passed on to the language model as it is: no document is searched, nothing is checked, nothing is cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from ragassist.api.protocol import ChatRequest
from ragassist.lang.detector import detect
from ragassist.types import Answer, Done, Event, ModelName, Piece, Usage

if TYPE_CHECKING:
    from typing import Literal

    from ragassist.models.chat import ChatModel

_MAX_TOKENS = 200
_MAX_CHARS = 12_000
"""Longer material is cut in the middle: a title needs the beginning and the end, and a small model has no room for more."""


def passed_on(model: ChatModel | None, asked: ChatRequest) -> Iterator[Event]:
    """Yield the model's reply in the form of an answer without citations; an empty one without a model.

    Raises:
        ModelError: the model does not answer.
    """
    lang = detect(asked.question)
    if model is None:
        yield Done(Answer(asked.question, lang, "", lang, False, None, (), (), ModelName("extractive", "extractive")))
        return
    from ragassist.models.chat import Completion, Message

    limit = min(asked.max_tokens or _MAX_TOKENS, _MAX_TOKENS)
    messages = [Message(_role(role), _shortened(text)) for role, text in asked.messages if text.strip()]
    pieces: list[str] = []
    usage = Usage()
    for part in model.stream(messages, max_tokens=limit):
        if isinstance(part, Completion):
            usage = Usage(part.prompt_tokens, part.completion_tokens)
        else:
            pieces.append(part)
            yield Piece(part)
    text = "".join(pieces)
    yield Done(Answer(asked.question, lang, text, lang, False, None, (), (), ModelName(model.name, model.tier), usage=usage))


def _role(role: str) -> Literal["system", "user", "assistant"]:
    known = {"developer": "system", "tool": "user", "function": "user"}
    return cast("Literal['system', 'user', 'assistant']", known.get(role, role))


def _shortened(text: str) -> str:
    half = _MAX_CHARS // 2
    return text if len(text) <= _MAX_CHARS else f"{text[:half]}\n…\n{text[-half:]}"
