"""Markdown and saved web pages: front matter first, then what the text says of itself."""

from __future__ import annotations

from ragassist.ingest.load import encoding, frontmatter, head
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".md", ".markdown"})


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """The decoded text, whole, and its metadata.

    Raises:
        LoadError: the bytes are not text.
    """
    raw = encoding.decode(content, name)
    return raw, head.complete(frontmatter.read(raw), raw)
