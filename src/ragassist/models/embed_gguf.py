"""Embeddings from an encoder's GGUF file: llama.cpp's own server runs it inside this process, and it is asked like any endpoint."""

from __future__ import annotations

import hashlib
import json
import urllib.request
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from ragassist.errors import ModelError
from ragassist.models.checksum import hash_into, note, noted
from ragassist.models.embed_bundled import under
from ragassist.models.embed_hosted import HostedEmbedder, estimated_tokens
from ragassist.models.gguf_header import read_header
from ragassist.models.local import Running, server_of

if TYPE_CHECKING:
    from ragassist.models.embed import Titles, Vectors
    from ragassist.settings import Settings
    from ragassist.types import Lang

CONTEXT_TOKENS: Final = 2048
"""More than any passage has; an encoder that was made for less gets less."""
_MARK_TOKENS: Final = 8
"""Room for the marks that a tokenizer puts around a text, and for cuts that fall between two tokens."""
_TIMEOUT_S: Final = 60.0


class GgufEmbedder:
    """The encoder in the file that `embed.model` names. Nothing is read or started before the first text, except for its name."""

    titled = False
    statement_dim = 0

    def __init__(self, settings: Settings) -> None:
        """Remember the settings: `embed` and `local.threads`."""
        self._settings = settings
        self._path = Path(settings.embed.model).expanduser()

    @cached_property
    def name(self) -> str:
        """`gguf:`, the file's name, the first digits of its SHA-256 and what is put before texts.

        Raises:
            ModelError: the file cannot be read.
        """
        before = self._settings.embed.question_prefix, self._settings.embed.passage_prefix
        return f"gguf:{self._path.stem}-{self._sha256[:12]}" + (f" {before[0]!r} {before[1]!r}" if any(before) else "")

    @property
    def dim(self) -> int:
        """Found by embedding one word, once.

        Raises:
            ModelError: no engine, no such file, or one that gives no vectors.
        """
        return self._running.dim

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """See `Embedder`; a title is the text's first line, and what is longer than the encoder reads is cut. Errors as for `dim`."""
        return self._running.passages(self._cut(under(titles, texts), self._settings.embed.passage_prefix), langs)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """See `Embedder`. Errors as for `dim`."""
        return self._running.questions(self._cut(texts, self._settings.embed.question_prefix), langs)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """As `questions`."""
        return self._running.sentences(self._cut(texts, self._settings.embed.question_prefix), langs)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return none, `[n, 0]`: how well an unknown encoder tells single statements is not known."""
        return self._running.statements(texts, langs, titles)

    def count_tokens(self, text: str) -> int:
        """Return an upper estimate, as `estimated_tokens`."""
        return estimated_tokens(text)

    @cached_property
    def _sha256(self) -> str:
        if kept := noted(self._path):
            return kept
        read_header(self._path)  # says what is wrong with what is no model
        digest = hashlib.sha256()
        with self._path.open("rb") as stream:
            max(hash_into(digest, stream), default=0)
        note(self._path, digest.hexdigest())
        return digest.hexdigest()

    @cached_property
    def _context_tokens(self) -> int:
        header = read_header(self._path)
        if not header.encoder:
            raise ModelError("gguf.no_encoder", path=self._path)
        return min(CONTEXT_TOKENS, header.context_tokens or CONTEXT_TOKENS)

    @cached_property
    def _server(self) -> Running:
        return server_of(self._path, self._settings, context_tokens=self._context_tokens, encoder=True)

    @cached_property
    def _running(self) -> HostedEmbedder:
        there = {"model": self._path.stem, "base_url": self._server.url, "api_key": SecretStr(self._server.key)}
        return HostedEmbedder(self._settings.embed.model_copy(update=there))

    def _cut(self, texts: Sequence[str], prefix: str) -> list[str]:
        """The texts, those that are longer than the encoder reads without their end."""
        room = self._context_tokens - _MARK_TOKENS - (self._count(prefix) if prefix else 0)
        return [self._within(text, room) for text in texts]

    def _within(self, text: str, room: int) -> str:
        while len(text.encode("utf8", "replace")) > room and (tokens := self._count(text)) > room:  # no token is less than a byte
            text = text[: min(len(text) - 1, len(text) * room // tokens)]
        return text

    def _count(self, text: str) -> int:
        """How many tokens of the encoder `text` has."""
        request = urllib.request.Request(  # noqa: S310  # the engine in this process
            self._server.url.removesuffix("/v1") + "/tokenize",
            json.dumps({"content": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._server.key}"},
        )
        with _direct.open(request, timeout=_TIMEOUT_S) as reply:
            return len(json.loads(reply.read())["tokens"])


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""No proxy of the environment reaches this process."""
