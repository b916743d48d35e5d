"""While a model elsewhere is still silent, this machine reads the likeliest sources, so that checking the first sentence waits for less."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from ragassist.answer.compose import Draft, Step

MOST_READ: Final = 8
"""Statements read ahead, best first: about half a second on two cores, which is what a fast endpoint takes to begin."""


def read_ahead(steps: Iterator[Step], prepare: Callable[[str], object], sources: Sequence[str]) -> Iterator[Step]:
    """Yield `steps`. Until the first draft comes, each of `sources` is given to `prepare`, in a thread of its own.

    Args:
        steps: of a composer; closed with this.
        prepare: what it raises ends the reading and is not heard of: checking does the same work, and tells of it.
        sources: likeliest first.
    """
    drafted = threading.Event()
    threading.Thread(target=_read, args=(prepare, sources, drafted), daemon=True).start()
    try:
        for step in steps:
            if isinstance(step, Draft):
                drafted.set()
            yield step
    finally:
        drafted.set()
        close = getattr(steps, "close", None)
        if close is not None:
            close()


def _read(prepare: Callable[[str], object], sources: Iterable[str], drafted: threading.Event) -> None:
    for source in sources:
        if drafted.is_set():
            return
        try:
            prepare(source)
        except Exception:  # noqa: BLE001  # nobody waits for what is read ahead
            return
