"""How what was shown stands as a whole: each citation by the claims that cite it, and the answer by all of its claims. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ragassist.types import WORST_FIRST, Claim, ClaimStatus, Lang

ALL_ROUGH: dict[Lang, str] = {
    "en": "The wording of this answer is not confirmed. Its sentences are machine renderings: their figures, dates, names and negation "
    "agree with the source; compare the wording with the original sentence that stands with each.",
    "zh": "本回答的措辞均未经证实。各句是机器转述：数字、日期、名称和否定与原文一致，措辞请对照随附的原句。",
}


def better(one: ClaimStatus, other: ClaimStatus) -> ClaimStatus:
    """Return the status that promises more.

    >>> better("rough", "verified"), better("rough", "unsupported")
    ('verified', 'rough')
    """
    return max(one, other, key=WORST_FIRST.index)


def citation_status(n: int, claims: Iterable[Claim]) -> ClaimStatus:
    """Return how citation `n` stands: as well as the best claim that cites it, `unsupported` when none does."""
    return max((claim.status for claim in claims if n in claim.citations), key=WORST_FIRST.index, default="unsupported")


def notice_of(claims: Iterable[Claim], lang: Lang) -> str:
    """Return what must be said before an answer with these claims, in `lang`: that all it shows is rough; else an empty string."""
    statuses = {claim.status for claim in claims}
    return ALL_ROUGH[lang] if "rough" in statuses and "verified" not in statuses else ""
