"""Vectors of sentences by content, in one sqlite file of the home: what audits compare claims with is not embedded anew by each.

Those that searches go by (`embedding_cache`) are of another kind: a statement under its title, to be compared with questions.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ragassist.store.embedding_cache import key, read_vectors
from ragassist.types import Lang

FILE_NAME = "sentences.sqlite3"
_MOST = 100_000
"""Vectors kept, about 200 MB; when there are more, those that came first go."""


class SentenceVectors:
    """Remembers float32 vectors of sentences of one embedder. Losing it costs time only, so a file that cannot be used is no error."""

    def __init__(self, home: Path, embedder: str, *, most: int = _MOST) -> None:
        """Make the file in `home` when something is first kept; at most `most` vectors. Without that folder nothing is kept."""
        self._path = home / FILE_NAME
        self._embedder = embedder
        self._most = most
        self._lock = threading.Lock()

    def get(self, texts: Sequence[str], langs: Sequence[Lang]) -> dict[int, np.ndarray]:
        """Return the vectors that are there, [dim] float32 and read-only, by the place of their text in `texts`."""
        names = self._names(texts, langs)
        found: dict[bytes, np.ndarray] = {}
        if not self._path.is_file():
            return {}
        with self._lock, contextlib.suppress(sqlite3.Error), contextlib.closing(self._connect()) as connection:
            found = read_vectors(connection.execute, names)
        return {at: found[name] for at, name in enumerate(names) if name in found}

    def put(self, texts: Sequence[str], langs: Sequence[Lang], vectors: Mapping[int, np.ndarray]) -> None:
        """Keep vectors, given by the place of their text in `texts`."""
        if not vectors or not self._path.parent.is_dir():
            return
        names = self._names(texts, langs)
        rows = [(names[at], np.ascontiguousarray(vector, np.float32).tobytes()) for at, vector in vectors.items()]
        with self._lock, contextlib.suppress(sqlite3.Error), contextlib.closing(self._connect()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (n INTEGER PRIMARY KEY, key BLOB UNIQUE NOT NULL, vector BLOB NOT NULL)")
            connection.executemany("INSERT OR IGNORE INTO vectors (key, vector) VALUES (?, ?)", rows)
            connection.execute("DELETE FROM vectors WHERE n <= (SELECT MAX(n) FROM vectors) - ?", (self._most,))

    def _names(self, texts: Sequence[str], langs: Sequence[Lang]) -> list[bytes]:
        return [key(self._embedder, "sentence", lang, text) for text, lang in zip(texts, langs, strict=True)]

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=2)
