"""A point in time by which an answer must be there: model calls are waited for no longer, whatever the endpoint does."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeVar

from ragassist.errors import ModelError

T = TypeVar("T")
Items = queue.Queue[tuple[str, Any]]
AHEAD = 64
"""A model may be so many pieces ahead of the reader, and no more."""
_POLL_S = 0.05
PARTING_S = 0.5
"""How long a model that is left alone is given to hang up before nobody looks any more."""


class Deadline:
    """Waits for calls and streams until `limit_s` seconds after it was made; 0 waits for ever."""

    def __init__(self, limit_s: float) -> None:
        """Start the clock."""
        self._limit_s = limit_s
        self._began = time.monotonic()

    def require(self) -> float | None:
        """Return the seconds left; None where there is no limit.

        Raises:
            ModelError: none are; its code is `time`.
        """
        if not self._limit_s:
            return None
        left = self._limit_s - (time.monotonic() - self._began)
        if left <= 0:
            raise ModelError("answer.time_over", kind="time", limit_s=self._limit_s)
        return left

    def call(self, made: Callable[[], T]) -> T:
        """Return what `made` returns, or raise what it raises; a call that is not back in time is left to itself."""
        return next(self.stream(lambda: iter([made()]))) if self._limit_s else made()

    def stream(self, made: Callable[[], Iterator[T]]) -> Generator[T]:
        """Give on what the iterator from `made` gives, as it comes. Closing this closes that."""
        if self.require() is None:
            yield from made()
            return
        items: Items = queue.Queue(AHEAD)
        left_alone = threading.Event()
        thread = threading.Thread(target=pump, args=(made, items, left_alone), daemon=True)
        thread.start()
        try:
            while True:
                try:
                    kind, item = items.get(timeout=self.require())
                except queue.Empty:
                    continue
                if kind == "item":
                    yield item
                elif isinstance(item, BaseException):
                    raise item
                else:
                    return
        finally:
            left_alone.set()
            thread.join(PARTING_S)


def pump(made: Callable[[], Iterator[Any]], items: Items, left_alone: threading.Event) -> None:
    """Put what the iterator from `made` gives into `items`, each as ("item", it), then ("end", None), or ("error", what it raised).

    Once it is `left_alone` it is closed before it gives more.
    """

    def put(kind: str, item: Any) -> None:  # noqa: ANN401
        while not left_alone.is_set():
            with contextlib.suppress(queue.Full):
                items.put((kind, item), timeout=_POLL_S)
                return

    try:
        iterator = made()
        for item in iterator:
            put("item", item)
            if left_alone.is_set():
                close = getattr(iterator, "close", None)
                if close is not None:
                    close()
                return
        put("end", None)
    except BaseException as error:  # noqa: BLE001  # it is raised again where the answer is waited for
        put("error", error)
