"""Statements that likeness can hardly tell apart, read once more word by word.

One vector says what a statement is about; of two that are about the same it does not say which one speaks of every thing that was asked.
So each word of the question looks for the word of the statement, or of the title that it stands under, that is most like it, and the mean
of these likenesses decides. Source: Khattab and Zaharia, "ColBERT", 2020, here with the token states of the encoder as it is, untrained
for this (`eval/bench/SENTENCES.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragassist.models.embed import WordReader

if TYPE_CHECKING:
    from ragassist.models.embed import Vectors

_MOST_READ = 6
_READ_CHARS = 400
"""A statement's first words; reading takes time with its length."""


def met(asked: Vectors, said: Vectors) -> float:
    """Return how well the words `asked` are met by those `said`: the mean over the first of the best likeness among the second, -1 to 1.

    Args:
        asked: one vector a word, `[words, dim]`, L2-normalised.
        said: likewise; at least one word.
    """
    return float((asked @ said.T).max(axis=1).mean()) if len(asked) and len(said) else 0.0


def dealt_anew(
    question: str, scores: Sequence[float], placed: Sequence[tuple[str, str]], reader: WordReader, weight: float, reach: float
) -> list[tuple[int, float]]:
    """Return the statements (from 0) and their scores, best first, those near the best by the words of the question that they meet.

    Scores are dealt anew: what the best one means stays as it is, and so do the distances between the first, the second and the third.

    Args:
        question: in full, in any language.
        scores: the likelihood of each statement, in no order; at least one.
        placed: each statement with what it stands under.
        reader: reads words.
        weight: how much a mean likeness of words counts beside a score.
        reach: from how far behind the best a statement is read.
    """
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    near = [at for at in order[:_MOST_READ] if scores[at] >= scores[order[0]] - reach]
    if len(near) > 1:
        asked = reader.question_words(question)
        likely = {at: scores[at] + weight * met(asked, reader.statement_words(placed[at][0][:_READ_CHARS], placed[at][1])) for at in near}
        near.sort(key=lambda at: -likely[at])
    return list(zip([*near, *order[len(near) :]], [scores[at] for at in order], strict=True))
