"""Writing a quantity in the other language: 360亿美元 -> "US$36 billion", Article 17 -> 第十七条."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ragassist.lang.en import MONTHS
from ragassist.text.quantities.find import find_quantities
from ragassist.text.quantities.ordinals import ordinal_suffix
from ragassist.text.quantities.quantity import Approx, Day, Quantity
from ragassist.text.quantities.units import EN_CURRENCY, SYMBOLS, UNITS, ZH_CURRENCY
from ragassist.text.quantities.vague import chinese_words, english_words, magnitude
from ragassist.text.script import has_han
from ragassist.types import Lang

_EN_APPROX: dict[Approx, str] = {
    "exact": "", "about": "about ", "nearly": "nearly ", "more": "more than ", "less": "less than ", "at_least": "at least ",
    "at_most": "at most ", "loose": "up to ",
}  # fmt: skip
_ZH_APPROX: dict[Approx, str] = {
    "exact": "", "about": "约", "nearly": "近", "more": "超过", "less": "不到", "at_least": "至少", "at_most": "不超过", "loose": "高达",
}  # fmt: skip
_REACHED = re.compile(r"[高多]达")
_EN_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_ZH_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_LEAST_POWER = 17
"""From 10^17 on nobody counts in trillions: computing power is written as a power of ten."""
_EN_FRACTIONS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"}
_EN_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ZH_ARTICLE = {"article": "条", "chapter": "章", "section": "节", "paragraph": "款", "item": "项", "part": "编"}
_HAN = "〇一二三四五六七八九"


def english(q: Quantity) -> str:
    """Return the quantity in English, with its approximation.

    >>> [english(q) for q in find_quantities("近6万人获得360亿美元，依据第十七条")]
    ['nearly 60,000', 'US$36 billion', 'Article 17']
    """
    if q.kind == "date" and q.date:
        return _english_date(q.date)
    if q.kind == "name":
        return q.surface
    if q.kind == "article":
        return f"{q.unit.capitalize()} {q.low}"
    if q.kind == "ordinal":
        return ordinal_suffix(int(q.low)) + (" Five-Year Plan" if q.unit == "plan" else "")
    approx = _english_approximation(q)
    if q.kind == "percent":
        return f"{approx}{_span(q, _en_number)}%"
    if q.kind == "points":
        return f"{approx}{_span(q, _en_number)} percentage points"
    if q.kind == "fraction":
        return approx + (_english_fraction(*q.parts) if q.parts else _en_number(q.low))
    if q.kind == "multiple":
        return f"{approx}{_span(q, _en_number)} times"
    if q.kind == "money":
        symbol = SYMBOLS.get(q.unit, "")
        if q.approx == "about" and magnitude(q.low, q.high):
            return f"{_span(q, _en_number)} of {EN_CURRENCY.get(q.unit) or symbol}"
        text = f"{symbol}{_span(q, _en_number, symbol)}"
        return f"{approx}{text}{'' if symbol else ' ' + EN_CURRENCY.get(q.unit, q.unit)}"
    unit = f" {UNITS[q.unit][2]}" if q.unit in UNITS else ""
    if q.low == q.high == 1:
        unit = unit.removesuffix("s") if unit not in (" FLOPS",) else unit
    return f"{approx}{_span(q, _en_number)}{unit}"


def _english_approximation(q: Quantity) -> str:
    if q.low != q.high:
        return ""
    if q.approx == "loose" and _REACHED.search(q.surface):  # what was reached; "up to" sets a bound
        return "as many as " if q.kind == "number" else "as much as "
    return _EN_APPROX[q.approx]


def chinese(q: Quantity) -> str:
    """Return the quantity in Chinese, with its approximation.

    >>> [chinese(q) for q in find_quantities("nearly 60,000 people, US$36 billion, Article 17")]
    ['近6万', '360亿美元', '第十七条']
    """
    if q.kind == "date" and q.date:
        return _chinese_date(q.date)
    if q.kind == "name":
        return q.surface
    if q.kind == "article":
        return f"附件{_han(int(q.low))}" if q.unit == "annex" else f"第{_han(int(q.low))}{_ZH_ARTICLE.get(q.unit, '条')}"
    if q.kind == "ordinal":
        return f"“{_han(int(q.low))}五”规划" if q.unit == "plan" else f"第{_han(int(q.low))}"
    approx = "" if q.low != q.high else _ZH_APPROX[q.approx]
    if q.kind == "percent":
        return f"{approx}{_span(q, _zh_number)}%"
    if q.kind == "points":
        return f"{approx}{_span(q, _zh_number)}个百分点"
    if q.kind == "fraction":
        return approx + (f"{_han(q.parts[1])}分之{_han(q.parts[0])}" if q.parts else _zh_number(q.low))
    if q.kind == "multiple":
        return f"{approx}{_span(q, _zh_number)}倍"
    unit = ZH_CURRENCY.get(q.unit, q.unit) if q.kind == "money" else UNITS[q.unit][3] if q.unit in UNITS else ""
    return f"{approx}{_span(q, _zh_number)}{unit}"


def annotate(text: str, lang: Lang) -> str:
    """Return the text with its amounts, large numbers, articles, shares and approximations spelled out in `lang`, the reader's language.

    Only quantities written in the other language are annotated; a text in `lang` comes back as it is.

    >>> annotate("授权资金约360亿美元。", "en")
    '授权资金约360亿美元 (= about US$36 billion)。'
    """
    pieces, last = [], 0
    for q in find_quantities(text):
        if not _worth_telling(q, lang):
            continue
        pieces += [text[last : q.end], f" (= {english(q)})" if lang == "en" else f"（={chinese(q)}）"]
        last = q.end
    return "".join([*pieces, text[last:]])


def _worth_telling(q: Quantity, lang: Lang) -> bool:
    han = has_han(q.surface)
    if q.kind == "name" or han != (lang == "en"):
        return False
    if q.kind == "date":
        return bool(
            q.date
            and (
                q.date.decade
                or q.date.century
                or q.date.part
                or q.date.fiscal
                or q.date.quarter
                or re.search("[〇一二三四五六七八九十]", q.surface)
            )
        )
    if q.kind == "number":
        return (
            q.high >= 1000
            or q.approx != "exact"
            or q.low != q.high
            or bool(re.search(r"[十百千万亿]|hundred|thousand|dozen|teen|ty\b", q.surface))
        )
    return True


def explained(q: Quantity) -> str:
    """Return the quantity as written, and in English too where that is not plain: `360亿美元 (= US$36 billion)`."""
    written = q.surface.strip()
    return f"{written} (= {english(q)})" if has_han(written) else written


def _span(q: Quantity, number: Callable[[Decimal], str], prefix: str = "") -> str:
    if q.approx == "about" and (power := magnitude(q.low, q.high)):
        return english_words(power) if number is _en_number else chinese_words(power)
    return number(q.low) if q.low == q.high else f"{number(q.low)}–{prefix}{number(q.high)}"


def _en_number(value: Decimal) -> str:
    if power := _power(value):
        return power
    for scale, word in _EN_SCALES:
        if value >= scale and len((scaled := value / scale).normalize().as_tuple().digits) <= 7:
            return f"{_bare(scaled)}{word}"
    return f"{_bare(value, ',')}"


def _power(value: Decimal) -> str:
    """A power of ten too large for words, as it is written for computing power; empty for any other number."""
    return f"10^{value.adjusted()}" if value.adjusted() >= _LEAST_POWER and value == Decimal(10) ** value.adjusted() else ""


def _zh_number(value: Decimal) -> str:
    if power := _power(value):
        return power
    for scale, word in _ZH_SCALES:
        if value >= scale and len((scaled := value / scale).normalize().as_tuple().digits) <= 6:
            return f"{_bare(scaled)}{word}"
    return _bare(value)


def _bare(value: Decimal, comma: str = "") -> str:
    return f"{value.normalize():{comma}f}"


def _english_fraction(top: int, bottom: int) -> str:
    if bottom not in _EN_FRACTIONS or top >= 10:
        return f"{top}/{bottom}"
    if top == 1:
        return "half" if bottom == 2 else f"one {_EN_FRACTIONS[bottom]}"
    return f"{_EN_NUMBERS[top]} {_EN_FRACTIONS[bottom]}s"


def _english_date(day: Day) -> str:
    part = {
        "early": "early ",
        "mid": "mid-",
        "late": "late ",
        "first half": "the first half of ",
        "second half": "the second half of ",
    }.get(day.part, "")
    if day.century:
        return f"the {part}{ordinal_suffix(day.century)} century"
    if day.decade:
        return f"the {part}{day.decade}s"
    if day.quarter:
        return f"Q{day.quarter}" + (f" {day.year}" if day.year else "")
    month = MONTHS[day.month - 1] if day.month and 1 <= day.month <= 12 else ""
    if month and day.day:
        return f"{part}{month} {day.day}" + (f", {day.year}" if day.year else "")
    year = f"fiscal year {day.year}" if day.fiscal and day.year else str(day.year or "")
    return f"{part}{month}{' ' if month and year else ''}{year}".strip()


def _chinese_date(day: Day) -> str:
    part = {"early": "初", "mid": "中", "late": "底", "first half": "上半年", "second half": "下半年"}.get(day.part, "")
    if day.century:
        return f"{day.century}世纪{part}"
    if day.decade:
        return f"20世纪{day.decade - 1900}年代{part}" if 1900 <= day.decade < 2000 else f"{day.decade}年代{part}"
    year = f"{day.year}{'财' if day.fiscal else ''}年" if day.year else ""
    if day.quarter:
        return f"{year}第{_han(day.quarter)}季度"
    return year + (f"{day.month}月" if day.month else "") + (f"{day.day}日" if day.day else "") + part


def _han(number: int) -> str:
    """一 to 九百九十九 as articles are numbered; larger numbers stay Arabic."""
    if number >= 1000 or number < 0:
        return str(number)
    if number < 10:
        return "零" if number == 0 else _HAN[number]
    if number < 20:
        return "十" + (_HAN[number % 10] if number % 10 else "")
    if number < 100:
        return _HAN[number // 10] + "十" + (_HAN[number % 10] if number % 10 else "")
    rest = number % 100
    tail = "" if not rest else "零" + _HAN[rest] if rest < 10 else ("一" if rest < 20 else "") + _han(rest)
    return _HAN[number // 100] + "百" + tail
