"""The vector of a passage: how it is named in the cache and in the collection, and how it comes to be.

A vector depends on the embedder, the language and the text of its passage and on nothing else. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ragassist.store.embeddings import EmbeddingCache, key
from ragassist.store.vectors import VectorMeta
from ragassist.types import Document, DocumentRecord, Lang, Passage


class PassageEmbedder(Protocol):
    """As much of an embedder as the store needs to repair or rebuild itself."""

    @property
    def name(self) -> str:
        """Equal names mean equal vectors."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def passages(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        """[n, dim] float32, L2-normalised."""
        ...


def passage_key(embedder: str, passage: Passage) -> bytes:
    """Where the vector of a passage is cached."""
    return key(embedder, "passage", passage.lang, passage.text)


def vector_id(passage: Passage, name: bytes) -> str:
    """The passage's id in the collection.

    Other text or another embedder is another id, so that no write ever changes a vector that the manifest still stands on.
    """
    return f"{passage.passage_id}-{name.hex()[:12]}"


def embed(passages: Sequence[Passage], embedder: PassageEmbedder, cache: EmbeddingCache) -> np.ndarray:
    """The vectors of `passages` ([n, dim] float32), computed only where `cache` has none, and kept there."""
    keys = [passage_key(embedder.name, passage) for passage in passages]
    known = cache.get(set(keys))
    missing = {name: passage for name, passage in zip(keys, passages, strict=True) if name not in known}
    if missing:
        found = embedder.passages([p.text for p in missing.values()], [p.lang for p in missing.values()])
        cache.put(list(missing), found)
        known.update(zip(missing, np.asarray(found, np.float32), strict=True))
    return np.stack([known[name] for name in keys]) if keys else np.zeros((0, embedder.dim), np.float32)


def vector_meta(passage: Passage, document: Document | DocumentRecord) -> VectorMeta:
    """What is stored beside the vector of a passage."""
    return VectorMeta(
        passage.passage_id, passage.doc_id, passage.ordinal, passage.lang, passage.start, passage.end, document.meta.title, document.path
    )
