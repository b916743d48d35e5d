"""A task as it is asked for, whoever asks: which one, of which documents, for a reader of which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ragassist.errors import UsageError
from ragassist.tasks.list import Kind, Progress
from ragassist.tasks.report import Report
from ragassist.types import Filter, Lang

if TYPE_CHECKING:
    from ragassist.tasks.work import Tell, Work

Asked = Literal["brief", "list", "compare", "audit"]


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """Everything that a task needs to know."""

    task: Asked
    lang: Lang = "en"
    docs: tuple[str, ...] = ()
    """Of a brief its documents, of a comparison the earlier and the later one."""
    within: Filter | None = None
    """Of a list and an audit: the documents in scope."""
    kind: Kind = "deadlines"
    text: str = ""
    """Of an audit: the text."""
    ask: str = ""
    """Of a list: only rows that hold these words."""
    focus: str = ""
    full: bool = False
    render: bool = False
    """Whether statements are put into the reader's language with the model."""
    known: Filter | None = None
    """Of a list: the documents that may be named as later versions of those in scope; those in scope by default."""

    @property
    def words(self) -> str:
        """What is asked for, as one text: the kind of a list, the documents, the words that limit it, the text to be checked."""
        kind = self.kind if self.task == "list" else ""
        return " ".join(filter(None, (kind, *self.docs, self.ask, self.focus, self.text)))


def carry_out(work: Work, request: TaskRequest, progress: Tell | None = None) -> Report:
    """Return the result of a task.

    Args:
        work: carries it out.
        request: what is asked for.
        progress: called before each document, claim or rendering; an error that it raises ends the task.

    Raises:
        UsageError: what is asked for does not name what it needs.
        StoreError: a name fits no document, or several.
        ModelError: the model does not answer.
    """
    if request.task == "list":
        return work.list_all(
            request.kind, request.within, request.lang, ask=request.ask, render=request.render, progress=progress, known=request.known
        )
    if request.task == "audit":

        def claims(done: int, total: int) -> None:
            if progress is not None:
                progress(Progress(done, total, ""))

        return work.audit(request.text, request.within, request.lang, render=request.render, progress=claims)
    if request.task == "compare":
        if len(request.docs) != 2:
            raise UsageError("task.two")
        return work.compare(*request.docs, request.lang, render=request.render, progress=progress)
    if not request.docs:
        raise UsageError("task.one")
    return work.brief(request.docs, request.lang, full=request.full, focus=request.focus, render=request.render, progress=progress)
