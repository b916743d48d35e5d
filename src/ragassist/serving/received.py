"""What becomes of an archive that is uploaded: its documents are uploads of the same user, each a file of its own, and it is not kept.

So a document out of an archive is seen, read again, removed and backed up like any other upload.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from ragassist.ingest.archives import SUFFIX, unpack
from ragassist.phrases import Phrase
from ragassist.serving import uploads
from ragassist.types import Failure

MAX_DOCUMENTS: Final = 200
"""An archive of more is for the command line."""


def is_archive(name: str) -> bool:
    """Return whether a file of that name is taken apart when it is received."""
    return Path(name).suffix.lower() == SUFFIX


def taken_apart(archive: Path, name: str, directory: Path, *, max_file_mb: float) -> tuple[tuple[Path, ...], tuple[Failure, ...]]:
    """Put the documents of an archive into a user's directory, under names that begin with the archive's.

    The same archive comes to the same names, so that sending it again changes what changed. The archive itself stays.

    Args:
        archive: the file received, in the directory of what is still being received.
        name: the name under which it was sent, safe as a file name.
        directory: of the user's uploads.
        max_file_mb: larger documents are left out.

    Returns:
        Where the documents are, and what did not come out with why.
    """
    from ragassist.ingest.load import SUFFIXES

    room = archive.with_name(f"{archive.name}-parts")
    try:
        found = unpack(archive, name, home=room, suffixes=SUFFIXES, max_file_mb=max_file_mb)
        failed = list(found.failed)
        if len(found.members) > MAX_DOCUMENTS:
            failed.append(Failure(name, Phrase.of("archive.too_many", most=MAX_DOCUMENTS)))
        placed: dict[Path, None] = {}
        for member in found.members[:MAX_DOCUMENTS]:
            inside = member.shown.removeprefix(f"{name}/").replace("/", "-").replace("\\", "-")
            target = directory / uploads.safe_name(f"{Path(name).stem}-{inside}")
            member.path.replace(target)
            placed[target] = None
        return tuple(placed), tuple(failed)
    finally:
        shutil.rmtree(room, ignore_errors=True)
