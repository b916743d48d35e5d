"""The text of a PDF page in reading order.

A page's own order is kept, since most programs write one column after the other. Only where two columns are written line by line
across the page are they taken apart, by the gap that runs down between them. Rows whose cells stand in line are written as a table.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import pdf_tables
from ragassist.ingest.load.pdf_tables import Run

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_glyphs import Glyphs

MIN_LINES: Final = 3
"""So many lines must have the same gap."""
_GAP: Final = 1.2
"""Least width of a gap between columns, in heights of a character."""
_FILLED: Final = 0.6
"""Share of the lines that must reach their column's edges; the cells of a table seldom do."""
_MIN_CHARS: Final = 8


def text_of(words: Glyphs, width: float) -> str:
    """The page's text, lines ended by a newline.

    Args:
        words: the page's text.
        width: of the page, in points.
    """
    text: str = words.get_text_range()
    if words.count_chars() != len(text):
        return text  # characters beyond the first plane: boxes could not be matched to them
    runs = _runs(words, text)
    middle = _gap(runs, width)
    if middle is None:
        return pdf_tables.marked(text, _rows(runs))
    lines: list[str] = []
    left: list[Run] = []
    right: list[Run] = []
    for run in [*sorted(runs, key=lambda run: -run.top), None]:
        if run is not None and run.right <= middle:
            left.append(run)
        elif run is not None and run.left >= middle:
            right.append(run)
        else:
            lines += [*_lines(left), *_lines(right)]
            left, right = [], []
            if run is not None:
                lines.append(run.text)
    return "\n".join(lines)


def _runs(words: Glyphs, text: str) -> list[Run]:
    runs: list[Run] = []
    begin: int | None = None
    box = (0.0, 0.0, 0.0, 0.0)
    line = 0

    def close(end: int) -> None:
        nonlocal begin
        if begin is not None and text[begin:end].strip():
            runs.append(Run(text[begin:end].strip(), *box, line, begin, end))
        begin = None

    for at, char in enumerate(text):
        if char in "\r\n":
            close(at)
            line += char == "\n"
            continue
        if char.isspace():
            continue
        left, bottom, right, top = words.get_charbox(at, loose=True)
        if begin is not None and (left - box[1] > _GAP * (top - bottom) or left < box[0] - (top - bottom)):
            close(at)
        if begin is None:
            begin, box = at, (left, right, top, bottom)
        else:
            box = (min(box[0], left), max(box[1], right), max(box[2], top), min(box[3], bottom))
    close(len(text))
    return runs


def _gap(runs: list[Run], width: float) -> float | None:
    """Where the gap between two columns of prose is that are written line by line, or None."""
    pairs = [
        (one, other)
        for one, other in pairwise(runs)
        if one.line == other.line and one.right < other.left and one.right < 0.7 * width and other.left > 0.3 * width
    ]
    if len(pairs) < MIN_LINES:
        return None
    edge, start = max(one.right for one, _ in pairs), min(other.left for _, other in pairs)
    if edge >= start:
        return None
    height = max(1.0, sorted(one.top - one.bottom for one, _ in pairs)[len(pairs) // 2])
    far = max(other.right for _, other in pairs)
    filled = sum(
        one.right >= edge - 2 * height and other.right >= far - 2 * height and min(len(one.text), len(other.text)) >= _MIN_CHARS
        for one, other in pairs
    )
    return (edge + start) / 2 if filled >= _FILLED * len(pairs) else None


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs beside each other, in the page's own order."""
    rows: list[list[Run]] = []
    for run in runs:
        before = rows[-1][-1] if rows else None
        if before and run.left >= before.right and min(run.top, before.top) - max(run.bottom, before.bottom) > 0.5 * (run.top - run.bottom):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _lines(runs: list[Run]) -> list[str]:
    """The runs of one column from top to bottom, those at one height on one line."""
    lines: list[tuple[float, list[Run]]] = []
    for run in runs:
        if lines and lines[-1][0] - run.top < 0.5 * (run.top - run.bottom):
            lines[-1][1].append(run)
        else:
            lines.append((run.top, [run]))
    return [" ".join(run.text for run in sorted(line, key=lambda run: run.left)) for _, line in lines]
