"""One worker: takes documents from the queue, reads and embeds them beside other workers, and commits them in its turn.

Reading and embedding, which take the time, hold no lock: vectors go into the cache, which several processes may fill. Only the commit
takes the write lock, for documents that are ready, and in its transaction their jobs end. A worker that is killed loses at most what it
had not committed: its jobs are taken again when their leases end, and find their vectors in the cache.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ragassist.errors import BusyError, ModelError, StoreError, UsageError, say
from ragassist.ingest.one_file import FileReader, why_not
from ragassist.phrases import Phrase
from ragassist.settings import Settings
from ragassist.store import Entry, open_store
from ragassist.store.database import Database
from ragassist.store.filled import filled_by_another
from ragassist.store.lease import Leases
from ragassist.store.lock import no_writer
from ragassist.store.passage_vectors import embed_in_pieces, embed_statements, title_above, titled
from ragassist.store.place import Place
from ragassist.store.problems import note_problems
from ragassist.store.work_queue import Job, WorkQueue, add_sentences, ended, open_queue
from ragassist.types import Failure, IngestReport

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder

_log = logging.getLogger(__name__)
LEASE_S = 60.0
_PASSAGES_AT_ONCE, _SENTENCES_OF = 256, 8
_COMMIT_AFTER_S = 60.0
_LOOK_EVERY_S = 1.0
_LONGEST_PAUSE_S = 60.0
_MAX_PAUSES = 12
_LONG_TURN_S = 10.0


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of a job; `waiting` is why nothing can be done at the moment."""

    kind: Literal["indexed", "unchanged", "sentences", "failed", "aside", "waiting"]
    path: str
    reason: str = ""


class _StoppedError(Exception):
    """The worker is to end, in the middle of a job."""


class _TakenError(Exception):
    """A job went to somebody else before it could be committed."""

    def __init__(self, job: Job) -> None:
        self.job = job


class Worker:
    """Works on the queue of the index that the settings name, until it is told to stop."""

    def __init__(self, settings: Settings, embedder: Embedder, tell: Callable[[Worked], None], *, lease_s: float = LEASE_S) -> None:
        """Open the queue, which is made when it is not there.

        Args:
            settings: as of an ingest.
            embedder: the one that fills the index.
            tell: is told of every job.
            lease_s: how long a job stays with a worker that gives no sign of life.

        Raises:
            StoreError: another embedder filled the index, or it cannot be opened.
            UsageError: `ingest.reader` is no reader.
        """
        self._settings, self._embedder, self._tell, self._lease_s = settings, embedder, tell, lease_s
        self._place = Place.of(settings)
        self._reader = FileReader(embedder, settings)
        self._who = f"process {os.getpid()} on {socket.gethostname()}"
        self._ready: list[tuple[Job, Entry]] = []
        self._ready_since = 0.0
        self._stop = threading.Event()
        self._queue: WorkQueue = open_queue(self._place)
        state = self._queue.manifest.state()
        if state.embedder and (state.embedder, state.dim) != (embedder.name, embedder.dim):
            self._queue.close()
            raise filled_by_another(self._place.shown, state, embedder.name, embedder.dim)
        self._cache = self._place.cache(write=True)

    def run(self, stop: threading.Event, *, until_empty: bool = False) -> None:
        """Work until `stop` is set, or, if `until_empty`, until nothing is left to do for anybody.

        What stands in the way for a while (another writer, a server or an embedder that does not answer) is waited for.

        Raises:
            RagassistError: it stood in the way too long.
            UsageError: a setting is wrong.
        """
        self._stop, pauses = stop, 0
        with closing(self._queue), closing(self._cache), Leases(self._queue, self._lease_s) as self._leases:
            while not stop.is_set():
                try:
                    went_on = self._step()
                    if not went_on and until_empty and not self._queue.left():
                        return
                    pauses = 0
                    if not went_on:
                        stop.wait(_LOOK_EVERY_S)
                except _StoppedError:
                    break
                except (ModelError, StoreError) as error:
                    pauses += 1
                    if pauses > _MAX_PAUSES or error.code.startswith("store.filled_by"):
                        raise
                    self._tell(Worked("waiting", "", str(error)))
                    stop.wait(min(_LONGEST_PAUSE_S, 2.0 ** (pauses - 1)))
            try:
                self._commit()
            except StoreError as error:
                self._tell(Worked("waiting", "", str(error)))
            for job, _ in self._ready:
                self._leave(job)

    def _step(self) -> bool:
        """Do one job or one commit; return whether there was something to do."""
        passages = sum(len(entry.passages) for _, entry in self._ready)
        if self._ready and (passages >= _PASSAGES_AT_ONCE or time.monotonic() - self._ready_since > _COMMIT_AFTER_S):
            self._commit()
        job = self._queue.take(self._who, self._lease_s)
        if job is None:
            if not self._ready:
                return self._tidied_up()
            self._commit()
            return True
        self._leases.hold(job)
        try:
            # What failed before perhaps kills its worker, and nothing else is to go down with it; sentences are for when all can be found.
            if job.failures or job.kind == "sentences":
                self._commit()
            self._do(job)
            if job.failures:
                self._commit()
        except BaseException:
            if all(other is not job for other, _ in self._ready):
                self._leave(job)
            raise
        return True

    def _tidied_up(self) -> bool:
        """Finish what a writer that was killed began and nobody comes after; return whether there was something."""
        manifest = self._queue.manifest
        if not manifest.state().dirty:
            return False
        with no_writer(self._place.home) as quiet:
            if not quiet or manifest.writer():
                return False
        try:
            with open_store(self._settings, self._embedder.name, self._embedder.dim, write=True) as store:
                store.repair(self._embedder)
        except BusyError:  # whoever writes now tidies up as well
            return False
        return True

    def _do(self, job: Job) -> None:
        try:
            if job.kind == "sentences":
                self._sentences(job)
            else:
                self._document(job)
        except (_StoppedError, ModelError, UsageError):
            raise
        except Exception as error:  # one file that breaks a parser must not stop the rest
            if isinstance(error, StoreError) and error.code.startswith(("store.", "postgres.")):
                raise
            self._failed(job, why_not(error, Path(job.target)))

    def _document(self, job: Job) -> None:
        manifest, path = self._queue.manifest, Path(job.target)
        doc_id, before = manifest.origin(job.target)
        record = manifest.record(doc_id) if doc_id else None
        read = self._reader.read(path, job.shown, before, record.lost if record is not None else ())
        if read.document is None:
            self._end(job, "unchanged")
            return
        above = [title_above(passage, read.document.meta.title) for passage in read.passages]
        vectors = embed_in_pieces(read.passages, above, self._embedder, self._cache, lambda done: self._look_up())
        if not self._ready:
            self._ready_since = time.monotonic()
        self._ready.append((job, Entry(read.document, read.passages, vectors, read.origin, titled(self._embedder))))

    def _sentences(self, job: Job) -> None:
        manifest = self._queue.manifest
        record = manifest.record(job.target)
        passages = manifest.passages_of(job.target) if record is not None else []
        above = [title_above(passage, record.meta.title) for passage in passages] if record is not None else []
        for first in range(0, len(passages), _SENTENCES_OF):
            self._look_up()
            some = slice(first, first + _SENTENCES_OF)
            embed_statements(passages[some], above[some], self._embedder, self._cache)
        self._end(job, "sentences")

    def _look_up(self) -> None:
        if self._stop.is_set():
            raise _StoppedError

    def _commit(self) -> None:
        """Put what is ready into the index, and end its jobs in the same transaction. What is not ready any more is left to others."""
        for job, entry in list(self._ready):
            if _moved(Path(job.target), entry):  # what is in the index is never older than the file was at the commit
                self._drop(job)
        since, told = time.monotonic(), False
        while self._ready:
            try:
                self._put()
            except BusyError as error:
                long = time.monotonic() - since > _LONG_TURN_S
                if long and self._stop.is_set():
                    return
                if long and not told:
                    told = True
                    self._tell(Worked("waiting", "", str(error)))
                self._stop.wait(_LOOK_EVERY_S / 4)

    def _put(self) -> None:
        def first(db: Database) -> None:
            # In one order, so that who puts the same files into the queue and this one do not wait for each other.
            for job, _ in sorted(self._ready, key=lambda each: each[0].row):
                if not ended(db, job):
                    raise _TakenError(job)
            for job, entry in self._ready if self._embedder.statement_dim else ():
                add_sentences(db, entry.document.doc_id, job.shown)

        with open_store(self._settings, self._embedder.name, self._embedder.dim, write=True) as store:
            store.repair(self._embedder)
            while self._ready:
                try:
                    store.put_all([entry for _, entry in self._ready], first)
                except _TakenError as error:
                    self._ready = [each for each in self._ready if each[0] is not error.job]
                    self._leases.release(error.job)
                    continue
                note_problems(store.home, IngestReport(added=tuple(entry.document.location for _, entry in self._ready)))
                done, self._ready = self._ready, []
                for job, _ in done:
                    self._leases.release(job)
                    self._tell(Worked("indexed", job.shown))

    def _drop(self, job: Job) -> None:
        self._ready = [each for each in self._ready if each[0] is not job]
        self._leave(job)

    def _leave(self, job: Job) -> None:
        """Let somebody else have the job, at once where the database can be told so, else when its lease ends."""
        self._leases.release(job)
        try:
            self._queue.give_back(job)
        except StoreError as error:
            _log.info("A job waits for its lease to end: %s", error)

    def _end(self, job: Job, how: Literal["unchanged", "sentences"]) -> None:
        self._queue.end(job)
        self._leases.release(job)
        self._tell(Worked(how, job.shown))

    def _failed(self, job: Job, why: Phrase) -> None:
        aside = self._queue.fail(job, why)
        self._leases.release(job)
        self._tell(Worked("aside" if aside else "failed", job.shown, say(why)))
        if aside and job.kind == "document":
            note_problems(self._place.home, IngestReport(failed=(Failure(job.target, why),)))


def _moved(path: Path, entry: Entry) -> bool:
    """Whether the file is another one than the one that was read."""
    try:
        stat = path.stat()
    except OSError:
        return True
    return (stat.st_size, stat.st_mtime_ns) != (entry.origin.size_bytes, entry.origin.mtime_ns)
