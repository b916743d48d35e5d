"""What a question is searched among, and what it finds. Frozen values; offsets as in `ragassist.types`."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragassist.lang.detector import Lang
from ragassist.types.documents import DocumentRecord, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents count. An empty field limits nothing; a document must pass every field that is not empty."""

    doc_ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    langs: frozenset[Lang] = frozenset()
    date_from: str = ""
    """ISO 8601, year, month or day; inclusive. A document without a date passes no date limit."""
    date_to: str = ""
    """ISO 8601, year, month or day; inclusive: "2024" takes in all of that year."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a question retrieved, with where it came in each list (1 is best, None is absent)."""

    rank: int
    score: float
    passage: Passage
    document: DocumentRecord
    dense_rank: int | None = None
    lexical_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered source sentence offered to the model, with the passage it stands in."""

    n: int
    sentence: Sentence
    hit: Hit
    score: float
    """Relevance to the question; higher is better, comparable within one question only."""
    similarity: float = 0.0
    """Cosine with the question across languages, -1 to 1; comparable between questions."""
    cell: int | None = None
    """Of a table row, the cell that the question asks for, counted from 0; None where it names none."""
    parts: tuple[float, ...] = ()
    """Relevance to each part of the question, in their order; empty where the encoder cannot tell sentences apart well enough."""
    scored_by: str = field(default="", compare=False, repr=False)
    """Name of the encoder whose likeness all of these are; bounds on them are fitted to one. Empty where none was asked."""
