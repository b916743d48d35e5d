"""Which starter questions fit the documents that are there: only those whose document is indexed and may be seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path, PurePath

from ragassist.types import DocumentRecord

_SOURCES = Path(__file__).with_name("starter_sources.json")


def fitting(questions: Sequence[str], records: Sequence[DocumentRecord]) -> tuple[str, ...]:
    """Return the questions, in their order, whose document is among `records`; one whose document is not known stays."""
    names = {PurePath(record.path).name for record in records}
    return tuple(question for question in questions if _sources().get(question) in (None, *names))


@cache
def _sources() -> dict[str, str]:
    found: dict[str, str] = json.loads(_SOURCES.read_text(encoding="utf8"))
    return found
