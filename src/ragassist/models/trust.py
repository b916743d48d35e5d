"""Whom a connection to an endpoint trusts: the machine's certificates, read once and not anew for each client."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext


def trusted(from_environment: bool = True) -> SSLContext:
    """Return the certificates that clients of the OpenAI protocol check an endpoint by; reading them takes 25 ms, sharing them nothing.

    Args:
        from_environment: whether `SSL_CERT_FILE` and `SSL_CERT_DIR` name them; where they do not, those of the operating system.
    """
    named = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")) if from_environment else (None, None)
    return _read(from_environment, *named)


@lru_cache(maxsize=8)
def _read(from_environment: bool, _file: str | None, _folder: str | None) -> SSLContext:
    import httpx2

    return httpx2.create_ssl_context(trust_env=from_environment)
