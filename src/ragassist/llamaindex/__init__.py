"""Each stage as a LlamaIndex component, to be used alone in somebody's own pipeline.

    from llama_index.core import VectorStoreIndex
    from ragassist.llamaindex import DocumentReader, PassageEmbedding, PassageNodeParser

    nodes = PassageNodeParser().get_nodes_from_documents(DocumentReader().load_data("documents"))
    retriever = VectorStoreIndex(nodes, embed_model=PassageEmbedding()).as_retriever(similarity_top_k=5)

This is the only package that imports llama_index, and only when one of these names is asked for. Nothing of the program itself
goes through here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ragassist.llamaindex.embedding import PassageEmbedding
    from ragassist.llamaindex.node_parser import PassageNodeParser
    from ragassist.llamaindex.node_retriever import PassageRetriever
    from ragassist.llamaindex.query_engine import VerifiedQueryEngine
    from ragassist.llamaindex.reader import DocumentReader

__all__ = ["DocumentReader", "PassageEmbedding", "PassageNodeParser", "PassageRetriever", "VerifiedQueryEngine"]

_HOMES = {
    "DocumentReader": "reader",
    "PassageEmbedding": "embedding",
    "PassageNodeParser": "node_parser",
    "PassageRetriever": "node_retriever",
    "VerifiedQueryEngine": "query_engine",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # llama_index takes two seconds to import
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"ragassist.llamaindex.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
