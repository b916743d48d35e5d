"""What is trained here, at work: does a statement follow from a source? EmbeddingGemma, reading both at once, with adapters.

    python eval/train/entailment.py ADAPTERS.npz CLAIMS.jsonl [CLAIMS.jsonl ...]

prints for each file how well the log odds alone tell true claims from false ones. The network is the converted one that embeds, with the
adapters added to its weights; reading a claim and its source of 60 tokens each takes about 80 ms on two cores.
"""

from __future__ import annotations

import argparse
import json
import math
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnx_weights import constants

from ragassist.evaluate.metrics.statistics import auroc, balanced_accuracy
from ragassist.models import gemma_files
from ragassist.models.gemma import GemmaEmbedder
from ragassist.models.gemma_graph import BLOCK, in_blocks, window
from ragassist.settings import Settings

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime

    Floats = npt.NDArray[np.float32]

MOST_TOKENS = 384
"""What goes beyond is cut off the source's end: it was trained on up to 230."""
_BEFORE = "task: fact checking | query: "
_PRODUCTS = {"qkv": "self_attn.q_proj", "o": "self_attn.o_proj", "gu": "mlp.gate_proj", "down": "mlp.down_proj"}
"""The products of a layer as the adapters name them, and as the network does."""


def asked(claim: str, source: str, title: str) -> tuple[str, tuple[int, int]]:
    """Return what the network reads, and where in it the claim stands."""
    text = f"{_BEFORE}{claim}\ntitle: {' '.join(title.split()) or 'none'} | text: {source}"
    return text, (len(_BEFORE), len(_BEFORE) + len(claim))


class Entailment:
    """Log odds that a statement follows from a source."""

    def __init__(self, encoder: GemmaEmbedder, adapters: Path) -> None:
        """Share the encoder's words; the network is made at the first question, which takes some seconds."""
        self._encoder = encoder
        self._adapters = adapters

    def follows(self, claim: str, source: str, title: str = "") -> float:
        """Return the log odds that every detail of `claim` is said or implied by `source`, which stands under `title`.

        English or Chinese, both ways. Above 0 it rather follows; they are not calibrated, and a long source is cut off at its end.
        """
        return self._read(*asked(claim, source, title))

    def _read(self, text: str, claim: tuple[int, int]) -> float:
        ids, places = self._encoder.tokens(text)
        ids = ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], ids[-1]]
        mine = [i for i, (a, b) in enumerate(places[: len(ids)]) if b > claim[0] and a < claim[1] and b > a]
        (states,) = self._network.run(None, {"embedded": self._encoder.embedded(ids)[None], "window": window(len(ids))})
        return self._head(states[0], mine)

    def _head(self, states: Floats, mine: list[int]) -> float:
        """The log odds by the mean of all states beside the claim's, those weighed by how telling they are."""
        part = self._weights
        telling = states[mine] @ part["look.weight"][0] + part["look.bias"][0]
        weights = np.exp(telling - telling.max())
        seen = np.concatenate([states.mean(axis=0), weights / weights.sum() @ states[mine]])
        inner = part["one.weight"] @ seen + part["one.bias"]
        inner = 0.5 * inner * (1 + np.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3)))
        return float(part["two.weight"][0] @ inner + part["two.bias"][0])

    @cached_property
    def _weights(self) -> dict[str, Floats]:
        with np.load(self._adapters) as part:
            return {name.partition("head.")[2]: part[name].astype(np.float32) for name in part.files if name.startswith("head.")}

    @cached_property
    def _network(self) -> onnxruntime.InferenceSession:
        return self._encoder.session(adapted(self._encoder.network_file.read_bytes(), self._adapters))


def adapted(network: bytes, adapters: Path) -> bytes:
    """Return the bytes of `network` with the adapters of a file added to its products, in eight bits as before.

    Raises:
        ValueError: `network` is no ONNX file, or is cut short.
        KeyError: it is another network.
    """
    model = bytearray(network)
    at = constants(model)
    with np.load(adapters) as part:
        for name in (each.removesuffix(".A") for each in part.files if each.endswith(".A")):
            layer, short = name.split(".")
            numbers, scales = (at[f"layers.{layer}.{_PRODUCTS[short]}.{kind}"] for kind in ("numbers", "scales"))
            more = (part[f"{name}.A"].astype(np.float32) @ part[f"{name}.B"].astype(np.float32)).T
            old = np.frombuffer(bytes(model[numbers]), np.uint8).reshape(len(more), -1, BLOCK).astype(np.float32) - 128
            old *= np.frombuffer(bytes(model[scales]), np.float32).reshape(len(more), -1, 1)
            model[numbers], model[scales] = (each.tobytes() for each in in_blocks(old.reshape(len(more), -1) + more))
    return bytes(model)


def told_apart(true: np.ndarray, score: np.ndarray) -> str:
    """Return how well the scores tell what is true from what is not, in words."""
    area, share = auroc(score[true], score[~true]), balanced_accuracy(score[true], score[~true], 0.0)
    return f"area under the curve {area:.3f}, balanced accuracy at 0 {share:.3f}"


def main() -> None:
    """Read each claim beside its evidence and print how well that tells them apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapters", type=Path)
    parser.add_argument("claims", type=Path, nargs="+")
    options = parser.parse_args()
    reader = Entailment(GemmaEmbedder(gemma_files.folder(Settings())), options.adapters)
    for path in options.claims:
        rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
        evidence = [row["evidence"] if isinstance(row["evidence"], str) else "\n".join(row["evidence"]) for row in rows]
        score = np.array([reader.follows(row["claim"], text) for row, text in zip(rows, evidence, strict=True)])
        true = np.array([bool(row["supported"]) for row in rows])
        print(f"{path.name}: n {len(rows)}, {told_apart(true, score)}")


if __name__ == "__main__":
    main()
