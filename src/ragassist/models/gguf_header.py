"""What a GGUF file says of itself at its beginning: architecture, size of context, whether it is an encoder. No weights are read.

Source: GGUF specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ragassist.errors import ModelError

MAGIC: Final = b"GGUF"
_NUMBERS: Final[Mapping[int, str]] = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST: Final = 1 << 24
"""More entries than any real header has, and longer than any real text in one: a damaged file must not fill the memory."""
_ENCODERS: Final = ("bert", "gemma-embedding", "t5encoder")


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of its model; empty or 0 where it says nothing."""

    architecture: str = ""
    """Such as `qwen2` or `bert`."""
    name: str = ""
    context_tokens: int = 0
    """How many tokens the model was made for."""
    encoder: bool = False
    """Whether it gives vectors instead of words: by its architecture, or because it says how it pools them."""


def read_header(path: Path) -> Header:
    """Return what the GGUF file at `path` says of its model.

    Raises:
        ModelError: not there, no GGUF file, or a damaged one.
    """
    try:
        with path.open("rb") as stream:
            if stream.read(4) != MAGIC:
                raise ModelError("gguf.other", path=path)
            found = _metadata(stream)
    except OSError as error:
        raise ModelError("gguf.unreadable", path=path, why=error.strerror or error) from error
    except (struct.error, ValueError) as error:
        raise ModelError("gguf.damaged", path=path) from error
    architecture = str(found.get("general.architecture", ""))
    context = found.get(f"{architecture}.context_length", 0)
    encoder = any(kind in architecture for kind in _ENCODERS) or bool(found.get(f"{architecture}.pooling_type", 0))
    return Header(architecture, str(found.get("general.name", "")), context if isinstance(context, int) else 0, encoder)


def _metadata(stream: IO[bytes]) -> dict[str, object]:
    """The single values of the header up to the tokenizer's, which come last and are long; arrays are passed over."""
    version, _tensors, entries = struct.unpack("<IQQ", stream.read(20))
    if version < 2 or entries > _MOST:
        raise ValueError("an old or damaged header")
    found: dict[str, object] = {}
    for _ in range(entries):
        key = _text(stream)
        if key.startswith("tokenizer."):
            break
        found[key] = _value(stream, _number(stream, 4))
    return found


def _value(stream: IO[bytes], kind: int) -> object:
    if kind == _STRING:
        return _text(stream)
    if kind == _ARRAY:
        inner, length = _number(stream, 4), _number(stream, 10)
        if inner in _NUMBERS:
            stream.seek(length * struct.calcsize(_NUMBERS[inner]), 1)
        elif length > _MOST:
            raise ValueError("a damaged array")
        else:
            for _ in range(length):
                _value(stream, inner)
        return None
    return _number(stream, kind)


def _number(stream: IO[bytes], kind: int) -> int:
    if kind not in _NUMBERS:
        raise ValueError("no kind of value")
    form = "<" + _NUMBERS[kind]
    found: int = struct.unpack(form, stream.read(struct.calcsize(form)))[0]
    return found


def _text(stream: IO[bytes]) -> str:
    length = _number(stream, 10)
    if length > _MOST:
        raise ValueError("a damaged text")
    found = stream.read(length)
    if len(found) < length:
        raise ValueError("cut short")
    return found.decode("utf8", "replace")
