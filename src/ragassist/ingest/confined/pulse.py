"""A sign from a long reading that it gets on, after each page: who waits for it gives it time anew."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(heard: Callable[[], None]) -> None:
    """Call `heard` after each page that is read in this process."""
    _listeners.append(heard)


def page_read() -> None:
    """Say that a page was read."""
    for heard in _listeners:
        heard()
