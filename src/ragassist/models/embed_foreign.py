"""Somebody else's embedding behind our interface: any LlamaIndex `BaseEmbedding`, by its dotted name, imported at the first text."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ragassist.errors import ModelError
from ragassist.models.dotted import EMBEDDING, part
from ragassist.models.embed_bundled import under
from ragassist.models.embed_hosted import estimated_tokens, unit_rows
from ragassist.setting_values import without_secrets

if TYPE_CHECKING:
    from ragassist.models.embed import Titles, Vectors
    from ragassist.types import Lang


class ForeignEmbedder:
    """A LlamaIndex `BaseEmbedding` as an `Embedder`. It knows questions from texts; what a text stands under is its first line."""

    titled = False
    statement_dim = 0

    def __init__(self, dotted: str, options: Mapping[str, Any] | None = None) -> None:
        """Remember the name; it is imported and made at the first text.

        Args:
            dotted: such as `llama_index.embeddings.ollama.OllamaEmbedding`.
            options: its keyword arguments, as `dotted.part` takes them.
        """
        self._dotted, self._options = dotted, options or {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """`llama_index:` and the dotted name, and where it has options, which are not secrets, a mark that changes with them."""
        telling = without_secrets(self._options)
        mark = hashlib.sha256(json.dumps(telling, sort_keys=True, default=str).encode()).hexdigest()[:8]
        return f"llama_index:{self._dotted.replace(':', '.')}" + (f"#{mark}" if telling else "")

    @cached_property
    def dim(self) -> int:
        """Found by embedding one word, once.

        Raises:
            ModelError: the embedding fails.
            UsageError: no such embedding, or options that it does not take.
        """
        return int(self._embed(["dimension"]).shape[1])

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """See `Embedder`; a title is given as the text's first line. Errors as for `dim`."""
        return self._embed(under(titles, texts))

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """See `Embedder`. Errors as for `dim`."""
        return self._vectors(lambda: [self._part.get_query_embedding(text) for text in texts], len(texts))

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `passages`, without titles."""
        return self._embed(texts)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return none, `[n, 0]`: what a call for each sentence costs is not known."""
        return np.zeros((len(texts), self.statement_dim), np.float32)

    def count_tokens(self, text: str) -> int:
        """Return an upper estimate, as `estimated_tokens`."""
        return estimated_tokens(text)

    @property
    def _part(self) -> Any:  # noqa: ANN401
        with self._lock:
            return self._made

    @cached_property
    def _made(self) -> Any:  # noqa: ANN401
        return part(self._dotted, self._options, EMBEDDING)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(lambda: self._part.get_text_embedding_batch([text or " " for text in texts]), len(texts))

    def _vectors(self, made: Callable[[], Sequence[Sequence[float]]], n: int) -> Vectors:
        part_ = self._part  # a name that is none is the user's error, not the model's
        if not n:
            return np.zeros((0, self.dim), np.float32)
        try:
            rows = np.asarray(made(), np.float32)
        except Exception as error:  # what somebody else's embedding raises is anybody's guess
            raise ModelError("foreign.embedding", dotted=self._dotted, error=f"{type(error).__name__}: {error}".rstrip(".")) from error
        if rows.ndim != 2 or len(rows) != n or not rows.shape[1] or not np.isfinite(rows).all():
            shape = "x".join(map(str, rows.shape))
            raise ModelError("foreign.embedding", dotted=self._dotted, error=f"{type(part_).__name__} gave {shape} numbers for {n} texts")
        return unit_rows(rows)
