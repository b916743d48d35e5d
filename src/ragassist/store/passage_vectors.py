"""The vectors of a passage and of its sentences: how they are named in the cache and in the collection, and how they come to be.

They depend on the embedder, the language and the text of the passage, for some embedders on its title and heading, and on nothing
else. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Protocol

import numpy as np

from ragassist.store.embedding_cache import EmbeddingCache, key
from ragassist.store.shipped import shipped
from ragassist.store.vectors import VectorMeta
from ragassist.types import Document, DocumentRecord, Lang, Passage

_AT_ONCE = 16


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

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        """[n, dim] float32, L2-normalised."""
        ...

    @property
    def statement_dim(self) -> int:
        """Length of a sentence's vector; 0 for none."""
        ...

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        """[n, statement_dim] float32, L2-normalised."""
        ...


def titled(embedder: PassageEmbedder) -> bool:
    """Whether `embedder` reads a passage better under its document's title and its heading; one that does not say so reads it alone."""
    return bool(getattr(embedder, "titled", False))


def title_above(passage: Passage, document_title: str) -> str:
    """What a passage and each of its sentences stand under: the document's title and the heading right above, once each; may be empty."""
    return " ".join(filter(None, dict.fromkeys([document_title, *passage.heading[-1:]])))


def passage_key(embedder: str, passage: Passage, title: str | None = None) -> bytes:
    """Return where the vector of a passage is cached, and by it those of its statements: another stem or title is another name.

    `title` is what it was embedded under, None for nothing.
    """
    stems = "\0".join(dict.fromkeys(sentence.context for sentence in passage.sentences)).strip("\0")
    read = f"{passage.read}\0{stems}" if stems else passage.read
    return key(embedder, "passage", passage.lang, read if title is None else f"{title}\0\0{read}")


def vector_id(passage: Passage, name: bytes) -> str:
    """Return the passage's id in the collection.

    Other text or another embedder is another id, so that no write ever changes a vector that the manifest still stands on.
    """
    return f"{passage.passage_id}-{name.hex()[:12]}"


def passage_of(vector_id: str) -> str:
    """Return the id of the passage that a vector id was made for."""
    return vector_id.rpartition("-")[0]


def embed(passages: Sequence[Passage], titles: Sequence[str], embedder: PassageEmbedder, cache: EmbeddingCache) -> np.ndarray:
    """Return the vectors of `passages` ([n, dim] float32), computed only where neither `cache` nor the program has them, and kept there.

    `titles` are what `title_above` says of each; an embedder that reads passages alone is not told.
    """
    keys = keys_of(passages, titles, embedder)
    known = cache.get(set(keys))
    known.update(shipped(embedder.name, set(keys) - set(known)))
    missing = {name: at for at, name in enumerate(keys) if name not in known}
    if missing:
        some = [passages[at] for at in missing.values()]
        above = [[titles[at] for at in missing.values()]] if titled(embedder) else []
        found = embedder.passages([passage.read for passage in some], [passage.lang for passage in some], *above)
        cache.put(list(missing), found)
        known.update(zip(missing, np.asarray(found, np.float32), strict=True))
    return np.stack([known[name] for name in keys]) if keys else np.zeros((0, embedder.dim), np.float32)


def embed_in_pieces(
    passages: Sequence[Passage], titles: Sequence[str], embedder: PassageEmbedder, cache: EmbeddingCache, before: Callable[[int], None]
) -> np.ndarray:
    """Return the same a few passages at a time, so that an interruption loses no more than these.

    `before` is told before each piece how many passages are done; an error that it raises ends the work.
    """
    vectors = np.empty((len(passages), embedder.dim), np.float32)
    for first in range(0, len(passages), _AT_ONCE):
        before(first)
        some = slice(first, first + _AT_ONCE)
        vectors[some] = embed(passages[some], titles[some], embedder, cache)
    return vectors


def keys_of(passages: Sequence[Passage], titles: Sequence[str], embedder: PassageEmbedder) -> list[bytes]:
    """Return where `embedder`'s vectors of `passages` under `titles` are cached."""
    under = titles if titled(embedder) else [None] * len(passages)
    return [passage_key(embedder.name, passage, title) for passage, title in zip(passages, under, strict=True)]


def statements_key(name: bytes) -> bytes:
    """Return where the vectors of the sentences of the passage cached under `name` are."""
    return sha256(b"statements\0" + name).digest()[:16]


def statements(passages: Sequence[Passage], titles: Sequence[str], embedder: PassageEmbedder, cache: EmbeddingCache) -> list[np.ndarray]:
    """For each passage the vectors of its sentences, [n_sentences, statement_dim] float32; [0, statement_dim] where none are kept yet."""
    keys = [statements_key(name) for name in keys_of(passages, titles, embedder)]
    known = cache.get(set(keys)) if embedder.statement_dim else {}
    if len(known) < len(set(keys)) and embedder.statement_dim:
        known.update(shipped(embedder.name, set(keys) - set(known)))
    found = []
    for name, passage in zip(keys, passages, strict=True):
        halves = known.get(name, np.zeros(0, np.float32)).view(np.float16)
        fits = halves.size == len(passage.sentences) * embedder.statement_dim
        found.append(halves[: halves.size * fits].reshape(-1, max(1, embedder.statement_dim)).astype(np.float32))
    return found


def embed_statements(passages: Sequence[Passage], titles: Sequence[str], embedder: PassageEmbedder, cache: EmbeddingCache) -> int:
    """Compute the vectors of the passages' sentences where neither `cache` nor the program has them; return how many."""
    if not embedder.statement_dim:
        return 0
    keys = [statements_key(name) for name in keys_of(passages, titles, embedder)]
    known = set(cache.get(set(keys)))
    known.update(shipped(embedder.name, set(keys) - known))
    missing = {name: at for at, name in enumerate(keys) if name not in known and passages[at].sentences}
    rows = [(at, sentence.read) for at in missing.values() for sentence in passages[at].sentences]
    if not rows:
        return 0
    above = [[titles[at] for at, _ in rows]] if titled(embedder) else []
    # Half precision, two to a float of the cache: sentences outnumber passages five to one.
    made = embedder.statements([text for _, text in rows], [passages[at].lang for at, _ in rows], *above)
    vectors = made.astype(np.float16).view(np.float32)
    ends = np.cumsum([len(passages[at].sentences) for at in missing.values()])[:-1]
    cache.put(list(missing), [part.ravel() for part in np.split(vectors, ends)])
    return len(rows)


def vector_meta(passage: Passage, document: Document | DocumentRecord) -> VectorMeta:
    """Return what is stored beside the vector of a passage."""
    return VectorMeta(
        passage.passage_id, passage.doc_id, passage.ordinal, passage.lang, passage.start, passage.end, document.meta.title, document.path
    )
