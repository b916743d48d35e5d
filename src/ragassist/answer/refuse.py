"""What an answer says when the documents do not hold it: refusals, and the note behind a doubtful sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ragassist.answer.expected import Need
from ragassist.lang.detector import detect
from ragassist.text.amounts import speaks_of
from ragassist.text.given_figures import AMOUNTS, KINDS, OCCASIONS
from ragassist.text.occasions import speaks_of_occasion
from ragassist.text.quantities import find_quantities
from ragassist.text.script import has_han
from ragassist.types import DocumentRecord, Lang

Reason = Literal["nothing_indexed", "nothing_relevant", "not_in_sources", "unsupported", "empty_question", "nothing_within", "model_failed"]


NOT_SUPPORTED: dict[Lang, str] = {"en": " (not supported by the sources)", "zh": "（原文不支持此句）"}
"""The note behind a sentence that is shown although nothing supports it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer (`reason`, one of seven words) and the sentences that say so."""

    reason: Reason
    text: str


_EN: dict[Reason, str] = {
    "nothing_indexed": "No documents are indexed yet, so “{question}” could not be looked up. Add some with `ragassist ingest PATH` first.",
    "nothing_relevant": "The {n} indexed documents were searched for “{question}”, and nothing relevant was found.",
    "not_in_sources": "The {n} indexed documents were searched for “{question}”, but the passages found do not answer it.",
    "unsupported": "The {n} indexed documents were searched for “{question}”, but no drafted sentence was supported by its source.",
    "empty_question": "The question is empty, so there was nothing to look for. Type a question about the indexed documents.",
    "nothing_within": "None of the {n} indexed documents passes the filter, so “{question}” was not looked up. Widen or drop the filter.",
    "model_failed": "The model failed, so “{question}” was not answered. This says nothing about the {n} indexed documents. Ask again.",
}
_ZH: dict[Reason, str] = {
    "nothing_indexed": "尚未收录任何文档，无法查找“{question}”。请先用 `ragassist ingest PATH` 添加文档。",
    "nothing_relevant": "已在收录的 {n} 份文档中查找“{question}”，没有找到相关内容。",
    "not_in_sources": "已在收录的 {n} 份文档中查找“{question}”，找到的段落没有回答这个问题。",
    "unsupported": "已在收录的 {n} 份文档中查找“{question}”，但草拟的回答没有一句能得到原文支持，因此不予显示。",
    "empty_question": "问题是空的，没有可查找的内容。请输入一个关于所收录文档的问题。",
    "nothing_within": "收录的 {n} 份文档中没有一份符合筛选条件，因此没有查找“{question}”。请放宽或取消筛选条件。",
    "model_failed": "模型出错，因此没有回答“{question}”。这并不说明收录的 {n} 份文档中有没有相关内容。请再问一次。",
}
_NEAREST: dict[Lang, str] = {
    "en": " The nearest document is “{title}”; naming a person, a rule or a date it covers may help.",
    "zh": "最接近的文档是《{title}》；在问题中写明其中的人物、规定或日期可能会有帮助。",
}
_ABSENT: dict[Lang, str] = {"en": " They do not mention {names}.", "zh": "这些文档没有提到{names}。"}
_MISSING: dict[Lang, str] = {"en": " None of them gives {what} that is asked for.", "zh": "其中没有所问的{what}。"}
_INSTEAD: dict[Lang, str] = {
    "en": " What it gives is {there}.",
    "zh": "其中给出的是{there}。",
}
_MOST_THING_CHARS = 40
_MAX_QUESTION_CHARS = 160
_MAX_TITLE_CHARS = 80


def refuse(
    reason: Reason,
    *,
    question: str,
    lang: Lang,
    documents: int,
    nearest: DocumentRecord | None = None,
    absent: Sequence[str] = (),
    needed: Need | None = None,
    nearby: Sequence[str] = (),
) -> Refusal:
    """Return the refusal in `lang`: what was looked for, in how many documents, which comes nearest, and what they do not give or mention.

    Where a figure or date is asked for, `nearby` are the nearest document's sentences: what they give of the same kind is named.

    Brackets in the question or the title are replaced, so that a refusal never holds a marker. A question or title in the
    other language is shortened as far as the whole must still be, and read as, a text in `lang`.
    """
    if nearest is not None and reason in ("not_in_sources", "unsupported"):
        title = nearest.meta.title_en if lang == "en" and nearest.meta.title_en else nearest.meta.title or nearest.path
        ending = _NEAREST[lang].format(title=_shorten(_plain(title), _MAX_TITLE_CHARS))
        there = _given_instead(needed, nearby, lang) if needed is not None and not absent else ""
        ending += _INSTEAD[lang].format(there=there) if there else ""
    else:
        ending = ""
    if needed is not None and not absent and reason == "not_in_sources":
        ending = _MISSING[lang].format(what=in_words(needed, lang)) + ending
    if absent:
        names = (", " if lang == "en" else "、").join(f"“{_shorten(_plain(name), _MAX_TITLE_CHARS)}”" for name in absent)
        ending = _ABSENT[lang].format(names=names) + ending
    body = (_EN if lang == "en" else _ZH)[reason]
    for last, most in ((ending, _MAX_QUESTION_CHARS), ("", _MAX_QUESTION_CHARS), ("", 60), ("", 24), ("", 10)):
        text = body.format(question=_shorten(_plain(question), most), n=documents) + last
        if detect(text) == lang:
            break
    return Refusal(reason, text)


def in_words(needed: Need, lang: Lang) -> str:
    """Return what kind of figure a question asks for, in words: the fine, the date of taking effect, the number of ferries."""
    if needed.thing and not needed.amount and not needed.occasion and not needed.span and has_han(needed.thing) == (lang == "zh"):
        thing = _shorten(_plain(needed.thing), _MOST_THING_CHARS)
        return f"the number of {thing}" if lang == "en" else f"{thing}的数量"
    return KINDS[needed.figure][0 if lang == "en" else 1]


def _given_instead(needed: Need, nearby: Sequence[str], lang: Lang) -> str:
    """Which other amounts or dates the sentences give, in words; empty where they give none whose kind is known."""
    at = 0 if lang == "en" else 1
    held = [{quantity.kind for quantity in find_quantities(sentence)} for sentence in nearby]
    speaks: Callable[[str, str], bool]
    if needed.amount:
        names, kind, speaks = AMOUNTS, "money", speaks_of
    elif needed.occasion in OCCASIONS:
        names, kind, speaks = OCCASIONS, "date", speaks_of_occasion
    else:
        return ""
    own = needed.amount or needed.occasion
    found = [
        name
        for name in names
        if name != own and any(kind in kinds and speaks(sentence, name) for kinds, sentence in zip(held, nearby, strict=True))
    ]
    found = [name for name in found if name != "end"] or found  # a consultation ends too
    return (", " if lang == "en" else "、").join(names[name][at] for name in found[:2])


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _plain(text: str) -> str:
    table = str.maketrans("[]［］【】{}", "()（）（）()")
    return " ".join(text.split()).translate(table)
