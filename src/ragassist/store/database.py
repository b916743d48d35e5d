"""The one layer between SQL and the two databases that can hold an index: SQLite here, PostgreSQL in `postgres.py`.

Statements are written once, in what both understand: `?` for a value, `ON CONFLICT`, types as SQLite names them. A database has one
connection, which threads share; transactions nest by joining the outer one. Nothing here knows documents.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from ragassist.errors import StoreError
from ragassist.store.read_only import open_for_reading

Row = tuple[Any, ...]


class Database(Protocol):
    """What a manifest and a cache need of a database. Every method may raise a `StoreError` that says what the database said."""

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held while several statements belong together; may be taken again by its holder."""
        ...

    @property
    def place(self) -> str:
        """Where it is, for people; without a password."""
        ...

    @property
    def one_taker(self) -> str:
        """What ends a SELECT of rows that only one transaction may get; empty where there is only one writing transaction anyway."""
        ...

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows; [] for one that has none."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of values."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Return all or nothing of what is run inside."""
        ...

    def has_table(self, name: str) -> bool:
        """Return whether there is a table of this name."""
        ...

    def format(self) -> int:
        """Return the number of the format that its tables are in; 0 while there are none."""
        ...

    def set_format(self, number: int) -> None:
        """Note the format, inside the transaction that made it so."""
        ...

    def writer(self) -> str:
        """Return who is writing, where the database says so; else empty."""
        ...

    def now_s(self) -> float:
        """Return the time by the one clock that all who use this database share, in seconds since 1970."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class SqliteDatabase:
    """One SQLite file, in write-ahead mode once a writer has opened it."""

    one_taker = ""

    def __init__(self, path: Path | None, *, write: bool = False, durable: bool = True, mapped_bytes: int = 0) -> None:
        """Open the file; only a writer creates it.

        Args:
            path: the file; None for one in memory.
            write: make it, and make it a write-ahead one.
            durable: a committed transaction outlives a power cut; else only what is left of it is consistent.
            mapped_bytes: as much of the file is read through the page cache without a copy.

        Raises:
            sqlite3.Error: it cannot be opened, or is no database.
        """
        self.lock = threading.RLock()
        self.place = str(path or "memory")
        if path is not None and not write:
            self._db = open_for_reading(path)
        else:
            address = ":memory:" if path is None else f"{path.absolute().as_uri()}?mode=rwc"
            self._db = sqlite3.connect(address, uri=path is not None, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.execute(f"PRAGMA mmap_size = {mapped_bytes}")
        if path is not None and write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self._db.execute("PRAGMA foreign_keys = ON")
        self.format()  # a file that is no database is found out here

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """See `Database`."""
        with self.lock, _told(self.place):
            return self._db.execute(sql, tuple(values)).fetchall()

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """See `Database`."""
        with self.lock, _told(self.place):
            self._db.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database`."""
        with self.lock:
            if self._db.in_transaction:
                yield
                return
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise

    def has_table(self, name: str) -> bool:
        """See `Database`."""
        return bool(self.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))

    def format(self) -> int:
        """See `Database`."""
        with self.lock:
            return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def set_format(self, number: int) -> None:
        """See `Database`."""
        self.execute(f"PRAGMA user_version = {int(number)}")

    def writer(self) -> str:
        """See `Database`: a lock beside the file says so, and no table."""
        return ""

    def now_s(self) -> float:
        """See `Database`: all of its users are on this machine."""
        return time.time()

    def copy_into(self, path: Path) -> None:
        """Write one consistent state of all tables into a new file."""
        self.execute("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """See `Database`."""
        with self.lock:
            self._db.close()


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Turn what SQLite says of the disk or the file into an error for people; a bug stays what it is."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
        raise StoreError("store.full" if full else "store.failed", path=place, error=error) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise StoreError("store.failed", path=place, error=error) from error
