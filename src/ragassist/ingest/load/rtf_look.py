"""How letters of Rich Text are seen, as a span of HTML where that may hide them; `html_look` then tells whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SPAN: Final = "span style="
_WHITE: Final = (255, 255, 255)
_TINY_HALF_POINTS: Final = 4
_NEAR_WHITE: Final = 240


def span(colours: Sequence[Sequence[int]], colour: int, ground: int, half_points: int, *, shaded: bool) -> str:
    """Return the tag, without its brackets, that says how letters look; "" where they are plain to see.

    Args:
        colours: the file's table of colours, red, green and blue of each; an empty one is the reader's own.
        colour: of the letters, by its number.
        ground: behind them; 0 for none stated.
        half_points: their size.
        shaded: they stand in a row of which a cell has a ground of its own.
    """
    if 0 < half_points <= _TINY_HALF_POINTS:
        return f'{SPAN}"font-size:1px"'
    letters, behind = _of(colours, colour), _of(colours, ground)
    if letters is None or (colour != ground and min(letters) < _NEAR_WHITE) or (shaded and not ground):
        return ""
    return f'{SPAN}"color:{_written(letters)};background-color:{_written(behind or _WHITE)}"'


def _of(colours: Sequence[Sequence[int]], number: int) -> tuple[int, int, int] | None:
    found = colours[number] if 0 < number < len(colours) else ()
    return (found[0], found[1], found[2]) if len(found) >= 3 else None


def _written(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
