"""What the server does for the page: opens it, renders kept turns, translates a sentence, copies an answer. No state of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from ragassist.errors import RagassistError, say
from ragassist.models.chat import ChatModel
from ragassist.phrases import Phrase
from ragassist.text.glossary import Glossary
from ragassist.text.pages import has_pages, page_at
from ragassist.types import Answer, Citation, DocumentRecord, Lang, ModelName, Passage
from ragassist.ui.export.docx_file import word
from ragassist.ui.export.markdown_file import markdown
from ragassist.ui.export.source_notes import footnotes
from ragassist.ui.messages import (
    CopyRequest,
    DocumentRequest,
    ExportRequest,
    OpenRequest,
    SentenceRequest,
    Translated,
    TranslateRequest,
    TurnRecord,
)
from ragassist.ui.server.conversation import Streaming
from ragassist.ui.server.original import Original, original
from ragassist.ui.server.starters import fitting
from ragassist.ui.views import cards, reply_view
from ragassist.ui.views import document as reader
from ragassist.ui.views.glosses import explained_by
from ragassist.ui.views.shell import Surface, shell
from ragassist.ui.views.suggestions import suggestions
from ragassist.ui.views.surroundings_view import Surroundings, surroundings
from ragassist.ui.words.catalogue import CATALOGUE, Words, lang_of_reader, preferred

if TYPE_CHECKING:
    from ragassist.models.select import Choice

_STARTER_CORPUS = "corpus"
"""The directory of the documents that the starter questions are about; over others they are not offered."""
_STARTERS = Path(__file__).with_name("starters.json")


class Translation(Protocol):
    """A translation as the assistant makes it."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def confirmed(self) -> bool: ...  # noqa: D102
    @property
    def model(self) -> str: ...  # noqa: D102
    @property
    def rough(self) -> bool: ...  # noqa: D102


class PageAssistant(Streaming, Protocol):
    """What the page needs of the assistant."""

    @property
    def choice(self) -> Choice:
        """Which tier the settings choose, and why."""
        ...

    def weak_search(self) -> str:
        """Return why a weaker encoder searches than could, and what to do; empty when the best one does."""
        ...

    @property
    def model(self) -> ChatModel | None:
        """The language model that answers; None on the extractive tier."""
        ...

    def documents(self) -> list[DocumentRecord]:
        """Return what is indexed."""
        ...

    def passages(self, doc_id: str) -> list[Passage]:
        """Return a document's passages in order."""
        ...

    def raw(self, doc_id: str) -> str:
        """Return a document's raw text."""
        ...

    def picture(self, doc_id: str, page: int, span: tuple[int, int] | None = None) -> bytes:
        """Return a page of a PDF as a PNG, a raw span boxed."""
        ...

    def translate(self, text: str, target: Lang) -> Translation | None:
        """`text` in `target`; None when no model can."""
        ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """One turn as HTML: what stands under the question, and the cards beside it."""

    id: str
    html: str
    cards: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The whole page."""

    lang: Lang
    words: dict[str, str]
    shell: str
    empty: bool
    translates: bool
    """Whether there is a model that can translate."""
    turns: tuple[Rendered, ...]
    works: bool
    """Whether document tasks are offered."""


@dataclass(frozen=True, slots=True)
class PageServices:
    """Answers the page's requests from the assistant."""

    assistant: PageAssistant
    library: Callable[[Words], str] | None = None
    """The library panel as HTML; None: only the list of documents is shown."""
    filling: Callable[[Words], str] | None = None
    """What an empty library offers, as HTML."""
    terms: Glossary | None = None
    """The glossary that explains and suggests; the program's own by default."""
    works: bool = False
    """Whether document tasks are offered."""

    def open(self, request: OpenRequest, accept_language: str) -> Opened:
        """Return the page in the language asked for, else the one the browser prefers, with the kept turns rendered."""
        lang = request.lang or preferred(accept_language)
        words = CATALOGUE[lang]
        surface = self.surface(lang)
        last = request.turns[-1].id if request.turns else ""
        return Opened(
            lang=lang,
            words=asdict(words),
            shell=shell(surface, lang),
            empty=not surface.documents,
            translates=surface.model.tier != "extractive",
            works=self.works,
            turns=tuple(self.render(turn, words, surface.documents, suggest=turn.id == last) for turn in request.turns),
        )

    def surface(self, lang: Lang) -> Surface:
        """Model, documents and starter questions as they are now."""
        records, problem = self._documents(lang)
        offered = fitting(starters(lang), records) if any(_STARTER_CORPUS in PurePath(record.path).parts for record in records) else ()
        words = CATALOGUE[lang]
        panel = self.library(words) if self.library is not None else ""
        filling = self.filling(words) if self.filling is not None else ""
        weak = bool(self.assistant.weak_search())
        return Surface(self.model(), self.assistant.choice.reason, records, offered, problem, panel, filling, weak, self.works)

    def model(self) -> ModelName:
        """Return the model that will answer."""
        model = self.assistant.model
        return ModelName(model.name, model.tier) if model is not None else ModelName("", "extractive")

    def render(self, turn: TurnRecord, words: Words, records: Sequence[DocumentRecord], *, suggest: bool = False) -> Rendered:
        """Return a kept turn in the interface's language, with what could be asked next if `suggest`."""
        if turn.state == "failed":
            return Rendered(turn.id, reply_view.failure(_wrong(turn), words), "")
        if turn.answer is None or turn.state not in ("done", "refused", "stopped"):
            return Rendered(turn.id, reply_view.interrupted(words), "")
        with explained_by(self.terms):
            if turn.state == "stopped":
                html = reply_view.stopped(turn.answer, words)
            else:
                html = reply_view.finished(turn.answer, words, self.suggestions(turn.answer) if suggest else (), turn.feedback)
        return Rendered(turn.id, html, self.cards(turn.answer, turn.translations, words, records))

    def suggestions(self, answer: Answer) -> tuple[str, ...]:
        """Return what could be asked after this answer; nothing when the documents cannot be read."""
        return suggestions(answer, self._passages, self._documents("en")[0], self.terms) if not answer.refused else ()

    def export(self, request: ExportRequest) -> bytes:
        """Return the conversation as a file."""
        write = word if request.kind == "docx" else lambda *given, date: markdown(*given, date=date).encode()
        return write(request.title, request.turns, CATALOGUE[request.lang], date=datetime.now(UTC).date().isoformat())

    def cards(
        self, answer: Answer, translations: dict[int, Translated], words: Words, records: Sequence[DocumentRecord] | None = None
    ) -> str:
        """Return the evidence cards of an answer; a document that is gone still shows its quotation."""
        around: dict[int, Surroundings] = {}
        passages = cache(self._passages)
        for citation in answer.citations:
            found = surroundings(passages(citation.doc_id), citation.start, citation.end)
            if found is not None:
                around[citation.n] = found
        known = records if records is not None else self._documents("en")[0]
        if self.assistant.model is None:
            none = Translated(text="", confirmed=False, model="", lang=lang_of_reader(words))
            translations = {citation.n: none for citation in answer.citations} | translations
        with explained_by(self.terms):
            return cards.cards(answer, around, {record.doc_id: record for record in known}, translations, words)

    def card(self, citation: Citation, lang: Lang, *, translate: bool = False) -> str:
        """Return the card of one citation of a task's result.

        Raises:
            RagassistError: it is to be translated, and the model does not answer.
        """
        words = CATALOGUE[lang]
        record = self.record(citation.doc_id)
        around = surroundings(self._passages(citation.doc_id), citation.start, citation.end) if record is not None else None
        made = self._translated(citation.read, lang) if translate or self.assistant.model is None else None
        with explained_by(self.terms):
            return cards.of_result(citation, around, record, made, words)

    def translate(self, request: TranslateRequest) -> tuple[Translated, str]:
        """Return the translation of a cited sentence into the interface's language, and the card's block that shows it.

        Raises:
            RagassistError: the model does not answer, or the turn has no such citation.
        """
        citation = _citation(request.turn, request.n)
        kept = self._translated(citation.read, request.lang)
        return kept, cards.translation(citation, (), kept, CATALOGUE[request.lang])

    def translate_in_document(self, request: SentenceRequest) -> Translated:
        """Return the translation of one sentence of a document; its text is empty when no model can, or there is no such sentence.

        Raises:
            RagassistError: the model does not answer, or the documents cannot be read.
        """
        known = {
            (sentence.start, sentence.end): sentence.read
            for passage in (self.assistant.passages(request.doc_id) if self.record(request.doc_id) is not None else ())
            for sentence in passage.sentences
        }
        text = known.get((request.start, request.end), "")
        return self._translated(text, request.lang) if text else Translated(text="", confirmed=False, model="", lang=request.lang)

    def record(self, doc_id: str) -> DocumentRecord | None:
        """Return the indexed document of that id that this reader may see; None when there is none."""
        return next((each for each in self.assistant.documents() if each.doc_id == doc_id), None)

    def original(self, doc_id: str) -> Original | None:
        """Return the file that a document was read from, or its text as it was read when the file is gone; None when it is not indexed.

        Raises:
            RagassistError: the documents cannot be read.
        """
        record = self.record(doc_id)
        return original(record, self.assistant.raw) if record is not None else None

    def _translated(self, text: str, lang: Lang) -> Translated:
        made = self.assistant.translate(text, lang)
        if made is None:
            return Translated(text="", confirmed=False, model="", lang=lang)
        return Translated(text=made.text, confirmed=made.confirmed, model=made.model, lang=lang, rough=made.rough)

    def document(self, request: DocumentRequest) -> str:
        """Return the whole document as HTML, with what is cited marked; a sentence instead when it is no longer indexed.

        Raises:
            RagassistError: the documents cannot be read.
        """
        words = CATALOGUE[request.lang]
        record = self.record(request.doc_id)
        if record is None:
            return reader.gone(words)
        cited = (request.start, request.end) if request.start is not None and request.end is not None else None
        paged = cited if has_pages(record.path) else None
        with explained_by(self.terms):
            return reader.document_view(
                record,
                self.assistant.passages(record.doc_id),
                words,
                cited=cited,
                page=page_at(record.path, self.assistant.raw(record.doc_id), paged[0]) if paged is not None else None,
                from_answer=cited is not None,
                status=request.status,
                can_translate=self.assistant.model is not None,
                works=self.works,
            )

    def copy(self, request: CopyRequest) -> str:
        """Return the turn's answer with its sources as text; empty when it has none."""
        answer = request.turn.answer
        return footnotes(answer, request.turn.translations, CATALOGUE[request.lang]) if answer is not None else ""

    def _documents(self, lang: Lang) -> tuple[tuple[DocumentRecord, ...], str]:
        try:
            return tuple(self.assistant.documents()), ""
        except RagassistError as error:
            return (), say(error.phrase, lang)

    def _passages(self, doc_id: str) -> list[Passage]:
        try:
            return self.assistant.passages(doc_id)
        except RagassistError:
            return []


def _wrong(turn: TurnRecord) -> Phrase | None:
    """What went wrong in a kept turn; None where nothing is known of it."""
    if turn.advice:  # of an earlier version: sentences
        return Phrase.of("words.as_told", said=f"{turn.problem} {turn.advice}")
    return Phrase.from_json({"code": turn.problem, "values": turn.values}) if turn.problem else None


def _citation(turn: TurnRecord, n: int) -> Citation:
    for citation in turn.answer.citations if turn.answer is not None else ():
        if citation.n == n:
            return citation
    raise RagassistError("answer.no_source", n=n)


@cache
def starters(lang: Lang) -> tuple[str, ...]:
    """Return the starter questions in `lang`, from `starters.json` beside this file; none when it is not there."""
    if not _STARTERS.is_file():
        return ()
    found: dict[str, list[str]] = json.loads(_STARTERS.read_text(encoding="utf8"))
    return tuple(found.get(lang, ()))
