"""The figures of a text as terms that are the same in both languages: what lexical search indexes beside words.

A quick reading of the plain cases, a hundredth of the work of `quantities`, which reads everything: every passage goes through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ragassist.lang.en import MONTHS, NAMED, SCALES, month_number
from ragassist.text.quantities.numerals import ARABIC, arabic_value, han_value, word_value
from ragassist.text.quantities.units import CURRENCY_AFTER, CURRENCY_BEFORE, currency_of

_HAN = "〇零一二两三四五六七八九十百千"
_SCALE = "hundred|thousand|million|billion|trillion"
_FIGURE = re.compile(
    rf"(?=[\d{_HAN}第民A-Za-z])(?:"  # most places of a text are passed at once
    rf"第(?P<article>[\d{_HAN}]{{1,6}})(?P<kind>[条章])|(?P<rule>Article|Chapter)s?\s(?P<number>\d{{1,3}})(?!\d)"
    rf"|民国\s?(?P<republic>元|\d{{1,3}}|[{_HAN}]{{1,5}})年\s?(?P<month2>\d{{1,2}}|[{_HAN}]{{1,3}})月"
    rf"(?:\s?(?P<day2>\d{{1,2}}|[{_HAN}]{{1,3}})[日号])?"
    r"|(?<!\d)(?P<year>\d{4})(?:年\s?|-)(?P<month>\d{1,2})(?:月(?:\s?(?P<day>\d{1,2})[日号])?|-(?P<iso>\d{1,2})(?!\d))"
    rf"|(?<![A-Za-z])(?P<name>{NAMED})\.?\s(?:(?P<date>\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<in>\d{{4}})(?!\d)"
    rf"|(?<!\d)(?P<before>\d{{1,2}})\s(?P<called>{NAMED})\.?,?\s(?P<of>\d{{4}})(?!\d)"
    rf"|(?<![\d.,])(?P<percent>百分之)?(?P<han>(?:{ARABIC}\s?[{_HAN}]*|[{_HAN}]+)[万亿]+[{_HAN}万亿]*|[{_HAN}]{{2,}}|(?<=百分之)[{_HAN}])"
    rf"|(?<![\d.,])(?P<arabic>{ARABIC})(?:[\s-]?(?P<scale>{_SCALE})(?![a-z]))?"
    rf"|(?<![A-Za-z])(?P<words>(?:[a-z]{{3,9}}[\s-])(?:{_SCALE})(?![a-z])))",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|percent(?![a-z])|per\scent(?![a-z]))", re.IGNORECASE)
_BEFORE = 14
"""Characters in which a currency before an amount is looked for."""
_LEAST = 10
"""Smaller numbers without a unit are in every text."""


def figure_words(text: str) -> list[str]:
    """Return one term for each figure, the same however and in whichever language it was written, in order.

    Money with its currency, percentages, articles and chapters, dates by month and by day, numbers from ten on that are not
    written in plain digits. Every term begins with a digit and holds no space.

    >>> figure_words("2025年1月13日，第十七条，约30%，360亿美元")
    ['2025-01', '2025-01-13', '17:article', '30:percent', '36000000000:usd']
    >>> figure_words("January 2025, Article 17, 30 percent, $36 billion, 300")
    ['2025-01', '17:article', '30:percent', '36000000000:usd']
    """
    return [term for match in _FIGURE.finditer(text) for term in _terms(match, text)]


def _terms(match: re.Match[str], text: str) -> Iterator[str]:
    kind = match.lastgroup
    if match["article"] or match["number"]:
        value = han_value(match["article"] or match["number"])
        if value is not None:
            yield f"{value:f}:{'chapter' if (match['kind'] or match['rule']).lower() in ('章', 'chapter') else 'article'}"
    elif match["republic"]:
        yield from _republican(match["republic"], match["month2"], match["day2"])
    elif match["year"] or match["in"] or match["of"]:
        written = match["name"] or match["called"]
        month = month_number(written) if written else int(match["month"])
        day = match["day"] or match["iso"] or match["date"] or match["before"]
        year = match["year"] or match["in"] or match["of"]
        if 1 <= month <= len(MONTHS):
            yield f"{year}-{month:02}"
            if day:
                yield f"{year}-{month:02}-{int(day):02}"
    else:
        value = _value(match)
        if value is None:
            return
        rest = match.end()
        after = CURRENCY_AFTER.match(text, rest)
        if match["percent"] or _PERCENT.match(text, rest):
            yield f"{value:f}:percent"
        elif after:
            yield f"{value:f}:{currency_of(after[0]).lower()}"
        elif before := CURRENCY_BEFORE.search(text[max(0, match.start() - _BEFORE) : match.start()]):
            yield f"{value:f}:{currency_of(before[0]).lower()}"
        elif (kind != "arabic" or match["scale"]) and value >= _LEAST:
            yield f"{value:f}"


def _republican(year: str, month: str, day: str | None) -> Iterator[str]:
    """A date counted from the founding of the Republic of China in 1912 (民國113年7月1日), as the common one."""
    years, months, days = (Decimal(1) if part == "元" else han_value(part) for part in (year, month, day or "一"))
    if years is None or months is None or days is None or not 1 <= months <= len(MONTHS):
        return
    yield f"{years + 1911:f}-{int(months):02}"
    if day:
        yield f"{years + 1911:f}-{int(months):02}-{int(days):02}"


def _value(match: re.Match[str]) -> Decimal | None:
    if match["han"]:
        return han_value(match["han"])
    if match["words"]:
        return word_value(match["words"])
    scale = (match["scale"] or "").lower()
    return arabic_value(match["arabic"], scale if scale in SCALES else "")
