"""OpenDocument texts (.odt): rewritten as a page of HTML in memory, and read as one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import equations, head, html_blocks, html_prepare, packed, properties
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.odt_lists import ListNumbers
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = frozenset({".odt", ".ott", ".fodt"})
MAX_DEPTH: Final = 120
_KIND: Final = "kind.opendocument"
_LOOKS: Final = ("text-properties", "paragraph-properties", "table-cell-properties")
_LEFT_OUT: Final = frozenset(
    (
        "tracked-changes",
        "annotation",
        "annotation-end",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "note-citation",
        "desc",
        "title",
    )
)


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the text as Markdown, and what the file says about itself.

    Raises:
        LoadError: not such a text, damaged, encrypted, too large, or without text.
    """
    from lxml import etree

    tally = Tally()
    try:
        if content.lstrip()[:5] == b"<?xml":
            root = packed.tree(content)
            parts, about = [root], root
        else:
            with packed.opened(content, name, kind=_KIND, needs=("content.xml",)) as archive:
                manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
                if b"encryption-data" in manifest:
                    raise LoadError("file.locked", name=name)
                root = packed.tree(archive.read("content.xml"))
                parts = [root, *(packed.tree(archive.read(one)) for one in ("styles.xml",) if one in archive.namelist())]
                about = packed.tree(archive.read("meta.xml")) if "meta.xml" in archive.namelist() else root
                formulas = {
                    one.removesuffix("/content.xml"): packed.tree(archive.read(one))
                    for one in archive.namelist()
                    if re.fullmatch(r"Object \d{1,4}/content\.xml", one)
                }
        page = _Page(parts, {} if content.lstrip()[:5] == b"<?xml" else formulas, tally)
        body = page.of(root)
    except (etree.LxmlError, *packed.BROKEN) as error:
        raise packed.damaged(name, _KIND) from error
    prepared = html_prepare.prepare(body.getparent())
    raw = html_blocks.markdown(body).rstrip() + "\n"
    if not re.search(r"\w", raw):
        raise LoadError("file.no_text", name=name)
    prepared.count(body, tally)
    title, author = _said(about, "title"), _said(about, "initial-creator") or _said(about, "creator")
    return raw, replace(head.complete(properties.stated(title, author, raw), raw), lost=tally.losses(raw))


class _Page:
    """Rewrites elements of OpenDocument as those of HTML."""

    def __init__(self, parts: list[_Element], formulas: Mapping[str, _Element], tally: Tally) -> None:
        self._formulas, self._tally = formulas, tally
        self._styles = {str(_get(one, "name")): one for part in parts for one in part.iter() if _local(one) in ("style", "list-style")}
        self._notes = 0
        outline = next((one for part in parts for one in part.iter() if _local(one) == "outline-style"), None)
        self._numbers = ListNumbers(self._styles, outline)

    def of(self, root: _Element) -> _Element:
        """Return the body of a new page with everything in it."""
        from lxml import html

        page = html.document_fromstring("<html><body></body></html>")
        body = page.find("body")
        source = next((one for one in root.iter() if _local(one) == "text" and _local(one.getparent()) == "body"), None)
        if source is not None:
            self._into(body, source, 0)
        return body

    def _into(self, target: _Element, source: _Element, depth: int) -> None:
        """Write what stands inside of `source` into `target`."""
        _append(target, source.text)
        for child in source if depth < MAX_DEPTH else ():
            self._element(target, child, depth)
            if isinstance(child.tag, str):
                _append(target, child.tail)

    def _element(self, target: _Element, source: _Element, depth: int) -> None:
        name = _local(source)
        if name in _LEFT_OUT or not name:
            return
        if name in ("p", "h"):
            level = _get(source, "outline-level") or "1"
            title = name == "h" and bool(re.fullmatch(r"\d{1,2}", level))
            made = _sub(target, f"h{min(int(level) + 1, 6)}" if title else "p")
            if title and _get(source, "is-list-header") != "true" and not any(_local(one) == "list" for one in source.iterancestors()):
                mark = self._numbers.heading(int(level))
                _append(made, f"{mark} " if mark else "")
            self._styled(made, source, depth)
        elif name in ("span", "a", "section"):
            self._styled(_sub(target, "div" if name == "section" else "span"), source, depth)
        elif name == "list":
            self._list(target, source, depth)
        elif name in ("list-item", "list-header"):
            self._into(_sub(target, "li"), source, depth + 1)
        elif name == "table":
            self._into(_sub(target, "table"), source, depth + 1)
        elif name == "table-row":
            self._into(_sub(target, "tr"), source, depth + 1)
        elif name == "table-cell":
            cell = _sub(target, "td")
            for key, other in (("number-columns-spanned", "colspan"), ("number-rows-spanned", "rowspan")):
                if span := _get(source, key):
                    cell.set(other, span)
            grounds = [_get(one, "background-color") for one in self._properties(_get(source, "style-name") or "")]
            if ground := next((one for one in grounds if one), ""):
                cell.set("style", f"background-color:{ground}")
            self._into(cell, source, depth + 1)
        elif name == "note":
            self._note(target, source, depth)
        elif name in ("s", "tab", "line-break"):
            count = _get(source, "c") or "1"
            _append(target, " " * min(int(count), 200) if name == "s" and count.isdecimal() else " ") if name != "line-break" else _sub(
                target, "br"
            )
        elif name in ("image", "object", "object-ole"):
            self._drawn(target, source)
        elif name in ("hidden-text", "hidden-paragraph"):
            self._tally.add("hidden")
        elif name == "ruby-text":
            return
        elif name != "covered-table-cell":
            self._into(target, source, depth + 1)

    def _styled(self, target: _Element, source: _Element, depth: int) -> None:
        """An element with the look that its styles give it, as far as it matters to what is read."""
        styles: list[str] = []
        inner = target
        for properties_of in self._properties(_get(source, "style-name") or ""):
            position, through = _get(properties_of, "text-position") or "", _get(properties_of, "text-line-through-style") or "none"
            shift = re.match(r"(super|sub|-?\d+)", position)
            if shift and inner is target and not position.startswith("0%"):
                low = shift[1] == "sub" or shift[1].startswith("-")
                inner = _sub(target, "sub" if low else "sup")
            if through not in ("none", ""):
                styles.append("text-decoration:line-through")
            if _get(properties_of, "display") == "none":
                styles.append("display:none")
            for key in ("font-size", "color", "background-color"):
                if value := _get(properties_of, key):
                    styles.insert(0, f"{key}:{value}")  # the nearest wins, as the last
        if styles:
            target.set("style", ";".join(styles))
        self._into(inner, source, depth + 1)

    def _properties(self, name: str) -> list[_Element]:
        """The text properties of a style and of those above it, and the ground of its paragraphs and cells, the nearest first."""
        found: list[_Element] = []
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            found += [one for one in self._styles[name] if _local(one) in _LOOKS]
            name = _get(self._styles[name], "parent-style-name") or ""
        return found

    def _list(self, target: _Element, source: _Element, depth: int) -> None:
        """A list whose items carry the numbers that are shown; a list without numbers is one of bullets."""
        name = _get(source, "style-name") or next(
            (_get(one, "style-name") or "" for one in source.iterancestors() if _local(one) == "list" and _get(one, "style-name")), ""
        )
        level = 1 + sum(_local(one) == "list" for one in source.iterancestors())
        goes_on = _get(source, "continue-numbering") == "true" or bool(_get(source, "continue-list"))
        numbered = self._numbers.begin(name, level, goes_on=goes_on)
        made = _sub(target, "ul")
        for item in source if depth < MAX_DEPTH else ():
            kind = _local(item)
            if kind not in ("list-item", "list-header"):
                continue
            written = _sub(made, "li")
            counts = numbered and kind == "list-item" and any(_local(one) in ("p", "h") for one in item)
            if counts and (mark := self._numbers.item(name, level, _get(item, "start-value"))):
                written.set(html_prepare.MARK, mark)
            self._into(written, item, depth + 1)

    def _note(self, target: _Element, source: _Element, depth: int) -> None:
        """A mark that links to a note, which `html_prepare` sets behind the paragraph."""
        self._notes += 1
        label = next(("".join(one.itertext()) for one in source if _local(one) == "note-citation"), "") or str(self._notes)
        mark = _sub(_sub(target, "sup"), "a")
        mark.set("href", f"#note{self._notes}")
        mark.text = label
        body = target.getroottree().getroot().find("body")
        note = _sub(body, "aside")
        note.set("id", f"note{self._notes}")
        for one in source:
            if _local(one) == "note-body":
                self._into(note, one, depth + 1)

    def _drawn(self, target: _Element, source: _Element) -> None:
        href = next((str(value) for key, value in source.attrib.items() if key.endswith("}href")), "").removeprefix("./")
        math = self._formulas.get(href)
        math = math if math is not None else next((one for one in source.iter() if _local(one) == "math"), None)
        if math is not None:
            self._tally.add("equations")
            _append(target, equations.linear(math))
        elif not href.startswith("ObjectReplacements"):
            self._tally.add("pictures")


def _append(target: _Element, text: str | None) -> None:
    if not text:
        return
    text = re.sub("[\U000ff0f1-\U000ff0f3]", "", text)
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _sub(target: _Element, tag: str) -> _Element:
    made = target.makeelement(tag, {})
    target.append(made)
    return made


def _local(element: _Element | None) -> str:
    return element.tag.rpartition("}")[2] if element is not None and isinstance(element.tag, str) else ""


def _get(element: _Element, name: str) -> str | None:
    """An attribute whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _said(about: _Element, name: str) -> str:
    return next(
        (" ".join("".join(one.itertext()).split()) for one in about.iter() if _local(one) == name and _local(one.getparent()) == "meta"), ""
    )
