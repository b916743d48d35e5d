"""The result of any document task in one shape: what exports, packs, the page and `--json` are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ragassist.tasks.counted_dates import Resolved
from ragassist.tasks.raw_spans import Pinned
from ragassist.tasks.statements import Statement
from ragassist.types import Citation, Claim, ClaimStatus, DocumentRecord, Lang, ModelName, Usage, Verdict

Task = Literal["brief", "list", "compare", "audit", "answer"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says to the reader, and the words of the document that it stands on."""

    text: str
    quotes: tuple[Pinned, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that differ from the other version; code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    cells: tuple[Cell, ...]
    citations: tuple[int, ...] = ()
    """Numbers of the citations that it stands on."""
    status: ClaimStatus = "verified"
    """Of what is not quotation in it: a row of quotations alone is verified."""
    span: tuple[int, int] | None = None
    """Of an audit: where in the audited text its claim stands."""
    finding: str = ""
    """Of an audit: supported, rough, contradicted, partly, not_found or no_reference."""
    dates: tuple[Resolved, ...] = ()
    """Of a list: the calendar dates of its row, each once, with what it was counted from."""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under column names."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which document exactly was read."""

    doc_id: str
    path: str
    title: str
    title_en: str
    issuer: str
    date: str
    kind: str
    status: str
    number: str
    effective: str
    url: str
    source: str
    sha256: str
    """Of the file's bytes."""
    later: str = ""
    """Of a list: title and date of the version that came after it, where one is known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A section of a document that a brief leaves out, and where its first statement stands."""

    doc_id: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """A whole result. `raw[start:end] == quote` holds for every citation and every pinned cell."""

    task: Task
    title: str
    lang: Lang
    summary: tuple[Claim, ...]
    tables: tuple[Table, ...]
    citations: tuple[Citation, ...]
    documents: tuple[Identity, ...]
    coverage: str
    """How much was read, in words."""
    model: ModelName
    made: str
    """ISO 8601 date and time."""
    version: str
    """Of the program."""
    counts: dict[str, int] = field(default_factory=dict)
    text: str = ""
    """Of an audit: the text that was audited."""
    gaps: tuple[Gap, ...] = ()
    """Of a brief: the sections that it leaves out."""
    usage: Usage = field(default_factory=Usage)
    """Of a brief that a model wrote: what all its calls used."""


class Citations:
    """Numbers citations as they come; the same span of the same document keeps its number."""

    def __init__(self, pages: dict[str, tuple[int, ...]] | None = None) -> None:
        """`pages`: for a document with pages, the raw offset at which each begins."""
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._made: list[Citation] = []
        self._pages = pages or {}

    def cite(self, record: DocumentRecord, raw: str, statement: Statement, translation: str = "", status: ClaimStatus = "verified") -> int:
        """Return the number of the citation of a statement, made if it is new."""
        key = (record.doc_id, statement.start, statement.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._made) + 1
            self._made.append(
                _citation(self._numbers[key], record, raw, statement, translation, status, self._page(record, statement.start))
            )
        return self._numbers[key]

    def all(self) -> tuple[Citation, ...]:
        """Return them in the order of their numbers."""
        return tuple(self._made)

    def _page(self, record: DocumentRecord, start: int) -> int | None:
        begins = self._pages.get(record.doc_id)
        return max(1, sum(at <= start for at in begins)) if begins else None


def _citation(
    n: int, record: DocumentRecord, raw: str, statement: Statement, translation: str, status: ClaimStatus, page: int | None
) -> Citation:  # fmt: skip
    meta = record.meta
    heading = " / ".join([*statement.heading, *([statement.article] if statement.article else [])])
    return Citation(
        n=n, doc_id=record.doc_id, path=record.path, title=meta.title, title_en=meta.title_en, date=meta.date, source=meta.source,
        url=meta.url, page=page, start=statement.start, end=statement.end, quote=raw[statement.start : statement.end],
        quote_clean=statement.text, translation=translation, machine_read=statement.machine_read, unread_pages=record.unread_pages,
        status="rough" if statement.doubts and status == "verified" else status, issuer=meta.issuer, kind=meta.kind, doc_status=meta.status,
        heading=heading, stem=statement.context, doubts=statement.doubts,
    )  # fmt: skip


def claim_of(text: str, citations: tuple[int, ...], verdict: Verdict) -> Claim:
    """Return a line as a claim that stands as the checks say."""
    return Claim(text, citations, verdict.status, verdict.score, verdict.reasons, findings=verdict.findings)


def identities(records: Sequence[DocumentRecord], later: Mapping[str, str] = MappingProxyType({})) -> tuple[Identity, ...]:
    """Return which documents these are, each once, in their order; `later` tells by id what came after one."""
    return tuple(_identity(record, later.get(record.doc_id, "")) for record in {record.doc_id: record for record in records}.values())


def _identity(record: DocumentRecord, later: str) -> Identity:
    meta = record.meta
    return Identity(
        record.doc_id, record.path, meta.title, meta.title_en, meta.issuer, meta.date, meta.kind, meta.status, meta.number, meta.effective,
        meta.url, meta.source, record.content_sha256, later,
    )  # fmt: skip
