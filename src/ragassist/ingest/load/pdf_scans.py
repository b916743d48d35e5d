"""The pages of a PDF that hold no text, read by machine from their pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ragassist.ingest.confined import pulse
from ragassist.ingest.load import scan
from ragassist.ingest.load.pdf import PDFIUM
from ragassist.ingest.ocr import networks
from ragassist.ingest.ocr.read_page import Affine, read_page
from ragassist.types import ReadPage

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfPage

_DPI: Final = 200
_POINTS_PER_INCH: Final = 72
_LONGEST_PIXELS: Final = 4000


def read(content: bytes, numbers: Sequence[int]) -> dict[int, tuple[str, ReadPage]]:
    """Return the text and the lines of pages, by number; pages without a word on them are left out.

    Offsets count from each page's first character, boxes in the page's own points. PDFium is held only while a page is drawn.

    Args:
        content: the file.
        numbers: of pages, counted from 1.
    """
    found: dict[int, tuple[str, ReadPage]] = {}
    for number in numbers:
        pulse.page_read()
        drawn = _drawn(content, number - 1)
        if drawn is None:
            continue
        text, page = scan.text_of(read_page(drawn[0], networks.engine()), number, drawn[1])
        if any(char.isalnum() for char in text):
            found[number] = (text, page)
    return found


def _drawn(content: bytes, number: int) -> tuple[Image.Image, Affine] | None:
    """A page, counted from 0, as it is shown, and the way from its pixels to its points; None where it cannot be drawn."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[number]
            scale = min(_DPI / _POINTS_PER_INCH, _LONGEST_PIXELS / max(1.0, *page.get_size()))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            return picture, _way(page, picture.size)
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            return None
        finally:
            document.close()


def _way(page: PdfPage, size: tuple[int, int]) -> Affine:
    """From pixels of the page as it is shown to its points, turned and cut as the file says."""
    import pypdfium2.raw as pdfium

    def point(x: int, y: int) -> tuple[float, float]:
        across, up = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDF_DeviceToPage(page, 0, 0, *size, 0, x, y, across, up)
        return across.value, up.value

    (x0, y0), (x1, y1), (x2, y2) = point(0, 0), point(size[0], 0), point(0, size[1])
    return (x1 - x0) / size[0], (x2 - x0) / size[1], x0, (y1 - y0) / size[0], (y2 - y0) / size[1], y0
