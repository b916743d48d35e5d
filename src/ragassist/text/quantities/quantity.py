"""What a quantity is, whatever language it was written in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Kind = Literal["number", "money", "percent", "points", "fraction", "multiple", "date", "article", "ordinal", "name"]
NUMERIC: Final[frozenset[Kind]] = frozenset({"number", "money", "percent", "points", "fraction", "multiple"})
"""Kinds that count or measure, and neither date nor name anything."""
Approx = Literal["exact", "about", "nearly", "more", "less", "at_least", "at_most", "loose"]
"""`nearly` is a little below; `loose` fits an exact value and a bound alike ("up to 60", "over five years")."""
Part = Literal["", "early", "mid", "late", "first half", "second half"]


@dataclass(frozen=True, slots=True)
class Day:
    """A date as precise as it was written; None is what was not said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    decade: int | None = None
    """Its first year: 1980 for the 1980s."""
    century: int | None = None
    part: Part = ""
    fiscal: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    `low` and `high` are equal unless a range or a vague word was written. Percentages count in hundredths (30 for 30%),
    fractions and multiples as they are (0.5 for half, 3 for threefold); money and numbers with their magnitude multiplied out.
    """

    start: int
    """Code-point offset into the text searched, with the words that make it approximate."""
    end: int
    """Exclusive."""
    surface: str
    kind: Kind
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    """ISO 4217 for money, a symbol of `units.UNITS` for measures, `article`, `chapter` … for references, else empty."""
    approx: Approx = "exact"
    date: Day | None = None
    parts: tuple[int, int] | None = None
    """Numerator and denominator of a fraction."""

    @property
    def value(self) -> Decimal:
        """The one number, or the lower end of a range."""
        return self.low

    @property
    def meant(self) -> tuple[object, ...]:
        """What it says, however and wherever it is written: equal for 36 billion and 360亿, not for what only rounds it."""
        return self.kind, self.low, self.high, self.unit, self.date
