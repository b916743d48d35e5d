"""A real assistant over a real store, with words as random directions for an encoder and answers that quote what may be searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.store.fakes import HashEmbedder
from tests.ui.scripted_assistant import Choice

from ragassist.assistant import Assistant
from ragassist.settings import Settings
from ragassist.types import Answer, Citation, Claim, DocumentRecord, Done, Event, Filter, Lang, ModelName, Stage


class LibraryAssistant(Assistant):
    """Ingests, lists and removes as the real one; an answer quotes the first sentence of each document the filter lets through."""

    def __init__(self, home: Path, **ui: object) -> None:
        super().__init__(Settings.model_validate({"home": home, "chat": {"tier": "extractive"}, "ui": ui}), embedder=HashEmbedder())
        self.__dict__["choice"] = Choice(None, "extractive")
        self.filters: list[Filter | None] = []
        self.hold: list[str] = []
        """A question that holds this word waits until the list is empty."""

    def stream(
        self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        self.filters.append(within)
        yield Stage("searching")
        while any(word in question for word in self.hold):
            yield Stage("reading")
            import time

            time.sleep(0.02)
        yield Done(self._quoting([record for record in self.documents() if _passes(record, within)], question))

    def _quoting(self, records: Sequence[DocumentRecord], question: str) -> Answer:
        model = ModelName("", "extractive")
        if not records:
            return Answer(question, "en", "Nothing was found.", "en", True, "nothing_relevant", (), (), model)
        citations, claims = [], []
        for n, record in enumerate(records, 1):
            sentence = self.passages(record.doc_id)[-1].sentences[-1]
            quote = self.raw(record.doc_id)[sentence.start : sentence.end]
            meta = record.meta
            place = (record.doc_id, record.path, meta.title, "", meta.date, "", "", None, sentence.start, sentence.end)
            citations.append(Citation(n, *place, quote, sentence.text, "", "verified"))
            claims.append(Claim(sentence.text, (n,), "verified", 1.0))
        text = " ".join(f"{claim.text} [{claim.citations[0]}]" for claim in claims)
        return Answer(question, "en", text, "en", False, None, tuple(claims), tuple(citations), model)


def _passes(record: DocumentRecord, within: Filter | None) -> bool:
    if within is None:
        return True
    fits = not within.doc_ids or record.doc_id in within.doc_ids
    return fits and (not within.kinds or record.meta.kind in within.kinds)
