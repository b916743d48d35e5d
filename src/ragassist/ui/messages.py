"""What travels between the page in the browser and the server: parsed and bounded on the way in, plain JSON on the way out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from ragassist.types import Answer, Filter, Lang

MAX_QUESTION_CHARS = 2000
MAX_TURNS = 100
HISTORY_TURNS = 6
"""How many earlier questions and answers go with a follow-up."""

TurnId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
Date = Annotated[str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$")]
State = Literal["running", "done", "refused", "stopped", "failed", "interrupted"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Translated(_Record):
    """A translation the reader asked for; an empty text says that no model here can translate."""

    text: str = Field(max_length=8000)
    confirmed: bool
    model: str = Field(max_length=300)
    lang: Lang = "en"
    rough: bool = False
    """Of one that is not confirmed: whether figures, dates, names and negation agree, and only the wording is open."""


class AskRequest(_Record):
    """A question, with the conversation so far."""

    turn: TurnId
    question: str = Field(max_length=8 * MAX_QUESTION_CHARS)
    answer_lang: Literal["auto", "en", "zh"] = "auto"
    lang: Lang = "en"
    history: list[tuple[str, str]] = Field(default_factory=list, max_length=MAX_TURNS)


class TurnRecord(_Record):
    """A turn as the browser keeps it: enough to show it again in either language."""

    id: TurnId
    state: State
    question: str = Field(max_length=8 * MAX_QUESTION_CHARS)
    answer: Answer | None = None
    """Of a stopped turn what there was of it."""
    problem: str = Field(default="", max_length=4000)
    """The code of what went wrong; the English sentence in a conversation that an earlier version of the page kept."""
    advice: str = Field(default="", max_length=4000)
    """Of that earlier version: what to do, in English."""
    values: dict[str, Any] = Field(default_factory=dict, max_length=20)
    """What the sentence is filled with."""
    seconds: float = 0.0
    translations: dict[int, Translated] = Field(default_factory=dict)
    feedback: Literal["", "helpful", "wrong"] = ""
    """What its reader said of it."""
    right: str = Field(default="", max_length=4000)
    """The right answer, where the reader gave it."""


class OpenRequest(_Record):
    """The page is opened, or its language changes."""

    lang: Lang | None = None
    turns: list[TurnRecord] = Field(default_factory=list, max_length=MAX_TURNS)

    @field_validator("turns", mode="before")
    @classmethod
    def _readable(cls, turns: object) -> object:
        """Only the turns that can be read: another version of the page may have kept the others."""
        return [turn for turn in turns if _is_turn(turn)] if isinstance(turns, list) else turns


class TranslateRequest(_Record):
    """The citation that is to be translated, as its answer carried it."""

    lang: Lang
    turn: TurnRecord
    n: int


class CopyRequest(_Record):
    """The turn that is to be copied."""

    lang: Lang
    turn: TurnRecord


class DocumentRequest(_Record):
    """The document that is to be read, and where: the raw span of what is cited in it."""

    lang: Lang
    doc_id: str = Field(max_length=64)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    status: Literal["", "verified", "rough", "partly", "unsupported"] = ""
    """How the card stands that the reader comes from."""


class ExportRequest(_Record):
    """The conversation that is to become a file."""

    lang: Lang
    title: str = Field(default="", max_length=300)
    kind: Literal["markdown", "docx"]
    turns: list[TurnRecord] = Field(max_length=MAX_TURNS)


Fault = Literal["fact", "source", "incomplete", "translation", "other"]


class FeedbackRequest(_Record):
    """What a reader says of an answer: the turn carries the verdict."""

    lang: Lang
    turn: TurnRecord
    fault: Fault | Literal[""] = ""
    note: str = Field(default="", max_length=4000)


class SamplesRequest(_Record):
    """The turns of this browser, of which those with feedback are to become evaluation samples."""

    lang: Lang
    turns: list[TurnRecord] = Field(max_length=20 * MAX_TURNS)


class SentenceRequest(_Record):
    """The sentence of a document that is to be translated: its raw span."""

    lang: Lang
    doc_id: str = Field(max_length=64)
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class OriginalRequest(_Record):
    """The document whose file is wanted."""

    lang: Lang
    doc_id: str = Field(max_length=64)


class TurnRequest(_Record):
    """The turn that is to be stopped, or asked after."""

    turn: TurnId


class Within(_Record):
    """What the reader limits the conversation to, as the browser sends it."""

    doc_ids: frozenset[Annotated[str, Field(max_length=64)]] = Field(default=frozenset(), max_length=10_000)
    kinds: frozenset[Annotated[str, Field(max_length=100)]] = Field(default=frozenset(), max_length=100)
    statuses: frozenset[Annotated[str, Field(max_length=100)]] = Field(default=frozenset(), max_length=100)
    langs: frozenset[Lang] = frozenset()
    date_from: Date = ""
    date_to: Date = ""

    def filter(self) -> Filter:
        """As the assistant takes it."""
        return Filter(**{name: getattr(self, name) for name in type(self).model_fields})


class LibraryRequest(_Record):
    """What a button of the panel asks for; without `act` only how things stand."""

    lang: Lang
    act: Literal["", "starter", "reindex", "reindex-all", "remove", "undo", "again", "forget", "clear"] = ""
    doc_id: str = Field(default="", max_length=64)
    path: str = Field(default="", max_length=4096)


def _is_turn(value: object) -> bool:
    try:
        TurnRecord.model_validate(value)
    except ValidationError:
        return False
    return True


_ANSWER = TypeAdapter(Answer)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON values, as the browser keeps it."""
    dumped: dict[str, Any] = _ANSWER.dump_python(answer, mode="json")
    return dumped
