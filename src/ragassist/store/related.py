"""Near-duplicates among the documents of a manifest: found when a document comes in, kept in tables, gone when it goes.

Each document leaves a signature and its bands, so that a new one is compared with the few that share a band and with no
other. Relations stand in both directions. The tables are additions: a manifest without them is of an older program, and a
document without a signature came in through one; both are made good by the next writer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ragassist.store import sketch
from ragassist.store.database import Database
from ragassist.store.kinship import LEAST, kinship
from ragassist.store.rows import unpack_meta
from ragassist.types import DocumentMeta, Relation

_CANDIDATES = 200
_COMPARED = 20
"""A document is compared in full with at most so many others, the most alike: a hundred copies of one text need no more."""
_MARGIN = 0.1
"""Two standard errors of the estimate."""
_FULL_CHARS = 2_000_000
"""Of longer texts a sample of the shingles is compared."""


class RelatedDocuments:
    """The relations in one manifest's database; the caller holds its lock and the transaction."""

    def __init__(self, db: Database) -> None:
        """Nothing is read yet."""
        self._db = db
        self._there = False

    def of(self, doc_ids: Sequence[str] | None = None) -> dict[str, tuple[Relation, ...]]:
        """Return the relations of these documents, or of all: most alike first, ties by id; documents without any are left out."""
        if not self._exists():
            return {}
        sql = "SELECT doc_id, other_id, kind, similarity FROM relations"
        if doc_ids is not None:
            sql += f" WHERE doc_id IN ({','.join('?' * len(doc_ids))})"
        found: dict[str, list[Relation]] = {}
        for doc_id, other_id, kind, similarity in self._db.execute(sql + " ORDER BY similarity DESC, other_id", tuple(doc_ids or ())):
            found.setdefault(doc_id, []).append(Relation(other_id, kind, similarity))
        return {doc_id: tuple(relations) for doc_id, relations in found.items()}

    def missing(self) -> list[str]:
        """Return the documents that were never compared, or by another method."""
        sql = "SELECT doc_id FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM sketches WHERE method = ?) ORDER BY path, doc_id"
        return [row[0] for row in self._db.execute(sql, (sketch.METHOD,))]

    def add(self, doc_id: str, meta: DocumentMeta, texts: Sequence[str]) -> None:
        """Compare a document that is in the manifest with all others, and remember it for those to come."""
        for table in ("sketches", "bands", "relations"):
            self._db.execute(f"DELETE FROM {table} WHERE doc_id = ?", (doc_id,))  # noqa: S608  # the names stand above
        self._db.execute("DELETE FROM relations WHERE other_id = ?", (doc_id,))
        chars = sum(map(len, texts))
        own = sketch.signature(texts)
        row = (doc_id, sketch.METHOD, chars, b"" if own is None else own.tobytes())
        self._db.execute("INSERT INTO sketches VALUES (?, ?, ?, ?)", row)
        if own is None:
            return
        bands = sketch.bands(own)
        for other_id, other_meta, similarity in self._alike(own, bands, texts, chars):
            kind = kinship(meta, other_meta, similarity)
            if kind is not None:
                pairs = [(doc_id, other_id, kind, round(similarity, 4)), (other_id, doc_id, kind, round(similarity, 4))]
                self._db.executemany("INSERT INTO relations VALUES (?, ?, ?, ?)", pairs)
        self._db.executemany("INSERT INTO bands VALUES (?, ?) ON CONFLICT DO NOTHING", [(band, doc_id) for band in bands])

    def _alike(
        self, own: sketch.Signature, bands: Sequence[int], texts: Sequence[str], chars: int
    ) -> list[tuple[str, DocumentMeta, float]]:
        """Other documents with the resemblance of their texts, most alike first."""
        marks = ",".join("?" * len(bands))
        sql = (
            "SELECT sketches.doc_id, sketches.chars, signature, meta FROM "  # noqa: S608  # only marks
            f"(SELECT doc_id, COUNT(*) AS shared FROM bands WHERE band IN ({marks}) GROUP BY doc_id ORDER BY shared DESC, doc_id LIMIT ?) "
            "AS likely JOIN sketches USING (doc_id) JOIN documents USING (doc_id) WHERE method = ?"
        )
        likely: list[tuple[float, str, int, str]] = []
        for other_id, other_chars, blob, meta in self._db.execute(sql, (*bands, _CANDIDATES, sketch.METHOD)):
            estimate = float(np.mean(own == np.frombuffer(blob, np.uint32)))
            if estimate >= LEAST - _MARGIN:
                likely.append((-estimate, other_id, other_chars, meta))
        found = []
        shingles: dict[int, sketch.Hashes] = {}
        for _, other_id, other_chars, meta in sorted(likely)[:_COMPARED]:
            one_in = 1 + max(chars, other_chars) // _FULL_CHARS
            if one_in not in shingles:
                shingles[one_in] = sketch.shingles(texts, one_in=one_in)
            rows = self._db.execute("SELECT text FROM passages WHERE doc_id = ? ORDER BY ordinal", (other_id,))
            theirs = sketch.shingles((row[0] for row in rows), one_in=one_in)
            found.append((other_id, unpack_meta(meta), sketch.resemblance(shingles[one_in], theirs)))
        return found

    def _exists(self) -> bool:
        if not self._there:
            self._there = self._db.has_table("relations")
        return self._there
