"""Which statements answer: for each part of the question the best one, what has to be read on with it, and whole lists.

For an encoder that tells statements apart by itself. The model is asked only where likeness leaves it open whether anything answers:
asking it about every candidate was measured to change the first sentence of one question in thirty (`eval/bench/SENTENCES.md`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ragassist.answer.bodies_named import names_body
from ragassist.answer.evidence import Question
from ragassist.answer.expected import Need, need
from ragassist.answer.kinds import kind_of, must_hold, of_kind
from ragassist.answer.names_wanted import holds_wanted_name, wanted
from ragassist.answer.of_another import of_another, of_another_year
from ragassist.answer.ordered import speaks_of_another
from ragassist.answer.parts import asking_clause, in_full
from ragassist.answer.penalties import for_other_articles, for_this_act
from ragassist.answer.read_with import after, around, distance, leads_in, leans_back, place_of, points_back
from ragassist.answer.shared import divided, ranked_for
from ragassist.answer.sufficient import may_know_of, names_meet, sufficient
from ragassist.answer.suits import gives_cause
from ragassist.answer.two_texts import compares, in_force, of_other_text
from ragassist.answer.whole_lists import MOST_LISTED, list_of, opens, wants_list
from ragassist.ingest.headings import article
from ragassist.models.calibration.fitted import Strictness, distances, sufficiency
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.quantity import Day
from ragassist.types import Evidence, Lang, Sentence
from ragassist.verify.judge import log_odds
from ragassist.verify.predicates import negations

_LOOKED_AT = 12
"""How far down a statement is looked for that holds the figure, date or article which an answer cannot do without."""
_CASE = re.compile(r"的，")
"""In an item of a list: that it says what holds in one case."""
_LED = 2
"""So many statements before one may be needed to understand it."""
_READ = 40
"""How far down a neighbour is looked for."""
_REASON = re.compile(
    r"^\s*(?:why|what explains|on what grounds|for what reasons?|how come)\b|\breasons?\b|\bwhy\b|\bexplain"
    r"|为什么|为何|何以|凭什么|原因|理由",
    re.IGNORECASE,
)

_GIVES_REASON = re.compile(r"^[“\"\s]*(?:这?是?因为|由于|原因|because\b|since\b|due to\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pick:
    """A statement to show, and which parts of the question (from 0) it answers."""

    item: Evidence
    parts: tuple[int, ...]
    text: str
    """What of it is rendered: with its stem where it opens a list or stands alone, without where the stem was shown before it."""
    starts_line: bool = False
    stem: Evidence | None = None
    """The sentence that opens its list, where `text` begins with it and it is evidence itself."""

    @property
    def cited(self) -> tuple[Evidence, ...]:
        """What it stands on, in the order of the text."""
        return (self.item,) if self.stem is None else (self.stem, self.item)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the evidence it stands on, its own first."""
        return tuple(one.n for one in reversed(self.cited))


def picks(
    question: Question,
    evidence: Sequence[Evidence],
    probability: Callable[[str, Evidence], float] | None,
    most: int = 2,
    strictness: Strictness = "balanced",
) -> list[Pick]:
    """Return the statements that answer, in the order in which they should be read; none when nothing does.

    Args:
        question: as it is worked on, taken apart where it asks several things.
        evidence: ranked by `rank_sentences` with an encoder of one space.
        probability: how likely the statement answers the question, 0 to 1, by a model; None without one.
        most: how many a question of one part gets at most, lists and what has to be read on aside.
        strictness: how sure it must be that something here answers.
    """
    asked = question.parts or (question.text,)
    chosen: list[Pick] = []
    ranks = [ranked_for(asked, part, evidence, question.lang, question.terms) for part in range(len(asked))]
    fits = [_may_answer(question, asked, part, ranked, strictness) for part, ranked in enumerate(ranks)]
    for part, (text, ranked, fitting) in enumerate(zip(asked, ranks, divided(asked, fits, question.lang, question.terms), strict=True)):
        full = in_full(asked, part, question.lang) if len(asked) > 1 else question.text
        if not fitting or not _answers(full, question.lang, fitting, part, probability, strictness):
            continue
        needed, own = need(text), fitting[0]
        best = in_force(text, own, evidence)
        fitting = [best, *(item for item in fitting if item is not best)]
        two = len(asked) == 1 and compares(text) and not _REASON.search(text)
        members = _wanted_list(text, fitting, part, evidence) if needed is None and not two else []
        if members and _lists_what_is_asked(text, members, question.terms):
            _take(chosen, _listed(members, part, evidence))
            continue
        room = most if len(asked) == 1 else 1
        other = of_other_text(text, best, fitting, evidence, part) if two else None
        shown = [best, other] if other is not None else _read_on(fitting, ranked, text, part, room, one=needed is not None)
        shown += _other_times(text, needed, shown, ranked, part)
        if not _of_its_kind(text, shown) or not any(_names_who(text, item, question.terms) for item in shown):
            continue
        _take(chosen, [Pick(item, (part,), item.sentence.read, stem=_stem_of(item, evidence)) for item in shown])
    return chosen


def _names_who(question: str, item: Evidence, terms: Glossary | None) -> bool:
    """Whether a statement names a body, a company, a person or a place, where that is what is asked for."""
    said, lang = item.sentence.read, item.sentence.lang
    return (lang != "zh" or names_body(question, said, terms)) and holds_wanted_name(question, said, lang, terms)


def _lists_what_is_asked(question: str, members: Sequence[Evidence], terms: Glossary | None) -> bool:
    """Whether a list is one of what is asked for: companies and people may be listed by what they are, places are listed by name."""
    if wanted(question) in ("city", "country"):
        return 2 * sum(_names_who(question, item, terms) for item in members) > len(members)
    return any(item.sentence.lang != "zh" or names_body(question, item.sentence.read, terms) for item in members)


def _of_its_kind(question: str, shown: Sequence[Evidence]) -> bool:
    """Whether what is to be shown holds the kind of thing asked for, where that is told by what is read together."""
    if kind_of(question) == "reason":
        return _gives_reason(shown)
    return must_hold(question) != "shown" or any(of_kind(question, item.sentence.read) for item in shown)


def _gives_reason(shown: Sequence[Evidence]) -> bool:
    """Whether one of the statements carries a sign of a reason, or one is read with another: what only says again that it is so is none.

    An article of a rule orders and seldom explains. What stands beside it orders more, so the reason must be said, there or in it; what
    the whole rule is for, as its first article says, is the reason of none of the others.
    """
    beside = [item for item in shown[1:] if abs(distance(shown[0], item) or 9) <= 2]
    passage = shown[0].hit.passage
    if any(article(line) for line in (*passage.heading, *passage.text.splitlines())):
        return any(gives_cause(item.sentence) for item in (shown[0], *beside))
    return bool(beside) or any(of_kind("why", item.sentence.read) for item in shown)


def _may_answer(question: Question, asked: Sequence[str], part: int, ranked: Sequence[Evidence], strictness: Strictness) -> list[Evidence]:
    """What may answer that part, best first: of its kind, near enough to the best, and sufficient where something near is."""
    ranked = [
        item
        for item in ranked
        if not speaks_of_another(asked[part], item.sentence.read) and not of_another(asked[part], question.lang, item, question.terms)
    ]
    fitting = _fitting(ranked, asked[part], question, part, several=len(asked) > 1) or (list(ranked) if strictness == "bold" else [])
    fitting = [item for item in fitting if item.parts[part] >= ranked[0].parts[part] - distances(item.scored_by).behind]
    return _sufficient_first(question.lang, fitting, part, strictness) if fitting else []


def missing_parts(question: Question, evidence: Sequence[Evidence], strictness: Strictness = "balanced") -> tuple[int, ...]:
    """Return the parts of the question (from 0) for which nothing found may be the answer, before any model is asked.

    What may answer another part answers this one too only where it carries both.
    """
    asked = question.parts or (question.text,)
    fits = [
        _may_answer(question, asked, part, ranked_for(asked, part, evidence, question.lang, question.terms), strictness)
        for part in range(len(asked))
    ]
    return tuple(
        part
        for part, fitting in enumerate(divided(asked, fits, question.lang, question.terms))
        if not fitting or not sufficient(question.lang, fitting[0], part, strictness)
    )


def _take(chosen: list[Pick], further: Iterable[Pick]) -> None:
    """Add what is not chosen yet; what is answers one more part of the question."""
    for pick in further:
        at = next((at for at, known in enumerate(chosen) if known.item == pick.item), None)
        if at is None:
            chosen.append(pick)
        else:
            chosen[at] = replace(chosen[at], parts=tuple(dict.fromkeys([*chosen[at].parts, *pick.parts])))


def _fitting(ranked: Sequence[Evidence], text: str, question: Question, part: int, *, several: bool) -> list[Evidence]:
    """Those of the first that hold what an answer to `text` cannot do without; failing that, those of the likeliest document.

    A figure answers only where its passage speaks of somebody or something that the question names, and its statement is nearly as likely
    as the likeliest, which otherwise is about what is asked for and leaves the figure open. Of `several` parts each must be
    carried by what is of its kind (a reason, a condition), for each has the whole question's likeness to lean on.
    """
    needed = need(text)
    certain = needed is not None or must_hold(text) == "stands"
    if not ranked or not (certain or (several and kind_of(text))):
        return list(ranked)
    first = [item for item in ranked[:_LOOKED_AT] if _holds(needed, text, item)]
    if not first:
        likeliest = ranked[0].hit.document.doc_id
        first = [item for item in ranked if item.hit.document.doc_id == likeliest and _holds(needed, text, item)]
    if needed is not None and needed.amount == "fine":  # which a rule sets far from the duty that it is about
        first = for_this_act(first, ranked)
    elif needed is not None and "article" not in needed.kinds:  # the number of an article may stand in the sentence beside
        first = [item for item in first if item.parts[part] >= ranked[0].parts[part] - distances(item.scored_by).lacking]
    if needed is None:
        return first
    asking = asking_clause(text, question.lang)
    first = [item for item in first if may_know_of(text, item) and not of_another_year(asking, item)]
    first = [item for item in first if names_meet(asking, question.lang, item, question.terms)]
    start = next((at for at, item in enumerate(first) if names_meet(question.text, question.lang, item, question.terms)), len(first))
    return first[start:]


def _holds(needed: Need | None, text: str, item: Evidence) -> bool:
    """An article may be named by the heading that a statement stands under."""
    said = item.sentence.read
    placed = needed is not None and "article" in needed.kinds
    figure = needed is None or needed.met_by("\n".join([*item.hit.passage.heading, said]) if placed else said, item.sentence.lang)
    return figure and of_kind(text, said)


def _answers(
    question: str,
    lang: Lang,
    fitting: Sequence[Evidence],
    part: int,
    probability: Callable[[str, Evidence], float] | None,
    strictness: Strictness,
) -> bool:
    best = fitting[0].parts[part]
    if not sufficient(lang, fitting[0], part, strictness):
        return False
    bounds = sufficiency(fitting[0].scored_by)
    if probability is None or bounds is None or best >= bounds.sure:
        return True
    said = max(_bounded(log_odds(probability(question, item))) for item in fitting[:2])
    return best + bounds.said * said >= bounds.enough[strictness]


def _sufficient_first(lang: Lang, fitting: Sequence[Evidence], part: int, strictness: Strictness) -> list[Evidence]:
    """`fitting` from the first that is sufficient, where that is as good as the best: within one language more is asked of a statement."""
    near = [item for item in fitting if fitting[0].parts[part] - item.parts[part] <= distances(item.scored_by).close]
    first = next((at for at, item in enumerate(near) if sufficient(lang, item, part, strictness)), 0)
    return list(fitting[first:])


def _other_times(question: str, needed: Need | None, shown: Sequence[Evidence], ranked: Sequence[Evidence], part: int) -> list[Evidence]:
    """For each time that a question of several names and nothing shown has, the best statement that has it and the figure asked for.

    Who asks what is due by 2027 and by 2030 asks twice.
    """
    asked = {quantity.date for quantity in find_quantities(question) if quantity.kind == "date" and quantity.date}
    if len(asked) < 2:
        return []
    least = ranked[0].parts[part] - distances(ranked[0].scored_by).behind
    near = [item for item in ranked[:_LOOKED_AT] if item.parts[part] >= least and _holds(needed, question, item)]
    found: list[Evidence] = []
    for date in sorted(asked, key=str):
        if not any(_has_date(item, date) for item in [*shown, *found]):
            found += [item for item in near if _has_date(item, date)][:1]
    return found


def _has_date(item: Evidence, date: Day) -> bool:
    return any(quantity.kind == "date" and quantity.date == date for quantity in find_quantities(item.sentence.read))


def _bounded(odds: float) -> float:
    return min(2.0, max(-2.0, odds))


def _read_on(fitting: Sequence[Evidence], ranked: Sequence[Evidence], question: str, part: int, most: int, *, one: bool) -> list[Evidence]:
    """The best statement, those after it that belong to it, and others as good (of `one` figure, only equals), in the order of the text."""
    best = fitting[0]
    may_be = distances(best.scored_by)
    explains = bool(_REASON.search(question))
    following: list[Evidence] = []
    for item in after(best, ranked[:_READ]):
        behind = best.parts[part] - item.parts[part]
        before = following[-1] if following else best
        given = may_be.given_reason if _GIVES_REASON.match(item.sentence.text) else may_be.reason[len(following)]
        if not ((explains and behind <= given) or (behind <= may_be.read_on and _belongs(item, before))):
            break
        following.append(item)

    def led(item: Evidence) -> list[Evidence]:
        """The statement before one that cannot be understood without it, and the one before that where it cannot either."""
        found = [item]
        while len(found) <= _LED and (points_back(found[-1].sentence.text) or (found[-1] is best and leans_back(best.sentence.text))):
            led_by = around(found[-1], ranked[:_READ], 1).get(-1)
            if led_by is None or best.parts[part] - led_by.parts[part] > may_be.read_on:
                break
            found.append(led_by)
        return found[1:]

    shown = [best, *led(best), *following]
    read_with = len(shown) - 1
    close = may_be.tied if one else may_be.close
    for item in fitting[1:8]:
        near = best.parts[part] - item.parts[part] <= close and not _of_another_case(item, best, ranked)
        if near and item not in shown and len(shown) - read_with < most:
            with_it = [each for each in led(item) if each not in shown]
            read_with += len(with_it)
            shown += [*with_it, item]
    return _in_order(shown)


def _of_another_case(item: Evidence, best: Evidence, ranked: Sequence[Evidence]) -> bool:
    """Whether a statement is another case of the list of cases of which the best is one, or punishes what that does not.

    无新发明的，… stands beside 产生新发明的，…, and a question about one is not about the other.
    """
    same = item.sentence.kind == best.sentence.kind == "item" and item.sentence.context == best.sentence.context
    alternative = same and all(_CASE.search(each.sentence.text) for each in (item, best))
    return alternative or for_other_articles(item, best, ranked)


def _belongs(item: Evidence, before: Evidence) -> bool:
    return leans_back(item.sentence.text) or leads_in(before.sentence.text)


def _in_order(shown: list[Evidence]) -> list[Evidence]:
    """Neighbours of the first in the order of the text, the others behind them as they are."""
    beside = [item for item in shown if item is shown[0] or abs(distance(shown[0], item) or 9) <= 2]
    return sorted(beside, key=place_of) + [item for item in shown if item not in beside]


def _wanted_list(question: str, fitting: Sequence[Evidence], part: int, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The items of the list that answers; empty where one statement does."""
    best = fitting[0]
    if wants_list(question):
        near = [item for item in fitting[:_LOOKED_AT] if best.parts[part] - item.parts[part] <= distances(item.scored_by).listed]
        for item in near:
            members = list_of(item, evidence)
            if 1 < len(members) <= MOST_LISTED and (item is best or sum(one in near for one in members) > 1):
                return members
    return []


def _stem_of(item: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    if item.sentence.kind != "item" or not item.sentence.context:
        return None
    doc_id = item.hit.document.doc_id
    return next((one for one in evidence if one.hit.document.doc_id == doc_id and opens(one.sentence, item.sentence)), None)


def _listed(members: Sequence[Evidence], part: int, evidence: Sequence[Evidence]) -> Iterator[Pick]:
    """The first item with the sentence that opens the list, the others on lines of their own.

    Under a sentence that forbids or denies, each item is read with it: alone it would say the opposite.
    """
    for at, item in enumerate(members):
        sentence: Sentence = item.sentence
        alone = at and not negations(sentence.context)
        stem = None if alone else _stem_of(item, evidence)
        yield Pick(item, (part,), sentence.text if alone else sentence.read, starts_line=True, stem=stem)
