"""An index in a PostgreSQL server: the other database behind `Database`. The only file that imports psycopg.

One connection for each open store. A writer's connection holds an advisory lock of the server: it is free the moment that the writer's
process, or its connection, is gone, and a writer that has lost it cannot write any more, since it writes through the same connection.
A reader whose connection broke connects again by itself.
"""

from __future__ import annotations

import re
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ragassist.errors import BusyError, StoreError, UsageError
from ragassist.phrases import Phrase
from ragassist.store.database import Row

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Row]

_CONNECT_S: Final = 10
_LOCK_EVERY_S: Final = 0.1
_TYPES: Final = (
    (re.compile(r"\bWITHOUT ROWID\b"), ""),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bREAL\b"), "DOUBLE PRECISION"),
    (re.compile(r"\bTEXT\b"), 'TEXT COLLATE "C"'),  # texts are ordered by their code points, as in SQLite
)
_PLAIN: Final = re.compile(
    r"postgres(?:ql)?://(?:[^@/?#]*@)?(?P<hosts>(?:[\w.-]*(?::\d+)?(?:,[\w.-]+(?::\d+)?)*)|\[[0-9A-Fa-f:.]+\](?::\d+)?)"
    r"(?P<path>/[^@?#]*)?(?:\?[^@#]*)?"
)
"""An address in which it is plain where the password ends: one with a bare `@`, `/`, `?` or `#` in it is none."""
_SETTINGS: Final = (
    # A writer whose machine lost its power is noticed, and its lock is free, after a minute.
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3; "
    # What is acknowledged is on the server's disk, whatever its default is.
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)


class PostgresDatabase:
    """The tables of one index, in one schema of a PostgreSQL database."""

    one_taker = " FOR UPDATE SKIP LOCKED"

    def __init__(self, url: str, name: str, *, write: bool = False, wait_s: float = 2.0) -> None:
        """Connect; a writer makes the schema and takes the lock.

        Args:
            url: `postgresql://user:password@host:port/database`.
            name: of the schema.
            write: to write.
            wait_s: how long a writer waits for the lock, in seconds.

        Raises:
            StoreError: the server does not answer, or does not let us in.
            BusyError: somebody else is writing; says who and since when.
            UsageError: psycopg is not installed.
        """
        self.lock = threading.RLock()
        self._url, self._name, self._write = url, name, write
        self.place = shown_place(url, name)
        self._open = False
        self._db = self._connect()
        if write:
            try:
                self._take_lock(wait_s)
                with self._told():
                    self._db.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
            except BaseException:
                self._db.close()
                raise

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """See `Database`. A reader's broken connection is made anew, once."""
        sql = _translated(sql)
        with self.lock:
            if self._db.closed and not self._write:
                self._db = self._connect()
            try:
                with self._told():
                    return self._rows(sql, values)
            except StoreError:
                if self._write or self._open or not self._db.closed:  # half of a transaction is not gone on with
                    raise
            self._db = self._connect()
            with self._told():
                return self._rows(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """See `Database`."""
        with self.lock, self._told(), self._db.cursor() as cursor:
            cursor.executemany(_translated(sql), list(rows))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database`."""
        with self.lock:
            if self._open:
                yield
                return
            self.execute("BEGIN")
            self._open = True
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                if not self._db.closed and self._inside():
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._open = False

    def has_table(self, name: str) -> bool:
        """See `Database`."""
        return self.execute("SELECT to_regclass(?)", (f'"{self._name}".{name}',)) != [(None,)]

    def format(self) -> int:
        """See `Database`."""
        if not self.has_table("state"):
            return 0
        rows = self.execute("SELECT value FROM state WHERE name = 'format'")
        return int(rows[0][0]) if rows else 0

    def set_format(self, number: int) -> None:
        """See `Database`."""
        self.execute("INSERT INTO state VALUES ('format', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (str(number),))

    def writer(self) -> str:
        """Return who is writing, by program, machine and process; empty when nobody is."""
        sql = (
            "SELECT application_name, to_char(backend_start, 'HH24:MI') FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND classid = ?::bigint AND objid = ?::bigint AND objsubid = 1"
        )
        high, low = divmod(_lock_number(self._name) % 2**64, 2**32)
        rows = self.execute(sql, (high, low))
        return f"{rows[0][0]}, {rows[0][1]}" if rows else ""

    def now_s(self) -> float:
        """See `Database`: the server's clock."""
        return float(self.execute("SELECT extract(epoch FROM clock_timestamp())::float8")[0][0])

    def close(self) -> None:
        """See `Database`."""
        with self.lock:
            self._db.close()

    def _rows(self, sql: str, values: Sequence[object]) -> list[Row]:
        # Psycopg prepares what is asked often by itself; a statement without values may hold a bare %.
        cursor = self._db.execute(sql, list(values) if values else None)
        return cursor.fetchall() if cursor.description is not None else []

    def _inside(self) -> bool:
        from psycopg.pq import TransactionStatus

        return self._db.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def _connect(self) -> Connection:
        psycopg = driver()
        command = " ".join([Path(sys.argv[0]).name or "python", *sys.argv[1:2]])
        who = f"{command[:28]} on {socket.gethostname()[:20]}"
        try:
            made: Connection = psycopg.connect(self._url, autocommit=True, connect_timeout=_CONNECT_S, application_name=who)
        except (psycopg.Error, UnicodeError) as error:
            raise StoreError("postgres.silent", place=self.place, error=_reason(error, self._url)) from None
        try:
            with self._told():
                made.execute(f'SET search_path TO "{self._name}"; {_SETTINGS}')
        except BaseException:
            made.close()
            raise
        return made

    def _take_lock(self, wait_s: float) -> None:
        until = time.monotonic() + wait_s
        while not self.execute("SELECT pg_try_advisory_lock(?::bigint)", (_lock_number(self._name),))[0][0]:
            if time.monotonic() >= until:
                who = self.writer()
                holder = Phrase.of("holder.elsewhere", who=who) if who else Phrase.of("holder.unknown")
                raise BusyError("store.busy", home=self.place, holder=holder)
            time.sleep(_LOCK_EVERY_S)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the server or the line to it says into an error for people; a bug stays what it is."""
        psycopg = driver()
        try:
            yield
        except (psycopg.OperationalError, psycopg.InternalError, psycopg.errors.InsufficientPrivilege) as error:
            lost = getattr(self, "_db", None) is not None and self._db.closed
            raise StoreError("postgres.lost" if lost else "postgres.failed", place=self.place, error=_reason(error, self._url)) from error


def driver() -> Any:  # noqa: ANN401  # a module
    """Return the psycopg module.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        raise UsageError("postgres.absent", error=error) from error
    return psycopg


def shown_place(url: str, name: str) -> str:
    """Return where an index is, for people: the address without user, password and options, and the schema.

    Dots stand for an address in which it is not plain which part is the password.

    >>> shown_place("postgresql://ada:secret@db.example:5433/team?sslmode=require", "ragassist")
    'postgresql://db.example:5433/team, schema ragassist'
    """
    plain = _PLAIN.fullmatch(url)
    where = f"{plain['hosts'] or 'local'}{plain['path'] or ''}" if plain else "..."
    return f"postgresql://{where}, schema {name}"


def _lock_number(name: str) -> int:
    """Return the number of the advisory lock of an index, a signed 64-bit one."""
    return int.from_bytes(sha256(f"ragassist {name}".encode()).digest()[:8], "big", signed=True)


def _translated(sql: str) -> str:
    if sql.lstrip().startswith("CREATE"):
        for pattern, ours in _TYPES:
            sql = pattern.sub(ours, sql)
        return sql
    return sql.replace("?", "%s")


def _reason(error: Exception, url: str) -> str:
    """Return the last line of what was said, without the password; of an address that cannot be read for sure, the error's kind alone."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    passwords = _passwords(url)
    if not lines or passwords is None:
        return type(error).__name__
    said = lines[-1].rstrip(".")
    for secret in passwords:
        said = said.replace(secret, "...")
    return said


def _passwords(url: str) -> tuple[str, ...] | None:
    """Return the password of an address as it is written and as it is meant, longest first; None where it cannot be told for sure."""
    psycopg = driver()
    if "://" in url and not _PLAIN.fullmatch(url):
        return None
    try:
        meant = str(psycopg.conninfo.conninfo_to_dict(url).get("password") or "")
    except psycopg.Error:
        return None
    written = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return tuple(sorted(filter(None, {meant, written}), key=len, reverse=True))
