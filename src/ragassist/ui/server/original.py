"""The file that a document was read from, to be handed to its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from ragassist.types import DocumentRecord

MAX_BYTES = 40_000_000
"""A larger file is not sent through the page; its text is."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file's name and bytes; `as_read` says that they are the text as it was read, because the file itself is gone or too large."""

    name: str
    content: bytes
    as_read: bool


def original(record: DocumentRecord, raw: Callable[[str], str]) -> Original:
    """Return the file of an indexed document, from where it was indexed; the text that the index keeps when it is not there.

    Raises:
        RagassistError: neither can be read.
    """
    path = Path(record.location)
    try:
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            return Original(path.name, path.read_bytes(), as_read=False)
    except OSError:
        pass
    return Original(f"{PurePath(record.path).stem or record.doc_id}.txt", raw(record.doc_id).encode(), as_read=True)
