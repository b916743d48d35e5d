"""Tables of Word files: cells merged across (gridSpan) and down (vMerge), rows that are repeated on every page as head."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import grid
from ragassist.ingest.load.docx_numbering import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_WRAPPERS: Final = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_OFF: Final = ("0", "false", "off", "none")


@dataclass(slots=True)
class _Cell:
    """A cell where it begins, and what goes on below it so far."""

    span: grid.Span
    column: int
    goes_on: bool


def markdown(table: _Element, text_of: Callable[[_Element], str], named: str = "") -> str:
    """Return the table as Markdown, and behind it the tables that stand in its cells, each under the label of its row.

    Args:
        table: `w:tbl`.
        text_of: the text of a cell on one line, escaped, without that of tables in it.
        named: what the table is under.
    """
    written = [grid.table(_spans(table, text_of), named)]
    for row in _rows(table):
        cells = list(_cells(row))
        label = next((cell for cell in cells if text_of(cell)), None)
        for cell in cells:
            name = text_of(label) if label is not None and label is not cell else ""
            written += [markdown(inner, text_of, name) for inner in _tables_in(cell)]
    return "\n\n".join(part for part in written if part)


def _spans(table: _Element, text_of: Callable[[_Element], str]) -> list[list[grid.Span]]:
    rows: list[list[_Cell]] = []
    above: dict[int, _Cell] = {}
    for element in _rows(table):
        named = _is_on(element.find(f"{W}trPr/{W}tblHeader"))
        column = _number(element.find(f"{W}trPr/{W}gridBefore"), 0)
        row = [_Cell(grid.Span("", columns=column), 0, False)] if column else []
        for cell in _cells(element):
            own = cell.find(f"{W}tcPr")
            wide = _number(own.find(f"{W}gridSpan") if own is not None else None, 1)
            merged = own.find(f"{W}vMerge") if own is not None else None
            goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
            if goes_on and column in above and above[column].goes_on:
                start = above[column]
                start.span = replace(start.span, rows=start.span.rows + 1)
            else:
                span = grid.Span(text_of(cell), wide, head=named, strong=_is_strong(cell))
                found = _Cell(span, column, merged is not None)
                row.append(found)
                above[column] = found
            column += wide
        rows.append(row)
    return [[cell.span for cell in row] for row in rows]


def laid_out(table: _Element, text_of: Callable[[_Element], str]) -> list[_Element]:
    """Return the cells of a table that only lays out text, in order; none for any other.

    See `grid.lays_out`.
    """
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    holding = sum(1 for cell in cells for _ in _tables_in(cell))
    return cells if grid.lays_out(_spans(table, text_of), holding) else []


def _tables_in(cell: _Element) -> Iterator[_Element]:
    """The tables that stand in a cell, those in their cells left out."""
    return _children(cell, f"{W}tbl")


def _rows(table: _Element) -> Iterator[_Element]:
    return _children(table, f"{W}tr")


def _cells(row: _Element) -> Iterator[_Element]:
    return _children(row, f"{W}tc")


def _children(element: _Element, tag: str) -> Iterator[_Element]:
    """The children of this kind, also those in what only wraps them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _number(element: _Element | None, default: int) -> int:
    written = element.get(f"{W}val", "") if element is not None else ""
    return min(int(written), grid.MAX_COLUMNS) if written.isdecimal() and len(written) < 9 else default


def _is_on(element: _Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in _OFF


def _is_strong(cell: _Element) -> bool:
    runs = [run for run in cell.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t"))]
    return bool(runs) and all(_is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
