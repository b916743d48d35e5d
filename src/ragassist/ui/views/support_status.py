"""How a sentence of an answer, or a source of it, stands after checking: verified, rough, supported in part, or not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ragassist.types import Citation, Claim

SupportStatus = Literal["verified", "rough", "partly", "unsupported"]
SIGNS: dict[SupportStatus, str] = {"verified": "check", "rough": "rough", "partly": "partly", "unsupported": "warn"}
"""The drawing that goes with each, so that colour is never the only carrier."""
MARKS: dict[SupportStatus, str] = {"verified": "✓", "rough": "≈", "partly": "✗", "unsupported": "✗"}
"""The same as characters, for plain text."""
_BEST_FIRST: tuple[SupportStatus, ...] = ("verified", "rough", "partly", "unsupported")


def of_claim(claim: Claim) -> SupportStatus:
    """How one sentence stands: `partly` says that an unsupported one would be supported but for what its reasons name."""
    if claim.status == "unsupported":
        return "partly" if claim.partly else "unsupported"
    return claim.status


def of_citation(citation: Citation, claims: Iterable[Claim]) -> SupportStatus:
    """How a source stands: as its own status says, and no better than in part where a sentence that cites it holds only in part."""
    standings = [of_claim(claim) for claim in claims if citation.n in claim.citations]
    if citation.status != "unsupported":
        return "partly" if "partly" in standings else citation.status
    return "partly" if standings and all(standing == "partly" for standing in standings) else "unsupported"


def of_marker(claim: Claim | None, source: SupportStatus) -> SupportStatus:
    """How a marker is drawn: as the worse of its sentence and its source, so that nothing rough looks verified by another's source."""
    return source if claim is None else max(source, of_claim(claim), key=_BEST_FIRST.index)
