"""Vectors that come with the program: those of the documents in `corpus/`, so that the first page is up without an hour's embedding.

`shipped.npz` holds, for the embedder that it names, keys as `passage_vectors` makes them and vectors in half precision. It holds no text,
and a document that changed finds none of its keys. `eval/bench/ship_vectors.py` makes it.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

FILE_NAME = "shipped.npz"


def shipped(embedder: str, keys: Set[bytes]) -> dict[bytes, np.ndarray]:
    """Return those of `keys` that come with the program for this embedder, each as the cache would hold it."""
    if not keys:
        return {}
    there = _vectors(embedder)
    return {name: there[name] for name in keys & there.keys()}


@cache
def _vectors(embedder: str) -> dict[bytes, np.ndarray]:
    file = files("ragassist.store").joinpath(FILE_NAME)
    if not file.is_file():
        return {}
    with np.load(BytesIO(file.read_bytes())) as archive:
        if str(archive["embedder"]) != embedder:
            return {}
        passages, statements = archive["passages"].astype(np.float32), archive["statements"]
        found = dict(zip(_names(archive["passage_keys"]), passages, strict=True))
        halves = np.split(statements, archive["statement_ends"][:-1])
        found.update((name, part.ravel().view(np.float32)) for name, part in zip(_names(archive["statement_keys"]), halves, strict=True))
    return found


def _names(keys: np.ndarray) -> list[bytes]:
    return [row.tobytes() for row in keys]
