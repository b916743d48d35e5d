"""Reads and draws files as the settings say: plain text here, everything that needs a parser in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from ragassist.ingest.confined.process import READERS, Limits
from ragassist.types import Document

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Box
    from ragassist.settings import IngestSettings

PLAIN: Final = frozenset({".txt", ".md", ".markdown", ".csv", ".tsv"})
"""Read by this program's own lines and the standard library, within limits of their own: a process each would cost a second for nothing."""


def limits_of(settings: IngestSettings) -> Limits:
    """Return the limits that the settings set."""
    return Limits(settings.parse_seconds, settings.parse_memory_mb)


def load(path: Path, *, shown_path: str, settings: IngestSettings, max_file_mb: float | None = None) -> Document:
    """Return the document in one file, as `ingest.load.load`.

    Args:
        path: the file.
        shown_path: what people see instead.
        settings: `max_file_mb`, `parse_apart`, `parse_seconds` and `parse_memory_mb` are used.
        max_file_mb: instead of the settings'.

    Raises:
        LoadError: as of `ingest.load.load`; or the parser passed a limit, broke or ended.
    """
    most = settings.max_file_mb if max_file_mb is None else max_file_mb
    if not settings.parse_apart or path.suffix.lower() in PLAIN or not path.is_file():
        from ragassist.ingest import load as here

        return here.load(path, shown_path=shown_path, max_file_mb=most)
    # An absolute path: where the other process stands is its own business.
    found = READERS.ask("load", limits_of(settings), name=shown_path, path=str(path.absolute()), shown_path=shown_path, max_file_mb=most)
    return cast("Document", found)


def draw(path: Path, *, shown: str, number: int, boxes: Sequence[Box], limits: Limits = Limits()) -> bytes | None:  # noqa: B008  # frozen
    """Return a page as a picture, as `drawing.draw`; None also where drawing passes a limit.

    Args:
        path: the file.
        shown: its name as people see it.
        number: the page, counted from 0.
        boxes: in the page's coordinates.
        limits: of the process that draws.
    """
    from ragassist.errors import LoadError

    try:
        found = READERS.ask("draw", limits, name=shown, path=str(path.absolute()), shown=shown, number=number, boxes=list(boxes))
    except LoadError:
        return None
    return found if isinstance(found, bytes) else None
