"""The one figure, date or article that a sentence gives, told by itself: what can be said of it for certain without translating it.

A reader who asks how long, how much or when wants that first. A small model slips on the sentence around a figure, and arithmetic does not
slip on the figure; so it is said in a sentence of one form, which says of what kind it is and nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ragassist.lang.zh import IDEOGRAPHS, IDLE_NOT, NOT_YET
from ragassist.text.amounts import speaks_of
from ragassist.text.clause_marks import around, cut
from ragassist.text.counts import count_of
from ragassist.text.occasions import speaks_of_occasion
from ragassist.text.prison_terms import prison_terms
from ragassist.text.quantities import NUMERIC, Quantity, chinese, english, find_quantities
from ragassist.text.quantities.units import TIMES, UNITS
from ragassist.types import Lang

AMOUNTS: dict[str, tuple[str, str]] = {
    "fine": ("the amount of the fine", "罚款数额"),
    "compensation": ("the amount of compensation", "赔偿或补偿数额"),
    "prize": ("the amount of the prize", "奖金数额"),
    "subsidy": ("the amount of the subsidy", "补贴数额"),
    "turnover": ("the amount of trade or turnover", "交易或营收数额"),
    "saving": ("the amount saved", "节省的数额"),
    "pay": ("the pay", "薪酬数额"),
    "loss": ("the amount of the loss", "损失数额"),
    "fee": ("the fee", "收费数额"),
    "budget": ("the amount of money set aside", "安排的经费数额"),
}
"""What `text.amounts` tells apart, in words."""
OCCASIONS: dict[str, tuple[str, str]] = {
    "effect": ("the date of taking effect", "施行日期"),
    "comments": ("the date until which comments could be sent", "意见反馈截止日期"),
    "adoption": ("the date of adoption", "通过日期"),
    "end": ("the date of the end", "结束日期"),
}
"""What `text.occasions` tells apart of dates, in words."""
PERIODS: dict[str, tuple[str, str]] = {
    "validity": ("the period of validity", "有效期限"),
    "keeping": ("the period of keeping", "保存期限"),
    "prison": ("the prison term", "刑期"),
}
"""What `text.occasions` tells apart of lengths of time, in words."""
PLAIN: dict[str, tuple[str, str]] = {
    "length": ("the length of time", "期限"),
    "limit": ("the time limit", "时限"),
    "article": ("the article", "条款"),
    "date": ("the date", "日期"),
    "number": ("the figure", "数字"),
    "share": ("the share", "比例"),
    "rate": ("the rate", "比率"),
    "amount": ("the amount", "金额"),
    "change": ("the change", "变化"),
}
KINDS = AMOUNTS | OCCASIONS | PERIODS | PLAIN
"""What a figure may be the figure of: by its name, in English and in Chinese."""
_SHARES = frozenset({"percent", "fraction", "points"})
_OTHER_MEASURES = frozenset({"percent", "fraction", "multiple"})
"""What a penalty or a price may be measured by besides a sum."""
_TOLD = frozenset({"date", "money", "percent", "points", "fraction", "multiple", "article"})
_NOT_ITSELF = re.compile(
    rf"(?<!原则)(?<!基本)(?<!总体)上$|[前每]$|每[{IDEOGRAPHS}]{{1,3}}$|\b(?:per|each|every) (?:\w+ )?$"
    rf"|(?:\b[A-Z]+|(?<=[{IDEOGRAPHS}])[A-Za-z]+)[\s-]?[\d.:/-]*$|[〔［\[]\s?$"
)
"""上一年度 is the year before, 每30日 every thirty days, 每月20元 a rate; the numbers of GB 45438 and 港渔发〔2021〕7号 are names."""
_A_RATE = re.compile(r"\s?(?:[/／]|每|(?:per|an?|each|every)\b)")
"""20元/月, 20 yuan a month."""
_MINUS = re.compile(r"(?:^|[^\dA-Za-z%％])[-\u2212\ufe63\uff0d]\s?$")
"""A sign, and no dash between two figures."""
_WITHIN = re.compile(r"\s?[之以]?内")
"""Behind a length of time that is a time limit."""
_HAPPENED = re.compile(r"[了便已曾]|发生|短短|先后|(?<!成)就(?![业学诊医任职地近])")
"""In the clause of a length of time: that something took place in that time, which sets no limit."""
_DUE = re.compile(r"应|须|必|不得|可以?|由|要(?!求)|将|予以")
"""In the same clause: that it sets one all the same, 受理已满的，应当在十日内答复."""
_DENIED = re.compile(
    rf"没有|{NOT_YET}|废止|(?<!或者)(?<!或)(?!{IDLE_NOT})不(?![少高低超足到满同予])|无(?!人|线|论|障碍)|取消|删[除去]|并非|原先|原来|此前|曾|而非|\b(?:not|no|never|without|removed?|dropped|deleted|formerly|instead)\b",
    re.IGNORECASE,
)
"""In the clause of a figure: that it does not hold, or no longer."""
_FROM = re.compile(r"[从由自]\s?(?:原来的|此前的|之前的|原先的)?$")
"""Before the first figure of a change: 从86%降至4.4%."""
_TO = re.compile(
    r"\s?(?:左右)?(?:大幅|显著|逐步|进一步|快速|相应)?(?:下降|降低|降|减少|减|缩短|下调|提高|提升|上升|上调|升|增加|增长|增|扩大|延长|调整|修改|改|变)"
    r"(?:到|至|为|成)(?:了)?(?:约)?\s?"
)
"""Between the two."""
_A_RATE_OF = re.compile(r"率(?![先领])[^，。；]{0,6}\d")
"""Before a figure: that it is the rate of something."""
_SCALE = re.compile(r"[万亿]|\b(?:thousand|million|billion|trillion)s?\b")
"""A number told in thousands and more says something, whatever it counts."""
_MOST_AMOUNTS = 2
"""A fine is often set for the body and for its people in one sentence; of any other kind a sentence must give one figure only."""
_WHOM = (
    (re.compile(r"(?:负责|责任|主管|管理)[^，]{0,8}人"), " for the persons responsible"),
    (re.compile(r"对(?!其)[^，]{0,6}(?:个人(?!信息|数据|隐私)|自然人)"), " for individuals"),
    (re.compile(r"对(?!其)[^，]{0,6}(?:单位|企业|机构|组织(?!者|人))"), " for organisations"),
)
"""In the clause of a fine, before it: on whom it is set, where a sentence sets several."""
_WHICHEVER = re.compile(r"[，,（(][^，。；]{0,10}?(?:较|更|孰)(?P<way>高|低)[^，。；]{0,6}")
"""Behind a sum and a share: which of the two counts."""
_WHOSE = {
    "": "", "年": "annual ", "年度": "annual ", "全球": "worldwide ", "全球年": "worldwide annual ", "全球年度": "worldwide annual ",
    "上年": "the previous year's ", "上年度": "the previous year's ", "上一年": "the previous year's ", "上一年度": "the previous year's ",
    "上一财年": "the previous financial year's ", "上一财政年度": "the previous financial year's ",
    "全球上一年度": "the previous year's worldwide ", "上一年度全球": "the previous year's worldwide ",
    "上一财年全球": "the previous financial year's worldwide ",
}  # fmt: skip
_TAKEN_IN = {
    "营业额": "turnover", "总营业额": "total turnover", "营业总额": "total turnover", "销售额": "sales", "销售总额": "total sales",
    "总销售额": "total sales", "营业收入": "revenue", "营收": "revenue",
}  # fmt: skip
"""Of what a fine is a share, in the words of laws."""


def _any_of(words: Collection[str]) -> str:
    return "|".join(sorted(filter(None, words), key=len, reverse=True))


_BASE = rf"(?P<whose>{_any_of(_WHOSE)})?(?P<base>{_any_of(_TAKEN_IN)})的?"
_OR = re.compile(r"(?:的?罚款)?[，,]?(?:或者?|抑或)")
"""Between a share and a sum of which either may be the fine."""
_OR_SHARE = re.compile(rf"{_OR.pattern}(?:其|该企业|该公司|企业|公司)?{_BASE}")
"""Between a sum and a share: with what it is a share of."""
_SHARE_OF = re.compile(f"{_BASE}$")
"""Before a share: what it is a share of."""
_SAID = {"en": "The source gives {what} as {figures}{where}.", "zh": "原文给出的{what}为{figures}{where}。"}
_WHERE = {"en": " (“{clause}”)", "zh": "（“{clause}”）"}
_READ = {
    "en": re.compile(r"The source gives (.+?) as (.+?)(?: \(“([^“”]+)”\))?\."),
    "zh": re.compile(r"原文给出的(.+?)为(.+?)(?:（“([^“”]+)”）)?。"),
}
"""A sentence of the one form, whole: what it tells, the figures, the clause."""
_COUNT = "the number of "
_AND = {"en": " and ", "zh": "和"}


@dataclass(frozen=True, slots=True)
class Given:
    """A figure, and of what kind it is."""

    kind: str
    """A name in `KINDS`, or "count"."""
    figures: tuple[str, ...]
    """As `lang` writes them, in the order of the source."""
    lang: Lang
    thing: str = ""
    """What is counted, an English noun."""
    clause: str = ""
    """The clause of the source that gives it, in the source's words, where others give other figures of the kind."""

    @property
    def said(self) -> str:
        """The sentence that tells it.

        >>> Given("keeping", ("at least 90 days",), "en").said
        'The source gives the period of keeping as at least 90 days.'
        >>> Given("fee", ("20 yuan",), "en", clause="渡船收费20元").said
        'The source gives the fee as 20 yuan (“渡船收费20元”).'
        """
        where = _WHERE[self.lang].format(clause=self.clause) if self.clause else ""
        what = f"{_COUNT}{self.thing}" if self.thing else KINDS[self.kind][self.lang != "en"]
        return _SAID[self.lang].format(what=what, figures=_AND[self.lang].join(self.figures), where=where)

    def stands_in(self, text: str) -> bool:
        """Return whether `text`, of the other language, or the clause named, speaks of that kind and gives these figures of it only."""
        if self.clause and self.clause not in clauses(text):
            return False
        within = self.clause or text
        found = counted(within, self.thing) if self.thing else given(within, self.kind, self.lang)
        return found is not None and replace(found, clause=self.clause) == self


def given(text: str, kind: str, lang: Lang, fitting: Collection[Quantity] | None = None) -> Given | None:
    """Return the figure of `kind` that `text`, of the other language, gives; None where it gives none, or more than one.

    Args:
        text: a statement.
        kind: a name in `KINDS`.
        lang: the language in which the figure is written.
        fitting: the quantities that may be meant; all of the kind by default.

    >>> given("录音应当保存不少于90日。", "keeping", "en").figures, given("五月一日开航，六月一日停航。", "date", "en")
    (('at least 90 days',), None)
    """
    if kind == "change":
        return _change(text, lang)
    if kind == "prison" and lang == "en":
        terms = prison_terms(text)
        return Given(kind, terms, lang) if len(terms) == 1 and not _DENIED.search(text) else None
    if not _speaks(text, kind):
        return None
    held = find_quantities(text)
    if kind == "fine" and lang == "en" and (both := _sum_or_share(text, held)):
        return Given(kind, (both,), lang)
    if kind in AMOUNTS and any(each.kind in _OTHER_MEASURES or each.unit == "time" for each in held):
        return None  # 3500万欧元或全球年销售额7%: the sum is half of what the sentence sets
    meant = [each for each in held if _is_of(each, kind) and (fitting is None or each in fitting)]
    told = [each for each in meant if not _NOT_ITSELF.search(text[: each.start]) and not _A_RATE.match(text[each.end :])]
    limits = all(is_limit(text, each) for each in told)
    if kind == "length" and limits:
        if any(_took_place(text, each) for each in told):
            return None
        kind = "limit"
    elif kind == "limit" and not limits:
        return None
    if any(_is_condition(text, each) for each in told) and kind != "article":
        return None  # 有效期不足三个月的 says of what the rule holds, and sets nothing
    if any(_denied(text, each) for each in told) or any(each.kind == "date" and each.date and not each.date.year for each in told):
        return None  # what no longer holds, and a day whose year stands elsewhere
    if not told or not all(_telling(each) for each in told) or len({(each.kind, each.unit) for each in told}) > 1:
        return None  # figures of several measures: which of them is meant the words do not say
    bound = {(each.low, each.high) for each in told if each.approx != "exact"}
    told = [each for each in told if each.approx != "exact" or (each.low, each.high) not in bound] or told
    whom = {each: _for_whom(text, each) if kind == "fine" and lang == "en" else "" for each in told}
    figures = tuple(dict.fromkeys(_written(each, text, lang) + whom[each] for each in told))
    each_its_own = len(set(whom.values())) == len(figures)
    most = len(_WHOM) if each_its_own else _MOST_AMOUNTS if kind in AMOUNTS else 1
    return Given(kind, figures, lang) if len(figures) <= most else None


def clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of `text` as they can be quoted: without marks, and without the number or name of an item before a colon."""
    return tuple(clause.strip() for clause in cut(text, at_colons=True) if clause.strip())


def _change(text: str, lang: Lang) -> Given | None:
    """The one pair of figures of a measure that a Chinese text joins by "from … to …"."""
    held = find_quantities(text)
    pairs = [
        (first, second)
        for first, second in pairwise(held)
        if _FROM.search(text[: first.start])
        and _TO.fullmatch(text[first.end : second.start])
        and (first.kind, first.unit) == (second.kind, second.unit)
    ]
    if lang != "en" or len(pairs) != 1 or any(_denied(text, each) for each in pairs[0]) or not all(map(_telling, pairs[0])):
        return None
    first, second = pairs[0]
    return Given("change", (f"from {english(first)} to {english(second)}",), lang)


def counted(text: str, thing: str) -> Given | None:
    """Return how many of `thing`, an English noun, the Chinese `text` gives; None where that is not certain (`counts.count_of`).

    >>> counted("提出39项技术措施和9名负责人。", "measures").said
    'The source gives the number of measures as 39.'
    """
    found = count_of(thing, text)
    if found is None or _denied(text, found):
        return None
    figure = _written(found, text, "en").removesuffix(f" {thing}")  # the number of times, told without "times"
    return Given("count", (figure,), "en", thing)


def read(claim: str, lang: Lang) -> Given | None:
    """Return what `claim` tells, where it is such a sentence, in whole; None for any other.

    >>> read("The source gives the fee as 20 yuan.", "en") == Given("fee", ("20 yuan",), "en")
    True
    """
    if not (match := _READ[lang].fullmatch(claim.strip())):
        return None
    if lang == "en" and match[1].startswith(_COUNT):
        return Given("count", (match[2],), lang, match[1].removeprefix(_COUNT), match[3] or "")
    kind = next((name for name, words in KINDS.items() if words[lang != "en"] == match[1]), None)
    return Given(kind, tuple(match[2].split(_AND[lang])), lang, clause=match[3] or "") if kind else None


def is_limit(text: str, length: Quantity) -> bool:
    """Return whether a length of time of the Chinese `text` is one within which something happens: 三十日内, 五年以内."""
    return bool(_WITHIN.match(text, length.end)) or length.surface.endswith("内")


def _sum_or_share(text: str, held: Sequence[Quantity]) -> str:
    """A fine of a sum or of a share of what a firm takes in, in English, where the text sets that one and no other; else empty.

    >>> text = "处五千万元以下或者上一年度营业额百分之五以下罚款"
    >>> _sum_or_share(text, find_quantities(text))
    "at most 50 million yuan or at most 5% of the previous year's turnover"
    """
    sums, shares = ([each for each in held if each.kind == kind] for kind in ("money", "percent"))
    if len(sums) != 1 or len(shares) != 1 or _denied(text, sums[0]):
        return ""
    first, second = sorted((sums[0], shares[0]), key=lambda each: each.start)
    linked = _OR_SHARE.fullmatch(text[first.end : second.start]) if first is sums[0] else _OR.fullmatch(text[first.end : second.start])
    base = linked if first is sums[0] else _SHARE_OF.search(text[: first.start])
    if not linked or not base:
        return ""
    share = f"{english(shares[0])} of {_WHOSE[base['whose'] or '']}{_TAKEN_IN[base['base']]}"
    said = " or ".join((english(sums[0]), share) if first is sums[0] else (share, english(sums[0])))
    whichever = _WHICHEVER.search(text[second.end :])
    return f"{said}, whichever is {'higher' if whichever['way'] == '高' else 'lower'}" if whichever else said


def _speaks(text: str, kind: str) -> bool:
    if kind in AMOUNTS:
        return speaks_of(text, kind)
    if kind == "rate":
        return bool(_A_RATE_OF.search(text))
    return kind in PLAIN or speaks_of_occasion(text, kind)


def _is_of(quantity: Quantity, kind: str) -> bool:
    if kind in AMOUNTS or kind == "amount":
        return quantity.kind == "money"
    if kind in OCCASIONS or kind == "date":
        return quantity.kind == "date"
    if kind in PERIODS or kind in ("length", "limit"):
        return quantity.unit in UNITS and UNITS[quantity.unit][0] in TIMES
    if kind == "number":
        return quantity.kind in NUMERIC and not (quantity.unit in UNITS and UNITS[quantity.unit][0] in TIMES)
    return quantity.kind in (_SHARES if kind in ("share", "rate") else {"article"})


def _telling(quantity: Quantity) -> bool:
    """Whether a reader can use the figure without the words around it: it carries its own unit, or is written as a large amount."""
    return quantity.kind in _TOLD or (quantity.kind == "number" and (bool(quantity.unit) or bool(_SCALE.search(quantity.surface))))


def _denied(text: str, quantity: Quantity) -> bool:
    """Whether the clause around the figure says that it does not hold; a bound (不少于) is part of the figure."""
    before, behind = around(text, quantity.start, quantity.end, at_colons=True)
    return bool(_DENIED.search(before) or _DENIED.search(behind))


def _took_place(text: str, length: Quantity) -> bool:
    """Whether the clause around a length of time tells what happened in it: 短短20天内便发生了三起事故."""
    clause = "".join(around(text, length.start, length.end))
    return bool(_HAPPENED.search(clause)) and not _DUE.search(clause)


def _is_condition(text: str, quantity: Quantity) -> bool:
    """Whether the clause of a figure only says when the rule holds: 有效期不足三个月的，不再续期."""
    behind = around(text, quantity.start, quantity.end)[1]
    return behind.endswith("的") and text[quantity.end + len(behind) :].lstrip()[:1] in ("，", ",", "")


def _for_whom(text: str, quantity: Quantity) -> str:
    before = around(text, quantity.start, quantity.end)[0]
    return next((whom for pattern, whom in _WHOM if pattern.search(before)), "")


def _written(quantity: Quantity, text: str, lang: Lang) -> str:
    said = english(quantity).removeprefix("as many as ").removeprefix("as much as ") if lang == "en" else chinese(quantity)
    return ("-" if _MINUS.search(text[: quantity.start]) else "") + said
