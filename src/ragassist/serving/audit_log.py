"""The audit log: who asked what, searched for what, had what done, and which documents were cited or found. Off unless a file is named.

One JSON object a line; each carries the SHA-256 of the one before, so that a line that was changed or taken out shows. Whoever can write
the file can write it all anew: keep the newest digest somewhere else to know. Appends are whole lines under a file lock.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path

from filelock import FileLock

from ragassist.errors import StoreError, UsageError

_START = "0" * 64
_TAIL_BYTES = 4096


class AuditLog:
    """Appends to one file. Several processes may share it."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            UsageError: it cannot be written, or what is in it is not whole.
        """
        self.path = path
        self._thread = threading.Lock()
        self._lock = FileLock(f"{path}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        except OSError as error:
            raise UsageError("audit.unwritable", path=path, why=error.strerror) from error
        check(path)

    def add(self, *, user: str, door: str, question: str, outcome: str, doc_ids: Sequence[str], kind: str = "ask") -> None:
        """Append one entry; it is on the disk on return.

        Raises:
            StoreError: it cannot be written; the log is as it was.
        """
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry: dict[str, object] = {"at": at, "user": user, "door": door, "kind": kind, "question": question, "outcome": outcome}
        try:
            with self._thread, self._lock, self.path.open("r+b", buffering=0) as file:
                before = _last(file)
                _append(file, _line({**entry, "doc_ids": list(doc_ids), "before": before}))
        except OSError as error:
            raise StoreError("audit.unwritten", path=self.path, why=error.strerror or error) from error


def check(path: Path) -> int:
    """Return how many entries the log holds.

    Raises:
        UsageError: an entry is missing, changed or not whole; with its number.
    """
    before, number = _START, 0
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        try:
            whole = line.endswith(b"\n") and json.loads(line)["before"] == before
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise UsageError("audit.broken", number=number, path=path)
        before = hashlib.sha256(line).hexdigest()
    return number


def _append(file: RawIOBase, line: bytes) -> None:
    """Write the line at the file's end, whole or not at all."""
    end = file.tell()
    try:
        while line:
            line = line[file.write(line) or 0 :]
        os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise


def _last(file: RawIOBase) -> str:
    """Return the digest of the last line, and leave the file at its end."""
    size, back, tail = file.seek(0, os.SEEK_END), _TAIL_BYTES, b""
    while size and b"\n" not in tail[:-1] and len(tail) < size:
        file.seek(max(0, size - back))
        tail, back = file.read() or b"", 2 * back
    return hashlib.sha256(tail.splitlines(keepends=True)[-1]).hexdigest() if tail else _START


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf8", "replace") + b"\n"
