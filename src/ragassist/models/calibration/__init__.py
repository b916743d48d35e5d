"""What was fitted to one embedder: one file each, named by how the embedder's name begins, every number with its source beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class RetrievalWeights:
    """What counts beside the likeness of question and passage when passages are ranked."""

    sentence: float
    """The likeness of the passage's best sentence, beside 1 for the passage's own."""
    words: float
    """The z-score of BM25, beside 1 for that of the likeness."""
    crossing: float
    """The question's words that a passage in the other language holds; 0 looks none up."""


_SAFE = RetrievalWeights(sentence=0.4, words=0.7, crossing=0.2)


def retrieval_weights(embedder: str) -> RetrievalWeights:
    """Return the weights fitted to the embedder of this name; an embedder that nobody fitted gets those of the bundled encoders."""
    found = calibration_file(embedder).get("retrieval")
    return _SAFE if found is None else RetrievalWeights(found["sentence"], found["words"], found["crossing"])


def calibration_file(embedder: str) -> Mapping[str, Any]:
    """Return what the file of this embedder holds, by section; nothing where it has none. For those who read a section."""
    return next((sections for name, sections in calibration_files().items() if embedder.startswith(name)), {})


@cache
def calibration_files() -> Mapping[str, Mapping[str, Any]]:
    """Return what every file of this folder holds, by section, under how the names of its embedders begin, in their order."""
    found = sorted((file for file in files(__name__).iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return {file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf8")) for file in found}
