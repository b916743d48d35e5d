"""The whole way from question to verified answer as a LlamaIndex query engine."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, QueryBundle

from ragassist.assistant import Assistant
from ragassist.llamaindex.nodes import citation_node
from ragassist.types import WORST_FIRST, Lang


class VerifiedQueryEngine(BaseQueryEngine):  # type: ignore[misc]  # llama_index is not followed by the type checker
    """Answers with `[n]` markers; `source_nodes[n - 1]` holds exactly the sentence that marker n quotes.

    Each source node's `metadata["status"]` is `verified` or `rough`; how many claims stand how is in the response's metadata, and
    `metadata["notice"]` says so where every sentence is rough. A refusal has no source nodes, and `metadata["refused"]` is true.
    """

    def __init__(self, assistant: Assistant, lang: Lang | None = None) -> None:
        """`lang` is the language to answer in; by default the question's own."""
        super().__init__(callback_manager=None)
        self._assistant = assistant
        self._lang = lang

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str, lang=self._lang)
        sources = [NodeWithScore(node=citation_node(citation)) for citation in sorted(answer.citations, key=lambda c: c.n)]
        metadata = {
            "refused": answer.refused,
            "refusal_reason": answer.refusal_reason or "",
            "answer_lang": answer.answer_lang,
            "model": answer.model.name,
            "tier": answer.model.tier,
            **{f"{status}_claims": sum(claim.status == status for claim in answer.claims) for status in WORST_FIRST},
            "notice": answer.notice,
        }
        return Response(response=answer.answer, source_nodes=sources, metadata=metadata)

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)
