"""Phases, batches and editions: a question about the second phase is not answered by what is said of the first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ragassist.text.quantities import find_quantities
from ragassist.text.script import simplified

_CHINESE: Final = {
    "阶段": "phase",
    "批": "batch",
    "批次": "batch",
    "轮": "round",
    "届": "session",
    "期": "issue",
    "版": "edition",
    "代": "generation",
}
_ENGLISH: Final = {
    "phase": "phase", "stage": "phase", "batch": "batch", "round": "round", "session": "session", "edition": "edition", "issue": "issue",
    "version": "edition", "generation": "generation",
}  # fmt: skip
_BEHIND: Final = re.compile(
    rf"\s?(?:(?P<zh>{'|'.join(sorted(_CHINESE, key=len, reverse=True))})|(?P<en>{'|'.join(_ENGLISH)})s?\b)", re.IGNORECASE
)


def speaks_of_another(question: str, statement: str) -> bool:
    """Return whether `statement` names phases, batches or the like, and only others than the one that `question` asks about.

    >>> speaks_of_another("When does the second phase end?", "第一阶段于五月结束。")
    True
    >>> speaks_of_another("第二批有几家？", "第一批、第二批共十家。")
    False
    """
    asked = _asked(question)
    said = _ordered(statement) if asked else {}
    return any(said.get(what, numbers) and not numbers & said.get(what, numbers) for what, numbers in asked.items())


@lru_cache(maxsize=64)
def _asked(question: str) -> dict[str, frozenset[str]]:
    """`_ordered` of a question, which is held against every statement found."""
    return _ordered(question)


def _ordered(text: str) -> dict[str, frozenset[str]]:
    """What stands in an order, and which of it are named."""
    text = simplified(text)
    found: dict[str, frozenset[str]] = {}
    for quantity in find_quantities(text):
        match = _BEHIND.match(text, quantity.end) if quantity.kind == "ordinal" else None
        if match:
            what = _CHINESE[match["zh"]] if match["zh"] else _ENGLISH[match["en"].lower()]
            found[what] = found.get(what, frozenset()) | {str(quantity.low)}
    return found
