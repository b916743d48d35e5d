"""Which statements answer: for each part of the question the best one, what has to be read on with it, and whole lists.

For an encoder that tells statements apart by itself. The model is asked only where likeness leaves it open whether anything answers:
asking it about every candidate was measured to change the first sentence of one question in thirty (`eval/bench/SENTENCES.md`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ragassist.answer.evidence import Question
from ragassist.answer.expected import Need, need
from ragassist.types import Evidence, Sentence
from ragassist.verify.judge import log_odds
from ragassist.verify.predicates import negations

CLOSE = 0.05
"""A further statement as good as this to the best one is shown too."""
NEAR = 0.1
"""The same for the statement right before or after a chosen one: what is announced or explained there belongs to it."""
REASON = 0.2
"""The same where a reason is asked for, which seldom stands in the sentence that speaks of the matter."""
SURE = 0.9
"""From this score on nobody is asked."""
SAID = 0.12
"""Weight of the model's log-odds, between -2 and 2, where it is asked."""
ENOUGH = 0.66
"""What score and word must come to, else nothing here answers."""
_MOST_LISTED = 12
_LOOKED_AT = 12
"""How far down a statement is looked for that holds the figure, date or article which an answer cannot do without."""
_BEHIND = 0.25
_REASON = re.compile(
    r"^\s*(?:why|what explains|on what grounds|for what reasons?|how come)\b|为什么|为何|何以|凭什么|原因|理由", re.IGNORECASE
)
_LIST = re.compile(
    r"\b(?:list|name all|what are|which (?:\w+ ){0,3}?\w{3,}s\b|what (?:\w+ ){0,3}?(?:documents|paperwork|conditions"
    r"|measures|things|kinds|types))"
    r"|\bwhat (?:three|four|five|six|seven|eight|nine|ten)\b|\bwhere (?:does|do|is|are)\b|哪些|哪几|有何|哪[三四五六七八九十]|分别|列出",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pick:
    """A statement to show, and which parts of the question (from 0) it answers."""

    item: Evidence
    parts: tuple[int, ...]
    text: str
    """What of it is rendered: with its stem where it opens a list or stands alone, without where the stem was shown before it."""
    starts_line: bool = False


def picks(
    question: Question, evidence: Sequence[Evidence], probability: Callable[[str, Evidence], float] | None, most: int = 2
) -> list[Pick]:
    """Return the statements that answer, in the order in which they should be read; none when nothing does.

    Args:
        question: as it is worked on, taken apart where it asks several things.
        evidence: ranked by `rank_sentences` with an encoder of one space.
        probability: how likely the statement answers the question, 0 to 1, by a model; None without one.
        most: how many a question of one part gets at most, lists aside.
    """
    asked = question.parts or (question.text,)
    chosen: list[Pick] = []
    for part, text in enumerate(asked):
        ranked = sorted(evidence, key=lambda item: -item.parts[part])
        fitting = [item for item in _fitting(ranked, need(text), part) if item.parts[part] >= ranked[0].parts[part] - _BEHIND]
        if not fitting:
            continue
        best = fitting[0]
        if not _answers(question.text if len(asked) == 1 else text, fitting, part, probability):
            continue
        members = _list_of(best, evidence) if _asks_for_list(question.text, best, ranked[:5]) else []
        if len(members) > 1:
            _take(chosen, _listed(members, part))
            continue
        room = most if len(asked) == 1 else 1
        _take(chosen, [Pick(item, (part,), item.sentence.read) for item in _with_neighbours(fitting, text, part, room)])
    return chosen


def _take(chosen: list[Pick], further: Iterable[Pick]) -> None:
    """Add what is not chosen yet; what is answers one more part of the question."""
    for pick in further:
        at = next((at for at, known in enumerate(chosen) if known.item == pick.item), None)
        if at is None:
            chosen.append(pick)
        else:
            chosen[at] = replace(chosen[at], parts=tuple(dict.fromkeys([*chosen[at].parts, *pick.parts])))


def _fitting(ranked: Sequence[Evidence], needed: Need | None, part: int) -> list[Evidence]:
    """Those of the first that hold what an answer cannot do without; failing that, those of the likeliest document."""
    if needed is None:
        return list(ranked)
    first = [item for item in ranked[:_LOOKED_AT] if needed.met_by(item.sentence.read)]
    if first or not ranked:
        return first
    likeliest = ranked[0].hit.document.doc_id
    return [item for item in ranked if item.hit.document.doc_id == likeliest and needed.met_by(item.sentence.read)]


def _answers(question: str, fitting: Sequence[Evidence], part: int, probability: Callable[[str, Evidence], float] | None) -> bool:
    best = fitting[0].parts[part]
    if probability is None or best >= SURE:
        return True
    said = max(_bounded(log_odds(probability(question, item))) for item in fitting[:2])
    return best + SAID * said >= ENOUGH


def _bounded(odds: float) -> float:
    return min(2.0, max(-2.0, odds))


def _with_neighbours(fitting: Sequence[Evidence], question: str, part: int, most: int) -> list[Evidence]:
    """The best statement and those that belong to it, in the order of their document where they are neighbours."""
    best = fitting[0]
    near = REASON if _REASON.search(question) else NEAR
    shown = [best]
    for item in fitting[1:8]:
        behind = best.parts[part] - item.parts[part]
        if len(shown) < most and (behind <= CLOSE or (behind <= near and _adjacent(item, best))):
            shown.append(item)
    if len(shown) == 2 and _adjacent(*shown):
        shown.sort(key=lambda item: item.sentence.start)
    return shown


def _adjacent(one: Evidence, other: Evidence) -> bool:
    """Whether two statements follow each other in their passage."""
    if one.hit.passage.passage_id != other.hit.passage.passage_id:
        return False
    starts = [sentence.start for sentence in one.hit.passage.sentences]
    return abs(starts.index(one.sentence.start) - starts.index(other.sentence.start)) == 1


def _asks_for_list(question: str, best: Evidence, first: Sequence[Evidence]) -> bool:
    """Whether all of the best statement's list is wanted: the question asks for several things, and another item is among the best."""
    if best.sentence.kind != "item" or not best.sentence.context or not _LIST.search(question):
        return False
    return sum(_same_list(item, best) for item in first) >= 2


def _same_list(one: Evidence, other: Evidence) -> bool:
    same_document = one.hit.document.doc_id == other.hit.document.doc_id
    return same_document and one.sentence.kind == "item" and one.sentence.context == other.sentence.context


def _list_of(best: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    return sorted((item for item in evidence if _same_list(item, best)), key=lambda item: item.sentence.start)[:_MOST_LISTED]


def _listed(members: Sequence[Evidence], part: int) -> Iterator[Pick]:
    """The first item with the sentence that opens the list, the others on lines of their own.

    Under a sentence that forbids or denies, each item is read with it: alone it would say the opposite.
    """
    for at, item in enumerate(members):
        sentence: Sentence = item.sentence
        alone = at and not negations(sentence.context)
        yield Pick(item, (part,), sentence.text if alone else sentence.read, starts_line=True)
