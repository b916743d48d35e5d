"""Several searches for one question: which ones, what each brought, and what is still missing. Bounded, and never more than is asked.

A question with parts, a comparison, "since when and until when" needs sentences from several places. A model that takes long prompts and
calls tools searches by itself (`tool_steps`). One that calls none plans the searches and, once it has read what they brought, those for
what is missing, in lines of plain text that every endpoint can write; without one, or where it fails, rules take the question apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from itertools import combinations

from ragassist.answer.evidence import Question, number
from ragassist.answer.parts import question_parts
from ragassist.answer.search_step import Search, searched
from ragassist.answer.sources import Sources
from ragassist.answer.tool_steps import Neighbours, by_tools
from ragassist.answer.turn import Turn
from ragassist.answer.two_texts import compares
from ragassist.errors import ModelError
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.models.chat import ChatModel
from ragassist.models.meter import MeteredChat
from ragassist.models.side_by_side import side_by_side
from ragassist.prompts import fenced, load
from ragassist.text.entities import Entity, entities
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.quantity import Day
from ragassist.types import Event, Evidence, Hit, Lang, Stage

MOST_PLANNED = 4
"""Searches in the first round."""
MOST_MISSING = 2
"""Searches in the second round, which is the last."""
_MOST_CHARS = 200
_SPAN = re.compile(
    r"\b(?:since|from)\swhen\b[^?]*\b(?:until|till|to)\swhen\b|\bhow\slong\b[^?]*\band\b|\b(?:begin|start|began|started)\b[^?]*\b(?:end|ended|expire)\b"
    r"|从(?:何时|什么时候|哪[一]?[天年])[^？?]*(?:到|至)(?:何时|什么时候|哪[一]?[天年])|何时[^？?]*何时",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(since|from)\swhen\s+and\s+(until|till|to)\swhen\b", re.IGNORECASE)
_SIDES = frozenset({"country", "company", "body", "text", "place", "person", "year"})
_TEXTS = frozenset({"law", "programme"})
"""Kinds of the glossary that are compared as texts."""
_LEAD = re.compile(r"^[\s>*•·-]*(?:\d{1,2}[.)、:：]\s*|(?:search|query|搜索|检索)\s*\d*\s*[:：]\s*)?", re.IGNORECASE)
_END = re.compile(r"^\W*(?:DONE|NONE|无|没有|不需要)\W*$", re.IGNORECASE)
_ASKS_FOR = re.compile(rf"[A-Z][a-z]+|[A-Z]{{2,}}|\d|《|“|[{IDEOGRAPHS}]{{6}}")
"""A part that names something can be searched by itself; "with how much money" cannot."""


def wants_steps(question: str, lang: Lang) -> bool:
    """Return whether `question`, written in `lang`, may need sentences from several places.

    >>> wants_steps("How do the draft and the final text differ?", "en"), wants_steps("When does the fee fall due?", "en")
    (True, False)
    """
    return bool(question_parts(question, lang)) or compares(question) or bool(_SPAN.search(question)) or len(_dates(question)) > 1


def searches_by_rule(question: str, lang: Lang, terms: Glossary) -> tuple[str, ...]:
    """Return what to search besides the question: its parts, each side of a comparison by itself; empty where one search is all.

    >>> from ragassist.text.glossary import glossary
    >>> searches_by_rule("Compare the fines of China and of Japan.", "en", glossary())
    ('Compare the fines of China and of.', 'Compare the fines of and of Japan.')
    """
    found: list[str] = [part if _ASKS_FOR.search(part[1:]) else f"{part} ({question})" for part in question_parts(question, lang)]
    found += [_WHEN.sub(rf"\{which} when", question) for which in (1, 2) if _WHEN.search(question)]
    if compares(question) or not found:
        found += _sides(question, lang, terms)
    return tuple(dict.fromkeys(found))[:MOST_PLANNED]


def _dates(question: str) -> set[Day]:
    return {quantity.date for quantity in find_quantities(question) if quantity.kind == "date" and quantity.date}


def _sides(question: str, lang: Lang, terms: Glossary) -> list[str]:
    """The question once for each of two or three things of one kind that it names, without the others."""
    by_kind: dict[str, dict[str, list[Entity]]] = {}
    texts = [Entity(o.start, o.end, "text", o.term.forms("en")[0].lower()) for o in terms.find(question, lang) if o.term.kind in _TEXTS]
    for entity in (*texts, *entities(question, terms, lang)):
        by_kind.setdefault(entity.kind if entity.kind in _SIDES else "", {}).setdefault(entity.key, []).append(entity)
    sides = next((named for kind, named in by_kind.items() if kind and 2 <= len(named) <= 3), {})
    found: list[str] = []
    for others in combinations(sides, len(sides) - 1) if sides else ():
        text = question
        for entity in sorted((e for key in others for e in sides[key]), key=lambda e: -e.start):
            text = text[: entity.start] + text[entity.end :]
        found.append(re.sub(r"\s+([.?,;])", r"\1", " ".join(text.split())))
    return found[::-1]


def planned(model: ChatModel, question: str, lang: Lang) -> tuple[str, ...]:
    """Return the searches that the model plans, at most four; empty where one is enough or its reply cannot be read.

    Raises:
        ModelError: the model does not answer.
    """
    reply = model.complete(load(f"plan_searches_{lang}", question=fenced(question), most=str(MOST_PLANNED)), max_tokens=160)
    return _lines(reply.text, question, MOST_PLANNED)


def missing(model: ChatModel, question: str, lang: Lang, sources: str) -> tuple[str, ...]:
    """Return the searches for what `sources` do not hold yet, at most two.

    Raises:
        ModelError: the model does not answer.
    """
    messages = load(f"missing_searches_{lang}", question=fenced(question), sources=sources, most=str(MOST_MISSING))
    return _lines(model.complete(messages, max_tokens=100).text, question, MOST_MISSING)


def _lines(reply: str, question: str, most: int) -> tuple[str, ...]:
    found: list[str] = []
    for line in reply.splitlines():
        if _END.match(line):
            break
        text = _LEAD.sub("", line).strip().strip("\"'“”`")
        if any(char.isalnum() for char in text) and len(text) <= _MOST_CHARS and text != question and text not in found:
            found.append(text)
    return tuple(found[:most])


def taken(
    turn: Turn,
    worked: Question,
    hits: Sequence[Hit],
    search: Search,
    terms: Glossary,
    read: Callable[[Sequence[Hit]], Sources] | None,
    neighbours: Neighbours,
) -> Generator[Event, None, list[Hit]]:
    """Search in steps; return the passages found first and, behind them, those that each step adds.

    Args:
        turn: gets `steps` and what each brought.
        worked: the question.
        hits: what the question itself found.
        search: returns the passages for a query, best first.
        terms: names what a comparison is between.
        read: returns the sources of passages as a model reads them; None where no model plans.
        neighbours: returns the passages before and after one.
    """
    found = list(hits)
    turn.brought.append([hit.passage.passage_id for hit in hits])
    model = turn.model if read is not None else None
    if read is not None and (yield from by_tools(turn, worked.text, found, search, read, neighbours)):
        if not turn.steps:
            yield from searched(turn, searches_by_rule(worked.text, worked.lang, terms), search, found)
        return found
    plan = turn.planned if turn.planned is not None else by_model(model, worked.text, worked.lang)
    yield from searched(turn, plan or searches_by_rule(worked.text, worked.lang, terms), search, found)
    if model is not None and read is not None and turn.steps:
        yield Stage("reading", len(found))
        yield from searched(turn, by_model(model, worked.text, worked.lang, read(found).text), search, found)
    return found


def translated(turn: Turn, model: MeteredChat, question: str, translate: Callable[[], str | None], *, planning: bool) -> str | None:
    """Return what `translate` returns; where the model takes several calls and the searches are to be planned, that is done beside it."""

    def plan() -> None:
        turn.planned = by_model(model, question, turn.asked_lang)

    beside = planning and model.at_once > 1 and not model.may_call_tools and wants_steps(question, turn.asked_lang)
    translation, *_ = side_by_side([translate, plan] if beside else [translate], lambda: model.at_once)
    return translation


def by_model(model: ChatModel | None, question: str, lang: Lang, sources: str | None = None) -> tuple[str, ...]:
    """Return the searches that the model plans, or, with `sources`, those for what is missing in them; empty where it fails."""
    if model is None:
        return ()
    try:
        return planned(model, question, lang) if sources is None else missing(model, question, lang, sources)
    except ModelError:
        return ()  # what fails here costs a better search, not the answer


def in_turns(evidence: Sequence[Evidence], brought: Sequence[Sequence[str]]) -> list[Evidence]:
    """Return the evidence with the passages of each search in turn, best first, so that none crowds out another; numbered anew."""
    if len(brought) < 2:
        return list(evidence)
    order: dict[str, int] = {}
    for rank in range(max(len(ids) for ids in brought)):
        for ids in brought:
            if rank < len(ids):
                order.setdefault(ids[rank], len(order))
    return number(sorted(evidence, key=lambda item: order.get(item.hit.passage.passage_id, len(order))))
