"""One further search for a question: told as it is made, and kept with what it brought."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence

from ragassist.answer.turn import Turn
from ragassist.types import Event, Hit, Stage, Step

Search = Callable[[str], list[Hit]]


def searched(turn: Turn, queries: Iterable[str], search: Search, found: list[Hit]) -> Generator[Event, None, None]:
    """Search for each of `queries` that was not searched for yet; what is new goes behind what was `found`."""
    for query in queries:
        if any(step.query == query for step in turn.steps):
            continue
        yield Stage("searching", len(turn.searched), query)
        bring(turn, query, search(query), found)


def bring(turn: Turn, query: str, brought: Sequence[Hit], found: list[Hit]) -> None:
    """Put what a step brought behind what was `found`, each passage once, and note the step."""
    known = {hit.passage.passage_id for hit in found}
    fresh = [hit for hit in brought if hit.passage.passage_id not in known]
    found += fresh
    turn.brought.append([hit.passage.passage_id for hit in brought])
    turn.steps.append(Step(query, sum(len(hit.passage.sentences) for hit in fresh)))
