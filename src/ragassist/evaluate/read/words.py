"""The words of a sheet in both languages, and the marks that a reader may write."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from ragassist.types import Lang

Kind = Literal["sentence", "answer"]

YES, PARTLY, NO = "yes", "partly", "no"
RIGHT, BESIDE, WRONG, REFUSED = "right", "beside", "wrong", "refused"
MARKS: Final[dict[Kind, tuple[str, ...]]] = {"sentence": (YES, PARTLY, NO), "answer": (RIGHT, PARTLY, BESIDE, WRONG, REFUSED)}
"""What may be said of a sentence and of an answer, as figures name it."""
GRADES: Final = ("1", "2", "3", "4", "5")
NOT_ASKED: Final = "n/a"

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "yes": ("yes", "是"),
    "partly": ("partly", "部分"),
    "no": ("no", "否"),
    "right": ("right", "正确"),
    "beside": ("beside", "无关"),
    "wrong": ("wrong", "错误"),
    "refused": ("refused", "拒答"),
    "sentence": ("sentence", "句子"),
    "answer": ("answer", "回答"),
    "id": ("id", "编号"),
    "kind": ("kind", "类别"),
    "lang": ("language", "语言"),
    "before": ("Asked before", "此前的对话"),
    "question": ("Question", "问题"),
    "original": ("Original", "原文"),
    "where": ("Stands in", "出处"),
    "with": ("Read with", "连同阅读"),
    "expected": ("A right answer says", "正确回答应说"),
    "unanswerable": ("The documents do not answer this; a right answer says so.", "文档没有回答这个问题；正确的回答应当如实说明。"),
    "none_cited": ("none is cited", "没有引用"),
    "state": ("State", "状态"),
    "mark": ("mark", "判断"),
    "grade": ("English", "英文"),
    "note": ("note", "备注"),
    "to": ("1 to 5", "1 至 5"),
    "title": ("Sheet for a reader", "人工阅读表"),
    "guide.sentence": (
        "A sentence is judged by its original alone, with title, heading, date and what is read with it. yes: the original says all of "
        "it. partly: a name, figure, actor, condition, scope or other detail that carries meaning does not hold. no: the original does "
        "not say it.",
        "判断句子时，只看原文及其标题、章节、日期和连同阅读的文字。是：句子所说原文都有。部分：人名、数字、主体、条件、范围等影响含义的细节不符。否：原文没有这样说。",
    ),
    "guide.answer": (
        "An answer is right (says all that was asked, or refuses what the documents do not answer), partly right, beside the question "
        "(true, but not what was asked), wrong (false, or given although the documents do not answer), or refused (it refuses what the "
        "documents answer).",
        "回答可为：正确（问到的都答了，或对文档没有回答的问题如实拒答）、部分（部分正确）、无关（属实，但答非所问）、"
        "错误（不实，或文档没有答案却作了回答）、拒答（文档有答案却拒绝回答）。",
    ),
    "guide.grade": ("English: 1 unreadable, 3 understandable, 5 fit to print.", "英文：1 无法读懂，3 可以理解，5 可以发表。"),
    "guide.how": (
        "Write each mark after its colon and leave the rest as it is. What is not marked is counted, and can be marked later.",
        "请把判断写在冒号之后，其余内容不要改动。未作判断的会被计数，可以以后再填。",
    ),
    "guide.states": ("The program's own states are shown: this reader is not blind.", "表中列出了程序自己的状态：阅读者并非盲评。"),
}  # fmt: skip


def word(key: str, lang: Lang) -> str:
    """Return one word or sentence of the sheet."""
    return _WORDS[key][lang == "zh"]


def both(key: str) -> tuple[str, str]:
    """Return a word in English and in Chinese: a sheet is read back whatever language it was printed in."""
    return _WORDS[key]


def choices(kind: Kind, lang: Lang) -> str:
    """Return the marks of a kind as a reader is shown them.

    >>> choices("sentence", "en"), choices("sentence", "zh")
    ('yes, partly, no', '是、部分、否')
    """
    return ("、" if lang == "zh" else ", ").join(word(mark, lang) for mark in MARKS[kind])


def meant(typed: str, kind: Kind) -> str | None:
    """Return the mark that a reader's word means, "" for nothing written, None for no mark of the kind.

    The beginning of a word will do where only one mark begins so.

    >>> meant(" Yes. ", "sentence"), meant("part", "answer"), meant("否", "sentence"), meant("r", "answer"), meant("", "answer")
    ('yes', 'partly', 'no', None, '')
    """
    bare = _bare(typed)
    if not bare:
        return ""
    found = {mark for mark in MARKS[kind] for said in both(mark) if said == bare}
    found = found or {mark for mark in MARKS[kind] for said in both(mark) if said.startswith(bare)}
    return found.pop() if len(found) == 1 else None


def graded(typed: str) -> int | str | None:
    """Return the grade that a reader wrote, "" for nothing written (or `n/a`), None for no grade.

    >>> graded("4 "), graded("4.0"), graded("-"), graded("6")
    (4, 4, '', None)
    """
    bare = _bare(typed).removesuffix(".0")
    if bare in ("", NOT_ASKED, "-", "–", "/"):
        return ""
    return int(bare) if bare in GRADES else None


def _bare(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).casefold().strip(" \t'\"`*_.。")
