"""A sentence that a small model cannot render whole, rendered as far as it answers: better read in part than not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ragassist.answer.render import Renderer, Rendering
from ragassist.answer.telling_part import telling_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ragassist.models.embed import Embedder
    from ragassist.types import Lang

_FRAME = "In part: {text}"


def rendered_in_part(
    renderer: Renderer, sentence: str, likeness: Callable[[Sequence[str]], Sequence[float]], *, evidence: str, context: str
) -> Rendering | None:
    """Return in English the part of a Chinese sentence that answers, framed as a part, never better than rough; None where there is none.

    It has to pass the checks twice: against the part that it renders, and, in its frame, against the whole sentence.

    Args:
        renderer: translates and checks.
        sentence: the source sentence.
        likeness: how much each of some Chinese texts is like what is asked, as `likeness_to` has it.
        evidence: what a claim about the sentence is checked against.
        context: what a reader knows besides: title, headings, the sentences before.

    Raises:
        ModelError: the model does not answer.
    """
    part = telling_part(sentence, likeness)
    found = renderer.render(part, "en", context=context) if part is not None else None
    if found is None or found.verdict.status == "unsupported":
        return None
    text = _FRAME.format(text=found.text)
    verdict = renderer.check(text, evidence, context)
    return Rendering(text, replace(verdict, status="rough")) if verdict.status != "unsupported" else None


def likeness_to(asked: str, lang: Lang, embedder: Embedder) -> Callable[[Sequence[str]], list[float]]:
    """Return what tells how much each of some Chinese texts is like a question in `lang`; nothing is encoded before it is called."""

    def likeness(texts: Sequence[str]) -> list[float]:
        question = embedder.questions([asked], [lang])[0]
        return [float(each) for each in embedder.statements(texts, ["zh"] * len(texts)) @ question]

    return likeness
