"""Photographs, scans and screenshots: documents of one page, read by machine."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from ragassist.errors import LoadError
from ragassist.ingest.load import head, scan
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.pdf_glyphs import Box
from ragassist.ingest.load.pdf_picture import MOST_PIXELS, with_marks
from ragassist.ingest.ocr import networks
from ragassist.text.pages import PICTURES
from ragassist.types import DocumentMeta, ReadPage

SUFFIXES = frozenset(PICTURES)
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF")
MAX_MEGAPIXELS: Final = 120
LONGEST_PIXELS: Final = 4000
"""Larger pictures are read at this size: a page of A4 at 340 dots an inch."""
_SMALL_PIXELS: Final = 900
"""Smaller ones, such as a cut-out of a screen, are doubled for the network that finds lines."""


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return text and metadata without the lines; see `read_whole`."""
    return read_whole(content, name)[:2]


def read_whole(content: bytes, name: str) -> tuple[str, DocumentMeta, tuple[ReadPage, ...]]:
    """Return the picture's text, what that says of itself, and its lines.

    Boxes count in pixels of the picture as it is shown, from its lower left corner, y upwards. Of several pictures in one file the
    first is read, the others are counted as left out.

    Raises:
        LoadError: the extra `ocr` is not installed, or the file is no picture, damaged, too large, or without text.
    """
    if not networks.available():
        raise LoadError("file.picture_unread", name=name, install=networks.INSTALL)
    from ragassist.ingest.ocr.read_page import read_page

    picture, frames = opened(content, name)
    shown = picture.size
    scale = min(1.0, LONGEST_PIXELS / max(shown)) if max(shown) > _SMALL_PIXELS else 2.0
    if scale != 1.0:
        picture = picture.resize((max(1, round(shown[0] * scale)), max(1, round(shown[1] * scale))), Image.Resampling.LANCZOS)
    across, down = shown[0] / picture.width, shown[1] / picture.height
    text, page = scan.text_of(read_page(picture, networks.engine()), 1, (across, 0.0, 0.0, 0.0, -down, float(shown[1])))
    if not text.strip():
        raise LoadError("file.picture_empty", name=name)
    tally = Tally()
    tally.add("pages_by_machine", 1)
    tally.add("parts_left_out", frames - 1)
    return text, replace(head.complete(DocumentMeta(), text), lost=tally.losses(text)), (page,)


def picture(content: bytes, name: str, boxes: Sequence[Box]) -> bytes:
    """Return the picture as a PNG of at most 2,400 pixels on its longer side, with boxes, which count as those of `read_whole`, marked.

    Raises:
        LoadError: as of `opened`.
    """
    shown = opened(content, name)[0]
    height = shown.height
    scale = min(1.0, MOST_PIXELS / max(shown.size))
    drawn = shown.resize((max(1, round(shown.width * scale)), max(1, round(height * scale)))) if scale < 1 else shown
    places = [
        (round(left * scale), round((height - top) * scale), round(right * scale), round((height - bottom) * scale))
        for left, bottom, right, top in boxes
    ]
    return with_marks(drawn, places, 2)


def opened(content: bytes, name: str) -> tuple[Image.Image, int]:
    """Return the first picture of a file as it is shown, in colour, and how many the file holds.

    Raises:
        LoadError: it is none, damaged, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000 or min(picture.size) < 1:
                    megapixels = picture.width * picture.height / 1e6
                    raise LoadError("file.picture_large", name=name, megapixels=megapixels, most=MAX_MEGAPIXELS)
                frames = int(getattr(picture, "n_frames", 1))
                return _on_white(ImageOps.exif_transpose(picture)), frames
    except LoadError:
        raise
    except UnidentifiedImageError as error:
        raise LoadError("file.not_picture", name=name) from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, Image.DecompressionBombError) as error:
        raise LoadError("file.damaged_picture", name=name) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """In colour, what is transparent on white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        drawn = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", drawn.size, (255, 255, 255, 255)), drawn).convert("RGB")
    if picture.mode in ("I;16", "I", "F"):
        low, high = picture.getextrema()
        span = max(1e-9, float(high) - float(low))  # type: ignore[arg-type]
        return picture.convert("F").point(lambda value: (value - float(low)) * 255 / span).convert("RGB")  # type: ignore[arg-type]
    return picture.convert("RGB")
