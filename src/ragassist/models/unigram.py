"""Unigram tokenization: the most probable cut of a text into pieces of a vocabulary.

Source: T. Kudo, "Subword Regularization", ACL 2018; ties and unknown characters as in SentencePiece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SPACES = re.compile(" {2,}")
_SPACE_MARK = "\u2581"


class Unigram:
    """Cuts normalised text into piece ids. Immutable, so any number of threads may use it."""

    def __init__(self, pieces: Mapping[str, int], scores: Sequence[float], unknown: int, characters: Mapping[int, str]) -> None:
        """Take a vocabulary as it is stored.

        Args:
            pieces: piece -> id, with the space mark U+2581 for a space.
            scores: log probability by id.
            unknown: the id of a character that no piece covers; it costs 10 more than the worst piece.
            characters: code point -> what it is replaced by before cutting.
        """
        self._pieces = dict(pieces)
        self._pieces.pop(next((piece for piece, i in pieces.items() if i == unknown), ""), None)
        self._scores = scores
        self._unknown = unknown
        self._unknown_score = min(scores) - 10
        self._characters = characters
        self._longest: dict[str, int] = {}
        """Length of the longest piece by first character: most characters of Chinese begin short pieces only."""
        for piece in self._pieces:
            if len(piece) > self._longest.get(piece[:1], 0):
                self._longest[piece[:1]] = len(piece)

    def encode(self, text: str) -> list[int]:
        """Return the ids of the pieces of `text`, in order; never empty, since a space is put in front."""
        text = _SPACES.sub(" ", text.translate(self._characters))
        return self.cut((text if text.startswith(" ") else f" {text}").replace(" ", _SPACE_MARK))

    def cut(self, text: str) -> list[int]:
        """Return the ids of the pieces of a text that is normalised already, space marks included."""
        n = len(text)
        best = [0.0] + [float("-inf")] * n
        piece_to, start_of = [self._unknown] * (n + 1), [0] * (n + 1)
        find, longest, scores, unknown_score = self._pieces.get, self._longest.get, self._scores, self._unknown_score
        for start in range(n):
            base = best[start]
            for end in range(start + 1, min(start + longest(text[start], 0), n) + 1):
                piece = find(text[start:end])
                if piece is not None and base + scores[piece] > best[end]:
                    best[end], piece_to[end], start_of[end] = base + scores[piece], piece, start
            if base + unknown_score > best[start + 1]:
                best[start + 1], piece_to[start + 1], start_of[start + 1] = base + unknown_score, self._unknown, start
        ids: list[int] = []
        while n:
            ids.append(piece_to[n])
            n = start_of[n]
        return ids[::-1]
