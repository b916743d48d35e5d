"""Fetches one page: within a time and a size, from the machine that was checked, as far as the site allows it.

No cookies, no scripts, no proxies: a proxy would look the name up itself and could be led to a private machine.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from dataclasses import dataclass, field
from typing import Final

from ragassist import __version__
from ragassist.errors import LoadError
from ragassist.ingest.web.address import Resolve, Target, looked_up, redirected, target
from ragassist.ingest.web.robots import PRODUCT, allows

AGENT: Final = f"{PRODUCT}/{__version__}"
_REDIRECTS: Final = 5
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES: Final = 512_000
_AT_ONCE: Final = 65_536
_ACCEPT: Final = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address."""

    url: str
    """Where it was found, after redirects."""
    content: bytes
    media_type: str
    """Lower case, without parameters; empty where the server named none."""
    validators: tuple[str, str] = ("", "")
    """What the server calls this state (`ETag`, `Last-Modified`), to ask for another one only."""
    unchanged: bool = False
    """The server says that it is as it was; there is no content then."""


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    location: str
    media_type: str
    content: bytes
    validators: tuple[str, str]


@dataclass
class Fetcher:
    """Fetches pages; remembers what each site allows."""

    max_bytes: int
    seconds: float
    """For one page in all: looking up, redirects, reading."""
    private: bool = False
    """Whether machines that are not on the public internet may be asked."""
    resolve: Resolve = looked_up
    _robots: dict[str, str] = field(default_factory=dict)

    def fetch(self, url: str, validators: tuple[str, str] = ("", "")) -> Fetched:
        """Return the page at `url`, or that it is still in the state which `validators` name.

        Raises:
            LoadError: it cannot be had: no such address, private, forbidden by the site, too large, too slow, or the server says no.
        """
        deadline = time.monotonic() + self.seconds
        at = target(url, resolve=self.resolve, private=self.private)
        for _ in range(_REDIRECTS + 1):
            if not allows(self._robots_of(at, deadline), at.path):
                raise LoadError("web.forbidden", host=at.host, path=at.path)
            reply = self._get(at, deadline, self.max_bytes, validators=validators)
            if reply.status == 304 and any(validators):
                return Fetched(at.url, b"", "", validators, unchanged=True)
            if reply.status in _REDIRECT and reply.location:
                at = target(redirected(at.url, reply.location), resolve=self.resolve, private=self.private)
                continue
            if reply.status != 200:
                code = _REFUSED.get(reply.status, "web.refused")
                raise LoadError(code, host=at.host, status=reply.status, path=at.path)
            return Fetched(at.url, reply.content, reply.media_type, reply.validators)
        raise LoadError("web.round", url=url, most=_REDIRECTS)

    def _robots_of(self, page: Target, deadline: float) -> str:
        """The site's robots.txt; empty where it has none.

        Raises:
            LoadError: the server fails at it, which by the protocol forbids everything.
        """
        site = f"{page.scheme}://{page.authority}"
        if site in self._robots:
            return self._robots[site]
        at = target(
            f"{site}/robots.txt",
            resolve=lambda host, port: [page.ip] if host == page.host else self.resolve(host, port),
            private=self.private,
        )
        for _ in range(_REDIRECTS + 1):
            reply = self._get(at, deadline, _ROBOTS_BYTES, cut=True)
            if reply.status in _REDIRECT and reply.location:
                at = target(redirected(at.url, reply.location), resolve=self.resolve, private=self.private)
                continue
            if reply.status >= 500 or reply.status == 429:
                raise LoadError("web.robots_failed", host=page.host, status=reply.status)
            text = reply.content.decode("utf-8", "replace") if reply.status == 200 else ""
            self._robots[site] = text
            return text
        self._robots[site] = ""
        return ""

    def _get(self, at: Target, deadline: float, max_bytes: int, *, cut: bool = False, validators: tuple[str, str] = ("", "")) -> _Reply:
        """Ask for one address; `cut` keeps the beginning of what is too large."""
        connection = _Pinned(at, deadline)
        try:
            headers = {"Host": at.authority, "User-Agent": AGENT, "Accept": _ACCEPT, "Accept-Encoding": "identity", "Connection": "close"}
            headers |= {name: value for name, value in zip(("If-None-Match", "If-Modified-Since"), validators, strict=True) if value}
            connection.request("GET", at.path, headers=headers)
            response = connection.getresponse()
            stated = response.getheader("content-length", "")
            if stated.isdecimal() and int(stated) > max_bytes and not cut and response.status == 200:
                raise _too_large(at, max_bytes)
            content = b""
            while chunk := _read(connection, response, deadline, at):
                content += chunk
                if len(content) > max_bytes:
                    if not cut:
                        raise _too_large(at, max_bytes)
                    break
            if stated.isdecimal() and len(content) < int(stated):
                raise LoadError("web.cut_off", host=at.host)
            content = _unpacked(content, response.getheader("content-encoding", ""), max_bytes, at)
            media_type = response.getheader("content-type", "").partition(";")[0].strip().lower()
            found = (response.getheader("etag", ""), response.getheader("last-modified", ""))
            return _Reply(response.status, response.getheader("location", ""), media_type, content, found)
        except TimeoutError as error:
            raise _too_slow(at) from error
        except ssl.SSLError as error:
            raise LoadError("web.certificate", host=at.host, why=error.reason or error) from error
        except (OSError, http.client.HTTPException) as error:
            raise LoadError("web.silent", host=at.host, error_type=type(error).__name__) from error
        finally:
            connection.close()


_REFUSED: Final = {
    401: "web.refused_unsigned",
    403: "web.refused_program",
    404: "web.refused_absent",
    410: "web.refused_gone",
    429: "web.refused_later",
}


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name means by now; the certificate is checked against the name."""

    def __init__(self, at: Target, deadline: float) -> None:
        super().__init__(at.host, at.port)
        self._at, self._deadline = at, deadline

    def connect(self) -> None:
        """Open the connection."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock = socket.create_connection((self._at.ip, self._at.port), timeout=left)
        if self._at.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._at.host)


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: float, at: Target) -> bytes:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(at)
    if connection.sock is not None:
        connection.sock.settimeout(left)
    return response.read1(_AT_ONCE)


def _unpacked(content: bytes, encoding: str, max_bytes: int, at: Target) -> bytes:
    """The content of a server that packs though it was asked not to."""
    if encoding.strip().lower() in ("", "identity"):
        return content
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise LoadError("web.packed", host=at.host, encoding=encoding)
    unpacker = zlib.decompressobj(wbits=47)
    try:
        found = unpacker.decompress(content, max_bytes + 1)
    except zlib.error as error:
        raise LoadError("web.damaged", host=at.host) from error
    if len(found) > max_bytes:
        raise _too_large(at, max_bytes)
    return found


def _too_large(at: Target, max_bytes: int) -> LoadError:
    return LoadError("web.large", url=at.url, max_mb=max_bytes / 1e6)


def _too_slow(at: Target) -> LoadError:
    return LoadError("web.slow", host=at.host)
