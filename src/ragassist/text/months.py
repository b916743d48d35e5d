"""The English names of the months: one list for whoever reads or writes a date."""

from __future__ import annotations

from typing import Final

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

FULL: Final = "|".join(MONTHS)
"""Alternatives of a regular expression: the full names."""

NAMED: Final = "|".join([*MONTHS, *(name[:3] for name in MONTHS if name != "May")]).replace("|Sep|", "|Sept|Sep|")
"""The same with the abbreviations, without their full stop; a longer name stands before what it begins with."""

_NUMBERS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


def month_number(name: str) -> int:
    """Return 1 to 12 for a name of `NAMED`, in any case.

    >>> month_number("Sept"), month_number("MAY"), month_number("january")
    (9, 5, 1)
    """
    return _NUMBERS[name[:3].lower()]
