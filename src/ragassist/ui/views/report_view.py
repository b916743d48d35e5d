"""The result of a document task as HTML: what was read, tables whose rows carry their sources, an audited text with its marks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ragassist.tasks.labels import word
from ragassist.tasks.report import Line, Report, Table
from ragassist.tasks.timeline import has_dates
from ragassist.ui.views.audited import audited
from ragassist.ui.views.markup import esc, icon, span
from ragassist.ui.views.reply_view import model_label
from ragassist.ui.views.report_parts import chips, explained, marked
from ragassist.ui.views.timeline_view import dates
from ragassist.ui.words.catalogue import Words

FORMATS: Final = (("xlsx", "Excel"), ("docx", "Word"), ("csv", "CSV"), ("md", "Markdown"))
DRAWN: Final = ("svg", "png")
"""Forms of the timeline of a list with dates."""
_MANY_COLUMNS = 6
"""From more columns on, statements stand in a line of their own below the other cells."""
_CHIPS = 8
"""So many sources of a sentence of the summary have a marker; the table below names them all."""


def result(report: Report, words: Words, known: frozenset[str] = frozenset()) -> str:
    """Return the whole result.

    Args:
        report: what the task found.
        words: the interface's language; what the report itself says stands in its own.
        known: the documents that can be opened, by id.
    """
    body = audited(report, words) if report.task == "audit" and report.text else _tables(report, words)
    dated = has_dates(report)
    if dated:
        body = f'<div class="dated">{dates(report, words)}<div class="undrawn">{body}</div></div>'
    return (
        f'<div class="view-head"><button type="button" class="quiet" data-do="task-close">{icon("back")}'
        f'<span>{esc(words.task_back)}</span></button><div class="view-tools task-tools">{_tools(words, dated)}</div></div>'
        f'<article class="result" data-task="{report.task}"><header class="result-head"><h2 id="ra-task-title" tabindex="-1">'
        f"{span(report.title)}</h2>{span(report.coverage, 'coverage', 'p')}"
        f'<p class="note">{esc(_made(report, words))}</p>{_left_out(report, words, known)}</header>'
        f"{_summary(report, words)}{body}</article>"
    )


def _tools(words: Words, dated: bool) -> str:
    saves = "".join(
        f'<button type="button" class="quiet" data-do="task-save" data-kind="{kind}" '
        f'aria-label="{esc(words.task_save)} {name}">{name}</button>'
        for kind, name in FORMATS
    )
    drawn = "".join(
        f'<button type="button" class="quiet" data-do="task-save" data-kind="{kind}" '
        f'aria-label="{esc(words.task_timeline_save.format(name=kind.upper()))}">{kind.upper()}</button>'
        for kind in (DRAWN if dated else ())
    )
    return (
        f'<span class="saves" role="group" aria-label="{esc(words.task_save)}">{icon("save")}<span>{esc(words.task_save)}</span>'
        f"{saves}{drawn}</span>"
        f'<button type="button" class="soft" data-do="task-save" data-kind="zip" title="{esc(words.task_pack_hint)}">'
        f'{esc(words.task_pack)}</button><button type="button" class="quiet" data-do="task-again">{esc(words.task_again)}</button>'
    )


def _made(report: Report, words: Words) -> str:
    return words.task_made.format(date=report.made.replace("T", " ")[:16], model=model_label(report.model, words))


def _left_out(report: Report, words: Words, known: frozenset[str]) -> str:
    """The sections that a brief leaves out, each one click away."""
    if not report.gaps:
        return ""
    items = "".join(
        f'<li><button type="button" class="quiet" data-do="read" data-doc="{esc(gap.doc_id)}" data-start="{gap.start}" '
        f'data-end="{gap.end}" '
        f'aria-label="{esc(words.task_left_out_open.format(title=gap.heading))}">{span(gap.heading)}</button></li>'
        if gap.doc_id in known
        else f"<li>{span(gap.heading)}</li>"
        for gap in report.gaps
    )
    return f'<details class="gaps" open><summary>{esc(words.task_left_out)} ({len(report.gaps)})</summary><ul>{items}</ul></details>'


def _summary(report: Report, words: Words) -> str:
    if not report.summary:
        return ""
    lines = []
    for claim in report.summary:
        more = len(claim.citations) - _CHIPS
        rest = f' <span class="note">{esc(words.task_more_sources.format(n=more))}</span>' if more > 0 else ""
        lines.append(f"<li>{span(claim.text)}{chips(claim.citations[:_CHIPS], words, claim.status)}{rest}</li>")
    return f'<ul class="summary">{"".join(lines)}</ul>'


def _tables(report: Report, words: Words) -> str:
    return "".join(_facts(table, words) if _is_facts(table) else _table(table, at, report, words) for at, table in enumerate(report.tables))


def _is_facts(table: Table) -> bool:
    return len(table.columns) == 2 and not table.columns[0] and not any(line.citations for line in table.lines)


def _facts(table: Table, words: Words) -> str:
    rows = "".join(f"<div><dt>{esc(line.cells[0].text)}</dt><dd>{explained(line.cells[1].text, words)}</dd></div>" for line in table.lines)
    return f'<section><h3>{span(table.title)}</h3><dl class="facts">{rows}</dl></section>'


def _table(table: Table, at: int, report: Report, words: Words) -> str:
    title = f"<h3>{span(table.title)}</h3>"
    if not table.lines:
        return f'<section>{title}<p class="hint">{esc(words.task_nothing)}</p></section>'
    one_document = len(report.documents) < 2
    hidden = {word("column.document", report.lang), word("column.doc_status", report.lang)} if one_document else set()
    shown = [
        column
        for column, name in enumerate(table.columns)
        if name not in hidden and any(line.cells[column].text for line in table.lines if column < len(line.cells))
    ]
    statements = {word("column.statement", report.lang), word("column.in_english", report.lang)}
    below = [column for column in shown if table.columns[column] in statements] if len(shown) > _MANY_COLUMNS else []
    across = [column for column in shown if column not in below]
    names = "".join(
        f'<th scope="col" aria-sort="none"><button type="button" data-do="task-sort" data-column="{place}" '
        f'title="{esc(words.task_sort.format(name=table.columns[column]))}">{span(table.columns[column])}</button></th>'
        for place, column in enumerate(across)
    )
    bodies = "".join(_line(line, f"ra-row-{at}-{n}", across, below, table, report, words) for n, line in enumerate(table.lines))
    return (
        f'<section>{title}{_finding(table, across, at, words)}<table class="rows"><thead><tr>{names}'
        f'<th scope="col"><span class="sr-only">{esc(words.sources)}</span></th></tr></thead>{bodies}</table></section>'
    )


def _finding(table: Table, across: Sequence[int], at: int, words: Words) -> str:
    """What narrows and orders a table of several rows."""
    total = len(table.lines)
    if total < 2:
        return ""
    options = "".join(f'<option value="{place}">{esc(table.columns[column])}</option>' for place, column in enumerate(across))
    return (
        f'<div class="narrow"><label><span class="sr-only">{esc(words.task_filter)}</span><input type="search" id="ra-rows-{at}" '
        f'class="row-filter" autocomplete="off" placeholder="{esc(words.task_filter)}"></label>'
        f'<label class="sort-by"><span>{esc(words.task_sort_by)}</span><select class="row-sort"><option value=""></option>{options}'
        f'</select></label><output for="ra-rows-{at}" aria-live="polite" data-total="{total}">'
        f"{esc(words.task_rows.format(n=total, total=total))}</output></div>"
    )


def _line(line: Line, row_id: str, across: Sequence[int], below: Sequence[int], table: Table, report: Report, words: Words) -> str:
    """A row, as a body of its own: its cells, and under them the statements where there is no room beside."""
    rendering = word("column.in_english", report.lang)
    cells = "".join(
        f'<td data-name="{esc(table.columns[column])}">{_said(line, column, rendering, table, words)}</td>'
        for column in across
        if column < len(line.cells)
    )
    row = f'<tr>{cells}<td class="cites">{chips(line.citations, words, line.status)}</td></tr>'
    stated = "".join(f'<div class="stated">{_said(line, column, rendering, table, words)}</div>' for column in below)
    more = f'<tr class="below"><td colspan="{len(across) + 1}">{stated}</td></tr>' if stated else ""
    return f'<tbody class="item" id="{row_id}" tabindex="-1" data-status="{line.status}">{row}{more}</tbody>'


def _said(line: Line, column: int, rendering: str, table: Table, words: Words) -> str:
    """One cell; a rendering says that it is one and how it stands."""
    cell = line.cells[column]
    if not table.columns[column].startswith(rendering) or not cell.text:
        return marked(cell, words)
    doubt = f", {words.task_rough}" if line.status == "rough" else ""
    sign = icon("rough") if line.status == "rough" else ""
    note = f'<span class="note" data-status="{line.status}">{sign}{esc(words.task_rendering + doubt)}</span>'
    return f'<span class="rendered" data-status="{line.status}">{span(cell.text)}</span>{note}'
