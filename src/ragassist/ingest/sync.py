"""Bring the store to the state of some paths: what is new goes in, what changed is replaced, what is the same is left alone.

Files are read one after another and committed in small groups, so that an interruption loses at most one group's work and
the next run goes on from there. One bad file never stops the rest. Parsing, cutting and embedding are done elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ragassist.errors import RagassistError, UsageError
from ragassist.ingest import abilities, archives, reading
from ragassist.ingest.cut import EmptyPageError
from ragassist.ingest.files import find, fits
from ragassist.ingest.given import given
from ragassist.ingest.one_file import FileReader, why_not
from ragassist.phrases import Phrase
from ragassist.settings import Settings
from ragassist.store import Entry, Origin, Store
from ragassist.store.passage_vectors import titled
from ragassist.types import Document, DocumentRecord, Failure, IngestReport, LostIn, Passage

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder

_PASSAGES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far an ingest is."""

    done_files: int
    total_files: int
    path: str
    """The file at hand, as shown to people; empty at the end."""
    passages: int
    """Passages embedded so far in this run."""
    seconds: float
    older: int = 0
    """Files of this run that are as they were and are read again, once, because an earlier version of the reading had read them."""


def sync(
    paths: Sequence[Path],
    *,
    store: Store,
    embedder: Embedder,
    settings: Settings,
    prune: bool = False,
    progress: Callable[[IngestProgress], None] | None = None,
) -> IngestReport:
    """Add, update and, with `prune`, remove documents until the store holds what `paths` hold.

    Args:
        paths: files, directories (taken whole, hidden ones and unreadable formats passed over) or globs.
        store: open for writing.
        embedder: the one that fills the store.
        settings: `ingest.passage_tokens` and `ingest.max_file_mb` are used.
        prune: also remove documents under `paths` whose files are gone. A path that is not there at all removes only the
            document of exactly that name: a disk that is not mounted must not empty the index.
        progress: called before each file, after each group of passages and at the end.

    Raises:
        ModelError: the embedder does not answer; what was committed stays.
        UsageError: `ingest.reader` is no reader, or takes other options.
    """
    run = _Run(store, embedder, settings, progress)
    store.repair(embedder)
    suffixes = run.reader.suffixes()
    found = find(paths, suffixes={*suffixes, archives.SUFFIX} if suffixes else suffixes, home=store.home)
    removed = _gone(store, found.covers) if prune else []
    there = given(found.files, suffixes, home=store.home, max_file_mb=settings.ingest.max_file_mb)
    run.failed += there.failed
    stale = list(there.folders)
    stale += archives.gone(store.home, found.covers) if prune else []
    known = {str(path) for path, _ in there.files}
    removed += [one for one in store.documents() if one.location not in known and any(Path(one.location).is_relative_to(s) for s in stale)]
    run.failed += [failure for pattern, failure in found.absent if not any(fits(record.location, pattern) for record in removed)]
    run.failed += found.closed
    run.take(there.files)
    if removed:  # last, so that a file that was moved finds its vectors still in the cache
        store.remove_all([record.doc_id for record in removed])
    return run.report(removed=tuple(record.path for record in removed), skipped=found.skipped + there.skipped)


def rebuild(
    *, store: Store, embedder: Embedder, settings: Settings, progress: Callable[[IngestProgress], None] | None = None
) -> IngestReport:
    """Cut and embed every stored document anew, from the stored raw texts, and put the result in force at once.

    The files need not be there any more. What was embedded before comes from the cache. A document that cannot be cut keeps
    its passages. Open the store with `rebuild=True` when the embedder is another one.

    Raises:
        ModelError: the embedder does not answer; the index stays as it was.
    """
    run = _Run(store, embedder, settings, progress)
    entries = run.again(store.documents())
    store.rebuild(embedder, entries)
    return run.report()


def _gone(store: Store, covers: Callable[[str], bool]) -> list[DocumentRecord]:
    return [record for record in store.documents() if covers(record.location) and not Path(record.location).exists()]


class _Run:
    """One ingest: what it has done so far, and the group of documents that waits to be committed."""

    def __init__(self, store: Store, embedder: Embedder, settings: Settings, progress: Callable[[IngestProgress], None] | None) -> None:
        self.failed: list[Failure] = []
        self._empty: list[str] = []
        self._store, self._embedder, self._settings, self._progress = store, embedder, settings, progress
        self._known = store.origins()
        self._lost_before = {record.doc_id: record.lost for record in store.documents()}
        self.reader = FileReader(embedder, settings)
        self._added: list[str] = []
        self._updated: list[str] = []
        self._unchanged: list[str] = []
        self._again: set[str] = set()
        self._older: set[str] = set()
        self._older_expected = 0
        self._lost: list[LostIn] = []
        self._waiting: list[tuple[Document, tuple[Passage, ...], Origin]] = []
        self._total = self._done = self._passages = 0
        self._began = time.monotonic()

    def take(self, files: Sequence[tuple[Path, str]]) -> None:
        self._total = len(files)
        self._older_expected = sum(self._may_be_older(path) for path, _ in files)
        for path, name in files:
            self._tell(name)
            try:
                self._read(path, name)
            except EmptyPageError:
                self._empty.append(name)
            except UsageError:  # a setting is wrong, and no file will be read
                raise
            except Exception as error:  # noqa: BLE001  # one file that breaks a parser must not stop the rest
                self.failed.append(Failure(name, why_not(error, path)))
            if sum(len(passages) for _, passages, _ in self._waiting) >= _PASSAGES_AT_ONCE:
                self._commit(name)
            self._done += 1
        self._commit("")
        self._tell("")

    def again(self, records: Sequence[DocumentRecord]) -> list[Entry]:
        self._total = len(records)
        entries: list[Entry] = []
        for record in records:
            self._tell(record.path)
            document = self.reader.titled(self._store.source(record.doc_id))
            origin = self._known[record.location][1]
            try:
                passages = self.reader.cut(document)
                was_read_by = reading.number_in(origin.chunking)  # its text and metadata are still that reading's
                origin = replace(origin, chunking=abilities.moved(origin.chunking, reading.marked(self.reader.chunking, was_read_by)))
                self._updated.append(record.path)
            except Exception as error:  # noqa: BLE001  # as in `take`: the others are cut all the same
                self.failed.append(
                    Failure(record.path, Phrase.of("file.keeps", error=error.phrase if isinstance(error, RagassistError) else error))
                )
                passages = tuple(self._store.passages_of(record.doc_id))
            titles = [document.meta.title] * len(passages)
            entries.append(Entry(document, passages, self._embed(passages, titles, record.path), origin, titled(self._embedder)))
            self._done += 1
        self._tell("")
        return entries

    def report(self, removed: tuple[str, ...] = (), skipped: int = 0) -> IngestReport:
        return IngestReport(
            added=tuple(self._added),
            updated=tuple(self._updated),
            read_again=tuple(path for path in self._updated if path in self._again),
            older=tuple(path for path in self._updated if path in self._older),
            unchanged=tuple(self._unchanged),
            removed=removed,
            failed=tuple(self.failed),
            empty=tuple(self._empty),
            lost=tuple(self._lost),
            passages=self._passages,
            skipped=skipped,
            seconds=time.monotonic() - self._began,
        )

    def _read(self, path: Path, name: str) -> None:
        doc_id, before = self._known.get(str(path), ("", Origin()))
        read = self.reader.read(path, name, before, self._lost_before.get(doc_id, ()))
        if read.document is None:
            if read.origin != before:
                self._store.touch(doc_id, read.origin)
            self._unchanged.append(name)
            return
        if read.older:
            self._older.add(name)
        elif read.again:
            self._again.add(name)
        self._waiting.append((read.document, read.passages, read.origin))

    def _may_be_older(self, path: Path) -> bool:
        """Whether an earlier version of the reading read the file at `path`, as far as is known without opening it."""
        before = self._known.get(str(path), ("", Origin()))[1]
        return reading.is_older(before.chunking, before.bytes_sha256)

    def _embed(self, passages: Sequence[Passage], titles: Sequence[str], name: str) -> np.ndarray:
        known = self._passages

        def tell(done: int) -> None:
            self._passages = known + done
            if done:
                self._tell(name)

        vectors = self._store.cached(passages, self._embedder, titles, tell)
        tell(len(passages))
        return vectors

    def _commit(self, name: str) -> None:
        waiting, self._waiting = self._waiting, []
        # A book takes minutes: what was read before it is not lost with it.
        alone = len(waiting) > 1 and len(waiting[-1][1]) >= _PASSAGES_AT_ONCE
        for group in (waiting[:-1], waiting[-1:]) if alone else (waiting,):
            self._put(group, name)

    def _put(self, waiting: Sequence[tuple[Document, tuple[Passage, ...], Origin]], name: str) -> None:
        if not waiting:
            return
        titles = [document.meta.title for document, passages, _ in waiting for _ in passages]
        vectors = self._embed([passage for _, passages, _ in waiting for passage in passages], titles, name)
        ends = np.cumsum([len(passages) for _, passages, _ in waiting])[:-1]
        parts = np.split(vectors, ends)
        self._store.put_all([Entry(d, p, v, o, titled(self._embedder)) for (d, p, o), v in zip(waiting, parts, strict=True)])
        for document, _, _ in waiting:
            (self._updated if document.location in self._known else self._added).append(document.path)
            if document.meta.lost:
                self._lost.append(LostIn(document.path, document.meta.lost))

    def _tell(self, name: str) -> None:
        if self._progress is not None:
            elapsed = time.monotonic() - self._began
            self._progress(IngestProgress(self._done, self._total, name, self._passages, elapsed, self._older_expected))
