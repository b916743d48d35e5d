"""The acknowledged truth: which documents are indexed, their raw text, their passages, and a version that only grows.

One SQLite file in write-ahead mode. A document and its passages are committed in one transaction, and that commit is the
acknowledgement: vectors and word index are derived from it and may be rebuilt at any time. Never holds vectors.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragassist.errors import StoreError
from ragassist.store.reading import open_for_reading
from ragassist.store.readings import TABLE, pack_pages, unpack_pages
from ragassist.store.related import TABLES, RelatedDocuments
from ragassist.store.rows import Entry, Origin, pack_meta, pack_sentences, pack_text, unpack_meta, unpack_sentences, unpack_text
from ragassist.types import Document, DocumentMeta, DocumentRecord, Passage, ReadPage, Relation

FILE_NAME = "manifest.sqlite3"
SCHEMA = 1
_AT_ONCE = 500

_TABLES = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    doc_id TEXT PRIMARY KEY, path TEXT NOT NULL, location TEXT NOT NULL UNIQUE, content_sha256 TEXT NOT NULL, lang TEXT NOT NULL,
    meta TEXT NOT NULL, passages INTEGER NOT NULL, chars INTEGER NOT NULL, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    bytes_sha256 TEXT NOT NULL, seen_ns INTEGER NOT NULL, chunking TEXT NOT NULL, raw BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS passages (
    passage_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    lang TEXT NOT NULL, heading TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
    sentences TEXT NOT NULL, vector_id TEXT NOT NULL UNIQUE, vector_key BLOB NOT NULL, UNIQUE (doc_id, ordinal)
);
"""
_RECORD = "SELECT doc_id, path, location, content_sha256, lang, meta, passages, chars FROM documents "
_PASSAGE = 'SELECT passage_id, doc_id, ordinal, lang, heading, start, "end", text, sentences FROM passages '
_INSERT_DOCUMENT = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_PASSAGE = "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class State:
    """What the whole store has in common. One row set, read in one SELECT."""

    version: int = 0
    """Grows by one with every committed change to documents or passages."""
    embedder: str = ""
    dim: int = 0
    collection: str = ""
    """The vector collection in force; a rebuild fills another one and then changes this name."""
    dirty: bool = False
    """A writer began and did not finish: vectors may be left over or missing."""


class Manifest:
    """Documents and passages in SQLite. Safe to call from several threads; one writer at a time is the caller's business."""

    def __init__(self, home: Path, *, write: bool = False) -> None:
        """Open `home`'s manifest; only a writer creates it.

        Raises:
            StoreError: it was written by a newer program, or the file is not a manifest.
        """
        self.path = home / FILE_NAME
        self._lock = threading.RLock()
        try:
            if not write:
                self._db = open_for_reading(self.path)
            else:
                address = f"{self.path.absolute().as_uri()}?mode=rwc"
                self._db = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None, timeout=30)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if write and found == 0:
                self._db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
                found = SCHEMA
            if write and found == SCHEMA:
                self._db.executescript(f"BEGIN IMMEDIATE; {TABLES} {TABLE} COMMIT;")
        except sqlite3.Error as error:
            raise StoreError("store.unopened", path=self.path, error=error) from error
        if found != SCHEMA:
            self._db.close()
            raise StoreError("store.format", home=home, found=found, ours=SCHEMA)
        self._related = RelatedDocuments(self._db)

    def close(self) -> None:
        """Close the file; the manifest is of no use afterwards."""
        with self._lock:
            self._db.close()

    def state(self) -> State:
        """The state as committed now: one cheap SELECT."""
        rows = dict(self._all("SELECT name, value FROM state"))
        return State(
            int(rows.get("version", 0)),
            rows.get("embedder", ""),
            int(rows.get("dim", 0)),
            rows.get("collection", ""),
            rows.get("dirty") == "1",
        )

    def set_state(self, **values: str | int | bool) -> None:
        """Set some of the fields of `State` (except `version`, which only commits move) in one transaction."""
        with self.transaction():
            self._set(values)

    # ---- reading

    def records(self) -> list[DocumentRecord]:
        """Every document, by shown path."""
        with self._lock:
            related = self._related.of()
            return [_record(row, related) for row in self._all(_RECORD + "ORDER BY path, doc_id")]

    def record(self, doc_id: str) -> DocumentRecord | None:
        """The document with this id, or None."""
        with self._lock:
            rows = self._all(_RECORD + "WHERE doc_id = ?", (doc_id,))
            return _record(rows[0], self._related.of([doc_id])) if rows else None

    def raw(self, doc_id: str) -> str | None:
        """The raw decoded text that offsets point into, or None."""
        rows = self._all("SELECT raw FROM documents WHERE doc_id = ?", (doc_id,))
        return unpack_text(rows[0][0]) if rows else None

    def origins(self) -> dict[str, tuple[str, Origin]]:
        """Location -> (doc_id, origin) of every document."""
        rows = self._all("SELECT location, doc_id, size_bytes, mtime_ns, bytes_sha256, seen_ns, chunking FROM documents")
        return {row[0]: (row[1], Origin(*row[2:])) for row in rows}

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """The passages in the order asked; ids that are no longer there are left out."""
        found: dict[str, Passage] = {}
        for first in range(0, len(passage_ids), _AT_ONCE):
            some = tuple(passage_ids[first : first + _AT_ONCE])
            marks = ",".join("?" * len(some))
            for row in self._all(_PASSAGE + f"WHERE passage_id IN ({marks})", some):
                found[row[0]] = _passage(row)
        return [found[passage_id] for passage_id in passage_ids if passage_id in found]

    def passages_of(self, doc_id: str, first: int = 0, last: int = 2**31) -> list[Passage]:
        """The passages of one document with ordinals from `first` to `last` inclusive, in order."""
        sql = _PASSAGE + "WHERE doc_id = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal"
        return [_passage(row) for row in self._all(sql, (doc_id, first, last))]

    def passage_ids(self, vector_ids: Sequence[str]) -> list[str | None]:
        """For each vector id the passage it stands for, or None when the manifest does not know it."""
        found: dict[str, str] = {}
        for first in range(0, len(vector_ids), _AT_ONCE):
            some = tuple(vector_ids[first : first + _AT_ONCE])
            marks = ",".join("?" * len(some))
            found.update(self._all(f"SELECT vector_id, passage_id FROM passages WHERE vector_id IN ({marks})", some))  # noqa: S608
        return [found.get(vector_id) for vector_id in vector_ids]

    def vector_keys(self) -> list[tuple[str, str, bytes]]:
        """(passage_id, vector_id, embedding key) of every passage, by document and ordinal."""
        return self._all("SELECT passage_id, vector_id, vector_key FROM passages ORDER BY doc_id, ordinal")

    def count(self) -> int:
        """How many passages there are."""
        return int(self._all("SELECT COUNT(*) FROM passages")[0][0])

    def texts(self) -> Iterator[tuple[str, str]]:
        """(passage_id, text) of every passage, by document and ordinal."""
        yield from self._all("SELECT passage_id, text FROM passages ORDER BY doc_id, ordinal")

    def document(self, doc_id: str) -> Document | None:
        """The whole document as it was loaded, or None."""
        record, raw = self.record(doc_id), self.raw(doc_id)
        if record is None or raw is None:
            return None
        read = self.readings(doc_id)
        return Document(doc_id, record.path, record.location, record.content_sha256, raw, record.lang, record.meta, read)

    def readings(self, doc_id: str) -> tuple[ReadPage, ...]:
        """The pages of a document that were read by machine; none for most, and in a manifest of an older program."""
        if not self._all("SELECT 1 FROM sqlite_master WHERE name = 'readings'"):
            return ()
        rows = self._all("SELECT pages FROM readings WHERE doc_id = ?", (doc_id,))
        return unpack_pages(rows[0][0]) if rows else ()

    # ---- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside; nests by joining the outer one."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def put(self, entries: Sequence[Entry], keys: Sequence[Sequence[bytes]], vector_ids: Sequence[Sequence[str]]) -> list[str]:
        """Commit the entries, each in place of what its location held. Returns vector ids that nothing stands on any more."""
        with self.transaction():
            stale: list[str] = []
            for entry, entry_keys, ids in zip(entries, keys, vector_ids, strict=True):
                there = (entry.document.location, entry.document.doc_id)
                for (doc_id,) in self._all("SELECT doc_id FROM documents WHERE location = ? OR doc_id = ?", there):
                    stale += self._drop(doc_id)
                self._insert(entry, entry_keys, ids)
                self._related.add(entry.document.doc_id, entry.document.meta, [passage.text for passage in entry.passages])
            self._bump()
        written = {vector_id for ids in vector_ids for vector_id in ids}
        return [vector_id for vector_id in stale if vector_id not in written]

    def remove(self, doc_ids: Sequence[str]) -> list[str]:
        """Drop documents with their passages, in one transaction. Returns the vector ids that went with them."""
        with self.transaction():
            stale = [vector_id for doc_id in doc_ids for vector_id in self._drop(doc_id)]
            self._bump()
        return stale

    def clear(self) -> None:
        """Drop every document (inside a rebuild's transaction)."""
        with self.transaction():
            self._db.execute("DELETE FROM documents")
            self._bump()

    def relate(self) -> int:
        """Compare the documents that an older program put in; returns how many there were. The version does not move."""
        with self._lock:
            missing = self._related.missing()
            for doc_id in missing:
                with self.transaction():
                    record = self.record(doc_id)
                    texts = [row[0] for row in self._all("SELECT text FROM passages WHERE doc_id = ? ORDER BY ordinal", (doc_id,))]
                    if record is not None:
                        self._related.add(doc_id, record.meta, texts)
        return len(missing)

    def set_meta(self, metas: Mapping[str, DocumentMeta]) -> None:
        """Give documents other metadata, in one transaction; ids that are not there are passed over."""
        with self.transaction():
            self._db.executemany("UPDATE documents SET meta = ? WHERE doc_id = ?", [(pack_meta(meta), i) for i, meta in metas.items()])
            self._bump()

    def touch(self, doc_id: str, origin: Origin) -> None:
        """Remember a file's new time stamp; the version does not move."""
        with self.transaction():
            sql = "UPDATE documents SET size_bytes = ?, mtime_ns = ?, seen_ns = ? WHERE doc_id = ?"
            self._db.execute(sql, (origin.size_bytes, origin.mtime_ns, origin.seen_ns, doc_id))

    def _insert(self, entry: Entry, keys: Sequence[bytes], vector_ids: Sequence[str]) -> None:
        document, origin = entry.document, entry.origin
        row = (
            *(document.doc_id, document.path, document.location, document.content_sha256, document.lang, pack_meta(document.meta)),
            *(len(entry.passages), len(document.raw), origin.size_bytes, origin.mtime_ns, origin.bytes_sha256, origin.seen_ns),
            *(origin.chunking, pack_text(document.raw)),
        )
        self._db.execute(_INSERT_DOCUMENT, row)
        if document.read:
            self._db.execute("INSERT INTO readings VALUES (?, ?)", (document.doc_id, pack_pages(document.read)))
        rows = [
            (
                *(p.passage_id, p.doc_id, p.ordinal, p.lang, json.dumps(p.heading, ensure_ascii=False), p.start, p.end, p.text),
                *(pack_sentences(p.text, p.sentences), vector_id, key),
            )
            for p, key, vector_id in zip(entry.passages, keys, vector_ids, strict=True)
        ]
        self._db.executemany(_INSERT_PASSAGE, rows)

    def _drop(self, doc_id: str) -> list[str]:
        stale = [row[0] for row in self._all("SELECT vector_id FROM passages WHERE doc_id = ?", (doc_id,))]
        self._db.execute("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        return stale

    def _bump(self) -> None:
        self._set({"version": self.state().version + 1})

    def _set(self, values: dict[str, str | int | bool]) -> None:
        rows = [(name, str(int(value)) if isinstance(value, bool) else str(value)) for name, value in values.items()]
        self._db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", rows)

    def _all(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _record(row: tuple[Any, ...], related: Mapping[str, tuple[Relation, ...]]) -> DocumentRecord:
    doc_id, path, location, content_sha256, lang, meta, passages, chars = row
    return DocumentRecord(doc_id, path, location, content_sha256, lang, unpack_meta(meta), passages, chars, related.get(doc_id, ()))


def _passage(row: tuple[Any, ...]) -> Passage:
    passage_id, doc_id, ordinal, lang, heading, start, end, text, sentences = row
    return Passage(passage_id, doc_id, ordinal, lang, tuple(json.loads(heading)), start, end, text, unpack_sentences(text, sentences))
