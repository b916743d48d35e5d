"""The two searches of a store, each opening anew what a writer changed since the last question.

Dense: the vector collection, or exact search over the cached vectors while another process writes an embedded one. Lexical:
the saved word index of the manifest's version, built here where a writer did not come to it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ragassist.errors import StoreError
from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.exact import ExactSearch
from ragassist.store.filter import Membership
from ragassist.store.lexical import Lexical
from ragassist.store.lock import no_writer
from ragassist.store.manifest import Manifest, State
from ragassist.store.passage_vectors import passage_of
from ragassist.store.read_only import only_to_be_read
from ragassist.store.vectors import DIRECTORY, Vectors, VectorServer, faults

_log = logging.getLogger(__name__)
_SPARE = 16
_FEW = 0.2
"""Among a smaller share of the passages the nearest are found by comparing all of them, among a larger one by asking for more."""
_MARGIN = 1.5
_AT_ONCE = 1000


class DenseSearch:
    """Nearest passages of a vector. Safe to call from several threads."""

    def __init__(self, home: Path, server: VectorServer, manifest: Manifest, cache: EmbeddingCache, *, write: bool) -> None:
        """Nothing is opened yet."""
        self._home, self._server, self._manifest, self._write = home, server, manifest, write
        self._exact = ExactSearch(manifest, cache)
        self._lock = threading.RLock()
        self._open: Vectors | None = None
        self._opened_version = -1

    def query(self, vector: np.ndarray, n: int, doc_ids: Collection[str] | None = None, share: float = 1.0) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, cosine similarity), most similar first.

        Only passages of `doc_ids`, where they are given; `share` is how many of all passages those are, in [0, 1].
        """
        state = self._manifest.state()
        if n < 1 or not state.collection:
            return []
        with self._lock:
            if doc_ids is not None and share < _FEW:
                self._exact.refresh(state.version)
                rows = self._exact.rows(doc_ids)
                if self._exact.load(rows):
                    return self._exact.query(vector, n, rows)
            if self._write or self._server:
                return self._nearest(self.vectors(state), vector, n, doc_ids, share)
            unreadable: tuple[type[Exception], ...] = (StoreError, *faults())  # imports chromadb before the lock is held
            with no_writer(self._home) as quiet:
                if quiet and not self._closed_to_chroma():
                    try:
                        return self._nearest(self.vectors(state), vector, n, doc_ids, share)
                    except unreadable as error:
                        _log.warning("The vector collection cannot be searched (%s); searching the cached vectors instead.", error)
            self._exact.refresh(state.version)
            rows = self._exact.rows(doc_ids)
            self._exact.load(rows)
            return self._exact.query(vector, n, rows)

    def _nearest(
        self, vectors: Vectors, vector: np.ndarray, n: int, doc_ids: Collection[str] | None, share: float
    ) -> list[tuple[str, float]]:
        if not share:
            return []
        asked = int(_MARGIN * n / share) + _SPARE if doc_ids is not None else n + _SPARE
        while True:
            found = vectors.query(vector, asked)
            passage_ids = self._manifest.passage_ids([vector_id for vector_id, _ in found])
            known = [(p, score) for p, (_, score) in zip(passage_ids, found, strict=True) if p is not None]
            if doc_ids is not None:
                known = [entry for entry in known if entry[0].rpartition(":")[0] in doc_ids]
            # What the manifest does not know is left over from an interrupted writer: ask for as many more.
            if len(known) >= n or len(found) < asked:
                return known[:n]
            if doc_ids is not None:
                self._exact.refresh(self._manifest.state().version)
                if self._exact.load(rows := self._exact.rows(doc_ids)):
                    return self._exact.query(vector, n, rows)
            asked *= 4

    def vectors(self, state: State | None = None) -> Vectors:
        """Return the collection in force, opened anew when it is another one or another process may have changed it."""
        state = state or self._manifest.state()
        with self._lock:
            moved = not self._write and not self._server and state.version != self._opened_version
            if self._open is None or self._open.name != state.collection or moved:
                self.close()
                if not (self._write or self._server or (self._home / DIRECTORY).is_dir()):
                    raise StoreError("vectors.gone", path=self._home / DIRECTORY)
                self._open = Vectors(self._home, self._server, state.collection, create=self._write)
                self._opened_version = state.version
            return self._open

    def _closed_to_chroma(self) -> bool:
        """Whether the collection is where nothing may be written: Chroma must write to open it."""
        directory = self._home / DIRECTORY
        return directory.is_dir() and only_to_be_read(directory)

    def ids(self) -> set[str]:
        """Return every vector id in the collection.

        Raises:
            StoreError: the collection cannot be read.
        """
        try:
            return self.vectors().ids()
        except faults() as error:
            raise StoreError("vectors.unreadable", error=error) from error

    def close(self) -> None:
        """Let go of the collection; the next search opens it again."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None


class LexicalSearch:
    """Passages that share words with a question. Safe to call from several threads."""

    def __init__(self, home: Path, manifest: Manifest, *, write: bool) -> None:
        """Nothing is opened yet."""
        self._home, self._manifest, self._write = home, manifest, write
        self._lock = threading.RLock()
        self._index: Lexical | None = None
        self._documents: dict[object, tuple[npt.NDArray[np.bytes_], Membership]] = {}
        """The documents of each segment of the index in use, by what it is known by."""

    def query(self, question: str, n: int, doc_ids: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, BM25 score > 0), best first, ties in document order; only of `doc_ids`, where they are given."""
        from ragassist.text.terms import query_words

        version = self._manifest.state().version
        with self._lock:
            index = self._current(version)
            mask = None if doc_ids is None else self._mask(index, doc_ids)
        found = index.search(query_words(question), n if index.version == version else 2 * n, mask)
        pairs = [(passage_of(name), score) for name, score in found]
        if index.version != version:
            there = {passage.passage_id for passage in self._manifest.passages([passage_id for passage_id, _ in pairs])}
            pairs = [pair for pair in pairs if pair[0] in there]
        return pairs[:n]

    def settle(self) -> None:
        """Save the index of the manifest's version and delete what it does not use (the writer, when it has finished)."""
        with self._lock:
            # Whatever version the saved one claims: it goes on from where a commit of that name left it, else all names are compared.
            saved, version = Lexical.open(self._home), self._manifest.state().version
            commit = self._manifest.commit(version)
            same = saved is not None and commit and (saved.version, saved.commit) == (version, commit)
            index = saved if saved is not None and same else self._moved(saved, version)
            self._index = index if index.size == self._manifest.count() else self._compared(index, version)
            self._index.save(self._home)
            self._index.drop_others(self._home)

    def _current(self, version: int) -> Lexical:
        if self._index is not None and self._index.version == version:
            return self._index
        index = Lexical.open(self._home) or self._index
        if index is None or index.version != version:
            with no_writer(self._home) as quiet:
                pass
            if index is not None and not quiet and not self._write:
                return index  # while a writer moves the version every second
            index = self._moved(index, version)
            with no_writer(self._home) as quiet, contextlib.suppress(OSError):  # a home that may only be read is searched all the same
                if quiet or self._write:
                    index.save(self._home)
        self._index = index
        return index

    def _moved(self, index: Lexical | None, version: int) -> Lexical:
        changes = None if index is None else self._manifest.changes(index.version, index.commit, version)
        if index is None or changes is None:
            return self._compared(index, version)
        return index.changed(changes.came, changes.went, self._texts, version, changes.commit)

    def _compared(self, index: Lexical | None, version: int) -> Lexical:
        commit = self._manifest.commit(version)
        names = [vector_id for _, vector_id, _ in self._manifest.vector_keys()]
        return (index or Lexical(version, [])).moved(names, self._texts, version, commit)

    def _texts(self, names: list[str]) -> Iterator[tuple[str, str]]:
        for first in range(0, len(names), _AT_ONCE):
            known = {passage_of(name): name for name in names[first : first + _AT_ONCE]}
            yield from ((known[passage.passage_id], passage.read) for passage in self._manifest.passages(list(known)))

    def _mask(self, index: Lexical, doc_ids: Collection[str]) -> npt.NDArray[np.bool_]:
        """[n_rows] Which rows of `index` are of these documents. A segment that was there before is not looked through again."""
        known, self._documents = self._documents, {}
        masks = [np.zeros(0, bool)]
        for key, names in index.segments:
            before = known.get(key)
            same = before is not None and (isinstance(key, str) or before[0] is names)
            self._documents[key] = before if before is not None and same else (names, Membership(names))
            masks.append(self._documents[key][1].mask(doc_ids))
        return np.concatenate(masks)


@dataclass(frozen=True, slots=True)
class Searchable:
    """The passages of some documents, as they can be searched."""

    _dense: DenseSearch
    _lexical: LexicalSearch
    doc_ids: frozenset[str] | None
    """The documents, or None for all of the store."""
    _share: float = 1.0
    """How many of the passages are theirs."""

    def dense(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, cosine similarity in [-1, 1]), most similar first."""
        return self._dense.query(vector, n, self.doc_ids, self._share)

    def lexical(self, question: str, n: int) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, BM25 score > 0), best first, ties in document order."""
        return self._lexical.query(question, n, self.doc_ids)
