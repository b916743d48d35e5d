"""Whether two quantities agree, once kind, unit, magnitude and approximation are allowed for."""

from __future__ import annotations

import re
from decimal import Decimal

from ragassist.text.quantities.quantity import Approx, Day, Quantity
from ragassist.text.quantities.units import base

DIRECTION: dict[Approx, int] = {"exact": 0, "about": 0, "loose": 0, "more": 1, "at_least": 1, "less": -1, "at_most": -1, "nearly": -1}

_ROUNDED_DOWN = re.compile("[多余]")
"""In a figure whose last places are left open: 四十多 is any of 41 to 49, where "more than 40" in a rule is a bound of its own."""


_ROUND_WORD = re.compile(r"\ban?\s(?:dozen|score|hundred|thousand)\b", re.IGNORECASE)
"""In a figure that is a round word: more than a dozen may be fourteen or seventeen."""
_SOME_WAY = Decimal("1.5")
_HALF = Decimal("0.5")
_SHORT_OF_NEXT = Decimal("0.9")
SHORTEST_MONTH, LONGEST_MONTH = 28, 31
"""Days."""


def _place(value: Decimal) -> Decimal:
    """What one in the last place of a round figure counts: 10 of 40, 1,000 of 3,000."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value == value.to_integral_value() else Decimal(0)


def ratio(q: Quantity) -> tuple[Decimal, Decimal] | None:
    """Lower and upper end of a percentage or fraction as a share of one; None for anything else."""
    if q.kind == "percent":
        return q.low / 100, q.high / 100
    return (q.low, q.high) if q.kind == "fraction" else None


def same_value(q: Quantity, e: Quantity) -> bool:
    """Return whether the values agree once kind, unit, magnitude and the claim's own vagueness are allowed for."""
    left, right = ratio(q), ratio(e)
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
    if {dim_q, dim_e} == {"day", "second"} and "workday" not in (q.unit, e.unit):
        low_q, high_q = (_seconds(dim_q, value) for value in (low_q, high_q))
        low_e, high_e = (_seconds(dim_e, value) for value in (low_e, high_e))
        dim_q = dim_e = "second"
    if (dim_q, dim_e) == ("month", "day") and low_q == high_q and low_q % 1 and e.unit != "workday":
        return low_q * SHORTEST_MONTH <= low_e and high_e <= low_q * LONGEST_MONTH  # a month and a half is 45 days in anybody's mouth
    if dim_q and dim_e and (dim_q != dim_e or (q.unit != e.unit and "workday" in (q.unit, e.unit))):
        return False  # thirty working days are six weeks
    if dim_q != dim_e:
        low_q, high_q, low_e, high_e = q.low, q.high, e.low, e.high
    single = q.low == q.high and low_e == high_e and dim_q and dim_q == dim_e and q.low
    if single and q.approx == "about" and _rounded(q.low, low_e * q.low / low_q):
        return True  # 15 days are about two weeks: rounded to the unit that is told
    return _agree((low_q, high_q), (low_e, high_e), q, e)


def _seconds(dimension: str, value: Decimal) -> Decimal:
    """A length of days or seconds in seconds: 72 hours are three days."""
    return value * 86400 if dimension == "day" else value


def agree(q: Quantity, e: Quantity) -> bool:
    """Return whether a claim's `q` says what the source's `e` says: of one kind, the same day, or values that agree.

    >>> from ragassist.text.quantities import find_quantities
    >>> [agree(find_quantities("36 months")[0], find_quantities(said)[0]) for said in ("三年", "36天")]
    [True, False]
    """
    return q.kind == e.kind and (q.date == e.date if q.date is not None else same_value(q, e))


def _same_multiple(q: Quantity, e: Quantity) -> bool:
    def values(x: Quantity) -> set[Decimal]:
        if x.kind == "multiple":
            return {x.low, x.low + 1} if x.unit == "increase" else {x.low}
        if x.kind == "percent":
            return {x.low / 100, x.low / 100 + 1}
        return {x.low} if x.kind == "number" and x.unit in ("", "time") else set()

    if values(q) & values(e):
        return True
    # "Nearly five times" for 4.9倍: a rounded multiple of the same kind, as any other figure is rounded.
    return q.kind == e.kind == "multiple" and q.unit == e.unit and q.approx != "exact" and _agree((q.low, q.high), (e.low, e.high), q, e)


def _agree(left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal], q: Quantity, e: Quantity, slack: Decimal = Decimal(0)) -> bool:
    def near(a: Decimal, b: Decimal) -> bool:
        return abs(a - b) <= slack * max(abs(b), Decimal(1) if slack else Decimal(0)) or a == b

    if near(left[0], right[0]) and near(left[1], right[1]):
        return True
    if q.approx == e.approx == "about" and left[0] < left[1] and right[0] < right[1]:
        within = right[0] <= left[0] and left[1] <= right[1]
        return within or (left[1].adjusted() == right[1].adjusted() and left[0] <= right[1] and right[0] <= left[1])
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
    if q.approx == "more" and e.approx in ("exact", "about", "more") and _ROUNDED_DOWN.search(q.surface):
        return 0 < true - value < _place(q.low) * value / q.low
    if q.approx == "more" and _ROUND_WORD.search(q.surface) and e.approx in ("exact", "about"):
        return value < true <= value * _SOME_WAY
    if q.kind == "fraction" and q.parts:  # a third and three quarters round any share
        if _beyond_share(q, value, true, e):
            return True
    elif not _rounder(value, true):
        return False
    elif _rounded(value, true) and (q.approx == "about" or (q.approx == "nearly" and (true < value or _is_close(q)))):
        return True
    if q.approx in ("about", "nearly"):
        return abs(value - true) <= abs(true) * Decimal("0.05") and (q.approx == "about" or true <= value)
    least, most = _next_round(value) if e.approx in ("exact", "about") else (value * Decimal("0.9"), value * Decimal("1.1"))
    if q.approx in ("more", "at_least") and e.approx in ("exact", "about", "more", "at_least"):
        return value < true <= most
    if q.approx in ("less", "at_most") and e.approx in ("exact", "about", "nearly", "less", "at_most"):
        return least <= true < value
    return False


def _next_round(value: Decimal) -> tuple[Decimal, Decimal]:
    """How far below and above a figure that is told as a bound a true one may lie: a tenth, or short of the next as round a figure.

    1.8 is under two, and would be told as more than one only by who means to deceive.
    """
    told = value.normalize()
    near = value * Decimal("0.9"), value * Decimal("1.1")
    if len(told.as_tuple().digits) > 1:
        return near
    place = Decimal(10) ** int(told.as_tuple().exponent)
    return max(min(near[0], value - place * _SHORT_OF_NEXT), value * _HALF), max(
        near[1], min(value + place * _SHORT_OF_NEXT, value * Decimal("1.25"))
    )


def _rounder(value: Decimal, true: Decimal) -> bool:
    """Whether `value` is `true` with fewer digits, rounded up or down: an approximation rounds, a slip of the pen does not."""
    digits = value.normalize()
    told = true.normalize().as_tuple()
    coarser = digits.as_tuple().digits == (1,) and int(digits.as_tuple().exponent) > int(told.exponent)  # just under one for 0.9
    if len(digits.as_tuple().digits) >= len(told.digits) and not coarser:
        return False
    return abs(value - true) < Decimal(10) ** int(digits.as_tuple().exponent)


_SHARES = tuple(
    Decimal(a) / b for a, b in ((1, 20), (1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10))
)
"""What people tell shares by: 57% is more than half, and 62% more than three fifths."""


_AROUND_HALF = (Decimal(1) / 3, _HALF, Decimal(2) / 3)
"""More than half is said of anything up to two thirds: what has a majority is told before what is near three fifths."""


def _beyond_share(q: Quantity, value: Decimal, true: Decimal, e: Quantity) -> bool:
    """Whether the source's share lies between the one that the claim names a bound by and the next that has a name, or is nearest to it."""
    if e.approx not in ("exact", "about") or value not in _SHARES:
        return False
    if q.approx in ("about", "nearly"):
        nearest = min(_SHARES, key=lambda share: abs(share - true))
        return nearest == value and abs(value - true) * 10 <= true and (q.approx == "about" or true < value or _is_close(q))
    named = _AROUND_HALF if value == _HALF else _SHARES
    if q.approx in ("more", "at_least"):
        return value < true < next((share for share in named if share > value), Decimal(1))
    if q.approx in ("less", "at_most"):
        return next((share for share in reversed(named) if share < value), Decimal(0)) < true < value
    return False


def _is_close(q: Quantity) -> bool:
    """Whether the words say that the figure is near, and not from which side."""
    return q.surface.lower().startswith("close to")


def _rounded(value: Decimal, true: Decimal) -> bool:
    """Whether `value` is `true` to as many digits as it has, at most a tenth away: some 300 for 318, about 3% for 3.2%."""
    place = Decimal(10) ** int(value.normalize().as_tuple().exponent)
    return abs(value - true) * 2 <= place and abs(value - true) * 10 <= abs(true)


def lost_shade(q: Quantity, e: Quantity) -> bool | None:
    """None if the approximations agree, False for a lost or added shade, True for a contradiction."""
    if q.low != q.high or e.low != e.high or "loose" in (q.approx, e.approx) or q.approx == e.approx:
        return None
    if q.low != e.low and base(q.low, q.unit)[1] != base(e.low, e.unit)[1] and _rounded_share(q, e):
        return None
    mine, theirs = DIRECTION[q.approx], DIRECTION[e.approx]
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


def _rounded_share(q: Quantity, e: Quantity) -> bool:
    """Whether the two are no shares, or shares of which one rounds the other: over 70% for 71.3%, nearly 7% for 6.9%."""
    mine, theirs = ratio(q), ratio(e)
    if q.kind == e.kind == "percent":
        return True  # nearly 40% for 39.6%: two figures in hundredths that differ do differ
    return not (mine and theirs) or abs(mine[0] - theirs[0]) > Decimal("0.004")


def as_year(q: Quantity, e: Quantity) -> bool:
    """Return a bare count against a year-like reading, or the other way round ("2000 companies", 2000家)."""
    return q.kind == "number" and not q.unit and e.kind == "date" and e.date == Day(year=int(q.low)) and q.low == q.high
