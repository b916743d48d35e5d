"""Where a server listens, and whether other machines can reach it there."""

from __future__ import annotations

import socket
from ipaddress import ip_address

from ragassist.errors import UsageError


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server at `host`."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `host`:`port`; port 0 takes a free one.

    Raises:
        UsageError: the address is not this machine's, or the port is taken.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128)
    except OSError as error:
        raise UsageError("listen.taken", host=host, port=port, why=error.strerror or error) from error


def address(listening: socket.socket, host: str) -> str:
    """Return the address that a person opens: http://host:port, the port as it was given out."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


def require_key(host: str, *, has_key: bool, open_to_all: bool) -> None:
    """Refuse to serve other machines without a key, unless that is meant.

    Raises:
        UsageError: `host` can be reached from outside, there is no key, and `open_to_all` is false.
    """
    if not (has_key or open_to_all or is_loopback(host)):
        raise UsageError("listen.open", host=host)
