"""How long a Chinese text sends somebody to prison: as a court said it (有期徒刑一年三个月) or as a law sets it."""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.quantities import Quantity, english, find_quantities
from ragassist.text.quantities.units import TIMES, UNITS
from ragassist.text.script import simplified

_KIND: Final = r"(?:有期徒刑|徒刑|监禁|拘役|刑期)"
_BEFORE: Final = re.compile(rf"{_KIND}(?:为|是|长达|最长|最高)?$")
_BEHIND: Final = re.compile(rf"\s?(?:的|以上|以下)?{_KIND}")


def prison_terms(text: str) -> tuple[str, ...]:
    """Return each prison term of a Chinese text in English, once, in the order of the text; empty where there is none.

    >>> prison_terms("判处有期徒刑一年三个月，缓刑一年六个月"), prison_terms("处三年以上七年以下有期徒刑")
    (('1 year, 3 months',), ('3–7 years',))
    """
    plain = simplified(text)
    lengths = [each for each in find_quantities(text) if each.unit in UNITS and UNITS[each.unit][0] in TIMES]
    found: list[str] = []
    for at, each in enumerate(lengths):
        rest = _rest_of(lengths, at)
        end = rest.end if rest else each.end
        if _BEFORE.search(plain[: each.start]) or _BEHIND.match(plain, end):
            found.append(f"{english(each)}, {english(rest)}" if rest else english(each))
    return tuple(dict.fromkeys(found))


def _rest_of(lengths: list[Quantity], at: int) -> Quantity | None:
    """The months that belong to the years before them: 一年三个月."""
    here, behind = lengths[at], lengths[at + 1] if at + 1 < len(lengths) else None
    return behind if behind and behind.start == here.end and (here.unit, behind.unit) == ("year", "month") else None
