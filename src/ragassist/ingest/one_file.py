"""Reads one file into a document and its passages, unless it is as it was when the index last took it. Embeds and stores nothing."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING

from ragassist.errors import LoadError, RagassistError
from ragassist.ingest import abilities, reading
from ragassist.ingest.confined import reading as confined
from ragassist.ingest.cut import cut
from ragassist.ingest.titles import with_known_title
from ragassist.ingest.web import keep as web
from ragassist.phrases import Phrase
from ragassist.settings import Settings
from ragassist.store import Origin
from ragassist.text.glossary import glossary
from ragassist.types import Document, Loss, Passage

if TYPE_CHECKING:
    from ragassist.ingest.load.foreign import ForeignReader
    from ragassist.models.embed import Embedder

_CLOCK_TICK_NS = 2_000_000_000
"""A file that changed less than this before it was read may change again without another time stamp."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found at a path."""

    origin: Origin
    """Of the file as it is now."""
    document: Document | None = None
    """None when the index holds this file as it is."""
    passages: tuple[Passage, ...] = ()
    again: bool = False
    """Whether the file is as it was, and read because more of it can be read now."""
    older: bool = False
    """Whether the file is as it was, and read because an earlier version of the reading read it."""


class FileReader:
    """Reads files as the settings say, for one embedder."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        """Nothing is read yet.

        Args:
            embedder: counts the tokens of a passage.
            settings: `ingest` and `retrieve.glossary` are used.

        Raises:
            UsageError: `ingest.reader` is no reader, or takes other options.
        """
        self._embedder, self._settings = embedder, settings
        self._terms = glossary(settings.retrieve.glossary)
        self.chunking = f"{settings.ingest.passage_tokens} tokens of {embedder.name}"
        self._foreign: ForeignReader | None = None
        if settings.ingest.reader:
            from ragassist.ingest.load.foreign import ForeignReader

            self._foreign = ForeignReader(settings.ingest)

    def suffixes(self) -> Collection[str]:
        """Return the suffixes of files that can be read."""
        from ragassist.ingest.load import SUFFIXES

        return SUFFIXES if self._foreign is None else self._foreign.suffixes(SUFFIXES)

    def read(self, path: Path, name: str, before: Origin, lost: Sequence[Loss]) -> Read:
        """Return what is at `path`.

        Args:
            path: of the file.
            name: as people see it.
            before: the file as the index holds it; the empty one when it does not.
            lost: what could not be read of it then.

        Raises:
            OSError: it cannot be opened.
            LoadError: it is no document that can be read.
            EmptyPageError: it holds nothing but furniture.
            UsageError: a setting is wrong, and no file will be read.
        """
        seen_ns = time.time_ns()
        stat = path.stat()
        if not (S_ISREG(stat.st_mode) or S_ISDIR(stat.st_mode)):  # reading a pipe waits for ever
            raise LoadError("file.device", name=name)
        settled = before.seen_ns - before.mtime_ns > _CLOCK_TICK_NS
        foreign = self._foreign if self._foreign is not None and self._foreign.reads(path) else None
        chunking = self.chunking if foreign is None else f"{self.chunking}, read by {foreign.name}"
        again = older = False
        if reading.unmarked(abilities.unmarked(before.chunking)) == chunking and before.size_bytes == stat.st_size:
            same = before.mtime_ns == stat.st_mtime_ns and settled
            if same or sha256(path.read_bytes()).hexdigest() == before.bytes_sha256:
                older = reading.is_older(before.chunking, before.bytes_sha256)
                again = foreign is None and abilities.more_can_be_read(before.chunking, lost)
                if not older and not again:
                    return Read(before if same else replace(before, mtime_ns=stat.st_mtime_ns, seen_ns=seen_ns))
        if foreign is not None:
            document = foreign.load(path, shown_path=name, max_file_mb=self._settings.ingest.max_file_mb)
        else:
            document = confined.load(path, shown_path=name, settings=self._settings.ingest)
        document = with_known_title(web.with_origin(document, path), self._terms)
        chunking = reading.marked(chunking if foreign is not None else abilities.marked(chunking, document.meta.lost))
        origin = Origin(stat.st_size, stat.st_mtime_ns, document.content_sha256, seen_ns, chunking)
        return Read(origin, document, self.cut(document), again, older)

    def titled(self, document: Document) -> Document:
        """Return the document with the English title that the glossary knows."""
        return with_known_title(document, self._terms)

    def cut(self, document: Document) -> tuple[Passage, ...]:
        """Return the passages of a document, in order."""
        return cut(document, count_tokens=self._embedder.count_tokens, budget_tokens=self._settings.ingest.passage_tokens)


def why_not(error: Exception, path: Path) -> Phrase:
    """Return why a file did not go in, whatever it did to its parser."""
    if isinstance(error, FileNotFoundError):
        return Phrase.of("file.dead_link" if path.is_symlink() else "file.vanished")
    if isinstance(error, OSError):
        return Phrase.of("file.unreadable_now", why=error.strerror or error)
    if isinstance(error, RagassistError):
        return error.phrase
    return Phrase.of("file.broke_reader", error_type=type(error).__name__, error=error)
