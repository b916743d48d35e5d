"""Small GGUF files: an encoder of two layers with a vocabulary of characters, and a header alone.

Source: GGUF specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

ALIGNMENT = 32
CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:?!，。；：？！、（）"
HAN = "桥面路灯停车船渡每月日年次清洗夜间进行不得超过三十分钟限辆须在七前申请通许可并附线图和载重说明检查养护第站的是有多少何时"


def _text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _value(value) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    items = b"".join(_text(item) if isinstance(item, str) else struct.pack("<i", item) for item in value)
    return struct.pack("<IIQ", 9, 8 if isinstance(value[0], str) else 5, len(value)) + items


def write(path: Path, metadata: dict, tensors: dict[str, np.ndarray] | None = None) -> Path:
    tensors = tensors or {}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    at, blocks = 0, []
    for name, tensor in tensors.items():
        block = tensor.astype("<f4").tobytes()
        head += _text(name) + struct.pack("<I", tensor.ndim) + b"".join(struct.pack("<Q", size) for size in reversed(tensor.shape))
        head += struct.pack("<IQ", 0, at)
        blocks.append(block + b"\0" * (-len(block) % ALIGNMENT))
        at += len(blocks[-1])
    path.write_bytes(head + b"\0" * (-len(head) % ALIGNMENT) + b"".join(blocks))
    return path


def header(path: Path, architecture: str = "qwen2", **more) -> Path:
    """A file that says what it is and holds nothing."""
    named = {"general.architecture": architecture, "general.name": "Small One", f"{architecture}.context_length": 512}
    return write(path, named | more | {"tokenizer.ggml.tokens": ["a", "b"]})


def encoder(path: Path, *, width: int = 32, layers: int = 2, context: int = 128, seed: int = 7) -> Path:
    """An encoder of the BERT kind. Its weights are random and its layers small beside its words, so that a text is near to its words' sum."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"▁{char}" for char in CHARACTERS + HAN), *CHARACTERS]
    words = list(dict.fromkeys(words))
    rng = np.random.default_rng(seed)
    wide = 4 * width

    def small(*shape):
        return rng.standard_normal(shape).astype(np.float32) * 0.02

    tensors = {
        "token_embd.weight": rng.standard_normal((len(words), width)).astype(np.float32),
        "token_types.weight": np.zeros((2, width), np.float32),
        "position_embd.weight": small(context, width),
        "token_embd_norm.weight": np.ones(width, np.float32),
        "token_embd_norm.bias": np.zeros(width, np.float32),
    }
    for n in range(layers):
        for name, shape in (
            ("attn_q", (width, width)),
            ("attn_k", (width, width)),
            ("attn_v", (width, width)),
            ("attn_output", (width, width)),
            ("ffn_up", (wide, width)),
            ("ffn_down", (width, wide)),
        ):
            tensors |= {f"blk.{n}.{name}.weight": small(*shape), f"blk.{n}.{name}.bias": np.zeros(shape[0], np.float32)}
        for name in ("attn_output_norm", "layer_output_norm"):
            tensors |= {f"blk.{n}.{name}.weight": np.ones(width, np.float32), f"blk.{n}.{name}.bias": np.zeros(width, np.float32)}
    metadata = {
        "general.architecture": "bert",
        "general.name": "Small Encoder",
        "bert.context_length": context,
        "bert.embedding_length": width,
        "bert.feed_forward_length": wide,
        "bert.block_count": layers,
        "bert.attention.head_count": 4,
        "bert.attention.layer_norm_epsilon": 1e-12,
        "bert.attention.causal": False,
        "bert.pooling_type": 1,
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.tokens": words,
        "tokenizer.ggml.token_type": [3] * 4 + [1] * (len(words) - 4),
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.padding_token_id": 0,
        "tokenizer.ggml.unknown_token_id": 1,
        "tokenizer.ggml.cls_token_id": 2,
        "tokenizer.ggml.seperator_token_id": 3,
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.eos_token_id": 3,
    }
    return write(path, metadata, tensors)
