"""An embedder that embeds no text twice, and remembers which wordings of a question were searched for.

The questions of a data set meet the same sentences again and again, so a replay spends most of its time on vectors that it has had
before. Vectors are the inner embedder's own, kept in memory by content; nothing is approximated and nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder, Vectors
    from ragassist.types import Lang

    Encode = Callable[[Sequence[str], Sequence[Lang]], Vectors]


class RememberingEmbedder:
    """Passes on to `inner` only what it has not been asked yet. One run's vectors at a time; for one thread."""

    def __init__(self, inner: Embedder, *, keep: bool = True) -> None:
        """Start with nothing remembered; with `keep` false only the wordings are, so that a live run takes the time it takes."""
        self._inner = inner
        self._keep = keep
        self._known: dict[tuple[str, Lang, str], Vectors] = {}
        self._wordings: dict[str, None] = {}

    @property
    def name(self) -> str:
        """As `inner.name`: the vectors are the same."""
        return self._inner.name

    @property
    def dim(self) -> int:
        """As `inner.dim`."""
        return self._inner.dim

    @property
    def statement_dim(self) -> int:
        """As `inner.statement_dim`."""
        return self._inner.statement_dim

    @property
    def wordings(self) -> tuple[str, ...]:
        """The questions embedded since `listen`, in the order in which each came first: as searched for, then its translation."""
        return tuple(self._wordings)

    def listen(self) -> None:
        """Begin a new question."""
        self._wordings.clear()

    def passages(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.passages`."""
        return self._vectors("passage", self._inner.passages, texts, langs)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.questions`."""
        self._wordings.update(dict.fromkeys(texts))
        return self._vectors("question", self._inner.questions, texts, langs)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.sentences`."""
        return self._vectors("sentence", self._inner.sentences, texts, langs)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.statements`; not remembered, because the store keeps them."""
        return self._inner.statements(texts, langs)

    def count_tokens(self, text: str) -> int:
        """As `inner.count_tokens`."""
        return self._inner.count_tokens(text)

    def _vectors(self, kind: str, encode: Encode, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        if not self._keep:
            return encode(texts, langs)
        keys = [(kind, lang, text) for text, lang in zip(texts, langs, strict=True)]
        missing = [key for key in dict.fromkeys(keys) if key not in self._known]
        if missing:
            found = encode([text for _, _, text in missing], [lang for _, lang, _ in missing])
            self._known.update(zip(missing, found, strict=True))
        return np.stack([self._known[key] for key in keys]) if keys else encode(texts, langs)
