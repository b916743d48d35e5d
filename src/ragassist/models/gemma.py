"""EmbeddingGemma-300M, converted once per machine (`gemma_files.py`) and run by onnxruntime.

One space for questions, passages and sentences in both languages. Text is given to it with the words it was trained with: what
a text is for, and the title that it stands under. Only the first 512 of its 768 numbers are kept, which find as much.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ragassist.errors import ModelError
from ragassist.models.gemma_graph import BLOCK, MOST_TOKENS, WIDTH, window
from ragassist.models.native import NETWORKS, run_network

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime
    from tokenizers import Tokenizer

    from ragassist.types import Lang

    Titles = Sequence[str] | None
    Vectors = npt.NDArray[np.float32]

NAME = "embeddinggemma-300m"
NETWORK, NUMBERS, SCALES, PROJECTION, TOKENS = "network.onnx", "words.npy", "scales.npy", "projection.npy", "tokenizer.json"
FILES = (NETWORK, NUMBERS, SCALES, PROJECTION, TOKENS)
RECIPE = "q8b128.1"
"""How the weights were converted; changes whenever vectors do."""

_TOKENS_AT_ONCE = 1024
"""Tokens that go through the network together: more takes memory and no less time."""
_NO_TITLE = "none"
_ASKED, _UNDER, _SAYS = "task: search result | query: ", "title: ", " | text: "
"""The words that the network was trained to be told what a text is for."""


class GemmaEmbedder:
    """Vectors by EmbeddingGemma, `[n, 512]`, all in one space. Safe to call from several threads."""

    titled = True
    dim = 512
    statement_dim = 512

    def __init__(self, folder: Path) -> None:
        """Use the converted weights in `folder`; they are opened at the first text, which takes a second or two."""
        self._folder = folder
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """The model, how it was converted, and how many numbers of a vector are kept."""
        return f"{NAME}-{RECIPE}@{self.dim}"

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return one vector a passage, `[n, 512]` float32, L2-normalised; `titles` are what each stands under, empty for nothing."""
        names = titles if titles is not None else [""] * len(texts)
        return self._encode([f"{_UNDER}{_one_line(title) or _NO_TITLE}{_SAYS}{text}" for text, title in zip(texts, names, strict=True)])

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """Return one vector a question, `[n, 512]` float32, L2-normalised; compare it with passages and statements."""
        return self._encode([f"{_ASKED}{text}" for text in texts])

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """Return one vector a sentence, `[n, 512]` float32, L2-normalised; compare it with other sentences only: how alike they are."""
        return self._encode([f"task: sentence similarity | query: {text}" for text in texts])

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return one vector for a sentence under its title and heading (`titles`), as `passages`; compare it with questions."""
        return self.passages(texts, langs, titles)

    @property
    def by_words(self) -> GemmaEmbedder:
        """Itself: what the network says of each token before their mean is taken lies in the same space."""
        return self

    def question_words(self, text: str) -> Vectors:
        """Return one vector for each token of a question, `[tokens, 512]` float32, L2-normalised."""
        return self._token_by_token(f"{_ASKED}{text}", [(len(_ASKED), None)])

    def statement_words(self, text: str, title: str) -> Vectors:
        """Return one vector for each token of a statement and of the title it stands under, `[tokens, 512]` float32, L2-normalised."""
        above = _one_line(title)
        before = f"{_UNDER}{above or _NO_TITLE}{_SAYS}"
        return self._token_by_token(before + text, [(len(_UNDER), len(_UNDER) + len(above)), (len(before), None)])

    def count_tokens(self, text: str) -> int:
        """Return how many of the 2,048 tokens `text` takes as a passage without a title."""
        return len(self._tokenizer.encode(f"{_UNDER}{_NO_TITLE}{_SAYS}{text}").ids)

    @property
    def network_file(self) -> Path:
        """The converted network."""
        return self._folder / NETWORK

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the tokens of a text as the network reads it, and where in the text each stands."""
        found = self._tokenizer.encode(_encodable(text))
        return found.ids, found.offsets

    def embedded(self, ids: Sequence[int] | Sequence[Sequence[int]]) -> Vectors:
        """Return the scaled word vectors of tokens, `[..., 768]` float32."""
        numbers, scales = self._words
        at = np.asarray(ids)
        blocks = (numbers[at].astype(np.float32) - 128) * scales[at][..., None].astype(np.float32)
        return np.asarray(blocks.reshape(*at.shape, WIDTH), np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        means = np.zeros((len(texts), WIDTH), np.float32)
        if not texts:
            return means[:, : self.dim]
        alike: dict[int, list[int]] = {}
        tokens = [_cut(each.ids) for each in self._tokenizer.encode_batch([_encodable(text) for text in texts])]
        for i, ids in enumerate(tokens):
            alike.setdefault(len(ids), []).append(i)
        # The network knows no padding, so what goes through it together is of one length.
        for size, members in alike.items():
            at_once = max(1, _TOKENS_AT_ONCE // size)
            for first in range(0, len(members), at_once):
                some = members[first : first + at_once]
                means[some] = self._means([tokens[i] for i in some])
        vectors = means @ self._projection.T
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)

    def _means(self, ids: list[list[int]]) -> Vectors:
        return np.asarray(self._states(ids).mean(axis=1), np.float32)

    def _states(self, ids: list[list[int]]) -> Vectors:
        return run_network(self._network, {"embedded": self.embedded(ids), "window": window(len(ids[0]))})

    def _token_by_token(self, text: str, spans: Sequence[tuple[int, int | None]]) -> Vectors:
        """One vector for each token that lies in one of the spans of characters; a token begins with the blank before its word."""
        ids, offsets = self.tokens(text)
        kept = [
            at
            for at, (start, end) in enumerate(offsets[: MOST_TOKENS - 1])
            if end > start and any(start >= first - 1 and (last is None or end <= last) for first, last in spans)
        ]
        vectors = self._states([_cut(ids)])[0, kept] @ self._projection.T
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)

    @cached_property
    def _words(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
        # Mapped: of 262,144 words a question touches twenty.
        return self._array(NUMBERS).reshape(-1, WIDTH // BLOCK, BLOCK), self._array(SCALES)

    @cached_property
    def _projection(self) -> Vectors:
        return np.ascontiguousarray(self._array(PROJECTION)[: self.dim])

    def _array(self, name: str) -> np.ndarray:
        try:
            array: np.ndarray = np.load(self._folder / name, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise _unreadable(self._folder / name, error) from error
        return array

    @property
    def _tokenizer(self) -> Tokenizer:
        with self._loading:
            return self._loaded_tokenizer

    @property
    def _network(self) -> onnxruntime.InferenceSession:
        with self._loading:
            return self._loaded_network

    @cached_property
    def _loaded_tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._folder / TOKENS))
        except Exception as error:  # the library raises nothing narrower
            raise _unreadable(self._folder / TOKENS, error) from error

    @cached_property
    def _loaded_network(self) -> onnxruntime.InferenceSession:
        return self.session(self.network_file)

    def session(self, network: Path | bytes) -> onnxruntime.InferenceSession:
        """Return a network of this form, from its file or its bytes, opened.

        Raises:
            ModelError: the file is missing or not readable.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            given = network if isinstance(network, bytes) else str(network)
            with NETWORKS:
                return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library raises nothing narrower
            raise _unreadable(self.network_file if isinstance(network, bytes) else network, error) from error


def _unreadable(path: Path, error: Exception) -> ModelError:
    return ModelError("encoder.file_unreadable", path=path, error=error)


def _cut(ids: list[int]) -> list[int]:
    """At most as many tokens as the network reads, the closing one among them."""
    return ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], ids[-1]]


def _one_line(title: str) -> str:
    return " ".join(title.split())


def _encodable(text: str) -> str:
    # The tokenizer takes no lone surrogate.
    return text.encode("utf-8", "replace").decode("utf-8")
