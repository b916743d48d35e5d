"""Vectors by content: a text that was embedded once is never embedded again, whatever file or passage it stands in.

The key is a digest of the embedder's name, the kind of text, its language and the text itself, so nothing in here can be
out of date; it also serves as the second copy of every vector, for exact search and for repairing the vector collection.
Never knows documents or passages.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ragassist.errors import StoreError
from ragassist.store.database import Database, SqliteDatabase
from ragassist.store.read_only import require_writable
from ragassist.types import Lang

FILE_NAME = "embeddings.sqlite3"
_MAPPED_BYTES = 2**31 - 2**16
"""As much of the file as is read through the page cache without a copy: a question reads the sentences of 60 passages, all over it."""
_AT_ONCE = 500


def key(embedder: str, kind: Literal["passage", "question", "sentence"], lang: Lang, text: str) -> bytes:
    """16 bytes that name the vector of `text`; another embedder, kind or language is another key."""
    return sha256("\0".join((embedder, kind, lang, text)).encode("utf8", "surrogatepass")).digest()[:16]


def read_vectors(execute: Callable[[str, Sequence[bytes]], Iterable[Sequence[Any]]], keys: Collection[bytes]) -> dict[bytes, np.ndarray]:
    """Return what a table `vectors` of (key, vector) has under these keys, each [dim] float32 and read-only; a missing key is absent.

    Args:
        execute: runs a statement of SQL with its values and gives its rows.
        keys: as `key` makes them.
    """
    wanted, found = list(keys), {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        sql = f"SELECT key, vector FROM vectors WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608  # only marks
        found.update({name: np.frombuffer(blob, np.float32) for name, blob in execute(sql, some)})
    return found


class EmbeddingCache:
    """float32 vectors in `home/embeddings.sqlite3`, or in a database. Safe to call from several threads and processes."""

    def __init__(self, home: Path, *, write: bool = False, database: Database | None = None) -> None:
        """Open the cache; only a writer creates it.

        Args:
            home: holds the file, unless there is a `database`.
            write: to write.
            database: holds the table instead, for several homes; it is closed with the cache.

        Raises:
            StoreError: the file is not a cache, it may only be read, or the database does not answer.
        """
        path = home / FILE_NAME
        self._absent: Path | None = None
        self._looking = threading.Lock()
        if write and database is None:
            require_writable(home)
        try:
            self._db = database or self._files(path, write=write)
            if (write or self._absent) and not self._db.has_table("vectors"):
                self._db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
        except sqlite3.Error as error:
            raise StoreError("store.cache_unopened", path=path, error=error) from error

    def _files(self, path: Path, *, write: bool) -> Database:
        """Open the file. A reader finds nothing in a cache that somebody deleted, or that is not made yet, and looks again later."""
        if write or path.is_file():
            found = SqliteDatabase(path, write=write, durable=False, mapped_bytes=_MAPPED_BYTES)
            if write or found.has_table("vectors"):
                return found
            found.close()
        self._absent = path
        return SqliteDatabase(None)

    def _look_again(self) -> None:
        with self._looking:
            if self._absent is not None and self._absent.is_file():
                found = SqliteDatabase(self._absent, mapped_bytes=_MAPPED_BYTES)
                if found.has_table("vectors"):
                    self._db, self._absent = found, None
                else:
                    found.close()

    def get(self, keys: Collection[bytes]) -> dict[bytes, np.ndarray]:
        """Return the vectors that are there, each [dim] float32 and read-only; a missing key is simply absent."""
        if self._absent is not None:
            self._look_again()
        return read_vectors(self._db.execute, keys)

    def put(self, keys: Sequence[bytes], vectors: np.ndarray | Sequence[np.ndarray]) -> None:
        """Keep `vectors` (one of any length for each key, float32) under `keys`, in one transaction."""
        rows = [(name, np.ascontiguousarray(vector, np.float32).tobytes()) for name, vector in zip(keys, vectors, strict=True)]
        self._insert(rows, "DO UPDATE SET vector = excluded.vector")

    def put_raw(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep vectors as another cache wrote them, (key, bytes of float32) each, in one transaction."""
        self._insert(rows, "DO NOTHING")

    def forget_all_but(self, keys: Iterable[bytes]) -> int:
        """Drop every vector that is not named; returns how many went."""
        live = set(keys)
        gone = sorted((name,) for (name,) in self._db.execute("SELECT key FROM vectors") if name not in live)
        with self._db.transaction():
            self._db.executemany("DELETE FROM vectors WHERE key = ?", gone)
        return len(gone)

    def forget(self, keys: Iterable[bytes]) -> None:
        """Drop these vectors; those that are not there are passed over."""
        with self._db.transaction():
            self._db.executemany("DELETE FROM vectors WHERE key = ?", [(key,) for key in sorted(keys)])

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def _insert(self, rows: Sequence[tuple[bytes, bytes]], otherwise: str) -> None:
        with self._db.transaction():  # in one order, so that two processes that write the same keys do not wait for each other
            self._db.executemany("INSERT INTO vectors VALUES (?, ?) ON CONFLICT (key) " + otherwise, sorted(rows))  # noqa: S608
