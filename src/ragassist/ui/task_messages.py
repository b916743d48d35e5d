"""What travels between the page and the server for document tasks: parsed and bounded on the way in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ragassist.tasks.list import Kind
from ragassist.tasks.request import Asked, TaskRequest
from ragassist.types import Citation, Lang
from ragassist.ui.messages import TurnRecord, Within

MAX_TEXT_CHARS = 60_000
MAX_FILE_MB = 10.0
"""Of a file whose text is to be checked."""
DocId = Annotated[str, Field(max_length=64)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Lang


class StartTask(_Message):
    """A task is to begin."""

    task: Asked
    docs: list[DocId] = Field(default_factory=list, max_length=20)
    within: Within | None = None
    kind: Kind = "deadlines"
    text: str = Field(default="", max_length=MAX_TEXT_CHARS)
    ask: str = Field(default="", max_length=200)
    focus: str = Field(default="", max_length=200)
    full: bool = False
    render: bool = False

    def request(self) -> TaskRequest:
        """Return it as the tasks take it."""
        within = self.within.filter() if self.within is not None else None
        return TaskRequest(
            self.task, self.lang, tuple(self.docs), within, self.kind, self.text, self.ask, self.focus, self.full, self.render
        )


class JobMessage(_Message):
    """The task that is asked after, or to be stopped."""

    job: str = Field(pattern=r"^[0-9a-f]{32}$")


class ReportMessage(_Message):
    """The result that is to be shown, as the browser keeps it."""

    report: dict[str, Any]


class ExportTask(ReportMessage):
    """The result that is to become a file."""

    kind: Literal["md", "csv", "xlsx", "docx", "svg", "png", "zip"]
    original: str = Field(default="", max_length=int(MAX_FILE_MB * 1_400_000))
    """Base64 of the Word file whose text an audit checked: saved as Word, its comments stand in that file. Empty for a new document."""


class CardMessage(_Message):
    """The citation of a result whose card is wanted; with `translate` its translation too."""

    citation: Citation
    translate: bool = False


class FileMessage(_Message):
    """The file whose text is to be checked."""

    name: str = Field(max_length=300)
    content: str = Field(max_length=int(MAX_FILE_MB * 1_400_000))
    """Base64."""


class HandOverAnswer(_Message):
    """The turn whose answer is to be handed over."""

    turn: TurnRecord
