"""How many questions are answered at once and how many may wait; who waits is told how many are before."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

_LISTEN_S = 0.5


class QueueFullError(Exception):
    """As many wait as may wait."""


class QuestionQueue:
    """Lets `at_once` in and `waiting` wait, in the order in which they came. Safe to call from several threads."""

    def __init__(self, at_once: int, waiting: int) -> None:
        """Nobody is in yet."""
        self._at_once, self._waiting = at_once, waiting
        self._tickets: list[Ticket] = []
        self._moved = threading.Condition()

    def join(self, turn: str) -> Ticket:
        """A place in the line, to be used as a context manager.

        Raises:
            QueueFullError: as many wait as may wait.
        """
        with self._moved:
            if len(self._tickets) >= self._at_once + self._waiting:
                raise QueueFullError
            ticket = Ticket(self, turn)
            self._tickets.append(ticket)
            return ticket

    def leave(self, turn: str) -> None:
        """Tell whoever waits for `turn` to give up; one that is not here is passed over."""
        with self._moved:
            for ticket in self._tickets:
                ticket.given_up = ticket.given_up or ticket.turn == turn
            self._moved.notify_all()

    def holds(self, turn: str) -> bool:
        """Whether `turn` waits or is in."""
        with self._moved:
            return any(ticket.turn == turn for ticket in self._tickets)

    def _ahead(self, ticket: Ticket) -> int:
        return max(0, self._tickets.index(ticket) - self._at_once + 1)

    def _release(self, ticket: Ticket) -> None:
        with self._moved:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
            self._moved.notify_all()


class Ticket:
    """One place in the queue."""

    def __init__(self, question_queue: QuestionQueue, turn: str) -> None:
        """Made by `QuestionQueue.join`."""
        self.turn, self.given_up = turn, False
        self._queue = question_queue

    def wait(self, timeout_s: float = _LISTEN_S) -> int:
        """How many must finish before this one is let in, after waiting up to `timeout_s` for that to be 0."""
        with self._queue._moved:
            self._queue._moved.wait_for(lambda: self.given_up or self._queue._ahead(self) == 0, timeout_s)
            return self._queue._ahead(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._queue._release(self)
