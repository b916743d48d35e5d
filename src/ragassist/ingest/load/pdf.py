"""PDF: the text of each page, columns in reading order, a form feed after each page but the last.

Lines stay as they are printed; joining them is the cleaning's business.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ragassist.errors import LoadError
from ragassist.ingest.confined import pulse
from ragassist.ingest.load import head, pdf_columns, pdf_glyphs, pdf_notes, pdf_notes_set, pdf_pages, pdf_ruled, properties
from ragassist.ingest.load.fonts import has_chinese_fonts
from ragassist.ingest.load.losses import Tally, ranges
from ragassist.ingest.load.pdf_columns import Shape
from ragassist.ingest.load.pdf_glyphs import Glyphs
from ragassist.ingest.load.pdf_notes import PageNotes
from ragassist.ingest.ocr import networks
from ragassist.types import DocumentMeta, ReadPage

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

SUFFIXES = frozenset({".pdf"})
PAGE_END: Final = "\n\f"
MAX_PAGES: Final = 5000
MAX_CHARS: Final = 50_000_000
_HEAD_LINES: Final = 2
_PAGES_COMPARED: Final = 40
_TAIL_BYTES: Final = 8192
_NUL: Final = re.compile(r"[\x00\x0b\x0c]")
_HYPHEN: Final = re.compile("[\ufffe\x02](?:\n)?")
_UPRIGHT: Final = 0.1
_LEAST_PICTURE: Final = 0.06
"""Share of the page that a picture with text on it takes up at least."""
_CHINESE_FONT: Final = re.compile(
    r"(?i)song|hei|kai|fang|ming|sim|yahei|gb|sung|msyh"
    r"|st(?:song|xihei)|noto.*cjk|source ?han|adobe.*(?:std|pro)|mhei|msung|dfkai|gothic|mincho"
)
PDFIUM: Final = threading.Lock()
"""PDFium may be used by one thread at a time."""
T = TypeVar("T")


def use_file(path: Path, use: Callable[[PdfDocument], T]) -> T | None:
    """Return what `use` makes of a file while it is open; None where it cannot be read as a PDF, or has no such page."""
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError):
            return None
        try:
            return use(document)
        except (pypdfium2.PdfiumError, IndexError):
            return None
        finally:
            document.close()


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return text and metadata without the lines that were read by machine; see `read_whole`."""
    return read_whole(content, name)[:2]


def read_whole(content: bytes, name: str) -> tuple[str, DocumentMeta, tuple[ReadPage, ...]]:
    """Return the text of all pages, what it and the file's properties say about it, and the pages that were read by machine.

    The creation date in the properties is no date of publication and is left out. A page with text is never read by machine.

    Raises:
        LoadError: not a PDF, cut off, encrypted, too many pages, or without text.
    """
    import pypdfium2

    start = content[:1024].find(b"%PDF-")
    if start < 0:
        raise LoadError("file.not_pdf", name=name)
    cut_off = LoadError("file.damaged_pdf", name=name)
    if b"%%EOF" not in content[-_TAIL_BYTES:] and b"startxref" not in content[-_TAIL_BYTES:]:
        raise cut_off
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise LoadError("file.locked_ingest", name=name) from error
            raise cut_off from error
        try:
            if len(document) > MAX_PAGES:
                raise LoadError("file.too_many_pages", name=name, pages=len(document), max_pages=MAX_PAGES)
            tally = Tally()
            pages = _pages(document, name, tally)
            given = document.get_metadata_dict()
        except pypdfium2.PdfiumError as error:
            raise cut_off from error
        finally:
            document.close()
    scanned = _scanned(content, pages, tally)
    raw = PAGE_END.join(pages)
    if not re.search(r"\w", raw):
        raise (
            LoadError("file.scan_unread", name=name)
            if networks.available()
            else LoadError("file.scan", name=name, install=networks.INSTALL)
        )
    title = given.get("Title", "")
    text = _without_heads(pages)
    meta = head.complete(properties.stated(title, given.get("Author", ""), text), text)
    if not meta.title and properties.is_title(" ".join(title.split())):
        meta = head.complete(DocumentMeta(title=" ".join(title.split()), author=meta.author), text)
    return raw, replace(meta, lost=tally.losses(raw)), scanned


def _scanned(content: bytes, pages: list[str], tally: Tally) -> tuple[ReadPage, ...]:
    """Read the pages without text by machine, where that is installed, and put what they say into `pages`."""
    empty = pdf_pages.without_text(pages)
    if not empty or not networks.available():
        tally.add("pages_without_text", len(empty), places=ranges(empty))
        return ()
    from ragassist.ingest.load import pdf_scans, scan

    found = pdf_scans.read(content, empty[: scan.MAX_PAGES])
    filled = [found[number][0] if number in found else text for number, text in enumerate(pages, start=1)]
    for number in pdf_pages.without_text(filled):  # a picture of a page number or a watermark alone
        found.pop(number, None)
    for number, (text, _) in found.items():
        pages[number - 1] = text
    tally.add("pages_by_machine", len(found), places=ranges(found))
    unread = [number for number in empty if number not in found]
    tally.add("pages_without_text", len(unread), places=ranges(unread))
    starts = list(accumulate((len(page) + len(PAGE_END) for page in pages), initial=0))
    return tuple(scan.shifted(page, starts[number - 1]) for number, (_, page) in found.items())


def _without_heads(pages: list[str]) -> str:
    """The pages without the lines that the tops of two or more have in common, which no title is."""
    tops = [[_key(line) for line in page.split("\n")[:_HEAD_LINES]] for page in pages[:_PAGES_COMPARED]]
    counts = Counter(key for top in tops for key in dict.fromkeys(top) if key)
    kept: list[str] = []
    for page in pages:
        lines = page.split("\n")
        kept += [line for line in lines[:_HEAD_LINES] if counts[_key(line)] < 2] + lines[_HEAD_LINES:]
    return "\n".join(kept)


def _key(line: str) -> str:
    return re.sub(r"[\d\s·—-]+", "", line)


def _pages(document: PdfDocument, name: str, tally: Tally) -> list[str]:
    pages: list[str] = []
    unreadable: list[int] = []
    fonts: set[str] = set()
    total = 0
    table = pdf_columns.NO_TABLE
    before = PageNotes()
    for number in range(len(document)):
        text, table, notes = _page(document, number, table, before, tally, fonts)
        before = replace(notes, marks=before.marks | notes.marks, size=notes.size if notes.marks else before.size)
        if not pdf_pages.reads(text):
            unreadable.append(number + 1)
            text, table = "", pdf_columns.NO_TABLE  # the numbers of glyphs, not text
        pages.append(text)
        pulse.page_read()
        total += len(text)
        if total > MAX_CHARS:
            raise LoadError("file.too_much_text", name=name, most_millions=MAX_CHARS / 1e6)
    tally.add("pages_unreadable", len(unreadable), places=ranges(unreadable))
    if fonts and not has_chinese_fonts():
        tally.add("fonts_missing", len(fonts), places=", ".join(sorted(fonts))[:200])
    return pages


def _page(
    document: PdfDocument, number: int, before: Shape, noted: PageNotes, tally: Tally, fonts: set[str]
) -> tuple[str, Shape, PageNotes]:
    """The text of a page, the table that it ends with and its notes; `before` and `noted` are those of the pages before."""
    with opened_page(document, number) as (page, words):
        glyphs = Glyphs(words, page)
        notes = pdf_notes.find(glyphs, noted.marks, noted.size)
        laid = pdf_columns.text_of(glyphs, page.get_width(), pdf_ruled.strokes_of(page), before, notes.held)
        text = pdf_glyphs.settled(pdf_notes_set.set_apart(laid, glyphs, notes).text)
        tally.add("notes", len(notes.notes))
        tally.add("hidden", glyphs.hidden)
        if re.search(r"\w", text):
            tally.add("pictures", _pictures(page))
        if number < _PAGES_COMPARED:
            fonts |= _missing_fonts(page)
    return _HYPHEN.sub("-\n", _NUL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).rstrip(), laid.shape, notes


@contextmanager
def opened_page(document: PdfDocument, number: int) -> Iterator[tuple[PdfPage, PdfTextPage]]:
    """Open a page, counted from 0, and its text; turned back where its lines run as if it were not turned. The caller holds `PDFIUM`."""
    import pypdfium2.raw as pdfium

    page = document[number]
    words = page.get_textpage()
    try:
        if page.get_rotation() and words.count_chars() and abs(pdfium.FPDFText_GetCharAngle(words, 0)) < _UPRIGHT:
            words.close()
            page.set_rotation(0)
            words = page.get_textpage()
        yield page, words
    finally:
        words.close()
        page.close()


def _pictures(page: PdfPage) -> int:
    """How many pictures of a page are large enough to show text, and no background."""
    import pypdfium2.raw as pdfium

    area = page.get_width() * page.get_height()
    boxes = [drawn.get_bounds() for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    return sum(_LEAST_PICTURE * area < (right - left) * (top - bottom) < 0.9 * area for left, bottom, right, top in boxes)


def _missing_fonts(page: PdfPage) -> set[str]:
    """The names of the fonts of a page that the file does not bring and whose names say that they are Chinese."""
    import pypdfium2.raw as pdfium

    found: set[str] = set()
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=2):
        font = pdfium.FPDFTextObj_GetFont(drawn)
        if not font or pdfium.FPDFFont_GetIsEmbedded(font) == 1:
            continue
        size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
        name = ctypes.create_string_buffer(max(1, size))
        pdfium.FPDFFont_GetBaseFontName(font, name, size)
        text = name.value.decode("utf-8", "replace")
        if _CHINESE_FONT.search(text) or not text.isascii():
            found.add(text)
    return found
