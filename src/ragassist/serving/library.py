"""The documents as the page manages them: one worker indexes and removes, one thing after another, and can say how each went.

Uploads are files under the home before they are indexed, so that nothing is lost when the index is busy or the server ends; what is
found there unindexed, or marked as not done with, at the next start goes in then. A removal waits ten seconds, in which it can be
taken back; until it is carried out the document is only hidden. If the server ends first in an orderly way the removal is carried
out, if it is killed the document is still there.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ragassist.errors import BusyError, RagassistError
from ragassist.phrases import Phrase
from ragassist.serving import upload_marks, uploads
from ragassist.serving.library_items import OPEN, Item, ItemKind, Removal, outcome, stamp_of, told
from ragassist.types import DocumentRecord, Failure, IngestReport

if TYPE_CHECKING:
    from ragassist.ingest.sync import IngestProgress

log = logging.getLogger(__name__)

UNDO_S = 10.0
MAX_WAITING = 200
_RETRY_S = 4.0
_PART_S = 24 * 3600
"""A file that has been arriving for longer will not arrive any more."""
_KEPT_ITEMS = 100
"""So many results are remembered for each user."""


@runtime_checkable
class Indexing(Protocol):
    """What the library needs of the assistant besides what the page needs."""

    def documents(self) -> list[DocumentRecord]:
        """Return what is indexed."""
        ...

    def ingest(
        self, paths: Sequence[Path], *, prune: bool = False, progress: Callable[[IngestProgress], None] | None = None
    ) -> IngestReport:
        """Bring the index to the state of `paths`."""
        ...

    def embed_sentences(self, progress: Callable[[int, int, str], None] | None = None, stop: Callable[[], bool] | None = None) -> int:
        """Make the vectors of sentences that the last ingest left to be made."""
        ...

    def remove(self, names: Sequence[str]) -> list[DocumentRecord]:
        """Remove documents, by id."""
        ...

    def problems(self) -> list[Failure]:
        """Files that did not go in."""
        ...


class LibraryError(RagassistError):
    """What was asked for is not allowed."""


@dataclass
class Library:
    """Adds, updates and removes documents for the page. Safe to call from several threads; `close` at the end."""

    assistant: Indexing
    home: Path
    private: bool = False
    """Whether people sign in, so that uploads are each person's own and shared documents cannot be changed here."""
    starter: Path | None = None
    """The directory of the starter documents, when there is one."""
    undo_s: float = UNDO_S
    _items: dict[str, Item] = field(default_factory=dict)
    _removals: dict[str, Removal] = field(default_factory=dict)
    _complaints: dict[str, list[tuple[str, Phrase]]] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)
    _turn: threading.Condition = field(default_factory=threading.Condition)
    _worker: threading.Thread | None = None
    _closing: bool = False

    # ---- who may see and change what

    def allowed(self, user: str) -> frozenset[str] | None:
        """Return the ids of the documents that `user` may see now; None when that is all of them."""
        with self._turn:
            hidden = frozenset(self._removals)
        if not self.private and not hidden:
            return None
        owner, seen = uploads.owners(self.home), (None, uploads.key(user))
        return frozenset(
            record.doc_id
            for record in self.assistant.documents()
            if record.doc_id not in hidden and (not self.private or owner(record.location) in seen)
        )

    def may_change(self, user: str, record: DocumentRecord) -> bool:
        """Return whether `user` may re-index and remove this document: with people signing in, only what is their own upload."""
        return not self.private or uploads.owner(record.location, self.home) == uploads.key(user)

    def is_upload(self, record: DocumentRecord) -> bool:
        """Return whether the document was uploaded, so that its file goes with it."""
        return uploads.owner(record.location, self.home) is not None

    def problems(self, user: str) -> list[Failure]:
        """Files that did not go in, that `user` may know of, but for those that are on their way again."""
        with self._turn:
            busy = {str(path) for item in self._items.values() if item.state in OPEN for path in item.paths}
        own = uploads.key(user)
        return [
            failure
            for failure in self.assistant.problems()
            if failure.path not in busy and (not self.private or uploads.owner(failure.path, self.home) == own)
        ]

    # ---- what is going on

    def items(self, user: str) -> list[Item]:
        """Return what `user` has added, oldest first, with how far it is."""
        with self._turn:
            return [item for item in self._items.values() if item.user == uploads.key(user)]

    def removals(self, user: str) -> list[Removal]:
        """Return what `user` has removed and can still take back."""
        with self._turn:
            return [removal for removal in self._removals.values() if removal.user == uploads.key(user)]

    def complaints(self, user: str) -> list[tuple[str, Phrase]]:
        """(title, why) of the removals of `user` that could not be carried out."""
        with self._turn:
            return list(self._complaints.get(uploads.key(user), ()))

    def is_busy(self, user: str) -> bool:
        """Return whether something of `user` is going to change by itself."""
        return any(item.state in OPEN for item in self.items(user)) or bool(self.removals(user))

    # ---- what can be asked for

    def waiting(self) -> int:
        """Return how many files wait, of all users."""
        with self._turn:
            return sum(item.state in OPEN for item in self._items.values())

    def upload(self, user: str, path: Path) -> None:
        """Index a file that has been received; a removal of what had its name is taken back."""
        upload_marks.set_mark(path)
        location = str(path.resolve())
        with self._turn:
            self._removals = {doc_id: each for doc_id, each in self._removals.items() if each.record.location != location}
        self._put(uploads.key(user), "upload", (path,), path.name)

    def reindex(self, user: str, doc_id: str) -> None:
        """Read a document's file again.

        Raises:
            LibraryError: the document is not this user's to change, or is not there.
        """
        record = self._changeable(user, doc_id)
        self._put(uploads.key(user), "document", (Path(record.location),), record.meta.title or Path(record.path).name)

    def reindex_all(self, user: str) -> None:
        """Read the files of all documents again that `user` may change."""
        paths = tuple(Path(record.location) for record in self.assistant.documents() if self.may_change(user, record))
        if paths:
            self._put(uploads.key(user), "all", paths, "")

    def add_starter(self, user: str) -> None:
        """Index the starter documents, if there are any and they are not on their way already."""
        with self._turn:
            running = any(item.kind == "starter" and item.state in OPEN for item in self._items.values())
        if self.starter is not None and not running:
            self._put(uploads.key(user), "starter", (self.starter,), "")

    def again(self, user: str, path: str) -> None:
        """Try a file again that did not go in.

        Raises:
            LibraryError: it is not among the problems that `user` knows of.
        """
        if path not in {failure.path for failure in self.problems(user)}:
            raise LibraryError("library.not_yours")
        self._put(uploads.key(user), "upload", (Path(path),), Path(path).name)

    def forget(self, user: str, path: str) -> None:
        """Delete an upload that did not go in; of another file, nothing happens.

        Raises:
            LibraryError: it is not among the problems that `user` knows of.
        """
        if path not in {failure.path for failure in self.problems(user)}:
            raise LibraryError("library.not_yours")
        if uploads.owner(path, self.home) is not None:
            Path(path).unlink(missing_ok=True)
            with self._turn:
                gone = [key for key, item in self._items.items() if item.user == uploads.key(user) and item.paths == (Path(path),)]
                for key in gone:
                    self._items.pop(key)

    def clear(self, user: str) -> None:
        """Forget the results that `user` has seen."""
        own = uploads.key(user)
        with self._turn:
            self._complaints.pop(own, None)
            self._items = {key: item for key, item in self._items.items() if item.user != own or item.state in OPEN}

    def remove(self, user: str, doc_id: str) -> None:
        """Hide a document now and remove it when it can no longer be taken back.

        Raises:
            LibraryError: the document is not this user's to change, or is not there.
        """
        record = self._changeable(user, doc_id)
        with self._turn:
            due = time.monotonic() + self.undo_s
            self._removals[doc_id] = Removal(record, uploads.key(user), due, stamp_of(Path(record.location)))
            self._wake()

    def undo(self, user: str, doc_id: str) -> bool:
        """Take a removal back; False when it is too late."""
        with self._turn:
            removal = self._removals.get(doc_id)
            if removal is None or removal.user != uploads.key(user) or not removal.seconds:
                return False
            self._removals.pop(doc_id)
            return True

    # ---- the worker

    def recover(self) -> None:
        """Put uploads on their way that an earlier server received and did not index; drop what it received in part."""
        base = self.home.expanduser().absolute() / uploads.DIRECTORY
        for part in base.glob(f"*/{uploads.INCOMING}/*"):
            if part.suffix != upload_marks.SUFFIX and time.time() - part.stat().st_mtime > _PART_S:
                part.unlink(missing_ok=True)
        files = [path for path in sorted(base.glob("*/*")) if path.is_file() and not path.name.startswith(".")] if base.is_dir() else []
        if not files:
            return
        try:
            known = {record.location for record in self.assistant.documents()}
        except RagassistError:
            return
        known |= {failure.path for failure in self.assistant.problems()}
        waiting = set(upload_marks.marked(base))
        for path in files:
            if path in waiting or str(path.resolve()) not in known:
                self._put(path.parent.name, "upload", (path,), path.name)

    def close(self, wait_s: float = 10.0) -> None:
        """Carry out the removals that wait, let the work in hand finish for up to `wait_s` seconds, and stop."""
        with self._turn:
            self._closing = True
            self._turn.notify_all()
            worker = self._worker
        if worker is not None:
            worker.join(wait_s)

    def _sees(self, user: str, location: str) -> bool:
        whose = uploads.owner(location, self.home)
        return not self.private or whose is None or whose == uploads.key(user)

    def _changeable(self, user: str, doc_id: str) -> DocumentRecord:
        for record in self.assistant.documents():
            if record.doc_id == doc_id and self._sees(user, record.location):
                if self.may_change(user, record):
                    return record
                break
        raise LibraryError("library.not_yours")

    def _put(self, own: str, kind: ItemKind, paths: tuple[Path, ...], title: str) -> None:
        with self._turn:
            if any(item.paths == paths and item.state in ("waiting", "blocked") for item in self._items.values()):
                return
            # A new try takes the place of what is known of the earlier one.
            before = [k for k, item in self._items.items() if item.user == own and item.paths == paths and item.state not in OPEN]
            old = [k for k, item in self._items.items() if item.user == own and item.state not in OPEN][: -_KEPT_ITEMS or None]
            for each in {*before, *old}:
                self._items.pop(each)
            key = f"item-{next(self._numbers)}"
            self._items[key] = Item(key, own, kind, paths, title)
            self._wake()

    def _wake(self) -> None:
        if self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, name="ragassist-library", daemon=True)
            self._worker.start()
        self._turn.notify_all()

    def _work(self) -> None:
        retry_at = 0.0
        while True:
            with self._turn:
                now = time.monotonic()
                items, removals = self._due(now) if now >= retry_at or self._closing else ([], [])
                if not items and not removals:
                    if self._closing:
                        return
                    self._turn.wait(self._pause(now, retry_at))
                    continue
                for item in items:
                    self._items[item.key] = replace(item, state="indexing", why=None)
            try:
                if removals:
                    self._carry_out(removals)
                if items:
                    self._index(items)
                self._embed_sentences()
                retry_at = 0.0
            except BusyError as error:
                self._block(items, error)
                if self._closing:
                    return
                retry_at = time.monotonic() + _RETRY_S

    def _due(self, now: float) -> tuple[list[Item], list[Removal]]:
        """What is to be done now: removals that are due, else all single files together, or one lot."""
        removals = [each for each in self._removals.values() if each.due <= now or self._closing]
        if removals or self._closing:
            return [], removals
        ready = [item for item in self._items.values() if item.state in ("waiting", "blocked")]
        files = [item for item in ready if item.kind in ("upload", "document")]
        return files or ready[:1], []

    def _pause(self, now: float, retry_at: float) -> float | None:
        """Seconds until something is due; None when nothing is."""
        times = [removal.due for removal in self._removals.values()]
        if any(item.state in ("waiting", "blocked") for item in self._items.values()):
            times.append(now)
        return max(0.02, max(min(times), retry_at) - now) if times else None

    def _carry_out(self, removals: Sequence[Removal]) -> None:
        for removal in removals:
            record = removal.record
            try:
                self.assistant.remove([record.doc_id])
            except BusyError:
                raise
            except Exception as error:  # noqa: BLE001  # the document is back, and the reader is told why
                log.warning("%s could not be removed: %s", record.path, error)
                with self._turn:
                    self._complaints.setdefault(removal.user, []).append((record.meta.title or Path(record.path).name, told(error)))
            else:
                # The file goes last: a crash in between leaves a file that is indexed again, never a document without its file.
                if self.is_upload(record) and stamp_of(Path(record.location)) == removal.stamp:
                    Path(record.location).unlink(missing_ok=True)
            with self._turn:
                self._removals.pop(record.doc_id, None)

    def _index(self, items: Sequence[Item]) -> None:
        def tell(progress: IngestProgress) -> None:
            if len(items) == 1 and items[0].kind in ("all", "starter"):
                self._change(items[0], state="indexing", done=progress.done_files, total=progress.total_files)

        paths = [path for item in items for path in item.paths]
        marks = upload_marks.marks_of(paths)
        try:
            report = self.assistant.ingest(paths, progress=tell)
        except BusyError:
            raise
        except Exception as error:  # noqa: BLE001  # the worker goes on with what comes next
            log.warning("Indexing failed: %s", error)
            for item in items:
                self._change(item, state="failed", why=told(error))
            return
        upload_marks.remove_marks(marks)
        for item in items:
            self._change(item, **outcome(item, report))

    def _embed_sentences(self) -> None:
        """Go on with the sentences while nobody waits for anything else; what is indexed answers meanwhile."""

        def wanted() -> bool:
            with self._turn:
                return self._closing or bool(self._removals) or any(item.state == "waiting" for item in self._items.values())

        try:
            self.assistant.embed_sentences(stop=wanted)
        except Exception as error:  # noqa: BLE001  # they are tried again after the next document, and answers do without
            log.warning("The vectors of sentences could not be made: %s", error)

    def _block(self, items: Sequence[Item], error: BusyError) -> None:
        for item in items:
            self._change(item, state="blocked", why=error.phrase)

    def _change(self, item: Item, **values: object) -> None:
        with self._turn:
            if item.key in self._items:
                self._items[item.key] = replace(self._items[item.key], **values)  # type: ignore[arg-type]
