"""An item under "in one of the following cases": the item is the case, and what follows from it stands in the sentence above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.tasks.statements import Statement, item_mark
from ragassist.text.structure import Norm, Part, parse

_CASES: Final = re.compile(r"(?:下列|以下)(?:情形|行为|情况|事项)(?:之一)?的")
_NAMED: Final = re.compile("下列|以下|如下|包括")
"""The items under such a sentence are what it announces; without it, under a sanction, they are its cases."""
_COLON: Final = "：: "


def by_cases(statement: Statement, norms: Sequence[Norm]) -> tuple[Norm, ...]:
    """Return the norms of an item so that the item is their condition, and all sanctions of the sentence above are their sanction.

    Norms of other statements, and what an item says of itself, come back as they are.
    """
    stem, lead = statement.context, len(statement.context)
    above = [norm for norm in parse(stem) if norm.modality == "sanction" and norm.sanction is not None] if stem else []
    if not stem or not (_CASES.search(stem) or (above and not _NAMED.search(stem))):
        return tuple(norms)
    begin = lead + item_mark(statement.text)
    case = Part(begin, lead + len(statement.text.rstrip("；。; ")), statement.text[begin - lead :].rstrip("；。; "))
    return tuple(_of_case(norm, case, stem, above) if norm.action is not None and norm.action.start < lead else norm for norm in norms)


def _of_case(norm: Norm, case: Part, stem: str, above: Sequence[Norm]) -> Norm:
    """The norm under the case."""
    end = len(stem.rstrip(_COLON))
    action = norm.action
    if norm.modality == "sanction" and above and above[0].sanction is not None:
        start = above[0].sanction.start
        told = Part(start, end, stem[start:end])
        first = above[0]
        times = tuple(dict.fromkeys(time for each in above for time in each.times))
        return replace(norm, actor=first.actor, agent=first.agent, action=told, sanction=told, conditions=(case,), times=times)
    if action is not None and action.end > end:
        action = Part(action.start, end, stem[action.start : end])
    return replace(norm, action=action, conditions=(*norm.conditions, case))
