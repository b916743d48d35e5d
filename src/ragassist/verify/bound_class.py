"""Whether a rule speaks of a whole class without a word for it: 渡轮经营者应当公布票价 binds every ferry operator."""

from __future__ import annotations

import re

from ragassist.lang.en import AGENTS
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.dictionary import translations
from ragassist.verify.predicates import chinese_of
from ragassist.verify.rules import sign
from ragassist.verify.view import Part

_CLASS = re.compile(
    rf"(?:^|[。；\n]|[条款项]\s?|(?:自|从|到)[^，。；]{{2,14}}，)[\s“”]{{0,2}}(?P<who>[{IDEOGRAPHS}、]{{2,14}}?)(?:应当?|必须|须|不得|有权|可以)"
)
"""Who a Chinese rule binds or allows: what stands between the beginning of a sentence and its modal word."""
_SOME = re.compile(r"(?<!组成)部分(?!位)|一些|有些|某些|个别|多数|少数|之一|其[他它余]|首批")
"""Picks some of a class, in whatever words the claim calls it."""
_NOTHING_ELSE = re.compile(r"各级?|有关|相关|以及|[、和及与的等]|第[一二三四五六七八九十百]+")
"""What names no part of a class, and so limits none."""
_WHO_ACTS = re.compile(r"(?:经营|运营|提供|使用|生产|所有|服务|管理)?者|单位|企业|机构|人员|主体|(?<!机器)(?<!无)人(?!工|脸|像|体)")
"""Words for those who act, of which an English claim may use another."""
_NEW = re.compile(r"\bnew(?:ly)?\b", re.IGNORECASE)
"""In what the claim calls the class: it is not there yet."""
_NEWLY = ("新建", "新增", "新设")
"""What is new is in Chinese newly built, added or set up."""
_CALLED = re.compile(r"[^,.;:()]{1,60}?(?=\s(?:must|shall|may|can|cannot|should|ha(?:s|ve)\sto|needs?|is|are|who|that|which)\b|[,.;:()]|$)")
"""What the claim calls the class, behind "all"."""


def binds_a_class(claim: Part, source: Part) -> bool:
    """Return whether an English claim says "all", "every" or "any" of just that class which a Chinese rule binds without limiting it.

    >>> said = Part("All ferry operators must publish fares.")
    >>> [binds_a_class(said, Part(text)) for text in ("渡轮经营者应当公布票价。", "大型渡轮经营者应当公布票价。")]
    [True, False]
    """
    every = sign("all").search(claim.text)
    called = _CALLED.match(claim.text, every.end()) if every and claim.lang == "en" and source.lang == "zh" else None
    if called is None:
        return False
    forms = [form for group in translations(called[0]) for form in group]
    forms += [form for word in re.findall(r"[A-Za-z][A-Za-z'’-]+", called[0]) for form in chinese_of(word)]
    acts = bool(re.search(AGENTS, called[0], re.IGNORECASE))
    forms += _NEWLY if _NEW.search(called[0]) else ()
    known, head = set("".join(forms)), chinese_of(called[0].split()[-1])
    bound = [who for match in _CLASS.finditer(source.text) for who in (match["who"], *_up_to(match["who"], head))]
    return any(_is_all_of(who, known, acts=acts) for who in bound)


def _up_to(who: str, head: frozenset[str]) -> list[str]:
    """What stands before the modal up to the thing itself, without what of it is bound: 新建码头 in 新建码头岸电覆盖率."""
    ends = {who.find(form) + len(form) for form in head if form in who}
    return [who[:end] for end in sorted(ends) if end < len(who)]


def _is_all_of(who: str, known: set[str], *, acts: bool) -> bool:
    """Whether the claim's words say all that stands before the modal, so that nothing there limits the class."""
    if _SOME.search(who):
        return False
    left = _NOTHING_ELSE.sub("", _WHO_ACTS.sub("", who) if acts else who)
    return (bool(left) or (acts and bool(_WHO_ACTS.search(who)))) and known.issuperset(left)
