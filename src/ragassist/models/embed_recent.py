"""An embedder that keeps the vectors of the texts it saw last: questions about the same documents meet the same sentences again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder, Vectors
    from ragassist.types import Lang

    Encode = Callable[[Sequence[str], Sequence[Lang]], Vectors]


class RecentVectors:
    """Passes on to `inner` what it has not seen lately. The vectors are the inner embedder's own. Safe to call from several threads."""

    def __init__(self, inner: Embedder, *, most: int = 8192) -> None:
        """Keep at most `most` vectors, about 30 MB of them by default; the one used longest ago goes first."""
        self._inner = inner
        self._most = most
        self._kept: OrderedDict[tuple[str, Lang, str], Vectors] = OrderedDict()
        self._lock = threading.Lock()

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

    def passages(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.passages`."""
        return self._vectors("passage", self._inner.passages, texts, langs)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.questions`; not kept, a question seldom comes twice."""
        return self._inner.questions(texts, langs)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.sentences`."""
        return self._vectors("sentence", self._inner.sentences, texts, langs)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.statements`; not kept, because the store keeps them."""
        return self._inner.statements(texts, langs)

    def count_tokens(self, text: str) -> int:
        """As `inner.count_tokens`."""
        return self._inner.count_tokens(text)

    def _vectors(self, kind: str, encode: Encode, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        keys = [(kind, lang, text) for text, lang in zip(texts, langs, strict=True)]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            made = encode([text for _, _, text in missing], [lang for _, lang, _ in missing])
            found.update(zip(missing, made, strict=True))
        with self._lock:
            for key, vector in found.items():
                self._kept[key] = vector
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else encode(texts, langs)
