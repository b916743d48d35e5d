"""Does each quantity of a claim stand in its evidence? Arithmetic on both sides, in whatever language each is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.model import Approx, Day, Quantity
from ragassist.text.quantities.numerals import ARABIC, HAN, HAN_DIGITS, WORDS, arabic_value, han_value, word_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, ordinal_word_value
from ragassist.text.quantities.render import english, explained
from ragassist.text.quantities.units import base

_NUMERIC = frozenset({"number", "money", "percent", "points", "fraction", "multiple"})
_DIRECTION: dict[Approx, int] = {"exact": 0, "about": 0, "loose": 0, "more": 1, "at_least": 1, "less": -1, "at_most": -1, "nearly": -1}
_RAW = re.compile(
    rf"(?P<han>{HAN})|(?P<arabic>{ARABIC})|(?P<words>(?<![A-Za-z]){WORDS}(?![A-Za-z]))|(?P<ordinal>\b(?:{ORDINAL_WORDS})\b)", re.IGNORECASE
)
_IMPLIED = {
    2: r"\b(?:both|pair|couple|twice|double|dual|bilateral|second|two|latter|half)\b|双|两|二|俩|再次|其次|次",
    3: r"\b(?:triple|trio|third|thrice|trilateral)\b|三", 10: r"\bdecade\b|十年", 100: r"\bcentur(?:y|ies)\b|世纪|百年", 7: r"\bweek\b", 12: r"\bdozen\b",
}  # fmt: skip
_FIRST = re.compile(r"首|率先|最早|最初|第一|先|\bfirst\b|\binitial|\bearliest\b|\binaugural\b|初", re.IGNORECASE)
_ALIASES = {"co2": ("二氧化碳", "carbon dioxide"), "covid19": ("新冠", "coronavirus"), "g20": ("二十国集团",), "g7": ("七国集团",), "ch4": ("甲烷", "methane"),
            "h2o": ("水", "water"), "o2": ("氧", "oxygen")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One quantity of a claim that the evidence does not give as it stands."""

    quantity: Quantity
    reason: str
    hard: bool
    """False where the claim only drops or adds a shade ("60,000" for 近6万), or gives a detail the source leaves open."""


def compare(claim: str, evidence: str) -> list[str]:
    """Why the claim's quantities are not those of the evidence, in English, one sentence each; empty if they agree.

    >>> compare("The fund is worth $360 billion.", "该基金规模为360亿美元。")
    ['The claim says $360 billion; the source says 360亿美元 (= US$36 billion).']
    """
    return [mismatch.reason for mismatch in mismatches(claim, evidence)]


def mismatches(claim: str, evidence: str) -> list[Mismatch]:
    """The claim's quantities that no quantity of the evidence supports, in the order of the claim, without repetition."""
    source = _Source.of(evidence)
    found = [m for q in find_quantities(claim) if (m := source.check(q, claim))]
    return list({m.reason: m for m in found}.values())


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    quantities: tuple[Quantity, ...]
    values: frozenset[Decimal]
    """Every number of the text however written, for small counts and bare years that a strict reading passes over."""

    @classmethod
    def of(cls, text: str) -> _Source:
        quantities = find_quantities(text)
        return cls(normal(text), tuple(quantities), frozenset(_raw_values(normal(text))))

    def check(self, q: Quantity, claim: str) -> Mismatch | None:
        if q.kind == "name":
            return None if self._has_name(q.surface) else Mismatch(q, f"The claim names {q.surface}; the source does not.", True)
        if q.kind == "date":
            return self._check_date(q)
        if q.kind == "article":
            return self._check_article(q)
        if q.kind == "ordinal":
            return self._check_ordinal(q, claim)
        return self._check_number(q)

    def _has_name(self, name: str) -> bool:
        pieces = re.findall(r"[a-z]+|\d+|\.", normal(name).lower())
        pattern = r"(?<![a-z0-9])" + r"[-\s]?".join(map(re.escape, pieces)) + r"(?![a-z]|\.?\d)"
        aliases = _ALIASES.get("".join(pieces), ())
        return bool(re.search(pattern, self.text.lower())) or any(alias in self.text.lower() for alias in aliases)

    def _check_number(self, q: Quantity) -> Mismatch | None:
        shades = []
        for e in self.quantities:
            if e.kind in _NUMERIC and _same_value(q, e):
                shade = _shade(q, e)
                if shade is None:
                    return None
                shades.append((shade, e))
        if any(_as_number(q, e) for e in self.quantities):
            return None
        if shades:
            hard, e = min(((shade, e) for shade, e in shades), key=lambda pair: pair[0])
            return Mismatch(q, f"The claim says {q.surface.strip()}; the source says {explained(e)}.", hard)
        if q.kind == "number" and self._small_count(q):
            return None
        small = q.kind == "number" and not q.unit and q.low == q.high and q.low <= 3 and not q.surface.strip().isdigit()
        rival = any(e.kind == "number" and not e.unit and 1 < e.low <= 12 for e in self.quantities)
        return self._absent(q, hard=not small or (rival and q.low > 1))

    def _small_count(self, q: Quantity) -> bool:
        """A count that the source has in another shape: 双 for two, 两 in a word, a bare number before an unknown noun."""
        if q.low != q.high or q.unit in ("nm", "GW", "km", "t"):
            return False
        if not q.unit and _DIRECTION[q.approx] == 0 and q.low in self.values and (q.low <= 99 or q.low == q.low.to_integral_value()):
            return True
        if q.unit == "time" and q.low in self.values:
            return True
        if q.low == 1:
            return True
        implied = _IMPLIED.get(int(q.low)) if q.low == q.low.to_integral_value() else None
        return bool(implied and not q.unit and re.search(implied, self.text, re.IGNORECASE))

    def _absent(self, q: Quantity, *, hard: bool) -> Mismatch:
        nearest = _nearest(q, self.quantities)
        if nearest:
            return Mismatch(q, f"The claim says {explained(q)}; the source says {explained(nearest)}.", hard)
        return Mismatch(q, f"The claim says {explained(q)}; the source gives no such figure.", hard)

    def _check_article(self, q: Quantity) -> Mismatch | None:
        fits = {"article": {"article", "section"}, "section": {"section", "article", "paragraph"}, "paragraph": {"paragraph", "section", "item", "article"},
                "item": {"item", "paragraph"}, "chapter": {"chapter"}, "part": {"part", "chapter", "section"}, "annex": {"annex"}}  # fmt: skip
        if any(e.kind == "article" and e.low == q.low and e.unit in fits.get(q.unit, {q.unit}) for e in self.quantities):
            return None
        listed = rf"第\s?[^。；]{{0,12}}{re.escape(english(replace(q, kind='number', unit='')))}\s?[条款章项]"
        if re.search(listed, self.text) or (
            q.unit in ("item", "paragraph", "part") and any(e.kind == "ordinal" and e.low == q.low for e in self.quantities)
        ):
            return None
        others = [e for e in self.quantities if e.kind == "article" and e.unit == q.unit] or [
            e for e in self.quantities if e.kind == "article"
        ]
        said = f"the source says {explained(others[0])}" if others else "the source names no such provision"
        return Mismatch(q, f"The claim says {explained(q) if q.surface[0].isalpha() else english(q)}; {said}.", True)

    def _check_ordinal(self, q: Quantity, claim: str) -> Mismatch | None:
        same = [e for e in self.quantities if e.kind in ("ordinal", "article") and e.low == q.low]
        others = [e for e in self.quantities if e.kind == "ordinal" and e.low != q.low]
        if same or (q.low in self.values and q.low > 1) or (q.low == 1 and _FIRST.search(self.text)):
            return None
        if q.low <= 2:
            titled = re.match(
                r"\s?(?:[届批轮期]|session|batch|round|phase|edition|meeting|plenary|conference|summit)",
                normal(claim)[q.end :],
                re.IGNORECASE,
            )
            implied = q.low == 2 and re.search(_IMPLIED[2], self.text, re.IGNORECASE)
            if not titled or not others or implied:
                return None
        return Mismatch(
            q,
            f"The claim says {explained(q)}; "
            + (f"the source says {explained(others[0])}." if others else "the source gives no such number."),
            True,
        )

    def _check_date(self, q: Quantity) -> Mismatch | None:
        day = q.date
        if day is None:
            return None
        dates = [e.date for e in self.quantities if e.kind == "date" and e.date]
        said = [e for e in self.quantities if e.kind == "date"]
        if any(_covers(day, e) for e in dates) or self._in_pieces(day, dates):
            return self._vague_part(q, day, dates)
        only_year = day.year is not None and day == Day(year=day.year, part=day.part, fiscal=day.fiscal)
        if only_year and (Decimal(day.year or 0) in self.values):
            return None
        if day.month and day.month <= 12 and day.year and any(e.year is None and _covers(replace(day, year=None), e) for e in dates):
            years = {e.year for e in dates if e.year}
            if not years:
                source = next(e for e in said if e.date and _covers(replace(day, year=None), e.date))
                return Mismatch(q, f"The claim gives the year {day.year}; the source says only {explained(source)}.", False)
        nearest = min(said, key=lambda e: -_closeness(day, e.date), default=None)
        told = f"the source says {explained(nearest)}" if nearest else "the source gives no such date"
        return Mismatch(q, f"The claim says {explained(q)}; {told}.", True)

    def _in_pieces(self, day: Day, dates: list[Day]) -> bool:
        """The year in one place and the day in another, as in 2023年…同年7月."""
        if day.year is None or (day.month is None and day.quarter is None):
            return False
        rest = replace(day, year=None)
        return any(e.year is None and _covers(rest, e) for e in dates) and any(e.year == day.year for e in dates)

    def _vague_part(self, q: Quantity, day: Day, dates: list[Day]) -> Mismatch | None:
        if not day.part:
            return None
        fitting = [e for e in dates if _covers(replace(day, part=""), replace(e, part=""))]
        if any(e.part == day.part or not e.part for e in fitting):
            return None
        source = next((e for e in self.quantities if e.date in fitting), None)
        return Mismatch(q, f"The claim says {explained(q)}; the source says {explained(source)}.", True) if source else None


def _raw_values(text: str) -> Iterator[Decimal]:
    for match in _RAW.finditer(text):
        if match["han"]:
            value = han_value(match["han"])
            yield from (Decimal("零一二三四五六七八九".index(c)) for c in match["han"] if c in HAN_DIGITS[1:2] + "一二三四五六七八九")
            if "两" in match["han"]:
                yield Decimal(2)
        elif match["arabic"]:
            value = arabic_value(match["arabic"])
        elif match["words"]:
            value = word_value(match["words"])
        else:
            number = ordinal_word_value(match["ordinal"])
            value = Decimal(number) if number else None
        if value is not None:
            yield value


def _ratio(q: Quantity) -> tuple[Decimal, Decimal] | None:
    if q.kind == "percent":
        return q.low / 100, q.high / 100
    return (q.low, q.high) if q.kind == "fraction" else None


def _same_value(q: Quantity, e: Quantity) -> bool:
    """Whether the values agree once kind, unit, magnitude and the claim's own vagueness are allowed for."""
    left, right = _ratio(q), _ratio(e)
    if left and right:
        exact = q.kind == e.kind == "percent"
        return _agree(left, right, q, e, slack=Decimal("0.0001") if exact else Decimal("0.004"))
    if "multiple" in (q.kind, e.kind):
        return _same_multiple(q, e)
    if left or right or "points" in (q.kind, e.kind):
        return q.kind == e.kind and _agree((q.low, q.high), (e.low, e.high), q, e)
    if "money" in (q.kind, e.kind):
        if q.kind == e.kind and q.unit != e.unit:
            return False
        if q.kind != e.kind and (q.unit if q.kind == "number" else e.unit):
            return False
        return _agree((q.low, q.high), (e.low, e.high), q, e)
    (dim_q, low_q), (dim_e, low_e) = base(q.low, q.unit), base(e.low, e.unit)
    (_, high_q), (_, high_e) = base(q.high, q.unit), base(e.high, e.unit)
    if dim_q and dim_e and dim_q != dim_e:
        return False
    if dim_q != dim_e:
        low_q, high_q, low_e, high_e = q.low, q.high, e.low, e.high
    return _agree((low_q, high_q), (low_e, high_e), q, e)


def _same_multiple(q: Quantity, e: Quantity) -> bool:
    def values(x: Quantity) -> set[Decimal]:
        if x.kind == "multiple":
            return {x.low, x.low + 1} if x.unit == "increase" else {x.low}
        if x.kind == "percent":
            return {x.low / 100, x.low / 100 + 1}
        return {x.low} if x.kind == "number" and x.unit in ("", "time") else set()

    return bool(values(q) & values(e))


def _agree(left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal], q: Quantity, e: Quantity, slack: Decimal = Decimal(0)) -> bool:
    def near(a: Decimal, b: Decimal) -> bool:
        return abs(a - b) <= slack * max(abs(b), Decimal(1) if slack else Decimal(0)) or a == b

    if near(left[0], right[0]) and near(left[1], right[1]):
        return True
    single = left[0] == left[1]
    if not single and q.approx == "about" and left[0] <= right[0] and right[1] <= left[1]:
        return True
    if single and right[0] != right[1]:
        if e.approx == "about" and right[0] <= left[0] <= right[1]:
            return q.approx in ("about", "loose") or left[0] == right[0]
        if q.approx in ("at_least", "more"):
            return near(left[0], right[0])
        return near(left[0], right[1]) and q.approx in ("loose", "at_most", "less", "nearly")
    if not single or right[0] != right[1]:
        return False
    value, true = left[0], right[0]
    if not true or not value:
        return False
    if not _rounder(value, true):
        return False
    if q.approx in ("about", "nearly"):
        return abs(value - true) <= abs(true) * Decimal("0.05") and (q.approx == "about" or true <= value)
    if q.approx in ("more", "at_least") and e.approx in ("exact", "about", "more", "at_least"):
        return value < true <= value * Decimal("1.1")
    if q.approx in ("less", "at_most") and e.approx in ("exact", "about", "nearly", "less", "at_most"):
        return value * Decimal("0.9") <= true < value
    return False


def _rounder(value: Decimal, true: Decimal) -> bool:
    """Whether `value` is `true` with fewer digits, rounded up or down: an approximation rounds, a slip of the pen does not."""
    digits = value.normalize()
    if len(digits.as_tuple().digits) >= len(true.normalize().as_tuple().digits):
        return False
    return abs(value - true) < Decimal(10) ** int(digits.as_tuple().exponent)


def _shade(q: Quantity, e: Quantity) -> bool | None:
    """None if the approximations agree, False for a lost or added shade, True for a contradiction."""
    if q.low != q.high or e.low != e.high or "loose" in (q.approx, e.approx) or q.approx == e.approx:
        return None
    if q.low != e.low and base(q.low, q.unit)[1] != base(e.low, e.unit)[1] and _ratio(q) is None:
        return None
    mine, theirs = _DIRECTION[q.approx], _DIRECTION[e.approx]
    if mine and theirs:
        if mine != theirs:
            return True
        return None if "nearly" not in (q.approx, e.approx) else False
    if {q.approx, e.approx} == {"about", "nearly"}:
        return None
    if q.approx == "exact":
        return e.approx in ("less", "at_least", "at_most")
    if e.approx == "exact":
        return None if q.approx == "about" else True
    return False


def _as_number(q: Quantity, e: Quantity) -> bool:
    """A bare count against a year-like reading, or the other way round ("2000 companies", 2000家)."""
    return q.kind == "number" and not q.unit and e.kind == "date" and e.date == Day(year=int(q.low)) and q.low == q.high


def _covers(claim: Day, source: Day) -> bool:
    """Whether the source's date says all that the claim's does; less precise claims are covered."""
    if claim.century or claim.decade:
        if claim.century:
            years = [y for y in (source.year, source.decade) if y]
            return source.century == claim.century or any(
                (y - 1) // 100 + 1 == claim.century or y // 100 + 1 == claim.century for y in years
            )
        return source.decade == claim.decade or (source.year is not None and source.year // 10 * 10 == claim.decade)
    if source.decade and claim.year == source.decade and not claim.month:
        return True
    for name in ("year", "month", "day"):
        wanted, given = getattr(claim, name), getattr(source, name)
        if wanted is not None and wanted != given:
            return False
    if claim.quarter is not None:
        quarter = source.quarter or ((source.month - 1) // 3 + 1 if source.month else None)
        return quarter == claim.quarter
    return any(x is not None for x in (claim.year, claim.month, claim.day))


def _closeness(day: Day, other: Day | None) -> int:
    if other is None:
        return -1
    shared = sum(
        getattr(day, n) is not None and getattr(day, n) == getattr(other, n)
        for n in ("year", "month", "day", "decade", "century", "quarter")
    )
    shape = sum((getattr(day, n) is None) == (getattr(other, n) is None) for n in ("year", "month", "day", "decade", "century", "quarter"))
    return 10 * shared + shape


def _nearest(q: Quantity, sources: tuple[Quantity, ...]) -> Quantity | None:
    """What the source most likely says where the claim has `q`: same digits at another magnitude first, then the same kind."""

    def rank(e: Quantity) -> tuple[int, float]:
        digits = q.low.normalize().as_tuple().digits == e.low.normalize().as_tuple().digits
        same_kind = e.kind == q.kind or {e.kind, q.kind} <= {"percent", "fraction"}
        same_unit = base(q.low, q.unit)[0] == base(e.low, e.unit)[0] if q.kind == "number" else q.unit == e.unit
        distance = abs(float(q.low) - float(e.low)) / max(float(q.low), float(e.low), 1e-9)
        return (-(4 * digits + 2 * same_kind + same_unit), distance)

    usable = [
        e
        for e in sources
        if e.kind in _NUMERIC and (e.kind == q.kind or q.low.normalize().as_tuple().digits == e.low.normalize().as_tuple().digits)
    ]
    return min(usable, key=rank, default=None)
