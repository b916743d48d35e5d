"""A second try for a sentence that its sources do not support: the model writes it anew, with the sources and the reasons before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.answer.stream import without_markers
from ragassist.models.chat import ChatModel
from ragassist.prompts import fenced, load
from ragassist.text.language import is_written_in
from ragassist.text.quantities import annotate
from ragassist.text.sentences import split_sentences
from ragassist.types import Evidence, Lang, Verdict
from ragassist.verify.verifier import failures

NOTHING = "NONE"
_MOST_REASONS = 3
_MAX_TOKENS = 160


class Rewriter:
    """Rewrites at most `most` sentences of one answer; what it writes is checked like everything else."""

    def __init__(self, model: ChatModel, lang: Lang, *, most: int = 3) -> None:
        """Ask `model` for sentences in `lang`."""
        self._model = model
        self._lang = lang
        self._left = most

    def rewrite(self, sentence: str, evidence: Sequence[Evidence], verdict: Verdict) -> str | None:
        """Return the sentence as the model now puts it; None when it has nothing to say, says the same again, or the tries are used up.

        Raises:
            ModelError: the model does not answer.
        """
        if not self._left or not evidence:
            return None
        self._left -= 1
        sources = " ".join(fenced(annotate(item.sentence.text, self._lang)) for item in evidence)
        problems = "; ".join(failures(verdict)[:_MOST_REASONS]) or "-"
        messages = load(f"rewrite_sentence_{self._lang}", sentence=fenced(sentence), sources=sources, problems=fenced(problems))
        said = self._model.complete(messages, max_tokens=_MAX_TOKENS)
        text = without_markers(" ".join(said.text.split()))
        spans = split_sentences(text)
        if said.cut_off and len(spans) < 2:
            return None
        text = next((text[start:end] for start, end in spans), "")
        if not text or NOTHING in text or not is_written_in(text, self._lang) or _same(text, sentence):
            return None
        return text


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W", "", one).lower() == re.sub(r"\W", "", other).lower()
