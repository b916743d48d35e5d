"""`/v1/embeddings` with the embedder that fills the index: the same vectors that the index holds.

Source: OpenAI API reference, "Embeddings", https://platform.openai.com/docs/api-reference/embeddings
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ragassist.errors import UsageError
from ragassist.lang.detector import detect
from ragassist.phrases import Phrase

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder

MAX_TEXTS = 256
_AT_ONCE = 16
_Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    input: _Text | Annotated[list[_Text], Field(min_length=1, max_length=MAX_TEXTS)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None
    input_type: Literal["passage", "query"] = "passage"
    """Ours: a passage to be found, or a question that looks for one."""


@dataclass(frozen=True, slots=True)
class EmbeddingsRequest:
    """Texts to be embedded, and the form in which a client wants their vectors."""

    texts: tuple[str, ...]
    as_base64: bool
    as_questions: bool

    def pieces(self, embedder: Embedder) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the vectors, [n, dim] float32, L2-normalised, of so many texts at a time that whoever hung up is soon noticed.

        Raises:
            ModelError: the embedder does not answer.
        """
        for first in range(0, len(self.texts), _AT_ONCE):
            texts = self.texts[first : first + _AT_ONCE]
            langs = [detect(text) for text in texts]
            yield embedder.questions(texts, langs) if self.as_questions else embedder.passages(texts, langs)

    def answer(self, vectors: Iterable[npt.NDArray[np.float32]], embedder: Embedder) -> dict[str, Any]:
        """Return the answer with these vectors, a row a text."""
        tokens = sum(embedder.count_tokens(text) for text in self.texts)
        data = [
            {"object": "embedding", "index": index, "embedding": self._written(vector)}
            for index, vector in enumerate(vector for piece in vectors for vector in piece)
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "model": embedder.name, "data": data, "usage": usage}

    def _written(self, vector: npt.NDArray[np.float32]) -> str | list[float]:
        return base64.b64encode(vector.astype("<f4").tobytes()).decode() if self.as_base64 else [float(value) for value in vector]


def parse_embeddings(body: bytes, embedder: Embedder) -> EmbeddingsRequest:
    """Return the request in `body`.

    Raises:
        UsageError: it is none, asks for tokens, more than 256 texts, or another number of dimensions.
    """
    try:
        asked = _Body.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or Phrase.of("request.body")
        raise UsageError("embeddings.malformed", where=where, said=first["msg"].lower(), most=MAX_TEXTS) from error
    if asked.dimensions not in (None, embedder.dim):
        raise UsageError("embeddings.dimensions", name=embedder.name, dimensions=asked.dimensions, dim=embedder.dim)
    texts = (asked.input,) if isinstance(asked.input, str) else tuple(asked.input)
    return EmbeddingsRequest(texts, asked.encoding_format == "base64", asked.input_type == "query")
