"""Whether a statement names a body or a person in a role that a question asks for ("哪家机构", "which agency") and does not name itself."""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.en import uncontracted
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.name_table import known_names
from ragassist.text.script import has_han, simplified
from ragassist.text.word_tables import word_table

_ASKED_ZH: Final = re.compile(
    rf"由(?:谁|哪[个家些]?[{IDEOGRAPHS}]{{0,4}}?(?:部门|机构|单位|公司|组织|企业|法院))"
    rf"|哪[个家些一]{{1,2}}[{IDEOGRAPHS}]{{0,4}}?(?:部门|机构|单位|公司|组织|企业)|(?:机构|部门|公司|单位|组织|企业)(?:是|叫)哪"
)
_ASKED_EN: Final = re.compile(
    r"\b(?:which|what) (?:(?!(?:of|is|was|are|were|do|does|did)\b)[\w’'-]+ ){0,2}?"
    r"(?:agency|body|bodies|department|ministry|authority|regulator|court|commission|committee|institution|organi[sz]ation)\b"
    r"|\bwho (?:runs|heads|leads|chairs)\b|\bwhose (?:signature|name)\b",
    re.IGNORECASE,
)
_BODY: Final = word_table("ragassist.answer")["body"].pattern
_TITLE: Final = re.compile(r"《[^》]*》")
_OWN: Final = 3
"""So many last characters of a name are looked for in the question."""


def names_body(question: str, statement: str, terms: Glossary | None = None) -> bool:
    """Return whether `statement`, in Chinese, names a body that `question` does not name; true where the question asks for none.

    `terms` is the glossary that knows the Chinese of what an English question names, the program's own where none is given.

    >>> names_body("报告由哪家机构发布？", "据该报告，港口吞吐量增长。"), names_body("报告由哪家机构发布？", "航运研究所发布报告。")
    (False, True)
    >>> names_body("Which agency in Oslo wrote it?", "奥斯陆于2021年发布该框架。"), names_body("Which agency wrote it?", "海事局发布它。")
    (False, True)
    """
    question = uncontracted(simplified(question))
    if not (_ASKED_ZH.search(question) or _ASKED_EN.search(question)):
        return True
    said = _TITLE.sub("", _without_what_is_asked_about(question, simplified(statement), terms or glossary()))
    return any(found[0][-_OWN:] not in question for found in _BODY.finditer(said))


def _without_what_is_asked_about(question: str, statement: str, terms: Glossary) -> str:
    """The statement, in simplified characters, without the names and terms that an English question has in English."""
    if has_han(question):
        return statement
    lowered = question.lower()
    spans = [(start, end) for start, end, _, name in known_names(statement) if name.lower() in lowered]
    spans += [
        (found.start, found.end) for found in terms.find(statement, "zh") if any(form.lower() in lowered for form in found.term.forms("en"))
    ]
    for start, end in sorted(spans, reverse=True):
        statement = f"{statement[:start]}，{statement[end:]}"
    return statement
