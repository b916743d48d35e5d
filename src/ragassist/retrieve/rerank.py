"""The passages found in somebody else's order: any LlamaIndex node postprocessor, by its dotted name, imported at the first question."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ragassist.errors import ModelError, RagassistError
from ragassist.models.dotted import POSTPROCESSOR, part

if TYPE_CHECKING:
    from ragassist.settings import RetrieveSettings
    from ragassist.types import DocumentRecord, Passage

Ranked = Sequence[tuple[str, float]]


class Reranker:
    """A LlamaIndex node postprocessor that says which passages stay and in what order."""

    def __init__(self, dotted: str, options: Mapping[str, Any] | None = None) -> None:
        """Remember the name; it is imported and made at the first question.

        Args:
            dotted: such as `llama_index.core.postprocessor.SentenceTransformerRerank`.
            options: its keyword arguments, as `dotted.part` takes them.
        """
        self._dotted, self._options = dotted, options or {}
        self._made: Any = None
        self._lock = threading.Lock()

    def order(
        self, question: str, best: Ranked, passages: Mapping[str, Passage], documents: Mapping[str, DocumentRecord]
    ) -> list[tuple[str, float]]:
        """Return `best`, pairs of a passage's id and score, as the postprocessor orders them; what it leaves out is left out.

        Scores stay likenesses, which the rest of the program can compare: the best of them go to what now stands first. What the
        postprocessor makes of a passage's text or adds to it is not taken over, for only text of the documents can be cited.

        Raises:
            UsageError: no such postprocessor, or options that it does not take.
            ModelError: it fails.
        """
        with self._lock:
            if self._made is None:
                self._made = part(self._dotted, self._options, POSTPROCESSOR)
        nodes = [_node(passages[name], documents[passages[name].doc_id], score) for name, score in best]
        try:
            done = self._made.postprocess_nodes(nodes, query_str=question)
            names = list(dict.fromkeys(str(each.node.node_id) for each in done))
        except RagassistError:
            raise
        except Exception as error:  # what somebody else's part raises is anybody's guess
            said = f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(".: ")
            raise ModelError("foreign.rerank", dotted=self._dotted, error=said) from error
        known = dict(best)
        scores = sorted(known.values(), reverse=True)
        return list(zip([name for name in names if name in known], scores, strict=False))


def reranker_of(settings: RetrieveSettings) -> Reranker | None:
    """Return the postprocessor that the settings name, the same one each time; None where they name none."""
    return _kept(settings.rerank, json.dumps(settings.rerank_options, sort_keys=True)) if settings.rerank else None


@lru_cache(maxsize=4)
def _kept(dotted: str, options: str) -> Reranker:
    return Reranker(dotted, json.loads(options))


def _node(passage: Passage, document: DocumentRecord, score: float) -> Any:  # noqa: ANN401
    """The passage as LlamaIndex has it, with what a postprocessor may go by besides the text, such as the date."""
    from llama_index.core.schema import NodeWithScore, TextNode

    told = {"path": document.path, "lang": document.lang, "title": document.meta.title, "date": document.meta.date}
    metadata = {name: value for name, value in told.items() if value}
    unread = list(metadata)
    node = TextNode(
        id_=passage.passage_id,
        text=passage.text,
        metadata=metadata,
        excluded_embed_metadata_keys=unread,
        excluded_llm_metadata_keys=unread,
    )
    return NodeWithScore(node=node, score=score)
