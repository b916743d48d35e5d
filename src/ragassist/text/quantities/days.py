"""Whether one date covers another, and how close two dates are."""

from __future__ import annotations

import datetime

from ragassist.text.quantities.quantity import Day


def covers(claim: Day, source: Day) -> bool:
    """Return whether the source's date says all that the claim's does; less precise claims are covered."""
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


ANY_YEAR = 2001
"""In which two days stand of which neither says its year."""


def apart(one: Day, other: Day, unit: str) -> int | None:
    """Return how many whole days, months or years lie between two dates; None where they are not told that precisely, or not whole.

    A date without a year stands in the year of the other. Beside one that is told to the month only, months are counted as months are.

    >>> apart(Day(2025, 8, 21), Day(None, 8, 26), "day"), apart(Day(2021, 9, 1), Day(2021, 11, 1), "month")
    (5, 2)
    >>> apart(Day(2021, 9), Day(2021, 11, 20), "month"), apart(Day(2021, 9, 1), Day(2021, 11, 20), "month")
    (2, None)
    """
    first, second = one.year or other.year, other.year or one.year
    if first is None and unit != "year":
        first = second = ANY_YEAR
    if unit == "year":
        whole = (one.month, one.day) == (other.month, other.day)
        return abs(first - second) if whole and one.year and other.year and first and second else None
    if one.month is None or other.month is None or first is None or second is None:
        return None
    if unit == "month":
        return abs((first - second) * 12 + one.month - other.month) if one.day == other.day or None in (one.day, other.day) else None
    if one.day is None or other.day is None:
        return None
    try:
        return abs((datetime.date(first, one.month, one.day) - datetime.date(second, other.month, other.day)).days)
    except ValueError:
        return None


def closeness(day: Day, other: Day | None) -> int:
    """Return how much of `day` the other has, for naming the date a reader should look at; -1 for none."""
    if other is None:
        return -1
    mine, theirs = _fields(day), _fields(other)
    shared = sum(a is not None and a == b for a, b in zip(mine, theirs, strict=True))
    shape = sum((a is None) == (b is None) for a, b in zip(mine, theirs, strict=True))
    return 10 * shared + shape


def _fields(day: Day) -> tuple[int | None, ...]:
    return day.year, day.month, day.day, day.decade, day.century, day.quarter
