"""The composition root: one object that ingests, searches, answers and translates, built from one settings object.

    assistant = Assistant(Settings(home=Path("my-index")))
    assistant.ingest([Path("documents")])
    print(assistant.ask("How many models had been registered by July 2024?").answer)

Everything heavy (encoders, store, language model) is loaded by the first call that needs it. Threads may share it; one process writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ragassist.answer.translation import Translation, translation
from ragassist.ingest.page_place import picture_of, with_places
from ragassist.settings import Settings
from ragassist.text.glossary import glossary
from ragassist.text.pages import has_pages, page_at
from ragassist.text.shown import whole
from ragassist.types import Answer, DocumentRecord, Done, Event, Failure, Filter, Hit, IngestReport, Lang, Passage, Stage, Verdict

if TYPE_CHECKING:
    from ragassist.answer.engine import Engine
    from ragassist.answer.events import Found, Listener
    from ragassist.ingest.sync import IngestProgress
    from ragassist.models.chat import ChatModel
    from ragassist.models.embed import EmbedChoice, Embedder
    from ragassist.models.embed_in_use import EmbedderInUse
    from ragassist.models.select import Choice
    from ragassist.store import Store
    from ragassist.store.restore import Difference
    from ragassist.store.texts import TextCache
    from ragassist.tasks.work import Work
    from ragassist.verify.verifier import Verifier


class Assistant:
    """Questions and documents over one home directory."""

    def __init__(self, settings: Settings | None = None, *, model: ChatModel | None = None, embedder: Embedder | None = None) -> None:
        """Nothing is read or loaded yet.

        Args:
            settings: as given; `Settings.load()` when None.
            model: use this model instead of the one that the settings choose (for recordings, tests and other protocols).
            embedder: use this embedder instead of the one that the settings name.
        """
        self.settings = settings if settings is not None else Settings.load()
        self._given_model = model
        self._given_embedder = embedder
        self._lock = threading.RLock()
        self._writing = threading.Lock()
        self._store: Store | None = None
        self._verifier: tuple[Embedder, Verifier] | None = None

    def __enter__(self) -> Self:
        """Use as a context manager closes the store at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    def ask(
        self,
        question: str,
        lang: Lang | None = None,
        history: Sequence[tuple[str, str]] = (),
        within: Filter | None = None,
        listener: Listener | None = None,
    ) -> Answer:
        """Return the answer to `question`, or a refusal; see `stream` for arguments and errors."""
        return next(event.answer for event in self.stream(question, lang, history, within, listener) if isinstance(event, Done))

    def find(self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None) -> Found:
        """Return what an answer to `question` would be written from; see `stream` for arguments and errors."""
        return self._engine().find(whole(question), lang=lang, history=history, within=within)

    def stream(
        self,
        question: str,
        lang: Lang | None = None,
        history: Sequence[tuple[str, str]] = (),
        within: Filter | None = None,
        listener: Listener | None = None,
    ) -> Iterator[Event]:
        """Yield what happens while `question` is answered: `Stage` and `Piece` events in any number, then one `Done`.

        Args:
            question: in English or Chinese.
            lang: the language to answer in; by default the question's own.
            history: earlier (question, answer) pairs, oldest first.
            within: which documents are searched; by default all.
            listener: hears what the engine does, step by step (`answer.events`).

        Raises:
            ModelError: the model does not answer.
            StoreError: nothing is indexed here, or the index cannot be read.
            UsageError: a date of the filter is none, or the range ends before it begins.
        """
        yield Stage("loading")
        question, history = whole(question), [(whole(asked), whole(said)) for asked, said in history]
        from ragassist.tasks.answer_disagreements import PassagesHeard, adding_disagreements

        heard = PassagesHeard(listener)
        events = self._everything(question, lang, within) or self._engine().stream(
            question, lang=lang, history=history, within=within, listener=heard
        )
        for event in adding_disagreements(events, heard, self.store.passages_of, self.store.raw, glossary(self.settings.retrieve.glossary)):
            yield Done(with_places(event.answer, self.store)) if isinstance(event, Done) else event

    def search(self, question: str, k: int | None = None, within: Filter | None = None) -> list[Hit]:
        """The `k` passages `within` the filter that `question` retrieves, best first, by no language model; errors as of `stream`."""
        return self.search_batch([question], k, within)[0]

    def search_batch(self, questions: Sequence[str], k: int | None = None, within: Filter | None = None) -> list[list[Hit]]:
        """`search` for many questions, in their order; the questions are embedded together."""
        from ragassist.retrieve.retriever import Retriever

        return Retriever(self.store, self.embedder, self.settings).batch([*map(whole, questions)], k or self.settings.retrieve.k, within)

    def ingest(
        self, paths: Sequence[Path | str], *, prune: bool = False, progress: Callable[[IngestProgress], None] | None = None
    ) -> IngestReport:
        """Bring the index to the state of `paths`: files, directories (recursively), globs, or addresses of pages of the web as text.

        A page is fetched once, kept in the home with its address and the day, and cited from there from then on.
        An index that another embedder filled is embedded anew first (`to_embed_anew` says so beforehand). The vectors of sentences are left
        to `embed_sentences`: questions are answered without them, a little less well.

        Raises:
            StoreError: another process is writing, or the embedder that filled the index is missing and nobody chose another.
        """
        from ragassist.ingest.sync import sync
        from ragassist.ingest.web.keep import fetched
        from ragassist.store import open_store
        from ragassist.store.problems import note_problems

        if self.to_embed_anew():
            self.rebuild(progress=progress)
        ours = self._embedders.filling
        there, unfetched = fetched(paths, self.settings)
        with self._writing, open_store(self.settings, ours.name, ours.dim, write=True) as store:
            report = sync(there, store=store, embedder=ours, settings=self.settings, prune=prune, progress=progress)
            note_problems(store.home, report)
            return replace(report, failed=(*unfetched, *report.failed))

    def to_embed_anew(self) -> str:
        """Return one sentence saying that the next `ingest` embeds the whole index anew and why; empty when it does not."""
        return self._embedders.anew()

    def embed_sentences(self, progress: Callable[[int, int, str], None] | None = None, stop: Callable[[], bool] | None = None) -> int:
        """Make the vectors of sentences that the last `ingest` left to be made; return how many sentences that were.

        Meanwhile, and after an interruption, the index answers; what was made is never made again.

        Args:
            progress: called with passages done, passages in all and the document at hand.
            stop: asked every few passages; true ends the pass for now.

        Raises:
            ModelError: the embedder does not answer.
        """
        from ragassist.store import open_store
        from ragassist.store.sentence_pass import embed_sentences

        if not self._held():
            return 0
        ours = self.embedder
        with open_store(self.settings, ours.name, ours.dim) as store:
            return embed_sentences(store, ours, progress, stop)

    def rebuild(self, *, progress: Callable[[IngestProgress], None] | None = None) -> IngestReport:
        """Cut and embed every stored document anew with the embedder that the settings name; the files need not be there any more.

        Until it has finished, the old index answers.

        Raises:
            StoreError: nothing is indexed here, or another process is writing.
        """
        from ragassist.ingest.sync import rebuild
        from ragassist.store import open_store

        with self._writing:
            open_store(self.settings).close()  # a home that holds nothing is an error, not a new home
            ours = self._embedders.filling
            with open_store(self.settings, ours.name, ours.dim, write=True, rebuild=True) as store:
                return rebuild(store=store, embedder=ours, settings=self.settings, progress=progress)

    def remove(self, names: Sequence[str]) -> list[DocumentRecord]:
        """Remove documents from every index, by id, path or unique beginning of either; returns what was removed.

        Raises:
            StoreError: a name fits no document, or several; nothing is removed then.
        """
        from ragassist.store import open_store

        with self._writing, open_store(self.settings, write=True) as store:
            records = [store.find(name) for name in names]
            for record in {record.doc_id: record for record in records}.values():
                store.remove(record.doc_id)
            return records

    def restore(self, directory: Path, *, backup: bool = False) -> Difference:
        """Bring the index to the state in `directory`, of a snapshot or an unpacked backup, and return what that changed.

        Args:
            directory: holds the state.
            backup: take over the vectors and uploaded files in it first.

        Raises:
            StoreError: the state is damaged or of a newer program, or another process is writing; nothing is changed then.
        """
        from ragassist.store import open_store
        from ragassist.store.backup import adopt
        from ragassist.store.restore import restore
        from ragassist.store.snapshots import verified

        verified(directory)  # before an empty home is made into one
        with self._writing, open_store(self.settings, self.embedder.name, self.embedder.dim, write=True) as store:
            store.repair(self.embedder)
            if backup:
                adopt(directory, store.place)
            return restore(store, self.embedder, directory)

    def documents(self) -> list[DocumentRecord]:
        """Return what is indexed, by path; empty when nothing was ever indexed here."""
        from ragassist.store.place import Place

        return self.store.documents() if self._store is not None or Place.of(self.settings).there() else []

    def problems(self) -> list[Failure]:
        """Files that did not go in when they were last ingested and are still there, by absolute path, with the reason."""
        from ragassist.store.problems import read_problems

        return read_problems(self.settings.home)

    def raw(self, doc_id: str) -> str:
        """Return a document's raw decoded text, the text that every offset points into."""
        return self.store.raw(doc_id)

    def page(self, hit: Hit) -> int | None:
        """Return the page on which a passage begins, counted from 1; None for a document without pages."""
        path = hit.document.path
        return page_at(path, self.raw(hit.document.doc_id), hit.passage.start) if has_pages(path) else None

    def picture(self, doc_id: str, page: int, span: tuple[int, int] | None = None) -> bytes:
        """A page of a PDF, counted from 1, as a PNG, with what of the raw `span` stands on it boxed; errors as of `place.picture_of`."""
        record = self.store.find(doc_id)
        return picture_of(record, self.raw(record.doc_id), page, span, self.store.readings(record.doc_id))

    def clean(self, doc_id: str) -> str:
        """Return a document's text as it is indexed: its passages, a blank line between them."""
        return "\n\n".join(passage.text for passage in self.passages(doc_id))

    def passages(self, doc_id: str) -> list[Passage]:
        """Return a document's passages in order."""
        return self.store.passages_of(doc_id)

    def translate(self, text: str, target: Lang) -> Translation | None:
        """Return one sentence in `target`, cached; None when it is in that language already, or needs a model and there is none.

        Raises:
            ModelError: the model does not answer.
        """
        from ragassist.answer.render import Renderer

        model = self.model
        return translation(whole(text), target, Renderer(model, self.verifier, self._texts), model.name if model is not None else "")

    def verify(self, claim: str, evidence: str | Sequence[str], context: str = "") -> Verdict:
        """Return whether `evidence` supports `claim`: exactly the check that answers go through."""
        texts = [evidence] if isinstance(evidence, str) else evidence
        return self.verifier.verify(whole(claim), [*map(whole, texts)], context=whole(context))

    @property
    def work(self) -> Work:
        """Document work: `list_all`, `compare`, `audit`, `brief`; each returns a report that `tasks.export` writes.

        Raises:
            StoreError: nothing is indexed here, or another embedder filled it.
        """
        from ragassist import __version__
        from ragassist.tasks.work import Work
        from ragassist.types import ModelName

        model = self.model
        name = ModelName(model.name, model.tier) if model is not None else ModelName("extractive", "extractive")
        return Work(self.store, self._embedders.reading, self.verifier, model, self._texts, self.settings, name, __version__)

    def close(self) -> None:
        """Let go of the store's files. The assistant may be used again afterwards."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    @property
    def model(self) -> ChatModel | None:
        """The language model that answers; None on the extractive tier."""
        return self._given_model if self._given_model is not None else self.choice.model

    @cached_property
    def choice(self) -> Choice:
        """Which tier answers, and why."""
        from ragassist.models.select import choose

        return choose(self.settings)

    @cached_property
    def _standing_in(self) -> ChatModel | None:
        """The model that answers when the hosted one fails; kept, because it loads once."""
        from ragassist.models.select import stand_in

        return stand_in(self.settings)

    @cached_property
    def _embedders(self) -> EmbedderInUse:
        from ragassist.models.embed_in_use import EmbedderInUse
        from ragassist.verify import calibration

        if self.settings.embed.calibration is not None:
            calibration.take(self.settings.embed.calibration)
        return EmbedderInUse(self.settings, self._held, self._given_embedder)

    @property
    def embedder(self) -> Embedder:
        """The embedder that searches: the one that the settings name, or the one that filled the index where they leave it open."""
        return self._embedders.searching

    @property
    def embed_choice(self) -> EmbedChoice:
        """Which embedder searches, and why."""
        return self._embedders.choice

    def weak_search(self) -> str:
        """Return why a weaker encoder searches than could, and what to do about it, in two sentences; empty when the best one does."""
        return self._embedders.weak()

    def _held(self) -> str:
        """The name of the embedder that filled the index; empty when nothing is indexed here."""
        from ragassist.store import filled_by

        return filled_by(self.settings) if self._store is None else self._store.embedder[0]

    @property
    def verifier(self) -> Verifier:
        """The verifier that answers go through, with this assistant's model."""
        from ragassist.verify.verifier import Verifier

        reading = self._embedders.reading
        with self._lock:
            if self._verifier is None or self._verifier[0] is not reading:
                self._verifier = (reading, Verifier(reading, self.model, glossary(self.settings.retrieve.glossary)))
            return self._verifier[1]

    @property
    def store(self) -> Store:
        """The store, open for reading.

        Raises:
            StoreError: nothing is indexed here, or another embedder filled it.
        """
        with self._lock:
            if self._store is not None and self._store.embedder[0] != self.embedder.name:
                self.close()  # another process embedded it anew
            if self._store is None:
                from ragassist.store import open_store

                self._store = open_store(self.settings, self.embedder.name, self.embedder.dim)
            return self._store

    @cached_property
    def _texts(self) -> TextCache:
        from ragassist.store.texts import TextCache

        return TextCache(self.settings.home / "texts.sqlite3")

    def _engine(self) -> Engine:
        from ragassist.answer.engine import Engine

        return Engine(
            store=self.store,
            embedder=self._embedders.reading,
            model=self.model,
            settings=self.settings,
            cache=self._texts,
            stand_in=(lambda: None) if self._given_model is not None else (lambda: self._standing_in),
        )

    def _everything(self, question: str, lang: Lang | None, within: Filter | None) -> Iterator[Event] | None:
        """The events of an answer that reads everything, where the question asks for that; None where the engine answers."""
        from ragassist.tasks.question import asked_for_all

        return self.work.everything(question, lang, within) if asked_for_all(question) is not None else None
