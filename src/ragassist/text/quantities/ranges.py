"""Two quantities that make one range: 10%-15%, 5000万至2000亿元, 3～5年, between 3 and 5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ragassist.text.quantities.numerals import arabic_value, han_value
from ragassist.text.quantities.quantity import Quantity

_CHANGED = re.compile(
    r"\b(?:rais|increas|ris|rose|risen|grow|grew|expand|cut|lower|reduc|fall|fell|drop|climb|jump|chang|went|go)\w*\b(?:[^.;]{0,60}\bfrom|[^.;]{0,20}\bby)\s?$",
    re.IGNORECASE,
)
"""What goes from one figure to another, or by one to another, is no range between them."""


def joined(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Ranges made one quantity: 10%-15%, 5000万至2000亿元, 3～5年, $5-10 billion, between 3 and 5."""
    i = 0
    while i < len(found):
        first = found[i]
        second = found[i + 1] if i + 1 < len(found) else None
        if second and (together := _range(first, second, text)):
            yield together
            i += 2
        else:
            yield first
            i += 1


def _range(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    kinds = {first.kind, second.kind}
    if first.kind == "money" and second.kind == "number" and not second.unit:
        second = replace(second, kind="money", unit=first.unit)
    bounded = first.approx == "at_least" and second.approx == "at_most" and text[first.start : first.end].endswith("以上")
    if (
        bounded
        and not text[first.end : second.start].strip(" 、，")
        and first.low < second.high
        and kinds <= {"number", "money", "percent"}
    ):
        return replace(second, start=first.start, surface=text[first.start : second.end], low=first.low, approx="exact")
    if (
        not kinds <= {"number", "money", "percent", "points", "multiple", "fraction"}
        or first.low != first.high
        or second.low != second.high
    ):
        return None
    between = text[first.end : second.start]
    spoken = re.fullmatch(r"\s?(?:-|–|—|~|～|－|至|到)\s?|\s(?:to)\s", between)
    either = re.fullmatch(r"\s?(?:or|或)\s?", between) and second.low - first.low == 1
    both = re.fullmatch(r"\sand\s|\s?[和与]\s?", between) and re.search(r"(?:\bbetween|在|介于)\s?$", text[: first.start], re.IGNORECASE)
    if (
        not (spoken or both or either)
        or second.approx not in ("exact", "at_least", "at_most")
        or (first.kind != second.kind and first.kind != "number")
    ):
        return None
    if first.unit and second.unit and first.unit != second.unit:
        return None
    if _CHANGED.search(text[: first.start]):
        return None
    low = first.low
    if first.kind in ("number", "money"):
        shared = _shared_scale(text[first.start : first.end], text[second.start : second.end], first.low, second.low)
        low = first.low * shared
    if low >= second.low and not spoken and not either:
        return None
    if low > second.low:
        return None
    surface = text[first.start : second.end]
    return replace(second, start=first.start, surface=surface, low=low, approx=first.approx)


def _shared_scale(first: str, second: str, low: Decimal, high: Decimal) -> Decimal:
    """What 2 in 2-3万 or $2 in $2-3 billion is to be multiplied by."""
    if re.search(r"[万亿千百]|thousand|million|billion|trillion|bn|tn", first, re.IGNORECASE):
        return Decimal(1)
    scale = re.search(r"([千百]?[万亿]+)|(thousand|million|billion|trillion|bn|tn)", second, re.IGNORECASE)
    if not scale:
        return Decimal(1)
    factor = (han_value("一" + scale[1]) if scale[1] else arabic_value("1", scale[2])) or Decimal(1)
    return factor if low * factor <= high else Decimal(1)
