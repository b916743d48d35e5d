"""Files that did not go in, and why, kept beside the index so that a page can show them later. A small JSON file, replaced as a whole."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from ragassist.phrases import Phrase
from ragassist.types import Failure, IngestReport

FILE_NAME, LOCK_NAME = "problems.json", "problems.lock"
_WAIT_S = 5.0
_MAX_KEPT = 1000
EMPTY_PAGE = Phrase.of("file.furniture")


def read_problems(home: Path) -> list[Failure]:
    """Return what did not go in and is still there, by absolute path; [] when nothing is known."""
    return [Failure(path, why) for path, why in sorted(_read(home).items()) if Path(path).is_file()]


def note_problems(home: Path, report: IngestReport) -> None:
    """Take over the failures of an ingest; what went in, or is gone, is forgotten. The newest thousand are kept.

    A home that cannot be written is no error: the report itself has told. Several workers may note at the same time.
    """
    from filelock import FileLock, Timeout

    with contextlib.suppress(OSError, Timeout), FileLock(home / LOCK_NAME, timeout=_WAIT_S):
        _note(home, report)


def _note(home: Path, report: IngestReport) -> None:
    known = _read(home)
    for path in (*report.added, *report.updated, *report.unchanged, *report.removed):
        known.pop(str(Path(path).absolute()), None)
    for failure in (*report.failed, *(Failure(path, EMPTY_PAGE) for path in report.empty)):
        location = str(Path(failure.path).absolute())
        known.pop(location, None)
        known[location] = failure.why
    kept = dict([(path, why.as_json()) for path, why in known.items() if Path(path).is_file()][-_MAX_KEPT:])
    target = home / FILE_NAME
    if kept or target.exists():
        beside = target.with_suffix(f".{os.getpid()}.tmp")
        beside.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf8")
        beside.replace(target)


def _read(home: Path) -> dict[str, Phrase]:
    try:
        found = json.loads((home / FILE_NAME).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    # An earlier program kept the English sentence, which is told as it stands.
    rows = found.items() if isinstance(found, dict) else ()
    return {str(path): Phrase.from_json(why) or Phrase.of("words.as_told", said=why) for path, why in rows}
