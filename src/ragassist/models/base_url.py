"""Where an endpoint is: what people paste as its base URL, taken apart into what the client needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from ragassist.text.shown_url import shown_url

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_CALLS = re.compile(r"/(?:chat/completions|completions|embeddings|models|responses)/?$")
_DEPLOYMENT = re.compile(r"/deployments/([^/]+)")


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL without its query, the query as parameters of every call, and what the path says of the model."""

    url: str
    query: tuple[tuple[str, str], ...] = ()
    deployment: str = ""
    """Azure's name of the model, where the path has one."""
    azure: bool = False
    """Whether the key goes into a header `api-key` too, as Azure wants it."""

    @property
    def shown(self) -> str:
        """The address as people may see it: no user, password, query or fragment."""
        return shown_url(self.url)

    @property
    def loopback(self) -> bool:
        """Whether it is this machine, which no proxy can reach."""
        host = urlsplit(self.url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")


def address(base_url: str) -> Address:
    """Take a base URL apart. The path of a call at its end is dropped, for it is what documentation shows.

    >>> found = address("https://me.openai.azure.com/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21")
    >>> found.url, found.query, found.deployment
    ('https://me.openai.azure.com/openai/deployments/gpt-x', (('api-version', '2024-10-21'),), 'gpt-x')
    """
    parts = urlsplit(base_url or DEFAULT_BASE_URL)
    path = _CALLS.sub("", parts.path).rstrip("/")
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    deployment = _DEPLOYMENT.search(path)
    azure = (parts.hostname or "").endswith((".azure.com", ".azure-api.net")) or any(name == "api-version" for name, _ in query)
    return Address(urlunsplit((parts.scheme, parts.netloc, path, "", "")), query, deployment[1] if deployment else "", azure)
