"""What is behind the index, and what became of it: for each document whether its file still says the same, and how well it was read.

Reads everything, changes nothing. Whether the parts of the store agree is the store's own business.
"""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ragassist.ingest.headings import SENTENCE_END, heading_level
from ragassist.store import Store
from ragassist.types import DocumentRecord, Loss, Passage

State = Literal["unchanged", "changed", "gone", "unreadable"]
_MIN_SENTENCE_CHARS = 12
_STRANGE = frozenset({"Co", "Cn", "Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """One document."""

    doc_id: str
    path: str
    state: State
    """Of the file, against what is indexed."""
    reason: str
    """Why the file cannot be read; else empty."""
    left_out: float
    """Share of the raw text's letters and digits that are in no passage: furniture, marks, page numbers. 0 to 1."""
    unfinished: float
    """Share of the sentences that do not end like one, headings and short lines not counted. 0 to 1."""
    unknown: float
    """Share of the indexed characters that stand for no character: private use, unassigned, or lost in decoding. 0 to 1."""
    lost: tuple[Loss, ...]
    """What the file holds and its text does not, as it was read."""
    problems: tuple[str, ...]
    """Where index and text do not agree, one sentence each."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every document, by path, and the store."""

    documents: tuple[DocumentCheck, ...]
    problems: tuple[str, ...]
    """What is wrong with the store as a whole, one sentence each."""

    @property
    def sound(self) -> bool:
        """Whether every file is as it was indexed, every offset holds and the parts of the store agree."""
        return not self.problems and all(one.state == "unchanged" and not one.problems for one in self.documents)


def check(store: Store, *, progress: Callable[[int, int, str], None] | None = None) -> CheckReport:
    """Read the file, the raw text and the passages of every document, one after another.

    Args:
        store: open for reading.
        progress: called with (done, total, path) before each document and at the end.
    """
    records = store.documents()
    origins = store.origins()
    found = []
    for at, record in enumerate(records):
        if progress is not None:
            progress(at, len(records), record.path)
        expected = origins[record.location][1].bytes_sha256 if record.location in origins else ""
        found.append(_document(store, record, expected or record.content_sha256))
    if progress is not None:
        progress(len(records), len(records), "")
    return CheckReport(tuple(found), tuple(store.check()))


def _document(store: Store, record: DocumentRecord, expected_sha256: str) -> DocumentCheck:
    state, reason = file_state(Path(record.location), expected_sha256)
    raw, passages = store.raw(record.doc_id), store.passages_of(record.doc_id)
    left_out, unfinished, unknown = (round(share, 4) for share in _quality(raw, passages, record.meta.title))
    problems = tuple(store.misplaced(record.doc_id))
    return DocumentCheck(record.doc_id, record.path, state, reason, left_out, unfinished, unknown, record.lost, problems)


def file_state(path: Path, expected_sha256: str) -> tuple[State, str]:
    """Return whether the file's bytes have this digest, and why it cannot be read. A pipe or device is never opened."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "unreadable", "It is no longer a file."
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return "gone", ""
    except OSError as error:
        return "unreadable", f"It cannot be read: {error.strerror or error}."
    return ("unchanged" if digest == expected_sha256 else "changed"), ""


def _quality(raw: str, passages: Sequence[Passage], title: str) -> tuple[float, float, float]:
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    text = "".join(sentences)
    seen = len(re.sub(r"\W+", "", raw))
    left_out = max(0.0, 1 - len(re.sub(r"\W+", "", text)) / seen) if seen else 0.0
    body = [text for text in sentences if len(text) >= _MIN_SENTENCE_CHARS and text != title and not heading_level(text)]
    unfinished = sum(not SENTENCE_END.search(sentence) for sentence in body) / len(body) if body else 0.0
    strange = sum(char == "\ufffd" or unicodedata.category(char) in _STRANGE for char in text)
    return left_out, unfinished, strange / len(text) if text else 0.0
