"""Statements that a word speaks for and the rules could not read: they are listed apart, with what made them doubtful."""

from __future__ import annotations

import re
from typing import Final

from ragassist.tasks.statements import Statement
from ragassist.text.script import simplified

_CUES: Final[dict[str, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    "deadlines": (
        (
            "period",
            re.compile(
                r"[一二两三四五六七八九十百\d半]+\s?(?:个?工作日|日(?!常)|天|个?小时|个月|年)(?:内|前|后|之内|以内|以上|以前)|逾期|限期|期限|届满|时限"
            ),
        ),
        (
            "date",
            re.compile(
                r"\d{4}\s?年(?:\s?\d{1,2}\s?月)?[^，。]{0,4}(?:前|起|底|之前|为止)|(?<![截达])到\s?\d{4}\s?年(?:\s?\d{1,2}\s?月)?[，,]"
                r"|\b(?:within|by|before|no later than|deadline)\b.{0,30}\d"
                r"|\b(?:no|not) (?:longer|more|less) than .{0,12}\b(?:hours?|days?|weeks?|months?|years?)\b"
            ),
        ),
    ),
    "duties": (
        (
            "duty",
            re.compile(
                r"义务|责任(?!人)|职责|有责|(?<![不相适响供反])应(?!用|急|对)|必须|需要|\b(?:must|shall|required|obliged|duty|obligation)\b"
            ),
        ),
    ),
    "prohibitions": (
        ("ban", re.compile(r"不得|禁止|严禁|不准|不能|不许|不允许|\b(?:must not|may not|shall not|prohibit\w*|forbid\w*|ban(?:ned|s)?)\b")),
    ),
    "penalties": (
        ("penalty", re.compile(r"罚|处分|刑事|吊销|没收|违法所得|法律责任|追责|问责|\b(?:fine[sd]?|penalt\w+|sanction\w*|liable)\b")),
    ),
    "amounts": (("figure", re.compile(r"若干|数额|比例|大量|(?:万|亿|千)(?![一-鿿]*[事能])|\d{3,}|[%％]")),),
    "definitions": (("term", re.compile(r"是指|所称|定义为|含义|统称|简称|\bmeans\b|\brefers? to\b|\bdefined as\b")),),
}


def doubt(kind: str, statement: Statement) -> str:
    """Return why a statement that gave no row may belong to the list all the same, as a code; "" when nothing speaks for it.

    The codes are `period`, `date`, `duty`, `ban`, `penalty`, `figure` and `term`: the kind of word that was met.
    """
    text = simplified(statement.text)
    return next((code for code, pattern in _CUES.get(kind, ()) if pattern.search(text)), "")
