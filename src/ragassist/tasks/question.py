"""Which questions ask for everything of a kind: "list every deadline", "which penalties are there", 有哪些义务."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.lang.detector import detect
from ragassist.tasks.list import Kind
from ragassist.text.terms import query_words
from ragassist.text.word_tables import word_table
from ragassist.types import DocumentRecord

_NOUNS: Final[dict[Kind, tuple[str, str]]] = {
    "deadlines": (r"deadlines|time limits|due dates", "期限|时限|截止日期|截止时间"),
    "prohibitions": (
        r"prohibitions|bans|(?:prohibited|forbidden|banned) (?:acts|things|activities|practices|conduct|uses)",
        "禁止性规定|禁止行为|禁止事项|禁令|禁止的行为",
    ),
    "penalties": (r"penalties|fines|sanctions|punishments", "行政处罚|处罚|罚款|罚则|法律责任"),
    "definitions": (r"definitions|defined terms", "用语定义|术语定义|定义"),
    "duties": (r"duties|obligations", "法定义务|义务|职责"),
    "amounts": (r"amounts|sums of money|sums", "数额|金额"),
    "actors": (r"actors|authorities|agencies|departments|bodies", "主体|部门|机关|机构"),
}
"""What each kind is called, in the plural: who asks for one thing says "the deadline"."""
_BY_WORD: Final[dict[Kind, tuple[str, str]]] = {kind: nouns for kind, nouns in _NOUNS.items() if kind != "actors"}
"""Kinds that "which …" asks for as a list: "which bodies" asks who did one thing."""
_SOME: Final = r"(?:(?!\w+est\b|most\b|least\b|first\b|last\b|main\b|one\b|two\b|three\b|four\b|five\b|six\b)[a-z-]+ )?"
_LISTED: Final = (
    rf"\b(?:list|enumerate|name|give(?: me)?|show(?: me)?|tell me) (?:(?:all|every|each)(?: of)? ?)?(?:the )?{_SOME}(?:NOUN)\b"
    rf"|\ball (?:of )?(?:the )?{_SOME}(?:NOUN)\b"
)
_ASKED: Final = rf"\b(?:what|which) (?:are (?:all )?(?:of )?(?:the )?)?{_SOME}(?:NOUN)\b|\bhow many {_SOME}(?:NOUN)\b"
_LISTED_ZH: Final = "(?:列出|列举|逐一列出|给出|所有|全部)(?:所有|全部|每一[项条个])?的?(?:NOUN)"
_ASKED_ZH: Final = "(?:哪些|哪几[种项条类个])(?:NOUN)|多少[种项条类个](?:NOUN)"
_SINGULAR: Final = re.compile(
    r"\bevery (deadline|time limit|due date|prohibition|ban|penalty|fine|sanction|definition|duty|obligation|amount)\b"
)
_QUESTIONS: Final = re.compile(r"\b(?:what|which|who|whom|when|where|why|how)\b|哪|什么|怎么|怎样|如何|多少|谁|为何|几[个项条]")
_ASKING: Final = re.compile(r"\b(?:list|enumerate|name|give|show|tell|me|all|every|each|of|the|what|which|are|how|many)\b")
_PLURAL: Final = {"penalty": "penalties", "duty": "duties"}
_FILLER: Final = word_table("ragassist.tasks")["filler_en"].pattern
"""English words that say nothing of what is asked for."""
_FILLER_ZH: Final = re.compile(
    "规定了|提到了|列出|列举|给出|一共|共有|总共|规定|办法|条例|法律|法规|文件|文档|文本|设定|设置|明确|提到|包括|包含|这些|哪些"
)
_EDGES_ZH: Final = "有中里内了的是请共本该各和及对法，。？！、：　 "
"""Characters that say nothing at either end of what is left."""


@dataclass(frozen=True, slots=True)
class AskedForAll:
    """What a question that asks for everything of a kind asks for."""

    kind: Kind
    rest: str
    """What it says besides: of whom, about what, in which document."""


def task_of(question: str) -> Kind | None:
    """Return which list answers a question that asks for all of a kind; None for a question about one thing.

    >>> task_of("List every deadline in the filing rules"), task_of("有哪些罚款？"), task_of("What is the fine for late filing?")
    ('deadlines', 'penalties', None)
    """
    found = asked_for_all(question)
    return found.kind if found is not None else None


def asked_for_all(question: str) -> AskedForAll | None:
    """Return what a question asks for that asks for all of one kind and nothing else; None for any other question."""
    text = re.sub(r"\s+", " ", question.strip()).lower()
    text = _SINGULAR.sub(lambda match: f"all {_PLURAL.get(match[1], match[1] + 's')}", text)
    if len(_QUESTIONS.findall(text)) > 1 or re.search(r"[?？].*[?？]|[;；]", text):
        return None
    for forms, nouns in (((_LISTED, _LISTED_ZH), _NOUNS), ((_ASKED, _ASKED_ZH), _BY_WORD)):
        for kind, (english, chinese) in nouns.items():
            in_english = re.search(forms[0].replace("NOUN", english), text)
            match = in_english or re.search(forms[1].replace("NOUN", chinese), text)
            if match is not None:
                extra = re.sub(
                    r"\b(?:list|enumerate|name|give|show|tell|me|all|every|each|of|the|what|which|are|how|many)\b", " ", match[0]
                )
                extra = re.sub(rf"(?:{english})$", " ", extra) if in_english else " "
                return AskedForAll(kind, f"{text[: match.start()]} {extra} {text[match.end() :]}")
    return None


def besides(asked: AskedForAll, records: Sequence[DocumentRecord]) -> tuple[list[DocumentRecord], str]:
    """Return the documents that the question names, none where it names none, and the words left that narrow the list."""
    rest, named = asked.rest, []
    for record in records:
        for title in (record.meta.title, record.meta.title_en):
            if title and title.lower() in rest:
                rest = rest.replace(title.lower(), " ")
                named.append(record)
    if detect(rest) == "zh":
        return named, " ".join(part for piece in _FILLER_ZH.split(rest) for part in [piece.strip(_EDGES_ZH)] if part)
    return named, " ".join(query_words(_FILLER.sub(" ", rest)))
