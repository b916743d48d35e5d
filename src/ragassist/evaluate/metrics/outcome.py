"""What became of a sample in one word, for people."""

from __future__ import annotations

from typing import Literal

from ragassist.evaluate.metrics.scoring import SampleScore
from ragassist.evaluate.metrics.undefined import Undefined

Word = Literal["right", "wrong", "refused", "right refusal", "should refuse", "unchecked", "no answer"]
WORDS: tuple[Word, ...] = ("right", "right refusal", "wrong", "refused", "should refuse", "unchecked", "no answer")
MEANING: dict[Word, str] = {
    "right": "answered, and says all that a right answer must",
    "right refusal": "refused, and the documents do not answer it",
    "wrong": "answered, but something that a right answer must say is missing",
    "refused": "refused, although the documents answer it",
    "should refuse": "answered, although the documents do not answer it",
    "unchecked": "answered; the sample says nothing that an answer must include",
    "no answer": "a crash, or a model that was not there",
}


def outcome(sample: SampleScore) -> Word:
    """Return the word for one sample."""
    answer = sample.entry.answer
    if answer is None:
        return "no answer"
    if not sample.entry.sample.answerable:
        return "right refusal" if answer.refused else "should refuse"
    if answer.refused:
        return "refused"
    correct = sample.scores["correct"]
    if isinstance(correct, Undefined):
        return "unchecked"
    return "right" if correct == 1.0 else "wrong"
