"""Keeps an index in step with folders and files while they change. What is seen is a hint only: each change brings a whole comparison.

A file that vanished keeps its document, and is said to be gone, unless pruning is asked for: a disk that is not mounted must not empty
the index. Nothing outside the given paths is read.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ragassist.errors import RagassistError
from ragassist.ingest.files import find
from ragassist.ingest.load import SUFFIXES
from ragassist.types import DocumentRecord, IngestReport

_log = logging.getLogger(__name__)
_DEBOUNCE_MS, _STEP_MS = 800, 100
"""A burst of changes is waited for as long as it goes on, but not longer than this."""
_LISTEN_MS = 500
_LONGEST_PAUSE_S = 60.0
_READ_AGAIN = "the file is as it was; more of it can be read now"
_OLDER = "the file is as it was; an earlier version of this program had read it"

Kind = Literal["added", "updated", "removed", "vanished", "back", "failed", "empty", "waiting"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one document, or why nothing could happen now (`waiting`)."""

    kind: Kind
    path: str
    reason: str = ""


class Ingesting(Protocol):
    """What watching needs of the assistant."""

    def ingest(self, paths: Sequence[Path], *, prune: bool = False) -> IngestReport:
        """Bring the index to the state of `paths`."""
        ...

    def documents(self) -> list[DocumentRecord]:
        """Return what is indexed."""
        ...


@dataclass
class Watch:
    """Keeps `paths` in the index until `stop` is set."""

    assistant: Ingesting
    paths: Sequence[Path]
    home: Path
    tell: Callable[[Change], None]
    prune: bool = False
    every_s: float = 300.0
    """How often everything is compared without a sign of change: network disks give none."""
    polling: bool = False
    """Look at the files again and again instead of waiting for the system to tell: for network disks and some containers."""

    def __post_init__(self) -> None:
        """Know nothing yet."""
        self._gone: set[str] = set()
        self._failed: dict[str, str] = {}

    def run(self, stop: threading.Event) -> None:
        """Compare now, then at each change, until `stop` is set."""
        failures, due = 0, 0.0
        while not stop.is_set():
            places = self._places()
            for changed in self._changes(places, stop):
                now = time.monotonic()
                if changed or now >= due:
                    failures = 0 if self._compare() else failures + 1
                    due = time.monotonic() + (self.every_s if not failures else min(_LONGEST_PAUSE_S, 2.0 ** (failures - 1)))
                if self._places() != places:  # a folder came or went: listen anew
                    break

    def _changes(self, places: frozenset[Path], stop: threading.Event) -> Iterator[bool]:
        """Yield whether something changed, at least every half second."""
        if not places:
            stop.wait(_LISTEN_MS / 1000)
            yield False
            return
        from watchfiles import watch

        try:
            for seen in watch(
                *sorted(places),
                watch_filter=lambda _, path: self._concerns(path),
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=stop,
                rust_timeout=_LISTEN_MS,
                yield_on_timeout=True,
                raise_interrupt=True,
                force_polling=self.polling or None,
                ignore_permission_denied=True,
            ):
                yield bool(seen)
        except OSError as error:  # a folder went between the look and the listening
            _log.info("Listening ended: %s", error)
            stop.wait(_LISTEN_MS / 1000)
            yield True

    def _places(self) -> frozenset[Path]:
        """Return the directories to listen in: each folder that is there, and of each single file the folder it is in."""
        absolute = [path.expanduser().absolute() for path in self.paths]
        return frozenset(place for path in absolute if (place := path if path.is_dir() else path.parent).is_dir())

    def _concerns(self, path: str) -> bool:
        """Whether a change of the file at `path` can matter. What the index itself writes does not."""
        changed = Path(path)
        roots = [root.expanduser().absolute() for root in self.paths]
        inside = [root for root in roots if changed == root or changed.is_relative_to(root)]
        hidden = all(any(part.startswith(".") for part in changed.relative_to(root).parts) for root in inside)
        return bool(inside) and not hidden and not changed.is_relative_to(self.home.expanduser().absolute())

    def _compare(self) -> bool:
        """Bring the index to the state of the paths; return whether that was possible."""
        there = [path for path in self.paths if self.prune or path.expanduser().exists()]
        try:
            if there:
                self._report(self.assistant.ingest(there, prune=self.prune))
            self._look_for_vanished()
        except RagassistError as error:
            self.tell(Change("waiting", "", str(error)))
            return False
        except Exception as error:  # noqa: BLE001  # whatever it was, the next change is another chance
            _log.exception("A comparison failed")
            self.tell(Change("waiting", "", f"Something unexpected went wrong: {type(error).__name__}."))
            return False
        return True

    def _report(self, report: IngestReport) -> None:
        for kind, paths in (("added", report.added), ("updated", report.updated), ("removed", report.removed)):
            for path in paths:
                again = _READ_AGAIN if path in report.read_again else _OLDER if path in report.older else ""
                self.tell(Change(kind, path, again))  # type: ignore[arg-type]
        failed = {failure.path: failure.reason for failure in report.failed} | dict.fromkeys(report.empty, "a title and no text")
        for path, reason in failed.items():
            if self._failed.get(path) != reason:  # said once, not at every comparison
                self.tell(Change("empty" if path in report.empty else "failed", path, reason))
        self._failed = failed

    def _look_for_vanished(self) -> None:
        covers = find(list(self.paths), suffixes=SUFFIXES, home=self.home).covers
        records = {record.location: record for record in self.assistant.documents()}
        roots = [str(path.expanduser().absolute()) for path in self.paths]
        gone = {
            location
            for location in records
            if not Path(location).exists() and (covers(location) or any(Path(location).is_relative_to(root) for root in roots))
        }
        for location in sorted(gone - self._gone):
            self.tell(Change("vanished", records[location].path, "its document is kept; --prune drops it"))
        for location in sorted(self._gone - gone):
            if location in records:
                self.tell(Change("back", records[location].path))
        self._gone = gone
