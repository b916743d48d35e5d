"""How many of a thing there are: the figure of a Chinese sentence that counts what an English noun names.

The noun is looked for in the dictionary; its Chinese must stand right behind the figure (39项技术措施) or right before it (用户超过6亿).
"""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.dictionary import translations
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.script import has_han, simplified

_NO_THING = (
    r"(?!(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|of|in|on|at|by|for|to|from|with"
    r"|there|who|that|which)\b)"
)
_WORD = rf"{_NO_THING}[\w’'-]+"
_SEVERAL = rf"{_NO_THING}(?:[a-z]{{3,}}(?<![sui])s|people|children|men|women|staff|personnel|police|crew|data)"
"""An English noun of which there are several."""
_ASKED = re.compile(
    r"\b(?:how many|what (?:[a-z]+ )?(?:number|headcount) of) "
    rf"(?P<thing>(?:{_WORD} ){{0,4}}?(?P<noun>{_SEVERAL})(?: {_SEVERAL})?)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*[^，。；、：（）()“”\d\s]{0,12}")
_BEFORE = re.compile(r"[^，。；、：（）()\d和与及或]{2,8}$")
_NEXT = re.compile(rf"\bhow many (?P<thing>{_WORD})(?=\W*$|[,;]| [a-z]+\b)", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\bhow often (?:had|has|have|was|were|did)\b", re.IGNORECASE)
_ONE_CHARACTER = {"times": "次", "people": "人", "men": "男", "women": "女", "children": "儿童", "staff": "员工"}
_ANYBODY = frozenset({"people", "persons", "staff", "employees", "personnel"})
_OF_PEOPLE = re.compile(r"[名位人](?:以[上下内]|左右)?$")
"""A measure word of people, behind the figure: 30名以上."""
_OF_KINDS = re.compile(r"[款种类型]")
"""A measure word of kinds, behind the figure: 机器人300多款 are models, and not so many robots."""
_A_KIND = re.compile(
    r"^(?:kinds|types|sorts|models|versions|varieties|categories|classes|products|services|apps|applications|programs|tools|languages|standards"
    r"|measures|risks|scenarios|technologies|functions|drugs|medicines|species|indicators|methods|forms|areas|fields|uses)$"
)
"""Nouns of what is counted by kinds."""
_GAP = 3
"""So many characters may stand between a noun and its figure: 用户已达, 企业总数."""
_CLASSIFIER = re.compile(rf"[{IDEOGRAPHS}]$")


def counted_words(question: str) -> str:
    """Return what an English question wants counted, in its own words: a noun in the plural with what describes it, else the next word.

    Empty where it does not say.

    >>> counted_words("How many trained deck staff must a ferry have?"), counted_words("How many of them sank?")
    ('trained deck staff', '')
    """
    match = _ASKED.search(question) or _NEXT.search(question)
    return match["thing"] if match else ""


def counted_noun(question: str) -> str:
    """Return what an English question wants counted: the noun itself, without what describes it; empty where it does not say.

    >>> counted_noun("How many licensed ferries did the city buy?"), counted_noun("How many of them sank?")
    ('ferries', '')
    >>> counted_noun("How often had the report been quoted?"), counted_noun("How many crew must it have?")
    ('times', 'crew')
    """
    if _HOW_OFTEN.search(question):
        return "times"
    match = _ASKED.search(question)
    return match["noun"].lower() if match else ""


def count_of(noun: str, text: str) -> Quantity | None:
    """Return the figure of the Chinese `text` that counts `noun`; None where there is none, or more than one may.

    >>> [count_of("ferries", text) for text in ("港口现有渡船，另有12名船员。", "全市渡船38艘，新购渡船5艘。")]
    [None, None]
    >>> count_of("measures", "提出39项技术措施和9名负责人。").low
    Decimal('39')
    """
    chinese = _chinese_of(noun)
    if not chinese:
        return None
    plain = simplified(text)
    unit = "time" if noun == "times" else ""
    numbers = [each for each in find_quantities(text) if each.kind == "number" and each.unit == unit]
    found = [each for each in numbers if _counts(plain, each, chinese)]
    people = [each for each in numbers if noun in _ANYBODY and _OF_PEOPLE.search(each.surface)]
    found = found or people
    if len(found) != 1 or len(people) > 1:
        return None
    one = found[0]
    if not _A_KIND.match(noun) and (_OF_KINDS.search(one.surface) or _OF_KINDS.match(plain, one.end)):
        return None
    alike = [each for each in numbers if each is not one and each.surface[-1:] == one.surface[-1:] and _CLASSIFIER.search(each.surface)]
    return None if alike else one


def counts_thing(thing: str, text: str) -> bool:
    """Return whether the Chinese `text` has a number right beside `thing`, an English noun or Chinese words as they stand.

    >>> counts_thing("渡轮", "全市现有38艘渡轮"), counts_thing("渡轮", "渡轮公司运送了38人"), counts_thing("ferries", "全市现有38艘渡船")
    (True, False, True)
    """
    forms = {simplified(thing)} if has_han(thing) else _chinese_of(thing)
    plain = simplified(text)
    return any(each.kind == "number" and _counts(plain, each, forms) for each in find_quantities(text)) if forms else False


def _chinese_of(noun: str) -> set[str]:
    return {_ONE_CHARACTER[noun]} if noun in _ONE_CHARACTER else {form for forms in translations(noun) for form in forms if len(form) > 1}


def _counts(text: str, number: Quantity, chinese: set[str]) -> bool:
    if number.surface[-1:] in chinese:
        return True
    behind = _BEHIND.match(text, number.end)
    if behind and any(form in behind[0] for form in chinese):
        return True
    before = _BEFORE.search(text[: number.start])
    if not before:
        return False
    ends = [before[0].rfind(form) + len(form) for form in chinese if form in before[0]]
    return any(len(before[0]) - end <= _GAP for end in ends)
