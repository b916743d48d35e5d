"""What doors hand out, as values with a schema: search results, documents, articles. `Answer` and `Verdict` are handed out as they are."""

from __future__ import annotations

from dataclasses import dataclass

from ragassist.types import DocumentRecord, Hit, Lang, Relation


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: code-point offsets into the document's raw text, end exclusive, and the cleaned text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage that a question retrieved; `raw[start:end]` is where it stands."""

    rank: int
    score: float
    doc_id: str
    path: str
    title: str
    lang: Lang
    page: int | None
    """Where its document has pages, the one on which it begins, counted from 1."""
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    heading: tuple[str, ...] = ()
    dense_rank: int | None = None
    lexical_rank: int | None = None

    @classmethod
    def of(cls, hit: Hit, page: int | None) -> SearchResult:
        """Return the result for `hit`, whose passage begins on `page`."""
        passage, about = hit.passage, hit.document
        return cls(
            *(hit.rank, round(hit.score, 6), about.doc_id, about.path, about.meta.title, passage.lang, page),
            *(passage.start, passage.end, passage.text),
            sentences=tuple(Span(s.start, s.end, s.text) for s in passage.sentences),
            heading=passage.heading,
            dense_rank=hit.dense_rank,
            lexical_rank=hit.lexical_rank,
        )


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in a list. An unknown field is an empty string."""

    doc_id: str
    path: str
    title: str
    title_en: str
    lang: Lang
    date: str
    issuer: str
    number: str
    kind: str
    status: str
    effective: str
    url: str
    passages: int
    chars: int
    """Code points of the raw text."""
    related: tuple[Relation, ...] = ()

    @classmethod
    def of(cls, record: DocumentRecord) -> DocumentEntry:
        """Return the entry for `record`."""
        meta = record.meta
        return cls(
            *(record.doc_id, record.path, meta.title, meta.title_en, record.lang, meta.date, meta.issuer, meta.number, meta.kind),
            *(meta.status, meta.effective, meta.url, record.passages, record.chars, record.related),
        )
