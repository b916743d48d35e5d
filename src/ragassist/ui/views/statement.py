"""A cited statement as the card shows it: a sentence, an item below the stem of its list, or a row of a table with its headings. Pure."""

from __future__ import annotations

from ragassist.types import Citation
from ragassist.ui.views.glosses import glossed
from ragassist.ui.views.markup import esc, html_lang, span
from ragassist.ui.words.catalogue import Words, lang_of_reader


def marked(citation: Citation, words: Words) -> str:
    """Return the statement as HTML, what is cited marked; its stem or caption, which is not cited, before it."""
    stem = f"{span(citation.stem.strip(), 'stem')} " if citation.stem.strip() else ""
    if citation.row:
        return stem + row_table(citation, words)
    text = citation.quote_clean or citation.quote
    return f'{stem}<mark lang="{html_lang(text)}">{glossed(text, lang_of_reader(words))}</mark>'


def row_table(citation: Citation, words: Words) -> str:
    """Return the row as a table below its columns' names; the cell that was asked for is marked, or the whole row where none was."""
    reader = lang_of_reader(words)
    named = any(cell.heading for cell in citation.row)
    head = "".join(f'<th scope="col">{esc(cell.heading)}</th>' for cell in citation.row)
    cells = []
    for at, cell in enumerate(citation.row):
        said = glossed(cell.text, reader)
        asked = bool(cell.text) and citation.cell in (None, at)
        cells.append(f"<td>{f'<mark>{said}</mark>' if asked else said}</td>")
    top = f"<thead><tr>{head}</tr></thead>" if named else ""
    return (
        f'<div class="cells" role="region" tabindex="0" aria-label="{esc(words.source_says)}" lang="{html_lang(citation.read)}">'
        f"<table>{top}<tbody><tr>{''.join(cells)}</tr></tbody></table></div>"
    )
