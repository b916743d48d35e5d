"""What one reader may see: the assistant's documents, passages and answers, narrowed to what is shared or the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ragassist.errors import StoreError
from ragassist.models.chat import ChatModel
from ragassist.serving.client_view import among, limited
from ragassist.types import DocumentRecord, Event, Filter, Lang, Passage

if TYPE_CHECKING:
    from ragassist.models.select import Choice
    from ragassist.ui.server.page_services import PageAssistant, Translation

Allowed = Callable[[], frozenset[str] | None]


class Watch(Protocol):
    """Passes events on."""

    def __call__(self, events: Iterator[Event], *, question: str) -> Iterator[Event]:
        """Yield `events`."""
        ...


class Scoped:
    """An assistant as one reader sees it. Nothing is passed on that is not named here, so that nothing is by accident."""

    def __init__(self, assistant: PageAssistant, allowed: Allowed, within: Filter | None = None, watch: Watch | None = None) -> None:
        """Narrow `assistant`.

        Args:
            assistant: knows all documents.
            allowed: the ids of the documents this reader may see now; None for all. Asked anew at each call.
            within: what the reader limits the conversation to, besides.
            watch: passes the events of a question on and notes how they end; None for nobody.
        """
        self._assistant, self._allowed, self._within, self._watch = assistant, allowed, within, watch

    @property
    def choice(self) -> Choice:
        """Which tier answers, and why."""
        return self._assistant.choice

    def weak_search(self) -> str:
        """As the assistant's."""
        return self._assistant.weak_search()

    @property
    def model(self) -> ChatModel | None:
        """The language model that answers."""
        return self._assistant.model

    def documents(self) -> list[DocumentRecord]:
        """Return the documents this reader may see; a near-duplicate that is not among them is not named."""
        allowed = self._allowed()
        records = self._assistant.documents()
        if allowed is None:
            return records
        return [among(record, allowed) for record in records if record.doc_id in allowed]

    def passages(self, doc_id: str) -> list[Passage]:
        """Return a document's passages in order; none of one that this reader may not see."""
        allowed = self._allowed()
        return self._assistant.passages(doc_id) if allowed is None or doc_id in allowed else []

    def raw(self, doc_id: str) -> str:
        """Return a document's raw text.

        Raises:
            StoreError: there is none that this reader may see.
        """
        self._refuse_others(doc_id)
        return self._assistant.raw(doc_id)

    def picture(self, doc_id: str, page: int, span: tuple[int, int] | None = None) -> bytes:
        """As the assistant's.

        Raises:
            StoreError: there is no such document that this reader may see.
        """
        self._refuse_others(doc_id)
        return self._assistant.picture(doc_id, page, span)

    def translate(self, text: str, target: Lang) -> Translation | None:
        """`text` in `target`; None when no model can."""
        return self._assistant.translate(text, target)

    def stream(self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        """As the assistant's, over what this reader may see and asks in."""
        within = limited(self._within, self._allowed())
        more: dict[str, Any] = {"within": within} if within is not None else {}
        events = self._assistant.stream(question, lang=lang, history=history, **more)
        return events if self._watch is None else self._watch(events, question=question)

    def _refuse_others(self, doc_id: str) -> None:
        allowed = self._allowed()
        if allowed is not None and doc_id not in allowed:
            raise StoreError("document.gone", doc_id=doc_id)
