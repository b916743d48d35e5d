#!/usr/bin/env python3
"""Write `src/ragassist/store/shipped.npz`: the vectors of `corpus/` by EmbeddingGemma, so that the first page need not wait for them.

    python eval/bench/ship_vectors.py

Run it after every change of `corpus/`, of how documents are cut, or of how the encoder is converted; a test says when. Needs the weights.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from ragassist import Assistant, Settings
from ragassist.settings import EmbedSettings
from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.passage_vectors import keys_of, statements_key, title_above

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src/ragassist/store/shipped.npz"


def write(settings: Settings, target: Path = TARGET) -> None:
    """Index `corpus/` in the home of `settings`, and write the vectors that its cache then holds."""
    target.unlink(missing_ok=True)  # else the vectors that it holds would not come into the cache
    with Assistant(settings) as assistant:
        assistant.ingest([ROOT / "corpus"])
        assistant.embed_sentences()
        ours, keys = assistant.embedder, []
        for record in assistant.documents():
            passages = assistant.passages(record.doc_id)
            keys += keys_of(passages, [title_above(passage, record.meta.title) for passage in passages], ours)
    keys = sorted(set(keys))
    cache = EmbeddingCache(settings.home)
    passages_by_key, told = cache.get(keys), cache.get([statements_key(name) for name in keys])
    cache.close()
    parts = [part.view(np.float16).reshape(-1, ours.statement_dim) for part in told.values()]
    np.savez_compressed(
        target,
        embedder=np.array(ours.name),
        passage_keys=_bytes(keys),
        passages=np.stack([passages_by_key[name] for name in keys]).astype(np.float16),
        statement_keys=_bytes(list(told)),
        statements=np.concatenate(parts),
        statement_ends=np.cumsum([len(part) for part in parts]),
    )


def _bytes(keys: list[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        write(Settings(home=Path(sys.argv[1]) if len(sys.argv) > 1 else Path(home), embed=EmbedSettings(model="gemma")))
