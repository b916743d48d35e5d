"""Slides (.pptx): each under its title, its texts, lists and tables in order, the speaker's notes behind."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import equations, grid, head, marks, packed
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import END, SUB, SUP, settle
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pptx.slide import Slide

SUFFIXES = frozenset({".pptx"})
_YES: Final = ("1", "true")
MAX_SLIDES: Final = 5000
MAX_DEPTH: Final = 30
_KIND: Final = "kind.presentation"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_BODIES: Final = ("body", "obj", "")
"""Kinds of places that the layout marks as lists."""
_SPACE: Final = re.compile(r"[ \t\u00a0]+")


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return all visible slides as Markdown, and what the file says about itself.

    Raises:
        LoadError: not a presentation, damaged, encrypted, too large, or without text.
    """
    packed.opened(content, name, kind=_KIND, needs=("[Content_Types].xml", "ppt/")).close()
    content = packed.transitional(content)
    import pptx
    from lxml import etree
    from pptx.exc import PythonPptxError

    tally = Tally()
    try:
        deck = pptx.Presentation(io.BytesIO(content))
        if len(deck.slides) > MAX_SLIDES:
            raise LoadError("file.too_many_slides", name=name, slides=len(deck.slides), max_slides=MAX_SLIDES)
        parts: list[str] = []
        for slide in deck.slides:
            blocks = list(_slide(slide, tally))
            if slide.element.get("show", "1") in ("0", "false"):
                tally.add("hidden", bool(blocks))
            else:
                parts += blocks
        title, author = deck.core_properties.title or "", deck.core_properties.author or ""
    except LoadError:
        raise
    except (PythonPptxError, etree.LxmlError, *packed.BROKEN) as error:
        raise packed.damaged(name, _KIND) from error
    raw = "\n\n".join(parts) + "\n"
    if not re.search(r"\w", raw):
        raise LoadError("file.no_text", name=name)
    stated = "" if re.match(r"(?i)powerpoint|幻灯片|演示文稿", title) else " ".join(title.split())
    return raw, replace(head.complete(DocumentMeta(title=stated, author=author), raw), lost=tally.losses(raw))


def _slide(slide: Slide, tally: Tally) -> Iterator[str]:
    heading = slide.shapes.title
    heading_element = heading._element if heading is not None else None
    if heading is not None:
        text = " ".join(line for paragraph in heading._element.iter(f"{_A}p") for line in _lines(paragraph, tally))
        if text:
            yield marks.heading(text, 2)
    deck = slide.part.package.presentation_part.presentation
    size = (int(deck.slide_width or 0), int(deck.slide_height or 0))
    yield from _shapes(slide.shapes._spTree, heading_element, tally, size)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame._txBody.iter(f"{_A}p"):
            yield from _lines(paragraph, tally)


def _shapes(tree: _Element, heading: _Element | None, tally: Tally, size: tuple[int, int], depth: int = 0) -> Iterator[str]:
    """The texts of shapes in their order; groups taken apart. `size` is the slide's, width and height, (0, 0) within a group."""
    for shape in tree if depth < MAX_DEPTH else ():
        if shape is heading or _is_hidden(shape) or _is_off(shape, size):
            tally.add("hidden", shape is not heading and any(re.search(r"\w", text.text or "") for text in shape.iter(f"{_A}t")))
        elif shape.tag == f"{_P}grpSp":
            yield from _shapes(shape, heading, tally, (0, 0), depth + 1)
        elif shape.tag == f"{_P}pic":
            tally.add("pictures")
        elif shape.tag == f"{_P}graphicFrame":
            table = next(shape.iter(f"{_A}tbl"), None)
            if table is None:
                tally.add("pictures")  # a chart or a drawing
            elif text := _table(table, tally):
                yield text
        elif shape.tag == f"{_P}sp" or shape.tag.endswith("}AlternateContent"):
            yield from _texts(shape, tally)


def _texts(shape: _Element, tally: Tally) -> Iterator[str]:
    lists: list[str] = []
    holder = next(shape.iter(f"{_P}ph"), None)
    in_body = holder is not None and holder.get("type", "body") in _BODIES
    for paragraph in shape.iter(f"{_A}p"):
        if any(ancestor.tag.endswith("}Fallback") for ancestor in paragraph.iterancestors()):
            continue
        mark = _mark(paragraph, in_body=in_body)
        for line in _lines(paragraph, tally):
            if mark:
                lists.append(f"{mark} {line}")
                continue
            if lists:
                yield "\n".join(lists)
                lists = []
            yield line
    if lists:
        yield "\n".join(lists)


def _mark(paragraph: _Element, *, in_body: bool) -> str:
    """The bullet before a paragraph, set in by its level: its own, or that which the body of a slide gives to all but its first level."""
    own = paragraph.find(f"{_A}pPr")
    written = own.get("lvl", "0") if own is not None else "0"
    level = int(written) if re.fullmatch("[0-8]", written) else 0
    if own is not None and own.find(f"{_A}buNone") is not None:
        return ""
    marked = own is not None and (own.find(f"{_A}buChar") is not None or own.find(f"{_A}buAutoNum") is not None)
    return f"{'  ' * max(0, level - (in_body and not marked))}-" if marked or (in_body and level) else ""


def _table(table: _Element, tally: Tally) -> str:
    """The table as Markdown; its first row names the columns where the slide shows it as that and what it says lets it."""
    look = table.find(f"{_A}tblPr")
    marked = look is not None and look.get("firstRow") in _YES
    rows: list[list[grid.Span]] = []
    for row in table.iterchildren(f"{_A}tr"):
        cells = [cell for cell in row.iterchildren(f"{_A}tc") if cell.get("hMerge") not in _YES and cell.get("vMerge") not in _YES]
        texts = [" ".join(line for paragraph in cell.iter(f"{_A}p") for line in _lines(paragraph, tally)) for cell in cells]
        strong = marked and not rows and grid.are_words(texts)
        rows.append(
            [
                grid.Span(text, columns=_count(cell.get("gridSpan")), rows=_count(cell.get("rowSpan")), strong=strong)
                for cell, text in zip(cells, texts, strict=True)
            ]
        )
    return grid.table(rows)


def _count(written: str | None) -> int:
    return min(int(written), 1000) if written is not None and re.fullmatch("[1-9][0-9]{0,8}", written) else 1


def _lines(paragraph: _Element, tally: Tally) -> list[str]:
    """The lines of a paragraph as Markdown."""
    parts: list[str] = []
    for child in paragraph:
        if child.tag in (f"{_A}r", f"{_A}fld"):
            words, style = "".join(text.text or "" for text in child.iter(f"{_A}t")), child.find(f"{_A}rPr")
            if style is not None and style.get("strike", "noStrike") != "noStrike":
                tally.add("deleted", bool(words.strip()))
                continue
            shift = style.get("baseline", "0") if style is not None else "0"
            lifted = int(shift) if re.fullmatch(r"-?\d{1,7}", shift) else 0
            parts.append(f"{SUP if lifted > 0 else SUB}{words}{END}" if lifted else words)
        elif child.tag == f"{_A}br":
            parts.append("\n")
        elif (math := next(child.iter(f"{_M}oMath"), None)) is not None:
            tally.add("equations")
            parts.append(equations.linear(math))
    lines = (_SPACE.sub(" ", settle(line.replace("\x0b", " "))).strip() for line in "".join(parts).split("\n"))
    return [marks.escape(line) for line in lines if line]


def _is_hidden(shape: _Element) -> bool:
    named = next(shape.iter(f"{_P}cNvPr"), None)
    return named is not None and named.get("hidden", "0") in ("1", "true") and shape.tag != f"{_P}grpSpPr"


def _is_off(shape: _Element, size: tuple[int, int]) -> bool:
    """Whether a shape lies wholly beside its slide, where nobody sees it."""
    look = next((child for child in shape if child.tag in (f"{_P}spPr", f"{_P}grpSpPr", f"{_P}xfrm")), None)
    placed = look if look is None or look.tag == f"{_P}xfrm" else look.find(f"{_A}xfrm")
    if placed is None or not all(size):
        return False
    at, large = placed.find(f"{_A}off"), placed.find(f"{_A}ext")
    written = [at.get("x"), at.get("y"), large.get("cx"), large.get("cy")] if at is not None and large is not None else []
    if len(written) != 4 or not all(one is not None and re.fullmatch(r"-?\d{1,12}", one) for one in written):
        return False
    left, top, wide, high = (int(one) for one in written if one is not None)
    return left + wide <= 0 or top + high <= 0 or left >= size[0] or top >= size[1]
