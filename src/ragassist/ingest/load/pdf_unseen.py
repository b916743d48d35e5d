"""Which text of a PDF page nobody sees, though a machine reads it."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage, PdfTextPage

    from ragassist.ingest.load.pdf_glyphs import Box

_WHITE: Final = 244
_TINY_POINTS: Final = 1.6
_OCR_COVER: Final = 0.5
"""A picture over that share of the page makes invisible text the text of a scan."""
_UNDRAWN: Final = (3, 7)
"""The modes in which a text is neither filled nor stroked: invisible, and only to clip what follows."""
_EDGE: Final = 2.0
"""Points by which a clip may miss a text that is seen: its box is rounded."""


def object_of(words: PdfTextPage, at: int) -> int:
    """Return the address of the text object that a character belongs to, 0 for none."""
    import pypdfium2.raw as pdfium

    return ctypes.cast(pdfium.FPDFText_GetTextObject(words, at), ctypes.c_void_p).value or 0


def unseen(page: PdfPage) -> frozenset[int]:
    """Return the addresses of text objects that are drawn invisibly, in white on nothing, outside of their clip, or under a white area."""
    import pypdfium2.raw as pdfium

    found: set[int] = set()
    shown: dict[int, Box] = {}
    grounds: list[Box] = []
    covered = False
    area = max(1.0, page.get_width() * page.get_height())
    for drawn in page.get_objects(max_depth=3):
        if drawn.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
            box = drawn.get_bounds()
            at = ctypes.cast(drawn.raw, ctypes.c_void_p).value or 0
            drawn_at_all = mode not in _UNDRAWN
            if (
                _points(drawn) < _TINY_POINTS
                or (not drawn_at_all and not covered)
                or (drawn_at_all and _is_white(drawn) and not any(_holds(ground, box) for ground in grounds))
                or _is_clipped(drawn, box)
            ):
                found.add(at)
            elif drawn.level == 0:
                shown[at] = box
        elif drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = drawn.get_bounds()
            grounds.append(box)
            covered = covered or (box[2] - box[0]) * (box[3] - box[1]) > _OCR_COVER * area
        elif drawn.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING) and not _is_white(drawn):
            grounds.append(drawn.get_bounds())
        elif drawn.type == pdfium.FPDF_PAGEOBJ_PATH and drawn.level == 0 and _is_filled(drawn):
            over = drawn.get_bounds()
            found |= {at for at, box in shown.items() if _hides(over, box)}
    return frozenset(found)


def _is_filled(drawn: PdfObject) -> bool:
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke) or not pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return False
    return fill.value != pdfium.FPDF_FILLMODE_NONE and alpha.value == 255


def _hides(area: Box, box: Box) -> bool:
    return area[0] <= box[0] and area[1] <= box[1] and area[2] >= box[2] and area[3] >= box[3]


def _is_clipped(drawn: PdfObject, box: Box) -> bool:
    """Whether nothing of a text object stands within its clip; what stands inside of other objects is not asked."""
    import pypdfium2.raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(drawn) if drawn.level == 0 else None
    if not clip:
        return False
    across, up = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip))):
        points: list[tuple[float, float]] = []
        for number in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if pdfium.FPDFPathSegment_GetPoint(segment, across, up):
                points.append((across.value, up.value))
        if points and (
            max(x for x, _ in points) < box[0] - _EDGE
            or min(x for x, _ in points) > box[2] + _EDGE
            or max(y for _, y in points) < box[1] - _EDGE
            or min(y for _, y in points) > box[3] + _EDGE
        ):
            return True
    return False


def _points(drawn: PdfObject) -> float:
    """The size of a text object's font on the page; a large number where it cannot be told."""
    import pypdfium2.raw as pdfium

    size = ctypes.c_float()
    if not pdfium.FPDFTextObj_GetFontSize(drawn, size):
        return 1000.0
    matrix = drawn.get_matrix()
    return float(size.value) * math.hypot(matrix.c, matrix.d)


def _is_white(drawn: PdfObject) -> bool:
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _holds(ground: Box, box: Box) -> bool:
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return ground[0] <= middle[0] <= ground[2] and ground[1] <= middle[1] <= ground[3]
