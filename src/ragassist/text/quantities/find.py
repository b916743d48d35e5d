"""`find_quantities`: every quantity of a Chinese, English or mixed text, longest reading first, none overlapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from ragassist.lang.zh import DIGITS as HAN_DIGITS
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.lang.zh import SCALES as HAN_SCALES
from ragassist.text.quantities.approximate import approximated
from ragassist.text.quantities.dates import find_dates
from ragassist.text.quantities.halves import find_halves
from ragassist.text.quantities.numerals import ARABIC, HAN, WORDS, arabic_value, han_value, word_value
from ragassist.text.quantities.one_form import plain
from ragassist.text.quantities.powers import POWER, power_value
from ragassist.text.quantities.quantity import Kind, Quantity
from ragassist.text.quantities.ranges import joined
from ragassist.text.quantities.references import find_names, find_ratios, find_references
from ragassist.text.quantities.units import CLASSIFIERS, CURRENCY_AFTER, CURRENCY_BEFORE, UNIT, currency_of, unit_of
from ragassist.text.quantities.vague import ENGLISH_VAGUE, HAN_VAGUE, english_values, han_values

_NUMBER = re.compile(
    # What no number begins with is passed over before any alternative is tried.
    rf"(?:(?=[0-9{HAN_DIGITS}{HAN_SCALES}廿卅数几好成])|(?<![A-Za-z])(?=[abdefhmnostz]))"
    rf"(?:(?P<power>{POWER})"
    rf"|(?P<vague>{HAN_VAGUE})|(?P<vague_en>{ENGLISH_VAGUE})"
    rf"|(?P<lone>(?:(?<=上)|(?<=近)|(?<=逾)|(?<=超)|(?<=过)|(?<=约)|(?<=足))[十百千万亿]+(?![{HAN_DIGITS}十百千万亿])(?=[{CLASSIFIERS}年元美]"
    rf"|[{IDEOGRAPHS}])|[十百千万亿]+(?=[余多])|(?:百万|千万|百亿|千亿|万亿)(?=[美欧日港]?元|级))"
    rf"|(?P<han>{HAN})"
    rf"|(?P<arabic>(?<![\d.])(?<!\d,){ARABIC})(?:\s?-?(?P<scale>thousand|million|billion|trillion|hundred|dozen)\b|(?P<letter>k"
    rf"|m|mn|mln|bn|b|tn|trn)(?![A-Za-z0-9]))?"
    rf"|(?P<words>(?<![A-Za-z-]){WORDS}(?![A-Za-z])))",
    re.IGNORECASE,
)
_POWERED = re.compile(r"\^|\*\*|[⁰¹²³⁴-⁹]|次[方幂]|\sto\s|\d[eE]\+?\d")
_MORE = re.compile(rf"\s?([余多来])(?=[{IDEOGRAPHS}]|\s?\d|$|\s?[%A-Za-z])([万亿]+)?")
_PERCENT = re.compile(
    r"\s?%(?:\s?points?)?|[-\s]?per\s?cent\b|\s?pct\b|\s?个?百分点|[-\s]percentage[-\s]points?\b|\s?个?基点|\sbasis\spoints?\b",
    re.IGNORECASE,
)
_NO_UNIT = re.compile(r"\s?(?:日本|日元|周边|周围|年级|年轻|年级|天津|秒杀|米兰|里程)|\s?m\b(?=\s[a-z])|\s?times\s(?:as|more)")
_CLASSIFIER = re.compile(rf"\s?[{CLASSIFIERS}]")
REMEMBERED = 4096
"""Texts whose quantities are kept: the same evidence is read once for every claim about it."""
_STOP_HAN = re.compile(r"十分(?!钟)|万分|千万别|万一|百分|千方百计|一一|万万|亿万|百姓|万物|百科|十足")
_TO_ANOTHER = re.compile(rf"[至到][{HAN_DIGITS}十]{{1,3}}[{CLASSIFIERS}年周月日天分小秒元]")
"""Behind the lower end of a range whose unit stands behind the upper one: 四至六年."""
_WITH_ONE = "统唯专单同进逐某任每另"
"""Before 一 they make one word with it: 统一, 每一. Before another figure they end what is counted, or count: 系统两年, 每三年."""
_STOP_AFTER = re.compile(r"十大(?![^，。；]{0,6}[家个])|国集团|中全会|三学社|五角大楼|氧化|维码")


def normal(text: str) -> str:
    """Return the text with full-width forms as ASCII, in simplified characters, capital numerals as ordinary ones; every offset stays."""
    return plain(text)


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a Chinese, English or mixed text, in order, not overlapping.

    Words that only look like quantities (统一, 十分, 一方面, "one" as a pronoun, third party) are left out.

    >>> [(q.kind, str(q.low), q.unit, q.approx) for q in find_quantities("近6万家企业获得360亿美元")]
    [('number', '60000', '', 'nearly'), ('money', '36000000000', 'USD', 'exact')]
    """
    return list(_found(text))


def years_in(text: str) -> frozenset[int]:
    """Return the years of the dates in `text`, of those that say theirs.

    >>> sorted(years_in("渡轮2021年5月停航，2023年复航，6月又停航。"))
    [2021, 2023]
    """
    return frozenset(each.date.year for each in find_quantities(text) if each.date is not None and each.date.year)


@lru_cache(maxsize=REMEMBERED)
def _found(text: str) -> tuple[Quantity, ...]:
    read = normal(text)
    found: list[Quantity] = []
    taken = bytearray(len(read))
    for finder in (_powers, find_halves, find_names, find_dates, _ratios, find_references, _numbers):
        for quantity in sorted(finder(read), key=lambda q: (q.start, -q.end)):
            if not any(taken[quantity.start : quantity.end]):
                taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
                found.append(quantity)
    found.sort(key=lambda q: q.start)
    return tuple(q if q.surface == text[q.start : q.end] else replace(q, surface=text[q.start : q.end]) for q in joined(found, read))


def _ratios(text: str) -> Iterator[Quantity]:
    for quantity in find_ratios(text):
        yield approximated(text, quantity) if quantity.approx == "exact" else quantity


def _powers(text: str) -> Iterator[Quantity]:
    """Powers first, since an exponent may read as an ordinal or a name: "10 to the 26th power", 1E26."""
    if _POWERED.search(text):
        for match in _NUMBER.finditer(text):
            if match["power"] and (quantity := _number(text, match)):
                yield quantity


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        quantity = _number(text, match)
        if quantity:
            yield quantity


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    start, end, approx = match.start(), match.end(), "exact"
    if text[start : start + 4] == "24/7" or text[max(0, start - 3) : end] == "24/7":
        return None
    low, high = _values(match)
    if low is None or high is None:
        return None
    if low != high:
        approx = "about"
    if match["letter"] and match["letter"] in ("m", "b") and not CURRENCY_BEFORE.search(text[:start]):
        low = high = arabic_value(match["arabic"])
        end = match.end("arabic")
    if tail := _MORE.match(text[end:]):
        if tail[2]:
            scale = han_value("一" + tail[2]) or Decimal(1)
            low, high = low * scale, high * scale
        if tail[1] != "来" or tail[2]:
            approx = "more"
            end += tail.end()
    kind: Kind = "number"
    unit = ""
    if match["vague_en"] and text[end : end + 4] == " of " and CURRENCY_AFTER.match(text[end + 3 :]):
        end += 3
    rest = text[end:]
    before = CURRENCY_BEFORE.search(text[:start])
    if percent := _PERCENT.match(rest):
        kind = "points" if re.search("点|point", percent[0]) else "percent"
        if re.search("基点|basis", percent[0]):
            low, high = low / 100, high / 100
        end += percent.end()
    elif before and (low or high):
        kind, unit, start = "money", currency_of(before[0]), before.start()
        if after := CURRENCY_AFTER.match(rest):
            end += after.end()
            unit = currency_of(after[0]) if unit == "USD" or not unit else unit
    elif after := CURRENCY_AFTER.match(rest):
        kind, unit = "money", currency_of(after[0])
        end += after.end()
    elif (measure := UNIT.match(rest)) and not _NO_UNIT.match(rest):
        unit = unit_of(measure[0])
        end += measure.end()
    counted = bool(unit) or kind != "number"
    if kind == "number" and not unit and (classifier := _CLASSIFIER.match(rest)):
        counted = True
        if not rest.startswith(("大", "方", "国", "省", "市")):
            end += classifier.end()
    if (match["han"] or match["lone"]) and not _is_count(text, match, counted):
        return None
    if match["words"] and kind == "number" and not unit and low <= 1:
        return None
    quantity = Quantity(start, end, text[start:end], kind, low, high, unit, approx)  # type: ignore[arg-type]
    return approximated(text, quantity)


def _values(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    if match["power"]:
        power = power_value(match)
        return power, power
    if match["vague"]:
        return han_values(match["vague"])
    if match["vague_en"]:
        return english_values(match["vague_en"])
    if match["han"]:
        if span := re.fullmatch(rf"([{HAN_DIGITS}])([{HAN_DIGITS}])([十百千万亿]+)?|(十)([{HAN_DIGITS}])([{HAN_DIGITS}])", match["han"]):
            return _neighbours(span)
        value = han_value(match["han"])
        return value, value
    if match["lone"]:
        value = han_value("一" + match["lone"])
        return value, value
    if match["arabic"]:
        value = arabic_value(match["arabic"], match["scale"] or match["letter"] or "")
        return value, value
    value = word_value(match["words"])
    return value, value


def _neighbours(span: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of 三四十 (30 to 40) or 十五六 (15 to 16); 五四 and other pairs are names."""
    if span[4]:
        low, high = han_value("十" + span[5]), han_value("十" + span[6])
    else:
        low, high = han_value(span[1] + (span[3] or "")), han_value(span[2] + (span[3] or ""))
    return (low, high) if low is not None and high is not None and low < high else (None, None)


def _is_count(text: str, match: re.Match[str], counted: bool) -> bool:
    """Whether a Chinese numeral counts something: 三 in 三家 does, in 三亚 or 统一 it does not."""
    written = match["han"] or match["lone"]
    around = text[max(0, match.start() - 1) : match.end() + 3]
    if _STOP_AFTER.search(around) or (_STOP_HAN.match(text, match.start()) and (len(written) <= 2 or written.startswith("万一"))):
        return False
    if any(char.isdigit() and char.isascii() for char in written) or match["lone"]:
        return True
    if all(char in "十百千万亿兆" for char in written) and written != "十":
        return (counted and written in ("十万", "百万", "千万", "十亿", "百亿", "千亿", "万亿")) or bool(
            re.match(r"[余多]", text[match.end() :])
        )
    if len(written) == 1:
        before = text[match.start() - 1 : match.start()]
        single = written == "一" and before in _WITH_ONE
        known = bool(before) and (single or before in "第之万十初周星礼")
        known = known or text[: match.start()].endswith("星期")
        if written in "〇零" or known or (written == "一" and not UNIT.match(text, match.end())):
            return False
        return counted or bool(_TO_ANOTHER.match(text, match.end()))
    return any(char in "十百千万亿兆" for char in written) or counted or "点" in written
