"""The retriever (dense and lexical, both languages) as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from ragassist.llamaindex.nodes import passage_node
from ragassist.retrieve.retriever import Retriever


class PassageRetriever(BaseRetriever):  # type: ignore[misc]  # llama_index is not followed by the type checker
    """The `k` passages of a ragassist index that best fit a question, best first."""

    def __init__(self, retriever: Retriever, k: int = 5) -> None:
        """`retriever` is open on the index to search: `Retriever(store, embedder, settings)`."""
        super().__init__()
        self._retriever = retriever
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._retriever.retrieve(query_bundle.query_str, self._k)
        return [NodeWithScore(node=passage_node(hit.passage, hit.document), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
