"""What results of tasks are drawn with: markers of sources, texts of documents with their terms explained, cells with marks. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.tasks.report import Cell
from ragassist.ui.views.glosses import glossed
from ragassist.ui.views.markup import esc, html_lang, icon, lang_of
from ragassist.ui.words.catalogue import Words, lang_of_reader


def chips(numbers: Sequence[int], words: Words, status: str = "verified") -> str:
    """Return the markers of sources as buttons; one of a rough line is drawn as rough."""
    said = words.task_chip_rough if status == "rough" else words.task_chip
    drawn = "rough" if status == "rough" else "verified"
    return "".join(
        f'<button type="button" class="cite" data-do="task-cite" data-n="{n}" data-status="{drawn}" aria-expanded="false" '
        f'aria-label="{esc(said.format(n=n))}">{icon("rough") if drawn == "rough" else ""}[{n}]</button>'
        for n in numbers
    )


def explained(text: str, words: Words) -> str:
    """Return a text of a document as HTML: in the other language with its terms explained."""
    reader = lang_of_reader(words)
    inside = glossed(text, reader, figures=False) if lang_of(text) != reader else esc(text)
    return f'<span lang="{html_lang(text)}">{inside}</span>'


def marked(cell: Cell, words: Words) -> str:
    """Return what a cell says, with what differs in it marked."""
    if not cell.marks:
        return explained(cell.text, words)
    pieces, at = [], 0
    for start, end in cell.marks:
        pieces += [esc(cell.text[at:start]), f"<mark>{esc(cell.text[start:end])}</mark>"]
        at = end
    return f'<span lang="{html_lang(cell.text)}">{"".join([*pieces, esc(cell.text[at:])])}</span>'
