"""Three ways of writing an answer from numbered evidence, one for each tier of models.

    Generate   one prompt with the evidence, for a large hosted model
    Select     choose the sentences that answer, render each in the asker's language, for the small local one
    Extract    quote the best sentences, for no model at all

Each yields drafts: a sentence and the evidence numbers it points at. Nothing here decides what is shown.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from ragassist import prompts
from ragassist.answer import stream
from ragassist.answer.cells import asked_cell, cell_reading
from ragassist.answer.evidence import Question
from ragassist.answer.expected import expected_kinds, holds, need, parts
from ragassist.answer.fallback import cut_off, wrote_nothing
from ragassist.answer.in_part import likeness_to, rendered_in_part
from ragassist.answer.pick import Pick, picks
from ragassist.answer.quoting import Told, not_rendered, said_already, said_by_rule, told_first, without_model
from ragassist.answer.render import Renderer, Rendering
from ragassist.answer.sources import format_sources
from ragassist.answer.surroundings import context_of
from ragassist.answer.versions import counterpart
from ragassist.answer.yes_or_no import said_probability
from ragassist.models.calibration.fitted import Choosing, Strictness, choosing
from ragassist.models.chat import ChatModel, Completion
from ragassist.models.embed import Embedder
from ragassist.models.side_by_side import at_once_of, side_by_side
from ragassist.text.glossary import glossary
from ragassist.types import Evidence, Lang, Stage, Verdict
from ragassist.verify.judge import log_odds

_REFUSES = re.compile(r"NOT[_ -]IN[_ -]SOURCES|not_in_sources")
"""What the prompt asks for where nothing answers, and how models copy it."""
_MAX_SENTENCES = 24
_LOOKED_ON = 50
"""Pieces of a reply that are waited for behind the refusal token."""
_HOLDING = 2
_LOOKED_AT = 11


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence for the answer, before anybody has checked it."""

    text: str
    numbers: tuple[int, ...]
    """Evidence numbers as the writer gave them; some may not exist."""
    verdict: Verdict | None = None
    """What the verifier said, where the writer has asked it already."""
    quotes: str = ""
    """What it sets down as its source has it, where the rest of it only says that it quotes."""
    starts_line: bool = False
    parts: tuple[int, ...] = (0,)
    """Which parts of the question it answers, from 0."""
    lang: Lang | None = None
    """The language it is said in, where the writer knows it."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The writer finds no answer in the evidence."""


Step = Draft | NoAnswer | Stage


class Composer(Protocol):
    """Writes an answer from evidence."""

    def compose(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """Drafts in the order of the answer, with what is being done between them.

        Raises:
            ModelError: the model does not answer.
        """


class Generate:
    """One prompt, for a model that can follow it."""

    def __init__(self, model: ChatModel, *, evidence_tokens: int, max_answer_tokens: int, sources: str = "") -> None:
        """Write with `model` from `sources`; where none are given, from the best sentences, at most `evidence_tokens` tokens of them."""
        self._sources = sources
        self._model = model
        self._evidence_tokens = evidence_tokens
        self._max_answer_tokens = max_answer_tokens

    def compose(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """Yield the model's sentences as they are written; what it repeats is left out, and it is stopped when it only repeats."""
        sources = self._sources or format_sources(evidence, question.answer_lang, self._evidence_tokens)
        yield Stage("reading", len(evidence))
        messages = prompts.load(f"generate_{question.answer_lang}", question=question.text, sources=sources)
        reply = self._model.stream(messages, max_tokens=self._max_answer_tokens)
        seen: set[str] = set()
        ended: list[Completion] = []
        try:
            yield Stage("writing")
            for count, sentence in enumerate(stream.sentences(stream.pieces(reply, ended))):
                if ended and ended[0].cut_off:
                    break  # what stands last in a reply that was cut off may be half a sentence
                if _REFUSES.search(sentence.text):
                    deque(islice(reply, _LOOKED_ON), maxlen=0)  # how it ended tells whether the model had read all it was given
                    yield NoAnswer()
                    return
                if count >= _MAX_SENTENCES or (count > len(seen) + 3):
                    return
                if sentence.text not in seen:
                    seen.add(sentence.text)
                    yield Draft(sentence.text, sentence.numbers, starts_line=sentence.starts_line)
            if ended and ended[0].cut_off:
                raise cut_off(self._model)
            if not seen:
                raise wrote_nothing(self._model)
        finally:
            close = getattr(reply, "close", None)
            if close is not None:
                close()


class Select:
    """Small steps that a 1.5B model can do: is this sentence an answer? then: this sentence, in English."""

    def __init__(
        self,
        model: ChatModel,
        renderer: Renderer,
        *,
        judged: int = 4,
        shown: int = 2,
        sure: float = 0.4,
        strictness: Strictness = "balanced",
        embedder: Embedder | None = None,
    ) -> None:
        """Ask `model` about the `judged` best sentences, and render at most `shown` of those it is `sure` of.

        With an `embedder` of one space a Chinese sentence that cannot be rendered whole is rendered in part.
        """
        self._embedder = embedder
        self._strictness = strictness
        self._model = model
        self._renderer = renderer
        self._judged = judged
        self._shown = shown
        self._sure = sure

    def compose(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """Yield the chosen sentences in the asker's language, best first; `NoAnswer` when none is an answer."""
        if evidence and evidence[0].parts:
            yield from self._picked(question, evidence)
            return
        several = parts(question.text) > 1
        judged = candidates(question.text, evidence, self._judged)
        if not judged:
            yield NoAnswer()
            return
        yield Stage("reading", len(judged))

        heard: list[float | None] = []

        def probability(item: Evidence) -> float:
            heard.append(said_probability(self._model, question, item))
            return heard[-1] or 0.0

        chosen: list[Evidence] = []
        close = choosing(judged[0].scored_by).close * (1 + several)
        for item in choose(judged, probability, sure=self._sure, most=self._shown + several, close=close):
            chosen.append(item)
            yield from self._rendered(item, question)
        if not chosen:
            yield self._none_chosen(heard)
            return
        other = counterpart(chosen, evidence)
        if other is not None and other.score >= chosen[0].score - choosing(other.scored_by).hopeless and probability(other) >= self._sure:
            yield from self._rendered(other, question)

    def _picked(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """The same where the encoder tells statements apart by itself."""
        yield Stage("reading", min(len(evidence), self._judged))

        heard: list[float | None] = []

        def probability(asked: str, item: Evidence) -> float:
            heard.append(said_probability(self._model, replace(question, text=asked, translation=None), item))
            return heard[-1] or 0.0

        chosen = picks(question, evidence, probability, self._shown, self._strictness)
        if not chosen:
            yield self._none_chosen(heard)
            return
        quoted_before = False
        told = told_first(question, chosen)
        without = said_already(question, chosen, [one for one in told if self._stands(one, chosen)])
        calls = [partial(self._pick_rendered, pick, question) for at, pick in enumerate(chosen) if at not in without]
        with closing(side_by_side(calls, lambda: at_once_of(self._model))) as renderings:
            for at, pick in enumerate(chosen):
                yield Stage("writing")
                yield from _told(told, at, chosen)
                for step in _drafts(next(renderings), pick.item, question, pick, again=quoted_before) if at not in without else ():
                    quoted_before |= bool(step.quotes)
                    yield step
        # Whoever is given a draft must know what came of it; a comparison has both already, and nobody else asked for the draft.
        other = counterpart([pick.item for pick in chosen], evidence) if chosen[0].item.hit.document.meta.status == "draft" else None
        if other is not None and other.score >= chosen[0].item.score - choosing(other.scored_by).hopeless:
            yield from self._rendered(other, question)

    def _stands(self, told: Told, chosen: Sequence[Pick]) -> bool:
        """Whether the checks confirm what is told, so that it needs nothing beside it."""
        given = [item for at in told.places for item in chosen[at].cited]
        return self._renderer.confirms(told.said, [item.sentence.read for item in given], context_of(given))

    def _none_chosen(self, heard: Sequence[float | None]) -> NoAnswer:
        """Return that nothing answers; what a hosted model said instead of yes or no, every time, says nothing of the sources.

        Raises:
            ModelError: it said neither to anything, as where a filter writes in its place.
        """
        if heard and self._model.tier == "hosted" and all(said is None for said in heard):
            raise wrote_nothing(self._model)
        return NoAnswer()

    def _rendered(self, item: Evidence, question: Question) -> Iterator[Step]:
        """The sentence in the asker's language."""
        yield Stage("writing")
        yield from _drafts(self._rendering(item, item.sentence.read, question), item, question)

    def _pick_rendered(self, pick: Pick, question: Question) -> Rendering | None:
        """The sentence whole, or in part where no wording of the whole passes."""
        rendering = self._rendering(pick.item, pick.text, question)
        if rendering is None or rendering.verdict.status != "unsupported" or self._embedder is None or question.answer_lang != "en":
            return rendering
        likeness = likeness_to(" ".join(question.asked(pick.parts)), question.lang, self._embedder)
        evidence, context = pick.item.sentence.read, context_of([pick.item])
        return rendered_in_part(self._renderer, pick.text, likeness, evidence=evidence, context=context) or rendering

    def _rendering(self, item: Evidence, text: str, question: Question) -> Rendering | None:
        said, stem = item.sentence.read, item.sentence.stem_of(text)
        return self._renderer.render(text, question.answer_lang, evidence=said, context=context_of([item]), stem=stem)


def _drafts(
    rendering: Rendering | None, item: Evidence, question: Question, pick: Pick | None = None, *, again: bool = False
) -> Iterator[Draft]:
    """What was rendered, or else the sentence quoted in its own language; `again` where such a quotation was explained already."""
    if rendering is None:
        return
    parts_of, line = (pick.parts, pick.starts_line) if pick else ((0,), False)
    numbers = pick.numbers if pick else (item.n,)
    yield Draft(rendering.text, numbers, rendering.verdict, starts_line=line, parts=parts_of)
    if pick and rendering.verdict.status == "unsupported" and pick.item.sentence.lang != question.answer_lang:
        # What cannot be said in the reader's language with any confidence is still there to be read in its own.
        original = not_rendered(pick.text, question.answer_lang, again=again)
        yield Draft(original, numbers, quotes=pick.text, starts_line=line, parts=parts_of, lang=question.answer_lang)


class Extract:
    """The best sentences themselves. In the other language they are quoted inside a sentence in the asker's."""

    def __init__(self, *, shown: int = 3, least: float = 0.0, strictness: Strictness = "balanced", own: Path | None = None) -> None:
        """Quote at most `shown` sentences that score at least `least`; `own` is the user's glossary."""
        self._terms = glossary(own)
        self._strictness = strictness
        self._shown = shown
        self._least = least

    def compose(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """Yield one draft a sentence: it says no more than that the source says so."""
        if evidence and evidence[0].parts:
            yield from self._picked(question, evidence)
            return
        best = [item for item in evidence[: self._shown] if item.score >= self._least]
        if not best:
            yield NoAnswer()
        again = False
        for item, quote in _quoted(question.text, best):
            if (english := said_by_rule(quote, question.answer_lang, self._terms)) is not None:
                yield Draft(english, (item.n,))
                continue
            text = quote
            if item.sentence.lang != question.answer_lang:
                text, again = _framed(item, quote, question.answer_lang, again=again), True
            yield Draft(text, (item.n,), quotes=quote, lang=question.answer_lang)

    def _picked(self, question: Question, evidence: Sequence[Evidence]) -> Iterator[Step]:
        """The same where the encoder tells statements apart by itself."""
        chosen = picks(question, evidence, None, self._shown, self._strictness)
        if not chosen:
            yield NoAnswer()
        cells = {item.n: quote for item, quote in _quoted(question.text, [pick.item for pick in chosen])}
        again = False
        told = told_first(question, chosen)
        without = said_already(question, chosen, told) - {one.at for one in told}
        for at, pick in enumerate(chosen):
            if pick.item.n in cells and at not in without:
                quote = cells[pick.item.n] if pick.item.sentence.cells else pick.text
                if (english := said_by_rule(quote, question.answer_lang, self._terms)) is not None:
                    yield Draft(english, pick.numbers, starts_line=pick.starts_line, parts=pick.parts)
                    continue
                text = quote
                if pick.item.sentence.lang != question.answer_lang:
                    yield from _told(told, at, chosen)
                    text, again = _framed(pick.item, quote, question.answer_lang, again=again), True
                numbers = (pick.item.n,) if pick.item.sentence.cells else pick.numbers
                yield Draft(text, numbers, quotes=quote, starts_line=pick.starts_line, parts=pick.parts, lang=question.answer_lang)


def worth_judging(evidence: Sequence[Evidence], kinds: frozenset[str], most: int) -> list[Evidence]:
    """Return the `most` best sentences; the last two give way to better-fitting ones when too few hold the kind of thing asked for."""
    first = list(evidence[:most])
    if not kinds:
        return first
    missing = max(0, _HOLDING - sum(holds(item.sentence.read, kinds) for item in first))
    later = [item for item in evidence[most : most + _LOOKED_AT] if holds(item.sentence.read, kinds)][:missing]
    return [*first[: most - len(later)], *later]


def candidates(question: str, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """Return at most `most` sentences that may answer, best first; none when what the question cannot do without stands in none of them."""
    judged = worth_judging(evidence, expected_kinds(question), most)
    needed, several = need(question), parts(question) > 1
    if needed is not None:
        fitting = [item for item in judged if needed.met_by(item.sentence.read, item.sentence.lang)]
        judged = judged if fitting and several else fitting
    return judged if several else [item for item in judged if item.score >= judged[0].score - choosing(item.scored_by).hopeless]


def choose(
    evidence: Sequence[Evidence],
    probability: Callable[[Evidence], float],
    *,
    sure: float,
    most: int,
    close: float,
    weights: Choosing | None = None,
) -> Iterator[Evidence]:
    """Yield at most `most` sentences whose probability is at least `sure`, best first; none when not even the best is good enough.

    What is best is the retrieval score and a share of the model's log-odds together, because each alone is fooled by sentences that
    the other is not; a further sentence must come within `close` of the best one. `probability` costs a second: it is asked, best
    score first, only while its answer could still change which sentence comes next, so that the first is given as soon as it is sure.
    `weights` are those of the encoder that scored the sentences, where no others are given.
    """
    waiting = sorted(evidence, key=lambda item: -item.score)
    judged: list[tuple[float, Evidence]] = []
    weights = weights or choosing(waiting[0].scored_by if waiting else "")
    least = weights.enough
    for count in range(most):
        best = max((total for total, _ in judged), default=least)
        while waiting and waiting[0].score + _weight(1.0, weights) >= best:
            item = waiting.pop(0)
            found = probability(item)
            if found >= sure:
                judged.append((item.score + _weight(found, weights), item))
                best = max(best, judged[-1][0])
        judged.sort(key=lambda entry: -entry[0])
        if not judged or judged[0][0] < least:
            return
        total, item = judged.pop(0)
        least = least if count else total - close
        yield item


def _weight(probability: float, weights: Choosing) -> float:
    """What the model's word adds to a sentence's score: its log-odds, within bounds, weighed."""
    return weights.said * min(weights.surest, max(-weights.surest, log_odds(probability)))


def _quoted(question: str, best: Sequence[Evidence]) -> Iterator[tuple[Evidence, str]]:
    """What to quote, each with its stem; of a table whose row and column the question names, the cell, and nothing besides."""
    found = [(item, asked) for item in best if (asked := asked_cell(question, item.sentence)) is not None and asked.cell is not None]
    if found and found[0][0] is best[0]:
        most = found[0][1]
        for item, asked in found:
            if (asked.weight, asked.heading) == (most.weight, most.heading):
                yield item, cell_reading(item.sentence, asked)
        return
    yield from ((item, item.sentence.read) for item in best)


def _framed(item: Evidence, quote: str, lang: Lang, *, again: bool) -> str:
    return without_model(quote, lang, item.hit.document.meta.title_en if lang == "en" else "", again=again)


def _told(told: Sequence[Told], at: int, chosen: Sequence[Pick]) -> Iterator[Draft]:
    """What is said before the statement at this place, which is the first of those that give it."""
    for one in told:
        if one.at == at:
            numbers = dict.fromkeys(n for place in one.places for n in chosen[place].numbers)
            yield Draft(one.said, tuple(numbers), starts_line=chosen[at].starts_line, parts=(one.part,))
