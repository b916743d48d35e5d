"""Years of the Republic of China, which documents from Taiwan count from 1912."""

from __future__ import annotations

import re

from ragassist.text.quantities import find_quantities
from ragassist.text.script import simplified

YEAR = r"(?:中[华華])?民[国國]\s?(?:\d{1,3}|[〇零一二三四五六七八九十百]{1,5}|元)"
"""A pattern of such a year, without the 年 behind it."""
_REPUBLIC = re.compile(rf"{YEAR}\s?年")


def in_common_years(text: str) -> str:
    """Return `text` with the years of the Republic of China counted as everywhere else.

    >>> in_common_years("本法自中華民國113年7月1日施行。")
    '本法自2024年7月1日施行。'
    """
    return _REPUBLIC.sub(lambda match: _common(match[0]), text) if "民" in text else text


def _common(written: str) -> str:
    years = [quantity.date.year for quantity in find_quantities(simplified(written)) if quantity.date is not None]
    return f"{years[0]}年" if years and years[0] is not None else written
