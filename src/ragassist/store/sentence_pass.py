"""The second pass of an ingest: the vectors of sentences, which outnumber passages, made while the index already answers.

They go into the cache beside the index and change neither documents nor passages, so no write lock is held. What is there is not
made again: an interrupted pass goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ragassist.store.passage_vectors import PassageEmbedder, embed_statements, title_above

if TYPE_CHECKING:
    from ragassist.store.store import Store

_PASSAGES_AT_ONCE = 8


def embed_sentences(
    store: Store,
    embedder: PassageEmbedder,
    progress: Callable[[int, int, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> int:
    """Make the vectors of all sentences in `store` that have none; return how many were made.

    Args:
        store: open for reading; one that `embedder` filled.
        embedder: nothing is done for one that has no vectors of statements.
        progress: called with passages done, passages in all and the document at hand.
        stop: asked every few passages; true ends the pass, to be gone on with another time.

    Raises:
        ModelError: the embedder does not answer; what was made stays.
    """
    if not embedder.statement_dim:
        return 0
    made = done = 0
    cache = store.place.cache(write=True)
    try:
        records = store.documents()
        total = sum(record.passages for record in records)
        for record in records:
            passages = store.passages_of(record.doc_id)
            titles = [title_above(passage, record.meta.title) for passage in passages]
            for first in range(0, len(passages), _PASSAGES_AT_ONCE):
                if stop is not None and stop():
                    return made
                some = slice(first, first + _PASSAGES_AT_ONCE)
                made += embed_statements(passages[some], titles[some], embedder, cache)
                done += len(passages[some])
                if progress is not None and made:
                    progress(done, total, record.path)
    finally:
        cache.close()
    return made
