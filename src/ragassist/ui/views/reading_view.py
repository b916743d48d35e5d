"""That a cited sentence was read by machine, and what its two readings do not agree on, in words for cards and copies. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ragassist.answer.states import READ_UNSURELY
from ragassist.types import Citation, Claim
from ragassist.ui.words.catalogue import Words, lang_of_reader


def is_unsure(citation: Citation, claims: Iterable[Claim]) -> bool:
    """Return whether two readings of the sentence do not agree: by its doubts or, in an older answer, by the claims that cite it."""
    cited = (claim for claim in claims if citation.n in claim.citations)
    return bool(citation.doubts) or (citation.machine_read and any(f.code == READ_UNSURELY for claim in cited for f in claim.findings))


def told(citation: Citation, claims: Iterable[Claim], words: Words) -> str:
    """Return how the sentence was read, as one sentence, with what is in doubt; "" for one that the file holds as text."""
    if not citation.machine_read:
        return ""
    said = words.read_unsurely if is_unsure(citation, claims) else words.read_by_machine
    chinese = lang_of_reader(words) == "zh"
    doubts = ("、" if chinese else "; ").join(citation.doubts)
    if not doubts:
        return said
    return f"{said.rstrip('。')}（{doubts}）。" if chinese else f"{said.rstrip('.')} ({doubts})."
