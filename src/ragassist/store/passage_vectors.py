"""The vectors of a passage and of its sentences: how they are named in the cache and in the collection, and how they come to be.

They depend on the embedder, the language and the text of the passage and on nothing else. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
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

    @property
    def statement_dim(self) -> int:
        """Length of a sentence's vector; 0 for none."""
        ...

    def statements(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        """[n, statement_dim] float32, L2-normalised."""
        ...


def passage_key(embedder: str, passage: Passage) -> bytes:
    """Where the vector of a passage is cached, and by it those of its statements: another stem is another name."""
    stems = "\0".join(dict.fromkeys(sentence.context for sentence in passage.sentences)).strip("\0")
    return key(embedder, "passage", passage.lang, f"{passage.read}\0{stems}" if stems else passage.read)


def vector_id(passage: Passage, name: bytes) -> str:
    """The passage's id in the collection.

    Other text or another embedder is another id, so that no write ever changes a vector that the manifest still stands on.
    """
    return f"{passage.passage_id}-{name.hex()[:12]}"


def passage_of(vector_id: str) -> str:
    """The id of the passage that a vector id was made for."""
    return vector_id.rpartition("-")[0]


def embed(passages: Sequence[Passage], embedder: PassageEmbedder, cache: EmbeddingCache) -> np.ndarray:
    """The vectors of `passages` ([n, dim] float32), computed only where `cache` has none, and kept there."""
    keys = [passage_key(embedder.name, passage) for passage in passages]
    known = cache.get(set(keys))
    missing = {name: passage for name, passage in zip(keys, passages, strict=True) if name not in known}
    if missing:
        found = embedder.passages([p.read for p in missing.values()], [p.lang for p in missing.values()])
        cache.put(list(missing), found)
        known.update(zip(missing, np.asarray(found, np.float32), strict=True))
    _embed_statements(passages, keys, embedder, cache)
    return np.stack([known[name] for name in keys]) if keys else np.zeros((0, embedder.dim), np.float32)


def statements_key(name: bytes) -> bytes:
    """Where the vectors of the sentences of the passage cached under `name` are."""
    return sha256(b"statements\0" + name).digest()[:16]


def statements(passages: Sequence[Passage], embedder: PassageEmbedder, cache: EmbeddingCache) -> list[np.ndarray]:
    """For each passage the vectors of its sentences, [n_sentences, statement_dim] float32; [0, statement_dim] where none are kept."""
    keys = [statements_key(passage_key(embedder.name, passage)) for passage in passages]
    known = cache.get(set(keys)) if embedder.statement_dim else {}
    found = []
    for name, passage in zip(keys, passages, strict=True):
        halves = known.get(name, np.zeros(0, np.float32)).view(np.float16)
        fits = halves.size == len(passage.sentences) * embedder.statement_dim
        found.append(halves[: halves.size * fits].reshape(-1, max(1, embedder.statement_dim)).astype(np.float32))
    return found


def _embed_statements(passages: Sequence[Passage], keys: Sequence[bytes], embedder: PassageEmbedder, cache: EmbeddingCache) -> None:
    if not embedder.statement_dim:
        return
    names = [statements_key(name) for name in keys]
    known = cache.get(set(names))
    missing = {name: passage for name, passage in zip(names, passages, strict=True) if name not in known}
    texts = [(sentence.read, passage.lang) for passage in missing.values() for sentence in passage.sentences]
    if not texts:
        return
    # Half precision, two to a float of the cache: sentences outnumber passages five to one.
    vectors = embedder.statements([text for text, _ in texts], [lang for _, lang in texts]).astype(np.float16).view(np.float32)
    ends = np.cumsum([len(passage.sentences) for passage in missing.values()])[:-1]
    cache.put(list(missing), [part.ravel() for part in np.split(vectors, ends)])


def vector_meta(passage: Passage, document: Document | DocumentRecord) -> VectorMeta:
    """What is stored beside the vector of a passage."""
    return VectorMeta(
        passage.passage_id, passage.doc_id, passage.ordinal, passage.lang, passage.start, passage.end, document.meta.title, document.path
    )
