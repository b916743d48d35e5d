"""Document work as one reader may do it: over the documents that are shared or the reader's own, and no others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ragassist.serving.client_view import limited
from ragassist.store.which_document import no_document
from ragassist.tasks.list import Progress
from ragassist.tasks.report import Report
from ragassist.tasks.request import TaskRequest, carry_out
from ragassist.types import Answer, Filter

if TYPE_CHECKING:
    from ragassist.tasks.work import Work


class Note(Protocol):
    """Writes down a piece of work."""

    def __call__(self, kind: str, *, asked: str) -> AbstractContextManager[set[str]]:
        """As `Recorder.work`."""
        ...


@runtime_checkable
class Working(Protocol):
    """What document work needs of the assistant."""

    def raw(self, doc_id: str) -> str:
        """Return a document's raw text."""
        ...

    @property
    def work(self) -> Work:
        """As `Assistant.work`."""
        ...


def can_work(assistant: object) -> bool:
    """Return whether the assistant does document work; asking opens no store."""
    return hasattr(type(assistant), "work")


class ReaderWork:
    """Tasks of one reader."""

    def __init__(self, assistant: Working, allowed: Callable[[], frozenset[str] | None], note: Note | None = None) -> None:
        """`allowed` says which documents this reader may see now, None for all; `note` writes down what is done."""
        self._assistant, self._allowed, self._note = assistant, allowed, note

    def do(self, request: TaskRequest, progress: Callable[[Progress], None]) -> Report:
        """Return the result of a task; errors as of `carry_out`, and a document that may not be seen is not there."""
        allowed = self._allowed()
        for doc_id in request.docs:
            self._refuse_others(doc_id, allowed)
        seen = limited(None, allowed) or Filter()
        task = replace(request, within=limited(request.within, allowed), known=seen)
        if self._note is None:
            return carry_out(self._assistant.work, task, progress)
        with self._note(request.task, asked=request.words) as doc_ids:
            report = carry_out(self._assistant.work, task, progress)
            doc_ids.update(citation.doc_id for citation in report.citations)
            return report

    def pack(self, report: Report) -> bytes:
        """Return the result as one file to hand over.

        Raises:
            UsageError: a quotation does not stand where the result says it does.
            StoreError: a document that it cites is not there for this reader.
        """
        from ragassist.tasks.pack import pack

        allowed = self._allowed()
        for citation in report.citations:
            self._refuse_others(citation.doc_id, allowed)
        return pack(report, self._assistant.raw, self._assistant.work.pictures(report))

    def of_answer(self, answer: Answer) -> Report:
        """Return an answer as a result, to be handed over."""
        return self._assistant.work.of_answer(answer)

    def _refuse_others(self, doc_id: str, allowed: frozenset[str] | None) -> None:
        if allowed is not None and doc_id not in allowed:
            raise no_document(doc_id)
