"""A deterministic embedder without weights, and documents made of a few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from ragassist.settings import Settings
from ragassist.store import Entry
from ragassist.text.terms import words
from ragassist.types import Document, DocumentMeta, Lang, Passage, Sentence


class HashEmbedder:
    """Each word is a random direction; a text is their sum. Counts what it is asked, so that caching can be seen."""

    def __init__(self, name: str = "hash", dim: int = 64, statement_dim: int = 0) -> None:
        self.name, self.dim, self.statement_dim, self.asked = name, dim, statement_dim, 0

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        self.asked += len(texts)
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self.dim), np.float32)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return np.stack([self._vector(text) for text in texts])

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return self.questions(texts, langs)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return np.zeros((len(texts), 0), np.float32) if not self.statement_dim else self.questions(texts, langs)

    def count_tokens(self, text: str) -> int:
        return max(1, len(text))

    def _vector(self, text: str) -> np.ndarray:
        total = np.zeros(self.dim, np.float64)
        for word in words(text) or [text]:
            total += _of_word(self.name, word, self.dim)
        return (total / np.linalg.norm(total)).astype(np.float32)


@cache
def _of_word(name: str, word: str, dim: int) -> np.ndarray:
    """`[dim]` float64, the same for the same word in every process."""
    seed = int.from_bytes(sha256(f"{name} {word}".encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dim)


def settings(home: Path, **more: object) -> Settings:
    return Settings(home=home, **more)


def document(location: str, raw: str, *, lang: Lang = "zh", title: str = "") -> tuple[Document, tuple[Passage, ...]]:
    """A document with one passage a line, one sentence a passage."""
    digest = sha256(raw.encode()).hexdigest()
    doc_id = sha256(f"{location}\0{digest}".encode()).hexdigest()[:16]
    passages, start = [], 0
    for line in raw.splitlines(keepends=True):
        text = line.strip()
        if text:
            span = (start, start + len(text))
            sentences = (Sentence(*span, text),)
            passages.append(Passage(f"{doc_id}:{len(passages):05d}", doc_id, len(passages), lang, ("总则",), *span, text, sentences))
        start += len(line)
    return Document(doc_id, Path(location).name, location, digest, raw, lang, DocumentMeta(title=title or Path(location).stem)), tuple(
        passages
    )


def entry(location: str, raw: str, embedder: HashEmbedder, **more: object) -> Entry:
    made, passages = document(location, raw, **more)
    return Entry(made, passages, embedder.passages([p.text for p in passages], [p.lang for p in passages]))
