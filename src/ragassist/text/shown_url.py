"""An address as people may see it, in a listing, an error or a log: a name, a password and a key in it are left out."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def shown_url(url: str) -> str:
    """Return the address without user, password, query and fragment; dots for one that cannot be taken apart.

    >>> shown_url("https://ann:secret@example.org:8443/v1?key=secret")
    'https://example.org:8443/v1'
    >>> shown_url("http://ann:secret@[broken/v1"), shown_url("")
    ('...', '')
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "..."
    if "@" in parts.path:  # a password with a slash in it would begin there
        return "..."
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path, "", ""))
