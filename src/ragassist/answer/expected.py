"""What kind of thing a question asks for, where its words say so: a number, an amount, a share, a date, an article.

Source: expected answer types of classical question answering (Li and Roth, "Learning Question Classifiers", COLING 2002),
reduced to the kinds that can be recognised in a sentence without a model.
"""

from __future__ import annotations

import re

from ragassist.text.quantities import find_quantities

_SHARE = r"\b(?:share|percent(?:age)?|proportion|rate|fraction)\b|比例|占比|份额|百分比|百分之几|(?:普及|增长|覆盖|渗透)率"
_MONEY = (
    r"\bhow much (?:money|funding|investment)"
    r"|\b(?:funds?|funding|cost|budget|invest\w*|amount|price|fine[sd]?|penalt\w+)\b.*\bhow much\b"
    r"|\bhow much\b.*\b(?:invest|spen[dt]|cost|fund|pa(?:y|id)|fine|worth)"
    r"|多少(?:钱|资金|美元|元|亿|投资)|金额|投资额|资金规模|罚款"
)
_COUNT = (
    r"\bhow (?:many|much|large|big|long|far|often|old)\b|\b(?:the number|the size|the scale) of\b"
    r"|多少|几(?:个|家|种|项|类|条|次|款|年|天|名|人|座|级)|数量|规模"
)
_DATE = (
    r"\bwhen\b|\b(?:what|which) (?:date|day|month|year)\b|\bby what (?:date|year)\b"
    r"|何时|什么时候|哪[一]?[年月日天]|日期|什么时间"
)
_ARTICLE = r"\b(?:which|what) (?:article|chapter|section|clause)s?\b|哪[一]?[条章款]|第几[条章款]"
_INTERROGATIVE = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how)\b|谁|多少|为什么|为何|什么|何时|哪|几(?=[个家种项类条次款年天名人座级])",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(kinds.split()))
    for pattern, kinds in (
        (_SHARE, "percent fraction points"),
        (_MONEY, "money"),
        (_ARTICLE, "article"),
        (_DATE, "date"),
        (_COUNT, "number money percent fraction multiple points"),
    )
)
"""What is asked for by how, the narrower kind before the wider."""


def expected_kinds(question: str) -> frozenset[str]:
    """The kinds of quantity (`Quantity.kind`) that an answer should hold; empty when the question does not say.

    >>> sorted(expected_kinds("When did the measures take effect?"))
    ['date']
    """
    return next((kinds for pattern, kinds in _PATTERNS if pattern.search(question)), frozenset())


def parts(question: str) -> int:
    """How many things a question asks, by its question words; at least 1.

    >>> parts("Who funds it, and with how much money?"), parts("由谁出资，金额是多少？"), parts("What is it?")
    (2, 2, 1)
    """
    return max(1, len(_INTERROGATIVE.findall(question)))


def holds(sentence: str, kinds: frozenset[str]) -> bool:
    """Whether `sentence` has a quantity of one of `kinds`; true when nothing is asked for."""
    return not kinds or any(quantity.kind in kinds for quantity in find_quantities(sentence))
