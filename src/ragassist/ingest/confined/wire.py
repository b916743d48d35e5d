"""What goes between the process that asks and the one that reads: whole messages, each with its length before it.

Requests are trusted, replies are not: whoever took the reading process over must not get further by its reply. So a reply is rebuilt from
plain values and the classes of a document alone.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import Any, BinaryIO, Final

from ragassist.types import documents

MOST_BYTES: Final = 1 << 30
_HEAD: Final = struct.Struct(">Q")
_CLASSES: Final = {name: getattr(documents, name) for name in ("Document", "DocumentMeta", "Loss", "ReadLine", "ReadPage")}


def send(pipe: BinaryIO, message: object) -> None:
    """Write one message.

    Raises:
        OSError: nobody reads at the other end.
    """
    content = pickle.dumps(message, protocol=5)
    pipe.write(_HEAD.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """Return the next message as it was sent; None at the end, which may be in the middle of one, and for one that is too long."""
    head = _exactly(pipe, _HEAD.size)
    if head is None:
        return None
    (length,) = _HEAD.unpack(head)
    return _exactly(pipe, length) if length <= MOST_BYTES else None


def request_of(content: bytes) -> tuple[str, dict[str, Any]]:
    """Return the name of a function and its arguments, as `send` was given them by the process that started this one."""
    name, arguments = pickle.loads(content)  # noqa: S301
    return name, arguments


def reply_of(content: bytes) -> Any:  # noqa: ANN401  # whatever the function gave back
    """Return what a reply says.

    Raises:
        pickle.UnpicklingError: it names anything but plain values and the classes of a document.
    """
    try:
        return _OnlyDocuments(io.BytesIO(content)).load()
    except pickle.UnpicklingError:
        raise
    except Exception as error:
        raise pickle.UnpicklingError(str(error)) from error


class _OnlyDocuments(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        if module == documents.__name__ and name in _CLASSES:
            return _CLASSES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")


def _exactly(pipe: BinaryIO, length: int) -> bytes | None:
    content = pipe.read(length)
    return content if len(content) == length else None
