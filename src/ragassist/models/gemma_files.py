"""The converted weights of EmbeddingGemma: made once per machine from the publisher's files, then kept in the cache."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ragassist.errors import ModelError
from ragassist.models import gemma
from ragassist.models.gemma_graph import BLOCK, CONFIG, WIDTH, network, projection, words
from ragassist.models.safetensors import Safetensors
from ragassist.settings import Settings


def folder(settings: Settings) -> Path:
    """Where the converted weights are kept, once per machine."""
    return settings.cache / "models" / f"{gemma.NAME}-{gemma.RECIPE}"


def convert(publisher: Path, target: Path) -> None:
    """Write the files that `GemmaEmbedder` reads into `target`, from the publisher's folder; takes about ten seconds.

    Raises:
        ModelError: a file is missing, or the model is another one than this program knows how to run.
    """
    _check_config(publisher / "config.json")
    weights = Safetensors(publisher / "model.safetensors")
    target.mkdir(parents=True, exist_ok=True)
    rows = weights["embed_tokens.weight"].shape[0]
    numbers = np.lib.format.open_memmap(target / gemma.NUMBERS, "w+", np.uint8, (rows, WIDTH))
    scales = np.zeros((rows, WIDTH // BLOCK), np.float16)
    at = 0
    for some, theirs in words(weights):
        numbers[at : at + len(some)] = some.reshape(len(some), WIDTH)
        scales[at : at + len(some)] = theirs
        at += len(some)
    numbers.flush()
    np.save(target / gemma.SCALES, scales)
    dense = [Safetensors(publisher / part / "model.safetensors") for part in ("2_Dense", "3_Dense")]
    np.save(target / gemma.PROJECTION, projection(*dense))
    (target / gemma.TOKENS).write_bytes((publisher / "tokenizer.json").read_bytes())
    (target / gemma.NETWORK).write_bytes(network(weights))


def _check_config(path: Path) -> None:
    try:
        found = json.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The encoder's {str(path)!r} cannot be read: {error}.", "Fetch it again: `ragassist models pull`.") from error
    for key, wanted in CONFIG.items():
        if found.get(key) != wanted:
            raise ModelError(
                f"The encoder's configuration says {key} = {found.get(key)!r}, not {wanted!r}: it is another model.",
                "Fetch it again: `ragassist models pull`.",
            )
