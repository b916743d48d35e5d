"""A list as a report: its table, the rows that are not sure, and what was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from ragassist.tasks import gloss
from ragassist.tasks.disagreements_report import counted, table
from ragassist.tasks.labels import many, read_of, status_word, word
from ragassist.tasks.list import COLUMNS, Column, Listing, Row
from ragassist.tasks.raw_spans import Pinned
from ragassist.tasks.report import Cell, Citations, Line, Report, Table, identities
from ragassist.text.glossary import Glossary
from ragassist.types import ClaimStatus, Lang, ModelName

Render = Callable[[str], tuple[str, ClaimStatus] | None]
"""A sentence in the reader's language and how well that is confirmed; None where nothing can render it."""
_SAYS: Final[dict[str, Callable[[str, Lang], str]]] = {"when": gloss.when, "amount": gloss.amount}
_NAMES: Final = frozenset({"who", "term"})
"""Columns that name somebody or something, as the glossary names it."""


def report(
    listing: Listing,
    lang: Lang,
    raw: Callable[[str], str],
    *,
    model: ModelName,
    made: str,
    version: str,
    render: Render | None = None,
    terms: Glossary | None = None,
    later: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """Return the list in the reader's language.

    Args:
        listing: what was found.
        lang: of column names, and of everything that can be said in it by rule.
        raw: a document's raw text by id.
        model: named in the report.
        made: ISO 8601.
        version: of the program.
        render: puts whole statements into the reader's language; without it they stand as they are.
        terms: the glossary that names are said by; the program's own by default.
        later: by a document's id, title and date of the version that came after it.
    """
    citations = Citations()
    columns = COLUMNS[listing.kind]
    rendered = render is not None and any(row.statement.lang != lang for row in listing.rows)
    names = [*(word(f"column.{name}", lang) for name in columns), *([word("column.date", lang)] if "when" in columns else [])]
    names += [word("column.statement", lang), *([word("column.in_english", lang)] if rendered else [])]
    places = [word(f"column.{name}", lang) for name in ("document", "doc_status", "article")]
    lines = tuple(_line(row, columns, lang, citations, raw, render if rendered else None, terms) for row in listing.rows)
    tables = [Table(word(f"list.{listing.kind}", lang), (*names, *places), lines)]
    shown = {(row.document.doc_id, row.statement.start) for row in listing.rows}
    against = [each for each in listing.disagreements if shown & {each.first.place, each.second.place}]
    if against:
        tables.append(table(against, lang, citations, raw))
    if listing.unsure:
        heads = (word("column.why", lang), word("column.statement", lang), *places)
        tables.append(Table(word("unsure", lang), heads, tuple(_doubtful(row, lang, citations, raw) for row in listing.unsure)))
    if listing.unread:
        heads = (word("column.document", lang), word("column.reason", lang))
        tables.append(
            Table(word("unread", lang), heads, tuple(Line((Cell(r.meta.title or r.path), Cell(why))) for r, why in listing.unread))
        )
    total = len(listing.documents) + len(listing.unread)
    counts = {"read": len(listing.documents), "total": total, "statements": listing.statements}
    counts |= {"found": len(listing.rows), "unsure": len(listing.unsure), "disagreements": len(against)}
    key = "coverage.list" if listing.unsure else "coverage.list_sure"
    told = word(key, lang, **(counts | _read(counts, lang))) + counted(against, lang)
    return Report(
        "list", word(f"list.{listing.kind}", lang), lang, (), tuple(tables), citations.all(), identities(listing.documents, later),
        told, model, made, version, counts,
    )  # fmt: skip


def _read(counts: Mapping[str, int], lang: Lang) -> dict[str, object]:
    return {"read": read_of(counts["read"], counts["total"], lang), "statements": many(counts["statements"], "statement", lang)}


def _line(
    row: Row,
    columns: tuple[Column, ...],
    lang: Lang,
    citations: Citations,
    raw: Callable[[str], str],
    render: Render | None,
    terms: Glossary | None,
) -> Line:
    cells = [_cell(row, column, lang, terms) for column in columns]
    if "when" in columns:
        cells.append(Cell(gloss.basis(row.dates, lang)))
    cells.append(Cell(row.statement.text))
    status: ClaimStatus = "verified"
    if render is not None:
        said = render(row.statement.read) if row.statement.lang != lang else None
        cells.append(Cell(said[0] if said and said[1] != "unsupported" else ""))
        status = said[1] if said and said[1] != "unsupported" else status
    n = citations.cite(row.document, raw(row.document.doc_id), row.statement)
    return Line((*cells, *_place(row, lang)), (n,), status, dates=tuple(dict.fromkeys(row.dates)))


def _cell(row: Row, column: Column, lang: Lang, terms: Glossary | None) -> Cell:
    pinned = row.cell(column)
    if column == "modality":
        return Cell(word(f"modality.{row.modality}", lang) if row.modality else "", pinned)
    speak: Callable[[str, Lang], str] | None = partial(gloss.term, terms=terms) if column in _NAMES else _SAYS.get(column)
    return Cell(_joined(pinned, lang, speak), pinned)


def _joined(pinned: tuple[Pinned, ...], lang: Lang, speak: Callable[[str, Lang], str] | None) -> str:
    texts = [speak(each.text, lang) if speak else each.text for each in pinned]
    return ("; " if lang == "en" else "；").join(texts)


def _doubtful(row: Row, lang: Lang, citations: Citations, raw: Callable[[str], str]) -> Line:
    n = citations.cite(row.document, raw(row.document.doc_id), row.statement)
    return Line((Cell(word(f"doubt.{row.doubt}", lang)), Cell(row.statement.text), *_place(row, lang)), (n,))


def _place(row: Row, lang: Lang) -> tuple[Cell, Cell, Cell]:
    meta = row.document.meta
    title = (meta.title_en or meta.title) if lang == "en" else meta.title
    return (
        Cell(title or row.document.path),
        Cell(status_word(meta.status, lang)),
        Cell(gloss.article(row.statement.article, lang) or " / ".join(row.statement.heading[-1:])),
    )
