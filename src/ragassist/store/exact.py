"""Exact cosine search over the second copy of the vectors: among few documents, and when the vector collection cannot be read.

Filtering by metadata inside Chroma costs 50 to 150 ms at 100,000 passages, and its embedded collection gives errors, or ends the
process, when it is read while another process writes it (seen with 1.5.9: 285 of 285 readers failed during one ingest). Here 20,000
vectors of 896 dimensions take some ten milliseconds. Vectors are read when a search first needs them, and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.manifest import Manifest
from ragassist.store.passage_vectors import passage_of

_AT_ONCE = 1024

Rows = npt.NDArray[np.int64]


class ExactSearch:
    """The passage vectors of one store, brought up to date with `refresh`. A row is a passage's number, in the order of being read.

    What a document holds is read when somebody first asks for it, and again when a commit changed it.
    """

    def __init__(self, manifest: Manifest, cache: EmbeddingCache) -> None:
        """Nothing is read yet."""
        self._manifest, self._cache = manifest, cache
        self._version, self._commit = -1, ""
        self._whole = False
        self._forget_documents()
        self._places: dict[bytes, int] = {}
        self._matrix = np.zeros((0, 0), np.float32)

    def _forget_documents(self) -> None:
        self._passage_ids: list[str] = []
        self._keys: list[bytes] = []
        self._rows_of: dict[str, tuple[int, int]] = {}
        """The first row of each document that was read, and how many it has."""
        self._place = np.zeros(0, np.int64)

    def refresh(self, version: int) -> None:
        """Learn which documents changed until `version`."""
        if version == self._version:
            return
        changes = self._manifest.changes(self._version, self._commit, version)
        changed = {passage_of(name).rpartition(":")[0] for name in (changes.came | changes.went)} if changes is not None else set()
        for doc_id in changed:
            self._rows_of.pop(doc_id, None)
        living = sum(n for _, n in self._rows_of.values())
        if changes is None or len(self._passage_ids) > 2 * living:
            self._forget_documents()
            changed, self._whole = set(), False
        if len(self._places) > 2 * max(living, len(self._passage_ids)):  # mostly vectors that are gone
            self._places, self._matrix = {}, np.zeros((0, 0), np.float32)
            self._place[:] = -1
        self._version, self._commit = version, changes.commit if changes is not None else self._manifest.commit(version)
        if self._whole:
            self._add(self._manifest.keys_of(changed))

    def rows(self, doc_ids: Collection[str] | None = None) -> Rows:
        """Return the passages of these documents, or all."""
        if doc_ids is None and not self._whole:
            self._forget_documents()
            self._add(self._manifest.vector_keys())
            self._whole = True
        elif doc_ids is not None and not self._whole:
            self._add(self._manifest.keys_of(doc_id for doc_id in doc_ids if doc_id not in self._rows_of))
        asked = self._rows_of if doc_ids is None else doc_ids
        found = [self._rows_of[doc_id] for doc_id in asked if doc_id in self._rows_of]
        first, n = np.array(found, np.int64).reshape(-1, 2).T
        return np.repeat(first - np.cumsum(n) + n, n) + np.arange(int(n.sum()))

    def _add(self, found: Sequence[tuple[str, str, bytes]]) -> None:
        """Take in passages, those of a document together."""
        for passage_id, _, _ in found:
            doc_id = passage_id.rpartition(":")[0]
            first, n = self._rows_of.get(doc_id, (len(self._passage_ids), 0))
            self._rows_of[doc_id] = (first, n + 1)
            self._passage_ids.append(passage_id)
        keys = [row[2] for row in found]
        self._keys += keys
        self._place = np.append(self._place, np.fromiter((self._places.get(key, -1) for key in keys), np.int64, len(keys)))

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
        names = [self._passage_ids[row] for row in rows]
        return sorted(zip(names, scores.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))[:n]

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
