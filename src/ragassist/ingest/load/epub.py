"""E-books (.epub): the chapters in reading order, read as web pages are."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ragassist.errors import LoadError
from ragassist.ingest.load import head, html_blocks, html_prepare, packed
from ragassist.ingest.load.html import is_deeper
from ragassist.ingest.load.losses import Tally
from ragassist.text.iso_dates import iso_date
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = frozenset({".epub"})
MAX_CHARS: Final = 30_000_000
MAX_DEPTH: Final = 250
_CLOSED: Final = re.compile(r"<(a|b|div|em|h[1-6]|i|p|script|span|strong|style|td|th|title|li|section)(\s[^<>]*?)?/>")
"""What XML may close at once and HTML may not."""
_KIND: Final = "kind.ebook"


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the chapters as Markdown, and what the book says about itself.

    Raises:
        LoadError: not an e-book, damaged, protected against copying, too large, or without text.
    """
    from lxml import etree

    with packed.opened(content, name, kind=_KIND, needs=("META-INF/container.xml",)) as archive:
        try:
            if "META-INF/encryption.xml" in archive.namelist() and _is_locked(packed.tree(archive.read("META-INF/encryption.xml"))):
                raise LoadError("file.copy_protected", name=name)
            container = packed.tree(archive.read("META-INF/container.xml"))
            place = next(str(one.get("full-path")) for one in container.iter() if _local(one) == "rootfile")
            package = packed.tree(archive.read(place))
            book = _bound(archive, package, posixpath.dirname(place), name)
        except (etree.LxmlError, *packed.BROKEN) as error:
            raise packed.damaged(name, _KIND) from error
    tally = Tally()
    prepared = html_prepare.prepare(book)
    body = book.find("body")
    raw = html_blocks.markdown(body).rstrip() + "\n"
    if not re.search(r"\w", raw):
        raise LoadError("file.no_text", name=name)
    prepared.count(body, tally)
    return raw, replace(head.complete(_meta(package), raw), lost=tally.losses(raw))


def _bound(archive: zipfile.ZipFile, package: _Element, folder: str, name: str) -> _Element:
    """All chapters in one page, so that a note may stand in another chapter than its mark."""
    from lxml import html

    items = {item.get("id", ""): unquote(item.get("href", "")) for item in package.iter() if _local(item) == "item"}
    order = [items[ref] for item in package.iter() if _local(item) == "itemref" and (ref := item.get("idref", "")) in items]
    book = html.document_fromstring("<html><body></body></html>")
    body = book.find("body")
    chars = 0
    for href in dict.fromkeys(order):
        path = posixpath.normpath(posixpath.join(folder, href))
        if path not in archive.namelist():
            continue
        text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", archive.read(path).decode("utf-8-sig", errors="replace"))
        text = re.sub("[\0-\x08\U000ff0f1-\U000ff0f3]", "", text)
        chars += len(text)
        if chars > MAX_CHARS:
            raise LoadError("file.too_much_text", name=name, most_millions=MAX_CHARS / 1e6)
        text = _CLOSED.sub(r"<\1\2></\1>", text)
        if not text.strip():
            continue
        chapter = html.document_fromstring(text, parser=html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True))
        if is_deeper(chapter, MAX_DEPTH):
            raise LoadError("file.nested", name=name, max_depth=MAX_DEPTH)
        own = posixpath.basename(path)
        for element in chapter.iter():
            if isinstance(element.tag, str):
                _rename(element, own)
        section = body.makeelement("section", {})
        for style in chapter.iter("style"):
            section.append(style)
        found = chapter.find("body")
        section.extend(list(found) if found is not None else [])
        section.text = found.text if found is not None else None
        body.append(section)
    return book


def _rename(element: _Element, own: str) -> None:
    """Make names of places unique across chapters, and links between chapters links inside of one page."""
    if element.get("id"):
        element.set("id", f"{own}#{element.get('id')}")
    href = element.get("href", "")
    if "#" in href and "://" not in href:
        file, _, place = href.partition("#")
        element.set("href", f"#{posixpath.basename(unquote(file)) or own}#{place}")


def _meta(package: _Element) -> DocumentMeta:
    given: dict[str, str] = {}
    for element in package.iter():
        if _local(element) in ("title", "creator", "date", "publisher") and (element.text or "").strip():
            given.setdefault(_local(element), " ".join((element.text or "").split()))
    return DocumentMeta(
        title=given.get("title", ""),
        author=given.get("creator", ""),
        date=iso_date(given.get("date", "")),
        source=given.get("publisher", ""),
    )


def _is_locked(encryption: _Element) -> bool:
    """Whether more than the fonts is scrambled."""
    uris = [element.get("URI", "") for element in encryption.iter() if _local(element) == "CipherReference"]
    return any(not uri.lower().endswith((".ttf", ".otf", ".woff", ".woff2")) for uri in uris)


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
