"""How documents and passages are written into rows of the manifest, and read back unchanged.

Nothing here touches a database. Sentences are stored as offsets into their passage's text where the text holds them,
which halves the file; metadata is the JSON of its dataclass, so a new field needs no new column.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np

from ragassist.store.passage_vectors import passage_key, title_above
from ragassist.types import Cell, Document, DocumentMeta, Lang, Loss, Passage, Sentence

_LANGS: Final[dict[str, Lang]] = {"e": "en", "z": "zh"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a document came from and how it was cut: what decides whether it has to be read again."""

    size_bytes: int = -1
    mtime_ns: int = -1
    bytes_sha256: str = ""
    seen_ns: int = 0
    """When it was read, so that a change within the file system's clock tick is not missed."""
    chunking: str = ""
    """How it was read and cut: the reading's version and the parameters; another value may mean other passages."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A document ready to be stored: its passages in order and one vector for each."""

    document: Document
    passages: tuple[Passage, ...]
    vectors: np.ndarray
    """[n_passages, dim] float32, L2-normalised."""
    origin: Origin = Origin()
    titled: bool = False
    """Whether the vectors are those of the passages under their title and heading."""

    def titles(self) -> list[str | None]:
        """Return what each passage was embedded under; None where it was embedded alone."""
        return [title_above(passage, self.document.meta.title) if self.titled else None for passage in self.passages]

    def keys(self, embedder: str) -> list[bytes]:
        """Return where the vector of each passage is cached."""
        return [passage_key(embedder, passage, title) for passage, title in zip(self.passages, self.titles(), strict=True)]


def pack_text(text: str) -> bytes:
    """Return the text as zlib-compressed UTF-8; lone surrogates survive."""
    return zlib.compress(text.encode("utf8", "surrogatepass"))


def unpack_text(blob: bytes) -> str:
    """Return the inverse of `pack_text`."""
    return zlib.decompress(blob).decode("utf8", "surrogatepass")


def pack_meta(meta: DocumentMeta) -> str:
    """JSON of the fields that are not empty."""
    return json.dumps({name: value for name, value in asdict(meta).items() if value}, ensure_ascii=False)


def unpack_meta(text: str) -> DocumentMeta:
    """Return the inverse of `pack_meta`; fields of another program version are ignored."""
    known = {field.name for field in fields(DocumentMeta)}
    values = {name: value for name, value in json.loads(text).items() if name in known}
    if lost := values.pop("lost", None):
        values["lost"] = tuple(Loss(**one) for one in lost)
    return DocumentMeta(**values)


def pack_sentences(text: str, sentences: tuple[Sentence, ...]) -> str:
    """JSON list with one item a sentence: `[start, end, from, to]` into `text`, or `[start, end, "its own text"]`.

    A statement that is more than a sentence has an object behind that: kind, context, cells and doubts, each where it has them. Before
    all of them stands `["…"]`: for each the first letter of its language.
    """
    rows: list[list[object]] = []
    position = 0
    for sentence in sentences:
        found = text.find(sentence.text, position)
        if found < 0:
            rows.append([sentence.start, sentence.end, sentence.text])
        else:
            position = found + len(sentence.text)
            rows.append([sentence.start, sentence.end, found, position])
        more: dict[str, object] = {"kind": sentence.kind} if sentence.kind != "sentence" else {}
        if sentence.context:
            more["context"] = sentence.context
        if sentence.cells:
            more["cells"] = [[cell.heading, cell.text, cell.start, cell.end] for cell in sentence.cells]
        if sentence.machine_read:
            more["machine_read"] = True
        if sentence.doubts:
            more["doubts"] = list(sentence.doubts)
        if more:
            rows[-1].append(more)
    langs = ["".join(sentence.lang[0] for sentence in sentences)]
    return json.dumps([langs, *rows] if rows else [], ensure_ascii=True, separators=(",", ":"))


def unpack_sentences(text: str, packed: str) -> tuple[Sentence, ...]:
    """Return the inverse of `pack_sentences`; what an earlier program packed comes back as plain sentences."""
    rows: list[list[Any]] = json.loads(packed)
    langs: Sequence[Lang | None] = [None] * len(rows)
    if rows and len(rows[0]) == 1:
        langs = [_LANGS[letter] for letter in rows.pop(0)[0]]
    return tuple(_sentence(text, row, lang) for row, lang in zip(rows, langs, strict=True))


def _sentence(text: str, row: list[Any], lang: Lang | None) -> Sentence:
    more = row.pop() if isinstance(row[-1], dict) else {}
    own = row[2] if len(row) == 3 else text[row[2] : row[3]]
    cells = tuple(Cell(*cell) for cell in more.get("cells", ()))
    read, doubts = more.get("machine_read", False), tuple(more.get("doubts", ()))
    return Sentence(row[0], row[1], own, more.get("kind", "sentence"), more.get("context", ""), cells, read, doubts, lang)
