"""Documents to passages of whole sentences, cleaned, each with the span it has in the document's own text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode

from ragassist.ingest.clean import clean
from ragassist.ingest.split import split
from ragassist.llamaindex.nodes import from_llama, passage_node


class PassageNodeParser(NodeParser):  # type: ignore[misc]  # llama_index is not followed by the type checker
    """Cuts Chinese and English documents. `document.text[node.start_char_idx:node.end_char_idx]` is always what a node came from."""

    passage_tokens: int = Field(default=256, description="Budget of a passage in the embedder's tokens.")
    _count_tokens: Callable[[str], int] | None = PrivateAttr(default=None)

    def __init__(self, *, count_tokens: Callable[[str], int] | None = None, **fields: Any) -> None:  # noqa: ANN401  # pydantic's
        """`count_tokens` is the bundled embedder's by default."""
        super().__init__(**fields)
        self._count_tokens = count_tokens

    @classmethod
    def class_name(cls) -> str:
        """Return the name LlamaIndex serialises it under."""
        return "PassageNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ANN401
        if self._count_tokens is None:
            from ragassist.models.embed_bundled import BundledEmbedder

            self._count_tokens = BundledEmbedder().count_tokens
        parsed: list[BaseNode] = []
        for node in nodes:
            document = from_llama(node)
            passages = split(document, clean(document), count_tokens=self._count_tokens, budget_tokens=self.passage_tokens)
            for passage in passages:
                made = passage_node(passage, document)
                if node.source_node is None:
                    made.relationships[NodeRelationship.SOURCE] = node.as_related_node_info()
                parsed.append(made)
        return parsed

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        # The base class looks the text up again, which finds an earlier place where a text repeats itself.
        spans = [(node.start_char_idx, node.end_char_idx) if isinstance(node, TextNode) else (None, None) for node in nodes]
        done: list[BaseNode] = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(done, spans, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
            node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = list(node.metadata)
        return done
