"""Which cached vectors go when documents go: those that neither another document nor a snapshot stands on.

A commit that replaces a document, a snapshot that is deleted and an ingest that is given up leave vectors behind, so that from time to time
all of them are compared with what is there; at each removal only in an index that is small.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.manifest import Manifest
from ragassist.store.passage_vectors import statements_key
from ragassist.store.snapshots import kept_keys

FEW: Final = 20_000
"""Passages up to which all vectors are compared at each removal."""
SELDOM: Final = 1_000
"""How many commits lie between two comparisons of all in a larger index."""
_COMPARED = "compared"


def forget(home: Path, manifest: Manifest, cache: EmbeddingCache, keys: Collection[bytes]) -> None:
    """Drop the vectors of `keys`, which were those of documents that have been removed, where nothing else stands on them."""
    version = manifest.state().version
    if manifest.count() <= FEW or version - int(manifest.note(_COMPARED) or 0) > SELDOM:
        forget_all(home, manifest, cache)
    else:
        gone = set(keys).difference(manifest.held(keys), kept_keys(home, keys))
        cache.forget([*gone, *map(statements_key, gone)])


def forget_all(home: Path, manifest: Manifest, cache: EmbeddingCache) -> None:
    """Drop every vector that nothing stands on."""
    version = manifest.state().version
    live = {*(name for _, _, name in manifest.vector_keys()), *kept_keys(home)}
    cache.forget_all_but([*live, *map(statements_key, live)])
    manifest.set_state(**{_COMPARED: version})
