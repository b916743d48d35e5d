"""Document work as one reader may do it: over the documents that are shared or the reader's own, and no others."""

from __future__ import annotations

from collections.abc import Callable
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

    def __init__(self, assistant: Working, allowed: Callable[[], frozenset[str] | None]) -> None:
        """`allowed` says which documents this reader may see now; None for all."""
        self._assistant, self._allowed = assistant, allowed

    def do(self, request: TaskRequest, progress: Callable[[Progress], None]) -> Report:
        """Return the result of a task; errors as of `carry_out`, and a document that may not be seen is not there."""
        allowed = self._allowed()
        for doc_id in request.docs:
            self._refuse_others(doc_id, allowed)
        seen = limited(None, allowed) or Filter()
        return carry_out(self._assistant.work, replace(request, within=limited(request.within, allowed), known=seen), progress)

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
