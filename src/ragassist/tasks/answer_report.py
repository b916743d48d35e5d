"""An answer as a report, so that it can be exported and handed over like the result of a task."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.tasks.labels import many, word
from ragassist.tasks.report import Report, identities
from ragassist.types import Answer, Claim, DocumentRecord, Lang, ModelName


def _counts(claims: Sequence[Claim], answer: Answer, documents: int, lang: Lang) -> dict[str, str]:
    told = {"claims": (len(claims), "claim"), "quotations": (len(answer.citations), "quotation"), "documents": (documents, "document")}
    return {name: many(n, thing, lang) for name, (n, thing) in told.items()}


def report(answer: Answer, records: Sequence[DocumentRecord], *, model: ModelName, made: str, version: str) -> Report:
    """Return the answer: its question as title, the claims that stand in its text, and its citations.

    Args:
        answer: what was answered; of a refusal the sentence that says so is the coverage.
        records: the documents that it cites.
        model: named where the answer itself names none.
        made: ISO 8601.
        version: of the program.
    """
    lang = answer.answer_lang
    claims = tuple(claim for claim in answer.claims if claim.text in answer.answer)
    told = word("coverage.answer", lang, **_counts(claims, answer, len(records), lang))
    wrote = answer.model if answer.model.name else model
    return Report(
        "answer", answer.question, lang, claims, (), answer.citations, identities(records), answer.answer if answer.refused else told,
        wrote, made, version, {"claims": len(claims), "citations": len(answer.citations)},
    )  # fmt: skip
