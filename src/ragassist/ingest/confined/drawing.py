"""A page of a file as a picture; runs in the reading process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ragassist.errors import LoadError
from ragassist.ingest.load.pdf_glyphs import Box
from ragassist.text.pages import PICTURES


def draw(path: Path, shown: str, number: int, boxes: Sequence[Box]) -> bytes | None:
    """Return a page as a PNG with boxes on it; None where it cannot be drawn.

    Args:
        path: the file.
        shown: its name as people see it, whose suffix says what it is.
        number: the page, counted from 0.
        boxes: in the page's coordinates.
    """
    if shown.lower().endswith(PICTURES):
        from ragassist.ingest.load import image

        try:
            return image.picture(path.read_bytes(), shown, boxes)
        except (LoadError, OSError):
            return None
    from ragassist.ingest.load.pdf import use_file
    from ragassist.ingest.load.pdf_picture import picture

    return use_file(path, lambda document: picture(document, number, boxes))
