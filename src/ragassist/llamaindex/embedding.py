"""The embedder as a LlamaIndex embedding: passages and questions of both languages in one space."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from llama_index.core.bridge.pydantic import PrivateAttr

from ragassist.lang.detector import detect
from ragassist.models.embed import Embedder


class PassageEmbedding(BaseEmbedding):  # type: ignore[misc]  # llama_index is not followed by the type checker
    """Questions and passages get different vectors, as the encoder wants it; the language is found from the text."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder | None = None, **fields: Any) -> None:  # noqa: ANN401  # pydantic's
        """`embedder` is the bundled one by default; nothing is loaded before the first text."""
        if embedder is None:
            from ragassist.models.embed_bundled import BundledEmbedder

            embedder = BundledEmbedder()
        super().__init__(**{"model_name": embedder.name, "embed_batch_size": 32, **fields})
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """Return the name LlamaIndex serialises it under."""
        return "PassageEmbedding"

    def _get_query_embedding(self, query: str) -> Embedding:
        found: Embedding = self._embedder.questions([query], [detect(query)])[0].tolist()
        return found

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        found: list[Embedding] = self._embedder.passages(texts, [detect(text) for text in texts]).tolist()
        return found

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> Embedding:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)
