"""Calls that do not depend on one another, several at the same time; what they return comes in their order all the same."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from ragassist.models.chat import ChatModel

T = TypeVar("T")


def at_once_of(model: ChatModel | None) -> int:
    """Return how many calls of one answer `model` takes at the same time; 1 where it does not say, as a model on this machine."""
    return int(getattr(model, "at_once", 1))


def side_by_side(calls: Sequence[Callable[[], T]], at_once: Callable[[], int]) -> Generator[T, None, None]:
    """Yield what the calls return, in their order, each as soon as it and all before it are there.

    Where only one may run at a time, each is made here and now, when its result is asked for. Otherwise as many run as `at_once` says at
    the time, in threads of their own. Closing this begins no further call, and waits for none.

    Args:
        calls: what to do.
        at_once: how many may run at the same time; asked before each.

    Raises:
        Exception: what a call raises, in its place of the order; none is begun after it was raised.

    >>> list(side_by_side([lambda: "a", lambda: "b", lambda: "c"], lambda: 2))
    ['a', 'b', 'c']
    """
    if len(calls) < 2 or at_once() < 2:
        for call in calls:
            yield call()
        return
    running = _Running(calls, at_once)
    try:
        running.begin()
        for result in running.results:
            yield result.result()
    finally:
        running.stop()


class _Running(Generic[T]):
    """Begins calls in their order, as many at a time as may be."""

    def __init__(self, calls: Sequence[Callable[[], T]], at_once: Callable[[], int]) -> None:
        self.results: list[Future[T]] = [Future() for _ in calls]
        self._calls = calls
        self._at_once = at_once
        self._lock = threading.Lock()
        self._next = 0
        self._now = 0
        self._stopped = False

    def begin(self) -> None:
        """Begin what may be begun."""
        with self._lock:
            while not self._stopped and self._next < len(self._calls) and self._now < max(1, self._at_once()):
                # What belongs to the answer (its trace) goes along into the thread.
                run = contextvars.copy_context().run
                threading.Thread(target=run, args=(self._made, self._next), daemon=True).start()
                self._next += 1
                self._now += 1

    def stop(self) -> None:
        """Begin nothing more."""
        with self._lock:
            self._stopped = True

    def _made(self, which: int) -> None:
        try:
            made = self._calls[which]()
        except BaseException as error:  # noqa: BLE001  # it is raised again where the result is waited for
            self.stop()
            self.results[which].set_exception(error)
        else:
            self.results[which].set_result(made)
        with self._lock:
            self._now -= 1
        self.begin()
