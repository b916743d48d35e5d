"""The tables of an index, and the steps from one format to the next. Steps go forward only; a newer format is refused, never touched.

To change the tables, append a step: statements that bring the last format to the next one. What is there is never edited.
"""

from __future__ import annotations

import logging

from ragassist.errors import StoreError
from ragassist.store.database import Database

_log = logging.getLogger(__name__)

_FIRST = """
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
_LANGUAGES = ""
"""Each passage tells the languages of its sentences (`rows.pack_sentences`): no table changes, and what is there is read as it is."""
STEPS: tuple[str, ...] = (_FIRST, _LANGUAGES)
READ_FROM = 1
"""The oldest format that is read as it stands; a writer brings it forward."""
ADDITIONS = """
CREATE TABLE IF NOT EXISTS sketches (
    doc_id TEXT PRIMARY KEY REFERENCES documents (doc_id) ON DELETE CASCADE, method INTEGER NOT NULL, chars INTEGER NOT NULL,
    signature BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER NOT NULL, doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE, PRIMARY KEY (band, doc_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bands_of_document ON bands (doc_id);
CREATE TABLE IF NOT EXISTS relations (
    doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    kind TEXT NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (doc_id, other_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS relations_to_document ON relations (other_id);
CREATE TABLE IF NOT EXISTS arrivals (doc_id TEXT PRIMARY KEY, at_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS readings (
    doc_id TEXT PRIMARY KEY REFERENCES documents (doc_id) ON DELETE CASCADE, pages BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jobs (
    kind TEXT NOT NULL, target TEXT NOT NULL, shown TEXT NOT NULL, place TEXT NOT NULL, queued_s REAL NOT NULL, due_s REAL NOT NULL,
    holder TEXT NOT NULL, who TEXT NOT NULL, again INTEGER NOT NULL, failures INTEGER NOT NULL, aside INTEGER NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (kind, target)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jobs_in_order ON jobs (aside, kind, queued_s, target);
CREATE INDEX IF NOT EXISTS passages_of_key ON passages (vector_key);
CREATE TABLE IF NOT EXISTS changes (
    version INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (version, name)
) WITHOUT ROWID;
"""
"""Tables that an index may lack: an older program reads it all the same, and the next writer adds them."""
TABLES = ("state", "documents", "passages", "sketches", "bands", "relations", "arrivals", "readings")
"""What a state of the index consists of, in the order in which they may be filled; `jobs` and `changes` are no part of it."""


def bring_forward(db: Database) -> None:
    """Make the tables that are missing and take the steps to today's format, all in one transaction.

    Raises:
        StoreError: the tables are those of a newer program; nothing is changed then.
    """
    with db.transaction():
        found = db.format()
        refuse_newer(db, found)
        for number, step in enumerate(STEPS[found:], start=found + 1):
            if found:
                _log.warning("The index in %s is brought from format %d to %d.", db.place, number - 1, number)
            _run(db, step)
            db.set_format(number)
        _run(db, ADDITIONS)


def refuse_newer(db: Database, found: int) -> None:
    """Raise a StoreError if `found` is a format that this program does not know."""
    if found > len(STEPS):
        raise StoreError("store.newer", place=db.place, found=found, ours=len(STEPS))


def require_current(db: Database) -> None:
    """Raise a StoreError unless `db` is in a format that is read as it stands: a reader changes nothing."""
    found = db.format()
    refuse_newer(db, found)
    if found < READ_FROM:
        raise StoreError("store.older", place=db.place, found=found, ours=len(STEPS))


def _run(db: Database, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            db.execute(statement)
