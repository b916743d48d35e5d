"""One consistent state of an index, from whatever database, in a SQLite file: what snapshots and backups hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ragassist.store.database import Database, SqliteDatabase
from ragassist.store.schema import TABLES, bring_forward

_OWN = ("format", "index")
"""Rows of `state` that belong to the database, not to what is in it."""


def copy_tables(db: Database, path: Path, place: Callable[[str], str]) -> None:
    """Write all tables of `db` into the new file `path`; people may read and write meanwhile.

    Args:
        db: in today's format.
        path: of the file, which must not be there yet.
        place: makes a location of `db` one that holds without it.
    """
    if isinstance(db, SqliteDatabase):
        db.copy_into(path)
        with closing(SqliteDatabase(path, write=True)) as copy:
            if copy.has_table("jobs"):  # what is still to be done is no part of what is there
                copy.execute("DELETE FROM jobs")
            copy.execute("PRAGMA journal_mode = DELETE")
        return
    with closing(SqliteDatabase(path, write=True)) as copy:
        bring_forward(copy)
        with db.transaction(), copy.transaction():
            db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for table in TABLES:
                _copy(db, copy, table)
            rows = [(place(location), doc_id) for location, doc_id in copy.execute("SELECT location, doc_id FROM documents")]
            copy.executemany("UPDATE documents SET location = ? WHERE doc_id = ?", rows)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whose checksum stays


def _copy(db: Database, copy: Database, table: str) -> None:
    if table == "state":
        rows = [row for row in db.execute("SELECT name, value FROM state") if row[0] not in _OWN]
        copy.executemany("INSERT INTO state VALUES (?, ?)", rows)
        return
    doc_ids = [row[0] for row in db.execute("SELECT doc_id FROM documents ORDER BY doc_id")]
    for doc_id in doc_ids:  # not the whole table at once: it may be larger than the memory
        rows = db.execute(f"SELECT * FROM {table} WHERE doc_id = ?", (doc_id,))  # noqa: S608  # the names stand in `schema`
        if rows:
            copy.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608
