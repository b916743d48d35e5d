"""The store: one home with its documents, vectors and words, kept in step.

Order of writing, so that a crash at any moment loses nothing acknowledged: embedding cache, vector collection, manifest (the
acknowledgement), then what the commit made superfluous. What is left over in the collection is ignored when read and
cleaned up by the next writer. Readers look at the manifest's version before every search and open anew what moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType

import numpy as np

from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store.consistency import Problem, misplaced, problems
from ragassist.store.database import Database
from ragassist.store.filled import filled_by_another
from ragassist.store.filter import passing
from ragassist.store.forgetting import forget, forget_all
from ragassist.store.lock import WriteLock
from ragassist.store.passage_vectors import (
    PassageEmbedder,
    embed,
    embed_in_pieces,
    statements,
    title_above,
    titled,
    vector_id,
    vector_meta,
)
from ragassist.store.place import Place
from ragassist.store.rows import Entry, Origin
from ragassist.store.search import DenseSearch, LexicalSearch, Searchable
from ragassist.store.vectors import PREFIX, Vectors, VectorServer, collection_name, collection_prefix
from ragassist.store.which_document import meant, no_document
from ragassist.types import Document, DocumentMeta, DocumentRecord, Filter, Passage, ReadPage


def open_store(settings: Settings, embedder_name: str = "", dim: int = 0, write: bool = False, *, rebuild: bool = False) -> Store:
    """Return the store in `settings.home`, for reading, or for writing with the lock taken.

    Args:
        settings: `home`, `manifest` and `chroma` are used.
        embedder_name: the embedder that will search or fill it; empty (to list, read or remove) accepts any.
        dim: the length of that embedder's vectors.
        write: take the write lock and create what is missing; else no file is created.
        rebuild: accept a store that another embedder filled, because `Store.rebuild` comes next.

    Raises:
        StoreError: nothing is indexed here yet, another process writes, or another embedder filled it.
    """
    return Store(settings, embedder_name, dim, write=write, rebuild=rebuild)


class Store:
    """Documents, passages, vectors and words of one home. Close it, or use it as a context manager."""

    def __init__(self, settings: Settings, embedder_name: str, dim: int, *, write: bool = False, rebuild: bool = False) -> None:
        """See `open_store`."""
        self.place = Place.of(settings)
        self.home = self.place.home
        self._server = VectorServer.of(settings)
        self._dirty = False
        with ExitStack() as opened:
            self._lock = None
            if write:
                self.home.mkdir(parents=True, exist_ok=True)
                self._lock = WriteLock(self.home)
                opened.callback(self._lock.release)
            elif not self.place.there():
                raise StoreError("store.nothing_here", home=self.place.shown)
            self._manifest = self.place.manifest(write=write)
            opened.callback(self._manifest.close)
            if not rebuild:
                self._claim(embedder_name, dim)
            self._cache = self.place.cache(write=write)
            opened.callback(self._cache.close)
            self._dense = DenseSearch(self.home, self._server, self._manifest, self._cache, write=write)
            opened.callback(self._dense.close)
            self._lexical = LexicalSearch(self.home, self._manifest, write=write)
            self._known: tuple[int, dict[str, DocumentRecord]] = (-1, {})
            self._held = opened.pop_all()

    def _claim(self, name: str, dim: int) -> None:
        state = self._manifest.state()
        if not name:
            return
        if not state.embedder:
            if self._lock is not None:
                self._manifest.set_state(embedder=name, dim=dim, collection=collection_name(self._manifest.identity, name, state.version))
        elif (state.embedder, state.dim) != (name, dim):
            raise filled_by_another(self.place.shown, state, name, dim)

    # ---- reading

    @property
    def version(self) -> int:
        """Grows with every committed change; equal versions hold equal documents and passages."""
        return self._manifest.state().version

    @property
    def embedder(self) -> tuple[str, int]:
        """Name and dimension of the embedder that filled the store; ("", 0) when it is empty."""
        state = self._manifest.state()
        return state.embedder, state.dim

    def documents(self) -> list[DocumentRecord]:
        """Return every document, by shown path; read anew where the version has moved."""
        return list(self._records().values())

    def document(self, doc_id: str) -> DocumentRecord:
        """Return the document with this id.

        Raises:
            StoreError: there is none.
        """
        record = self._manifest.record(doc_id)
        if record is None:
            raise no_document(doc_id)
        return record

    def source(self, doc_id: str) -> Document:
        """Return the document as it was loaded, raw text included; raises StoreError if there is none."""
        document = self._manifest.document(doc_id)
        if document is None:
            raise no_document(doc_id)
        return document

    def raw(self, doc_id: str) -> str:
        """Return the raw decoded text that every offset of the document points into.

        Raises:
            StoreError: there is no such document.
        """
        raw = self._manifest.raw(doc_id)
        if raw is None:
            raise no_document(doc_id)
        return raw

    def readings(self, doc_id: str) -> tuple[ReadPage, ...]:
        """Return the pages of the document that were read by machine, with the places of their lines; none for most."""
        return self._manifest.readings(doc_id)

    def origins(self) -> dict[str, tuple[str, Origin]]:
        """Location -> (doc_id, origin) of every document."""
        return self._manifest.origins()

    def arrivals(self) -> dict[str, int]:
        """Document id -> when its text came in, nanoseconds since 1970."""
        return self._manifest.arrivals()

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return the passages in the order asked; those removed meanwhile are left out."""
        return self._manifest.passages(passage_ids)

    def passages_of(self, doc_id: str) -> list[Passage]:
        """Return all passages of one document, in order."""
        return self._manifest.passages_of(doc_id)

    def neighbours(self, passage: Passage, before: int = 1, after: int = 1) -> list[Passage]:
        """Return up to `before` passages that precede it and `after` that follow it in its document, in order, without itself."""
        found = self._manifest.passages_of(passage.doc_id, passage.ordinal - before, passage.ordinal + after)
        return [other for other in found if other.ordinal != passage.ordinal]

    def dense(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, cosine similarity in [-1, 1]), most similar first."""
        return self._dense.query(vector, n)

    def lexical(self, question: str, n: int) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, BM25 score > 0), best first, ties in document order."""
        return self._lexical.query(question, n)

    def narrowed(self, within: Filter | None) -> Searchable:
        """Return the two searches, finding only passages of the documents that pass `within`; None is all.

        Raises:
            UsageError: a date of the filter is none, or the range ends before it begins.
        """
        if within is None:
            return Searchable(self._dense, self._lexical, None)
        records = self._records()
        doc_ids = passing(records.values(), within)
        theirs, all_of_them = sum(records[doc_id].passages for doc_id in doc_ids), sum(record.passages for record in records.values())
        return Searchable(self._dense, self._lexical, doc_ids, theirs / max(1, all_of_them))

    def statements(self, passages: Sequence[Passage], embedder: PassageEmbedder) -> list[np.ndarray]:
        """For each passage the vectors of its sentences, [n_sentences, statement_dim] float32; [0, statement_dim] where none are kept."""
        return statements(passages, self._titles(passages), embedder, self._cache)

    def find(self, name: str) -> DocumentRecord:
        """Return the document meant by `name`: its id, path or location, else a unique file name, title, or beginning of id or path.

        Raises:
            StoreError: no document or several answer to it.
        """
        return meant(name, self.documents())

    def check(self) -> list[str]:
        """Return what is wrong with the store, one sentence each; [] when it is sound. Changes nothing."""
        return [problem.said for problem in self.problems()]

    def problems(self) -> list[Problem]:
        """Return the same with their weight, the most important first."""
        return problems(self.home, self._manifest, self._cache, self._dense, writing=self._lock is not None)

    def misplaced(self, doc_id: str) -> list[str]:
        """Return where passages and raw text of one document do not agree, one sentence each; [] when every offset holds.

        Raises:
            StoreError: there is no such document.
        """
        return misplaced(self.document(doc_id), self.raw(doc_id), self.passages_of(doc_id))

    # ---- writing

    def put(self, document: Document, passages: Sequence[Passage], vectors: np.ndarray, origin: Origin | None = None) -> None:
        """Store one document with its passages and their vectors ([n, dim] float32); committed on return.

        Whatever its location held before is replaced in the same transaction.
        """
        self.put_all([Entry(document, tuple(passages), vectors, origin or Origin())])

    def put_all(self, entries: Sequence[Entry], first: Callable[[Database], None] | None = None) -> None:
        """Store several documents in one transaction; all of them are committed on return.

        `first` runs in that transaction, before them; when it raises an error, nothing is changed.
        """
        self._begin()
        name = self._manifest.state().embedder
        with self._manifest.transaction():
            if first is not None:
                first(self._manifest.database)
            stale = self._write(self._dense.vectors(), entries, [entry.keys(name) for entry in entries])
        self._tidy(stale)

    def remove(self, doc_id: str) -> None:
        """Drop one document from every index.

        Raises:
            StoreError: there is none with this id.
        """
        self.document(doc_id)
        self.remove_all([doc_id])

    def remove_all(self, doc_ids: Sequence[str]) -> None:
        """Drop these documents from every index, their cached vectors too; unknown ids are passed over."""
        self._begin()
        keys = {key for _, _, key in self._manifest.keys_of(doc_ids)}
        self._tidy(self._manifest.remove(doc_ids))
        forget(self.home, self._manifest, self._cache, keys)

    def exchange(self, entries: Sequence[Entry], doc_ids: Sequence[str]) -> None:
        """Store `entries` and drop the documents `doc_ids` in one transaction; both are committed on return."""
        if not entries and not doc_ids:
            return
        self._begin()
        name = self._manifest.state().embedder
        put = {entry.document.doc_id for entry in entries}
        with self._manifest.transaction():
            stale = self._write(self._dense.vectors(), entries, [entry.keys(name) for entry in entries])
            stale += self._manifest.remove([doc_id for doc_id in doc_ids if doc_id not in put])
        self._tidy(stale)
        forget_all(self.home, self._manifest, self._cache)

    def touch(self, doc_id: str, origin: Origin) -> None:
        """Remember that a file was looked at and has not changed; no new version."""
        self._manifest.touch(doc_id, origin)

    def set_meta(self, metas: Mapping[str, DocumentMeta]) -> None:
        """Give documents other metadata, by id; committed on return. Passages and vectors stay."""
        self._begin()
        self._manifest.set_meta(metas)

    def repair(self, embedder: PassageEmbedder) -> int:
        """Bring the vector collection in step with the manifest after an interruption or a loss; returns how many vectors it wrote.

        Documents that an older program put in are compared with the others here too.
        """
        state = self._manifest.state()
        self._known = (-1, {}) if self._manifest.relate() else self._known
        vectors = self._dense.vectors()
        if not state.dirty and vectors.count() == self._manifest.count():
            return 0
        self._begin()
        there = vectors.ids()
        keys = self._manifest.vector_keys()
        self._tidy(sorted(there - {vector_id for _, vector_id, _ in keys}))
        missing = [row for row in keys if row[1] not in there]
        for first in range(0, len(missing), 256):
            rows = missing[first : first + 256]
            passages = self._manifest.passages([row[0] for row in rows])
            found = embed(passages, self._titles(passages), embedder, self._cache)
            vectors.upsert(
                [row[1] for row in rows], found, [p.text for p in passages], [vector_meta(p, self.document(p.doc_id)) for p in passages]
            )
        return len(missing)

    def rebuild(self, embedder: PassageEmbedder, entries: Sequence[Entry] | None = None) -> None:
        """Fill a new collection and put it in force at once; until then the old one answers, whatever interrupts.

        Args:
            embedder: the store's embedder from now on. Passages it has embedded before come from the cache.
            entries: the documents cut anew, with this embedder's vectors; by default the stored passages as they are.
        """
        self._begin()
        state = self._manifest.state()
        if entries is None:
            entries = [self._again(record.doc_id, embedder) for record in self.documents()]
        name = collection_name(self._manifest.identity, embedder.name, state.version + 1)
        fresh = Vectors(self.home, self._server, name, create=True)
        try:
            fresh.delete(sorted(fresh.ids()))
            with self._manifest.transaction():
                self._manifest.clear()
                for entry in entries:
                    self._write(fresh, [entry], [entry.keys(embedder.name)])
                self._manifest.set_state(embedder=embedder.name, dim=embedder.dim, collection=name)
            self._manifest.state()  # as in `_tidy`
            fresh.drop_others(collection_prefix(self._manifest.identity) if self._server else PREFIX)
        finally:
            fresh.close()
        self._dense.close()

    def cached(
        self,
        passages: Sequence[Passage],
        embedder: PassageEmbedder,
        titles: Sequence[str] | None = None,
        before: Callable[[int], None] = lambda done: None,
    ) -> np.ndarray:
        """Return the vectors of `passages` ([n, dim] float32), computed only where the cache has none, and kept there.

        `titles` are the documents', one a passage, for embedders that read one under its title; `before` as of `embed_in_pieces`.
        """
        above = [title_above(passage, title) for passage, title in zip(passages, titles or [""] * len(passages), strict=True)]
        return embed_in_pieces(passages, above, embedder, self._cache, before)

    def close(self) -> None:
        """Finish writing (word index, lock) and let go of every file."""
        try:
            if self._dirty:
                self._lexical.settle()
                self._manifest.set_state(dirty=False)
        finally:
            self._held.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _records(self) -> dict[str, DocumentRecord]:
        """Every document by id, read once a version."""
        version = self._manifest.state().version
        if self._known[0] != version:
            self._known = (version, {record.doc_id: record for record in self._manifest.records()})
        return self._known[1]

    def _begin(self) -> None:
        if self._lock is None:
            raise StoreError("store.reading")
        if not self._dirty:
            self._manifest.set_state(dirty=True)
            self._dirty = True

    def _tidy(self, vector_ids: Sequence[str]) -> None:
        if vector_ids:
            self._manifest.state()  # fails where the connection that holds the lock is gone: another writer may have put them back
            self._dense.vectors().delete(vector_ids)

    def _write(self, vectors: Vectors, entries: Sequence[Entry], keys: Sequence[Sequence[bytes]]) -> list[str]:
        """Return the ids of vectors that nothing stands on any more, once this is committed."""
        ids = [[vector_id(p, name) for p, name in zip(e.passages, names, strict=True)] for e, names in zip(entries, keys, strict=True)]
        flat_keys = [name for names in keys for name in names]
        if flat_keys:
            full = [e.vectors for e in entries if e.passages]
            matrix = np.concatenate(full) if len(full) > 1 else full[0]
            self._cache.put(flat_keys, matrix)
            vectors.upsert(
                [i for some in ids for i in some],
                matrix,
                [p.text for e in entries for p in e.passages],
                [vector_meta(p, e.document) for e in entries for p in e.passages],
            )
        return self._manifest.put(entries, keys, ids)

    def _again(self, doc_id: str, embedder: PassageEmbedder) -> Entry:
        passages = tuple(self.passages_of(doc_id))
        record = self.document(doc_id)
        vectors = self.cached(passages, embedder, [record.meta.title] * len(passages))
        return Entry(self.source(doc_id), passages, vectors, self.origins()[record.location][1], titled(embedder))

    def _titles(self, passages: Sequence[Passage]) -> list[str]:
        """What each of these stored passages stands under."""
        known = self._manifest.titles({passage.doc_id for passage in passages})
        return [title_above(passage, known.get(passage.doc_id, "")) for passage in passages]
