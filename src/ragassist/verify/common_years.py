"""What the encoder is given to compare: years of the Republic of China in the common count, which it has read far more often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragassist.models.embed_recent import RecentVectors
from ragassist.text.republic import in_common_years

if TYPE_CHECKING:
    from ragassist.models.embed import Vectors
    from ragassist.types import Lang


class CommonYears(RecentVectors):
    """An embedder that reads 民國113年 as 2024年; otherwise the inner one's own vectors."""

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.sentences`, of the texts with common years."""
        return super().sentences([in_common_years(text) for text in texts], langs)
