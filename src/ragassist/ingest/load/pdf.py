"""PDF: the text of each page, columns in reading order, a form feed after each page but the last.

Lines stay as they are printed; joining them is the cleaning's business.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import head, pdf_columns, pdf_ruled, properties
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

SUFFIXES = frozenset({".pdf"})
PAGE_END: Final = "\n\f"
MAX_PAGES: Final = 5000
MAX_CHARS: Final = 50_000_000
_HEAD_LINES: Final = 2
_PAGES_COMPARED: Final = 40
_TAIL_BYTES: Final = 8192
_NUL: Final = re.compile(r"[\x00\x0b\x0c]")
_HYPHEN: Final = re.compile("[\ufffe\x02](?:\n)?")
_PDFIUM: Final = threading.Lock()
"""PDFium may be used by one thread at a time."""


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """The text of all pages and what the text and the file's properties say about it.

    The creation date in the properties is no date of publication and is left out.

    Raises:
        LoadError: not a PDF, cut off, encrypted, too many pages, or without text.
    """
    import pypdfium2

    start = content[:1024].find(b"%PDF-")
    if start < 0:
        raise LoadError(f"{name!r} is not a PDF, whatever its name says.", "Give the file its real suffix, or download it again.")
    cut_off = LoadError(f"{name!r} is damaged or cut off in the middle.", "Download or export it again.")
    if b"%%EOF" not in content[-_TAIL_BYTES:] and b"startxref" not in content[-_TAIL_BYTES:]:
        raise cut_off
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise LoadError(
                    f"{name!r} is encrypted and opens with a password only.", "Save a copy without the password and ingest that."
                ) from error
            raise cut_off from error
        try:
            if len(document) > MAX_PAGES:
                raise LoadError(f"{name!r} has {len(document)} pages; the limit is {MAX_PAGES}.", "Split it.")
            pages = _pages(document, name)
            given = document.get_metadata_dict()
        except pypdfium2.PdfiumError as error:
            raise cut_off from error
        finally:
            document.close()
    raw = PAGE_END.join(pages)
    if not re.search(r"\w", raw):
        raise LoadError(f"{name!r} holds no text: it is probably a scan.", "Run OCR on it first, then ingest the result.")
    title = given.get("Title", "")
    text = _without_heads(pages)
    meta = head.complete(properties.stated(title, given.get("Author", ""), text), text)
    if not meta.title and properties.is_title(" ".join(title.split())):
        meta = head.complete(DocumentMeta(title=" ".join(title.split()), author=meta.author), text)
    return raw, meta


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


def _pages(document: PdfDocument, name: str) -> list[str]:
    pages: list[str] = []
    total = 0
    table = pdf_columns.NO_TABLE
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        try:
            text, table = pdf_columns.text_of(words, page.get_width(), pdf_ruled.strokes_of(page), table)
        finally:
            words.close()
            page.close()
        text = _HYPHEN.sub("-\n", _NUL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
        pages.append(text.rstrip())
        total += len(text)
        if total > MAX_CHARS:
            raise LoadError(f"{name!r} holds more than {MAX_CHARS / 1e6:.0f} million characters.", "Split it.")
    return pages
