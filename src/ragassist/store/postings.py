"""One segment of the word index: which words stand in which texts, and how often. Never changed once it is written.

A word is known by 64 bits of its BLAKE2 digest, so that looking one up is a binary search in a sorted array that stays on disk: two
words of a vocabulary of a million share one with a chance of 1 in 10 million. Knows nothing of scores, deletions or documents.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_MOST_TIMES = 2**16 - 1
_ODD = np.uint64(0x9E3779B97F4A7C15)


def word_key(word: str) -> int:
    """Return the 64 bits that a word is known by."""
    return int.from_bytes(blake2b(word.encode("utf8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, eq=False, slots=True)
class Postings:
    """The words of some texts, as arrays in memory or mapped from disk. A row is a text's number in its segment."""

    names: npt.NDArray[np.bytes_]
    """[n_rows] What each text is called, UTF-8."""
    lengths: npt.NDArray[np.uint32]
    """[n_rows] Words in each text."""
    words: npt.NDArray[np.uint64]
    """[n_words] Keys of the words, ascending."""
    starts: npt.NDArray[np.int64]
    """[n_words + 1] Where each word's postings begin."""
    rows: npt.NDArray[np.uint32]
    """[n_postings] The texts that hold a word, ascending within it."""
    times: npt.NDArray[np.uint16]
    """[n_postings] How often the word stands there; 65,535 for more."""

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> Postings:
        """Cut every (name, text) into words; about 0.4 ms a text of 300 characters."""
        from ragassist.text.terms import words

        vocabulary: dict[str, int] = {}
        names, lengths, cut = [], array("I"), array("I")
        for name, text in texts:
            before = len(cut)
            cut.extend([vocabulary.setdefault(word, len(vocabulary)) for word in words(text)])
            names.append(name.encode())
            lengths.append(len(cut) - before)
        counts = np.frombuffer(lengths, np.uint32) if lengths else np.zeros(0, np.uint32)
        numbers = np.frombuffer(cut, np.uint32) if cut else np.zeros(0, np.uint32)
        keys = np.fromiter(map(word_key, vocabulary), np.uint64, len(vocabulary))
        # Two words with one key, if that ever happens, become one word here.
        distinct, place = np.unique(keys, return_inverse=True)
        rows = np.repeat(np.arange(len(names), dtype=np.uint64), counts)
        pairs, times = np.unique(place[numbers].astype(np.uint64) << np.uint64(32) | rows, return_counts=True)
        return cls._from_pairs(np.array(names or [b""], np.bytes_)[: len(names)], counts, distinct, pairs, times)

    @classmethod
    def merged(cls, parts: Sequence[tuple[Postings, npt.NDArray[np.bool_]]]) -> Postings:
        """Return one segment of the rows of `parts` that their masks let live, in their order."""
        distinct = np.unique(np.concatenate([part.words for part, _ in parts]))
        all_pairs, all_times, first = [], [], 0
        for part, live in parts:
            number = np.cumsum(live) - 1 + first
            word = np.repeat(np.searchsorted(distinct, part.words), np.diff(part.starts))
            kept = live[part.rows]
            all_pairs.append(word[kept].astype(np.uint64) << np.uint64(32) | number[part.rows[kept]].astype(np.uint64))
            all_times.append(part.times[kept])
            first += int(live.sum())
        pairs, times = np.concatenate(all_pairs), np.concatenate(all_times)
        order = np.argsort(pairs, kind="stable")
        names = np.concatenate([part.names[live] for part, live in parts])
        lengths = np.concatenate([part.lengths[live] for part, live in parts])
        return cls._from_pairs(names, lengths, distinct, pairs[order], times[order])

    @classmethod
    def _from_pairs(cls, names: Any, lengths: Any, words: Any, pairs: Any, times: Any) -> Postings:  # noqa: ANN401  # arrays of any kind
        """`pairs` are word numbers above 32 bits and rows below, ascending; words that none of them names are left out."""
        numbers, first = np.unique(pairs >> np.uint64(32), return_index=True)
        return cls(
            names,
            lengths.astype(np.uint32),
            words[numbers.astype(np.int64)],
            np.append(first, len(pairs)).astype(np.int64),
            (pairs & np.uint64(2**32 - 1)).astype(np.uint32),
            np.minimum(times, _MOST_TIMES).astype(np.uint16),
        )

    def of_word(self, key: int) -> slice:
        """Return where the postings of this word are in `rows` and `times`; empty when it stands nowhere."""
        at = int(np.searchsorted(self.words, np.uint64(key)))
        found = at < len(self.words) and int(self.words[at]) == key
        return slice(int(self.starts[at]), int(self.starts[at + 1])) if found else slice(0, 0)

    def rows_named(self, names: Collection[bytes]) -> list[int]:
        """Return the rows of the texts that are called so, ascending; one pass over an array, whatever they are."""
        if not names or not len(self.names):
            return []
        width = -8 * (-max(self.names.dtype.itemsize, *map(len, names)) // 8)
        likely = np.isin(_digests(self.names, width), _digests(np.array(sorted(names), np.bytes_), width))
        return [row for row in np.flatnonzero(likely).tolist() if bytes(self.names[row]) in names]

    def save(self, directory: Path) -> None:
        """Write one file an array into the new `directory`, and see them to the disk."""
        directory.mkdir()
        for field in fields(self):
            with (directory / f"{field.name}.npy").open("wb") as file:
                np.save(file, getattr(self, field.name), allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())

    @classmethod
    def open(cls, directory: Path) -> Postings:
        """Return the segment in `directory`, mapped.

        Raises:
            OSError, ValueError: it is not there, or not whole.
        """

        def mapped(name: str) -> Any:  # noqa: ANN401
            path = directory / f"{name}.npy"
            try:
                return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            except ValueError:  # an array of nothing cannot be mapped
                return np.load(path, allow_pickle=False)

        return cls(*(mapped(field.name) for field in fields(cls)))


def _digests(names: npt.NDArray[np.bytes_], width: int) -> npt.NDArray[np.uint64]:
    """Return 64 bits of each name, which is padded to `width` bytes, a multiple of 8."""
    eights = names.astype(f"S{width}").view(np.uint64).reshape(len(names), -1)
    found = np.zeros(len(names), np.uint64)
    for column in eights.T:
        found = (found ^ column) * _ODD
        found ^= found >> np.uint64(29)
    return found
