"""Disagreements as a table: what differs, both statements, and why one stands first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ragassist.tasks import gloss
from ragassist.tasks.audit_values import Source
from ragassist.tasks.disagreements import Disagreement
from ragassist.tasks.document_rank import day, kind_of_document
from ragassist.tasks.labels import known, word
from ragassist.tasks.report import Cell, Citations, Line, Table
from ragassist.types import Lang

_COLUMNS = ("differs", "first", "first_document", "second", "second_document", "order")


def table(found: Sequence[Disagreement], lang: Lang, citations: Citations, raw: Callable[[str], str]) -> Table:
    """Return the table in the reader's language; each line cites the statement that stands first, then the other."""
    lines = tuple(_line(each, lang, citations, raw) for each in found)
    return Table(word("disagree.title", lang), tuple(word(f"disagree.{name}", lang) for name in _COLUMNS), lines)


def counted(found: Sequence[Disagreement], lang: Lang) -> str:
    """Return the sentence that says how many there are, with the space before it; "" for none."""
    return word("disagree.counted_one" if len(found) == 1 else "disagree.counted", lang, n=len(found)) if found else ""


def differs(each: Disagreement, lang: Lang) -> str:
    """Return what the first says and what the second says, as far as rules can say it in the reader's language."""
    return " / ".join(differs_from(each, lang))


def differs_from(each: Disagreement, lang: Lang) -> tuple[str, str]:
    """Return what the first says, and what the second says instead."""
    return _said(each.conflict.mine, lang), _said(each.conflict.theirs, lang)


def document(source: Source, lang: Lang) -> str:
    """Return a document's title, its kind, its state where it is not in force, and its date."""
    meta = source.record.meta
    title = ((meta.title_en if lang == "en" else "") or meta.title or source.record.path).strip()
    kind = word(f"document_kind.{kind_of_document(meta)}", lang) if kind_of_document(meta) else ""
    state = word("doc_status.repealed", lang) if meta.status == "repealed" else ""
    place = gloss.article(source.statement.article, lang)
    about = (", " if lang == "en" else "，").join(part for part in (place, kind, state, day(meta)) if part)
    return (f"{title} ({about})" if lang == "en" else f"{title}（{about}）") if about else title


def order(each: Disagreement, lang: Lang) -> str:
    """Return why the first stands first."""
    metas = each.first.record.meta, each.second.record.meta
    if each.reason == "kind":
        first, second = (word(f"document_kind.{kind_of_document(meta)}", lang) for meta in metas)
        return word("order.kind", lang, first=first, second=second)
    if each.reason == "date":
        return word("order.date", lang, first=day(metas[0]), second=day(metas[1]))
    return word(f"order.{each.reason}", lang)


def _line(each: Disagreement, lang: Lang, citations: Citations, raw: Callable[[str], str]) -> Line:
    sides = (each.first, each.second)
    cited = tuple(citations.cite(side.record, raw(side.record.doc_id), side.statement) for side in sides)
    told = [text for side in sides for text in (side.statement.read, document(side, lang))]
    return Line(tuple(Cell(text) for text in (differs(each, lang), *told, order(each, lang))), cited)


def _said(text: str, lang: Lang) -> str:
    if known(f"modality.{text}"):
        return word(f"modality.{text}", lang)
    return gloss.value(text, lang)
