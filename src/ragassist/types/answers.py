"""An answer, and what is told while it comes to be. Frozen values; offsets as in `ragassist.types`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ragassist.lang.detector import Lang
from ragassist.types.claims import Citation, Claim

Tier = Literal["hosted", "local", "extractive"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks for, and whether the answer has it."""

    question: str
    found: bool
    claims: tuple[int, ...] = ()
    """The claims that answer it, by their place in `Answer.claims`, from 0; empty when it was not found."""


@dataclass(frozen=True, slots=True)
class Step:
    """One search of several that led to an answer."""

    query: str
    """What was searched for, or the title of the document that was read on in."""
    found: int = 0
    """How many sentences it brought."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which model answered, and on which tier."""

    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question came in."""

    retrieve: int = 0
    first_token: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What all model calls of one answer used."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    """What the model wrote, its thinking included where the endpoint counts it."""
    reasoning_tokens: int = 0
    """What it thought; by estimate where the endpoint does not say."""
    calls: int = 0
    seconds: float = 0.0
    """Time spent waiting for the model."""
    cost: float | None = None
    """In the currency of the prices that are set; None when none is set, or the model runs on this machine."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """That an answer did not come about in the first way, why, and how it did."""

    reason: str
    """What went wrong: a code of `models.failures.Code`, such as `filtered`, `unreachable`, `cut_off` or `time`."""
    answered_by: ModelName
    """What gave the answer instead; the same model when only the rest of its answer is missing."""
    said: str
    """The same for people, in the language of the answer."""
    partial: bool = False
    """Whether more was meant to come: what is shown is checked, and is not the whole answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: an answer whose every marker is a citation, or a refusal with none."""

    question: str
    question_lang: Lang
    answer: str
    answer_lang: Lang
    refused: bool
    refusal_reason: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    model: ModelName
    timings_ms: Timings = Timings()
    usage: Usage = Usage()
    notice: str = ""
    """What a reader must know before the first sentence, in the answer's language: that every sentence is `rough`. It stands beside
    `answer` and not in it, so that the text stays what was streamed and cited; empty when there is nothing to say."""
    parts: tuple[Part, ...] = ()
    """What the question asks for, one by one, in its order; empty when it was not taken apart."""
    steps: tuple[Step, ...] = ()
    """The searches that were made, in order, where it took several."""
    fallback: Fallback | None = None
    """Set when the model failed, was cut off or filtered, and something else stepped in or something is missing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the engine is doing now: `searching`, `reading`, `translating`, `writing` or `checking`, and of how much."""

    name: Literal["loading", "searching", "translating", "reading", "writing", "checking"]
    count: int = 0
    about: str = ""
    """What is searched for, where it is not the question itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """More text of the answer. Pieces only ever append; everything in them has been checked."""

    text: str
    claims: tuple[Claim, ...] = field(default=(), compare=False)
    """All claims so far, those left out included, so that a page can show the evidence while the answer grows."""
    citations: tuple[Citation, ...] = field(default=(), compare=False)
    """All citations so far, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; its `answer` is exactly what the pieces spelled."""

    answer: Answer


Event = Stage | Piece | Done
