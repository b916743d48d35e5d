"""What the encoder is given to compare: years of the Republic of China in the common count, which it has read far more often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragassist.models.embed_recent import RecentVectors
from ragassist.text.quantities import find_quantities
from ragassist.text.script import simplified

if TYPE_CHECKING:
    from ragassist.models.embed import Vectors
    from ragassist.types import Lang

_REPUBLIC = re.compile(r"(?:中[华華])?民[国國]\s?(?:\d{1,3}|[〇零一二三四五六七八九十百]{1,5}|元)\s?年")


class CommonYears(RecentVectors):
    """An embedder that reads 民國113年 as 2024年; otherwise the inner one's own vectors."""

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.sentences`, of the texts with common years."""
        return super().sentences([in_common_years(text) for text in texts], langs)


def in_common_years(text: str) -> str:
    """Return `text` with the years of the Republic of China counted as everywhere else.

    >>> in_common_years("本法自中華民國113年7月1日施行。")
    '本法自2024年7月1日施行。'
    """
    return _REPUBLIC.sub(lambda match: _common(match[0]), text) if "民" in text else text


def _common(written: str) -> str:
    years = [quantity.date.year for quantity in find_quantities(simplified(written)) if quantity.date is not None]
    return f"{years[0]}年" if years and years[0] is not None else written
