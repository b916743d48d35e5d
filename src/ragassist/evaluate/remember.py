"""An embedder that embeds no text twice, and remembers which wordings of a question were searched for.

The questions of a data set meet the same sentences again and again, so a replay spends most of its time on vectors that it has had
before. Vectors are the inner embedder's own, kept in memory by content; nothing is approximated and nothing is written anywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ragassist.models.embed_recent import RecentVectors

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder, Vectors
    from ragassist.types import Lang


class RememberingEmbedder(RecentVectors):
    """Passes on to `inner` only what it has not been asked yet, questions included. One run's vectors at a time; for one thread."""

    def __init__(self, inner: Embedder, *, keep: bool = True) -> None:
        """Start with nothing remembered; with `keep` false only the wordings are, so that a live run takes the time it takes."""
        super().__init__(inner, most=sys.maxsize if keep else 0)
        self._wordings: dict[str, None] = {}

    @property
    def wordings(self) -> tuple[str, ...]:
        """The questions embedded since `listen`, in the order in which each came first: as searched for, then its translation."""
        return tuple(self._wordings)

    def listen(self) -> None:
        """Begin a new question."""
        self._wordings.clear()

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.questions`."""
        self._wordings.update(dict.fromkeys(texts))
        return self._vectors("question", texts, langs, None)
