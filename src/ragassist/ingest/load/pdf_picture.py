"""A page of a PDF as a picture, with boxes drawn on it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load.pdf_glyphs import Box

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument, PdfPage

_POINTS_PER_INCH: Final = 72
DPI: Final = 150
MOST_PIXELS: Final = 2400
"""Of the longer side."""
_ROOM_POINTS: Final = 1.5
_FILL: Final = (255, 214, 10, 70)
_EDGE: Final = (176, 32, 32, 255)


def picture(document: PdfDocument, number: int, boxes: Sequence[Box]) -> bytes:
    """Return page `number`, counted from 0, as a PNG of about 150 dots an inch, at most 2,400 pixels long. The caller holds `pdf.PDFIUM`.

    Args:
        document: the file.
        number: the page.
        boxes: what is marked, in the page's coordinates; each is drawn with a little room around it.

    Raises:
        PdfiumError: the page cannot be drawn.
    """
    page = document[number]
    try:
        longest = max(page.get_size())
        scale = min(DPI / _POINTS_PER_INCH, MOST_PIXELS / max(longest, 1.0))
        drawn = page.render(scale=scale).to_pil().convert("RGBA")
        return with_marks(drawn, [_on_picture(page, box, drawn.size) for box in boxes], max(2, round(scale)))
    finally:
        page.close()


def with_marks(drawn: Image.Image, marked: Sequence[tuple[int, int, int, int]], width: int) -> bytes:
    """Return a picture as PNG, with rectangles (left, top, right, bottom in its pixels) marked by edges of this width."""
    from PIL import Image, ImageDraw

    marks = Image.new("RGBA", drawn.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(marks)
    for place in marked:
        pen.rectangle(place, fill=_FILL, outline=_EDGE, width=width)
    out = io.BytesIO()
    Image.alpha_composite(drawn.convert("RGBA"), marks).convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()


def _on_picture(page: PdfPage, box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in pixels from the upper left corner, on the page as it is shown: turned and cut as the file says."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = box[0] - _ROOM_POINTS, box[1] - _ROOM_POINTS, box[2] + _ROOM_POINTS, box[3] + _ROOM_POINTS
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
