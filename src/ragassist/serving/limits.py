"""How much each user may ask, at the page as at the programs' doors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ragassist.serving.failure import TurnedAwayError

_MINUTE_S = 60.0


class Limits:
    """So many requests in any minute, so many at the same time; 0 for as many as they like. Safe to call from several threads."""

    def __init__(self, per_minute: int = 0, at_once: int = 0) -> None:
        """Nobody has asked yet."""
        self._per_minute, self._at_once = per_minute, at_once
        self._asked: dict[str, list[float]] = {}
        """When each user asked within the last minute; who asked last stands last."""
        self._running: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def admitted(self, user: str) -> Iterator[None]:
        """Count one request of `user` while it runs.

        Raises:
            TurnedAwayError: 429, with when to come back.
        """
        with self._lock:
            now = time.monotonic()
            recent = [at for at in self._asked.get(user, ()) if now - at < _MINUTE_S]
            if self._at_once and self._running.get(user, 0) >= self._at_once:
                raise TurnedAwayError(429, "too_many_at_once", retry_after_s=5, at_once=self._at_once)
            if self._per_minute and len(recent) >= self._per_minute:
                wait_s = max(1, round(_MINUTE_S - (now - recent[0])))
                raise TurnedAwayError(429, "too_many_a_minute", retry_after_s=wait_s, per_minute=self._per_minute, wait_s=wait_s)
            if self._per_minute:
                self._asked.pop(user, None)
                self._asked[user] = [*recent, now]
                self._forget_before(now - _MINUTE_S)
            self._running[user] = self._running.get(user, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._running[user] -= 1
                if not self._running[user]:
                    del self._running[user]

    def _forget_before(self, moment: float) -> None:
        """Forget who has not asked since: visitors without a name are new ones each time."""
        while self._asked[user := next(iter(self._asked))][-1] < moment:
            del self._asked[user]
