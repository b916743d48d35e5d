"""One source sentence in the asker's language: itself, or a translation that was checked against it.

A small model slips on magnitudes and leaves terms untranslated, so the work is cut into steps it can do: amounts, dates and
article numbers are put into the target language by arithmetic before it sees the sentence, left-over terms are asked for one
by one, and what the verifier doubts is translated once more with the reasons said.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ragassist import prompts
from ragassist.answer.fixed import fix
from ragassist.answer.mended import mended
from ragassist.answer.quoting import said_by_rule
from ragassist.answer.stream import without_markers
from ragassist.lang.detector import detect
from ragassist.lang.en import FULL, singular
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.models.chat import ChatModel, Message, Sureness
from ragassist.store.texts import TextCache
from ragassist.text.glossary import glossary
from ragassist.text.language import is_written_in
from ragassist.types import WORST_FIRST, Lang, Verdict
from ragassist.verify.left_out import lost_words
from ragassist.verify.say import reasons
from ragassist.verify.score import SOFT_FACTOR
from ragassist.verify.verifier import Verifier, doubtful, failures, refused, refutes
from ragassist.verify.wording import covered_share

_HAN_RUN = re.compile(rf"[{IDEOGRAPHS}]+")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9.@/_-])[a-z]{4,}(?![A-Za-z0-9.@/_-])")
"""An English word, no name, that stands untranslated in Chinese."""
_LATIN_RUN = re.compile(r"\s*(?<![A-Za-z0-9.@/_-])[a-z]+(?: [a-z]+)*(?![A-Za-z0-9.@/_-])\s*")
_BARE_DATE = re.compile(rf"(?:(?:{FULL})\s(?:(?P<day>\d{{1,2}}),\s)?)?(?:19|20)\d\d,\s")
_ON_MONTH = re.compile(rf"\b([Oo])n(?= (?:{FULL}) (?:19|20)\d\d)")
_GIVEN = re.compile(r"[A-Za-z0-9$€£¥][^\u2e80-\u9fff，。；：、（）《》“”‘’！？\n]*")
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

    def render(
        self, sentence: str, target: Lang, *, evidence: str | None = None, context: str = "", lang: Lang | None = None, stem: str = ""
    ) -> Rendering | None:
        """Return `sentence` in `target`, with its verdict; None when there is no model and it is in the other language.

        What a check refuses is rendered once more, with what was found said to the model; the better of the two is returned.

        Args:
            sentence: what is rendered: a statement of a source, or an item of a list without the sentence that opens it.
            target: the language to render it in.
            evidence: what it is checked against; `sentence` itself by default.
            context: what a reader knows besides: title, headings, the sentences before.
            lang: the language of `sentence`, where it is known; told from its words by default.
            stem: the sentence that opens the list, where `sentence` begins with it and an item follows.

        Raises:
            ModelError: the model does not answer.
        """
        source = evidence if evidence is not None else sentence
        fixed = self._fixed(sentence, target, lang)
        if (found := self._ready(sentence, fixed, target, source, context)) is not None or self._model is None:
            return found
        set_item = bool(stem) and said_by_rule(sentence.removeprefix(stem), target, glossary(self._glossary)) is not None
        if set_item and (below := self._below(sentence, stem, target, source, context, lang)) is not None:
            return below
        checked = partial(self._checked, sentence=sentence, fixed=fixed, source=source, context=context, target=target)
        written = self._said(prompts.load(f"translate_sentence_{target}", sentence=fixed), fixed, target)
        best = checked(written)
        if (best.verdict.status == "unsupported" and not doubtful(best.verdict)) or _loses(best):
            problems = "; ".join(failures(best.verdict)[:3]) or "it does not say what the sentence says"
            messages = prompts.load(f"retranslate_sentence_{target}", sentence=fixed, draft=best.text, problems=problems)
            again = self._said(messages, fixed, target)
            second = checked(again)
            if _standing(second) > _standing(best) and not (_loses(second) and best.verdict.status != "unsupported"):
                written, best = again, second
        if best.verdict.status != "unsupported" or doubtful(best.verdict):
            self._cache.put(written.kept(), *self._key(fixed, target))
        if stem and not set_item and (best.verdict.status == "unsupported" or _loses(best)):
            return self._below(sentence, stem, target, source, context, lang) or best
        return best

    def _below(self, sentence: str, stem: str, target: Lang, source: str, context: str, lang: Lang | None) -> Rendering | None:
        """An item below the sentence that opens its list, each rendered by itself; None where one does not pass or loses a word.

        The verdict is that of the half that is less likely right; nothing may speak against both together.
        """
        opened = self.render(stem, target, context=context, lang=lang)
        if opened is None or not _passes(opened):
            return None
        told = self.render(sentence.removeprefix(stem), target, context=context, lang=lang)
        if told is None or not _passes(told):
            return None
        text = f"{opened.text.rstrip(' .:;')}: {told.text}"
        whole = self._verifier.verify(text, [source], context=context)
        return None if refutes(whole) else Rendering(text, min(opened, told, key=_standing).verdict)

    def ready(self, sentence: str, target: Lang, *, lang: Lang | None = None) -> Rendering | None:
        """Return the rendering of `sentence` that takes no call of a model, by rule or kept from an earlier one; None without such."""
        return self._ready(sentence, self._fixed(sentence, target, lang), target, sentence, "")

    def check(self, text: str, evidence: str, context: str) -> Verdict:
        """Return what the verifier says of `text`, a claim in the reader's own words."""
        return self._verifier.verify(text, [evidence], context=context)

    def confirms(self, text: str, evidence: Sequence[str], context: str) -> bool:
        """Return whether the verifier confirms `text` by sentences of a source as strictly as it does what is shown."""
        return self._verifier.verify(text, evidence, context=context, strict=True).status == "verified"

    def _fixed(self, sentence: str, target: Lang, lang: Lang | None) -> str:
        """`sentence` with what arithmetic and glossary put into `target`; empty where it is in that language as it stands."""
        return "" if (lang or detect(sentence)) == target else fix(sentence, target, self._glossary)

    def _ready(self, sentence: str, fixed: str, target: Lang, source: str, context: str) -> Rendering | None:
        if not fixed:
            return Rendering(sentence, self._verifier.verify(sentence, [source], context=context))
        if (english := said_by_rule(sentence, target, glossary(self._glossary))) is not None:
            return Rendering(english, self._verifier.verify(english, [source], context=context, strict=True))
        if target == "en" and not _HAN_RUN.search(fixed):  # a name, a date, an amount: arithmetic and glossary have said it all
            text = _with_preposition(_tidied(fixed))
            return Rendering(text, self._verifier.verify(text, [source], context=context, strict=True))
        cached = self._cache.get(*self._key(fixed, target)) if self._model is not None else None
        if cached is None:
            return None
        return self._checked(_Written.read(cached), sentence=sentence, fixed=fixed, source=source, context=context, target=target)

    def _key(self, fixed: str, target: Lang) -> tuple[str, ...]:
        """What the rendering of a sentence is kept under."""
        assert self._model is not None
        version = prompts.read(f"translate_sentence_{target}").version
        return ("sentence", self._model.name, str(version), target, fixed)

    def _said(self, messages: list[Message], fixed: str, target: Lang) -> _Written:
        assert self._model is not None
        said = self._model.complete(messages, max_tokens=_budget(fixed, target))
        if said.cut_off:
            return _Written("", None)
        text = without_markers(_unquoted(" ".join(said.text.split())))
        return _Written(self._finish_english(text) if target == "en" else self._finish_chinese(text), said.sureness)

    def _checked(self, written: _Written, *, sentence: str, fixed: str, source: str, context: str, target: Lang) -> Rendering:
        text = mended(written.text, fixed, sentence, context) if target == "en" else written.text
        left = _HAN_RUN.search(text) if target == "en" else _LATIN_WORD.search(text)
        if not text or not is_written_in(text, target) or left:
            return Rendering(text, refused("translation.not_english" if target == "en" else "translation.not_chinese"))
        sure = written.sureness
        extra = signals(sentence, fixed, text, sure.mean, self._glossary) if sure is not None and target == "en" else {}
        verdict = self._verifier.verify(text, [source], context=context, strict=True, rendered=True, extra=extra)
        return Rendering(text, _telling_loss(verdict, text, sentence) if target == "en" else verdict)

    def _finish_english(self, text: str) -> str:
        """`text` with each Chinese term that was left standing replaced by the model's English for that term alone."""
        for term in list(dict.fromkeys(_HAN_RUN.findall(text)))[:_MAX_TERMS]:
            if answer := self._term(term, "en", 16):
                text = re.sub(rf"\s*{re.escape(term)}\s*", f" {_mid_sentence(answer)} ", text)
        return _with_preposition(_tidied(text))

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


@dataclass(frozen=True, slots=True)
class _Written:
    """What a model wrote, and how sure it was; an empty text where nothing whole came."""

    text: str
    sureness: Sureness | None

    def kept(self) -> str:
        """As the cache keeps it."""
        return json.dumps([self.text, *([self.sureness.mean] if self.sureness else [])], ensure_ascii=False)

    @staticmethod
    def read(kept: str) -> _Written:
        """Return what `kept` gave."""
        text, *sure = json.loads(kept)
        return _Written(text, Sureness(sure[0]) if sure else None)


def signals(sentence: str, fixed: str, english: str, sureness: float, own: Path | None = None) -> dict[str, float]:
    """Return what tells a small model's good English renderings from its bad ones, by the names that a calibration weighs.

    Args:
        sentence: the Chinese.
        fixed: the same with what was written in English beforehand, as the model saw it.
        english: what it made of that.
        sureness: its mean log-probability a token.
        own: the user's glossary.
    """
    return {
        "sureness": sureness,
        "length": math.log(len(sentence)),
        "kept": kept_share(fixed, english),
        "covered": covered_share(english, sentence, glossary(own)),
    }


def kept_share(fixed: str, rendering: str) -> float:
    """Return the share (0 to 1) of what was written in English beforehand that stands in the rendering, whatever its capitals.

    >>> kept_share("由 the port authority 在 30 working days 内决定", "The port authority decides within 30 days.")
    0.5
    """
    given = [run for match in _GIVEN.finditer(fixed) if len(run := match[0].strip(" .,")) > 1]
    there = _plain(rendering)
    return sum(_plain(run) in there for run in given) / len(given) if given else 1.0


def _plain(text: str) -> str:
    """`text` without capitals, articles, signs and plural endings."""
    words = (word.strip(".") for word in re.findall(r"[\w.%$€£¥]+", text.lower()))
    return f" {' '.join(singular(word) for word in words if word not in ('the', 'a', 'an'))} "


def _telling_loss(verdict: Verdict, text: str, sentence: str) -> Verdict:
    """The verdict, with what the rendering leaves out of its sentence said and weighed where it is shown."""
    lost = lost_words(text, sentence) if verdict.status != "unsupported" else []
    if not lost:
        return verdict
    findings = (*lost, *verdict.findings)
    return replace(verdict, score=verdict.score * SOFT_FACTOR ** len(lost), findings=findings, reasons=reasons(findings))


def _passes(rendering: Rendering) -> bool:
    return rendering.verdict.status != "unsupported" and not _loses(rendering)


def _loses(rendering: Rendering) -> bool:
    return any(finding.code == "lost.word" for finding in rendering.verdict.findings)


def _budget(text: str, target: Lang) -> int:
    """The most tokens that a rendering of `text` may take."""
    return 40 + (len(text) if target == "en" else len(text) // 2)


def _tidied(text: str) -> str:
    """`text` with single spaces, and none before a sign that closes."""
    return re.sub(r"\s+([,.;:!?)])", r"\1", " ".join(text.split()))


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
    >>> _with_preposition("It closed on March 2023 for good.")
    'It closed in March 2023 for good.'
    """
    text = _ON_MONTH.sub(lambda match: "In" if match[1] == "O" else "in", text)
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
