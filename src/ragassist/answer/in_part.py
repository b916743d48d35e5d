"""A sentence that a small model cannot render whole, rendered as far as it answers: better read in part than not at all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ragassist.answer.render import Renderer, Rendering
from ragassist.answer.telling_part import telling_part
from ragassist.lang.detector import detect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ragassist.models.embed import Embedder

_FRAME = "In part: {text}"


def rendered_in_part(renderer: Renderer, embedder: Embedder, sentence: str, asked: str, *, evidence: str, context: str) -> Rendering | None:
    """Return in English the part of a Chinese sentence that answers, framed as a part, never better than rough; None where there is none.

    It has to pass the checks twice: against the part that it renders, and, in its frame, against the whole sentence.

    Args:
        renderer: translates and checks.
        embedder: says which part is most like the question.
        sentence: the source sentence.
        asked: the question, or the part of it that the sentence answers.
        evidence: what a claim about the sentence is checked against.
        context: what a reader knows besides: title, headings, the sentences before.

    Raises:
        ModelError: the model does not answer.
    """
    part = telling_part(sentence, partial(_likeness, embedder, asked))
    found = renderer.render(part, "en", context=context) if part is not None else None
    if found is None or found.verdict.status == "unsupported":
        return None
    text = _FRAME.format(text=found.text)
    verdict = renderer.check(text, evidence, context)
    return Rendering(text, replace(verdict, status="rough")) if verdict.status != "unsupported" else None


def _likeness(embedder: Embedder, asked: str, texts: Sequence[str]) -> list[float]:
    question = embedder.questions([asked], [detect(asked)])[0]
    return [float(each) for each in embedder.statements(texts, [detect(text) for text in texts]) @ question]
