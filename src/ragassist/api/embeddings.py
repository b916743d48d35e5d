"""`/v1/embeddings` with the embedder that fills the index: the same vectors that the index holds.

Source: OpenAI API reference, "Embeddings", https://platform.openai.com/docs/api-reference/embeddings
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ragassist.errors import UsageError
from ragassist.lang.detector import detect
from ragassist.phrases import Phrase

if TYPE_CHECKING:
    from ragassist.models.embed import Embedder

MAX_TEXTS = 256
_Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    input: _Text | Annotated[list[_Text], Field(min_length=1, max_length=MAX_TEXTS)]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None
    input_type: Literal["passage", "query"] = "passage"
    """Ours: a passage to be found, or a question that looks for one."""


def embeddings(body: bytes, embedder: Embedder) -> dict[str, Any]:
    """Return the answer to an embeddings request; vectors are float32 of length `embedder.dim`, L2-normalised.

    Raises:
        UsageError: the request is not one, asks for tokens, more than 256 texts, or another number of dimensions.
        ModelError: the embedder does not answer.
    """
    try:
        asked = _Body.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or Phrase.of("request.body")
        raise UsageError("embeddings.malformed", where=where, said=first["msg"].lower(), most=MAX_TEXTS) from error
    if asked.dimensions not in (None, embedder.dim):
        raise UsageError("embeddings.dimensions", name=embedder.name, dimensions=asked.dimensions, dim=embedder.dim)
    texts = [asked.input] if isinstance(asked.input, str) else asked.input
    langs = [detect(text) for text in texts]
    vectors = embedder.questions(texts, langs) if asked.input_type == "query" else embedder.passages(texts, langs)
    tokens = sum(embedder.count_tokens(text) for text in texts)
    return {
        "object": "list",
        "model": embedder.name,
        "data": [
            {
                "object": "embedding",
                "index": index,
                "embedding": base64.b64encode(vector.astype("<f4").tobytes()).decode()
                if asked.encoding_format == "base64"
                else [float(value) for value in vector],
            }
            for index, vector in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
