"""Which statements of a large index a claim is compared with: those nearest to it by the vectors that the index already holds.

An index keeps a vector of each statement under its title, to be compared with questions. Beside a claim they say less than vectors of
sentences do, but enough to choose the dozen that are worth embedding as sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ragassist.models.embed import in_one_space

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder, Vectors
    from ragassist.store.store import Store
    from ragassist.tasks.audit_values import Source
    from ragassist.types import Passage

_OF_THE_TITLE: Final = 0.5
"""What share of the mean of a document's statements is taken from each of them: what they all say is its title. Of 124 English claims over
22 documents the statement nearest as a sentence is among the first twelve for .94 so (with .3 to .6), for .89 without, and among the 49 of
eight passages that a search finds for .86."""


class StoredStatements:
    """The vectors that an index holds of statements, for choosing among them."""

    def __init__(self, vectors: Vectors, documents: Sequence[str]) -> None:
        """Keep one vector a statement, `[n, dim]`, zeros where the index has none, and the id of the document of each."""
        self.known = np.flatnonzero(np.abs(vectors).sum(axis=1))
        """Which statements have one, in order."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at in self.known:
            places[documents[int(at)]].append(int(at))
        self._vectors = vectors.copy()
        for members in places.values():
            self._vectors[members] -= _OF_THE_TITLE * vectors[members].mean(axis=0)

    def nearest(self, asked: Vectors, most: int) -> list[int]:
        """Return up to `most` of those that have a vector, nearest to the vector of a claim first."""
        near = self._vectors[self.known] @ asked
        return [int(at) for at in self.known[np.argsort(-near, kind="stable")[:most]]]


def stored_statements(sources: Sequence[Source], store: Store, embedder: Embedder) -> StoredStatements | None:
    """Return what `store` holds of the statements in `sources`; None where it holds nothing, or vectors of another space."""
    if not in_one_space(embedder):
        return None
    found: dict[tuple[str, int], Vectors] = {}
    for doc_id in dict.fromkeys(source.record.doc_id for source in sources):
        passages: Sequence[Passage] = store.passages_of(doc_id)
        for passage, vectors in zip(passages, store.statements(passages, embedder), strict=True):
            found |= {(doc_id, each.start): vector for each, vector in zip(passage.sentences, vectors, strict=False)}
    if not found:
        return None
    none = np.zeros(embedder.statement_dim, np.float32)
    table = np.stack([found.get(source.place, none) for source in sources])
    return StoredStatements(table, [source.record.doc_id for source in sources])
