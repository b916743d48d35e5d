"""A brief as a report: what each document is, its statements under what they do, and which sections they leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ragassist.tasks import gloss
from ragassist.tasks.brief import Brief, Chosen
from ragassist.tasks.brief_by_model import WrittenBrief
from ragassist.tasks.brief_facts import PARTS
from ragassist.tasks.brief_told import counts_of, head_claims, section_name, section_table, told
from ragassist.tasks.disagreements import Disagreement
from ragassist.tasks.disagreements_report import counted, table
from ragassist.tasks.labels import kind_word, status_word, word
from ragassist.tasks.list import norms_of
from ragassist.tasks.list_report import Render
from ragassist.tasks.report import Cell, Citations, Gap, Line, Report, Table, identities
from ragassist.types import Claim, ClaimStatus, DocumentRecord, Lang, ModelName, Usage

_FACTS = ("kind", "issuer", "number", "date", "effective", "status")
_HEAVIEST: Final = 5
"""Of so many statements the shortest is rendered first: a reader waits for the first sentence."""


def report(
    briefs: Sequence[Brief],
    lang: Lang,
    raw: Callable[[str], str],
    *,
    model: ModelName,
    made: str,
    version: str,
    render: Render | None = None,
    ready: Render | None = None,
    against: Sequence[Disagreement] = (),
    written: Mapping[str, WrittenBrief] = MappingProxyType({}),
    usage: Callable[[], Usage] = Usage,
) -> Report:
    """Return the briefs in the reader's language, a table or two a document, then where they disagree; arguments as for a list's report.

    Of a document that a model wrote on (`written`, by id) the sentences stand first, and only those chosen statements behind them that no
    sentence stands on. `ready` renders what takes no call of a model: that comes first. `usage` is asked at the end, when nothing more is
    rendered.
    """
    citations, several = Citations(), len(briefs) > 1
    tables: list[Table] = []
    coverage: list[str] = []
    summary: list[Claim] = []
    for each in briefs:
        own, title = written.get(each.record.doc_id), _title(each.record, lang)
        tables.append(_facts(each.record, lang))
        rest = each
        if own is not None and own.body:
            summary += head_claims(each.record, title, own, lang, citations, raw, named=several)
            tables.append(section_table(each.record, title, own, lang, citations, raw))
            rest = rest_of(each, own)
        one_by_one = _table(rest, lang, citations, raw, (render, ready), "brief.title" if rest is each else "brief.rest")
        tables += [one_by_one] if one_by_one.lines or rest is each else []
        said = _coverage(each, own, lang) + (_rendered(one_by_one, rest, lang) if render is not None else "")
        said += told(own, model.name, lang) if own is not None else ""
        coverage.append(f"{title}{': ' if lang == 'en' else '：'}{said}" if several else said)
    if against:
        tables.append(table(against, lang, citations, raw))
    title = word("brief.title", lang, title=(", " if lang == "en" else "、").join(_title(each.record, lang) for each in briefs))
    counts = {"statements": sum(each.statements for each in briefs)}
    counts["used"] = sum(_used(each, written.get(each.record.doc_id)) for each in briefs)
    counts |= ({"disagreements": len(against)} if several else {}) | counts_of(written)
    gaps = tuple(Gap(each.record.doc_id, section_name(name, lang), first.start, first.end) for each in briefs for name, first in each.gaps)
    return Report(
        "brief", title, lang, tuple(summary), tuple(tables), citations.all(), identities([each.record for each in briefs]),
        " ".join(coverage) + counted(against, lang), model, made, version, counts, "", gaps, usage(),
    )  # fmt: skip


def rest_of(each: Brief, written: WrittenBrief | None) -> Brief:
    """Return the brief with those of its chosen statements that no written sentence stands on."""
    return (
        each
        if written is None
        else replace(each, chosen=tuple(chosen for chosen in each.chosen if chosen.statement.start not in written.used))
    )


def _used(each: Brief, written: WrittenBrief | None) -> int:
    """How many statements the brief stands on."""
    return len({chosen.statement.start for chosen in each.chosen} | (written.used if written is not None else frozenset()))


def _coverage(each: Brief, written: WrittenBrief | None, lang: Lang) -> str:
    left = (", " if lang == "en" else "、").join(section_name(name, lang) for name in each.left_out) or word("none", lang)
    key = "coverage.brief" if len(each.sections) > 1 else "coverage.brief_whole"
    return word(
        key, lang, used=_used(each, written), statements=each.statements, sections=len(each.covered),
        all_sections=len(each.sections), left=left,
    )  # fmt: skip


def _title(record: DocumentRecord, lang: Lang) -> str:
    return (record.meta.title_en if lang == "en" else "") or record.meta.title or record.path


def _facts(record: DocumentRecord, lang: Lang) -> Table:
    meta = record.meta
    values = {
        "kind": kind_word(meta.kind, lang),
        "issuer": meta.issuer,
        "number": meta.number,
        "date": meta.date,
        "effective": meta.effective,
        "status": status_word(meta.status, lang),
    }
    lines = tuple(Line((Cell(word(f"facts.{name}", lang)), Cell(values[name]))) for name in _FACTS if values[name])
    return Table(_title(record, lang), ("", word("brief.what", lang)), lines)


def _table(
    each: Brief, lang: Lang, citations: Citations, raw: Callable[[str], str], by: tuple[Render | None, Render | None], title: str
) -> Table:
    render, ready = by
    foreign = any(chosen.statement.lang != lang for chosen in each.chosen)
    columns = ["article", "what", "when", "statement", *(["in_english"] if foreign and render is not None else [])]
    ordered = sorted(each.chosen, key=lambda chosen: (PARTS.index(chosen.part), chosen.statement.start))
    said = _in_time(each.chosen, render, ready, lang) if foreign and render is not None else None
    lines = tuple(_line(chosen, each, lang, citations, raw, said) for chosen in ordered)
    return Table(word(title, lang, title=_title(each.record, lang)), tuple(word(f"column.{name}", lang) for name in columns), lines)


def _rendered(made: Table, each: Brief, lang: Lang) -> str:
    """The sentence on how many statements are in the reader's language, where some are not; with the space before it."""
    foreign = sum(chosen.statement.lang != lang for chosen in each.chosen)
    said = sum(bool(line.cells[-1].text) for line in made.lines) if foreign else 0
    return word("coverage.rendered", lang, said=said, total=foreign) if said < foreign else ""


def _in_time(chosen: Sequence[Chosen], render: Render, ready: Render | None, lang: Lang) -> Render:
    """What renders the statements: those first that take no call, for a reader waits for the first sentence and the time may end.

    Of the others those that weigh most go first, and the shortest of these before all.
    """
    foreign = sorted((each for each in chosen if each.statement.lang != lang), key=lambda each: -each.weight)
    said = {each.statement.read: told for each in foreign if ready is not None and (told := ready(each.statement.read)) is not None}
    rest = [each for each in foreign if each.statement.read not in said]
    first = min(rest[:_HEAVIEST], key=lambda each: len(each.statement.read), default=None)
    made = {each.statement.read: render(each.statement.read) for each in sorted(rest, key=lambda each: each is not first)}
    return (said | made).get


def _line(chosen: Chosen, each: Brief, lang: Lang, citations: Citations, raw: Callable[[str], str], render: Render | None) -> Line:
    statement = chosen.statement
    norms = norms_of(statement)
    times = "; ".join(dict.fromkeys(gloss.when(time.part.text, lang) for norm in norms for time in norm.times))
    place = gloss.article(statement.article, lang) or " / ".join(statement.heading[-1:])
    cells = [Cell(place), Cell(word(f"part.{chosen.part}", lang)), Cell(times), Cell(statement.text)]
    status: ClaimStatus = "verified"
    said = None
    if render is not None:
        said = render(statement.read) if statement.lang != lang else None
        shown = said if said is not None and said[1] != "unsupported" else None
        cells.append(Cell(shown[0] if shown else ""))
        status = shown[1] if shown else status
    n = citations.cite(each.record, raw(each.record.doc_id), statement, said[0] if said and said[1] != "unsupported" else "", status)
    return Line(tuple(cells), (n,), status)
