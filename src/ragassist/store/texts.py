"""A cache of short texts by content (translations of questions and sentences), in one sqlite file of the home."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
from pathlib import Path


class TextCache:
    """Remembers a text under any number of key parts. Losing it costs time only, so a broken file is no error."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file at first use; `None` keeps everything in memory."""
        self._path = path
        self._lock = threading.Lock()
        self._memory: dict[str, str] = {}

    def get(self, *key: str) -> str | None:
        """Return the text under `key`, or None."""
        digest = _digest(key)
        with self._lock:
            if digest in self._memory:
                return self._memory[digest]
            if self._path is None or not self._path.exists():
                return None
            with contextlib.suppress(sqlite3.Error), contextlib.closing(self._connect(self._path)) as connection:
                row = connection.execute("SELECT text FROM texts WHERE key = ?", (digest,)).fetchone()
                if row is not None:
                    self._memory[digest] = str(row[0])
                    return self._memory[digest]
        return None

    def put(self, text: str, *key: str) -> None:
        """Remember `text` under `key`; the home directory must exist for it to outlive the process."""
        digest = _digest(key)
        with self._lock:
            self._memory[digest] = text
            if self._path is None or not self._path.parent.is_dir():
                return
            with contextlib.suppress(sqlite3.Error), contextlib.closing(self._connect(self._path)) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
                connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (digest, text))

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=2)


def _digest(key: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(key).encode()).hexdigest()
