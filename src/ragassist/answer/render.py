"""One source sentence in the asker's language: itself, or a translation that was checked against it.

A small model slips on magnitudes and leaves terms untranslated, so the work is cut into steps it can do: amounts, dates and
article numbers are put into the target language by arithmetic before it sees the sentence, left-over terms are asked for one
by one, and what the verifier doubts is translated once more with the reasons said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ragassist import prompts
from ragassist.answer.fixed import fix
from ragassist.answer.stream import without_markers
from ragassist.models.chat import ChatModel
from ragassist.store.texts import TextCache
from ragassist.text.language import detect
from ragassist.types import WORST_FIRST, Lang, Verdict
from ragassist.verify.verifier import Verifier, failures, refused

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9.@/_-])[a-z]{4,}(?![A-Za-z0-9.@/_-])")
"""An English word, no name, that stands untranslated in Chinese."""
_LATIN_RUN = re.compile(r"\s*(?<![A-Za-z0-9.@/_-])[a-z]+(?: [a-z]+)*(?![A-Za-z0-9.@/_-])\s*")
_BARE_DATE = re.compile(
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:(?P<day>\d{1,2}),\s)?)?"
    r"(?:19|20)\d\d,\s"
)
_MAX_TERMS = 4


@dataclass(frozen=True, slots=True)
class Rendering:
    """A source sentence in the asker's language, and what the verifier said of it."""

    text: str
    verdict: Verdict


class Renderer:
    """Renders source sentences with one model, one verifier and one cache of translations that were verified or rough."""

    def __init__(self, model: ChatModel | None, verifier: Verifier, cache: TextCache, own: Path | None = None) -> None:
        """Without a model only sentences already in the target language can be rendered; `own` is the user's glossary."""
        self._glossary = own
        self._model = model
        self._verifier = verifier
        self._cache = cache

    def render(self, sentence: str, target: Lang, *, evidence: str | None = None, context: str = "") -> Rendering | None:
        """Return `sentence` in `target`, with its verdict; None when there is no model and it is in the other language.

        Args:
            sentence: what is rendered: a statement of a source, or an item of a list without the sentence that opens it.
            target: the language to render it in.
            evidence: what it is checked against; `sentence` itself by default.
            context: what a reader knows besides: title, headings, the sentences before.

        Raises:
            ModelError: the model does not answer.
        """
        source = evidence if evidence is not None else sentence
        if detect(sentence) == target:
            return Rendering(sentence, self._verifier.verify(sentence, [source], context=context))
        if self._model is None:
            return None
        version = prompts.read(f"translate_sentence_{target}").version
        fixed = fix(sentence, target, self._glossary)
        key = ("sentence", self._model.name, str(version), target, fixed)
        cached = self._cache.get(*key)
        if cached is not None:
            return Rendering(cached, self._verifier.verify(cached, [source], context=context, strict=True, rendered=True))
        best = self._attempt(f"translate_sentence_{target}", source, context, target, sentence=fixed)
        if best.verdict.status == "unsupported":
            problems = "; ".join(failures(best.verdict)[:3]) or "it does not say what the sentence says"
            retry = f"retranslate_sentence_{target}"
            second = self._attempt(retry, source, context, target, sentence=fixed, draft=best.text, problems=problems)
            best = max(best, second, key=_standing)
        if best.verdict.status != "unsupported":
            self._cache.put(best.text, *key)
        return best

    def _attempt(self, prompt: str, source: str, context: str, target: Lang, **variables: str) -> Rendering:
        assert self._model is not None
        budget = 40 + (len(source) if target == "en" else len(source) // 2)
        said = self._model.complete(prompts.load(prompt, **variables), max_tokens=budget)
        if said.cut_off:
            return Rendering(said.text, Verdict("unsupported", 0.0, ("The translation was cut off.",)))
        text = said.text
        text = without_markers(_unquoted(" ".join(text.split())))
        text = self._finish_english(text) if target == "en" else self._finish_chinese(text)
        left = _HAN_RUN.search(text) if target == "en" else _LATIN_WORD.search(text)
        if not text or detect(text) != target or left:
            return Rendering(text, refused("translation.not_english" if target == "en" else "translation.not_chinese"))
        return Rendering(text, self._verifier.verify(text, [source], context=context, strict=True, rendered=True))

    def _finish_english(self, text: str) -> str:
        """`text` with each Chinese term that was left standing replaced by the model's English for that term alone."""
        for term in list(dict.fromkeys(_HAN_RUN.findall(text)))[:_MAX_TERMS]:
            if answer := self._term(term, "en", 16):
                text = re.sub(rf"\s*{re.escape(term)}\s*", f" {_mid_sentence(answer)} ", text)
        return _with_preposition(re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(text.split())))

    def _finish_chinese(self, text: str) -> str:
        """`text` with each run of English words that was left standing replaced by the model's Chinese for it alone."""
        for run in [run for run in dict.fromkeys(_LATIN_RUN.findall(text)) if _LATIN_WORD.search(run)][:_MAX_TERMS]:
            if answer := self._term(run.strip(), "zh", 12):
                text = text.replace(run, answer)
        return text

    def _term(self, term: str, target: Lang, max_tokens: int) -> str:
        """The model's word for `term` in `target`; empty when it has none."""
        assert self._model is not None
        said = self._model.complete(prompts.load(f"translate_term_{target}", term=term), max_tokens=max_tokens, stop=("\n",)).text
        pieces = (piece.strip(" \"“”.。'") for piece in said.split("="))
        fits = (lambda piece: not _HAN_RUN.search(piece)) if target == "en" else _HAN_RUN.fullmatch
        return next((piece for piece in pieces if piece and fits(piece)), "")


def _mid_sentence(term: str) -> str:
    """`term` as it is written inside a sentence: a model that is asked for it alone begins it with a capital.

    >>> _mid_sentence("Place of business"), _mid_sentence("NIST"), _mid_sentence("European Union")
    ('place of business', 'NIST', 'European Union')
    """
    plain = term[:1].isupper() and not any(char.isupper() for char in term[1:])
    return term[:1].lower() + term[1:] if plain else term


def _standing(rendering: Rendering) -> tuple[int, float]:
    return WORST_FIRST.index(rendering.verdict.status), rendering.verdict.score


def _with_preposition(text: str) -> str:
    """`text` with "In" or "On" before a date that opens it bare, as dates written by arithmetic make a small model do.

    >>> _with_preposition("July 2024, the office published it."), _with_preposition("May 5, 2024, it began.")
    ('In July 2024, the office published it.', 'On May 5, 2024, it began.')
    """
    if opening := _BARE_DATE.match(text):
        return f"{'On' if opening['day'] else 'In'} {text}"
    return text


def _unquoted(text: str) -> str:
    """`text` without quotation marks around the whole of it, which small models like to add."""
    for opening, closing in ('""', "“”", "「」"):
        inner = text[1:-1]
        if text.startswith(opening) and text.endswith(closing) and opening not in inner and closing not in inner:
            return inner.strip()
    return text
