"""Which document somebody means who gives an id, a path, or a piece of either."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ragassist.errors import StoreError
from ragassist.types import DocumentRecord

_LISTED = 5


def meant(name: str, records: Sequence[DocumentRecord]) -> DocumentRecord:
    """Return the document with exactly this id, path or location; else the only one whose file name, title or beginning it is.

    Raises:
        StoreError: no document or several answer to it; the message lists them.
    """
    location = str(Path(name).expanduser().absolute())
    for matches in (
        [r for r in records if r.doc_id == name],
        [r for r in records if name == r.path or location == r.location],
        [r for r in records if name in {Path(r.path).name, Path(r.path).stem, r.meta.title}],
        [r for r in records if name and any(known.startswith(name) for known in (r.doc_id, r.path, Path(r.path).name))],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = ", ".join(f"{r.path} ({r.doc_id})" for r in matches[:_LISTED]) + (" …" if len(matches) > _LISTED else "")
            raise StoreError("document.several", name=name, matches=len(matches), listed=listed)
    raise no_document(name)


def no_document(name: str) -> StoreError:
    """Return the error that says that nothing is known by this name."""
    return StoreError("document.absent", name=name)
