"""A further search inside the likeliest documents for what a question asks and nothing found may answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ragassist.answer.evidence import Question
from ragassist.answer.parts import in_full
from ragassist.types import Evidence, Filter, Hit


def second_look(
    worked: Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    missing: Sequence[int],
    search: Callable[[str, Filter], Sequence[Hit]],
    within: Filter | None,
) -> list[Hit]:
    """Return the passages found, and behind them others of the likeliest documents: what answers a missing part may stand there.

    Args:
        worked: the question; each missing part is searched by itself.
        hits: the passages found.
        evidence: their statements, best first; at least one.
        missing: which parts nothing answers, from 0.
        search: returns the passages for a query under a filter, best first.
        within: what the whole question is narrowed to.
    """
    found = list(hits)
    for part in missing:
        likeliest = {evidence[0].hit.document.doc_id, max(evidence, key=lambda item: item.parts[part]).hit.document.doc_id}
        asked = in_full(worked.parts, part, worked.lang) if worked.parts else worked.text
        known = {hit.passage.passage_id for hit in found}
        more = search(asked, replace(within or Filter(), doc_ids=frozenset(likeliest)))
        found += [hit for hit in more if hit.passage.passage_id not in known]
    return found
