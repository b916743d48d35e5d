"""Questions about two texts: which state of a rule is meant, and the parallel sentence of the other text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ragassist.answer.versions import are_versions
from ragassist.models.calibration.fitted import distances
from ragassist.text.quantities import find_quantities
from ragassist.text.script import without_space
from ragassist.types import Evidence

_BY_DEGREE = (
    r"\b(?:which|who|what)\b[^?]*\b(?:first|earlier|later|sooner|more|larger|higher|longer|shorter|stricter|lighter|heavier)\b[^?]*\bor\b"
    r"|哪[一]?[个部份项家者][^，。？]{0,12}(?:更|先|早|晚|较)|谁(?:更|先|早)|(?:先|早|晚|更\w)[^，。？]{0,6}(?:还是)"
)
"""Which of two comes first, is longer, costs more: both figures are wanted."""
_ORDERED = re.compile(_BY_DEGREE, re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|differ(?:s|ent|ence)?|disagree|versus|both|respectively|each|also|loosen\w*|tighten\w*)\b"
    rf"|{_BY_DEGREE}"
    r"|\bchanged?\b[^?]*\b(?:between|from|since)\b|\bwhat changed\b"
    r"|各(?:是|自|以|为|有|怎么|如何)|分别|对比|相比|不同|区别|差[别异]|不一样|对不上|变化|改成|改为|前后",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\bdraft|\bconsultation (?:text|draft|version)|\bproposed\b|草案|征求意见稿|草稿|送审稿", re.IGNORECASE)
_FINAL = re.compile(
    r"\bfinal\b|\badopted\b|\benacted\b|\bin force\b|\bas passed\b|正式(?:稿|版|文本)|定稿|最终(?:稿|版|文本)|现行", re.IGNORECASE
)
_PARALLEL = 0.5
"""Share of pairs of characters that parallel articles of two versions have in common at least."""


def compares(question: str) -> bool:
    """Return whether `question` is about two texts.

    >>> compares("How does the draft differ from the final text?"), compares("What does a permit cost?")
    (True, False)
    """
    return bool(_COMPARES.search(question) or (_DRAFT.search(question) and _FINAL.search(question)))


def names_draft(question: str) -> bool:
    """Return whether `question` asks about a draft."""
    return bool(_DRAFT.search(question))


def of_asked_state(question: str, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return `ranked` without the version of a rule that is not asked for, where the question names one and both are there."""
    draft, final = bool(_DRAFT.search(question)), bool(_FINAL.search(question))
    if draft == final:
        return list(ranked)
    documents = {item.hit.document.doc_id: item.hit.document for item in ranked}.values()
    paired = {one.doc_id for one in documents for other in documents if are_versions(one, other)}
    return [item for item in ranked if item.hit.document.doc_id not in paired or (item.hit.document.meta.status == "draft") == draft]


def in_force(question: str, best: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """Return the parallel sentence of the text in force where `best` is from its draft and nobody asks for that; else `best`."""
    if best.hit.document.meta.status != "draft" or _DRAFT.search(question):
        return best
    final = [item for item in evidence if item.hit.document.meta.status != "draft" and are_versions(best.hit.document, item.hit.document)]
    parallel = max(final, key=lambda item: alike(best.sentence.read, item.sentence.read), default=best)
    return parallel if alike(best.sentence.read, parallel.sentence.read) >= _PARALLEL else best


def of_other_text(question: str, best: Evidence, fitting: Sequence[Evidence], evidence: Sequence[Evidence], part: int) -> Evidence | None:
    """Return the sentence of another text that answers as `best` does: the parallel one of a version, else the best of a document.

    Args:
        question: or the part of it.
        best: the sentence that answers.
        fitting: what may answer, best first.
        evidence: all statements found.
        part: which part of the question.
    """
    versions = [item for item in evidence if are_versions(best.hit.document, item.hit.document)]
    parallel = max(versions, key=lambda item: alike(best.sentence.read, item.sentence.read), default=None)
    if parallel is not None and alike(best.sentence.read, parallel.sentence.read) >= _PARALLEL:
        return parallel
    if _DRAFT.search(question) and _FINAL.search(question):
        return None  # an account of both states: what it goes on to say is likelier to answer than another document
    own = best.hit.document.doc_id
    others = [item for item in fitting if item.hit.document.doc_id != own]
    if _ORDERED.search(question):
        kinds = _kinds(best)
        others = [item for item in others if not kinds or kinds & _kinds(item)] or others
    other = next(iter(others), None)
    return other if other is not None and best.parts[part] - other.parts[part] <= distances(best.scored_by).other_text else None


def _kinds(item: Evidence) -> set[str]:
    """What a sentence could be ordered by: a date, else figures of other kinds."""
    kinds: set[str] = {quantity.kind for quantity in find_quantities(item.sentence.text)}
    return {"date"} if "date" in kinds else kinds - {"article", "ordinal"}


def alike(one: str, other: str) -> float:
    """Return the share of pairs of neighbouring characters that two sentences have in common, 0 to 1 (Dice).

    >>> alike("每年三月报告。", "每年五月报告。"), alike("每年三月报告。", "收费标准。")
    (0.6666666666666666, 0.0)
    """
    left, right = (Counter(text[at : at + 2] for at in range(len(text) - 1)) for text in (without_space(one), without_space(other)))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0
