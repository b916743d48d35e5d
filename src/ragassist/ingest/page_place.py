"""The place of a quotation on its page, from the file that the document was read from, as long as that is there and unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ragassist.errors import StoreError, UsageError
from ragassist.ingest.load import scan_place
from ragassist.text.pages import has_pages, page_at
from ragassist.types import Answer, Citation, DocumentRecord, NoBoxes, ReadPage

if TYPE_CHECKING:
    from ragassist.ingest.load.pdf_place import PageMap
    from ragassist.store import Store

Box = tuple[float, float, float, float]
_PAGES_KEPT: Final = 64
_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of raw text stands."""

    page: int | None
    """On which it begins, counted from 1; None for a document without pages."""
    boxes: tuple[Box, ...] = ()
    """As `Citation.boxes`."""
    box_pages: tuple[int, ...] = ()
    """The page of each box."""
    missing: NoBoxes = ""
    """Why there are no boxes, where the document has pages."""


def place_of(record: DocumentRecord, raw: str, start: int, end: int, read: Sequence[ReadPage] = ()) -> Place:
    """Return where `raw[start:end]` stands; a file that is gone, changed or unreadable is a reason, never an error.

    Args:
        record: the document.
        raw: its raw text.
        start: of the stretch.
        end: of the stretch.
        read: its pages that were read by machine.
    """
    scanned = {page.number: page for page in read}
    page = page_at(record.path, raw, start)
    if page is None:
        return Place(None)
    missing = _file_state(record)
    if missing:
        return Place(page, missing=missing)
    boxes: list[Box] = []
    pages: list[int] = []
    for number, begin, text in _pages(raw, start, end):
        first, last = max(start, begin), min(begin + len(text), end)
        if number + 1 in scanned:
            found = _rounded(scan_place.boxes_of(scanned[number + 1], raw, first, last))
        else:
            found = _boxes(record, number, text, first - begin, last - begin)
        if found is None:
            return Place(page, missing="not_found")
        boxes += found
        pages += [number + 1] * len(found)
    return Place(page, tuple(boxes), tuple(pages)) if boxes else Place(page, missing="not_found")


def placed(citations: Sequence[Citation], store: Store) -> tuple[Citation, ...]:
    """Return the citations with their page and boxes, or with why they have none.

    Those of documents without pages, and of documents that are not indexed any more, come back as they are.

    Args:
        citations: of an answer or a report.
        store: holds the documents.
    """
    if not any(has_pages(citation.path) for citation in citations):
        return tuple(citations)
    records = {record.doc_id: record for record in store.documents()}
    found: list[Citation] = []
    for citation in citations:
        record = records.get(citation.doc_id) if has_pages(citation.path) and not citation.boxes else None
        if record is not None:
            place = place_of(record, store.raw(record.doc_id), citation.start, citation.end, store.readings(record.doc_id))
            citation = replace(citation, page=place.page, boxes=place.boxes, box_pages=place.box_pages, no_boxes=place.missing)
        found.append(citation)
    return tuple(found)


def with_places(answer: Answer, store: Store) -> Answer:
    """Return the answer with its citations `placed`."""
    return replace(answer, citations=placed(answer.citations, store))


def picture_of(
    record: DocumentRecord, raw: str, page: int, span: tuple[int, int] | None = None, read: Sequence[ReadPage] = ()
) -> bytes:  # fmt: skip
    """Return a page of a document as a PNG, with what of the raw span stands on it boxed.

    Args:
        record: the document.
        raw: its raw text.
        page: counted from 1.
        span: what is marked; nothing by default.
        read: its pages that were read by machine.

    Raises:
        StoreError: the file is gone or changed since it was indexed, or the page cannot be drawn.
        UsageError: the document has no pages or not this one, or the span does not stand there.
    """
    from ragassist.ingest.confined.read_apart import draw

    if not has_pages(record.path):
        raise UsageError("page.none", name=record.path)
    count = raw.count("\f") + 1
    if not 1 <= page <= count:
        raise UsageError("page.absent", name=record.path, page=page, pages=count)
    missing = _file_state(record)
    if missing:
        raise StoreError("page.file_gone" if missing == "gone" else "page.file_changed", name=record.path)
    boxes: tuple[Box, ...] = ()
    if span is not None:
        place = place_of(record, raw, *span, read)
        boxes = tuple(box for box, number in zip(place.boxes, place.box_pages, strict=True) if number == page)
        on_page = any(number + 1 == page for number, _, _ in _pages(raw, *span))
        if not on_page:
            raise UsageError("page.mark_elsewhere", start=span[0], end=span[1], page=page, begins=place.page)
        if not boxes:
            raise StoreError("page.mark_unknown", start=span[0], end=span[1], page=page)
    drawn = draw(Path(record.location), shown=record.path, number=page - 1, boxes=boxes)
    if drawn is None:
        raise StoreError("page.undrawn", page=page, name=record.path)
    return drawn


def _pages(raw: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """(number from 0, offset of its first character, raw text) of each page that the span reaches into with more than blanks."""
    found: list[tuple[int, int, str]] = []
    number = raw.count("\f", 0, start)
    begin = raw.rfind("\f", 0, start) + 1
    while begin < end or (begin == start == end and not found):
        stop = raw.find("\f", begin)
        stop = len(raw) if stop < 0 else stop
        if raw[max(start, begin) : min(end, stop)].strip():
            found.append((number, begin, raw[begin:stop]))
        number, begin = number + 1, stop + 1
        if stop == len(raw):
            break
    return found


def _file_state(record: DocumentRecord) -> NoBoxes:
    """Empty where the file is there and is the one that was indexed."""
    try:
        path = Path(record.location)
        stat = path.stat()
        return "" if _digest(record.location, stat.st_size, stat.st_mtime_ns) == record.content_sha256 else "changed"
    except OSError:
        return "gone"


@lru_cache(maxsize=256)
def _digest(location: str, size: int, mtime_ns: int) -> str:  # another size or time is another file
    return sha256(Path(location).read_bytes()).hexdigest()


def _boxes(record: DocumentRecord, number: int, text: str, start: int, end: int) -> tuple[Box, ...] | None:
    from ragassist.ingest.load.pdf_place import boxes_of

    page = _page_map(record.location, record.content_sha256, number, text)
    found = boxes_of(page, start, end) if page is not None else ()
    return _rounded(found)


def _rounded(boxes: Sequence[Box]) -> tuple[Box, ...] | None:
    return tuple((round(a, _DECIMALS), round(b, _DECIMALS), round(c, _DECIMALS), round(d, _DECIMALS)) for a, b, c, d in boxes) or None


@lru_cache(maxsize=_PAGES_KEPT)
def _page_map(location: str, digest: str, number: int, text: str) -> PageMap | None:  # another file is another page
    from ragassist.ingest.load.pdf import use_file
    from ragassist.ingest.load.pdf_place import page_map

    return use_file(Path(location), lambda document: page_map(document, number, text))
