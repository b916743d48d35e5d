"""What a composer drafts, and what is found out about it meanwhile, in the order in which it comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ragassist.answer.compose import Step
from ragassist.errors import ModelError
from ragassist.models.deadline import AHEAD, PARTING_S, Items, pump

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """What a call that was asked for came to: its value, or why there is none."""

    value: T | None = None
    failed: ModelError | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    """Nothing has come for as long as there was patience."""


class Drafting(Generic[T]):
    """Runs a composer in a thread of its own, so that what was asked in the meantime (`ask`) is heard of while it is writing."""

    def __init__(self, steps: Iterable[Step]) -> None:
        """Begin; nothing of `steps` may be used by anybody else."""
        self._items: Items = queue.Queue(AHEAD)
        self._left_alone = threading.Event()
        self._thread = threading.Thread(target=pump, args=(lambda: iter(steps), self._items, self._left_alone), daemon=True)
        self._thread.start()
        self._asking = False
        self._writing = True

    def ask(self, call: Callable[[], T]) -> None:
        """Have `call` made beside the writing. One at a time."""
        self._asking = True
        threading.Thread(target=self._called, args=(call,), daemon=True).start()

    def heard(self, patience: Callable[[], float | None]) -> Iterator[Step | Answered[T] | Waited]:
        """Yield each step and each answer as it comes, until the writing is done and nothing is asked any more.

        Args:
            patience: after so many seconds without anything new `Waited` is yielded; None for never.

        Raises:
            ModelError: the composer's, once what was asked is answered.
        """
        failed: BaseException | None = None
        while self._writing or self._asking:
            try:
                kind, item = self._items.get(timeout=patience() if self._writing else None)
            except queue.Empty:
                yield Waited()
                continue
            if kind == "answered":
                self._asking = False
                yield item
            elif kind == "item":
                yield item
            else:
                self._writing, failed = False, item
        if failed is not None:
            raise failed

    def close(self) -> None:
        """Stop the writing, and hear no more."""
        self._left_alone.set()
        self._thread.join(PARTING_S)

    def _called(self, call: Callable[[], T]) -> None:
        answered: Answered[T]
        try:
            answered = Answered(call())
        except ModelError as error:
            answered = Answered(failed=error)
        while not self._left_alone.is_set():
            try:
                self._items.put(("answered", answered), timeout=PARTING_S)
            except queue.Full:
                continue
            return
