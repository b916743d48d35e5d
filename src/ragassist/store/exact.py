"""Exact cosine search over the second copy of the vectors, for the moments when the vector collection cannot be read.

Chroma's embedded collection gives errors, or ends the process, when it is read while another process writes it (seen with
1.5.9: 285 of 285 readers failed during one ingest). A chat that runs beside an ingest searches here instead: 10,000 vectors
of 896 dimensions take a few milliseconds. Keeps what it has read; a new version costs only the new vectors.
"""

from __future__ import annotations

import numpy as np

from ragassist.store.embeddings import EmbeddingCache
from ragassist.store.manifest import Manifest


class ExactSearch:
    """All passage vectors of one store in memory, brought up to date with `refresh`."""

    def __init__(self, manifest: Manifest, cache: EmbeddingCache) -> None:
        """Nothing is read yet."""
        self._manifest, self._cache = manifest, cache
        self._version = -1
        self._passage_ids: list[str] = []
        self._keys: list[bytes] = []
        self._matrix = np.zeros((0, 0), np.float32)

    def refresh(self, version: int) -> None:
        """Read what is new at `version`, drop what is gone."""
        if version == self._version:
            return
        rows = self._manifest.vector_keys()
        known = {name: self._matrix[i] for i, name in enumerate(self._keys)}
        known.update(self._cache.get({name for _, _, name in rows if name not in known}))
        rows = [row for row in rows if row[2] in known]
        self._matrix = np.stack([known[name] for _, _, name in rows]) if rows else np.zeros((0, 0), np.float32)
        self._passage_ids, self._keys = [row[0] for row in rows], [row[2] for row in rows]
        self._version = version

    def query(self, vector: np.ndarray, n: int) -> list[tuple[str, float]]:
        """Up to `n` (passage_id, cosine similarity), most similar first, ties in document order."""
        if not self._passage_ids:
            return []
        scores = self._matrix @ np.asarray(vector, np.float32)
        best = np.argsort(-scores, kind="stable")[:n]
        return [(self._passage_ids[i], float(scores[i])) for i in best]
