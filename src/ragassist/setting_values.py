"""Kinds of values of settings that hold something which nobody should read: keyword arguments with keys in them, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from ragassist.text.shown_url import shown_url

_SECRET = re.compile(r"(?:^|_)(?:key|token|secret|password)$", re.IGNORECASE)


def _table(value: object) -> object:
    """A table, from the JSON object by which the environment gives it; empty for an empty string."""
    return json.loads(value or "{}") if isinstance(value, str) else value


def without_secrets(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options without those whose name says that they are a key, a token, a secret or a password."""
    return {name: value for name, value in options.items() if not _SECRET.search(name)}


def without_password(value: object) -> object:
    """Return the value as it may be shown: of an address nothing of a user, a password or a key."""
    return shown_url(value) if isinstance(value, str) and "://" in value else value


Options = Annotated[dict[str, Any], BeforeValidator(_table), PlainSerializer(without_secrets)]
"""Keyword arguments of a LlamaIndex part: a table, or a JSON object in the environment."""
Address = Annotated[str, PlainSerializer(without_password, when_used="json")]
"""Of a server: listed without a user, password or key that stands in it."""
