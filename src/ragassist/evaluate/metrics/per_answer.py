"""Metrics of one answer: pure functions from an answer (and what was right) to a number, or to why there is none.

All are between 0 and 1, and higher is better. What cannot be computed is `Undefined` with a reason, never 0 or 1; where
the sample itself rules a metric out (recall of an unanswerable question) it is undefined *by design* and nobody's fault,
else the sample counts as unscored, and the gate looks at the share of those. Here are the metrics against what is right;
those of retrieval and of grounding are offered here too.
"""

from __future__ import annotations

from ragassist.evaluate.dataset.load import Gold, Sample
from ragassist.evaluate.dataset.wordings import mentions
from ragassist.evaluate.metrics.grounding import (
    MARKER,
    bare,
    context_of,
    evidence_of,
    faithfulness,
    is_exact,
    quantity_fidelity,
    quotation_validity,
    shown_claims,
    verified_share,
    wrong_quantities,
)
from ragassist.evaluate.metrics.retrieval import Retrieved, holds, recall_at, reciprocal_rank, same_path
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.text.language import language_of_own_words
from ragassist.text.script import without_space
from ragassist.types import Answer, Citation, Lang

__all__ = [
    "MARKER",
    "Retrieved",
    "bare",
    "citation_precision",
    "citation_recall",
    "context_of",
    "correctness",
    "evidence_of",
    "faithfulness",
    "forbidden",
    "holds",
    "is_exact",
    "language_agreement",
    "mentions",
    "missing_groups",
    "quantity_fidelity",
    "quotation_validity",
    "quotes",
    "reads_as",
    "recall_at",
    "reciprocal_rank",
    "refusal_precision",
    "refusal_recall",
    "same_path",
    "shown_claims",
    "verified_share",
    "wrong_quantities",
]

_MIN_OVERLAP = 0.5
"""A quotation that is part of a gold sentence counts from this share of its length."""


def correctness(sample: Sample, answer: Answer) -> Score:
    """1 if the answer has a variant of every must-include group and nothing it must not include, else 0.

    A refusal of an answerable question is 0, and so is an answer that has what it must not include.

    By hand: groups (("36 billion",), ("2024", "last year")): "It paid US$36 billion in 2024 [1]." is 1, without the year 0.
    """
    if not sample.answerable:
        return Undefined("the question has no answer in the documents")
    if not sample.must_include:
        return Undefined("the sample says nothing that an answer must include")
    if answer.refused:
        return 0.0
    return float(not missing_groups(sample, answer.answer) and not forbidden(sample, answer.answer))


def missing_groups(sample: Sample, text: str) -> list[tuple[str, ...]]:
    """Return the must-include groups of which the text has no variant, in the sample's order."""
    unmarked = MARKER.sub(" ", text)
    return [group for group in sample.must_include if not any(mentions(unmarked, variant) for variant in group)]


def forbidden(sample: Sample, text: str) -> list[str]:
    """Return what the text has of the things it must not include, in the sample's order."""
    return [variant for variant in sample.must_not_include if mentions(MARKER.sub(" ", text), variant)]


def citation_precision(sample: Sample, answer: Answer) -> Score:
    """Return the share of citations that quote a gold sentence (or at least half of one).

    By hand: three citations, one of a gold sentence: 1/3.
    """
    if answer.refused:
        return Undefined("a refusal cites nothing")
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    if not answer.citations:
        return Undefined("the answer cites nothing", by_design=False)
    return sum(any(quotes(citation, gold) for gold in sample.gold) for citation in answer.citations) / len(answer.citations)


def citation_recall(sample: Sample, answer: Answer) -> Score:
    """Return the share of gold sentences that some citation quotes.

    By hand: two gold sentences, three citations of the first: 1/2.
    """
    if answer.refused:
        return Undefined("a refusal cites nothing")
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    return sum(any(quotes(citation, gold) for citation in answer.citations) for gold in sample.gold) / len(sample.gold)


def quotes(citation: Citation, gold: Gold) -> bool:
    """Return whether the citation is of the gold sentence: the same document, and one text within the other."""
    if not same_path(citation.path, gold.path):
        return False
    quoted, sentence = without_space(citation.quote_clean or citation.quote), without_space(gold.sentence)
    return sentence in quoted or (quoted in sentence and len(quoted) >= _MIN_OVERLAP * len(sentence))


def refusal_recall(sample: Sample, answer: Answer) -> Score:
    """Of the unanswerable questions, the refused ones: 1 or 0 for each."""
    return Undefined("the question can be answered") if sample.answerable else float(answer.refused)


def refusal_precision(sample: Sample, answer: Answer) -> Score:
    """Of the refused questions, the unanswerable ones: 1 or 0 for each."""
    return float(not sample.answerable) if answer.refused else Undefined("the question was not refused")


def language_agreement(sample: Sample, answer: Answer) -> Score:
    """1 if the answer says it is in the question's language and reads as it, else 0; refusals included."""
    return float(answer.answer_lang == sample.lang and reads_as(answer.answer, sample.lang))


def reads_as(text: str, lang: Lang) -> bool:
    """Return whether the text is in the language, leaving markers, quotations, titles and brackets aside."""
    return language_of_own_words(MARKER.sub("\n", text)) == lang
