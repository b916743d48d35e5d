"""An embedder that keeps the vectors of the texts it saw last: questions about the same documents meet the same sentences again.

`all_kept` keeps every vector of one run: a data set meets the same texts again and again, and vectors that come about in the same
batches have the same last digits.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import numpy as np

from ragassist.models.embed import word_reader

if TYPE_CHECKING:
    import numpy.typing as npt

    from ragassist.models.embed import Embedder, Titles, Vectors, WordReader
    from ragassist.types import Lang

    _Key = tuple["Kind", Lang, str | None, str]

_K = TypeVar("_K")
_V = TypeVar("_V")
Kind = Literal["passage", "sentence", "question"]


class _Kept(Generic[_K, _V]):
    """What was used last; what was used longest ago goes first. Safe to call from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[_K, _V] = OrderedDict()
        self._lock = threading.Lock()

    def among(self, keys: Iterable[_K]) -> dict[_K, _V]:
        """Return what is kept of these."""
        with self._lock:
            return {key: self._values[key] for key in keys if key in self._values}

    def keep(self, used: Mapping[_K, _V]) -> None:
        """Keep what was used just now, and no more than may be kept."""
        with self._lock:
            for key, value in used.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class RecentVectors:
    """Passes on to `inner` what it has not seen lately. The vectors are the inner embedder's own. Safe to call from several threads."""

    def __init__(self, inner: Embedder, *, most: int = 8192, questions: bool = False) -> None:
        """Keep at most `most` vectors, about 30 MB of them by default; the one used longest ago goes first. Questions only on wish."""
        self._inner = inner
        self._questions = questions
        self._kept: _Kept[_Key, Vectors] = _Kept(most)
        reader = word_reader(inner)
        self._words = RecentWords(reader) if reader is not None else None

    @property
    def name(self) -> str:
        """As `inner.name`: the vectors are the same."""
        return self._inner.name

    @property
    def titled(self) -> bool:
        """As the inner embedder's: whether the index embeds a passage under its title and heading."""
        return bool(getattr(self._inner, "titled", False))

    @property
    def dim(self) -> int:
        """As `inner.dim`."""
        return self._inner.dim

    @property
    def statement_dim(self) -> int:
        """As `inner.statement_dim`."""
        return self._inner.statement_dim

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """As `inner.passages`."""
        return self._vectors("passage", texts, langs, titles)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.questions`; by default not kept, a question seldom comes twice."""
        return self._vectors("question", texts, langs, None) if self._questions else self._inner.questions(texts, langs)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `inner.sentences`."""
        return self._vectors("sentence", texts, langs, None)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """As `inner.statements`; not kept, because the store keeps them."""
        return self._inner.statements(texts, langs, titles)

    @property
    def by_words(self) -> RecentWords | None:
        """The inner embedder's reader of words, with a memory of its own; None where it has none."""
        return self._words

    def count_tokens(self, text: str) -> int:
        """As `inner.count_tokens`."""
        return self._inner.count_tokens(text)

    def _vectors(self, kind: Kind, texts: Sequence[str], langs: Sequence[Lang], titles: Titles) -> Vectors:
        keys = [(kind, lang, title, text) for text, lang, title in zip(texts, langs, titles or repeat(None, len(texts)), strict=True)]
        found = self._kept.among(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            made = self._encode(kind, [text for *_, text in missing], [lang for _, lang, *_ in missing], [t for *_, t, _ in missing])
            found.update(zip(missing, made, strict=True))
        self._kept.keep(found)
        return np.stack([found[key] for key in keys]) if keys else self._encode(kind, texts, langs, [])

    def _encode(self, kind: Kind, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str | None]) -> Vectors:
        if kind != "passage":
            return (self._inner.sentences if kind == "sentence" else self._inner.questions)(texts, langs)
        given = [title for title in titles if title is not None]
        return self._inner.passages(texts, langs, given) if given else self._inner.passages(texts, langs)


class RecentWords:
    """Keeps the words of the statements it read last, in half precision. Safe to call from several threads."""

    def __init__(self, inner: WordReader, *, most: int = 256) -> None:
        """Keep `most` statements, about 25 MB; the one used longest ago goes first."""
        self._inner = inner
        self._kept: _Kept[tuple[str, str], npt.NDArray[np.float16]] = _Kept(most)

    def question_words(self, text: str) -> Vectors:
        """As `inner.question_words`; not kept, a question seldom comes twice."""
        return self._inner.question_words(text)

    def statement_words(self, text: str, title: str) -> Vectors:
        """As `inner.statement_words`, to three digits."""
        key = (text, title)
        found = self._kept.among([key]) or {key: self._inner.statement_words(text, title).astype(np.float16)}
        self._kept.keep(found)
        return found[key].astype(np.float32)


def all_kept(inner: Embedder) -> RecentVectors:
    """Return `inner` with a memory for every text of a run, questions included; statements are left to the store."""
    return RecentVectors(inner, most=sys.maxsize, questions=True)
