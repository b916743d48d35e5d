"""Which questions ask for everything of a kind: "list every deadline", "which penalties are there", 有哪些义务."""

from __future__ import annotations

import re
from typing import Final

from ragassist.tasks.list import Kind

_ALL: Final = re.compile(
    r"\b(?:list|enumerate|name|give|show)\b.{0,24}\b(?:all|every|each|the)\b|\ball\s(?:the|of\sthe)?|\bevery\b|\b(?:what|which)\s(?:are\s(?:all\s)?the\s)?"
    r"(?=(?:[a-z]+\s){0,2}[a-z]+s\b)|\bhow\smany\b|哪些|哪几|所有|全部|列出|列举|逐一|一共|共有|多少(?=[项条个种])",
    re.IGNORECASE,
)
_KINDS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("deadlines", re.compile(r"\bdeadlines?\b|\btime\slimits?\b|\bdue\sdates?\b|期限|时限|截止", re.IGNORECASE)),
    (
        "prohibitions",
        re.compile(r"\bprohibit\w*|\bforbidden\b|\bbans?\b|\bbanned\b|\bmust\snot\b|\bnot\sallowed\b|禁止|不得|不准", re.IGNORECASE),
    ),
    ("penalties", re.compile(r"\bpenalt\w+|\bfines?\b|\bsanctions?\b|\bpunish\w+|处罚|罚款|罚则|法律责任|后果", re.IGNORECASE)),
    ("definitions", re.compile(r"\bdefinitions?\b|\bdefined\sterms?\b|\bterms?\b.{0,16}\bdefine[sd]?\b|定义|用语|术语", re.IGNORECASE)),
    ("duties", re.compile(r"\bdut(?:y|ies)\b|\bobligations?\b|\brequirements?\b|\bmust\b|\brequired\b|义务|职责|要求|应当", re.IGNORECASE)),
    ("amounts", re.compile(r"\bamounts?\b|\bsums?\b|\bfigures\b|\bthresholds?\b|数额|金额|比例|门槛", re.IGNORECASE)),
    ("actors", re.compile(r"\b(?:actors?|authorities|agencies|departments|bodies)\b|部门|机关|机构|主体", re.IGNORECASE)),
)
_ONE: Final = re.compile(
    r"\b(?:what|which)\sis\b|\bwhat\s(?:fine|penalty|deadline)\b(?!s)|\bhow\s(?:much|long|high)\b|多久|多长|多高|是多少|是什么",
    re.IGNORECASE,
)


def task_of(question: str) -> Kind | None:
    """Return which list answers a question that asks for all of a kind; None for a question about one thing.

    >>> task_of("List every deadline in the filing rules"), task_of("有哪些罚款？"), task_of("What is the fine for late filing?")
    ('deadlines', 'penalties', None)
    """
    if _ONE.search(question) or not _ALL.search(question):
        return None
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), None)
