"""How many calls to one endpoint may run at the same time: as many as the settings allow, fewer once it has said that it is too many."""

from __future__ import annotations

import threading
from typing import Final

TAKEN_IN_A_ROW: Final = 16
"""After so many replies without a complaint one call more is allowed again."""
_TOO_MANY = 429


class Pace:
    """Halves at each "too many requests", never below one, and grows back by ones. Safe in several threads.

    >>> pace = Pace(4)
    >>> pace.answered(429)
    >>> pace.now
    2
    """

    def __init__(self, most: int) -> None:
        """Allow `most` calls at a time until the endpoint complains."""
        self._most = max(1, most)
        self._now = self._most
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def now(self) -> int:
        """How many calls may run at the same time, at least 1."""
        return self._now

    def answered(self, status: int) -> None:
        """Take in the status of one reply, whether or not the request is sent again."""
        with self._lock:
            if status == _TOO_MANY:
                self._now, self._taken = max(1, self._now // 2), 0
            elif self._now < self._most and status < 400:
                self._taken += 1
                if self._taken >= TAKEN_IN_A_ROW:
                    self._now, self._taken = self._now + 1, 0
