"""Our values as LlamaIndex's, and back. Metadata is flat and never None, so that every vector store takes it.

Metadata is for people and filters: none of it is embedded or sent to a model unless the pipeline's owner says so.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from hashlib import sha256
from typing import Any

from llama_index.core.schema import BaseNode, MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.schema import Document as LlamaDocument

from ragassist.lang.detector import detect
from ragassist.types import Citation, Document, DocumentMeta, DocumentRecord, Passage

_META = tuple(field.name for field in fields(DocumentMeta) if field.name != "lost")


def to_llama(document: Document) -> LlamaDocument:
    """Return the raw text with the metadata of `document`; its id is `doc_id`."""
    metadata = {"path": document.path, "location": document.location, "lang": document.lang, "content_sha256": document.content_sha256}
    metadata.update({name: value for name in _META if (value := getattr(document.meta, name))})
    return LlamaDocument(
        id_=document.doc_id,
        text=document.raw,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )


def from_llama(node: BaseNode) -> Document:
    """Return the document in `node`, whoever made it; what its metadata does not say is found out from the text."""
    raw, known = node.get_content(metadata_mode=MetadataMode.NONE), node.metadata
    path = str(known.get("path") or known.get("file_path") or known.get("file_name") or node.node_id)
    values: dict[str, Any] = {name: str(known[name]) for name in _META if known.get(name)}
    return Document(
        doc_id=node.node_id,
        path=path,
        location=str(known.get("location") or path),
        content_sha256=str(known.get("content_sha256") or sha256(raw.encode("utf8", "surrogatepass")).hexdigest()),
        raw=raw,
        lang="zh" if (known.get("lang") or detect(raw)) == "zh" else "en",
        meta=DocumentMeta(**values),
    )


def passage_node(passage: Passage, document: Document | DocumentRecord) -> TextNode:
    """Return a node with the cleaned text; `start_char_idx` and `end_char_idx` are its span in the raw text.

    `metadata["sentences"]` is JSON, `[[start, end], ...]`, the raw span of each sentence.
    """
    metadata: dict[str, object] = {
        "doc_id": passage.doc_id,
        "path": document.path,
        "lang": passage.lang,
        "ordinal": passage.ordinal,
        "heading": " > ".join(passage.heading),
        "sentences": json.dumps([[sentence.start, sentence.end] for sentence in passage.sentences], separators=(",", ":")),
    }
    metadata.update({name: value for name in _META if (value := getattr(document.meta, name))})
    return _node(passage.passage_id, passage.text, passage.start, passage.end, passage.doc_id, metadata)


def citation_node(citation: Citation) -> TextNode:
    """A node that holds exactly the quoted slice of the raw text. `metadata["boxes"]` and `["box_pages"]`, where it has any, are JSON.

    `metadata["doubts"]`, where there are any, are the figures and words on which two readings by machine do not agree.
    """
    apart = ("quote", "boxes", "box_pages", "row", "doubts")
    metadata = {name: value for name, value in asdict(citation).items() if value is not None and name not in apart}
    if citation.boxes:
        metadata |= {name: json.dumps(getattr(citation, name), separators=(",", ":")) for name in ("boxes", "box_pages")}
    if citation.doubts:
        metadata["doubts"] = "; ".join(citation.doubts)
    name = f"{citation.doc_id}:{citation.start}-{citation.end}"
    return _node(name, citation.quote, citation.start, citation.end, citation.doc_id, metadata)


def _node(name: str, text: str, start: int, end: int, doc_id: str, metadata: dict[str, object]) -> TextNode:
    return TextNode(
        id_=name,
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=doc_id)},
    )
