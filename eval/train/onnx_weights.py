"""Where the constants of an ONNX file lie, so that some of them can be written over without the onnx package.

Source: onnx/onnx.proto (IR version 8) and the Protocol Buffers encoding guide, as in `onnx_graph.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

_GRAPH, _INITIALIZER, _NAME, _RAW = 7, 5, 8, 9


def constants(model: bytes | bytearray) -> dict[str, slice]:
    """Return for each constant of an ONNX file, by name, which of its bytes hold the numbers, little-endian and row by row.

    Raises:
        ValueError: the file is cut short or no ONNX file.
    """
    found = {}
    for graph in _fields(model, slice(0, len(model)), _GRAPH):
        for tensor in _fields(model, graph, _INITIALIZER):
            names, numbers = list(_fields(model, tensor, _NAME)), list(_fields(model, tensor, _RAW))
            if names and numbers:
                found[bytes(model[names[0]]).decode()] = numbers[0]
    if not found:
        raise ValueError("there are no constants in it")
    return found


def _fields(model: bytes | bytearray, inside: slice, wanted: int) -> Iterator[slice]:
    """The contents of each length-delimited field of that number in a message."""
    at = inside.start
    while at < inside.stop:
        key, at = _varint(model, at)
        match key & 7:
            case 0:
                _, at = _varint(model, at)
            case 1:
                at += 8
            case 2:
                size, at = _varint(model, at)
                if at + size > inside.stop:
                    raise ValueError("it is cut short")
                if key >> 3 == wanted:
                    yield slice(at, at + size)
                at += size
            case 5:
                at += 4
            case _:
                raise ValueError("it is no protocol-buffer message")


def _varint(model: bytes | bytearray, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(model):
        value |= (model[at] & 127) << shift
        shift += 7
        at += 1
        if model[at - 1] < 128:
            return value, at
    raise ValueError("it is cut short")
