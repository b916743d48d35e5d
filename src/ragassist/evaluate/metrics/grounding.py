"""Metrics of an answer against its own sources: what it shows, what it quotes, and whether its quantities stand in what it cites.

As everywhere here: between 0 and 1, higher is better, and `Undefined` with a reason where there is nothing to count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.text.quantities import find_quantities
from ragassist.text.script import without_han_space, without_space
from ragassist.types import Answer, Citation, Claim, ClaimStatus, Finding
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.say import reasons

MARKER = re.compile(r"\[(\d+)\]")
_CONTEXT_CHARS = 400


def faithfulness(answer: Answer) -> Score:
    """Return the share of the claims that the answer shows which are verified or rough; a drafted claim that was left out is not shown.

    By hand: four claims shown, two of them verified, one rough and one unsupported, and a fifth dropped: 3/4.
    """
    return _share(answer, ("verified", "rough"))


def verified_share(answer: Answer) -> Score:
    """Return the share of the claims that the answer shows which are verified: neither rough nor unsupported.

    By hand: the four claims above: 2/4.
    """
    return _share(answer, ("verified",))


def _share(answer: Answer, statuses: Sequence[ClaimStatus]) -> Score:
    if answer.refused:
        return Undefined("a refusal claims nothing")
    shown = shown_claims(answer)
    if not shown:
        return Undefined("the answer has no claims", by_design=False)
    return sum(claim.status in statuses for claim in shown) / len(shown)


def shown_claims(answer: Answer) -> list[Claim]:
    """Return the claims whose text stands in the answer."""
    text = bare(answer.answer)
    return [claim for claim in answer.claims if bare(claim.text) and bare(claim.text) in text]


def bare(text: str) -> str:
    """Return the text without markers and white space, for finding a claim in an answer."""
    return without_space(MARKER.sub("", text))


def quotation_validity(answer: Answer, raw_of: Callable[[str], str]) -> Score:
    """Return the share of citations whose quotation is exactly `raw[start:end]` of their document.

    By hand: two citations, one shifted by one character: 1/2.
    """
    if not answer.citations:
        return Undefined("a refusal cites nothing") if answer.refused else Undefined("the answer cites nothing", by_design=False)
    return sum(is_exact(citation, raw_of) for citation in answer.citations) / len(answer.citations)


def is_exact(citation: Citation, raw_of: Callable[[str], str]) -> bool:
    """Return whether the quotation is not empty and is exactly what stands there; an unknown document is not."""
    try:
        raw = raw_of(citation.doc_id)
    except KeyError:
        return False
    return 0 <= citation.start < citation.end <= len(raw) and raw[citation.start : citation.end] == citation.quote


def quantity_fidelity(answer: Answer, raw_of: Callable[[str], str]) -> Score:
    """Return the share of the shown claims with quantities whose every quantity stands in the sentences they cite.

    By hand: one claim says "36 billion" and cites 360亿, one says "360 billion" and cites the same: 1/2.
    """
    if answer.refused:
        return Undefined("a refusal claims nothing")
    counted = [claim for claim in shown_claims(answer) if find_quantities(claim.text)]
    if not counted:
        return Undefined("no claim has a quantity")
    return sum(not wrong_quantities(claim, answer, raw_of) for claim in counted) / len(counted)


def wrong_quantities(claim: Claim, answer: Answer, raw_of: Callable[[str], str]) -> list[str]:
    """Return why the claim's quantities are not those of the sentences it cites; a mere shade (60,000 for 近6万) is let through.

    A date may also stand in the cited document's own date or title, or just around the cited sentence (同年7月1日). Numbers in
    a cited document's title, where the claim names it, are not the claim's.
    """
    evidence = evidence_of(claim, answer)
    text = _without_titles(claim, answer)
    found = _mismatches(text, evidence)
    wrong = [finding for finding in found if finding.polarity == "against" and not _is_date(finding)]
    if any(map(_is_date, found)):
        wider = _mismatches(text, f"{evidence}\n{context_of(claim, answer, raw_of)}")
        wrong += filter(_is_date, wider)
    return list(reasons(wrong))


@lru_cache(maxsize=4096)
def _mismatches(claim: str, evidence: str) -> tuple[Finding, ...]:
    """Kept, because two metrics and the reasons of a failure ask about the same claim."""
    return tuple(mismatches(claim, evidence))


def _is_date(finding: Finding) -> bool:
    return finding.code.startswith("date.")


def _without_titles(claim: Claim, answer: Answer) -> str:
    text = claim.text
    for citation in answer.citations:
        if citation.n in claim.citations:
            for title in (citation.title, citation.title_en):
                text = text.replace(title, " ") if title else text
    return text


def context_of(claim: Claim, answer: Answer, raw_of: Callable[[str], str]) -> str:
    """Return what a reader of the cited sentences knows besides: title and date of their documents, and the text around them."""
    parts: list[str] = []
    for citation in answer.citations:
        if citation.n not in claim.citations:
            continue
        try:
            raw = raw_of(citation.doc_id)
        except KeyError:
            raw = ""
        near = raw[max(0, citation.start - _CONTEXT_CHARS) : citation.end + _CONTEXT_CHARS]
        parts += [citation.title, citation.title_en, citation.date, without_han_space(near)]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def evidence_of(claim: Claim, answer: Answer) -> str:
    """Return the cleaned sentences that a claim cites, one a line."""
    cited = [citation for citation in answer.citations if citation.n in claim.citations]
    return "\n".join(citation.read for citation in cited)
