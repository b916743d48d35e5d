"""Which version of the reading made what an index holds of a document: one that an earlier version read is read again, once.

Reading is everything between a file and its passages: text, title, date, status and other metadata, and how it is cut into statements.
`readings.json` holds its version and, of each starter document, what the reading makes of it and since which version it makes just that:
these need not be read again where nothing of theirs changed. `eval/bench/ship_reading.py` raises the version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from ragassist.types import DocumentRecord

FILE_NAME: Final = "readings.json"
_MARK: Final = re.compile(r"reading (\d+), ")
_BEFORE_MARKS: Final = re.compile(r"ragassist [^,]*, (?:statements with stems, )?")
"""What earlier programs wrote in its place."""


def version() -> int:
    """Return the version of the reading that this program does."""
    return int(_shipped()["version"])


def marked(chunking: str, number: int | None = None) -> str:
    """Return `chunking` with the version of the reading before it, the present one if `number` is None.

    >>> marked("400 tokens", 7)
    'reading 7, 400 tokens'
    """
    return f"reading {version() if number is None else number}, {chunking}"


def unmarked(chunking: str) -> str:
    """Return the chunking that `marked` was given.

    >>> unmarked("reading 7, 400 tokens"), unmarked("ragassist 0.1.0, statements with stems, 400 tokens")
    ('400 tokens', '400 tokens')
    """
    return (_BEFORE_MARKS if _MARK.match(chunking) is None else _MARK).sub("", chunking, count=1)


def number_in(chunking: str) -> int:
    """Return the version of the reading that `chunking` is marked with; 0 where it is not marked, being older.

    >>> number_in("reading 7, 400 tokens"), number_in("ragassist 0.1.0, 400 tokens")
    (7, 0)
    """
    found = _MARK.match(chunking)
    return int(found[1]) if found else 0


def is_older(chunking: str, bytes_sha256: str) -> bool:
    """Whether the present reading may make something else of the file with these bytes than the reading that `chunking` names did."""
    since = _shipped()["starters"].get(bytes_sha256, {}).get("since", version())
    return bool(chunking) and number_in(chunking) < since


def older(records: Iterable[DocumentRecord]) -> list[DocumentRecord]:
    """Return those that an earlier version read and whose files are there, so that they can be read again."""
    return [record for record in records if is_older(record.chunking, record.content_sha256) and Path(record.location).exists()]


@cache
def _shipped() -> dict[str, Any]:
    return json.loads(files("ragassist.ingest").joinpath(FILE_NAME).read_text(encoding="utf-8"))  # type: ignore[no-any-return]
