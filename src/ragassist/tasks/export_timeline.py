"""The timeline of a list as a file: SVG, or a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from ragassist.errors import UsageError
from ragassist.tasks.report import Report
from ragassist.tasks.timeline import Timeline, timeline
from ragassist.tasks.timeline_png import png
from ragassist.tasks.timeline_svg import svg

TIMELINE_FORMATS: Final[dict[str, Callable[[Timeline], bytes]]] = {".svg": svg, ".png": png}
"""What draws a file, by its ending."""


def drawer(path: Path) -> Callable[[Timeline], bytes]:
    """Return what draws the format that the ending of `path` names.

    Raises:
        UsageError: no such format.
    """
    make = TIMELINE_FORMATS.get(path.suffix.lower())
    if make is None:
        raise UsageError("out.format", name=path.name, formats=", ".join(TIMELINE_FORMATS))
    return make


def draw(report: Report, path: Path) -> None:
    """Draw the timeline of a list into `path`.

    Raises:
        UsageError: the report is no list, the format is unknown, the file cannot be written, or as of `png`.
    """
    made = drawer(path)(timeline(report))
    try:
        path.write_bytes(made)
    except OSError as error:
        raise UsageError("out.unwritable", path=path, why=error.strerror or error) from error
