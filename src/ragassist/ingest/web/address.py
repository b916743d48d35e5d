"""Addresses of the web: which may be fetched, and from which machine. A private machine is never asked on a document's or a site's word."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from ragassist.errors import LoadError

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host; raises OSError where there are none."""
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)
_MOST_CHARS: Final = 2000
_PORTS: Final = {"http": 80, "https": 443}
_INNER: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a translator writes them; the last 32 bits are the address."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, and the machine that is to be asked for it: the name is never looked up a second time."""

    url: str
    scheme: str
    host: str
    """In ASCII, lower case."""
    port: int
    path: str
    """With the query."""
    ip: str

    @property
    def authority(self) -> str:
        """The host as it stands in the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def is_address(text: object) -> bool:
    """Return whether a path that somebody gave is an address of the web.

    >>> is_address("https://example.org/a"), is_address("HTTP://example.org"), is_address("notes.txt")
    (True, True, False)
    """
    return isinstance(text, str) and bool(_SCHEME.match(text))


def target(url: str, *, resolve: Resolve, private: bool) -> Target:
    """Return the machine to ask for `url`.

    Args:
        url: absolute.
        resolve: looks the host up.
        private: whether addresses that are not of the public internet are allowed.

    Raises:
        LoadError: no http or https address, or a host that is unknown or private.
    """
    wrong = LoadError("web.address", url=url[:200])
    if len(url) > _MOST_CHARS or any(char.isspace() or ord(char) < 32 or ord(char) == 127 for char in url):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise wrong from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise LoadError("web.signed", host=host)
    port = port or _PORTS[scheme]
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{quote(parts.query, safe=_IN_QUERY)}" if parts.query else "")
    clean = urlunsplit((scheme, _netloc(host, port, scheme), path.partition("?")[0], path.partition("?")[2], ""))
    return Target(clean, scheme, host, port, path, _checked(host, port, resolve, private))


_IN_QUERY: Final = "/%:@!$&'()*+,;=~-._?"


def redirected(url: str, location: str) -> str:
    """Return where a redirect leads from `url`."""
    return urljoin(url, location.strip())


def _netloc(host: str, port: int, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == _PORTS[scheme] else f"{name}:{port}"


def _checked(host: str, port: int, resolve: Resolve, private: bool) -> str:
    """The first address of the host; none where any of them is private: a name with one public and one private address is a trick."""
    try:
        found = list(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise LoadError("web.no_host", host=host) from error
    if not found:
        raise LoadError("web.no_host", host=host)
    if not private and not all(is_public(ip) for ip in found):
        raise LoadError("web.private", host=host)
    return found[0]


def is_public(ip: str) -> bool:
    """Return whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved.

    >>> is_public("93.184.215.14"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False, False)
    """
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _INNER:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows for a host, each once."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
