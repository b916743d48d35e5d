"""What one legal sentence says, in parts: who must, may or must not do what, when, on which condition. Every part is a span."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar

Modality = Literal["must", "must_not", "may", "need_not", "encouraged", "sanction", "is"]
"""`sanction`: what follows from a breach. `is`: says what is so, such as a definition, a term or a date of entry into force."""
TimeKind = Literal["within", "before", "from", "every", "at_least", "at_most", "lasting", "at_once"]
TimeUnit = Literal["", "minute", "hour", "day", "working_day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence: `text == sentence[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Time:
    """When something is due, or for how long it holds."""

    part: Part
    kind: TimeKind
    count: float = 0.0
    """How many units; 0 when none is given."""
    unit: TimeUnit = ""
    anchor: Part | None = None
    """From or before which event it is counted: 公布之日, 收到申请; None when the sentence does not say in the same clause."""
    date: str = ""
    """ISO 8601 where the sentence names a calendar date: "2026-01-01", "2026-01" or "2026"."""


@dataclass(frozen=True, slots=True)
class Norm:
    """One statement of a sentence with one modality. Parts that the sentence does not have are None or empty."""

    part: Part
    """All of it, conditions included."""
    modality: Modality
    modal: Part | None = None
    """The word that makes it so: 应当, 不得, 可以."""
    actor: Part | None = None
    """Who or what it is said of; taken from an earlier clause of the same sentence where its own clause names none."""
    agent: bool = False
    """Whether the actor is a person, body or kind of undertaking, and no thing."""
    action: Part | None = None
    """What is to be done, from the verb to the end, without what stands before the modal word."""
    object: Part | None = None
    """The last noun of the action where it can be told without guessing."""
    conditions: tuple[Part, ...] = ()
    """On which it holds, in order; for a sanction the breach."""
    exceptions: tuple[Part, ...] = ()
    times: tuple[Time, ...] = ()
    sanction: Part | None = None
    """The consequence, where the statement is one."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it is said to mean."""

    term: Part
    meaning: Part


_Found = TypeVar("_Found", Norm, Definition)


def as_said(found: _Found, sentence: str) -> _Found:
    """Return the same in the words of `sentence`, as long as the text that was read and in other characters: each part is a span of it."""
    said: _Found = _as_said(found, sentence)
    return said


def _as_said(value: Any, sentence: str) -> Any:  # noqa: ANN401  # any field of the two
    if isinstance(value, Part):
        return Part(value.start, value.end, sentence[value.start : value.end])
    if isinstance(value, tuple):
        return tuple(_as_said(each, sentence) for each in value)
    if isinstance(value, Norm | Definition | Time):
        return replace(value, **{field.name: _as_said(getattr(value, field.name), sentence) for field in fields(value)})
    return value
