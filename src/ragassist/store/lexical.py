"""BM25 over the words of the passages: a few segments of postings, with what has been removed since marked as dead.

What a writer adds becomes one more segment, and small segments are merged as they gather, so that a new document costs its own words
and not everybody's. How common a word is, and how long a passage, is counted over living passages at each search: scores are those
of an index made in one go. `home/lexical` holds the segments and `index.json`, which names those in force and is replaced in one
step. Derived: any of it may be deleted.
Source: Robertson and Zaragoza 2009 in the variant of Lucene (Kamphuis et al. 2020).
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import log
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from ragassist import __version__
from ragassist.store.postings import Postings, word_key

DIRECTORY = "lexical"
_INDEX = "index.json"
_K1, _B = 1.5, 0.75
_FACTOR = 4
"""A segment is merged with newer ones once it is not so many times their size: few segments, and each text rarely written again."""
_PROBE = (
    "The GPT-4.5 models of 2025-01-13 cost US$500 billion, or 17.5%. 第十七條規定：人工智慧企業投資5000亿美元，占17.5%，"
    "自民國113年7月1日起施行。Café ②"
)

Mask = npt.NDArray[np.bool_]
Texts = Callable[[list[str]], Iterable[tuple[str, str]]]
"""Gives (name, text) of the passages that are asked for by name."""


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """A segment, which of its rows live, and under which name it is on disk ("" for not yet)."""

    postings: Postings
    live: Mask
    name: str = ""

    @property
    def size(self) -> int:
        return int(self.live.sum())


class Lexical:
    """The words of one version of the passages. Never changes; `moved` makes the index of another version. Safe for threads."""

    def __init__(self, version: int, parts: Sequence[_Part], commit: str = "") -> None:
        """Use `build` or `open`; `commit` is the name of the commit that made the version."""
        self.version, self.commit = version, commit
        self._parts = [part for part in parts if part.size]

    @classmethod
    def build(cls, passages: Iterable[tuple[str, str]], version: int) -> Lexical:
        """Cut every (passage_id, text) into words; about 4 s for 10,000 passages of 300 characters."""
        return cls(version, [_whole(Postings.of(passages))])

    def moved(self, names: Collection[str], texts: Texts, version: int, commit: str = "") -> Lexical:
        """Return the index of another version, of which `names` are all passages; `texts` gives (name, text) of the new ones asked for."""
        wanted, parts = {name.encode() for name in names}, []
        for part in self._parts:
            there = part.postings.names.tolist()
            live = part.live & np.fromiter((name in wanted for name in there), bool, len(there))
            wanted.difference_update(part.postings.names[live].tolist())
            parts.append(_Part(part.postings, live, part.name))
        if wanted:
            parts.append(_whole(Postings.of(texts([name for name in names if name.encode() in wanted]))))
        return Lexical(version, _tidy([part for part in parts if part.size]), commit)

    def changed(self, came: Collection[str], went: Collection[str], texts: Texts, version: int, commit: str = "") -> Lexical:
        """Return the same index as `moved`, told what differs and not what all passages are; what came and is here already stays."""
        fresh, parts = dict.fromkeys(sorted(came)), []
        asked = {name.encode() for name in (*came, *went)}
        for part in self._parts:
            live = part.live.copy()
            for row in part.postings.rows_named(asked):
                name = bytes(part.postings.names[row]).decode()
                if name not in came:
                    live[row] = False
                elif live[row]:
                    fresh.pop(name, None)
            parts.append(_Part(part.postings, live, part.name))
        if fresh:
            parts.append(_whole(Postings.of(texts(list(fresh)))))
        return Lexical(version, _tidy([part for part in parts if part.size]), commit)

    def save(self, home: Path) -> None:
        """Put this index in force under `home`."""
        parent = home / DIRECTORY
        parent.mkdir(exist_ok=True)
        for number, part in enumerate(self._parts):
            if not (part.name and (parent / part.name).is_dir()):
                self._parts[number] = _Part(part.postings, part.live, uuid4().hex)
                part.postings.save(parent / self._parts[number].name)
        segments = [{"name": part.name, "dead": np.flatnonzero(~part.live).tolist()} for part in self._parts]
        scratch = parent / f".{uuid4().hex}"
        content = {"stamp": _stamp(), "version": self.version, "commit": self.commit, "segments": segments}
        scratch.write_text(json.dumps(content), encoding="utf8")
        scratch.replace(parent / _INDEX)

    def drop_others(self, home: Path) -> None:
        """Delete what this index, saved under `home`, does not use. For the one writer: another may be about to use it."""
        keep = {_INDEX, *(part.name for part in self._parts)}
        for entry in (home / DIRECTORY).iterdir():
            if entry.name not in keep:
                shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)

    @classmethod
    def open(cls, home: Path) -> Lexical | None:
        """Return the saved index, whatever its version; None where there is none whose words this program would cut alike."""
        parent = home / DIRECTORY
        try:
            content = json.loads((parent / _INDEX).read_text(encoding="utf8"))
            if content["stamp"] != _stamp():
                return None
            parts = []
            for segment in content["segments"]:
                postings = Postings.open(parent / segment["name"])
                live = np.ones(len(postings.names), bool)
                live[segment["dead"]] = False
                parts.append(_Part(postings, live, segment["name"]))
            return cls(content["version"], parts, content.get("commit", ""))
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None

    def search(self, words: Sequence[str], n: int, within: Mask | None = None) -> list[tuple[str, float]]:
        """Return up to `n` (passage_id, BM25 score > 0), best first, ties by id.

        Args:
            words: what to look for; a word that is given twice counts twice.
            n: at most so many.
            within: [n_rows] which passages may be found, in the order of `segments`; how common a word is, is counted over all of them
                nevertheless.
        """
        scores = np.zeros(len(self._live), np.float32)
        for word, often in Counter(words).items():
            found = [self._found(part, first, word_key(word)) for part, first in zip(self._parts, self._first, strict=True)]
            holding = sum(len(rows) if self._all_live else int(np.count_nonzero(self._live[rows])) for rows, _ in found)
            weight = often * log(1 + (self.size - holding + 0.5) / (holding + 0.5))
            for rows, times in found:
                scores[rows] += np.float32(weight) * (times / (times + self._norms[rows]))
        if within is not None:
            scores[~within] = 0
        matching = np.flatnonzero(scores)
        if not len(matching) or n < 1:
            return []
        if len(matching) > n:
            least = np.partition(scores[matching], -n)[-n]
            matching = matching[scores[matching] >= least]
        names = [self._name(int(row)) for row in matching]
        best = sorted(zip(names, scores[matching].tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
        return best[:n]

    @property
    def segments(self) -> list[tuple[object, npt.NDArray[np.bytes_]]]:
        """What each segment is known by while this index lives, and the names in it, the dead ones included.

        Together they are in the order of the mask that `search` takes. A segment of a name on disk is the same one in another index.
        """
        return [(part.name or id(part.postings), part.postings.names) for part in self._parts]

    @cached_property
    def size(self) -> int:
        """How many passages live."""
        return sum(part.size for part in self._parts)

    def _found(self, part: _Part, first: int, key: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The rows, counted over all segments and dead ones included, that hold a word, and how often."""
        where = part.postings.of_word(key)
        return part.postings.rows[where].astype(np.int64) + first, part.postings.times[where].astype(np.float32)

    def _name(self, row: int) -> str:
        part = int(np.searchsorted(self._first, row, side="right")) - 1
        return bytes(self._parts[part].postings.names[row - self._first[part]]).decode()

    @cached_property
    def _first(self) -> list[int]:
        """The number of each segment's first row, counted over all segments."""
        return [int(first) for first in np.cumsum([0, *(len(part.live) for part in self._parts)])[:-1]]

    @cached_property
    def _live(self) -> Mask:
        return np.concatenate([np.zeros(0, bool), *(part.live for part in self._parts)])

    @cached_property
    def _all_live(self) -> bool:
        return bool(self._live.all())

    @cached_property
    def _norms(self) -> npt.NDArray[np.float32]:
        """What BM25 adds to a word's count for the length of each passage; infinite for the dead, whose scores stay 0."""
        lengths = np.concatenate([np.zeros(0, np.uint32), *(part.postings.lengths for part in self._parts)]).astype(np.float64)
        mean = lengths[self._live].mean() if self.size else 1.0
        return np.where(self._live, _K1 * (1 - _B + _B * lengths / max(mean, 1e-9)), np.inf).astype(np.float32)


def versions(home: Path) -> list[int]:
    """Return the version whose index is saved, if one is that this program can use."""
    index = Lexical.open(home)
    return [] if index is None else [index.version]


def _whole(postings: Postings) -> _Part:
    return _Part(postings, np.ones(len(postings.names), bool))


def _tidy(parts: list[_Part]) -> list[_Part]:
    """The same passages in few segments, none of which is mostly dead."""
    first = len(parts)
    newer = 0
    for number in reversed(range(len(parts))):
        part = parts[number]
        if part.size < len(part.live) / 2 or (newer and part.size < _FACTOR * newer):
            first = number
        newer += part.size
    if len(parts) - first < 2 and all(part.live.all() for part in parts[first:]):
        return parts
    return [*parts[:first], _whole(Postings.merged([(part.postings, part.live) for part in parts[first:]]))]


def _stamp() -> str:
    """Changes with the program and with the words that it would cut."""
    from ragassist.text.terms import VERSION, words

    return f"{__version__}-{VERSION}-{sha256(' '.join(words(_PROBE)).encode()).hexdigest()[:16]}"
