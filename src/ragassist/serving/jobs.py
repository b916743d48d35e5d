"""Document work in the background: each piece may be asked after, left and come back to, and stopped. Each user sees only their own."""

from __future__ import annotations

import logging
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from ragassist.errors import RagassistError, UsageError
from ragassist.phrases import Phrase
from ragassist.tasks.list import Progress
from ragassist.tasks.report import Report

log = logging.getLogger(__name__)

JobState = Literal["waiting", "running", "done", "failed", "stopped"]
_OPEN: frozenset[JobState] = frozenset({"waiting", "running"})
MAX_WAITING = 20
"""So many may wait or run at once, of all users together."""
_KEPT = 10
"""So many results of each user are kept until they are fetched again; the browser keeps its own."""
Make = Callable[[Callable[[Progress], None]], Report]
"""Does the work, telling of each step; an error raised by what it tells ends it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work as it stands."""

    id: str
    user: str
    state: JobState = "waiting"
    progress: Progress = field(default_factory=lambda: Progress(0, 0, ""))
    ahead: int = 0
    """While it waits: how many are before it."""
    report: Report | None = None
    why: Phrase | None = None
    """What went wrong, where something did."""


class _StoppedError(Exception):
    """Somebody said stop."""


class Jobs:
    """Does pieces of work in the order in which they come, `at_once` at a time. Safe to call from several threads."""

    def __init__(self, at_once: int = 1) -> None:
        """No thread runs until there is work."""
        self._at_once = at_once
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.SimpleQueue[tuple[str, Make]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers = 0

    def start(self, user: str, make: Make) -> str:
        """Return the id of a new piece of work of `user`.

        Raises:
            UsageError: as many wait as may wait.
        """
        with self._lock:
            if sum(job.state in _OPEN for job in self._jobs.values()) >= MAX_WAITING:
                raise UsageError("task.many")
            over = [job.id for job in self._jobs.values() if job.user == user and job.state not in _OPEN][: -_KEPT or None]
            for each in over:
                del self._jobs[each]
            job = Job(uuid.uuid4().hex, user)
            self._jobs[job.id] = job
            self._waiting.put((job.id, make))
            if self._workers < self._at_once:
                self._workers += 1
                threading.Thread(target=self._work, name="ragassist-task", daemon=True).start()
        return job.id

    def status(self, user: str, job_id: str) -> Job:
        """Return how far a piece of work is.

        Raises:
            UsageError: there is none of that id, or it is another user's.
        """
        with self._lock:
            job = self._of(user, job_id)
            if job.state != "waiting":
                return job
            order = list(self._jobs)
            before = sum(each.state in _OPEN for each in map(self._jobs.__getitem__, order[: order.index(job_id)]))
            return replace(job, ahead=before)

    def stop(self, user: str, job_id: str) -> None:
        """End a piece of work at its next step; one that has ended already is left alone.

        Raises:
            UsageError: there is none of that id, or it is another user's.
        """
        with self._lock:
            job = self._of(user, job_id)
            if job.state in _OPEN:
                self._jobs[job_id] = replace(job, state="stopped")

    def _of(self, user: str, job_id: str) -> Job:
        job = self._jobs.get(job_id)
        if job is None or job.user != user:
            raise UsageError("task.gone")
        return job

    def _work(self) -> None:
        while True:
            job_id, make = self._waiting.get()
            if self._change(job_id, state="running"):
                self._carry_out(job_id, make)

    def _carry_out(self, job_id: str, make: Make) -> None:
        def tell(progress: Progress) -> None:
            if not self._change(job_id, progress=progress):
                raise _StoppedError

        try:
            report = make(tell)
        except _StoppedError:
            return
        except RagassistError as error:
            self._change(job_id, state="failed", why=error.phrase)
        except Exception as error:
            log.exception("A task broke off.")
            self._change(job_id, state="failed", why=Phrase.of("task.broke", error_type=type(error).__name__))
        else:
            self._change(job_id, state="done", report=report)

    def _change(self, job_id: str, **change: object) -> bool:
        """Change a job that nobody has stopped; return whether it was changed."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state == "stopped":
                return False
            self._jobs[job_id] = replace(job, **change)  # type: ignore[arg-type]  # fields of a job
            return True
