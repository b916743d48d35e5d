"""The leases of one worker, renewed by a thread of their own while the worker reads and embeds."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from ragassist.errors import StoreError
from ragassist.store.work_queue import Job, WorkQueue

_log = logging.getLogger(__name__)
_RENEWALS, _AGAIN = 3, 30
"""Parts of a lease after which it is renewed, and after which that is tried again."""


class Leases:
    """Jobs that stay with this process as long as it lives. A context manager; safe to call from several threads."""

    def __init__(self, work_queue: WorkQueue, lease_s: float) -> None:
        """Hold nothing yet; what is held is renewed three times within `lease_s` seconds, and sooner again where that fails."""
        self._queue, self._lease_s = work_queue, lease_s
        self._held: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)

    def hold(self, job: Job) -> None:
        """Renew the job from now on."""
        with self._lock:
            self._held[job.token] = job

    def release(self, job: Job) -> None:
        """Do not renew it any more; harmless when it is not held."""
        with self._lock:
            self._held.pop(job.token, None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()

    def _renew(self) -> None:
        pause_s = self._lease_s / _RENEWALS
        while not self._end.wait(pause_s):
            pause_s = self._lease_s / _RENEWALS
            with self._lock:
                held = list(self._held.values())
            try:
                if held:
                    self._queue.renew(held, self._lease_s)
            except StoreError as error:  # a database that is locked or away for a while; at worst somebody else does it once more
                _log.info("Leases could not be renewed: %s", error)
                pause_s = self._lease_s / _AGAIN
