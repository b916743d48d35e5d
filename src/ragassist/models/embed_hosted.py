"""Embeddings from an OpenAI-compatible endpoint, for those who have a stronger encoder than the bundled ones."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ragassist.errors import ModelError
from ragassist.models.base_url import address
from ragassist.models.embed_bundled import under
from ragassist.models.trust import trusted
from ragassist.phrases import Phrase

if TYPE_CHECKING:
    import numpy.typing as npt
    from openai import OpenAI

    from ragassist.settings import EmbedSettings
    from ragassist.types import Lang

    Titles = Sequence[str] | None
    Vectors = npt.NDArray[np.float32]

_TIMEOUT_S = 60.0
BATCH = 64
"""Texts a request: small enough for every endpoint known, large enough to hide the round trip."""


def estimated_tokens(text: str) -> int:
    """Return an upper estimate without the model's tokenizer: a token a Chinese character, one per three others."""
    wide = sum(ord(char) > 0x2E7F for char in text)
    return wide + -(-(len(text) - wide) // 3)


def unit_rows(vectors: Vectors) -> Vectors:
    """Return each row divided by its length; a row of zeros stays one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


class HostedEmbedder:
    """The embedding model `settings.model` at `settings.base_url` (empty: `OPENAI_BASE_URL`, else OpenAI)."""

    titled = False
    statement_dim = 0

    def __init__(self, settings: EmbedSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        """The model's name as the endpoint knows it, with what is put before texts."""
        before = self._settings.question_prefix, self._settings.passage_prefix
        return self._settings.model + (f" {before[0]!r} {before[1]!r}" if any(before) else "")

    @cached_property
    def dim(self) -> int:
        """Found by embedding one word, once.

        Raises:
            ModelError: the endpoint does not answer.
        """
        return int(self._embed(["dimension"]).shape[1])

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return the endpoint's vectors, `[n, dim]` float32, L2-normalised; a title is sent as the text's first line.

        Raises:
            ModelError: the endpoint refuses, does not answer, or answers something else.
        """
        return self._embed(self._after(self._settings.passage_prefix, under(titles, texts)))

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `passages`: the protocol knows no difference between question and passage but what is put before each."""
        return self._embed(self._after(self._settings.question_prefix, texts))

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `questions`, `[n, dim]`: sentences are compared with each other and with questions."""
        return self._embed(self._after(self._settings.question_prefix, texts))

    @staticmethod
    def _after(prefix: str, texts: Sequence[str]) -> Sequence[str]:
        return [prefix + text for text in texts] if prefix else texts

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """None: a request for each sentence would cost more than it gives. `[n, 0]`."""
        return np.zeros((len(texts), self.statement_dim), np.float32)

    def count_tokens(self, text: str) -> int:
        """Return an upper estimate, as `estimated_tokens`."""
        return estimated_tokens(text)

    @cached_property
    def _client(self) -> OpenAI:
        from openai import DefaultHttpxClient, OpenAI, OpenAIError

        url = self._settings.base_url
        # A proxy from the environment cannot reach this machine's own loopback, and has no business with it.
        outside = not (url and address(url).loopback)
        transport = DefaultHttpxClient(trust_env=outside, verify=trusted(outside), timeout=_TIMEOUT_S)
        key = self._settings.api_key.get_secret_value() or os.environ.get("OPENAI_API_KEY") or "none"
        try:
            return OpenAI(api_key=key, base_url=url or None, max_retries=3, timeout=_TIMEOUT_S, http_client=transport)
        except OpenAIError as error:
            raise self._trouble(str(error)) from error

    def _embed(self, texts: Sequence[str]) -> Vectors:
        from openai import OpenAIError

        if not texts:
            return np.zeros((0, self.dim), np.float32)
        rows: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            batch = [text or " " for text in texts[start : start + BATCH]]  # endpoints refuse an empty string
            try:
                answer = self._client.embeddings.create(model=self._settings.model, input=batch, encoding_format="float")
            except OpenAIError as error:
                raise self._trouble(str(error)) from error
            if len(answer.data) != len(batch):
                raise self._trouble(Phrase.of("encoder.few_vectors", got=len(answer.data), asked=len(batch)))
            rows += [entry.embedding for entry in sorted(answer.data, key=lambda entry: entry.index)]
        try:
            vectors = np.asarray(rows, np.float32)
        except ValueError as error:
            raise self._trouble(Phrase.of("encoder.uneven")) from error
        return unit_rows(vectors)

    def _trouble(self, why: str | Phrase) -> ModelError:
        return ModelError("encoder.endpoint", model=self._settings.model, why=why)
