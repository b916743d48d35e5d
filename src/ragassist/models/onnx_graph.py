"""Just enough of the ONNX format to write down a small network without the onnx package.

An ONNX file is one protocol-buffer message; a message is a run of (field number, value). Source: onnx/onnx.proto (IR version 8)
and the Protocol Buffers encoding guide.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np

CONTRIB = "com.microsoft"
"""The operator domain of onnxruntime's own operators."""

_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7, "float16": 10}

Shape = Sequence[int | str]
"""Dimensions; a string is one that is known only when the network runs."""


class Graph:
    """Collects nodes and weights in order; `model()` is the finished file."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._weights: list[bytes] = []

    def weight(self, name: str, value: np.ndarray) -> str:
        """Add a constant and return its name."""
        dims = b"".join(_field(1, size) for size in value.shape)
        self._weights.append(
            dims + _field(2, _TYPES[value.dtype.name]) + _field(8, name) + _field(9, np.ascontiguousarray(value).tobytes())
        )
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: int | float | str) -> str:
        """Add an operator with one output and return the output's name."""
        return self.nodes(operator, inputs, [output], domain, **attributes)[0]

    def nodes(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **attributes: int | float | str
    ) -> list[str]:
        """Add an operator with several outputs and return their names; an empty name is an input or output that is left out."""
        parts = [_field(1, name) for name in inputs] + [_field(2, name) for name in outputs] + [_field(4, operator), _field(7, domain)]
        parts += [_field(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return list(outputs)

    def model(self, given: Mapping[str, Shape], result: str, shape: Shape) -> bytes:
        """Return the whole network from the inputs `given` to `result`, which has `shape`; all of them float32."""
        graph = [_field(1, node) for node in self._nodes] + [_field(2, "graph")] + [_field(5, weight) for weight in self._weights]
        graph += [_field(11, _float_tensor(name, dims)) for name, dims in given.items()] + [_field(12, _float_tensor(result, shape))]
        operators = _field(8, _field(1, "") + _field(2, 17)) + _field(8, _field(1, CONTRIB) + _field(2, 1))
        return _field(1, 8) + operators + _field(7, b"".join(graph))


def _attribute(name: str, value: int | float | str) -> bytes:
    if isinstance(value, float):
        return _field(1, name) + _field(2, value) + _field(20, 1)
    if isinstance(value, str):
        return _field(1, name) + _field(4, value) + _field(20, 3)
    return _field(1, name) + _field(3, value) + _field(20, 2)


def _float_tensor(name: str, shape: Shape) -> bytes:
    dims = b"".join(_field(1, _field(2, size) if isinstance(size, str) else _field(1, size)) for size in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, 1) + _field(2, dims)))


def _field(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value % (1 << 64))
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
