"""Who a Chinese clause speaks of: a noun phrase that ends in a word for a person, a body or an undertaking."""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.structure.norm import Part
from ragassist.text.word_tables import word_table

_WORDS: Final = word_table("ragassist.text.structure")
_HEAD: Final = f"(?:{_WORDS['agent'].pattern.pattern})"
HEAD: Final = re.compile(_HEAD)
_AFTER: Final = f"(?=$|{_WORDS['after_agent'].pattern.pattern})"
_PHRASE: Final = re.compile(rf"(?:[^，。；：]{{0,40}}?){_HEAD}{_AFTER}")
_LEAD: Final = re.compile(
    rf"(?:本[{IDEOGRAPHS}]{{1,4}}由|并且?|同时|此外|其中|但是?|而且?|且|也|还|另外|对此|因此|仍|又|或者?|由|凡"
    r"|受[^，。；]{2,20}委托(?:[^，。；]{0,8}的)?|(?:通报|提请|报请|商请)(?=[^，。；]{0,4}(?:部门|机关)))"
)
_CASE_OPENS: Final = r"在|自|于|从|对于?|就|因|为了?|经|根据|按照|依照|依据|依|遵循|通过|收到|接到|除"
_CASE_CLOSES: Final = r"之前|以前|前|之后|以后|后|之日起|日起|起|之日|时|以?内|过程中|期间|中|下|规定|要求|原则|方式|的基础上|方面|上|外"
_ADVERBIAL: Final = re.compile(rf"(?:{_CASE_OPENS})[^，；。]{{1,40}}?(?:{_CASE_CLOSES})(?=\S)")
_NO_SUBJECT: Final = re.compile("[经对向在自于因就从按依为]|未经|根据|违反|涉及|有下列|由于")
_NOT_AN_ACTOR: Final = re.compile(
    r"^(?:包括|其中|例如|比如)|(?:情况|条件|前提|情形)下$|(?:前款|本办法|本条例|本规定|本细则|本法|前项|依照|按照|根据).{0,8}$|^(?:依法|依规|严格|积极|切实|认真|充分|不断|持续|进一步|全面|主动|及时)+$|或者$"
)


def strip_lead(text: str, start: int, end: int) -> int:
    """Return where the clause `text[start:end]` begins after connectives such as 并, 但是 and 由."""
    while match := _LEAD.match(text, start, end):
        if HEAD.match(text, start, end) and HEAD.match(text, start, end).end() > match.end() and text[start] not in "由并但且凡":  # type: ignore[union-attr]
            break
        start = match.end()
    return start


def is_agent(phrase: str) -> bool:
    """Return whether the phrase ends in a word for a person, a body or an undertaking.

    >>> is_agent("生成式人工智能服务提供者"), is_agent("备案材料")
    (True, False)
    """
    found = list(HEAD.finditer(phrase))
    return bool(found) and found[-1].end() == len(phrase)


def actor_before(text: str, start: int, end: int) -> Part | None:
    """Return who or what stands before the modal word at `end` in a clause that begins at `start`; None when nothing does.

    >>> actor_before("提供者在上线前应当备案", 0, 6)
    Part(start=0, end=3, text='提供者')
    """
    start = strip_lead(text, start, end)
    if adverbial := _ADVERBIAL.match(text, start, end):
        if adverbial.end() < end and HEAD.search(text, adverbial.end(), end):
            start = strip_lead(text, adverbial.end(), end)
        elif adverbial.end() >= end - 1:
            return None
    window = text[start:end]
    if not window.strip():
        return None
    match = _PHRASE.match(window)
    if match and not match[0].endswith("或者"):
        return _part(text, start, start + match.end())
    heads = list(HEAD.finditer(window))
    if heads and heads[0].start() == 0 and len(window) > heads[-1].end() + 12:
        return _part(text, start, start + heads[0].end())
    if adverbial and adverbial.end() <= end and start < adverbial.end():
        return None
    thing = re.match(r"[^，；。]{1,40}?(?=在(?!线)|自(?!动|愿|律)|按照?|依照?|根据|及时|均|都|也|还|一般|原则上|经(?!营)|$)", window)
    found = thing[0].strip() if thing else ""
    if not 1 < len(found) <= 36 or _NOT_AN_ACTOR.search(found):
        return None
    return _part(text, start, start + len(thing[0])) if thing else None


def subject_of(text: str, start: int, end: int) -> Part | None:
    """Return the person or body that a condition clause begins with, as 提供者 in 提供者违反本办法规定的; None without one."""
    start = strip_lead(text, start, end)
    if opening := re.compile("如果?|若|一旦|当").match(text, start, end):
        start = opening.end()
    match = None if _NO_SUBJECT.match(text, start, end) else _PHRASE.match(text[start:end])
    if not match:
        return None
    found = _part(text, start, start + match.end())
    return found if found and not re.match(r"违反|未|不|有|拒|.*或者$", found.text) else None


def _part(text: str, start: int, end: int) -> Part | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" 　"))
    piece = text[start:end].rstrip(" 　，")
    return Part(start, start + len(piece), piece) if piece else None
