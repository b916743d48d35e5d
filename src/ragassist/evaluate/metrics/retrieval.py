"""What a question retrieved, and how much of what answers it was among that.

Recall and MRR count gold *sentences*, not passages, so that figures do not depend on how documents are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ragassist.evaluate.dataset.load import Gold, Sample
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.text.script import without_space


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One retrieved passage, best first: where it stands in its document's raw text, and its cleaned text."""

    rank: int
    doc_id: str
    path: str
    start: int
    end: int
    text: str


def recall_at(k: int, sample: Sample, retrieved: Sequence[Retrieved]) -> Score:
    """Return the share of gold sentences that stand in one of the first `k` passages.

    By hand: two gold sentences, one of them in the third passage and the other nowhere: recall@2 is 0, recall@5 is 0.5.
    """
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    return sum(any(holds(passage, gold) for passage in retrieved[:k]) for gold in sample.gold) / len(sample.gold)


def reciprocal_rank(sample: Sample, retrieved: Sequence[Retrieved]) -> Score:
    """1 / the rank of the first passage with a gold sentence, 0 where none has one; its mean is MRR.

    By hand: the first passage with a gold sentence is the third: 1/3.

    Source: E. M. Voorhees, The TREC-8 Question Answering Track Report, 1999.
    """
    if not sample.gold:
        return Undefined("the sample has no gold sentence")
    for rank, passage in enumerate(retrieved, start=1):
        if any(holds(passage, gold) for gold in sample.gold):
            return 1 / rank
    return 0.0


def holds(passage: Retrieved, gold: Gold) -> bool:
    """Return whether the passage contains the whole gold sentence, white space aside, and comes from its document."""
    return same_path(passage.path, gold.path) and without_space(gold.sentence) in without_space(passage.text)


def same_path(one: str, other: str) -> bool:
    """Return whether two paths name the same file as far as the shorter one goes.

    >>> same_path("/home/ada/corpus/plan.md", "corpus/plan.md"), same_path("corpus/plan.md", "corpus/old-plan.md")
    (True, False)
    """
    first, second = PurePosixPath(one).parts, PurePosixPath(other).parts
    length = min(len(first), len(second))
    return length > 0 and first[-length:] == second[-length:]
