"""Why a sample scored what it did, for a person: the question, what was claimed, what the source says."""

from __future__ import annotations

from ragassist.evaluate.dataset.load import Sample
from ragassist.evaluate.metrics.grounding import evidence_of
from ragassist.evaluate.metrics.judgements import key_of, worth
from ragassist.evaluate.metrics.per_answer import forbidden, is_exact, missing_groups, quotes, shown_claims, wrong_quantities
from ragassist.evaluate.metrics.promises import violations
from ragassist.evaluate.metrics.scoring import SampleScore
from ragassist.evaluate.run.log import Log
from ragassist.text.quantities import find_quantities
from ragassist.types import Answer, ClaimStatus

_MAX_CHARS = 300


def explain(sample: SampleScore, metric: str, logged: Log) -> str:
    """Return a few lines on one sample and one metric."""
    entry, answer = sample.entry, sample.entry.answer
    lines = [f"{sample.id}: {entry.sample.question}"]
    if answer is None:
        return "\n".join([*lines, f"no answer: {entry.reason}"])
    if metric in ("recall@1", "recall@5", "recall@10", "mrr"):
        lines += [f"found first: {_short(hit.text)} ({hit.path})" for hit in entry.retrieved[:1]]
    else:
        lines.append(f"{'refused' if answer.refused else 'claimed'}: {_short(answer.answer)}")
        lines += _findings(entry.sample, answer, metric, logged)
    lines += [f"source says: {_short(gold.sentence)} ({gold.path})" for gold in entry.sample.gold]
    if entry.sample.reference:
        lines.append(f"right would be: {_short(entry.sample.reference)}")
    return "\n".join(lines)


def _findings(sample: Sample, answer: Answer, metric: str, logged: Log) -> list[str]:
    if metric == "promises":
        return [f"broken promise {line}" for line in violations(answer, logged.raw_of, sample.lang)]
    if metric == "correct":
        missing = [f"missing: {' or '.join(group)}" for group in missing_groups(sample, answer.answer)]
        return missing + [f"must not say: {variant}" for variant in forbidden(sample, answer.answer)]
    if metric == "faithful":
        return [f"unsupported: {_short(claim.text)}" for claim in shown_claims(answer) if claim.status == "unsupported"]
    if metric == "verified":
        return _unverified(answer)
    if metric in ("judged", "judged_rough"):
        return _judged(answer, logged, "verified" if metric == "judged" else "rough")
    if metric == "quotation_valid":
        return [f"not in the document: {_short(citation.quote)}" for citation in answer.citations if not is_exact(citation, logged.raw_of)]
    if metric == "quantity_fidelity":
        counted = [claim for claim in shown_claims(answer) if find_quantities(claim.text)]
        return [f"{reason} (in: {_short(claim.text)})" for claim in counted for reason in wrong_quantities(claim, answer, logged.raw_of)]
    if metric == "citation_precision":
        other = [citation for citation in answer.citations if not any(quotes(citation, gold) for gold in sample.gold)]
        return [f"cited instead: {_short(citation.quote_clean)} ({citation.path})" for citation in other]
    if metric == "refusal_recall":
        return ["should have been refused: the documents do not answer it"]
    return []


def _unverified(answer: Answer) -> list[str]:
    """The shown claims that are not verified; with a rough one the sentence that its wording could not be confirmed by."""
    found = []
    for claim in shown_claims(answer):
        if claim.status == "rough":
            found.append(f"rough: {_short(claim.text)} (original: {_short(evidence_of(claim, answer))})")
        elif claim.status == "unsupported":
            found.append(f"unsupported: {_short(claim.text)}")
    return found


def _judged(answer: Answer, logged: Log, status: ClaimStatus) -> list[str]:
    found = []
    for claim in (claim for claim in shown_claims(answer) if claim.status == status):
        verdicts = logged.judged.verdicts.get(key_of(claim.text, evidence_of(claim, answer)), ()) if logged.judged else ()
        doubts = [verdict for verdict in verdicts if worth(verdict) < 1.0]
        if doubts and logged.judged:
            reasons = " ".join(doubts[0].reasons)
            found.append(
                f"{logged.judged.judge} does not support (score {doubts[0].score:.2f}): {_short(claim.text)} {_short(reasons)}".rstrip()
            )
    return found


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_CHARS else text[: _MAX_CHARS - 1] + "…"
