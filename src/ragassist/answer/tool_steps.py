"""A model that can call tools looks further by itself: it searches the library, and reads on around what it was shown.

Each round is asked anew, with the question and all that was found so far, and without the calls of the rounds before: so nothing depends on
how an endpoint wants earlier calls, their results and the thinking between them sent back. Rounds, searches and places read are bounded,
and so is each prompt, by the model's budget for sources. What is found here is only ever shown to the writer; what the writer makes
of it passes the same checks as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Final

from ragassist.answer.search_step import Search, bring, searched
from ragassist.answer.sources import Sources
from ragassist.answer.turn import Turn
from ragassist.errors import ModelError
from ragassist.models.chat import Message
from ragassist.models.meter import MeteredChat
from ragassist.models.tool_calls import Tool, ToolCall
from ragassist.models.tool_trial import tool_trial
from ragassist.prompts import fenced, load
from ragassist.types import Event, Evidence, Hit, Passage, Stage

MOST_ROUNDS: Final = 3
MOST_SEARCHES: Final = 6
MOST_READ: Final = 4
"""Places read on, all rounds together."""
MOST_CHARS: Final = 200
"""Of one search."""
_READ_ON = 3
"""Passages before and after a sentence that is read on around."""
_MAX_TOKENS = 300
_SEARCH = Tool("search", "Find passages in the collection by their meaning.", {"query": ("string", "What to look for, in plain words.")})
_READ = Tool("read", "Read what stands before and after a numbered sentence.", {"number": ("integer", "The number in brackets.")})

Neighbours = Callable[[Passage, int, int], Sequence[Passage]]
"""For a passage, so many before it and so many after it in its document."""


def by_tools(
    turn: Turn, question: str, found: list[Hit], search: Search, read: Callable[[Sequence[Hit]], Sources], neighbours: Neighbours
) -> Generator[Event, None, bool]:
    """Let the model look further, adding to `found`; return whether it did, or found nothing missing.

    Args:
        turn: gets `steps` and what each brought.
        question: as it is worked on.
        found: the passages known so far; those that calls bring stand behind them.
        search: returns the passages for a query, best first.
        read: returns the sources of passages as a model reads them.
        neighbours: returns the passages around one.
    """
    model = turn.model
    if model is None or not _able(model):
        return False
    looking = _Looking(turn, found, search, neighbours)
    unreadable = 0
    for _ in range(MOST_ROUNDS):
        yield Stage("reading", len(found))
        sources = read(found)
        try:
            called = model.call_tools(_asked(turn, question, sources.text), (_SEARCH, _READ), max_tokens=_MAX_TOKENS)
        except ModelError:
            return looking.followed > 0  # what fails here costs a better search, not the answer
        unreadable += called.unreadable
        before = len(found)
        for call in called.calls:
            yield from looking.follow(call, sources.evidence)
        if len(found) == before:
            break
    if unreadable and not looking.followed:
        model.learn(calls_tools=False)
        return False
    return "tools" not in model.facts.refused


def _able(model: MeteredChat) -> bool:
    """Whether the model calls tools; one of which nobody knows is tried first."""
    if not model.may_call_tools or model.facts.calls_tools:
        return model.may_call_tools
    try:
        return tool_trial(model)
    except ModelError:
        return False


def _asked(turn: Turn, question: str, sources: str) -> list[Message]:
    done = "; ".join(fenced(step.query) for step in turn.steps) or "-"
    left = MOST_SEARCHES - len(turn.steps)
    return load(f"search_with_tools_{turn.asked_lang}", question=fenced(question), sources=sources, done=done, most=str(max(1, left)))


class _Looking:
    """Follows calls, each once, as long as there are any left."""

    def __init__(self, turn: Turn, found: list[Hit], search: Search, neighbours: Neighbours) -> None:
        self._turn, self._found, self._search, self._neighbours = turn, found, search, neighbours
        self._queries: set[str] = set()
        self._read: set[str] = set()
        self.followed = 0

    def follow(self, call: ToolCall, shown: Sequence[Evidence]) -> Generator[Event, None, None]:
        """Do what is asked for, if it is within bounds; `shown` are the sentences whose numbers may be meant."""
        if call.name == _SEARCH.name:
            query = " ".join(call.texts["query"].split())
            if len(self._queries) < MOST_SEARCHES and query not in self._queries and _says_something(query):
                self._queries.add(query)
                self.followed += 1
                yield from searched(self._turn, [query], self._search, self._found)
            return
        number = call.numbers["number"]
        hit = shown[number - 1].hit if 1 <= number <= len(shown) else None
        if hit is not None and len(self._read) < MOST_READ and hit.passage.passage_id not in self._read:
            self._read.add(hit.passage.passage_id)
            self.followed += 1
            beside = [replace(hit, passage=passage) for passage in self._neighbours(hit.passage, _READ_ON, _READ_ON)]
            bring(self._turn, hit.document.meta.title or hit.document.path, [hit, *beside], self._found)


def _says_something(query: str) -> bool:
    return len(query) <= MOST_CHARS and any(char.isalnum() for char in query)
