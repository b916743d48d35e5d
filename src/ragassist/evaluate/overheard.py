"""An assistant whose searches are overheard, so that retrieval is scored on what was searched for and not on what was typed.

A follow-up is made self-contained, and a question is searched for in its translation too; both show in what the embedder is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragassist.text.language import detect
from ragassist.types import Answer, DocumentRecord, Hit, Lang

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.evaluate.remember import RememberingEmbedder


class OverheardAssistant:
    """As the assistant within, except that `search` looks for the last question in the wordings that `ask` used."""

    def __init__(self, assistant: Assistant, embedder: RememberingEmbedder) -> None:
        """`embedder` is the one that `assistant` embeds with."""
        self._assistant = assistant
        self._embedder = embedder
        self._searched: tuple[str, ...] = ()

    @property
    def searched(self) -> tuple[str, ...]:
        """The wordings of the last question asked, its own (self-contained) first; empty where nothing was searched for."""
        return self._searched

    def ask(self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """As `Assistant.ask`."""
        self._embedder.listen()
        self._searched = ()
        answer = self._assistant.ask(question, lang=lang, history=history)
        self._searched = self._embedder.wordings
        return answer

    def search(self, question: str, k: int) -> list[Hit]:
        """The `k` passages that the wordings of the last `ask` retrieve, best first; those of `question` itself where there are none."""
        from ragassist.retrieve.retriever import Retriever

        wordings = self._searched or (question,)

        def translated(_: str, target: Lang) -> str | None:
            return next((wording for wording in wordings[1:] if detect(wording) == target), None)

        retriever = Retriever(self._assistant.store, self._embedder, self._assistant.settings, translator=translated)
        return retriever.retrieve(wordings[0], k)

    def raw(self, doc_id: str) -> str:
        """As `Assistant.raw`."""
        return self._assistant.raw(doc_id)

    def documents(self) -> list[DocumentRecord]:
        """As `Assistant.documents`."""
        return self._assistant.documents()
