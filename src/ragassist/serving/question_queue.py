"""How many questions are answered at once and how many may wait, in turns by user: nobody's tenth goes before another's first.

The page, the endpoint and the MCP server have a queue of this kind each. Who waits is told how many are before.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ragassist.serving.failure import TurnedAwayError
from ragassist.types import Event

if TYPE_CHECKING:
    from ragassist.models.chat import ChatModel
    from ragassist.settings import Settings

_LISTEN_S = 0.5
_COME_BACK_S = 30
_AT_ONCE, _BESIDE = 32, 3


class QuestionQueue:
    """Lets `at_once` questions in and `waiting` wait. Safe to call from several threads.

    A place that falls free goes to the user with the fewest questions in it, then to who was let in longest ago, then to who came
    first. When no more may wait, the last question of the user with the most of them makes room for one of a user with fewer.
    """

    def __init__(self, at_once: int, waiting: int, each: int = 0) -> None:
        """Nobody is in yet.

        Args:
            at_once: questions answered at the same time, 1 or more.
            waiting: questions that may wait besides.
            each: questions of one user answered at the same time; 0 for all but one place, which is kept for somebody else.
        """
        self._at_once, self._waiting = at_once, waiting
        self._each = min(each or max(1, at_once - 1), at_once)
        self._tickets: list[Ticket] = []
        self._let_in: dict[str, int] = {}
        """When each user's last question was let in, counted in questions; of those who have one here."""
        self._count = itertools.count(1)
        self._moved = threading.Condition()

    @classmethod
    def of(cls, settings: Settings, model: ChatModel | None) -> QuestionQueue:
        """Return the queue of a door for programs; beside a model of this machine, one question reads while another is looked for."""
        at_once = settings.api.concurrency
        if not at_once:
            at_once = settings.local.slots + _BESIDE if model is not None and model.tier == "local" else _AT_ONCE
        return cls(at_once, settings.api.queue)

    def join(self, turn: str, user: str = "") -> Ticket:
        """Return a place in the queue, to be used as a context manager.

        Raises:
            TurnedAwayError: 503, as many wait as may wait, and `user` has a fair part of them.
        """
        with self._moved:
            ticket = Ticket(self, turn, user)
            self._tickets.append(ticket)
            self._admit()
            if len(self._queued()) > self._waiting:
                self._make_room(ticket)
            return ticket

    def leave(self, turn: str) -> None:
        """Tell whoever waits for `turn` to give up; one that is not here is passed over."""
        with self._moved:
            for ticket in self._tickets:
                ticket.given_up = ticket.given_up or ticket.turn == turn
            self._moved.notify_all()

    def holds(self, turn: str) -> bool:
        """Return whether `turn` waits or is in."""
        with self._moved:
            return any(ticket.turn == turn for ticket in self._tickets)

    def length(self) -> int:
        """Return how many questions wait."""
        with self._moved:
            return len(self._queued())

    def _queued(self) -> list[Ticket]:
        return [ticket for ticket in self._tickets if not ticket.is_in]

    def _order(self) -> list[Ticket]:
        """Return the questions that wait in the order in which they will be let in."""
        rounds = Counter(ticket.user for ticket in self._tickets if ticket.is_in)
        keyed = []
        for at, ticket in enumerate(self._queued()):
            keyed.append((rounds[ticket.user], self._let_in.get(ticket.user, 0), at, ticket))
            rounds[ticket.user] += 1
        return [ticket for *_, ticket in sorted(keyed, key=lambda each: each[:3])]

    def _admit(self) -> None:
        """Let in as many as there are places for."""
        while True:
            inside = Counter(ticket.user for ticket in self._tickets if ticket.is_in)
            able = [ticket for ticket in self._order() if inside[ticket.user] < self._each]
            if inside.total() >= self._at_once or not able:
                break
            able[0].is_in = True
            self._let_in[able[0].user] = next(self._count)
        self._moved.notify_all()

    def _make_room(self, newcomer: Ticket) -> None:
        """Turn away the last question of the user who has most of those that wait; the newcomer unless somebody has more."""
        queued = self._queued()
        held = Counter(ticket.user for ticket in queued)
        most = max(held.values())
        if held[newcomer.user] == most:
            self._drop(newcomer)
            raise TurnedAwayError(503, "queue_full", retry_after_s=_COME_BACK_S, waiting=self._waiting)
        last = next(ticket for ticket in reversed(queued) if held[ticket.user] == most)
        last.displaced = True
        self._drop(last)

    def _ahead(self, ticket: Ticket) -> int:
        if ticket.is_in or ticket not in self._tickets:
            return 0
        return self._order().index(ticket) + 1

    def _drop(self, ticket: Ticket) -> None:
        with self._moved:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
            ticket.is_in = False
            if all(other.user != ticket.user for other in self._tickets):
                self._let_in.pop(ticket.user, None)
            self._admit()


class Ticket:
    """One place in the queue."""

    def __init__(self, question_queue: QuestionQueue, turn: str, user: str) -> None:
        """Made by `QuestionQueue.join`."""
        self.turn, self.user = turn, user
        self.is_in = self.given_up = self.displaced = self._carried = False
        self._queue = question_queue

    def wait(self, timeout_s: float = _LISTEN_S) -> int:
        """Return how many are let in or finish before this one, after waiting up to `timeout_s` for that to be 0.

        Raises:
            TurnedAwayError: 429, the place was given to a user who has fewer.
        """
        with self._queue._moved:
            self._queue._moved.wait_for(lambda: self.given_up or self.displaced or self.is_in, timeout_s)
            if self.displaced:
                raise TurnedAwayError(429, "made_room", retry_after_s=_COME_BACK_S)
            return self._queue._ahead(self)

    def carry(self, events: Iterator[Event]) -> Carried:
        """Return `events`, which hold the place from now on: it is given back when they end or are closed."""
        self._carried = True
        return Carried(self, events)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._carried or error is not None:
            self.give_back()

    def give_back(self) -> None:
        """Let the next one in; harmless when that has happened."""
        self._queue._drop(self)


class Carried(Iterator[Event]):
    """Events that hold a place in the queue. Not a generator: one that is closed before it began would keep the place."""

    def __init__(self, ticket: Ticket, events: Iterator[Event]) -> None:
        """Made by `Ticket.carry`."""
        self._ticket, self._events = ticket, events

    def __next__(self) -> Event:
        try:
            return next(self._events)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the events and give the place back; harmless when that has happened."""
        try:
            if close := getattr(self._events, "close", None):
                close()
        finally:
            self._ticket.give_back()
