"""The files that a message carries: which of its parts they are, what they are called, and what they hold."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Final

MESSAGE: Final = "message/rfc822"
MAX_DEPTH: Final = 20
_NAME_CHARS: Final = 150


def is_attached(part: EmailMessage) -> bool:
    """Return whether a part is a file that goes with the message: not its text, nor a picture within that.

    Some programs send files as parts to be shown in their place ("inline"), with a name.
    """
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind == MESSAGE:
        return True
    return part.get_content_maintype() not in ("text", "image", "multipart") and bool(part.get_filename())


def attached(message: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """Yield the files of a message in its order, not those of messages inside of it, nor what is nested deeper than `MAX_DEPTH`."""
    inner = message.get_payload() if message.get_content_maintype() == "multipart" and depth < MAX_DEPTH else []
    for part in inner if isinstance(inner, list) else []:
        if not isinstance(part, EmailMessage):
            continue
        if is_attached(part):
            yield part
        else:
            yield from attached(part, depth + 1)


def name_of(part: EmailMessage, number: int) -> str:
    """Return a file's name without folders, with an ending that says its format; one of our own where the message gives none.

    Args:
        part: the file.
        number: counted from 1 in its message.
    """
    given = (part.get_filename() or "").replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(char for char in given if char.isprintable()).strip()
    if part.get_content_type() == MESSAGE and not name.lower().endswith(".eml"):
        name = f"{name or f'message-{number}'}.eml"
    name = name or f"attachment-{number}{mimetypes.guess_extension(part.get_content_type()) or ''}"
    path = PurePosixPath(name)
    return name if len(name) <= _NAME_CHARS else path.stem[:_NAME_CHARS] + path.suffix[:10]


def content_of(part: EmailMessage) -> bytes:
    """Return the bytes of a file, those of a message as it would be saved.

    Raises:
        ValueError, LookupError, TypeError, AttributeError, KeyError: the part does not hold together.
    """
    if part.get_content_type() == MESSAGE:
        inner = part.get_payload()
        held = inner[0] if isinstance(inner, list) and inner else None
        return held.as_bytes() if isinstance(held, EmailMessage) else b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
