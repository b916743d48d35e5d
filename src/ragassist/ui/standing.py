"""How a sentence of an answer, or a source of it, stands after checking: supported, supported in part, or not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ragassist.types import Citation, Claim

Standing = Literal["verified", "partly", "unsupported"]
SIGNS: dict[Standing, str] = {"verified": "check", "partly": "partly", "unsupported": "warn"}
"""The drawing that goes with each, so that colour is never the only carrier."""


def of_claim(claim: Claim) -> Standing:
    """How one sentence stands: `partly` says that an unsupported one would be supported but for what its reasons name."""
    if claim.status == "verified":
        return "verified"
    return "partly" if claim.partly else "unsupported"


def of_citation(citation: Citation, claims: Iterable[Claim]) -> Standing:
    """How a source stands: as its own status says, and no better than in part where a sentence that cites it holds only in part."""
    standings = [of_claim(claim) for claim in claims if citation.n in claim.citations]
    if citation.status == "verified":
        return "partly" if "partly" in standings else "verified"
    return "partly" if standings and all(standing == "partly" for standing in standings) else "unsupported"
