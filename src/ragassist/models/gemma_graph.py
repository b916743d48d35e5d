"""EmbeddingGemma's network, written down for onnxruntime with its weights in eight bits.

Twenty-four layers of Gemma 3 without the causal mask. Every product takes weights in blocks of 128 that share a scale and rounds
its input block by block too (`accuracy_level=4`): the vectors keep a cosine above .999 to the publisher's in float32, for
half the time and a quarter of the space. What one key head and three query heads look at is one attention with three queries a token, so
heads need no shuffling. Source: Vera et al., "EmbeddingGemma", 2025, and the publisher's configuration, which `CONFIG` repeats.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ragassist.models.onnx_graph import CONTRIB, Graph
from ragassist.models.safetensors import Safetensors

WIDTH = 768
LAYERS = 24
HEAD = 256
INNER = 1152
MOST_TOKENS = 2048
REACH = 256
"""A token of a local layer sees as many before and after it; every sixth layer sees all."""
BLOCK = 128

CONFIG = {
    "model_type": "gemma3_text",
    "hidden_size": WIDTH,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 3,
    "num_key_value_heads": 1,
    "head_dim": HEAD,
    "query_pre_attn_scalar": HEAD,
    "intermediate_size": INNER,
    "hidden_activation": "gelu_pytorch_tanh",
    "max_position_embeddings": MOST_TOKENS,
    "sliding_window": 2 * REACH,
    "use_bidirectional_attention": True,
    "rms_norm_eps": 1e-6,
    "rope_local_base_freq": 10_000.0,
    "rope_theta": 1_000_000.0,
    "layer_types": ["full_attention" if layer % 6 == 5 else "sliding_attention" for layer in range(LAYERS)],
}
"""What the publisher's `config.json` must say for this graph to be the right one."""

_EPSILON = 1e-6

Floats = npt.NDArray[np.float32]


def network(weights: Safetensors) -> bytes:
    """Return the ONNX file: `embedded` [texts, tokens, 768] and `window` [1, 1, 3 * tokens, tokens] in, states [texts, tokens, 768] out.

    `embedded` are the scaled word vectors; `window` is what `window()` returns. Texts that go in together are of one length.
    """
    return _Builder(weights).model()


def window(tokens: int) -> Floats:
    """Return what is added to a local layer's attention over `tokens` tokens, [1, 1, 3 * tokens, tokens]: 0 within reach, else -1e9."""
    asking = np.repeat(np.arange(tokens), 3)[:, None]
    return np.where(np.abs(asking - np.arange(tokens)) <= REACH, 0, -1e9).astype(np.float32)[None, None]


def projection(first: Safetensors, second: Safetensors) -> Floats:
    """Return the two dense layers after the pooling as the one matrix that they are, [768, 768]: nothing stands between them."""
    return (second["linear.weight"].astype(np.float64) @ first["linear.weight"].astype(np.float64)).astype(np.float32)


def in_blocks(matrix: Floats) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Return `matrix` [rows, columns] as bytes [rows, columns / 128, 128] and scales [rows, columns / 128].

    `matrix` is about `(bytes - 128) * scale`; the largest number of a block is 127 scales.
    """
    blocks = np.asarray(matrix, np.float32).reshape(matrix.shape[0], -1, BLOCK)
    scales = np.abs(blocks).max(axis=-1) / np.float32(127)
    scales[scales == 0] = 1
    return (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8), scales


def words(weights: Safetensors, rows_at_once: int = 8192) -> Iterator[tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]]:
    """Yield the word vectors as `in_blocks` does, some rows at a time, scales in half precision and with the network's factor in them."""
    table = weights["embed_tokens.weight"]
    for first in range(0, len(table), rows_at_once):
        numbers, scales = in_blocks(table[first : first + rows_at_once])
        yield numbers, (scales * np.float32(WIDTH**0.5)).astype(np.float16)


class _Builder:
    def __init__(self, weights: Safetensors) -> None:
        self._weights = weights
        self._graph = Graph()

    def model(self) -> bytes:
        graph = self._graph
        graph.weight("start", np.zeros(1, np.int64))
        graph.weight("by head", np.array([0, -1, HEAD], np.int64))
        graph.weight("by token", np.array([0, -1, WIDTH], np.int64))
        graph.weight("q, k, v", np.array([WIDTH, HEAD, HEAD], np.int64))
        graph.weight("gate, up", np.array([INNER, INNER], np.int64))
        for reach, base in (("local", CONFIG["rope_local_base_freq"]), ("global", CONFIG["rope_theta"])):
            turns = np.arange(MOST_TOKENS)[:, None] / float(str(base)) ** (np.arange(0, HEAD, 2) / HEAD)
            graph.weight(f"{reach}.cos", np.cos(turns).astype(np.float32))
            graph.weight(f"{reach}.sin", np.sin(turns).astype(np.float32))
        state, seen = "embedded", self._norm("embedded", "layers.0.input_layernorm", "seen")
        for layer in range(LAYERS):
            after = f"layers.{layer + 1}.input_layernorm" if layer + 1 < LAYERS else "norm"
            state, seen = self._layer(layer, state, seen, after)
        return graph.model({"embedded": ["texts", "tokens", WIDTH], "window": [1, 1, "asking", "tokens"]}, seen, ["texts", "tokens", WIDTH])

    def _layer(self, layer: int, state: str, seen: str, after: str) -> tuple[str, str]:
        """The state after one layer, and what the next one sees of it."""
        name = f"layers.{layer}"
        attended = self._attention(name, seen, local=layer % 6 != 5)
        attended = self._norm(attended, f"{name}.post_attention_layernorm", f"{name}.attended")
        state, seen = self._added(attended, state, f"{name}.pre_feedforward_layernorm", f"{name}.between")
        both = self._product(seen, ["mlp.gate_proj", "mlp.up_proj"], name)
        gate, up = self._graph.nodes("Split", [both, "gate, up"], [f"{name}.gate", f"{name}.up"], axis=-1)
        gate = self._graph.node("FastGelu", [gate], f"{name}.open", CONTRIB)
        inner = self._graph.node("Mul", [gate, up], f"{name}.inner")
        thought = self._norm(self._product(inner, ["mlp.down_proj"], name), f"{name}.post_feedforward_layernorm", f"{name}.thought")
        return self._added(thought, state, after, f"{name}.out")

    def _attention(self, name: str, seen: str, *, local: bool) -> str:
        graph, reach = self._graph, "local" if local else "global"
        heads = self._product(seen, [f"self_attn.{letter}_proj" for letter in "qkv"], name)
        asking, key, value = graph.nodes("Split", [heads, "q, k, v"], [f"{name}.{letter}" for letter in "qkv"], axis=-1)
        asking = graph.node("Reshape", [asking, "by head"], f"{name}.q by head")
        asking = self._norm(asking, f"{name}.self_attn.q_norm", f"{name}.q normed")
        asking = graph.node("Reshape", [asking, "by token"], f"{name}.q by token")
        key = self._norm(key, f"{name}.self_attn.k_norm", f"{name}.k normed")
        turn = ["start", f"{reach}.cos", f"{reach}.sin"]
        asking = graph.node("RotaryEmbedding", [asking, *turn], f"{name}.q turned", CONTRIB)
        key = graph.node("RotaryEmbedding", [key, *turn], f"{name}.k turned", CONTRIB)
        asking = graph.node("Reshape", [asking, "by head"], f"{name}.q asking")
        given = [asking, key, value, *(["", "", "window"] if local else [])]
        found = graph.node("MultiHeadAttention", given, f"{name}.found", CONTRIB, num_heads=1)
        return self._product(graph.node("Reshape", [found, "by token"], f"{name}.found by token"), ["self_attn.o_proj"], name)

    def _product(self, given: str, matrices: list[str], name: str) -> str:
        """`given` times one or several matrices of the layer, their results side by side."""
        matrix = np.concatenate([self._weights[f"{name}.{each}.weight"] for each in matrices])
        output = f"{name}.{matrices[0]}"
        numbers, scales = in_blocks(matrix)
        inputs = [given, self._graph.weight(f"{output}.numbers", numbers), self._graph.weight(f"{output}.scales", scales)]
        sizes = {"K": matrix.shape[1], "N": matrix.shape[0], "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        return self._graph.node("MatMulNBits", inputs, output, CONTRIB, **sizes)

    def _norm(self, given: str, weight: str, output: str) -> str:
        return self._graph.node("SimplifiedLayerNormalization", [given, self._gain(weight)], output, axis=-1, epsilon=_EPSILON)

    def _added(self, new: str, old: str, weight: str, output: str) -> tuple[str, str]:
        """The sum of `new` and `old`, and that sum normalised."""
        outputs = [f"{output}.seen", "", "", output]
        given = [new, old, self._gain(weight)]
        self._graph.nodes("SkipSimplifiedLayerNormalization", given, outputs, CONTRIB, epsilon=_EPSILON)
        return output, outputs[0]

    def _gain(self, weight: str) -> str:
        return self._graph.weight(weight, 1 + self._weights[f"{weight}.weight"])
