"""A question that leaves something to the conversation before it, with that filled in."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist import prompts
from ragassist.errors import ModelError
from ragassist.lang.detector import Lang, detect
from ragassist.models.chat import ChatModel

_TURNS = 3
_ANSWER_CHARS = 600


def self_contained(model: ChatModel, question: str, lang: Lang, history: Sequence[tuple[str, str]]) -> str:
    """Return the question, in `lang`, with what it leaves to the conversation filled in; itself when the model fails or wanders off."""
    turns = "\n".join(f"Q: {asked}\nA: {answer[:_ANSWER_CHARS]}" for asked, answer in history[-_TURNS:])
    try:
        messages = prompts.load(f"follow_up_{lang}", history=turns, question=question)
        said = model.complete(messages, max_tokens=120, stop=("\n",))
        text = "" if said.cut_off else said.text.strip().strip('"“”')
    except ModelError:
        return question
    return text if text and detect(text) == lang and len(text) <= 4 * len(question) + 120 else question
