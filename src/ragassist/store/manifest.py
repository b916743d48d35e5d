"""The acknowledged truth: which documents are indexed, their raw text, their passages, and a version that only grows.

One SQLite file, or tables in a PostgreSQL server that several homes share. A document and its passages are committed in one
transaction, and that commit is the acknowledgement: vectors and word index are derived from it and may be rebuilt at any time. Never
holds vectors.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragassist.errors import StoreError
from ragassist.store.change_log import ChangeLog, Changes
from ragassist.store.copying import copy_tables
from ragassist.store.database import Database, SqliteDatabase
from ragassist.store.read_only import require_writable
from ragassist.store.readings import pack_pages, unpack_pages
from ragassist.store.related import RelatedDocuments
from ragassist.store.rows import Entry, Origin, pack_meta, pack_sentences, pack_text, unpack_meta, unpack_sentences, unpack_text
from ragassist.store.schema import bring_forward, require_current
from ragassist.types import Document, DocumentMeta, DocumentRecord, Passage, ReadPage, Relation

FILE_NAME = "manifest.sqlite3"
_AT_ONCE = 500
_HOME = "home:"
"""What stands for the home in locations that several homes share: the same file may lie elsewhere on each machine."""
_RECORD = "SELECT doc_id, path, location, content_sha256, lang, meta, passages, chars, chunking FROM documents "
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
    """Documents and passages in a database. Safe to call from several threads; one writer at a time is the caller's business."""

    def __init__(self, home: Path, *, write: bool = False, database: Database | None = None) -> None:
        """Open `home`'s manifest; only a writer creates it, or brings an older one to today's format.

        Args:
            home: holds the file, unless there is a `database`.
            write: to write.
            database: holds the tables instead, for several homes; it is closed with the manifest.

        Raises:
            StoreError: it was written by a newer program, the file is not a manifest, or it may only be read.
        """
        self._home = home.expanduser().absolute()
        self.shared = database is not None
        """Whether other homes read and write the same tables."""
        if write and database is None:
            require_writable(self._home)
        try:
            self._db = database or SqliteDatabase(home / FILE_NAME, write=write)
        except sqlite3.Error as error:
            raise StoreError("store.unopened", path=home / FILE_NAME, error=error) from error
        try:
            (bring_forward if write else require_current)(self._db)
            if write and database is not None:
                self._db.execute("INSERT INTO state VALUES ('index', ?) ON CONFLICT DO NOTHING", (secrets.token_hex(8),))
        except BaseException:
            self._db.close()
            raise
        self._related = RelatedDocuments(self._db)
        self._log = ChangeLog(self._db)

    def close(self) -> None:
        """Let go of the database; the manifest is of no use afterwards."""
        self._db.close()

    @property
    def database(self) -> Database:
        """What the tables are in."""
        return self._db

    @property
    def identity(self) -> str:
        """What tells this index from others in the same vector server: its home, or what the shared tables were called when made."""
        rows = self._all("SELECT value FROM state WHERE name = 'index'") if self.shared else []
        return str(rows[0][0]) if rows else str(self._home)

    def writer(self) -> str:
        """Return who is writing the shared tables; empty when nobody is, or where a file lock of the home says so."""
        return self._db.writer() if self.shared else ""

    def state(self) -> State:
        """Return the state as committed now: one cheap SELECT."""
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
        """Return every document, by shown path."""
        with self._db.lock:
            related = self._related.of()
            return [self._record(row, related) for row in self._all(_RECORD + "ORDER BY path, doc_id")]

    def record(self, doc_id: str) -> DocumentRecord | None:
        """Return the document with this id, or None."""
        with self._db.lock:
            rows = self._all(_RECORD + "WHERE doc_id = ?", (doc_id,))
            return self._record(rows[0], self._related.of([doc_id])) if rows else None

    def raw(self, doc_id: str) -> str | None:
        """Return the raw decoded text that offsets point into, or None."""
        rows = self._all("SELECT raw FROM documents WHERE doc_id = ?", (doc_id,))
        return unpack_text(rows[0][0]) if rows else None

    def origins(self) -> dict[str, tuple[str, Origin]]:
        """Location -> (doc_id, origin) of every document."""
        rows = self._all("SELECT location, doc_id, size_bytes, mtime_ns, bytes_sha256, seen_ns, chunking FROM documents")
        return {self.here(row[0]): (row[1], Origin(*row[2:])) for row in rows}

    def origin(self, location: str) -> tuple[str, Origin]:
        """Return the doc_id and origin of the document from this location; ("", Origin()) when there is none."""
        sql = "SELECT doc_id, size_bytes, mtime_ns, bytes_sha256, seen_ns, chunking FROM documents WHERE location = ?"
        rows = self._all(sql, (self.anywhere(location),))
        return (rows[0][0], Origin(*rows[0][1:])) if rows else ("", Origin())

    def arrivals(self) -> dict[str, int]:
        """Document id -> when its text came in, nanoseconds since 1970; a rebuild changes none.

        What came in by an older program is as old as its last look at the file.
        """
        found = {doc_id: origin.seen_ns for doc_id, origin in self.origins().values()}
        known = dict(self._all("SELECT doc_id, at_ns FROM arrivals")) if self._db.has_table("arrivals") else {}
        return {doc_id: known.get(doc_id, seen_ns) for doc_id, seen_ns in found.items()}

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Return the passages in the order asked; ids that are no longer there are left out."""
        found: dict[str, Passage] = {}
        for first in range(0, len(passage_ids), _AT_ONCE):
            some = tuple(passage_ids[first : first + _AT_ONCE])
            marks = ",".join("?" * len(some))
            for row in self._all(_PASSAGE + f"WHERE passage_id IN ({marks})", some):
                found[row[0]] = _passage(row)
        return [found[passage_id] for passage_id in passage_ids if passage_id in found]

    def passages_of(self, doc_id: str, first: int = 0, last: int = 2**31) -> list[Passage]:
        """Return the passages of one document with ordinals from `first` to `last` inclusive, in order."""
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

    def keys_of(self, doc_ids: Iterable[str]) -> list[tuple[str, str, bytes]]:
        """Return the same of the passages of these documents, those of one document together; ids that are not there are left out."""
        wanted, found = sorted(doc_ids), []
        for first in range(0, len(wanted), _AT_ONCE):
            some = tuple(wanted[first : first + _AT_ONCE])
            marks = ",".join("?" * len(some))
            sql = f"SELECT passage_id, vector_id, vector_key FROM passages WHERE doc_id IN ({marks}) ORDER BY doc_id, ordinal"  # noqa: S608
            found += self._all(sql, some)
        return found

    def held(self, keys: Collection[bytes]) -> set[bytes]:
        """Return those of the embedding keys that passages stand on."""
        wanted, found = sorted(set(keys)), set[bytes]()
        for first in range(0, len(wanted), _AT_ONCE):
            some = tuple(wanted[first : first + _AT_ONCE])
            marks = ",".join("?" * len(some))
            found.update(row[0] for row in self._all(f"SELECT vector_key FROM passages WHERE vector_key IN ({marks})", some))  # noqa: S608
        return found

    def note(self, name: str) -> str:
        """Return what stands in the state under another name than the fields of `State`; empty for nothing."""
        rows = self._all("SELECT value FROM state WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def commit(self, version: int) -> str:
        """Return the name of the commit that made `version`; empty where it left none."""
        return self._log.commit(version)

    def changes(self, version: int, commit: str, until: int) -> Changes | None:
        """Return what changed from `version`, made by `commit`, to the later version `until`; None where that cannot be told."""
        return self._log.between(version, commit, until)

    def titles(self, doc_ids: Collection[str]) -> dict[str, str]:
        """Return the titles of these documents; those that are not there are left out."""
        wanted, found = sorted(doc_ids), {}
        for first in range(0, len(wanted), _AT_ONCE):
            some = tuple(wanted[first : first + _AT_ONCE])
            rows = self._all(f"SELECT doc_id, meta FROM documents WHERE doc_id IN ({','.join('?' * len(some))})", some)  # noqa: S608
            found.update({doc_id: unpack_meta(meta).title for doc_id, meta in rows})
        return found

    def count(self) -> int:
        """Return how many passages there are."""
        return int(self._all("SELECT COUNT(*) FROM passages")[0][0])

    def texts(self) -> Iterator[tuple[str, str]]:
        """(passage_id, text) of every passage, by document and ordinal."""
        yield from self._all("SELECT passage_id, text FROM passages ORDER BY doc_id, ordinal")

    def document(self, doc_id: str) -> Document | None:
        """Return the whole document as it was loaded, or None."""
        record, raw = self.record(doc_id), self.raw(doc_id)
        if record is None or raw is None:
            return None
        read = self.readings(doc_id)
        return Document(doc_id, record.path, record.location, record.content_sha256, raw, record.lang, record.meta, read)

    def readings(self, doc_id: str) -> tuple[ReadPage, ...]:
        """Return the pages of a document that were read by machine; none for most, and in a manifest of an older program."""
        if not self._db.has_table("readings"):
            return ()
        rows = self._all("SELECT pages FROM readings WHERE doc_id = ?", (doc_id,))
        return unpack_pages(rows[0][0]) if rows else ()

    def copy_into(self, directory: Path) -> None:
        """Write its state as of now into a manifest file in `directory`, while others read and write."""
        copy_tables(self._db, directory / FILE_NAME, self.here)

    # ---- writing

    def transaction(self) -> AbstractContextManager[None]:
        """Return all or nothing of what is written inside; nests by joining the outer one."""
        return self._db.transaction()

    def put(self, entries: Sequence[Entry], keys: Sequence[Sequence[bytes]], vector_ids: Sequence[Sequence[str]]) -> list[str]:
        """Commit the entries, each in place of what its location held. Returns vector ids that nothing stands on any more."""
        with self.transaction():
            stale: list[str] = []
            for entry, entry_keys, ids in zip(entries, keys, vector_ids, strict=True):
                there = (self.anywhere(entry.document.location), entry.document.doc_id)
                for (doc_id,) in self._all("SELECT doc_id FROM documents WHERE location = ? OR doc_id = ?", there):
                    stale += self._drop(doc_id)
                    if doc_id != entry.document.doc_id:  # another text; the same one keeps its day
                        self._db.execute("DELETE FROM arrivals WHERE doc_id = ?", (doc_id,))
                self.insert(entry, entry_keys, ids)
                self._related.add(entry.document.doc_id, entry.document.meta, [passage.text for passage in entry.passages])
            written = {vector_id for ids in vector_ids for vector_id in ids}
            self.bump(written, stale)
        return [vector_id for vector_id in stale if vector_id not in written]

    def remove(self, doc_ids: Sequence[str]) -> list[str]:
        """Drop documents with their passages, in one transaction. Returns the vector ids that went with them."""
        with self.transaction():
            # What is removed does not come back by a worker that has it in hand.
            gone = "DELETE FROM jobs WHERE target IN (SELECT location FROM documents WHERE doc_id = ?)"
            self._db.executemany(gone, [(doc_id,) for doc_id in doc_ids])
            stale = [vector_id for doc_id in doc_ids for vector_id in self._drop(doc_id)]
            self._db.executemany("DELETE FROM arrivals WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])
            self.bump((), stale)
        return stale

    def clear(self) -> None:
        """Drop every document (inside a rebuild's transaction)."""
        with self.transaction():
            self._db.execute("DELETE FROM documents")
            self.bump()

    def relate(self) -> int:
        """Compare the documents that an older program put in; returns how many there were. The version does not move."""
        with self._db.lock:
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
            self.bump((), ())

    def touch(self, doc_id: str, origin: Origin) -> None:
        """Remember a file's new time stamp; the version does not move."""
        with self.transaction():
            sql = "UPDATE documents SET size_bytes = ?, mtime_ns = ?, seen_ns = ? WHERE doc_id = ?"
            self._db.execute(sql, (origin.size_bytes, origin.mtime_ns, origin.seen_ns, doc_id))

    def insert(self, entry: Entry, keys: Sequence[bytes], vector_ids: Sequence[str]) -> None:
        """Write one document and its passages, inside a transaction of the caller's."""
        document, origin = entry.document, entry.origin
        row = (
            *(document.doc_id, document.path, self.anywhere(document.location), document.content_sha256, document.lang),
            pack_meta(document.meta),
            *(len(entry.passages), len(document.raw), origin.size_bytes, origin.mtime_ns, origin.bytes_sha256, origin.seen_ns),
            *(origin.chunking, pack_text(document.raw)),
        )
        self._db.execute(_INSERT_DOCUMENT, row)
        self._db.execute("INSERT INTO arrivals VALUES (?, ?) ON CONFLICT DO NOTHING", (document.doc_id, time.time_ns()))
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

    def bump(self, came: Collection[str] | None = None, went: Collection[str] = ()) -> None:
        """Count one commit up, inside the transaction that makes it, and note what it changes, by vector id, where that is known."""
        version = self.state().version + 1
        self._set({"version": version})
        if came is not None:
            self._log.note(version, came, went)

    def _set(self, values: dict[str, str | int | bool]) -> None:
        rows = [(name, str(int(value)) if isinstance(value, bool) else str(value)) for name, value in values.items()]
        self._db.executemany("INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", rows)

    def _record(self, row: tuple[Any, ...], related: Mapping[str, tuple[Relation, ...]]) -> DocumentRecord:
        doc_id, path, location, content_sha256, lang, meta, passages, chars, chunking = row
        of = related.get(doc_id, ())
        return DocumentRecord(doc_id, path, self.here(location), content_sha256, lang, unpack_meta(meta), passages, chars, of, chunking)

    def anywhere(self, location: str) -> str:
        """Return a location as it is written where several homes share the tables."""
        for home in (self._home, self._home.resolve()) if self.shared else ():
            if Path(location).is_relative_to(home):
                return _HOME + Path(location).relative_to(home).as_posix()
        return location

    def here(self, location: str) -> str:
        """Return where a written location is in this home."""
        if not self.shared or not location.startswith(_HOME):
            return location
        return str(self._home / location.removeprefix(_HOME))

    def _all(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values)


def made(home: Path) -> bool:
    """Return whether `home` has a manifest with its tables in it; one that cannot be read is there."""
    path = home / FILE_NAME
    if not path.is_file():
        return False
    try:
        database = SqliteDatabase(path)
    except sqlite3.Error:
        return True
    try:
        return database.format() > 0 or database.has_table("documents")
    except (sqlite3.Error, StoreError):
        return True
    finally:
        database.close()


def _passage(row: tuple[Any, ...]) -> Passage:
    passage_id, doc_id, ordinal, lang, heading, start, end, text, sentences = row
    return Passage(passage_id, doc_id, ordinal, lang, tuple(json.loads(heading)), start, end, text, unpack_sentences(text, sentences))
