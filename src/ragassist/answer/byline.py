"""Who wrote a document, as the line under its title says it: which document a question means that names the author or their institution.

"The scholar of Guangzhou University warns …" names no text, and no sentence of the text names its author. The byline does
("文 | 广州大学法学院 段陆平"), and is read from the file when a question speaks of an author or names a person. Where there is none, a line
under the title that is nothing but a name tells the author, as the metadata of the format do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ragassist.answer.absent_names import known_names
from ragassist.answer.evidence import Question
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.glossary import Glossary
from ragassist.text.persons import is_written, latin_names
from ragassist.text.script import simplified
from ragassist.text.signs import Signs
from ragassist.text.word_tables import word_table
from ragassist.types import Evidence, Lang
from ragassist.verify.checks.names import missing_names

AHEAD: Final = 0.2
"""By how much the statements of a text whose author the question names stand before others: four times what makes two equally good."""
_HEAD_CHARS, _TAIL_CHARS = 6000, 1500
_GAP = r"(?:[^\S\n]|[*_])*"
"""White space of any width within a line, and marks of bold type."""
_LINE = re.compile(
    rf"^(?:[>#]|{_GAP})*(?:文|撰文|作者|作者单位|[Bb]y|BY)\s?(?:{_GAP}[|｜丨:：/]|(?<=[Bb]y)\s){_GAP}(?P<who>\S.{{1,118}}?){_GAP}$"
    rf"|[（(【]?作者(?:简介|单位|系|为|[:：])[:：]?{_GAP}(?P<after>[^\n。）)】]{{3,118}})",
    re.MULTILINE,
)
_OF_AUTHOR = word_table("ragassist.answer")["of_author"].pattern
_ALONE = re.compile(rf"^#[^\n]*\n+[^\S\n]*(?P<name>[{IDEOGRAPHS}]{{2,4}})[^\S\n]*$", re.MULTILINE)
"""A line right under a heading that may be a name; what is none is nobody's name in a question either."""
_FIELDS: Final = Signs(
    (
        (
            "law",
            r"\b(?:law|legal) (?:scholar|professor|academic|researcher|expert)s?\b|\bjurists?\b|法学(?:者|家|教授|院)|法律学者",
            r"法学|政法|法律",
        ),
        ("bar", r"\b(?:lawyer|attorney)s?\b|律师", r"律师"),
        ("academy", r"\bacademicians?\b|院士", r"院士"),
        ("economics", r"\beconomists?\b|经济学(?:者|家|教授)", r"经济|财经|金融"),
    )
)
"""What an author is called by, and what a byline says of one: a law scholar teaches at a 法学院 or a university of 政法."""
_OFFICE = r"(?:联合|共同)?(?:创始人|创办人|总裁|董事长|总经理|首席|副?主任|副?所长|副?院长|合伙人|研究员|教授|工程师|C[ETI]O)"
_FIRM = re.compile(
    rf"^(?:(?:北京|上海|天津|重庆|深圳|广州|杭州|南京|武汉|成都|西安|合肥|[{IDEOGRAPHS}]{{2,3}}[省市])市?)?(?P<name>[{IDEOGRAPHS}]{{2,4}}?)"
    rf"(?:(?:网络|信息|科技|技术|安全|数据|智能|软件|通信|电子|互联网)[{IDEOGRAPHS}]*公司|(?:集团|公司|律师事务所)|{_OFFICE})"
)
"""A Chinese firm's name is place, own name, trade and form, and it goes by its own name (企业名称登记管理规定, article 6)."""
_ENDS = re.compile(r"大学|学院|研究院|研究所|中心|公司|杂志社|事务所|科学院|协会|学会|研究会")
"""What the name of an institution ends in."""


def byline(raw: str) -> tuple[int, int] | None:
    r"""Return where a file says who wrote it and for whom they work; None where it does not.

    >>> text = "# 夜市管理\n\n文 | 某某大学法学院 张三\n\n夜市……"
    >>> text[slice(*byline(text))]
    '某某大学法学院 张三'
    """
    found = _LINE.search(raw[:_HEAD_CHARS])
    shift = 0
    if found is None:
        shift = max(0, len(raw) - _TAIL_CHARS)
        found = _LINE.search(raw[shift:])
    if found is None:
        return None
    group = "who" if found["who"] is not None else "after"
    return found.start(group) + shift, found.end(group) + shift


def of_named_author(question: Question, evidence: Sequence[Evidence], raw_of: Callable[[str], str]) -> list[Evidence]:
    """Return the evidence with the statements of a text first whose author, or their institution, the question names.

    Args:
        question: as it is worked on.
        evidence: ranked statements, best first.
        raw_of: the raw text of a document.
    """
    if not (_OF_AUTHOR.search(question.text) or latin_names(question.text)):
        return list(evidence)
    documents = {item.hit.document.doc_id: item.hit.document.meta.author for item in evidence}
    lines = {doc_id: line for doc_id, author in documents.items() if (line := _author_line(raw_of(doc_id), author))}
    named = {doc_id for doc_id, line in lines.items() if names(question.text, question.lang, line, question.terms)}
    named = named or {doc_id for doc_id, line in lines.items() if of_field(question.text, line)}
    if not named or len(named) == len(documents):
        return list(evidence)
    moved = [_ahead(item) if item.hit.document.doc_id in named else item for item in evidence]
    return sorted(moved, key=lambda item: -item.score)


def byline_of(raw: str) -> str:
    """Return the text of `byline`; empty where there is none."""
    span = byline(raw)
    return raw[slice(*span)] if span else ""


def _author_line(raw: str, author: str) -> str:
    """The byline, else a name alone under the title, and what the metadata say."""
    line = byline_of(raw) or " ".join(match["name"] for match in _ALONE.finditer(raw[:_HEAD_CHARS]))
    return " ".join(dict.fromkeys(filter(None, (line, author))))


def of_field(question: str, line: str) -> bool:
    """Return whether a byline is of the profession by which a question calls the author.

    >>> of_field("What does the law scholar say?", "广州大学法学院 段陆平"), of_field("What does the lawyer say?", "广州大学 段陆平")
    (True, False)
    """
    asked = _FIELDS.asked(question)
    return bool(asked) and any(_FIELDS.spoken_of(line, field) for field in asked)


def names(question: str, lang: Lang, line: str, terms: Glossary | None = None) -> bool:
    """Return whether a question in `lang` names a person or an institution of a byline.

    >>> names("广州大学那位学者提醒什么？", "zh", "广州大学法学院 段陆平"), names("学者怎么看夜市？", "zh", "广州大学法学院 段陆平")
    (True, False)
    """
    if lang == "zh":
        asked, said = simplified(question), simplified(line)
        persons = [word for word in re.split(r"[\s、，,；;]+", said) if 2 <= len(word) <= 4 and not _ENDS.search(word)]
        return any(body in asked for body in _bodies(said)) or any(person in asked for person in persons)
    if any(is_written(syllables, line) for _, _, syllables in latin_names(question)):
        return True
    return bool(known_names(question, lang, terms) - {name for name, _ in missing_names(question, line, lang, terms)})


def _bodies(line: str) -> list[str]:
    """The institutions of a byline, each from where it begins to each place where it may end: 广州大学, 广州大学法学院."""
    found: list[str] = []
    for piece in re.split(r"[\s、，,；;|（(]+", line):
        found += [piece[: match.end()] for match in _ENDS.finditer(piece) if match.end() > 3]
        found += [match["name"] for match in [_FIRM.match(piece)] if match is not None]
    return found


def _ahead(item: Evidence) -> Evidence:
    return replace(item, score=item.score + AHEAD, parts=tuple(part + AHEAD for part in item.parts))
