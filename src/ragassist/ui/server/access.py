"""Who may use the page: users with hashed passwords in a file, or a name from a trusted proxy; and the sessions of those signed in.

A line of the file is `name:scrypt$N$R$P$SALT$HASH`, salt and hash in base64. Empty lines and lines that begin with `#` are passed over.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.serving.private_lines import put_line

MAX_NAME_CHARS = 100
MIN_PASSWORD_CHARS = 8
_N, _R, _P = 2**14, 8, 1
"""Source: RFC 7914 and OWASP's Password Storage Cheat Sheet; 16 MB and some tens of milliseconds a try."""
_MEMORY_BYTES = 64 * 2**20
_SESSION_S = 12 * 3600
_MAX_SESSIONS = 10_000
_TRIES = 10
_TRIES_S = 300.0


def hash_line(name: str, password: str) -> str:
    """Return the line of the users' file for `name`, with a fresh salt.

    Raises:
        UsageError: the name is empty, too long or holds `:` or a control character, or the password is shorter than eight characters.
    """
    if not name.strip() or len(name) > MAX_NAME_CHARS or ":" in name or name != name.strip() or name[0] == "#" or not name.isprintable():
        raise UsageError("user.name", name=name)
    if len(password) < MIN_PASSWORD_CHARS:
        raise UsageError("password.short", least=MIN_PASSWORD_CHARS)
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, _N, _R, _P)
    return f"{name}:scrypt${_N}${_R}${_P}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


@dataclass(frozen=True, slots=True)
class _Hash:
    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    def fits(self, password: str) -> bool:
        return hmac.compare_digest(_scrypt(password, self.salt, self.n, self.r, self.p), self.digest)


class Users:
    """The users of a file. The file is read again when it changes; one that cannot be read then lets nobody in."""

    def __init__(self, path: Path) -> None:
        """Read `path`.

        Raises:
            UsageError: it is not there, holds no user, or a line is not of the form above.
        """
        self._path = path
        self._stamp = self._stat()
        self._users = read_users(path)
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Return whether `name` is a user now."""
        return name in self._current()

    def admits(self, name: str, password: str) -> bool:
        """Return whether `password` is that of `name`. An unknown name takes as long as a wrong password."""
        known = self._current().get(name)
        return (known or _nobody()).fits(password) and known is not None

    def _stat(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return (0, 0)
        return found.st_mtime_ns, found.st_size

    def _current(self) -> dict[str, _Hash]:
        with self._lock:
            stamp = self._stat()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._users = read_users(self._path)
                except UsageError:
                    self._users = {}
            return self._users


def read_users(path: Path) -> dict[str, _Hash]:
    """Return the users of a file by name.

    Raises:
        UsageError: the file cannot be read, holds no user, or a line is not of the right form; the line's content is never repeated.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("users.unreadable", path=path) from error
    users: dict[str, _Hash] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, stored = line.strip().partition(":")
        try:
            scheme, n, r, p, salt, digest = stored.split("$")
            made = _Hash(int(n), int(r), int(p), base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True))
        except (ValueError, binascii.Error):
            scheme, made = "", _nobody()
        # 128 * n * r bytes are needed (RFC 7914); a line that asks for more would end every sign-in with an error.
        usable = scheme == "scrypt" and made.n > 1 and made.r > 0 and made.p > 0 and 128 * made.n * made.r < _MEMORY_BYTES
        if not name or not usable or len(made.digest) < 16:
            raise UsageError("users.line", number=number, path=path)
        users[name] = made
    if not users:
        raise UsageError("users.none", path=path)
    return users


def add_user(path: Path, name: str, password: str) -> bool:
    """Put a user into the file, which is created readable for its owner alone; returns whether the name was there before.

    Raises:
        UsageError: name or password will not do, or the file cannot be written.
    """
    line = hash_line(name, password)
    try:
        return put_line(path, name, line)
    except OSError as error:
        raise UsageError("users.unwritable", path=path, why=error.strerror) from error


class Sessions:
    """Who is signed in, by a random token; forgotten after twelve hours without a request, and when the server ends."""

    def __init__(self) -> None:
        """Nobody is signed in."""
        self._known: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def begin(self, user: str) -> str:
        """Return a new session's token, 256 random bits."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._known = {each: known for each, known in self._known.items() if known[1] > now}
            while len(self._known) >= _MAX_SESSIONS:
                self._known.pop(next(iter(self._known)))
            self._known[token] = (user, now + _SESSION_S)
        return token

    def user(self, token: str) -> str | None:
        """Whose session this is, which lasts longer for having been asked; None when there is none."""
        with self._lock:
            name, until = self._known.get(token, ("", 0.0))
            now = time.monotonic()
            if until <= now:
                return None
            self._known[token] = (name, now + _SESSION_S)
            return name

    def end(self, token: str) -> None:
        """Forget a session."""
        with self._lock:
            self._known.pop(token, None)


class Attempts:
    """Failed sign-ins by who tries: ten in five minutes, then no more until some have grown old."""

    def __init__(self) -> None:
        """No attempt yet."""
        self._failed: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def spent(self, whence: str) -> bool:
        """Return whether whoever this is must wait."""
        with self._lock:
            return len(self._recent(whence)) >= _TRIES

    def fail(self, whence: str) -> None:
        """Note a failed attempt."""
        with self._lock:
            self._failed[whence] = [*self._recent(whence), time.monotonic()]
            if len(self._failed) > _MAX_SESSIONS:
                self._failed.pop(next(iter(self._failed)))

    def _recent(self, whence: str) -> list[float]:
        now = time.monotonic()
        return [at for at in self._failed.get(whence, []) if now - at < _TRIES_S]


def is_trusted(address: str, proxies: Sequence[str]) -> bool:
    """Return whether `address` is one of the proxies' addresses or in one of their networks.

    >>> is_trusted("10.0.3.7", ["127.0.0.1", "10.0.0.0/16"]), is_trusted("10.1.0.1", ["10.0.0.0/16"]), is_trusted("", ["0.0.0.0/0"])
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks(proxies))


def networks(proxies: Sequence[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the proxies as networks.

    Raises:
        UsageError: one is neither an address nor a network.
    """
    made = []
    for each in proxies:
        try:
            made.append(ipaddress.ip_network(each, strict=False))
        except ValueError as error:
            raise UsageError("proxies.address", each=each) from error
    return made


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode("utf8", "surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY_BYTES, dklen=32)


@cache
def _nobody() -> _Hash:
    return _Hash(_N, _R, _P, secrets.token_bytes(16), secrets.token_bytes(32))
