"""What kind of thing a question asks for, where its words say so: a number, an amount, a share, a date, an article.

Source: expected answer types of classical question answering (Li and Roth, "Learning Question Classifiers", COLING 2002),
reduced to the kinds that can be recognised in a sentence without a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragassist.answer.amounts import asked_amount, speaks_of
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.quantities.units import UNITS, unit_of
from ragassist.text.script import simplified

_SHARE = r"\b(?:share|percent(?:age)?|proportion|rate|fraction)\b|比例|占比|份额|百分比|百分之几|(?:普及|增长|覆盖|渗透)率"
_MONEYED = (
    r"(?:(?:fine|penalt(?:y|ie)|compensation|bount(?:y|ie)|price|cost|budget|revenue|turnover|subsid(?:y|ie)|salar(?:y|ie)"
    r"|payout|payment)s?"
    r"|(?:prize|reward) money|market value|(?:total|overall|combined) value)"
)
"""What is counted in money by its nature."""
_MONEY = (
    r"\bhow much (?:money|funding|investment)"
    r"|\b(?:funds?|funding|cost|budget|invest\w*|amount|price|fine[sd]?|penalt\w+)\b.*\bhow much\b"
    r"|\bhow much\b.*\b(?:invest|spen[dt]|cost|fund|pa(?:y|id)|fine|worth)"
    r"|\bwhat (?:is|was) the (?:total|overall|combined) (?:value|amount|worth)\b"
    rf"|\b(?:how (?:much|large|big|high)|what (?:is|was|are|were))\b[^,;]*?\b{_MONEYED}\b|\b(?:what|which) (?:\w+ )?{_MONEYED}\b"
    r"|多少(?:钱|资金|美元|元|亿|投资|奖金|罚款|赔偿|补偿|费用|补贴|预算)|金额|投资额|资金规模|罚款|(?:交易额|市值|营收|售价"
    r"|造价|成本)(?:是|为|有)?多少"
)
_COUNT = (
    r"\bhow (?:many|much|large|big|long|far|often|old)\b|\b(?:the number|the size|the scale) of\b"
    r"|多少|(?<![少多好前后近这那十数哪])几(?:个|家|种|项|类|条|次|款|年|天|名|人|座|级)|数量|规模|人数|[销产总]量"
)
_DATE = (
    r"\bwhen\b|\b(?:what|which) (?:date|day|month|year)s?\b|\bby what (?:date|year)\b"
    r"|何时|什么时候|哪[一]?[年月日天]|日期|什么时间|时间(?:是|为)?[？?]?$"
)
_ARTICLE = r"\b(?:which|what) (?:article|chapter|section|clause)s?\b|哪[一]?[条章款]|第几[条章款]"
_INTERROGATIVE = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how)\b|谁|多少|为什么|为何|什么|何时|哪"
    r"|(?<![少多好前后近这那十数哪])几(?=[个家种项类条次款年天名人座级])",
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
_NEEDED = re.compile(
    rf"\bhow (?:many|much)\b|\bwhat (?:is|was|are|were) the (?:\w+ ){{0,3}}?{_MONEYED}\b|\bwhat fines?\b|\bwhat (?:is"
    rf"|was) the (?:total|overall|highest|largest) (?:value|amount|number|sum)\b|\bhow (?:large|big|high) (?:a |an |is |was "
    rf"|were |are |the ){{1,3}}(?:\w+ )?{_MONEYED}\b"
    r"|\b(?:what|which) (?:date|day|month|year|share|percentage|proportion|article|chapter|clause)s?\b"
    r"|\bwhen (?:did|does|do|is|are|was|were|will|has|have|had|must|should)\b"
    r"|(?:人数|数量|[销产总]量|日期|时间)(?:是|为)?[？?]?$|多少|何时|什么时[候间](?![^，。？?]{0,14}(?:可以|能|不用|不必|无需|才))|哪[一]?[年月日天条章款]|百分之几|第几"
    r"|(?<![少多好前后近这那十数哪])几(?:个|家|种|项|类|条|次|款|年|天|名|人|座|级)",
    re.IGNORECASE,
)
"""Words that leave no answer but a quantity of the kind; "how large" may be answered with "larger than all others"."""
_YES_OR_NO = re.compile(r"吗\s*[？?]?\s*$|^\s*(?:is|are|was|were|do|does|did|has|have|had|can|must|may|should|will)\b", re.IGNORECASE)
_MEASURE = re.compile(r"(?:多少|几)[万亿]?([\u4e00-\u9fff]{1,4})|\bhow many ([a-z]+)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:多少|(?<![少多好前后近这那十数哪])几)([篇件起家期次份部条枚台辆座颗届轮批场])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PEOPLE_ASKED = re.compile(
    r"(?:多少|几)[万亿]?[名位人]|人数|\bhow many (?:people|persons|employees|workers|staff|deaths|students|volunteers)\b", re.IGNORECASE
)
_PEOPLE = re.compile(r"[人名位]$")
_PEOPLE_AFTER = re.compile(
    r"\s*(?:余|多)?(?:[\u4e00-\u9fff]{0,4}[人员者生]|(?:[a-z-]+ ){0,2}(?:people|persons|[a-z]+(?:ers|ees|ists|ors)|staff|students)\b)"
)
_MOMENT = re.compile(
    r"[0-9一二三四五六七八九十]月|每[年月周日天]|季度|之日|当[天日]|同时|届时"
    r"|\b(?:up)?on (?:publication|adoption|the day)|\bimmediately\b|\bthe day\b",
    re.IGNORECASE,
)
"""Points in time that no calendar names."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a sentence must hold to answer a question: a quantity of one of `kinds` that the question does not name itself."""

    kinds: frozenset[str]
    dimension: str
    """Of the measure asked for ("how many gigawatts"), as in `units.UNITS`; empty where none is named."""
    people: bool
    given: frozenset[tuple[object, ...]]
    counted: str = ""
    """The measure word of a Chinese question (多少篇, 几家), which a Chinese answer repeats; empty for those that stand for each other."""
    amount: str = ""
    """Of the money asked for, as in `amounts`; empty where the question does not say."""

    def met_by(self, sentence: str) -> bool:
        """Whether `sentence` holds it."""
        if "date" in self.kinds and _MOMENT.search(sentence):
            return True
        if not speaks_of(sentence, self.amount):
            return False
        return any(self._fits(quantity, sentence[quantity.end :]) for quantity in find_quantities(sentence))

    def _fits(self, quantity: Quantity, after: str) -> bool:
        dimension = UNITS[quantity.unit][0] if quantity.unit in UNITS else ""
        if _value(quantity) in self.given:
            return False
        if "date" in self.kinds and dimension == UNITS["day"][0]:
            return True
        if quantity.kind not in self.kinds:
            return False
        if self.dimension:
            return dimension == self.dimension
        if self.counted and _HAN.match(after.lstrip()[:1] or quantity.surface[-1]):
            return quantity.surface.endswith(self.counted) or after.lstrip(" 余多").startswith(self.counted)
        return not self.people or bool(_PEOPLE.search(quantity.surface) or _PEOPLE_AFTER.match(after))


def _value(quantity: Quantity) -> tuple[object, ...]:
    return quantity.kind, quantity.low, quantity.high, quantity.unit, quantity.date


def need(question: str) -> Need | None:
    """What an answer cannot do without; None where the question's words do not say for certain.

    >>> asked = need("How many gigawatts does the campus draw?")
    >>> asked.met_by("The campus draws 1.2 GW."), asked.met_by("The campus has 8 halls.")
    (True, False)
    """
    question = simplified(question)
    kinds = expected_kinds(question)
    if not kinds or not _NEEDED.search(question) or _YES_OR_NO.search(question):
        return None
    measure = _MEASURE.search(question)
    words = (measure.group(1) or measure.group(2)) if measure else ""
    unit = next((found for size in range(len(words), 0, -1) if (found := unit_of(words[:size]))), "") if words else ""
    given = frozenset(_value(quantity) for quantity in find_quantities(question))
    amount = asked_amount(question) if "money" in kinds and not unit else ""
    counted = _COUNTED.search(question)
    return Need(
        kinds,
        UNITS[unit][0] if unit else "",
        bool(_PEOPLE_ASKED.search(question)),
        given,
        counted.group(1) if counted and "number" in kinds else "",
        amount,
    )


def expected_kinds(question: str) -> frozenset[str]:
    """The kinds of quantity (`Quantity.kind`) that an answer should hold; empty when the question does not say.

    >>> sorted(expected_kinds("When did the measures take effect?"))
    ['date']
    """
    question = simplified(question)
    return next((kinds for pattern, kinds in _PATTERNS if pattern.search(question)), frozenset())


def parts(question: str) -> int:
    """How many things a question asks, by its question words; at least 1.

    >>> parts("Who funds it, and with how much money?"), parts("由谁出资，金额是多少？"), parts("What is it?")
    (2, 2, 1)
    """
    return max(1, len(_INTERROGATIVE.findall(simplified(question))))


def holds(sentence: str, kinds: frozenset[str]) -> bool:
    """Whether `sentence` has a quantity of one of `kinds`; true when nothing is asked for."""
    return not kinds or any(quantity.kind in kinds for quantity in find_quantities(sentence))
