"""One sentence put into the other language for a reader, and whether the checks confirm it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.answer.render import Renderer


@dataclass(frozen=True, slots=True)
class Translation:
    """A machine translation of one sentence, and whether the checks confirm it."""

    text: str
    confirmed: bool
    model: str
    rough: bool = False
    """Of one that is not confirmed: whether figures, dates, names and negation agree with the sentence."""


def translation(text: str, target: Lang, renderer: Renderer, model: str) -> Translation | None:
    """Return a sentence in `target`; None when it is in that language already, or needs a model and the renderer has none.

    Args:
        text: the sentence.
        target: the language.
        renderer: translates and checks.
        model: the name of the model that it translates with; empty without one.

    Raises:
        ModelError: the model does not answer.
    """
    rendering = renderer.render(text, target)
    if rendering is None or rendering.text == text:
        return None
    status = rendering.verdict.status
    return Translation(rendering.text, status == "verified", model, rough=status == "rough")
