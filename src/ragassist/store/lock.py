"""One writer at a time. Chroma's embedded store loses vectors when two processes write it, and misleads readers meanwhile.

The lock is an advisory file lock, so that the lock of a process that died is free at once. A small JSON file beside it says
who holds it. Readers take the same lock shared, for the milliseconds of one search, to know that no writer is at work. A second
lock, held while a writer waits, keeps new readers out meanwhile: else many readers that overlap would keep every writer waiting.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ragassist.errors import BusyError
from ragassist.phrases import Phrase

FILE_NAME = "write.lock"
WAITING_NAME = "write.next.lock"
HOLDER_NAME = "write.json"


class WriteLock:
    """The right to write one home, from construction to `release()`."""

    def __init__(self, home: Path, *, wait_s: float = 2.0) -> None:
        """Take the lock, waiting up to `wait_s` seconds.

        Raises:
            BusyError: another process, or another store of this one, is writing; says which and since when.
            StoreError: the disk of `home` is full, or nothing may be written there.
        """
        from filelock import FileLock, Timeout

        from ragassist.store.read_only import of_disk

        self._holder = home / HOLDER_NAME
        self._lock = FileLock(home / FILE_NAME, thread_local=False)
        until = time.monotonic() + wait_s
        try:
            with FileLock(home / WAITING_NAME, thread_local=False).acquire(timeout=wait_s, poll_interval=0.02):
                self._lock.acquire(timeout=max(0.0, until - time.monotonic()), poll_interval=0.02)
        except Timeout as error:
            raise BusyError("store.busy", home=home, holder=_describe(self._holder)) from error
        except OSError as error:
            raise of_disk(error, home) or error from error
        command = " ".join([Path(sys.argv[0]).name or "python", *sys.argv[1:3]])[:80]
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        with contextlib.suppress(OSError):  # on a full disk nobody is told who writes; the lock holds all the same
            self._holder.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": since}), encoding="utf8")

    def release(self) -> None:
        """Give the lock back; harmless when it is already free."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()


def _describe(holder: Path) -> Phrase:
    try:
        found = json.loads(holder.read_text(encoding="utf8"))
        since = f"{datetime.fromisoformat(found['since']):%H:%M}"
        return Phrase.of("holder.process", pid=found["pid"], command=found["command"], since=since)
    except (OSError, ValueError, KeyError, TypeError):
        return Phrase.of("holder.unknown")


@contextlib.contextmanager
def no_writer(home: Path) -> Iterator[bool]:
    """Whether no writer is at work on `home` or waits to be; while True was given, none can begin. Never waits, never creates a file."""
    try:
        import fcntl  # noqa: F401  # no shared locks without it: a writer is the exception
    except ImportError:
        yield True
        return
    with contextlib.ExitStack() as held:
        with contextlib.ExitStack() as passing:  # only for the moment of taking the other
            quiet = _shared(home / WAITING_NAME, passing) and _shared(home / FILE_NAME, held)
        yield quiet


def _shared(path: Path, held: contextlib.ExitStack) -> bool:
    """Take a lock shared until `held` ends; true also where there is none to take."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return True
    held.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
