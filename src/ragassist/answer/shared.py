"""Which part of a question a statement answers: one that is found for two answers both only where it carries something for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ragassist.answer.expected import need
from ragassist.answer.own_words import own_words
from ragassist.answer.penalties import articles_named
from ragassist.answer.two_texts import of_asked_state
from ragassist.models.calibration.fitted import part_weights, statement_weights
from ragassist.text import set_phrases
from ragassist.text.glossary import Glossary
from ragassist.types import Evidence, Lang

_EACH = 2
_LOOKED_AT = 12


def ranked_for(asked: Sequence[str], part: int, evidence: Sequence[Evidence], lang: Lang, terms: Glossary | None = None) -> list[Evidence]:
    """Return `evidence` for a part of a question in `lang`, best first: of several, what says the words of this one alone is ahead."""
    others = tuple(text for at, text in enumerate(asked) if at != part)
    words = own_words(asked[part], lang, others, terms) if others else None

    def rank(item: Evidence) -> float:
        share = words.share(item.sentence) if words is not None else None
        return -item.parts[part] - part_weights(item.scored_by).own_words * (share or 0.0)

    return of_asked_state(asked[part], sorted(evidence, key=rank))


def divided(asked: Sequence[str], fits: Sequence[Sequence[Evidence]], lang: Lang, terms: Glossary | None = None) -> list[list[Evidence]]:
    """Return what may answer each part, best first, so that no statement is first for two parts that it does not both answer.

    Args:
        asked: the parts.
        fits: for each part what may answer it, best first; what another part has a better claim to goes out, or steps back.
        lang: the language of the question.
        terms: the glossary to read the parts by; None for the program's own.
    """
    found = [_not_what_it_costs(fitting, asked, part) for part, fitting in enumerate(fits)]
    for _ in range(_LOOKED_AT):
        pair = next((pair for pair in combinations(range(len(asked)), 2) if _clash(found, asked, *pair, lang, terms)), None)
        if pair is None:
            break
        item = found[pair[0]][0]
        loser = min(pair, key=lambda part: (need(asked[part]) is not None, _claim(item, asked, part, lang, terms), -part))
        found[loser] = _most_like(found[loser][1:], loser)
    for part in range(1, len(asked)):
        found[part] = _own_first(found, part)
    return found


def _not_what_it_costs(fitting: Sequence[Evidence], asked: Sequence[str], part: int) -> list[Evidence]:
    """What may answer the part; where another part asks for a fine, without the penalties for breaking an article, if anything is left."""
    needs = [need(text) for text in asked]
    fined = [needed is not None and needed.amount == "fine" for needed in needs]
    if fined[part] or not any(fined):
        return list(fitting)
    return [item for item in fitting if not articles_named(item.sentence.read)] or list(fitting)


def _clash(found: Sequence[Sequence[Evidence]], asked: Sequence[str], one: int, other: int, lang: Lang, terms: Glossary | None) -> bool:
    if not found[one] or not found[other] or found[one][0] is not found[other][0]:
        return False
    return not (
        _carries_both(found[one][0], asked, one, other, lang, terms) and _carries_both(found[one][0], asked, other, one, lang, terms)
    )


def _own_first(found: Sequence[list[Evidence]], part: int) -> list[Evidence]:
    """What may answer the part; where the first answers another one too, what is more like this part alone goes before it.

    A part weighs half in its score and the whole question the other half, so that what answers the first part is near to all of them.
    """
    fitting = found[part]
    before = [other for other in range(part) if found[other] and fitting and found[other][0] is fitting[0]]
    others = [item for item in fitting[1:_LOOKED_AT] if not any(known and known[0] is item for known in found[:part])]
    if not before or not others:
        return fitting
    best, own = fitting[0], max(others, key=lambda item: _alone(item, part))
    weights = part_weights(best.scored_by)
    elsewhere = max(_alone(best, other) for other in before) - _alone(best, part) > weights.elsewhere
    if _alone(own, part) <= _alone(best, part) + (0 if elsewhere else weights.tied):
        return fitting
    return [own, *(item for item in fitting if item is not own)]


def _most_like(fitting: list[Evidence], part: int) -> list[Evidence]:
    """The same with what is most like the part alone ahead: the whole question is answered by another statement."""
    if not fitting:
        return []
    own = max(fitting[:_LOOKED_AT], key=lambda item: _alone(item, part))
    return [own, *(item for item in fitting if item is not own)]


def _claim(item: Evidence, asked: Sequence[str], part: int, lang: Lang, terms: Glossary | None) -> float:
    """How much a statement is that part's: its likeness to the part alone, and the part's own words in it."""
    others = tuple(text for at, text in enumerate(asked) if at != part)
    share = own_words(asked[part], lang, others, terms).share(item.sentence) or 0.0
    return _alone(item, part) + 2 * part_weights(item.scored_by).own_words * share


def _carries_both(item: Evidence, asked: Sequence[str], part: int, other: int, lang: Lang, terms: Glossary | None) -> bool:
    """Whether a statement that answers the part `other` may answer `part` as well: a figure for each, or words of each."""
    one, two = need(asked[part]), need(asked[other])
    said = item.sentence.read
    if one is None and two is not None and set_phrases.read(said, terms) is not None:
        return False  # 本办法自五月一日起施行 says when, and nothing besides
    if one is not None and two is not None and one.kinds & two.kinds and len({*one.held_in(said), *two.held_in(said)}) < _EACH:
        return False
    share = own_words(asked[part], lang, (asked[other],), terms).share(item.sentence)
    if share == 0.0 and lang == item.sentence.lang:
        return _alone(item, part) >= _alone(item, other)
    return True


def _alone(item: Evidence, part: int) -> float:
    """How like one part of the question a statement is, without the whole question, its passage and what ties it to other parts."""
    return 2 * item.parts[part] - item.score - statement_weights(item.scored_by).passage * item.hit.score
