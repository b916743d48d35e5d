"""What ties a statement to a question besides likeness: the figures that the question names, and a body where it asks for one.

An encoder reads "within 15 days" and "by 15 January" as much alike; arithmetic does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ragassist.text.quantities import Quantity, find_quantities
from ragassist.types import Sentence

GIVEN = 0.06
"""For a statement that holds every figure of the question. Both weights are round and were not fitted; each changes the answer of one
question in ninety over real documents. Ties for names, full dates and duties changed none: left out (`eval/bench/SENTENCES.md`)."""
BODY = 0.05
"""For one that names a body, where a body is asked for."""

_LARGE = 1000
"""A bare number below this stands in too many sentences to tell them apart."""
_BODY_ASKED = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:bod(?:y|ies)|agenc(?:y|ies)|departments?|ministr(?:y|ies)|authorit(?:y|ies)|regulators?"
    r"|organi[sz]ations?|compan(?:y|ies)|firms?|institutions?|office)\b"
    r"|\bwho\b|哪[个些一几]?(?:个|家)?(?:政府)?(?:部门|机构|单位|企业|公司|机关|组织)|谁",
    re.IGNORECASE,
)
_A_BODY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:部门|机构|委员会|总局|办公室|银行|公司|集团|大学|协会|中心|政府|法院|研究[院所])"
    r"|[\u4e00-\u9fff]{2}[部局厅署委](?:[、，和及与会联]|$)"
    r"|\b(?:Ministry|Commission|Administration|Agency|Office|Bureau|Department|Council|University|Inc|Ltd|Company)\b"
)


def bonuses(question: str, sentences: Sequence[Sentence]) -> list[float]:
    """Return `bonus` for each sentence, in their order."""
    return [bonus(question, sentence) for sentence in sentences]


def bonus(question: str, sentence: Sentence) -> float:
    """Return what speaks for `sentence` besides its likeness to `question`, 0 to .11, to be added to it.

    >>> asked = "In which cases must a stall be closed within 15 days?"
    >>> within, by = Sentence(0, 9, "The stall shall be closed within 15 days."), Sentence(0, 9, "Stalls shall report by 15 January.")
    >>> bonus(asked, within) > bonus(asked, by)
    True
    """
    total = 0.0
    given = _given(question)
    if given:
        held = {_value(quantity) for quantity in find_quantities(sentence.read)}
        total += GIVEN * sum(value in held for value in given) / len(given)
    if _BODY_ASKED.search(question) and _A_BODY.search(sentence.text):
        total += BODY
    return total


@lru_cache(maxsize=64)
def _given(question: str) -> frozenset[tuple[object, ...]]:
    """The figures that the question names; years and small bare numbers are too common to tell statements apart."""
    return frozenset(_value(quantity) for quantity in find_quantities(question) if _telling(quantity))


def _telling(quantity: Quantity) -> bool:
    if quantity.kind == "date":
        return bool(quantity.date and (quantity.date.day or quantity.date.month))
    return bool(quantity.unit) or quantity.kind in ("money", "percent") or quantity.low >= _LARGE


def _value(quantity: Quantity) -> tuple[object, ...]:
    return quantity.kind, quantity.low, quantity.high, quantity.unit, quantity.date
