"""The two searches of a store, each opening anew what a writer changed since the last question.

Dense: the vector collection, or exact search over the cached vectors while another process writes an embedded one. Lexical:
the saved word index of the manifest's version, built here where a writer did not come to it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from pathlib import Path

import numpy as np

from ragassist.errors import StoreError
from ragassist.store.embeddings import EmbeddingCache
from ragassist.store.exact import ExactSearch
from ragassist.store.lexical import Lexical, drop_versions, versions
from ragassist.store.lock import no_writer
from ragassist.store.manifest import Manifest, State
from ragassist.store.vectors import DIRECTORY, Vectors, faults

_log = logging.getLogger(__name__)
_SPARE = 16


class DenseSearch:
    """Nearest passages of a vector. Safe to call from several threads."""

    def __init__(self, home: Path, url: str, manifest: Manifest, cache: EmbeddingCache, *, write: bool) -> None:
        """Nothing is opened yet."""
        self._home, self._url, self._manifest, self._write = home, url, manifest, write
        self._exact = ExactSearch(manifest, cache)
        self._lock = threading.RLock()
        self._open: Vectors | None = None
        self._opened_version = -1

    def query(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        """Up to `n` (passage_id, cosine similarity), most similar first."""
        state = self._manifest.state()
        if n < 1 or not state.collection:
            return []
        with self._lock:
            if self._write or self._url:
                return self._nearest(self.vectors(state), vector, n)
            unreadable: tuple[type[Exception], ...] = (StoreError, *faults())  # imports chromadb before the lock is held
            with no_writer(self._home) as quiet:
                if quiet:
                    try:
                        return self._nearest(self.vectors(state), vector, n)
                    except unreadable as error:
                        _log.warning("The vector collection cannot be searched (%s); searching the cached vectors instead.", error)
            self._exact.refresh(state.version)
            return self._exact.query(vector, n)

    def _nearest(self, vectors: Vectors, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        asked = n + _SPARE
        while True:
            found = vectors.query(vector, asked)
            passage_ids = self._manifest.passage_ids([vector_id for vector_id, _ in found])
            known = [(p, score) for p, (_, score) in zip(passage_ids, found, strict=True) if p is not None]
            # What the manifest does not know is left over from an interrupted writer: ask for as many more.
            if len(known) >= n or len(found) < asked:
                return known[:n]
            asked *= 4

    def vectors(self, state: State | None = None) -> Vectors:
        """The collection in force, opened anew when it is another one or another process may have changed it."""
        state = state or self._manifest.state()
        with self._lock:
            moved = not self._write and not self._url and state.version != self._opened_version
            if self._open is None or self._open.name != state.collection or moved:
                self.close()
                if not (self._write or self._url or (self._home / DIRECTORY).is_dir()):
                    raise StoreError(f"The vectors in {str(self._home / DIRECTORY)!r} are gone.", "Run `ragassist ingest` again.")
                self._open = Vectors(self._home, self._url, state.collection, create=self._write)
                self._opened_version = state.version
            return self._open

    def ids(self) -> set[str]:
        """Every vector id in the collection.

        Raises:
            StoreError: the collection cannot be read.
        """
        try:
            return self.vectors().ids()
        except faults() as error:
            raise StoreError(f"The vector collection cannot be read: {error}.", "Run `ragassist ingest --rebuild`.") from error

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

    def query(self, question: str, n: int) -> list[tuple[str, float]]:
        """Up to `n` (passage_id, BM25 score > 0), best first, ties in document order."""
        from ragassist.text.words import query_words

        version = self._manifest.state().version
        with self._lock:
            index = self._current(version)
        found = index.search(query_words(question), n if index.version == version else 2 * n)
        if index.version != version:
            there = {passage.passage_id for passage in self._manifest.passages([passage_id for passage_id, _ in found])}
            found = [pair for pair in found if pair[0] in there]
        return found[:n]

    def settle(self) -> None:
        """Save the index of the manifest's version and drop every other (the writer, when it has finished)."""
        with self._lock:
            version = self._manifest.state().version
            if version not in versions(self._home):
                self._index = Lexical.build(self._manifest.texts(), version)
                self._index.save(self._home)
            drop_versions(self._home, keep=version)

    def _current(self, version: int) -> Lexical:
        if self._index is not None and self._index.version == version:
            return self._index
        index = Lexical.open(self._home, version)
        if index is None:
            with no_writer(self._home) as quiet:
                pass
            if not quiet and not self._write and (older := self._older()) is not None:
                return older
            index = Lexical.build(self._manifest.texts(), version)
            if quiet or self._write:
                with contextlib.suppress(OSError):  # a home that may only be read is searched all the same
                    index.save(self._home)
        self._index = index
        return index

    def _older(self) -> Lexical | None:
        """The newest index there is while a writer moves the version every second."""
        if self._index is None:
            for version in reversed(versions(self._home)):
                self._index = Lexical.open(self._home, version)
                if self._index is not None:
                    break
        return self._index
