"""What the engine says it did with a question: one value a step, in the order of the work.

`types.Event` is for people who wait for an answer. These values are for whoever wants to know how it came about: the evaluation,
measurements, a log. A listener gets them in the thread that answers, and must not call the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ragassist.answer.evidence import Question
from ragassist.answer.refuse import Reason
from ragassist.errors import ModelError
from ragassist.types import Claim, Evidence, Hit, ModelName

Way = Literal["generate", "select", "extract"]


@dataclass(frozen=True, slots=True)
class QuestionSearched:
    """The question as it is searched for: self-contained, with its translation where one was made, and its parts."""

    question: Question

    @property
    def wordings(self) -> tuple[str, ...]:
        """Return what is searched for: the question, then its translation if there is one."""
        return (self.question.text, self.question.translation) if self.question.translation else (self.question.text,)


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The passages that the question retrieved, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SentencesRanked:
    """Every statement of those passages, best first, numbered from 1; the question's parts are scored in each (`Evidence.parts`)."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WritingBegun:
    """An answer is being written in one of the ways; after a failure another way may follow."""

    way: Way
    model: ModelName


@dataclass(frozen=True, slots=True)
class SentenceDrafted:
    """A sentence that the writer proposed, and the claim it became once it was pinned and checked."""

    text: str
    """As drafted."""
    numbers: tuple[int, ...]
    """The evidence numbers that the writer gave; some may not exist."""
    parts: tuple[int, ...]
    """Which parts of the question it answers, from 0."""
    claim: Claim


@dataclass(frozen=True, slots=True)
class NoAnswerFound:
    """The writer says that the evidence holds no answer."""


@dataclass(frozen=True, slots=True)
class ModelFailed:
    """A model failed at one call, whether or not the answer goes on without it. Limits that the settings set are no failures."""

    error: ModelError


@dataclass(frozen=True, slots=True)
class QuestionRefused:
    """Nothing is answered."""

    reason: Reason
    absent: tuple[str, ...]
    """Names of the question that the documents do not have."""


EngineEvent = (
    QuestionSearched | PassagesFound | SentencesRanked | WritingBegun | SentenceDrafted | NoAnswerFound | ModelFailed | QuestionRefused
)
Listener = Callable[[EngineEvent], None]


def nobody(_event: EngineEvent) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds before anything is written."""

    question: Question
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
