"""Whether the parts of a store agree, for `ragassist doctor` and `ragassist docs --check`. Changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ragassist.errors import StoreError
from ragassist.store.embedding_cache import EmbeddingCache
from ragassist.store.lexical import versions
from ragassist.store.lock import no_writer
from ragassist.store.manifest import Manifest
from ragassist.store.read_only import only_to_be_read
from ragassist.store.search import DenseSearch
from ragassist.text.normalize import CleanText, exchange_characters
from ragassist.types import DocumentRecord, Passage, Sentence

_HELD = 0.5
_HELD_IN_ROW, _ROW_SHARE = 0.8, 0.2
"""A row of a table is read with its column names, so that its sentence holds more than its raw slice, which it holds whole."""


Weight = Literal["broken", "worse", "small"]
"""`broken`: it cannot be answered from, or not from all of it; `worse`: it answers, more slowly or with a risk; `small`: mends itself."""
_ORDER: tuple[Weight, ...] = ("broken", "worse", "small")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, and what to do, in a sentence."""

    weight: Weight
    said: str


def by_weight(found: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order of their importance."""
    return sorted(found, key=lambda problem: _ORDER.index(problem.weight))


def problems(home: Path, manifest: Manifest, cache: EmbeddingCache, dense: DenseSearch, *, writing: bool) -> list[Problem]:
    """Return what is wrong and what to do, the most important first; [] when manifest, vectors and words agree.

    `writing` says that the caller holds the write lock: then a word index that is still to come is no problem.
    """
    state = manifest.state()
    if not state.collection:
        return []
    with no_writer(home) as quiet:
        if not writing and (not quiet or manifest.writer()):
            return [Problem("small", "Another process is writing the index; its parts cannot be compared now.")]
    found: list[Problem] = []
    if state.dirty and not writing:
        found.append(Problem("worse", "The last ingest was interrupted; run `ragassist ingest` again to tidy up."))
    rows = manifest.vector_keys()
    keys = {name for _, _, name in rows}
    uncached = len(keys) - len(cache.get(keys))
    if uncached:
        said = f"{uncached} vectors are missing from the embedding cache; a `ragassist ingest --rebuild` computes them again."
        found.append(Problem("worse", said))
    try:
        there = dense.ids()
    except StoreError as error:
        if only_to_be_read(home):  # Chroma must write to open; the cached vectors are searched in its place
            return by_weight(found)
        return by_weight([*found, Problem("broken", str(error))])
    wanted = {vector_id for _, vector_id, _ in rows}
    if wanted - there:
        said = f"{len(wanted - there)} of {len(wanted)} passages have no vector; run `ragassist ingest` again."
        found.append(Problem("broken", said))
    if there - wanted:
        said = f"{len(there - wanted)} vectors are left over from removed passages; the next `ragassist ingest` drops them."
        found.append(Problem("small", said))
    if not writing and not manifest.shared and state.version not in versions(home):  # another home's writer builds none here
        found.append(Problem("small", "The word index is of another version; the next search builds it."))
    return by_weight(found)


def misplaced(record: DocumentRecord, raw: str, passages: Sequence[Passage]) -> list[str]:
    """Return where the record, the passages and the raw text of one document do not agree, one sentence each.

    Each sentence's `raw[start:end]` has to lie within its passage and after the sentence before, and to hold most of the sentence's
    letters and digits, or, as the row of a table, nothing but them.
    """
    found: list[str] = []
    if record.chars != len(raw):
        found.append(f"The raw text has {len(raw)} characters in place of {record.chars}.")
    if record.passages != len(passages) or [passage.ordinal for passage in passages] != list(range(len(passages))):
        found.append(f"{len(passages)} passages are there; {record.passages}, numbered from 0, should be.")
    wrong = sum(not _in_place(passage, raw) for passage in passages)
    if wrong:
        found.append(f"{wrong} of {len(passages)} passages do not stand in the raw text where the index says.")
    return found


def _in_place(passage: Passage, raw: str) -> bool:
    last = passage.start
    for sentence in passage.sentences:
        if not (last <= sentence.start < sentence.end <= passage.end <= len(raw) and _held(sentence, raw)):
            return False
        last = sentence.end
    return bool(passage.sentences)


def _held(sentence: Sentence, raw: str) -> bool:
    wanted = Counter(re.sub(r"[\W_]+", "", sentence.text))
    there = Counter(re.sub(r"[\W_]+", "", exchange_characters(CleanText.of(raw[sentence.start : sentence.end])).text))
    common = (wanted & there).total()
    as_row = common >= _HELD_IN_ROW * there.total() and there.total() >= _ROW_SHARE * wanted.total()
    return common >= _HELD * wanted.total() or as_row
