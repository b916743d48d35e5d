"""What ties a statement to a question besides likeness: the figures that the question names, and the sort of thing that it asks for.

An encoder reads "within 15 days" and "by 15 January" as much alike; arithmetic does not. And a question for a name is answered where one
is put in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ragassist.text.quantities import Quantity, find_quantities
from ragassist.types import Sentence

GIVEN = 0.06
"""For a statement that holds every figure of the question; the weights here were chosen on two thirds of the questions over real documents,
by documents (`eval/bench/SENTENCES.md`)."""
NAMED = 0.08
"""For one that holds a name, where the question asks what something is called."""
DAY = 0.05
"""For one with a date to the day, where a date is asked for."""
STANCE = 0.04
"""For one that says what must, may or need not be, where the question asks whether something must or may."""
BODY = 0.05
"""For one that names a body, where a body is asked for."""

_BODY_ASKED = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:bod(?:y|ies)|agenc(?:y|ies)|departments?|ministr(?:y|ies)|authorit(?:y|ies)|regulators?"
    r"|organi[sz]ations?|compan(?:y|ies)|firms?|institutions?|office)\b"
    r"|\bwho\b|哪[个些一几]?(?:个|家)?(?:政府)?(?:部门|机构|单位|企业|公司|机关|组织)|由谁|谁",
    re.IGNORECASE,
)
_A_BODY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:部门|机构|委员会|总局|办公室|银行|公司|集团|大学|协会|中心|政府|法院|研究[院所])"
    r"|[\u4e00-\u9fff]{2}[部局厅署委](?:[、，和及与会联]|$)"
    r"|\b(?:Ministry|Commission|Administration|Agency|Office|Bureau|Department|Council|University|Inc|Ltd|Company)\b"
)
_NAME_ASKED = re.compile(
    r"\b(?:the )?names? of\b|\bnamed\b|\bcall(?:s|ed)?\b|\bknown as\b|\bwhich (?:\w+ )?(?:document|framework|law|rules"
    r"|regulation|plan|tool|report|model|product)\b"
    r"|\bwhat (?:is|was|are|were) (?:it|they|the \w+) called\b|叫什么|名称|名字|叫做什么|哪[部份个款](?:文件|法|规定|办法|条例"
    r"|规划|报告|工具|产品|模型)",
    re.IGNORECASE,
)
_A_NAME = re.compile(r"[“「『《〈][^”」』》〉]{2,30}[”」』》〉]|(?:称为|名为|叫做?|命名为)")
_DAY_ASKED = re.compile(
    r"\b(?:what|which) (?:dates?|days?)\b|\bwhen (?:did|does|do|is|are|was|were|will)\b|\bfrom when\b|何时|什么时[候间]|哪一?[天日]|日期",
    re.IGNORECASE,
)
_STANCE_ASKED = re.compile(
    r"\b(?:must|obliged|obligat\w+|required?|mandatory|voluntary|binding|allowed|permitted|may|can|forbidden|prohibited|banned"
    r"|legal|need to|have to|exempt\w*)\b"
    r"|必须|应当|可以|能不能|是否|能否|允许|需要|要不要|强制|禁止|[吗么][？?]?$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^\s*(?:is|are|was|were|do|does|did|has|have|had|can|must|may|should|will|would)\b|[吗么][？?]?\s*$|是不是|是否|能否|能不能|要不要",
    re.IGNORECASE,
)
_STANCE = re.compile(
    r"不得|不能|不应|禁止|严禁|必须|应当|可以|无需|无须|不需要?|不必|不适用|不具有|不承担|豁免|除外|非强制|强制|自愿|有权|允许"
    r"|\b(?:must|shall|may|not|no|only|unless|except)\b"
)


def bonus(question: str, sentence: Sentence) -> float:
    """Return what speaks for `sentence` besides its likeness to `question`, 0 to about .2, to be added to it.

    >>> asked = "In which cases must a stall be closed within 15 days?"
    >>> within, by = Sentence(0, 9, "The stall shall be closed within 15 days."), Sentence(0, 9, "Stalls shall report by 15 January.")
    >>> bonus(asked, within) > bonus(asked, by)
    True
    """
    text = sentence.read
    total = 0.0
    given = _given(question)
    if given:
        held = {_value(quantity) for quantity in find_quantities(text)}
        total += GIVEN * sum(value in held for value in given) / len(given)
    if _NAME_ASKED.search(question) and _A_NAME.search(sentence.text):
        total += NAMED
    if _BODY_ASKED.search(question) and _A_BODY.search(sentence.text):
        total += BODY
    if _DAY_ASKED.search(question) and any(quantity.date and quantity.date.day for quantity in find_quantities(sentence.text)):
        total += DAY
    if _YES_OR_NO.search(question) and _STANCE_ASKED.search(question) and _STANCE.search(text):
        total += STANCE
    return total


def bonuses(question: str, sentences: Sequence[Sentence]) -> list[float]:
    """Return `bonus` for each sentence, in their order."""
    return [bonus(question, sentence) for sentence in sentences]


@lru_cache(maxsize=64)
def _given(question: str) -> frozenset[tuple[object, ...]]:
    """The figures that the question names; years and small bare numbers are too common to tell statements apart."""
    return frozenset(_value(quantity) for quantity in find_quantities(question) if _telling(quantity))


def _telling(quantity: Quantity) -> bool:
    if quantity.kind == "date":
        return bool(quantity.date and (quantity.date.day or quantity.date.month))
    return bool(quantity.unit) or quantity.kind in ("money", "percent") or quantity.low >= 1000


def _value(quantity: Quantity) -> tuple[object, ...]:
    return quantity.kind, quantity.low, quantity.high, quantity.unit, quantity.date
