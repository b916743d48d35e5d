"""A short trial of a language model over a tiny text of our own: how it is best asked, and what its yes and no are worth.

It goes the ways that answers go: the one prompt, and the two yes-or-no questions of the small steps. Some thirty short calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product

from ragassist.answer.compose import Draft, Generate, NoAnswer
from ragassist.answer.evidence import Question
from ragassist.answer.fallback import falls_back
from ragassist.answer.trial_text import ABSENT, ASKED, CLAIMS, PAIRS, SENTENCES, TITLE, Asked, filler
from ragassist.answer.yes_or_no import answer_probability
from ragassist.errors import ModelError
from ragassist.lang.detector import detect
from ragassist.models.chat import ChatModel, Message
from ragassist.models.tokens import count_tokens
from ragassist.models.trials import Trial
from ragassist.types import DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Sentence
from ragassist.verify.judge import log_odds, supported_probability

_EVIDENCE_TOKENS = 1500
_ANSWER_TOKENS = 160


def try_model(model: ChatModel, context_tokens: int, tell: Callable[[str], None] = lambda _: None) -> Trial:
    """Return how `model` did.

    Args:
        model: any; a `ModelError` that is about one reply counts as a slip.
        context_tokens: what it holds; half of it is filled once where the one prompt went well.
        tell: hears what is being asked.

    Raises:
        ModelError: the model cannot be used at all.
    """
    began = time.monotonic()
    tell(f"{len(ASKED) + len(ABSENT)} questions in one prompt")
    answers = [_answered(model, asked) for asked in ASKED]
    refusals = [_answered(model, asked) for asked in ABSENT]
    tell(f"{len(PAIRS)} times whether a sentence answers, {len(CLAIMS)} times whether a claim is supported")
    chosen = [(answer_probability(model, _question(pair.question), _evidence(pair.sentence)), pair.holds) for pair in PAIRS]
    judged = [(supported_probability(model, claim.claim, detect(claim.claim), claim.evidence), claim.holds) for claim in CLAIMS]
    probabilities = all(probability is not None for probability, _ in judged)
    weighed = [(probability, holds) for probability, holds in judged if probability is not None]
    rows = [*chosen, *weighed]
    apart = min(told_apart(chosen), told_apart(weighed) if probabilities else 1.0)
    first = Trial(
        cited=sum(one.cited for one in answers),
        figures=sum(one.figure for one in answers),
        in_language=sum(one.in_language for one in answers),
        refused=sum(one.refused for one in refusals),
        answerable=len(ASKED),
        unanswerable=len(ABSENT),
        told_apart=round(apart, 3),
        right=sum((probability >= 0.5) == holds for probability, holds in rows),
        asked=len(rows),
        yes_bias=round(bias(chosen), 2) if probabilities else 0.0,
        probabilities=probabilities,
        long=None,
        seconds=0.0,
    )
    long = None
    if first.follows_formats:
        tell("one question over half of its context")
        long = _finds(model, context_tokens // 2)
    today = datetime.now(UTC).date().isoformat()
    return replace(first, long=long, seconds=round(time.monotonic() - began, 1), learned=today)


def told_apart(rows: Sequence[tuple[float, bool]]) -> float:
    """Return the share of (true, false) pairs in which the true one has the higher probability, ties counting half: 0 to 1, .5 by chance.

    Source: Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27 (2006): the area under the curve.

    >>> told_apart([(0.9, True), (0.4, True), (0.4, False), (0.1, False)])
    0.875
    """
    true, false = ([p for p, holds in rows if holds is wanted] for wanted in (True, False))
    wins = sum(1.0 if high > low else 0.5 * (high == low) for high, low in product(true, false))
    return wins / (len(true) * len(false))


def bias(rows: Sequence[tuple[float, bool]]) -> float:
    """Return the log odds in the middle between the mean of the true and the mean of the false ones: 0 for a model that leans to neither.

    >>> bias([(0.5, True), (0.5, False)]), round(bias([(0.99, True), (0.5, False)]), 1)
    (0.0, 2.3)
    """
    means = []
    for wanted in (True, False):
        odds = [log_odds(probability) for probability, holds in rows if holds is wanted]
        means.append(sum(odds) / len(odds))
    return sum(means) / 2


@dataclass(frozen=True, slots=True)
class _Answered:
    """How one question in one prompt was answered."""

    cited: bool = False
    figure: bool = False
    in_language: bool = False
    refused: bool = False


def _answered(model: ChatModel, asked: Asked) -> _Answered:
    composer = Generate(model, evidence_tokens=_EVIDENCE_TOKENS, max_answer_tokens=_ANSWER_TOKENS)
    evidence = [_evidence(n) for n in range(1, len(SENTENCES) + 1)]
    try:
        question = _question(asked.question)
        steps = list(composer.compose(question, evidence))
    except ModelError as error:
        if not falls_back(error):
            raise
        return _Answered()
    if any(isinstance(step, NoAnswer) for step in steps):
        return _Answered(refused=True)
    drafts = [step for step in steps if isinstance(step, Draft)]
    text = " ".join(draft.text for draft in drafts)
    numbers = {number for draft in drafts for number in draft.numbers}
    plain = text.replace(",", "").lower()
    return _Answered(
        cited=numbers == {asked.sentence},
        figure=any(figure in plain for figure in asked.figures),
        in_language=bool(text) and detect(text) == question.lang,
    )


def _finds(model: ChatModel, tokens: int) -> bool:
    """Whether the model finds one sentence among so many tokens of others."""
    needle = SENTENCES[-2]
    line = filler(10)
    lines = [filler(n) for n in range(10, 10 + max(4, tokens // max(1, count_tokens(line))))]
    lines.insert(len(lines) * 2 // 3, needle)
    asked = (
        f"{TITLE}\n"
        + "\n".join(lines)
        + "\n\nAccording to the text, what is the highest fine, in yuan, for entering the port without permission?"
    )
    try:
        said = model.complete([Message("user", asked + " Reply in English, in one sentence.")], max_tokens=80).text
    except ModelError as error:
        if not falls_back(error):
            raise
        return False
    return "10000" in said.replace(",", "") or "ten thousand" in said.lower()


def _question(text: str) -> Question:
    lang = detect(text)
    return Question(text, lang, lang)


def _evidence(number: int) -> Evidence:
    """The sentence of that number, counted from 1, in its place."""
    starts = [sum(len(text) for text in SENTENCES[:n]) for n in range(len(SENTENCES))]
    sentences = tuple(Sentence(start, start + len(text), text) for start, text in zip(starts, SENTENCES, strict=True))
    whole = "".join(SENTENCES)
    passage = Passage("trial:00000", "trial", 0, "zh", (), 0, len(whole), whole, sentences)
    record = DocumentRecord("trial", "trial.txt", "", "", "zh", DocumentMeta(title=TITLE), 1, len(whole))
    return Evidence(number, sentences[number - 1], Hit(1, 1.0, passage, record), 1.0, 1.0)
