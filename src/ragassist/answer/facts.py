"""What a document says of itself as evidence: its author, issuer, number and date of publication, and that it is a draft.

No sentence of a text says who wrote it. The line that does (a byline, the number under the title, the mark of a draft in it) is cited
like a sentence: the quotation is the exact place in the file, read under the document's title. What is not written in the file is no
fact, whatever the metadata of its format say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal

from ragassist.answer.byline import byline
from ragassist.text.script import without_space
from ragassist.text.title_notes import title_notes
from ragassist.types import DocumentMeta, Evidence, Lang, Sentence

Fact = Literal["affiliation", "author", "issuer", "number", "published", "draft", "adopted"]

_TEXT_ASKED: Final = r"(?:article|paper|essay|piece|commentary|report|analysis|interview|post|study|speech)"
_RULE_ASKED: Final = r"(?:laws?|acts?|regulations?|measures|provisions|rules|decision|statute)"
_WHEN_OR_WHO: Final = (
    r"\b(?:when|who|by whom|(?:which|what) (?:\w+ )?(?:body|congress|parliament|committee|session|meeting|date|day|year))\b"
)
_ADOPTED: Final = r"(?<!the )(?<!an )(?<!a )(?:adopt|pass|enact)(?:ed)?"
_WHERE_EMPLOYED: Final = r"(?:university|college|institute|institution|organi[sz]ation|company|firm|think ?tank|law firm|employer)"
_WRITER: Final = r"(?:authors?|experts?|scholars?|professors?|researchers?|writers?|analysts?|lawyers?)"
_WORDS: Final[dict[Fact, str]] = {
    "affiliation": (
        rf"\b(?:which|what) (?:\w+ )?{_WHERE_EMPLOYED}\b[^?]*\b{_WRITER}\b|\b{_WRITER}\b[^?]*\b(?:which|what) (?:\w+ )?{_WHERE_EMPLOYED}\b"
        rf"|\bwhere (?:does|do|is|are) [^?]*\b{_WRITER}\b[^?]*\b(?:work|teach|based|employed)\b"
        r"|(?:作者|专家|学者|教授|研究员|撰文者|撰稿人)[^，。？]{0,14}(?:哪[个所家]|什么)(?:大学|高校|学院|单位|机构|公司|研究[院所])"
        r"|(?:作者|专家|学者|撰文者|撰稿人)[^，。？]{0,8}(?:供职|任职|就职|任教|工作)"
    ),
    "author": (
        r"\bwho (?:wrote(?! to\b)|authored|penned|(?:is|are|was|were) the authors?)\b|\b(?:names? of the authors?|author’?'?s name)\b"
        r"|\bby whom (?:is|was|were)\b[^?]*\bwritten\b|作者(?:是谁|是哪|为谁|有谁|有哪些|叫什么|名字)|(?:谁|哪位\w{0,4}"
        r"|哪几位)(?:写的|所写|撰写|撰文|执笔)"
    ),
    "number": (
        r"\b(?:document|reference|serial|order|decree) number\b|\b(?:number|no\.) of the (?:order|decree|notice)\b"
        r"|\bunder (?:what|which) (?:[\w’']+ ){0,4}number\b|文号|发文字号|文件编号|第几号(?:令|公告|文)|(?:第几|几|多少)号令"
    ),
    "published": (
        rf"\b(?:when|on (?:what|which) (?:date|day))\b[^?]*\b{_TEXT_ASKED}\b[^?]*\b(?:published|posted|released"
        rf"|appear(?:ed)?|come out|written)\b"
        r"|\b(?:date of publication|publication date)\b"
        r"|(?:文章|报道|论文|解读|评论|推文|讲话|访谈)[^，。？]{0,12}(?:何时|哪[一]?[天日年月]"
        r"|什么时[候间])[^，。？]{0,4}(?:发表|发布|刊登|刊发|刊载|推送)"
        r"|(?:发布|发表|刊发)(?:日期|时间)(?:是|为)?"
    ),
    "issuer": (
        r"\b(?:who|(?:which|what) (?:\w+ )?(?:body|bodies|agenc(?:y|ies)|departments?|ministr(?:y|ies)|authorit(?:y|ies)"
        r"|regulators?))"
        r" (?:jointly )?(?:issued|promulgated|enacted|released)\b"
        r"|(?:哪[个些家几]?(?:个|家)?(?:部门|机构|单位|机关)|谁)(?:联合)?(?:印发|发布|公布|颁布|出台)的?|(?:发文|发布"
        r"|印发)(?:机关|单位|机构)"
    ),
    "draft": (
        r"\b(?:still|only|already|just) (?:a |in )?(?:draft|force|effect)\b|\bdraft or (?:the )?(?:final|in force|law)\b|\bin draft\b"
        r"|(?:还是|仍是|只是|是不是)(?:一[份个部])?(?:草案|征求意见稿)|草案还是|征求意见稿还是"
        r"|是否(?:已经?)?(?:正式)?(?:生效|施行|实施|出台)"
    ),
    "adopted": (
        rf"{_WHEN_OR_WHO}[^?]*\b{_RULE_ASKED}\b[^?]*\b{_ADOPTED}\b|{_WHEN_OR_WHO}[^?]*\b{_ADOPTED}\b[^?]*\b{_RULE_ASKED}\b"
        r"|(?:法|条例|规定|办法|决定|细则)》?[^，。？]{0,4}(?:何时|什么时[候间]|哪[一]?[天日年月次]|由?谁|由?哪[个一家]|第几次)[^，。？]{0,12}(?<!得)通过"
        r"|(?:何时|什么时[候间]|谁|哪[个一家][^，。？]{0,4})[^，。？]{0,6}通过[^，。？]{0,4}《?[^，。？]{2,30}(?:法|条例|规定|办法|决定|细则)"
    ),
}
_ASKED: Final = {fact: re.compile(words, re.IGNORECASE) for fact, words in _WORDS.items()}
_LABELS: Final[dict[Fact, dict[Lang, str]]] = {
    "affiliation": {"en": "author", "zh": "作者"},
    "author": {"en": "author", "zh": "作者"},
    "issuer": {"en": "issued by", "zh": "发布机关"},
    "number": {"en": "number", "zh": "文号"},
    "published": {"en": "published", "zh": "发布日期"},
    "draft": {"en": "title", "zh": "标题"},
    "adopted": {"en": "note under the title", "zh": "题注"},
}
_AHEAD: Final = 0.1
"""By how much a fact that is asked for stands before the best sentence: it is the answer, and no sentence belongs to it."""
_BESIDE: Final = -0.01
"""The same for the body that issued a rule, which a sentence often names more fully."""
_ASKED_FOR: Final = 0.2
"""The same where somebody's institution is asked for: the text itself is seldom much like such a question."""
_NOT_ASKED: Final = 1.0
"""How far behind a fact falls for the parts of a question that do not ask for it."""
_HEAD_CHARS, _TAIL_CHARS = 6000, 3000
_ORDER: Final = re.compile(
    r"^[^\S\n]*[*（(]*(?P<alone>第[^\S\n]*[\d一二三四五六七八九十百]+[^\S\n]*号)[*）)]*[^\S\n]*$|令[^\S\n]*(?P<behind>第[^\S\n]*\d+[^\S\n]*号)",
    re.MULTILINE,
)


def asked_fact(question: str) -> Fact | None:
    """Return what `question` asks of a document itself; None where it asks about anything else.

    >>> asked_fact("Who wrote the article on night markets?"), asked_fact("这份通知的文号是多少？")
    ('author', 'number')
    >>> asked_fact("Who wrote to the mayor?") is None
    True
    """
    return next((fact for fact, pattern in _ASKED.items() if pattern.search(question)), None)


def facts(question: str, evidence: Sequence[Evidence], raw_of: Callable[[str], str], parts: Sequence[str] = ()) -> list[Evidence]:
    """Return what the likeliest document says of itself and `question` asks for, ahead of its sentences; empty where it says nothing.

    Args:
        question: as it is worked on.
        evidence: ranked statements, best first.
        raw_of: the raw text of a document.
        parts: what the question asks, one by one; a fact is ahead for the parts that ask for it, and answers no other.
    """
    if not evidence:
        return []
    asking: dict[Fact, list[int]] = {}
    for at, text in enumerate(parts or (question,)):
        if (asked := asked_fact(text)) is not None:
            asking.setdefault(asked, []).append(at)
    return [found for fact, wanted in asking.items() for found in _told(fact, wanted, evidence[0], raw_of)]


def _told(fact: Fact, wanted: Sequence[int], best: Evidence, raw_of: Callable[[str], str]) -> list[Evidence]:
    """The fact as evidence, where the file of `best` has it; `wanted` are the parts of the question that ask for it."""
    meta, raw = best.hit.document.meta, raw_of(best.hit.document.doc_id)
    span = _place(fact, meta, raw)
    if span is None:
        return []
    lang = best.hit.document.lang
    open_, close, colon = ("《", "》", "：") if lang == "zh" else ("“", "”", ": ")
    context = (
        f"{open_}{meta.title}{close}{_LABELS[fact][lang]}{colon}"
        if lang == "zh"
        else f"{open_}{meta.title}{close}, {_LABELS[fact][lang]}{colon}"
    )
    sentence = Sentence(*span, " ".join(raw[slice(*span)].split()), "note", context)
    ahead = {"issuer": _BESIDE, "affiliation": _ASKED_FOR}.get(fact, _AHEAD)
    parts = tuple(part + ahead if at in wanted else part - _NOT_ASKED for at, part in enumerate(best.parts))
    return [Evidence(0, sentence, best.hit, best.score + ahead, best.similarity, parts=parts)]


def _place(fact: Fact, meta: DocumentMeta, raw: str) -> tuple[int, int] | None:
    """Where in the file it is written; None where it is not."""
    if fact == "affiliation":
        return byline(raw)
    if fact == "published":
        return _date(meta.date, raw)
    if fact == "draft":
        return _written(meta.title, raw) if meta.status == "draft" else None
    if fact == "adopted":
        return next((span for span in title_notes(raw[:_HEAD_CHARS]) if "通过" in raw[slice(*span)]), None)
    if fact == "author":
        return _written(meta.author, raw) or byline(raw)
    if fact == "number":
        return _written(meta.number, raw) or _of_order(raw)
    return _written(meta.issuer, raw)


def _of_order(raw: str) -> tuple[int, int] | None:
    """The number of the order by which a rule was published, on a line of its own or behind the word for order: 令第72号."""
    match = _ORDER.search(raw[:_HEAD_CHARS])
    if match is None:
        return None
    return match.span("alone") if match["alone"] else match.span("behind")


def _written(value: str, raw: str) -> tuple[int, int] | None:
    """The first place of `value` near the top or the bottom of a file, whatever blanks stand in it."""
    compact = without_space(value)
    if len(compact) < 2:  # one character stands anywhere
        return None
    pattern = re.compile(r"[\s*_]*".join(map(re.escape, compact)))
    match = pattern.search(raw[:_HEAD_CHARS])
    if match:
        return match.span()
    start = max(0, len(raw) - _TAIL_CHARS)
    match = pattern.search(raw, start)
    return match.span() if match else None


def _date(date: str, raw: str) -> tuple[int, int] | None:
    year, *rest = date.split("-")
    if len(year) != 4:
        return None
    ends = ("年", "月", "日")
    parts = [year, *(f"0?{int(part)}" for part in rest)]
    pattern = re.compile(r"\s*".join(rf"{part}\s*[-/.{end}]?" for part, end in zip(parts, ends, strict=False)))
    match = pattern.search(raw[:_HEAD_CHARS]) or pattern.search(raw, max(0, len(raw) - _TAIL_CHARS))
    return (match.start(), match.start() + len(match.group().rstrip("-/. "))) if match else None
