"""What statements are ranked, chosen and refused by, and translations taken, as fitted to one embedder: the sections of its file.

Weights order what was found; an embedder that nobody fitted is given those of another one, as any order is better than none. Bounds
decide whether to answer at all, and cosines of another embedder mean something else: where nobody fitted them there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ragassist.models.calibration import calibration_file

Strictness = Literal["careful", "balanced", "bold"]
_OF_ONE_SPACE = "embeddinggemma-300m"
_READ_TWICE = "e5-small+use-v3"


@dataclass(frozen=True, slots=True)
class StatementWeights:
    """What counts beside a statement's own likeness, where questions, passages and statements are in one space."""

    passage: float
    """The likeness of its passage."""
    cell: float
    """Holding the cell of a table of which the question names row and column."""
    unread: float
    """What a statement whose vector is not there yet falls behind its passage."""
    words: float
    """How much the mean likeness of the question's words to those of a statement counts, where several are nearly as likely."""
    words_reach: float
    """So far behind the best a statement is read word by word."""
    ties_reach: float
    """So far behind the likeliest statement ties count in full, and at twice that no more."""


@dataclass(frozen=True, slots=True)
class TwiceReadWeights:
    """What counts beside the likeness of a statement in its place, where a cheap encoder chooses what a dear one reads."""

    placed_words: float
    """The share of the question's words that it has in its place."""
    own_words: float
    """The same in the statement alone."""
    rank: float
    """The rank of its passage."""
    kind: float
    """A quantity of the kind asked for."""
    cell: float
    """As in `StatementWeights`."""
    rough: float
    """All of these, so many times more beside the cheap likeness by which the first choice is made."""


@dataclass(frozen=True, slots=True)
class Distances:
    """How far behind the best statement another one may be, in score, to be shown beside it."""

    close: float
    """Any further statement."""
    tied: float
    """The same where one figure is asked for: only what cannot be told apart."""
    read_on: float
    """The one after it that leans on it, or that it leads in; the one before that leads it in."""
    reason: tuple[float, float]
    """The first and the second after it, where a reason is asked for: the best then states what is to be explained."""
    given_reason: float
    """One after it that begins with "because"."""
    listed: float
    """The best item of a list, where the question wants a list."""
    lacking: float
    """A statement that holds the figure which the best one lacks."""
    behind: float
    """Anything at all that may answer."""
    other_text: float
    """What another text says, where a question sets two against each other."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What is added to a statement's likeness for what else speaks for it."""

    given: float
    """Holding every figure of the question."""
    body: float
    """Naming a body, where a body is asked for."""
    of_rule: float
    """Saying of its own rule what is asked of it."""
    cause: float
    """Giving a cause, where a reason is asked for."""
    counted: float
    """A number right beside the thing of which a number is asked for."""
    barred: float
    """Forbidding, where what is forbidden is asked for: of a list of what must and one of what must not be done likeness cannot tell."""
    level: float
    """Naming the level of government that the question names; as much against naming others only."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a sentence's score and a model's word come to, where the model is asked about one sentence after the other."""

    said: float
    """Weight of the log-odds of the model's word. Log-odds and not the probability itself: a model that has seen examples says .5 where it
    doubts and .9 where it does not, and the step from .8 to .9 means as much as that from .5 to .7."""
    surest: float
    """Log-odds beyond this count no more: .95 and .99 differ by chance."""
    close: float
    """How near a further sentence must come to the best."""
    enough: float
    """What the best must come to."""
    hopeless: float
    """A score this far behind the first is not worth a second of the model's time."""


@dataclass(frozen=True, slots=True)
class PartWeights:
    """Which part of a question a statement answers."""

    own_words: float
    """Saying all the words that one part has to itself, beside the likeness to that part."""
    elsewhere: float
    """How much more like another part a statement is that answers that one alone."""
    tied: float
    """How much more like a part than what answers another already a statement must be, to be shown for it."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """The likeness to the question from which a statement is about it at all."""

    least: float
    read_by_large: float
    """The same where a large model decides whether anything answers."""


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """What the statement that would be shown must come to, by how strict the answers are set."""

    least: Mapping[Strictness, tuple[float, float]]
    """Its score, where it is in the question's language and across languages."""
    enough: Mapping[Strictness, float]
    """Its score and the model's word, where a model is asked."""
    said: float
    """Weight of the model's log-odds, between -2 and 2, there."""
    sure: float
    """From this score on nobody is asked."""
    tells: float
    """From this score on a figure or names of the statement are told by themselves, which a reader takes for the answer."""


@dataclass(frozen=True, slots=True)
class TopicScale:
    """What a likeness comes to as a topic: how sure it is, 0 to 1, that claim and statement speak of the same."""

    cosines: tuple[float, ...] = ()
    """Of an embedder whose cosines are known, ascending; between two of them a topic is told by proportion."""
    topics: tuple[float, ...] = ()
    """What each of them comes to."""
    within: tuple[float, ...] = ()
    """The same cosines within one language, where all are higher."""
    within_topics: tuple[float, ...] = ()
    """What each of those comes to."""
    beside: tuple[float, ...] = ()
    """How near the twenty statements after the nearest are on average, within one language and across two: by how much more or less they
    are, a cosine says less or more (`tasks.nearest`); empty where nobody measured it."""
    deviations: float = 0.0
    """Of any other: so many standard deviations above the mean of all statements come to 1."""
    added: tuple[float, ...] = ()
    """Up to which a piece of a claim adds nothing to the statement that supports the rest, and from which it surely does, on the scale of
    `tasks.nearest.Nearness.added`; empty where nobody measured it."""
    added_within: tuple[float, ...] = ()
    """The same within one language."""
    turned: tuple[float, ...] = ()
    """How much nearer than to a statement a claim must be to that statement said the other way round to say otherwise: perhaps, surely."""
    opposite: tuple[float, ...] = ()
    """How much nearer both must be together, claim to turned statement and statement to turned claim: perhaps, surely."""
    opposite_from: tuple[float, ...] = ()
    """From which likeness to the claim as it stands that is believed of a statement, within one language and across two."""
    figures: tuple[float, ...] = ()
    """From which topic on agreement of all figures is no chance, and what it adds to the topic; empty where nobody placed them."""


@cache
def statement_weights(embedder: str) -> StatementWeights:
    """Return the weights for this embedder; those of EmbeddingGemma where it has none of its own."""
    return StatementWeights(**_section(embedder, "statements", _OF_ONE_SPACE))


@cache
def twice_read_weights(embedder: str) -> TwiceReadWeights:
    """Return the weights for this embedder; those of the bundled encoders where it has none of its own."""
    return TwiceReadWeights(**_section(embedder, "read_twice", _READ_TWICE))


@cache
def distances(embedder: str) -> Distances:
    """Return the distances for this embedder; those of EmbeddingGemma where it has none of its own."""
    return Distances(**_section(embedder, "shown_beside", _OF_ONE_SPACE))


@cache
def ties(embedder: str) -> Ties:
    """Return the weights for this embedder; those of EmbeddingGemma where it has none of its own."""
    return Ties(**_section(embedder, "ties", _OF_ONE_SPACE))


@cache
def choosing(embedder: str) -> Choosing:
    """Return the weights for this embedder; those of the bundled encoders where it has none of its own."""
    return Choosing(**_section(embedder, "chosen", _READ_TWICE))


@cache
def part_weights(embedder: str) -> PartWeights:
    """Return the weights for this embedder; those of EmbeddingGemma where it has none of its own."""
    return PartWeights(**_section(embedder, "parts", _OF_ONE_SPACE))


@cache
def relevance(embedder: str) -> Relevance | None:
    """Return the bounds of this embedder; None where nobody fitted any, and what is relevant is not told by likeness."""
    found = _section(embedder, "relevant")
    return Relevance(**found) if found else None


@cache
def sufficiency(embedder: str) -> Sufficiency | None:
    """Return the bounds of this embedder; None where nobody fitted any, and everything found is taken to be enough."""
    found = _section(embedder, "sufficient")
    return Sufficiency(**found) if found else None


@cache
def topic_scale(embedder: str) -> TopicScale:
    """Return the scale of this embedder; that of the bundled encoders, by what is unusual, where it has none of its own."""
    return TopicScale(**_section(embedder, "topic", _READ_TWICE))


@cache
def least_translation(embedder: str) -> float | None:
    """Return the likeness to its question below which a translation means something else; None where nobody measured it."""
    found: float | None = _section(embedder, "translation").get("least")
    return found


def _section(embedder: str, name: str, otherwise: str = "") -> dict[str, Any]:
    """The values of one section, without its source; lists as tuples."""
    found = calibration_file(embedder).get(name) or (calibration_file(otherwise)[name] if otherwise else {})
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items() if key != "source"}
