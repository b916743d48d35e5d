"""What is on its way into the index of the page's library, or out of it, and how each ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ragassist.errors import RagassistError
from ragassist.ingest.files import shown
from ragassist.phrases import Phrase
from ragassist.store.problems import EMPTY_PAGE
from ragassist.types import DocumentRecord, IngestReport

ItemState = Literal["waiting", "blocked", "indexing", "added", "updated", "unchanged", "empty", "failed"]
ItemKind = Literal["upload", "document", "all", "starter"]
OPEN: frozenset[ItemState] = frozenset({"waiting", "blocked", "indexing"})
_EMPTY = frozenset(
    f"file.{kind}" for kind in ("empty", "no_text", "no_text_mail", "no_cells", "scan", "furniture", "furniture_html", "not_html")
)
"""Codes of files in which there is nothing to index."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file, or one lot of files, on its way into the index or there already."""

    key: str
    user: str
    """The `uploads.key` of whose it is."""
    kind: ItemKind
    paths: tuple[Path, ...]
    title: str
    state: ItemState = "waiting"
    why: Phrase | None = None
    """What went wrong, where something did."""
    done: int = 0
    total: int = 1
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Of a lot, once it is done: added, updated, unchanged, failed."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A document that is hidden and about to be removed."""

    record: DocumentRecord
    user: str
    """The `uploads.key` of who removed it."""
    due: float
    """On the monotonic clock."""
    stamp: tuple[int, int] | None = None
    """Size and time of its file when it was removed: one that has come since stays."""

    @property
    def seconds(self) -> float:
        """How long it can still be taken back; 0 when it cannot any more."""
        return max(0.0, self.due - time.monotonic())


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from a later one of its name; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def told(error: Exception) -> Phrase:
    """Return what is told of an error that ended a piece of work."""
    if isinstance(error, RagassistError):
        return error.phrase
    return Phrase.of("library.broke", error_type=type(error).__name__, error=error)


def outcome(item: Item, report: IngestReport) -> dict[str, object]:
    """Return the fields of `item` that an ingest changed."""
    if item.kind in ("all", "starter"):
        counts = (len(report.added), len(report.updated), len(report.unchanged), len(report.failed))
        state: ItemState = "added" if any(counts[:3]) else "failed"
        why = report.failed[0].why if state == "failed" and report.failed else None
        return {"state": state, "counts": counts, "done": item.total, "why": why}
    name = shown(item.paths[0].resolve())
    states: tuple[tuple[ItemState, tuple[str, ...]], ...] = (
        ("added", report.added),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
    )
    for state, names in states:
        if name in names:
            return {"state": state, "done": 1}
    if name in report.empty or shown(item.paths[0]) in report.empty:
        return {"state": "empty", "why": EMPTY_PAGE}
    for failure in report.failed:
        if failure.path in (name, shown(item.paths[0])):
            return {"state": "empty" if failure.why.code in _EMPTY else "failed", "why": failure.why}
    return {"state": "failed", "why": None}
