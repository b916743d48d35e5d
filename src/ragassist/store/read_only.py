"""Opening a database of a home that may only be read: a read-only disk, another user's files, an image."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from ragassist.errors import StoreError

_MAY_NOT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Return a connection to the database at `path` that reads what was last committed; no file is created where none may be.

    A database in write-ahead mode wants to make two files beside it. Where it may not, and nothing waits in such a file, it is read as it
    stands: what another writer changes from then on is seen when it is opened anew.

    Raises:
        sqlite3.Error: it cannot be opened, or its last changes wait in a file that may not be read in.
    """
    usual = _connect(path, "mode=rw")
    try:
        usual.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        usual.close()
        waiting = path.with_name(f"{path.name}-wal")
        # A database that is merely locked, or whose last changes wait beside it, must not be read past them.
        forbidden = error.sqlite_errorcode & 0xFF in _MAY_NOT and only_to_be_read(path.parent)
        if not forbidden or (waiting.exists() and waiting.stat().st_size):
            raise
        return _connect(path, "mode=ro&immutable=1")
    return usual


def only_to_be_read(home: Path) -> bool:
    """Return whether this process may not write in `home`."""
    return not os.access(home, os.W_OK)


def require_writable(home: Path) -> None:
    """Refuse to begin writing where nothing can be written: what is there is sound, and is to be left alone.

    Raises:
        StoreError: `home` is there, and this process may not write in it.
    """
    if home.is_dir() and only_to_be_read(home):
        mounted = hasattr(os, "statvfs") and os.statvfs(home).f_flag & os.ST_RDONLY
        raise StoreError("store.denied", path=home, why=os.strerror(errno.EROFS if mounted else errno.EACCES))


def of_disk(error: OSError, place: object) -> StoreError | None:
    """Return what to say of a disk that is full or may not be written; None for any other error."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError("store.full", path=error.filename or place)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError("store.denied", path=error.filename or place, why=error.strerror)
    return None


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, check_same_thread=False, isolation_level=None, timeout=30)
