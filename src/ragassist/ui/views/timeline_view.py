"""The dates of a list as HTML: an axis to scale, each date with what falls on it, and what has no date; each leads to its row. Pure."""

from __future__ import annotations

from typing import Final

from ragassist.tasks.labels import word
from ragassist.tasks.report import Report
from ragassist.tasks.timeline import Entry, first_day, timeline
from ragassist.tasks.timeline_layout import about, strip
from ragassist.tasks.timeline_svg import legend_signs, sign_svg, strip_svg
from ragassist.ui.views.markup import esc, html_lang, span
from ragassist.ui.words.catalogue import Words

_LEFT, _RIGHT = 4.0, 316.0
_GAPS: Final = (31, 366, 5 * 366)
"""Days between two dates from which on they stand further apart."""


def dates(report: Report, words: Words) -> str:
    """Return the timeline of a list that has dates.

    Args:
        report: the list; what its rows say stands in its own language.
        words: the interface's language.
    """
    found = timeline(report)
    keys = "".join(f"<li>{sign}{span(told)}</li>" for sign, told in legend_signs(found))
    days = found.days()
    after = [*(first_day(date) or 0 for date, _ in days[1:]), None]
    shown = "".join(
        f'<li data-gap="{_gap(first_day(date) or 0, following)}"><time datetime="{esc(date)}">{esc(date)}</time>'
        f"<ul>{''.join(_due(entry, words) for entry in entries)}</ul></li>"
        for (date, entries), following in zip(days, after, strict=True)
    )
    without = ""
    if found.undated:
        told = span(word("timeline.undated", found.lang, n=len(found.undated)), "", "h4")
        without = f'{told}<ul class="without">{"".join(_due(entry, words) for entry in found.undated)}</ul>'
    counted = span(word("timeline.dated", found.lang, n=found.dated, total=found.rows), "note")
    return (
        f'<details class="timeline" open><summary><h3>{span(word("timeline", found.lang))}</h3>{counted}</summary>'
        f'{strip_svg(strip(found.entries, _LEFT, _RIGHT), _LEFT, _RIGHT)}<ul class="keys">{keys}</ul>'
        f'<ol class="days">{shown}</ol>{without}</details>'
    )


def _due(entry: Entry, words: Words) -> str:
    """One entry, its label shortened to two lines by the page and whole in the title."""
    whole = entry.label if entry.label == entry.statement else f"{entry.label}\n{entry.statement}"
    return (
        f'<li class="due" data-standing="{entry.standing}">{sign_svg(entry.standing, bool(entry.counted))}<div>'
        f'<button type="button" data-do="task-row" data-line="{entry.line}" title="{esc(whole)}" lang="{html_lang(entry.label)}">'
        f'<span class="label">{esc(entry.label)}</span>{span(f". {words.task_timeline_row}", "sr-only")}</button>'
        f"{span(about(entry), 'note')}</div></li>"
    )


def _gap(day: int, following: int | None) -> int:
    return 1 + sum(following - day >= least for least in _GAPS) if following is not None else 1
