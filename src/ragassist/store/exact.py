"""Exact cosine search over the second copy of the vectors: among few documents, and when the vector collection cannot be read.

Filtering by metadata inside Chroma costs 50 to 150 ms at 100,000 passages, and its embedded collection gives errors, or ends the
process, when it is read while another process writes it (seen with 1.5.9: 285 of 285 readers failed during one ingest). Here 20,000
vectors of 896 dimensions take some ten milliseconds. Vectors are read when a search first needs them, and kept.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.filter import Membership
from ragassist.store.manifest import Manifest

_AT_ONCE = 1024

Rows = npt.NDArray[np.int64]


class ExactSearch:
    """The passage vectors of one store, brought up to date with `refresh`. A row is a passage's number in document order."""

    def __init__(self, manifest: Manifest, cache: EmbeddingCache) -> None:
        """Nothing is read yet."""
        self._manifest, self._cache = manifest, cache
        self._version = -1
        self._passage_ids: list[str] = []
        self._keys: list[bytes] = []
        self._documents = Membership([])
        self._places: dict[bytes, int] = {}
        self._place = np.zeros(0, np.int64)
        self._matrix = np.zeros((0, 0), np.float32)

    def refresh(self, version: int) -> None:
        """Learn which passages there are at `version`."""
        if version == self._version:
            return
        found = self._manifest.vector_keys()
        self._passage_ids, self._keys = [row[0] for row in found], [row[2] for row in found]
        self._documents = Membership(self._passage_ids)
        if len(self._places) > 2 * len(found):  # mostly vectors that are gone
            self._places, self._matrix = {}, np.zeros((0, 0), np.float32)
        self._place = np.fromiter((self._places.get(key, -1) for key in self._keys), np.int64, len(found))
        self._version = version

    def rows(self, doc_ids: Collection[str] | None = None) -> Rows:
        """Return the passages of these documents, or all."""
        return np.arange(len(self._passage_ids)) if doc_ids is None else np.flatnonzero(self._documents.mask(doc_ids))

    def load(self, rows: Rows) -> bool:
        """Read the vectors of these passages that are not here yet; whether all of them are here now."""
        missing = rows[self._place[rows] < 0]
        if len(missing):
            wanted = dict.fromkeys(self._keys[row] for row in missing)
            fresh = [key for key in wanted if key not in self._places]
            for first in range(0, len(fresh), _AT_ONCE):
                self._keep(self._cache.get(fresh[first : first + _AT_ONCE]))
            self._place[missing] = [self._places.get(self._keys[row], -1) for row in missing]
        return bool((self._place[rows] >= 0).all())

    def query(self, vector: np.ndarray, n: int, rows: Rows) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, cosine similarity) of the loaded among `rows`, most similar first, ties in document order."""
        rows = rows[self._place[rows] >= 0]
        asked = np.asarray(vector, np.float32)
        scores = np.empty(len(rows), np.float32)
        for first in range(0, len(rows), _AT_ONCE):  # in pieces that stay in the processor's cache
            part = slice(first, first + _AT_ONCE)
            scores[part] = self._matrix[self._place[rows[part]]] @ asked
        if len(rows) > n:
            least = np.partition(scores, -n)[-n]
            rows, scores = rows[scores >= least], scores[scores >= least]
        best = np.argsort(-scores, kind="stable")[:n]
        return [(self._passage_ids[rows[i]], float(scores[i])) for i in best]

    def _keep(self, vectors: dict[bytes, np.ndarray]) -> None:
        if not vectors:
            return
        first, fresh = len(self._places), np.stack(list(vectors.values()))
        if first + len(fresh) > len(self._matrix):
            grown = np.empty((max(2 * len(self._matrix), first + len(fresh)), fresh.shape[1]), np.float32)
            if first:
                grown[:first] = self._matrix[:first]
            self._matrix = grown
        self._matrix[first : first + len(fresh)] = fresh
        self._places.update({key: first + i for i, key in enumerate(vectors)})
