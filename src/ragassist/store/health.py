"""Whether the parts of a store agree, for `ragassist doctor`. Changes nothing."""

from __future__ import annotations

from pathlib import Path

from ragassist.errors import StoreError
from ragassist.store.embeddings import EmbeddingCache
from ragassist.store.lexical import versions
from ragassist.store.lock import no_writer
from ragassist.store.manifest import Manifest
from ragassist.store.search import DenseSearch


def problems(home: Path, manifest: Manifest, cache: EmbeddingCache, dense: DenseSearch, *, writing: bool) -> list[str]:
    """What is wrong and what to do, one sentence each; [] when manifest, vectors and words agree.

    `writing` says that the caller holds the write lock: then a word index that is still to come is no problem.
    """
    state = manifest.state()
    if not state.collection:
        return []
    with no_writer(home) as quiet:
        if not quiet and not writing:
            return ["Another process is writing the index; its parts cannot be compared now."]
    found: list[str] = []
    if state.dirty and not writing:
        found.append("The last ingest was interrupted; run `ragassist ingest` again to tidy up.")
    rows = manifest.vector_keys()
    keys = {name for _, _, name in rows}
    uncached = len(keys) - len(cache.get(keys))
    if uncached:
        found.append(f"{uncached} vectors are missing from the embedding cache; a `ragassist ingest --rebuild` computes them again.")
    try:
        there = dense.ids()
    except StoreError as error:
        return [*found, str(error)]
    wanted = {vector_id for _, vector_id, _ in rows}
    if wanted - there:
        found.append(f"{len(wanted - there)} of {len(wanted)} passages have no vector; run `ragassist ingest` again.")
    if there - wanted:
        found.append(f"{len(there - wanted)} vectors are left over from removed passages; the next `ragassist ingest` drops them.")
    if not writing and state.version not in versions(home):
        found.append("The word index is of another version; the next search builds it.")
    return found
