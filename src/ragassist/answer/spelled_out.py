"""What legal Chinese says by the place of a word, spelled out before a small model translates it.

A case ends in 的 and begins anywhere; a small model tells it as a fact. A period runs from a day that it is told before; the day goes.
What is said once in two characters (多次) is passed over. What that mended on sentences of laws and news, and that it is no great gain
on others taken at random: `eval/bench/RENDERINGS.md`.
"""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS, NOT_YET
from ragassist.text.quantities import english, find_quantities

_SEGMENT = re.compile("[^。；：]*[。；：]|[^。；：]+")
"""A piece in which a case may begin and end."""
_LEADS = re.compile(
    r"^(?:[^，。；：]{0,30}(?:期内|期间|期限内|届满前|之前|之后|之日前|过程中)|除[^，。；：]{2,20}外)，(?![^，]{0,30}(?:时|后)，)"
)
"""What stands before a case and is none: a time, an exception."""
_CASE = re.compile(
    r"^(?P<case>[^。；：]{4,160}?)的，(?=(?:[^，。；：]{0,16}?)(?:应当?|必须|须|可以?|不得|不予|予以|应予|由|处|并处|依法|依照|按照|视为|责令|吊销|构成|暂停|终止|延长|归|属于))"
)
"""A case, and what it is followed by: what must, may or must not be done in it, and by whom."""
_CASE_SAID = re.compile(
    r"^(?:如果?|若(?!干)|凡|一旦|假如|倘若|只有|只要|对(?![岸方外])|除(?![雪冰草])|当(?![事地年月日期场局])|在(?![建校职线册])|因(?!特网))|^是"
)
"""It is said by a word of its own already, or is no case: for whom, apart from what."""
_JOINED = re.compile("[且并或而又仍]")
"""Begins a clause that says itself how it is joined to the one before."""
_DEFINES = re.compile("[是系]指|所称|包括")
"""In what looks like a case: it says what is meant by a word."""
_BEGINS_CASE = re.compile(
    rf"有(?:下列|以下)|{NOT_YET}|没有|违反|拒绝|拒不|逾期|发现|认为|以[^，]{{2,20}}作为|不(?!超过|少于|低于|得|高于|多于)"
)
"""In the first of several clauses: that the case begins with it."""
_COUNT = r"[\d〇零一二两三四五六七八九十百]+个?(?:工作日|日|天|月|年)"
_FROM_THE_DAY = re.compile(rf"自(?P<what>[^，。；：自]{{2,30}})之日起(?:的)?(?P<length>{_COUNT})之?内")
"""A period from a day that is told before it."""
_PAST_YEARS = re.compile(rf"(?:(?<=[，；：])|^)(?P<length>{_COUNT})内(?=[^，。；：]{{0,40}}(?:受过|受到过?|曾|有过|被(?:处|判|给予)))")
"""A period that lies behind: what happened in it follows."""
_REPEATED = re.compile(rf"(?<=进行)多次|(?<![\d一二三四五六七八九十许])多次(?=[{IDEOGRAPHS}])")
"""Repetition that is said in two characters."""
_EMPOWERED = re.compile(r"具有(?P<rule>[^，。；：的]{2,20})规定的(?P<power>[^，。；：的]{2,8})权限的")
"""Somebody with a power that a rule gives, of which a small model makes two things."""


def spelled_out(text: str) -> str:
    """Return a Chinese text without its enumerator in which cases, periods from a day and repetition are said in so many words.

    >>> spelled_out("停航期间，船东需要移泊的，应当重新申请。")
    '停航期间，如果船东需要移泊，应当重新申请。'
    >>> spelled_out("港务处应当自收到申请之日起十五日内答复。")
    '港务处应当 within 15 days from the date of 收到申请 答复。'
    """
    text = _EMPOWERED.sub(lambda match: f"依照{match['rule']}有{match['power']}权的", text)
    text = "".join(_with_if(piece) for piece in _SEGMENT.findall(text))
    text = _FROM_THE_DAY.sub(lambda match: f" within {_length(match['length'])} from the date of {match['what']} ", text)
    text = _PAST_YEARS.sub(lambda match: f"在 the past {_length(match['length'])} 内", text)
    return _REPEATED.sub(lambda match: " multiple times " if text[: match.start()].endswith("进行") else " repeatedly ", text)


def _with_if(segment: str) -> str:
    lead = _LEADS.match(segment)
    at = lead.end() if lead else 0
    case = _CASE.match(segment[at:])
    if case is None or _DEFINES.search(case["case"]):
        return segment
    clauses = case["case"].split("，")
    if len(clauses) > 1 and not _BEGINS_CASE.search(clauses[0]):  # what stands before it is said in any case
        at, clauses = at + len("，".join(clauses[:-1])) + 1, clauses[-1:]
    if _CASE_SAID.search(clauses[0]):
        return segment
    behind = segment[at + len("，".join(clauses)) + 2 :]
    if len(clauses) > 1 and not _JOINED.match(clauses[-1]):  # or a model takes the last for what follows from the first
        clauses[-1] = f"且{clauses[-1]}"
    return f"{segment[:at]}如果{'，'.join(clauses)}，{behind}"


def _length(text: str) -> str:
    """A length of time in English."""
    found = find_quantities(text)
    return english(found[0]) if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else text
