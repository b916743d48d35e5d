"""Markdown and saved web pages: front matter first, then what the text says of itself."""

from __future__ import annotations

from dataclasses import replace

from ragassist.ingest.load import encoding, frontmatter, head, markdown_marks
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".md", ".markdown"})


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the decoded text, whole, and its metadata.

    Raises:
        LoadError: the bytes are not text.
    """
    raw = encoding.decode(content, name)
    return raw, replace(head.complete(frontmatter.read(raw), raw), lost=markdown_marks.lost(raw))
