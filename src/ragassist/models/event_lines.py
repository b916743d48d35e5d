"""The events of a stream as servers write them, which is not always as the protocol says.

Read besides what the protocol allows: a byte-order mark; a last event without a blank line; events with no blank lines between them;
objects with no `data:` before them, one a line or one for all; events that are empty or hold a word, which only keep the line open.

Source: "Server-sent events", https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_END = "[DONE]"
_LINE_END = re.compile(rb"\r\n|\n|\r(?=[^\n])")
"""A CR that stands last may be half of a CRLF."""
_FIELD = re.compile(r"(data|event|id|retry)?:\s?|(?:data|event|id|retry)$")


@dataclass(frozen=True, slots=True)
class Event:
    """One event that holds an object, or says that the stream is at its end."""

    data: str
    event: str | None = None

    def json(self) -> Any:  # noqa: ANN401
        """Return the object."""
        return json.loads(self.data)


class EventLines:
    """Takes a stream's bytes and gives back its events, in the place of the client's own decoder. For one stream."""

    def __init__(self) -> None:
        """Start at the beginning of a stream."""
        self._name: str | None = None
        self._data: list[str] = []

    def iter_bytes(self, iterator: Iterable[bytes]) -> Iterator[Event]:
        """Yield each event as soon as it is known to be whole; half an event at the end of the stream is left out."""
        for line in _lines(iterator):
            yield from self._taken(line.decode("utf-8"))
        if self._whole():
            yield from self._event()

    def _taken(self, line: str) -> Iterator[Event]:
        if not line.strip():
            yield from self._event()
        elif field := _FIELD.match(line):
            if field[1] in ("data", "event") and self._whole():  # no blank line ended the one before
                yield from self._event()
            if field[1] == "data":
                self._data.append(line[field.end() :])
            elif field[1] == "event":
                self._name = line[field.end() :]
        elif self._data or line.lstrip().startswith("{"):
            self._data.append(line)
            if self._whole():
                yield from self._event()

    def _whole(self) -> bool:
        """Whether the lines so far are all of an event."""
        return bool(self._data) and _is_whole("\n".join(self._data).strip())

    def _event(self) -> Iterator[Event]:
        """The event that the lines so far make, if it holds anything; the next begins."""
        data, name = "\n".join(self._data).strip(), self._name
        self._data, self._name = [], None
        if data.upper().startswith(_END):
            yield Event(_END, name)
        elif data.startswith("{"):
            yield Event(data, name)


def begins_events(text: str) -> bool:
    """Return whether a body that was read as one text is a stream of events."""
    return text.lstrip("\ufeff \r\n").startswith(("data:", "event:", ":"))


def _is_whole(data: str) -> bool:
    if not data.startswith("{"):
        return not data or data.upper().startswith(_END)
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream without their ends; what stands behind the last end is a line too."""
    left, begun = b"", False
    for piece in pieces:
        left += piece
        if not begun and len(left) >= len(codecs.BOM_UTF8):
            left, begun = left.removeprefix(codecs.BOM_UTF8), True
        *lines, left = _LINE_END.split(left)
        yield from lines
    yield from left.removeprefix(codecs.BOM_UTF8).splitlines()
