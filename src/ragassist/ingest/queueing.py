"""Puts files into the queue that workers take from, instead of reading them here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ragassist.ingest import archives
from ragassist.ingest.files import find
from ragassist.ingest.given import given
from ragassist.ingest.load import SUFFIXES
from ragassist.ingest.web.keep import fetched
from ragassist.settings import Settings
from ragassist.store.place import Place
from ragassist.store.work_queue import open_queue
from ragassist.types import Failure


@dataclass(frozen=True, slots=True)
class QueueReport:
    """What was put into the queue, by path as people see it."""

    queued: tuple[str, ...]
    failed: tuple[Failure, ...]
    skipped: int
    """Files met in directories and archives whose format cannot be read."""


def enqueue(paths: Sequence[Path | str], settings: Settings) -> QueueReport:
    """Have workers bring the index to the state of `paths`, as `Assistant.ingest` takes them; on return all are in the queue.

    Files outside the home have to be at the same path wherever a worker runs; what lies in it (fetched pages, unpacked archives) is left
    to the workers of this home.

    Raises:
        StoreError: the database of the index cannot be opened.
    """
    place = Place.of(settings)
    suffixes: Collection[str] = SUFFIXES
    if settings.ingest.reader:
        from ragassist.ingest.load.foreign import ForeignReader

        suffixes = ForeignReader(settings.ingest).suffixes(SUFFIXES)
    with closing(open_queue(place)) as work:
        local, unfetched = fetched(paths, settings)
        found = find(local, suffixes={*suffixes, archives.SUFFIX} if suffixes else suffixes, home=place.home)
        there = given(found.files, suffixes, home=place.home, max_file_mb=settings.ingest.max_file_mb)
        work.add(there.files)
    failed = (*unfetched, *there.failed, *(failure for _, failure in found.absent), *found.closed)
    return QueueReport(tuple(name for _, name in there.files), failed, found.skipped + there.skipped)
