"""SHA-256 of large files: computed while they are read or copied, and remembered beside them.

The note beside a file holds its hash, length and modification time, so that a gigabyte is hashed once and not at each
start; a file that changed since is hashed again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

_BLOCK_BYTES = 1 << 20
_REPORT_BYTES = 32 << 20


class Digest(Protocol):
    """What `hashlib` makes."""

    def update(self, block: bytes, /) -> None:
        """Take in more bytes."""


def hash_into(digest: Digest, stream: IO[bytes], target: IO[bytes] | None = None) -> Iterator[int]:
    """Read `stream` to its end into `digest`, and copy it to `target`; yields the bytes read, now and then and at the end."""
    done = said = 0
    while block := stream.read(_BLOCK_BYTES):
        if target is not None:
            target.write(block)
        digest.update(block)
        done += len(block)
        if done - said >= _REPORT_BYTES:
            said = done
            yield done
    yield done


def is_noted(path: Path, sha256: str) -> bool:
    """Return whether the file was found to have this hash and has not changed since."""
    try:
        noted = json.loads(_note_path(path).read_text(encoding="utf8"))
        return bool(noted == _state(path, sha256))
    except (OSError, ValueError):
        return False


def noted(path: Path) -> str:
    """Return the SHA-256 that the file was found to have; empty where nobody looked, or it has changed since."""
    try:
        kept = json.loads(_note_path(path).read_text(encoding="utf8"))
        return str(kept["sha256"]) if kept == _state(path, str(kept["sha256"])) else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def note(path: Path, sha256: str) -> None:
    """Remember that the file has this hash; silently not, where the directory cannot be written to."""
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        fresh.write_text(json.dumps(_state(path, sha256)) + "\n", encoding="utf8")
        fresh.replace(_note_path(path))
    except OSError:
        fresh.unlink(missing_ok=True)


def forget(path: Path) -> None:
    """Drop the note of a file that is about to be replaced."""
    _note_path(path).unlink(missing_ok=True)


def _note_path(path: Path) -> Path:
    return path.with_suffix(".checked.json")


def _state(path: Path, sha256: str) -> dict[str, object]:
    stat = path.stat()
    return {"sha256": sha256, "size_bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns}
