"""Which uploads wait to be indexed: a mark beside each, from its receipt until it is in the index or has failed.

A server that was killed finds by them what it had acknowledged, also where an earlier text of that name is in the index.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from ragassist.serving import uploads

SUFFIX = ".waiting"


def set_mark(path: Path) -> None:
    """Mark an upload that has been received; a later receipt under the same name is another mark.

    Raises:
        OSError: the mark cannot be written.
    """
    mark = _mark_of(path)
    mark.parent.mkdir(parents=True, exist_ok=True)
    beside = mark.with_name(secrets.token_hex(8))
    beside.write_text(secrets.token_hex(8), encoding="ascii")
    beside.replace(mark)


def marks_of(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the marks that these files have now."""
    found = {}
    for path in paths:
        with contextlib.suppress(OSError):
            found[path] = _mark_of(path).read_text(encoding="ascii")
    return found


def remove_marks(marks: Mapping[Path, str]) -> None:
    """Take off these marks; one that a later receipt has replaced stays."""
    for path, mark in marks_of(marks).items():
        if mark == marks[path]:
            with contextlib.suppress(OSError):
                _mark_of(path).unlink()


def marked(base: Path) -> list[Path]:
    """Return the marked files under the directory of all uploads, by path; a mark whose file is gone is taken off."""
    found = []
    for mark in sorted(base.glob(f"*/{uploads.INCOMING}/*{SUFFIX}")):
        path = mark.parent.parent / mark.name.removesuffix(SUFFIX)
        if path.is_file():
            found.append(path)
        else:
            mark.unlink(missing_ok=True)
    return found


def _mark_of(path: Path) -> Path:
    return path.parent / uploads.INCOMING / f"{path.name}{SUFFIX}"
