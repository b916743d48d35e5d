"""Which of two documents stands first where they disagree: what is in force, then the kind of document, then the later one."""

from __future__ import annotations

from typing import Final, Literal

from ragassist.types import DocumentMeta

Reason = Literal["status", "kind", "date", "none"]
_KINDS: Final = ("law", "regulation", "interpretation", "measure", "opinion", "draft", "paper", "article")
"""From the highest to the lowest. Courts cite judicial interpretations behind laws and regulations, so there they stand.

Beside a document of unknown kind nothing is said of rank, and the later goes first."""


def before(one: DocumentMeta, other: DocumentMeta) -> tuple[bool, Reason]:
    """Return whether `one` stands before `other`, and by what; (True, "none") where nothing tells.

    What has been repealed stands behind everything else. Then the higher kind goes first, a draft of whatever kind being a draft; of
    one kind the later, by the day of entry into force or else of publication.

    >>> before(DocumentMeta(kind="article", date="2026"), DocumentMeta(kind="law", date="2020"))
    (False, 'kind')
    """
    gone = one.status == "repealed", other.status == "repealed"
    if gone[0] != gone[1]:
        return gone[1], "status"
    mine, theirs = _level(one), _level(other)
    if mine != theirs and kind_of_document(one) and kind_of_document(other):
        return mine < theirs, "kind"
    dates = day(one), day(other)
    if not all(dates) or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0]):
        return True, "none"
    return dates[0] > dates[1], "date"


def kind_of_document(meta: DocumentMeta) -> str:
    """Return the kind that a document ranks by: its own, "draft" for a draft of any, "" where it is unknown."""
    return "draft" if meta.status == "draft" else meta.kind if meta.kind in _KINDS else ""


def day(meta: DocumentMeta) -> str:
    """Return from when a document holds, else when it was published; ISO 8601 as precise as its source, "" where unknown."""
    return meta.effective or meta.date


def _level(meta: DocumentMeta) -> int:
    kind = kind_of_document(meta)
    # A draft of an article is an article still: no rule can come of it.
    return max(_KINDS.index(kind), _KINDS.index(meta.kind) if meta.kind in _KINDS else 0) if kind else len(_KINDS) - 1
