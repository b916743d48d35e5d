"""An audited text as HTML: the text with its marks on one side, what was found on the other. Pure."""

from __future__ import annotations

from typing import Final

from ragassist.tasks.report import Cell, Line, Report
from ragassist.ui.views.markup import esc, html_lang, icon, span
from ragassist.ui.views.report_parts import chips, explained
from ragassist.ui.words.catalogue import Words

SIGNS: Final = {
    "supported": "check",
    "rough": "rough",
    "partly": "partly",
    "contradicted": "close",
    "not_found": "none",
    "no_reference": "warn",
}
"""The drawing that goes with each finding, so that colour is never the only carrier."""
_CLAIM, _FINDING, _WHY, _EVIDENCE, _ARTICLE = range(5)
"""The columns of an audit's table."""


def audited(report: Report, words: Words) -> str:
    """Return the audited text beside its findings; each mark leads to its finding and back."""
    lines = report.tables[0].lines
    findings = "".join(_finding(at, line, words) for at, line in enumerate(lines))
    return (
        f'<div class="audited"><section aria-labelledby="ra-audited-text"><h3 id="ra-audited-text">{esc(words.task_your_text)}</h3>'
        f'<div class="own-text" lang="{html_lang(report.text)}">{_text(report.text, lines)}</div></section>'
        f'<section aria-labelledby="ra-audited-findings"><h3 id="ra-audited-findings">{esc(words.task_findings)}</h3>'
        f'<ol class="findings">{findings}</ol></section></div>'
    )


def _text(text: str, lines: tuple[Line, ...]) -> str:
    pieces, at = [], 0
    for n, line in enumerate(lines):
        if line.span is None or line.span[0] < at:
            continue
        start, end = line.span
        told = line.cells[_FINDING].text
        pieces.append(esc(text[at:start]))
        pieces.append(
            f'<span class="stated-here" role="button" tabindex="0" id="ra-stated-{n}" data-do="finding" data-line="{n}" '
            f'data-finding="{esc(line.finding)}">{icon(SIGNS.get(line.finding, "none"))}{_missing(line.cells[_CLAIM])}'
            f'<span class="sr-only"> ({esc(told)})</span></span>'
        )
        at = end
    pieces.append(esc(text[at:]))
    return "".join(pieces)


def _missing(cell: Cell) -> str:
    """The claim, with the words marked that nothing supports."""
    pieces, at = [], 0
    for start, end in cell.marks:
        pieces += [esc(cell.text[at:start]), f'<span class="lacking">{esc(cell.text[start:end])}</span>']
        at = end
    return "".join([*pieces, esc(cell.text[at:])])


def _finding(at: int, line: Line, words: Words) -> str:
    sign = icon(SIGNS.get(line.finding, "none"))
    why = f'<p class="why-found">{span(line.cells[_WHY].text)}</p>' if line.cells[_WHY].text else ""
    evidence = line.cells[_EVIDENCE].text.split("\n") if line.cells[_EVIDENCE].text else []
    quoted = "".join(
        f"<blockquote>{explained(text, words)} {chips(line.citations[n : n + 1], words)}</blockquote>" for n, text in enumerate(evidence)
    )
    article = f'<p class="note">{span(line.cells[_ARTICLE].text)}</p>' if line.cells[_ARTICLE].text else ""
    return (
        f'<li class="item" id="ra-finding-{at}" tabindex="-1" data-finding="{esc(line.finding)}"><h4>{sign}'
        f'<span>{esc(line.cells[_FINDING].text)}</span></h4><p class="claimed"><button type="button" class="quiet" data-do="stated" '
        f'data-line="{at}">{span(line.cells[_CLAIM].text)}</button></p>{why}{quoted}{article}</li>'
    )
