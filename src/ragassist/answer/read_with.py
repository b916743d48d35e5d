"""What has to be read with a chosen statement: the next one where it only leads in, the one before where it leans back.

Texts announce before they tell ("a new method was developed", "there are three reasons") and refer back once they have told ("therefore",
"因此", "这一安排"). Likeness finds the announcement, for it speaks in the question's words. The words by
which a sentence leans on the one before it are few in either language, and are what this goes by; how near the two score to the
question has to speak for it too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ragassist.text.word_tables import word_table
from ragassist.types import Evidence

_LEANS = word_table("ragassist.answer")["leans_back"].pattern
_POINTS_BACK = re.compile(r"在(?:此|这[一种样]?|该|上述)[^，。；]{0,3}(?:情况|情形|背景|前提|基础|条件)下?|(?<![因彼如从])[为据由对]此")
_LEADS_IN = word_table("ragassist.answer")["leads_in"].pattern
_QUESTION = re.compile(r"[？?][”’\"'）)』」]*$")


def leans_back(text: str) -> bool:
    """Return whether a sentence needs the one before it to be understood.

    >>> leans_back("因此，摊位数量有限。"), leans_back("Such permits cost nothing."), leans_back("摊位数量有限。")
    (True, True, False)
    """
    return bool(_LEANS.match(text.strip()))


def points_back(text: str) -> bool:
    """Return whether a sentence says, anywhere in it, that something follows from the one before it.

    >>> points_back("摊位在此情况下迁走。"), points_back("此外，摊位迁走。")
    (True, False)
    """
    return bool(_POINTS_BACK.search(text))


def leads_in(text: str) -> bool:
    """Return whether a sentence announces what the next one tells.

    >>> leads_in("夜市面临三个困难。"), leads_in("The following must be shown:"), leads_in("夜市每晚十点收摊。")
    (True, True, False)
    """
    return bool(_LEADS_IN.search(text.strip()))


def place_of(item: Evidence) -> tuple[str, int, int]:
    """Return where a statement stands: document, passage in it, sentence in that; sorted, this is the order of the text."""
    starts = [sentence.start for sentence in item.hit.passage.sentences]
    return item.hit.document.doc_id, item.hit.passage.ordinal, bisect_left(starts, item.sentence.start)


def distance(one: Evidence, other: Evidence) -> int | None:
    """Return how many sentences `other` comes after `one`, negative when before; None where they do not stand near each other.

    Counted within a passage, and over the edge of two that follow each other.
    """
    if not (_stands_in_passage(one) and _stands_in_passage(other)):
        return None
    doc, ordinal, at = place_of(one)
    other_doc, other_ordinal, other_at = place_of(other)
    if doc != other_doc or abs(ordinal - other_ordinal) > 1:
        return None
    if ordinal == other_ordinal:
        return other_at - at
    if other_ordinal > ordinal:
        return len(one.hit.passage.sentences) - at + other_at
    return -(len(other.hit.passage.sentences) - other_at + at)


def _stands_in_passage(item: Evidence) -> bool:
    """A byline does not."""
    return any(sentence.start == item.sentence.start for sentence in item.hit.passage.sentences)


def after(best: Evidence, evidence: Sequence[Evidence], most: int = 2) -> list[Evidence]:
    """Return the statements that come next after `best`, at most `most`, without a gap; a question put in between is passed over.

    Texts ask what they then answer ("why? because ..."): such a question is no statement, and what follows it still belongs here.
    """
    near = around(best, evidence, most + 1)
    found: list[Evidence] = []
    for away in range(1, most + 2):
        if (item := near.get(away)) is not None:
            found.append(item)
        elif not _asks(best, away):
            break
    return found[:most]


def _asks(best: Evidence, away: int) -> bool:
    """Whether the sentence that stands `away` sentences after it in its passage is a question."""
    sentences = best.hit.passage.sentences
    at = place_of(best)[2] + away
    return at < len(sentences) and bool(_QUESTION.search(sentences[at].text.strip()))


def around(best: Evidence, evidence: Sequence[Evidence], within: int = 3) -> dict[int, Evidence]:
    """Return the statements that stand at most `within` sentences from `best`, by their distance."""
    near: dict[int, Evidence] = {}
    for item in evidence:
        away = distance(best, item)
        if away and abs(away) <= within:
            near.setdefault(away, item)
    return near
