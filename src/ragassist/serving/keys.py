"""API keys: one for everybody, or one a user from a file.

A line of the file is `name:sha256$HEX`; a key is 256 random bits, so that one round of SHA-256 hides it well enough. Empty lines and
lines that begin with `#` are passed over. The file is read again when it changes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.serving.private_lines import put_line

_LINE = re.compile(r"(?P<name>[^:#\s][^:\x00-\x1f]{0,99}):sha256\$(?P<digest>[0-9a-f]{64})")


def add_key(path: Path, name: str) -> str:
    """Give `name` a new key, in place of an earlier one, and return it; the file keeps its digest only, readable for its owner alone.

    Raises:
        UsageError: the name will not do, or the file cannot be written.
    """
    key = f"ra-{secrets.token_urlsafe(32)}"
    line = f"{name}:sha256${_digest(key)}"
    if not _LINE.fullmatch(line) or name != name.strip():
        raise UsageError("user.name", name=name)
    try:
        put_line(path, name, line)
    except OSError as error:
        raise UsageError("keys.unwritable", path=path, why=error.strerror) from error
    return key


class Keys:
    """Who a key belongs to. Safe to call from several threads."""

    def __init__(self, key: str = "", path: Path | None = None) -> None:
        """Know one key for everybody, the keys of a file, both or none.

        Raises:
            UsageError: the file cannot be read, holds no key, or a line is not of the form above.
        """
        self._key, self._path = key, path
        self._stamp = (0, 0)
        self._users: dict[str, str] = {}
        self._lock = threading.Lock()
        if path is not None:
            self._stamp, self._users = self._stat(path), read_keys(path)

    @property
    def required(self) -> bool:
        """Whether a key has to be sent at all."""
        return bool(self._key) or self._path is not None

    def user(self, token: str) -> str | None:
        """Return whose key `token` is, "" for the one of everybody; None for nobody's."""
        if self._key and hmac.compare_digest(token.encode(), self._key.encode()):
            return ""
        digest = _digest(token)
        found = [name for known, name in self._current().items() if hmac.compare_digest(known, digest)]
        return found[0] if found else None

    def _current(self) -> dict[str, str]:
        """Return name by digest. A file that cannot be read any more lets nobody in."""
        if self._path is None:
            return {}
        with self._lock:
            stamp = self._stat(self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._users = read_keys(self._path)
                except UsageError:
                    self._users = {}
            return self._users

    @staticmethod
    def _stat(path: Path) -> tuple[int, int]:
        try:
            found = path.stat()
        except OSError:
            return (0, 0)
        return found.st_mtime_ns, found.st_size


def read_keys(path: Path) -> dict[str, str]:
    """Return the names in a file of keys by digest.

    Raises:
        UsageError: the file cannot be read, holds no key, or a line is not of the right form; the line's content is never repeated.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("keys.unreadable", path=path) from error
    users: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise UsageError("keys.line", number=number, path=path)
        users[match["digest"]] = match["name"].strip()
    if not users:
        raise UsageError("keys.none", path=path)
    return users


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
