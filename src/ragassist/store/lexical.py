"""BM25 over the words of the passages, saved beside the manifest and opened again without cutting any text.

One directory a version, `home/lexical/<version>`, written whole and moved into place, so that a reader never sees half of
one. Derived: any of it may be deleted. Source: Robertson and Zaragoza 2009 in the variant of Lucene (Kamphuis et al. 2020).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ragassist import __version__

if TYPE_CHECKING:
    from bm25s import BM25

DIRECTORY = "lexical"
_IDS = "passages.json"
_K1, _B = 1.5, 0.75


class Lexical:
    """A BM25 index of one version of the passages, held in mapped memory."""

    def __init__(self, version: int, passage_ids: list[str], index: BM25 | None) -> None:
        """`index` is None when there is no word to find."""
        self.version = version
        self._passage_ids = passage_ids
        self._index = index

    @classmethod
    def build(cls, passages: Iterable[tuple[str, str]], version: int) -> Lexical:
        """Cut every (passage_id, text) into words and weigh them; about 5 s for 10,000 passages of 300 characters."""
        from bm25s import BM25

        from ragassist.text.words import words

        ids: list[str] = []
        texts: list[list[str]] = []
        for passage_id, text in passages:
            ids.append(passage_id)
            texts.append(words(text))
        if not any(texts):
            return cls(version, ids, None)
        index = BM25(k1=_K1, b=_B, method="lucene", backend="numpy", csc_backend="numpy")
        index.index(texts, show_progress=False)
        return cls(version, ids, index)

    def save(self, home: Path) -> None:
        """Write the index to its place under `home`; an index of this version that is already there is replaced."""
        parent = home / DIRECTORY
        parent.mkdir(exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
        try:
            if self._index is not None:
                self._index.save(scratch, show_progress=False)
            content = {"written_by": __version__, "words": self._index is not None, "passage_ids": self._passage_ids}
            (scratch / _IDS).write_text(json.dumps(content), encoding="utf8")
            target = parent / str(self.version)
            if target.exists():
                shutil.rmtree(target)
            scratch.rename(target)
        except OSError:
            if not (parent / str(self.version) / _IDS).exists():  # else somebody else was faster with the same
                raise
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @classmethod
    def open(cls, home: Path, version: int) -> Lexical | None:
        """The saved index of `version`, or None where there is none that this program can use."""
        directory = home / DIRECTORY / str(version)
        try:
            content = json.loads((directory / _IDS).read_text(encoding="utf8"))
            if content["written_by"] != __version__:
                return None
            if not content["words"]:
                return cls(version, content["passage_ids"], None)
            from bm25s import BM25

            return cls(version, content["passage_ids"], BM25.load(directory, mmap=True, show_progress=False))
        except (OSError, ValueError, KeyError):
            return None

    def search(self, words: list[str], n: int) -> list[tuple[str, float]]:
        """Up to `n` (passage_id, BM25 score > 0), best first, ties in document order."""
        if self._index is None or not words or n < 1:
            return []
        terms = self._index.get_tokens_ids(words)
        if not terms:
            return []
        scores = self._index.get_scores_from_ids(terms)
        matching = np.flatnonzero(scores > 0)
        best = matching[np.argsort(-scores[matching], kind="stable")][:n]
        return [(self._passage_ids[i], float(scores[i])) for i in best]


def versions(home: Path) -> list[int]:
    """The versions with a saved index, oldest first."""
    directory = home / DIRECTORY
    return sorted(int(entry.name) for entry in directory.iterdir() if entry.name.isdigit()) if directory.is_dir() else []


def drop_versions(home: Path, keep: int) -> None:
    """Delete every saved index but one, and what an interrupted writer left."""
    directory = home / DIRECTORY
    if directory.is_dir():
        for entry in directory.iterdir():
            if entry.name != str(keep):
                shutil.rmtree(entry, ignore_errors=True)
