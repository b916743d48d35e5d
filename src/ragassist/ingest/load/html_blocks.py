"""The elements of an HTML page as Markdown: headings, paragraphs, lists and tables, with nothing that only a browser needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import grid, marks
from ragassist.ingest.load.html_prepare import MARK
from ragassist.ingest.load.raised import settle

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED: Final = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "nav", "header", "footer", "aside", "form"),
        *("button", "select", "option", "input", "textarea", "svg", "canvas", "iframe", "object", "embed"),
        *("audio", "video", "img", "mpvoice", "mp-common-profile", "mp-style-type", "qqmusic"),
    )
)
_BLOCKS: Final = frozenset(
    (
        *("address", "article", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "hgroup", "hr", "html", "li", "main", "ol", "p", "pre", "section"),
        *("summary", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "tbody", "thead"),
        *("tfoot", "caption"),
    )
)
_ENDED = re.compile(r"[。；，、：！？;,:.!?]$")
_WIDE = re.compile(r"[\u2e80-\uffef]$")
_BOLD: Final = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_MAX_ROWS: Final = 10_000
_SPACE: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_BREAK: Final = "\x00"


def markdown(root: _Element) -> str:
    """Return what stands in `root`, a blank line between blocks, items of a list on lines of their own; empty for a page without text."""
    parts: list[str] = []
    last = ""
    for kind, text in _blocks(root, list_depth=0):
        if parts:
            parts.append("\n" if kind == last == "item" else "\n\n")
        parts.append(text)
        last = kind
    return "".join(parts)


def _blocks(element: _Element, *, list_depth: int) -> Iterator[tuple[str, str]]:
    """Kind and Markdown of each block in order: `text`, `heading`, `item` or `table`."""
    words: list[str] = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            words.append(_BREAK)
        elif tag and tag not in _SKIPPED:
            if tag in _BLOCKS or _holds_block(child):
                yield from _text(words)
                words = []
                yield from _block(child, tag, list_depth=list_depth)
            else:
                words.append(_inline(child))
        words.append(child.tail or "")
    yield from _text(words)


def _block(element: _Element, tag: str, *, list_depth: int) -> Iterator[tuple[str, str]]:
    if re.fullmatch("h[1-6]", tag):
        text = " ".join(_lines(_inline(element)))
        if text:
            yield "heading", marks.heading(text, int(tag[1]))
    elif tag == "table":
        yield from _table(element, list_depth=list_depth)
    elif tag == "li":
        first = True
        for kind, text in _blocks(element, list_depth=list_depth + 1):
            yield ("item", f"{_mark(element, list_depth)} {text}") if first and kind == "text" else (kind, text)
            first = False
    elif tag == "dl" and _is_of_terms(element):
        yield from _terms(element, list_depth=list_depth)
    elif tag == "pre":
        for line in settle(_inline(element).replace(_BREAK, "\n")).splitlines():
            yield from _text([line])
    else:
        yield from _blocks(element, list_depth=list_depth)


def _terms(element: _Element, *, list_depth: int) -> Iterator[tuple[str, str]]:
    """A list of terms: each with what it means on one line, or with the items of what it means below it."""
    for group in _groups(element):
        terms = "、".join(" ".join(_lines(_inline(one))) for one in group if one.tag == "dt")
        meanings = [one for one in group if one.tag == "dd"]
        blocks = [list(_blocks(one, list_depth=list_depth)) for one in meanings]
        if not terms or not any(blocks):
            yield from ([("text", terms)] if terms else [block for one in blocks for block in one])
            continue
        joint = "：" if _WIDE.search(terms) else ": "
        terms = terms if _ENDED.search(terms) else f"{terms}{joint}"
        if len(blocks) == 1 and blocks[0][0][0] == "text":
            yield "text", terms + blocks[0][0][1]
            yield from blocks[0][1:]
            continue
        yield "text", terms.rstrip()
        for one in blocks:
            yield from (
                (("item", f"{'  ' * list_depth}- {text}") if not at and kind == "text" else (kind, text))
                for at, (kind, text) in enumerate(one)
            )


def _is_of_terms(element: _Element) -> bool:
    """Whether nothing stands in a list of terms but terms and what they mean."""
    if "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        return False
    tags = [child.tag for child in element if isinstance(child.tag, str)]
    inner = [child for child in element if child.tag == "div"]
    return all(tag in ("dt", "dd", "div", "script", "template") for tag in tags) and all(_is_of_terms(one) for one in inner)


def _groups(element: _Element) -> Iterator[list[_Element]]:
    """The terms of a list with what follows each, those within a `div` of their own too."""
    group: list[_Element] = []
    for child in element:
        if child.tag == "div":
            yield from ([group] if group else [])
            group = []
            yield from _groups(child)
        elif child.tag in ("dt", "dd"):
            if child.tag == "dt" and any(one.tag == "dd" for one in group):
                yield group
                group = []
            group.append(child)
    if group:
        yield group


def _mark(item: _Element, depth: int) -> str:
    """What stands before an item: its number as the browser shows it, or a bullet, set in by how deep its list is."""
    return f"{'  ' * depth}{item.get(MARK) or '-'}"


def _table(element: _Element, *, list_depth: int, named: str = "") -> Iterator[tuple[str, str]]:
    """A table, and behind it the tables that stand in its cells, each under the label of its row; `named` is what a table is under."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
    spans = [_spans(row) for row in rows]
    inner = [(row, table) for row in rows for cell in row.iterchildren("td", "th") for table in _tables_in(cell)]
    found = element.find("caption")
    caption = " ".join([named, *(_lines(_inline(found)) if found is not None else ())]).strip()
    if grid.lays_out(spans, len(inner)):
        yield from _text([caption])
        for row in rows:
            for cell in row.iterchildren("td", "th"):
                yield from _blocks(cell, list_depth=list_depth)
        return
    text = grid.table(spans, caption)
    if text:
        yield "table", text
    for row, table in inner:
        label = next((cell for cell in row.iterchildren("td", "th") if _cell(cell)), None)
        holds = label is not None and next(_tables_in(label), None) is not None
        yield from _table(table, list_depth=list_depth, named="" if label is None or holds else _cell(label))


def _tables_in(cell: _Element) -> Iterator[_Element]:
    """The tables that stand in a cell, those in their cells left out."""
    for table in cell.iter("table"):
        if next(table.iterancestors("td", "th"), None) is cell:
            yield table


def _spans(row: _Element) -> list[grid.Span]:
    parent = row.getparent()
    named = parent is not None and parent.tag == "thead"
    return [
        grid.Span(
            _cell(cell),
            columns=_count(cell.get("colspan", "1"), grid.MAX_COLUMNS),
            rows=_count(cell.get("rowspan", "1"), _MAX_ROWS),
            head=named or (cell.tag == "th" and cell.get("scope", "") not in ("row", "rowgroup")),
            strong=_is_strong(cell),
        )
        for cell in row.iterchildren("td", "th")
    ]


def _cell(cell: _Element) -> str:
    """What a cell says on one line, but for tables in it.

    The items of a list stay apart, which a blank between Chinese characters would not show.
    """
    lines = _lines(_inline(cell, tables=False))
    if next(cell.iter("li"), None) is None:
        return " ".join(lines)
    return "".join(
        line if line is lines[-1] else line + (" " if _ENDED.search(line) else "；" if _WIDE.search(line) else "; ") for line in lines
    )


def _count(written: str, most: int) -> int:
    """How many columns or rows a cell covers; 1 for what is no number."""
    written = written.strip()
    return min(int(written), most) if written.isdecimal() and written.isascii() and len(written) < 9 else 1


def _is_strong(cell: _Element) -> bool:
    """Whether all text of the cell is bold."""
    if _BOLD.search(cell.get("style", "")):
        return True
    own = "".join([cell.text or "", *(child.tail or "" for child in cell)])
    children = [child for child in cell if isinstance(child.tag, str) and "".join(child.itertext()).strip()]
    return not own.strip() and bool(children) and all(child.tag in ("b", "strong") or _is_strong(child) for child in children)


def _holds_block(element: _Element) -> bool:
    return any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in element.iter())


def _inline(element: _Element, *, tables: bool = True) -> str:
    """All text of an element, that of tables in it on demand; block ends and breaks become breaks."""
    parts = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br" or (tag == "table" and not tables):
            parts.append(_BREAK)
        elif tag and tag not in _SKIPPED:
            inner = _inline(child, tables=tables)
            parts.append(_BREAK + inner + _BREAK if tag in _BLOCKS else inner)
        parts.append(child.tail or "")
    return "".join(parts)


def _lines(text: str) -> list[str]:
    lines = (_SPACE.sub(" ", settle(line)).strip() for line in text.split(_BREAK))
    return [marks.escape(line) for line in lines if line.strip("\u200b\ufeff \u3000")]


def _text(words: list[str]) -> Iterator[tuple[str, str]]:
    for line in _lines("".join(words)):
        yield "text", line
