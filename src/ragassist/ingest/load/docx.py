"""Word files (.docx): headings, paragraphs, lists with their numbers, and tables, in order, as Markdown.

What was deleted with changes tracked is left out, what was inserted is in. Footnotes and endnotes stand behind the paragraph that they
belong to. Comments, heads and feet are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import docx_chunks, docx_prepare, docx_tables, head, marks, packed, properties
from ragassist.ingest.load.docx_numbering import Numbering, W
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import settle
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

SUFFIXES = frozenset({".docx"})
MAX_UNPACKED_BYTES: Final = 400_000_000
MAX_TEXT_BYTES: Final = 100_000_000
MAX_PARTS: Final = 20_000
_HEADING: Final = re.compile(r"(?i)(?:heading|标题) ?([1-9])")
_TITLE: Final = re.compile(r"(?i)title|标题")
_DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
_CHUNK: Final = f"{W}altChunk"
_WRAPPERS: Final = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_SPACE: Final = re.compile(r"[ \t\u00a0]+")
_MOST_TABLES: Final = 20
"""Tables inside of each other, so many deep, are read as what they lay out; deeper ones as one line."""


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the text as Markdown and what the file's properties and the text say about it.

    Raises:
        LoadError: not a Word file, damaged, encrypted, or too large when unpacked.
    """
    _check(content, name)
    content = packed.transitional(content)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(content))
        tally = Tally()
        raw = "".join(_markdown(document, name, tally))
        title, author = document.core_properties.title or "", document.core_properties.author or ""
    except (OpcError, etree.LxmlError, *packed.BROKEN) as error:
        raise LoadError("file.damaged_word", name=name) from error
    if not re.search(r"\w", raw):
        raise LoadError("file.no_text", name=name)
    meta = head.complete(properties.stated(title, author, raw), raw)
    if not meta.title and properties.is_title(" ".join(title.split())):
        meta = head.complete(DocumentMeta(title=" ".join(title.split()), author=meta.author), raw)
    return raw, replace(meta, lost=tally.losses(raw))


def _check(content: bytes, name: str) -> None:
    """Refuse what is no Word file, or would unpack to more than memory should hold, before anything is unpacked."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError("file.old_word", name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        cut_off = content.startswith(b"PK\x03\x04")
        raise (LoadError("file.cut_off", name=name) if cut_off else LoadError("file.not_word", name=name)) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.startswith("word/") for part in names):
        raise LoadError("file.zip_not_word", name=name)
    unpacked = sum(part.file_size for part in parts)
    text = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if unpacked > MAX_UNPACKED_BYTES or text > MAX_TEXT_BYTES or len(parts) > MAX_PARTS:
        raise LoadError(
            "file.unpacks_word",
            name=name,
            unpacked_mb=unpacked / 1e6,
            parts=len(parts),
            most_mb=MAX_UNPACKED_BYTES / 1e6,
            most_text_mb=MAX_TEXT_BYTES / 1e6,
            most_parts=MAX_PARTS,
        )


def _markdown(document: Document, name: str, tally: Tally) -> Iterator[str]:
    """The blocks of the body in order, with what stands between them."""
    styles = _Styles(document)
    docx_chunks.set_diagrams(document, document.element.body, tally)
    docx_prepare.prepare(document.element.body, styles.by_id, notes_of(document), tally)
    numbering = Numbering(_numbering(document), styles.by_id)
    chunks = docx_chunks.Chunks(document, name, tally)
    last = ""
    for block in _children(document.element.body):
        if block.tag == f"{W}tbl":
            kind, texts = "table", [docx_tables.markdown(block, _in_cell)]
        elif block.tag == _CHUNK:
            kind, texts = "text", [chunks.text(block)]
        else:
            kind, texts = styles.block(block, numbering)
        for text in texts:
            if text:
                yield ("" if not last else "\n" if kind == last == "item" else "\n\n") + text
                last = kind
    yield "\n"


def _children(element: _Element, depth: int = 0) -> Iterator[_Element]:
    """Paragraphs, tables and what was put in whole, those within content controls and insertions too.

    Of a table that only lays out, what stands in its cells comes cell by cell.
    """
    for child in element:
        if child.tag == f"{W}tbl" and depth < _MOST_TABLES and (cells := docx_tables.laid_out(child, _in_cell)):
            for cell in cells:
                yield from _children(cell, depth + 1)
        elif child.tag in (f"{W}p", f"{W}tbl", _CHUNK):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, depth)


def _numbering(document: Document) -> _Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            part: _Element | None = getattr(relation.target_part, "element", None)
            return part
    return None


def notes_of(document: Document) -> dict[str, _Element]:
    """Return the notes at the foot of a page and at the end, by "footnote:ID" and "endnote:ID"."""
    from lxml import etree

    found: dict[str, _Element] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind in ("footnote", "endnote") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, parser=etree.XMLParser(resolve_entities=False, no_network=True))
            found |= {f"{kind}:{note.get(f'{W}id', '')}": note for note in root.iterchildren(f"{W}{kind}")}
    return found


class _Styles:
    """What the document's styles make of a paragraph."""

    def __init__(self, document: Document) -> None:
        self.by_id: dict[str, _Element] = {}
        for style in document.styles.element.iterchildren(f"{W}style"):
            self.by_id[style.get(f"{W}styleId", "")] = style

    def block(self, paragraph: _Element, numbering: Numbering) -> tuple[str, list[str]]:
        """Kind (`text`, `heading` or `item`) and the Markdown of a paragraph, one text for each of its lines."""
        lines = _lines(_text(paragraph))
        chain = self._chain(paragraph)
        level = self._level(chain)
        mark = self._mark(paragraph, chain, numbering)
        if not lines:
            return "text", []
        if level:
            return "heading", [marks.heading((f"{mark} " if mark.strip("-") else "") + " ".join(lines), level)]
        if mark == "-":
            return "item", [f"- {lines[0]}", *lines[1:]]
        if mark:
            lines[0] = f"{mark}{' ' if mark[-1].isalnum() or mark[-1] == '.' else ''}{lines[0]}"
            return "text", lines
        return "text", lines

    def _chain(self, paragraph: _Element) -> list[_Element]:
        """The paragraph's own properties, then those of its style and of the styles that it is based on."""
        own = paragraph.find(f"{W}pPr")
        chain = [own] if own is not None else []
        name = own.find(f"{W}pStyle") if own is not None else None
        seen: set[str] = set()
        while name is not None and (style_id := name.get(f"{W}val", "")) not in seen and style_id in self.by_id:
            seen.add(style_id)
            chain.append(self.by_id[style_id])
            name = self.by_id[style_id].find(f"{W}basedOn")
        return chain

    @staticmethod
    def _level(chain: list[_Element]) -> int:
        """Depth of the heading that the paragraph is, 0 for text."""
        for element in chain:
            name = element.find(f"{W}name")
            called = name.get(f"{W}val", "") if name is not None else ""
            if match := _HEADING.fullmatch(called):
                return int(match.group(1)) + 1
            if _TITLE.fullmatch(called):
                return 1
            outline = element.find(f"{W}outlineLvl")
            outline = element.find(f"{W}pPr/{W}outlineLvl") if outline is None else outline
            if outline is not None and outline.get(f"{W}val", "9").isdecimal():
                depth = int(outline.get(f"{W}val", "9"))
                return depth + 2 if depth < 9 else 0
        return 0

    @staticmethod
    def _mark(paragraph: _Element, chain: list[_Element], numbering: Numbering) -> str:
        if paragraph.find(f"{W}pPr/{W}rPr/{W}vanish") is not None:
            return ""  # Word does not count a paragraph that it does not show
        list_id, depth = "", ""
        for element in chain:
            listed = element.find(f"{W}numPr")
            listed = element.find(f"{W}pPr/{W}numPr") if listed is None else listed
            if listed is not None:
                for child in listed:
                    list_id = list_id or (child.get(f"{W}val", "") if child.tag == f"{W}numId" else "")
                    depth = depth or (child.get(f"{W}val", "") if child.tag == f"{W}ilvl" else "")
        if list_id in ("", "0"):
            return ""
        return numbering.mark(list_id, int(depth) if depth.isdecimal() else numbering.depth_of(list_id, style_of(paragraph)))


def _in_cell(cell: _Element) -> str:
    """What a cell says on one line, but for tables in it."""
    return " ".join(_lines(_text(cell, tables=False)))


def _text(element: _Element, *, tables: bool = True) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _DELETED or (child.tag == f"{W}tbl" and not tables):
            continue
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag == f"{W}tab":
            parts.append(" ")
        elif child.tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
        elif child.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif child.tag not in (f"{W}pPr", f"{W}rPr"):
            parts.append(_text(child, tables=tables) + ("\n" if child.tag == f"{W}p" else ""))
    return "".join(parts)


def style_of(paragraph: _Element) -> str:
    """Return the id of a paragraph's style, empty for the default."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.get(f"{W}val", "")) if style is not None else ""


def _lines(text: str) -> list[str]:
    return [marks.escape(line) for line in (_SPACE.sub(" ", settle(part)).strip() for part in text.split("\n")) if line]
