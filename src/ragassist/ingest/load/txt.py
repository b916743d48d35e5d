"""Plain text: PDF extractions, pasted articles, web pages saved under another name."""

from __future__ import annotations

from dataclasses import replace

from ragassist.ingest.load import encoding, frontmatter, head
from ragassist.ingest.load.losses import Tally
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".txt"})


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the decoded text, whole, and its metadata; front matter counts here too, since pages get saved as .txt.

    Raises:
        LoadError: the bytes are not text.
    """
    raw = encoding.decode(content, name)
    return raw, replace(head.complete(frontmatter.read(raw), raw), lost=Tally().losses(raw))
