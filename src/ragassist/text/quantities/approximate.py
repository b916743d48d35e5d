"""The words before and after a quantity that say about, nearly, more than, at most and the like."""

from __future__ import annotations

import re
from dataclasses import replace

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.quantity import Approx, Quantity

_BEFORE: list[tuple[Approx, str]] = [
    ("at_most", r"(?:不(?:得|应当?|可?能|宜|可|许)?(?:超过|多于|高于|大于|长于)|不[得能可许应]过|至多|最多|不足以超过"
     r"|未超过|没有超过|并未超过)"),
    ("at_least", r"(?:不(?:得|应当?|可?能|宜|可|许)?(?:少于|低于|小于|短于)|至少|最少|起码|(?<!史)(?<!近)最低(?:为|是)?)"),
    ("less", r"(?:不到|不足|不及|低于|少于|小于|跌破|未满|未达到?|不满|没(?:有)?(?:到|满|达到?)|未到)"),
    ("more", r"(?:(?:超过|超出|突破|高于|多于|大于|胜过)了?|超|逾|上)"),
    ("nearly", r"(?:将近|接近|几近|几乎|近)"),
    ("about", r"(?:大约|大概|约为|约合|约|差不多|左右)"),
    ("loose", r"(?:高达|最高|多达|可达)"),
    ("at_most", r"\b(?:no|not)\s(?:more|greater|higher|longer|larger|better|bigger|older|heavier)\sthan"
     r"|\b(?:not|never)\s(?:to\s)?exceed(?:ing|s)?|\bat\s(?:the\s)?most|\b(?:a\s)?maximum(?:\s\w+){0,3}\sof"),
    ("at_least", r"\b(?:no|not)\s(?:less|fewer|lower|shorter|smaller|younger|worse)\sthan|\bat\sleast|\b(?:a\s)?minimum(?:\s\w+){0,3}\sof"),
    ("less", r"\b(?:less|fewer|lower|smaller|shorter|younger|lighter|narrower|slower|cheaper|weaker)\sthan"
     r"|\bbelow|\bunder|\bshort\sof|\bjust\sunder"),
    ("more", r"\b(?:more|greater|higher|larger|longer|bigger|heavier|older|taller|wider|faster|dearer|stronger)\sthan"
     r"|\bexceed(?:ing|s|ed)?|\bsurpass(?:ing|es|ed)?"
     r"|\bin\sexcess\sof|\babove|\bover|\ba\sgood|\bupwards?\sof|\btopp(?:ing|ed)|\bbeyond"),
    ("nearly", r"\b(?:nearly|almost|close\sto|approaching|just\sunder)"),
    ("about", r"\b(?:about|barely|scarcely|around|approximately|roughly|circa|some|an?\sestimated|approx\.?|or\sso)|~|≈"),
    ("loose", r"\b(?:up\sto|as\s(?:many|much|high|few|little)\sas|capped\sat|(?:cap|ceiling)\sof)"),
]  # fmt: skip


# 至少组织一次, 最高可申领50万元, 最多占三分之一: what is done may stand between.
_BOUND = re.compile(rf"(?:(?P<least>至少|最少|起码)|(?:至多|最多|最高|最长|最久|最迟|最晚))(?P<deed>[{IDEOGRAPHS}]{{0,6}})$")
_DEED = re.compile(r"(?:v(?!n)|d|p|c|zg).*")
"""Tags of words that may stand there: verbs (zg is that of some of one character, such as 罚), adverbs, 被, 以."""
# 不到美国的一半: what it is a share of stands between.
_SHARE_OF: list[tuple[Approx, re.Pattern[str]]] = [
    ("less", re.compile(rf"(?:不到|不足|不及|(?<![不得应能])(?:低于|少于))[{IDEOGRAPHS}]{{1,8}}的$")),
    ("more", re.compile(rf"(?<![不得应能])(?:超过|高于|多于|逾)[{IDEOGRAPHS}]{{1,8}}的$")),
    ("at_least", re.compile(rf"不(?:[得应能])?(?:低于|少于)[{IDEOGRAPHS}]{{1,8}}的$")),
    ("at_most", re.compile(rf"不(?:[得应能])?(?:超过|高于|多于)[{IDEOGRAPHS}]{{1,8}}的$")),
]
_ARTICLE = rf"\s?(?:一个|the\s(?:age\sof\s)?|an?\s|每[{IDEOGRAPHS}]{{1,5}}|[{IDEOGRAPHS}]{{2,8}}(?:之?后|之?前|之?日起)的?)?"
"""Between a bound and its figure: 低于每千瓦时0.4元, 不超过演出结束后三个月."""
_LEFT = [(approx, re.compile(rf"(?:{pattern}){_ARTICLE}$", re.IGNORECASE)) for approx, pattern in _BEFORE]


_LEFT_CHARS = 48
"""So far before a figure its bound may begin: "a minimum retention period of 30 years"."""


_RIGHT: list[tuple[Approx, re.Pattern[str]]] = [
    (
        "at_least",
        re.compile(
            r"\s?(?:及|或|或者)?以上|或(?:者)?更[多久高长]|(?:\s[a-z]+){0,2}?\sor\s(?:more|above|older|longer|higher)\b|\s(?:at\s(?:the\s(?:very\s)?)?least|(?:at|as)\sa\sminimum|minimum)\b|\sand\s(?:above|over|up)\b"
        ),
    ),
    (
        "at_most",
        re.compile(
            r"\s?(?:及|或|或者)?以下|或(?:者)?更[少低短]|\sor\s(?:less|fewer|below|under)\b|\s(?:at\s(?:the\s(?:very\s)?)?most|(?:at|as)\sa\smaximum|at\sthe\soutside|maximum)\b"
        ),
    ),
    ("about", re.compile(r"\s?(?:左右|上下(?![文游级]))|\sor\sso\b")),
    ("more", re.compile(r"(?:\+|-?\splus\b)")),
    ("more", re.compile(r"多(?=[的来以前后了，。；、）」”]|$)")),
]


_COUNTED = re.compile(rf"[{IDEOGRAPHS}]{{1,6}}?(以上|以下)(?![述列级称简文属])")
"""What is counted, and the bound behind it: 50个量子比特以下的设备."""
_COUNTED_BOUND: dict[str, Approx] = {"以上": "at_least", "以下": "at_most"}


# "over five years" and "over 760 mm lines" need not mean more than.
_SPANNED = frozenset({"day", "week", "month", "year", "h", "decade", "century", "mm", "m", "km", "mi", "ft"})

# "control over three inputs" is not more than three.
_HOLDS = re.compile(
    r"\b(?:control|power|influence|authority|jurisdiction|rights?|disputes?|concerns?|debates?|ownership|hand(?:s|ed|ing)?|spread|divided|distributed|split|scattered|shared|stretched|phased|staggered)\s(?:out\s)?$",
    re.IGNORECASE,
)


_TIMES = frozenset({"day", "week", "month", "year"})
_LASTING = re.compile(r"(?:历时|为期|长达|用时|耗时|持续|经过|花费?|达|了|有)$")


# "measures under three pillars" is not fewer than three.
_GROUPS = re.compile(
    r"\s(?:\w+\s)?(?:pillars|headings|heads|categories|themes|titles|articles|laws|acts|statutes|chapters|sections|program(?:me)?s|goals|areas)\b"
)


def approximated(text: str, quantity: Quantity) -> Quantity:
    """With the words before and after it that say about, nearly, more than and the like."""
    left = text[max(0, quantity.start - _LEFT_CHARS) : quantity.start]
    start, end, approx = quantity.start, quantity.end, quantity.approx
    for kind, pattern in _LEFT:
        if hit := pattern.search(left):
            counted = quantity.kind == "number" and quantity.unit not in _TIMES
            if hit[0].strip().lower() == "some" and quantity.high < 20 and counted:
                continue  # "some two of them"; "some five months" is a length, and about as long, as is "some three percent" a share
            if hit[0].strip().lower() == "under" and _GROUPS.match(text, quantity.end):
                continue
            if hit[0].strip().lower() == "over" and quantity.low < quantity.high:
                continue  # "spread over thousands of firms"
            if hit[0] == "上" and text[quantity.start] not in "十百千万亿":
                continue  # 上百家 is over a hundred; 上一年度 is the year before, 原则上45天 in principle 45 days
            if hit[0] == "近" and quantity.unit in _TIMES and not _LASTING.search(left[: hit.start()]):
                continue  # 近三年 is the last three years; 历时近三年 is nearly three years
            if (
                hit[0].strip().lower() in ("上", "近")
                and re.search(rf"[{IDEOGRAPHS}]$", left[: hit.start()])
                and re.search(rf"(?:附|最|靠|邻|之|会|网|市|史|球|界|上{'|以' if hit[0].strip() == '上' else ''})$", left[: hit.start()])
            ):
                continue
            if hit[0].strip().lower() == "over" and _HOLDS.search(left[: hit.start()]):
                continue
            if kind in ("less", "more") and hit[0].lower().endswith(" the "):
                kind = "loose"  # "short of the 70% that customers want": the figure itself is exact
            duration = hit[0].split()[0].lower() == "over" and quantity.unit in _SPANNED
            approx, start = ("loose" if duration else kind), quantity.start - len(left) + hit.start()
            break
    if approx == "exact" and (hit := _BOUND.search(left)) and _is_deed(hit["deed"]):
        approx, start = ("at_least" if hit["least"] else "loose"), quantity.start - len(left) + hit.start()
    if approx == "exact" and quantity.kind in ("fraction", "percent", "multiple"):
        for kind, pattern in _SHARE_OF:
            if hit := pattern.search(left):
                approx, start = kind, quantity.start - len(left) + hit.start()
    if quantity.kind == "number" and not quantity.unit and approx == "exact" and (hit := _COUNTED.match(text, end)):
        return replace(quantity, start=start, end=hit.end(), surface=text[start : hit.end()], approx=_COUNTED_BOUND[hit[1]])
    for kind, pattern in _RIGHT:
        if (hit := pattern.match(text, end)) and (hit[0] != "多" or (approx == "exact" and quantity.unit in _TIMES)):
            approx, end = kind, hit.end()
            break
    if approx == quantity.approx and start == quantity.start and end == quantity.end:
        return quantity
    return replace(quantity, start=start, end=end, surface=text[start:end], approx=approx)


def _is_deed(between: str) -> bool:
    """Whether nothing but verbs and their particles stands between a bound and its figure: 至少组织一次, not 最高法院一次."""
    import rjieba

    return all(_DEED.fullmatch(tag) for _, tag in rjieba.tag(between)) if between else True
