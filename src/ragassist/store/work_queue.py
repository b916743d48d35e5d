"""The queue of documents that wait to be read and embedded: rows of the manifest's database, which any number of workers take from.

A job is taken on a lease, which its worker renews. One that is not renewed, because its worker was killed, may be taken again, and
counts as a failure; after three a job is set aside with the reason. A worker that lost its lease cannot end the job any more: that is
asked in the transaction that commits its document. Times are the database's.
"""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ragassist.errors import BusyError
from ragassist.phrases import Phrase
from ragassist.store.database import Database, Row
from ragassist.store.manifest import Manifest
from ragassist.store.place import Place

Kind = Literal["document", "sentences"]
"""What is to be done: read a file and index it, or make the vectors of a document's sentences. In this order."""
MAX_FAILURES = 3
_PAUSE_S = 2.0
_MADE_WITHIN_S = 30.0
_HELD = " WHERE kind = ? AND target = ? AND holder = ?"
_TAKEN = "SELECT kind, target, shown, holder, failures, aside, who, due_s, reason FROM jobs "


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do, taken by one worker."""

    kind: Kind
    target: str
    """The file's absolute path here, or the id of the document."""
    shown: str
    """As people see it."""
    failures: int
    """How often it failed before."""
    row: str
    """Its target as it stands in the table."""
    token: str
    """What shows that it is still this worker's."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A job as it stands."""

    kind: Kind
    target: str
    shown: str
    state: Literal["waiting", "working", "aside"]
    failures: int
    who: str = ""
    """The worker that has it."""
    reason: Phrase | None = None
    """Why it failed last."""


class WorkQueue:
    """Jobs over one manifest. Safe to call from several threads; any number of processes may have one over the same database."""

    def __init__(self, manifest: Manifest, home: Path) -> None:
        """Work on the jobs of `manifest`, as somebody who can read the files in `home`."""
        self.manifest, self._db = manifest, manifest.database
        self._home = home.expanduser().absolute()
        self._here = f"{socket.gethostname()}:{self._home.resolve()}" if manifest.shared else ""

    def close(self) -> None:
        """Let go of the database."""
        self.manifest.close()

    def add(self, files: Sequence[tuple[Path, str]]) -> None:
        """Have these files read, each with its name as people see it; one that waits already, or was set aside, begins afresh.

        One that a worker has in hand is read once more afterwards.
        """
        now_s = self._db.now_s()
        with self._db.transaction():
            for path, shown in sorted(files):
                place = self._here if path.is_relative_to(self._home) else ""
                _add(self._db, "document", self.manifest.anywhere(str(path)), shown, place, now_s)

    def take(self, who: str, lease_s: float) -> Job | None:
        """Return the next job, taken for `lease_s` seconds by the worker that calls itself `who`; None when none can be taken now."""
        due = "WHERE aside = 0 AND due_s <= ? AND place IN ('', ?) ORDER BY kind, queued_s, target LIMIT 1"
        if not self._db.execute(_TAKEN + due, (self._db.now_s(), self._here)):
            return None
        with self._db.transaction():
            now_s = self._db.now_s()  # a transaction may have waited for another one: the lease begins now
            while rows := self._db.execute(_TAKEN + due + self._db.one_taker, (now_s, self._here)):
                kind, target, shown, holder, failures, *_ = rows[0]
                failures += bool(holder)
                died = _packed(Phrase.of("work.died")) if holder else rows[0][-1]
                if failures >= MAX_FAILURES:
                    self._set(kind, target, "holder = '', who = '', aside = 1, failures = ?, reason = ?", failures, died)
                    continue
                token = secrets.token_hex(8)
                changed = "holder = ?, who = ?, again = 0, due_s = ?, failures = ?, reason = ?"
                self._set(kind, target, changed, token, who, now_s + lease_s, failures, died)
                return Job(kind, self.manifest.here(target), shown, failures, target, token)
        return None

    def renew(self, jobs: Collection[Job], lease_s: float) -> None:
        """Keep `jobs` for `lease_s` seconds from now; those that went to somebody else stay theirs."""
        due_s = self._db.now_s() + lease_s
        for job in jobs:  # one by one: no row is held while another is waited for
            _change(self._db, job, "UPDATE jobs SET due_s = ?", due_s)

    def end(self, job: Job) -> bool:
        """Take a job that is done off the queue; false when it went to somebody else meanwhile."""
        with self._db.transaction():
            return ended(self._db, job)

    def give_back(self, job: Job) -> None:
        """Let somebody take the job at once; it has not failed."""
        _change(self._db, job, "UPDATE jobs SET holder = '', who = '', again = 0, due_s = 0")

    def fail(self, job: Job, why: Phrase) -> bool:
        """Note that the job failed, and return whether that sets it aside; else it is tried again in a while."""
        failures = job.failures + 1
        aside = failures >= MAX_FAILURES
        due_s = self._db.now_s() + _PAUSE_S * failures
        changed = "UPDATE jobs SET holder = '', who = '', again = 0, aside = ?, failures = ?, due_s = ?, reason = ?"
        _change(self._db, job, changed, int(aside), failures, due_s, _packed(why))
        return aside

    def retry(self) -> int:
        """Let what was set aside be taken again, as if it had never failed; return how many jobs that were."""
        with self._db.transaction():
            count = int(self._db.execute("SELECT COUNT(*) FROM jobs WHERE aside = 1")[0][0])
            self._db.execute("UPDATE jobs SET aside = 0, failures = 0, due_s = 0, reason = '' WHERE aside = 1")
        return count

    def left(self) -> int:
        """Return how many jobs are still to be done, those in hand and those that this worker may not take included."""
        return int(self._db.execute("SELECT COUNT(*) FROM jobs WHERE aside = 0 AND place IN ('', ?)", (self._here,))[0][0])

    def _set(self, kind: str, target: str, changed: str, *values: object) -> None:
        self._db.execute(f"UPDATE jobs SET {changed} WHERE kind = ? AND target = ?", (*values, kind, target))  # noqa: S608  # no values


def open_queue(place: Place) -> WorkQueue:
    """Return the queue of an index, which is made when it is not there yet.

    Raises:
        StoreError: the database cannot be opened, or is of a newer program.
        BusyError: an older program is writing it and does not end.
    """
    place.home.mkdir(parents=True, exist_ok=True)
    if not place.url:  # SQLite lets several write, one after the other
        return WorkQueue(place.manifest(write=True), place.home)
    until = time.monotonic() + _MADE_WITHIN_S
    while not (place.there() and _has_queue(place)):
        try:
            place.manifest(write=True).close()
        except BusyError:  # whoever has just begun to write makes the tables too
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
    return WorkQueue(place.manifest(), place.home)


def queued(place: Place) -> list[Queued]:
    """Return every job of an index, in the order in which they are taken; [] where nothing was ever queued. Changes nothing.

    Raises:
        StoreError: the database cannot be read.
    """
    if not place.there():
        return []
    manifest = place.manifest()
    try:
        db = manifest.database
        if not db.has_table("jobs"):
            return []
        now_s = db.now_s()
        rows = db.execute(_TAKEN + "ORDER BY aside, kind, queued_s, target")
        return [_state(manifest.here(row[1]), row, now_s) for row in rows]
    finally:
        manifest.close()


def ended(db: Database, job: Job) -> bool:
    """Take a job that is done off the queue, within the caller's transaction; false when it went to somebody else meanwhile."""
    if _change(db, job, "DELETE FROM jobs", more=" AND again = 0 RETURNING kind"):
        return True
    changed = "UPDATE jobs SET holder = '', who = '', again = 0, failures = 0, due_s = 0, reason = ''"
    return bool(_change(db, job, changed, more=" RETURNING kind"))


def add_sentences(db: Database, doc_id: str, shown: str) -> None:
    """Have the vectors of a document's sentences made, within the caller's transaction."""
    _add(db, "sentences", doc_id, shown, "", db.now_s())


def _add(db: Database, kind: Kind, target: str, shown: str, place: str, now_s: float) -> None:
    # A job that somebody has in hand keeps its lease and is done once more.
    sql = (
        "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, 0, '', '', 0, 0, 0, '') ON CONFLICT (kind, target) DO UPDATE SET "
        "shown = excluded.shown, place = excluded.place, failures = 0, aside = 0, reason = '', "
        "again = CASE WHEN jobs.holder = '' THEN 0 ELSE 1 END, due_s = CASE WHEN jobs.holder = '' THEN 0 ELSE jobs.due_s END"
    )
    db.execute(sql, (kind, target, shown, place, now_s))


def _state(target: str, row: Row, now_s: float) -> Queued:
    kind, _, shown, holder, failures, aside, who, due_s, reason = row
    working = bool(holder) and due_s > now_s
    state: Literal["waiting", "working", "aside"] = "aside" if aside else "working" if working else "waiting"
    why = Phrase.from_json(json.loads(reason)) if reason else None
    return Queued("document" if kind == "document" else "sentences", target, shown, state, failures, who if working else "", why)


def _change(db: Database, job: Job, statement: str, *values: object, more: str = "") -> list[Row]:
    """Run `statement` on the row of a job, as long as it is still its worker's."""
    return db.execute(statement + _HELD + more, (*values, job.kind, job.row, job.token))


def _packed(why: Phrase) -> str:
    return json.dumps(why.as_json(), ensure_ascii=False)


def _has_queue(place: Place) -> bool:
    manifest = place.manifest()
    try:
        return manifest.database.has_table("jobs")
    finally:
        manifest.close()
