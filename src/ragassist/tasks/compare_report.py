"""A comparison as a report: a summary that counts what the table shows, and the table of what changed, both sides cited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ragassist.tasks import gloss
from ragassist.tasks.compare import Comparison, Entry, Said
from ragassist.tasks.labels import status_word, word
from ragassist.tasks.list_report import Render
from ragassist.tasks.report import Cell, Citations, Line, Report, Table, claim_of, identities
from ragassist.types import Claim, ClaimStatus, DocumentRecord, Lang, ModelName
from ragassist.verify.verifier import recounted

_SUMMED: Final = ("added", "dropped", "moved", "split", "merged", "tightened", "loosened", "figure", "date", "actor", "wording")


def report(
    result: Comparison, lang: Lang, raw: Callable[[str], str], *, model: ModelName, made: str, version: str, render: Render | None = None
) -> Report:
    """Return the comparison in the reader's language; arguments as for a list's report."""
    citations = Citations()
    numbered: list[tuple[Entry, Line]] = []
    for entry in result.changes:
        numbered += [(entry, line) for line in _entry(entry, result, lang, citations, raw, render)]
    names = ("change", "article", "before", "article", "after")
    columns = [word(f"column.{name}", lang) for name in names]
    if render is not None:
        columns += [f"{word('column.in_english', lang)}: {word(f'column.{name}', lang)}" for name in ("before", "after")]
    same = sum(not entry.changed for entry in result.entries)
    coverage = word(
        "coverage.compare", lang, old=result.statements[0], new=result.statements[1], changed=len(result.changes),
        articles=len(result.entries), same=same,
    )  # fmt: skip
    title = word("compare.title", lang, old=_title(result.old, lang), new=_title(result.new, lang))
    table = Table(word("column.change", lang), tuple(columns), tuple(line for _, line in numbered))
    return Report(
        "compare", title, lang, _summary(numbered, lang), (table,), citations.all(), identities([result.old, result.new]), coverage,
        model, made, version, result.counts(),
    )  # fmt: skip


def _title(record: DocumentRecord, lang: Lang) -> str:
    """A title that tells two versions apart: with date and status where they differ in nothing else."""
    name = (record.meta.title_en if lang == "en" else "") or record.meta.title or record.path
    told = (", " if lang == "en" else "，").join(part for part in (record.meta.date, status_word(record.meta.status, lang)) if part)
    return f"{name} ({told})" if told and lang == "en" else f"{name}（{told}）" if told else name


def _summary(numbered: list[tuple[Entry, Line]], lang: Lang) -> tuple[Claim, ...]:
    """One sentence a kind of change, true by count, citing the lines that it counts."""
    claims = []
    for name in _SUMMED:
        entries = {id(entry): entry for entry, _ in numbered if name in (entry.fate, *(entry.kinds if entry.old and entry.new else ()))}
        if not entries:
            continue
        labels = gloss.articles([(entry.new or entry.old)[0].label for entry in entries.values()], lang)
        cited = sorted({n for entry, line in numbered if id(entry) in entries for n in line.citations})
        key = f"fate.{name}" if name in ("added", "dropped", "moved", "split", "merged") else f"kind.{name}"
        joined = (", " if lang == "en" else "、").join(labels)
        said = word("compare.summary", lang, name=word(key, lang).capitalize(), count=len(entries), articles=joined)
        told = {id(entry) for entry, line in numbered if word(key, lang) in line.cells[0].text.split(", ")}
        claims.append(claim_of(said, tuple(cited), recounted(said, [told], labels)))
    return tuple(claims)


def _entry(
    entry: Entry, result: Comparison, lang: Lang, citations: Citations, raw: Callable[[str], str], render: Render | None
) -> list[Line]:
    kinds = entry.kinds if entry.old and entry.new else ()
    named = [f"fate.{entry.fate}"] if entry.fate != "kept" else []
    change = ", ".join(word(key, lang) for key in [*named, *(f"kind.{kind}" for kind in kinds)])
    labels = [
        ("、" if lang == "zh" else ", ").join(gloss.article(article.label, lang) for article in side) for side in (entry.old, entry.new)
    ]
    rows: list[tuple[Said | None, Said | None]] = [(line.old, line.new) for line in entry.lines]
    lines = []
    for before, after in rows or [(None, None)]:
        cited = []
        if before is not None:
            cited.append(citations.cite(result.old, raw(result.old.doc_id), before.statement))
        if after is not None:
            cited.append(citations.cite(result.new, raw(result.new.doc_id), after.statement))
        if before is None and after is None:  # moved and otherwise the same: both places are cited
            before_article, after_article = entry.old[0], entry.new[0]
            cited = [
                citations.cite(result.old, raw(result.old.doc_id), before_article.statements[0]),
                citations.cite(result.new, raw(result.new.doc_id), after_article.statements[0]),
            ]
        cells = [Cell(change), Cell(labels[0]), _said(before), Cell(labels[1]), _said(after)]
        status: ClaimStatus = "verified"
        if render is not None:
            for side in (before, after):
                told = render(side.pinned.text) if side is not None and side.statement.lang != lang else None
                shown = told if told is not None and told[1] != "unsupported" else None
                cells.append(Cell(shown[0] if shown else ""))
                status = "rough" if shown and shown[1] == "rough" else status
        lines.append(Line(tuple(cells), tuple(cited), status))
    return lines


def _said(side: Said | None) -> Cell:
    return Cell(side.pinned.text, (side.pinned,), side.marks) if side is not None else Cell("")
