"""From files to documents' files: archives are unpacked into the home, and what is in them takes their place.

What goes with a message is unpacked too, and stands behind it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ragassist.ingest import archives
from ragassist.ingest.files import shown
from ragassist.ingest.web import keep as web
from ragassist.phrases import Phrase
from ragassist.text.shown import whole
from ragassist.types import Failure


@dataclass(frozen=True, slots=True)
class Given:
    """What some files come to."""

    files: tuple[tuple[Path, str], ...]
    """Each with its name as people see it."""
    folders: tuple[Path, ...]
    """Where archives were unpacked: what lies there besides is of an earlier state of them."""
    failed: tuple[Failure, ...]
    skipped: int
    """Parts of archives of formats that cannot be read."""


def given(files: Sequence[Path], suffixes: Collection[str], *, home: Path, max_file_mb: float) -> Given:
    """Return `files` with each archive replaced by the documents in it, and each message followed by those that go with it.

    Documents of `suffixes` and up to `max_file_mb` megabytes each are taken.
    """
    found: list[tuple[Path, str]] = []
    folders: list[Path] = []
    failed: list[Failure] = []
    skipped = 0
    for path in files:
        name = web.shown(path) or shown(path)
        if whole(os.path.realpath(path)) != os.path.realpath(path):
            failed.append(Failure(whole(name), Phrase.of("file.name_not_text", name=whole(name))))
            continue
        if path.suffix.lower() != archives.SUFFIX:
            found.append((path, name))
        if not archives.may_hold_documents(path):
            folders += [archives.folder_of(path, home)] if path.suffix.lower() in archives.MESSAGES else []
            continue
        unpacked = archives.unpack(path, name, home=home, suffixes=suffixes, max_file_mb=max_file_mb)
        found += [(member.path, member.shown) for member in unpacked.members]
        failed += unpacked.failed
        skipped += unpacked.skipped
        folders += [archives.folder_of(path, home)] if unpacked.members or not unpacked.failed else []
    return Given(tuple(found), tuple(folders), tuple(failed), skipped)
