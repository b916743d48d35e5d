"""The audit log: who asked what, and which documents the answer cited. Off unless a file is named.

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
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from ragassist.errors import UsageError

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

    def add(self, *, user: str, door: str, question: str, outcome: str, doc_ids: Sequence[str]) -> None:
        """Append one entry; it is on the disk on return."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._thread, self._lock, self.path.open("r+b") as file:
            entry: dict[str, object] = {
                **{"at": at, "user": user, "door": door, "question": question, "outcome": outcome, "doc_ids": list(doc_ids)},
                "before": _last(file),
            }
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())


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


def _last(file: BinaryIO) -> str:
    """Return the digest of the last line, and leave the file at its end."""
    size, back, tail = file.seek(0, os.SEEK_END), _TAIL_BYTES, b""
    while size and b"\n" not in tail[:-1] and len(tail) < size:
        file.seek(max(0, size - back))
        tail, back = file.read(), 2 * back
    return hashlib.sha256(tail.splitlines(keepends=True)[-1]).hexdigest() if tail else _START


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf8", "replace") + b"\n"
