"""A Word body as its reader sees it: hidden and deleted text out, equations in a line, notes and text boxes behind their paragraph.

The tree is changed in place, before its blocks are written as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import docx_fields, equations
from ragassist.ingest.load.docx_numbering import W
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import END, SUB, SUP
from ragassist.lang.zh import HAN
from ragassist.types import LossKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_VML_IMAGE: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_DELETED: Final = frozenset({f"{W}del", f"{W}moveFrom", f"{_MC}Fallback"})
_PAPER: Final = ("background1", "light1")
"""Theme colours that are white on paper."""
_TINY_HALF_POINTS: Final = 4
_MARKERS: Final = {
    "black": "000000", "blue": "0000ff", "cyan": "00ffff", "green": "00ff00", "magenta": "ff00ff", "red": "ff0000", "yellow": "ffff00",
    "white": "ffffff", "darkblue": "000080", "darkcyan": "008080", "darkgreen": "008000", "darkmagenta": "800080", "darkred": "800000",
    "darkyellow": "808000", "darkgray": "808080", "lightgray": "c0c0c0",
}  # fmt: skip
"""What Word's highlighters put behind text."""
_OFF: Final = frozenset({"0", "false", "off", "none"})
_SYMBOLS: Final = {
    "F0B0": "°",
    "F0B1": "±",
    "F0B4": "×",
    "F0B8": "÷",
    "F0A3": "≤",
    "F0B3": "≥",
    "F06D": "μ",
    "F0FC": "✓",
    "F0A8": "□",
    "F0FE": "☑",
}


def prepare(body: _Element, styles: Mapping[str, _Element], notes: Mapping[str, _Element], tally: Tally) -> None:
    """Change the tree of a document's body into what its reader sees.

    Args:
        body: `w:body`.
        styles: the document's styles by their id.
        notes: `w:footnote` and `w:endnote` elements by "footnote:ID" and "endnote:ID".
        tally: counts what is taken out.
    """
    _take_out_deleted(body, tally)
    docx_fields.take_out_prompts(body)
    docx_fields.settle_fields(body, tally)
    for math in list(body.iter(f"{_M}oMath")):
        if next(math.iterancestors(f"{_M}oMath"), None) is None:
            _replace(math, equations.linear(math), tally)
    runs = _Runs(styles)
    for run in list(body.iter(f"{W}r")):
        _settle(run, runs, tally)
    tally.add("pictures", sum(1 for _ in body.iter(_PICTURE, _VML_IMAGE)))
    tally.add("pictures", sum(1 for found in body.iter(f"{W}object") if next(found.iter(_VML_IMAGE), None) is None))
    _move_boxes(body)
    if notes:
        _set_notes(body, notes, runs, tally)


def _take_out_deleted(body: _Element, tally: Tally) -> None:
    for element in list(body.iter(*_DELETED)):
        parent = element.getparent()
        if parent is None or parent.tag in (f"{W}rPr", f"{W}trPr", f"{W}tcPr"):  # there it says that a paragraph's end or a row was deleted
            continue
        if element.tag != f"{_MC}Fallback" and any((text.text or "").strip() for text in element.iter(f"{W}delText", f"{W}t")):
            tally.add("deleted")
        parent.remove(element)
    for words in docx_fields.deleted_cells(body):
        _empty(words, "deleted", tally)
    for row in list(body.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None and row.getparent() is not None:
            tally.add("deleted")
            row.getparent().remove(row)
    for paragraph in list(body.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:
            continue
        after = paragraph.getnext()  # its end was deleted: it goes on in the next one
        if after is not None and after.tag == f"{W}p":
            at = 1 if after.find(f"{W}pPr") is not None else 0
            for child in reversed([child for child in paragraph if child.tag != f"{W}pPr"]):
                after.insert(at, child)
            paragraph.getparent().remove(paragraph)


def _replace(math: _Element, text: str, tally: Tally) -> None:
    parent = math.getparent()
    if parent is None:
        return
    tally.add("equations")
    parent.replace(math, _run(math, text))


def _run(like: _Element, text: str) -> _Element:
    run = like.makeelement(f"{W}r", {})
    word = like.makeelement(f"{W}t", {})
    word.text = text
    run.append(word)
    return run


class _Runs:
    """What a run's own properties and those of its styles say, the nearest first."""

    def __init__(self, styles: Mapping[str, _Element]) -> None:
        self._styles = styles

    def properties(self, run: _Element) -> list[_Element]:
        """Return the `w:rPr` elements that hold for a run."""
        own = run.find(f"{W}rPr")
        found = [own] if own is not None else []
        if own is not None and (style := own.find(f"{W}rStyle")) is not None:
            found += self._of_style(style.get(f"{W}val", ""))
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
        return found + (self._of_style(style.get(f"{W}val", "")) if style is not None else [])

    def _of_style(self, name: str) -> list[_Element]:
        found: list[_Element] = []
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            properties, based = self._styles[name].find(f"{W}rPr"), self._styles[name].find(f"{W}basedOn")
            found += [properties] if properties is not None else []
            name = based.get(f"{W}val", "") if based is not None else ""
        return found

    def value(self, properties: list[_Element], name: str) -> str | None:
        """Return the nearest value of a property: "1" for one that is merely there, None where nothing says anything."""
        for element in properties:
            found = element.find(f"{W}{name}")
            if found is not None:
                return str(found.get(f"{W}val", "1"))
        return None

    def is_on(self, properties: list[_Element], name: str) -> bool:
        """Return whether a property that is on or off is on."""
        value = self.value(properties, name)
        return value is not None and value not in _OFF


def _settle(run: _Element, runs: _Runs, tally: Tally) -> None:
    """Mark raised and lowered words, and take out what nobody sees."""
    for ruby in list(run.iter(f"{W}ruby")):
        for reading in list(ruby.iterchildren(f"{W}rt")):
            ruby.remove(reading)
    for symbol in list(run.iterchildren(f"{W}sym")):
        symbol.tag, symbol.text = f"{W}t", _SYMBOLS.get(symbol.get(f"{W}char", "").upper(), "")
    properties = runs.properties(run)
    if not properties:
        return
    words = [word for word in run.iter(f"{W}t") if next(word.iterancestors(f"{W}r"), None) is run]
    said = "".join(word.text or "" for word in words)
    if runs.is_on(properties, "strike") or runs.is_on(properties, "dstrike"):
        _empty(words, "deleted", tally)
        return
    if runs.is_on(properties, "vanish") or runs.is_on(properties, "specVanish") or _is_invisible(run, properties, runs):
        _empty(words, "hidden", tally)
        return
    place = runs.value(properties, "vertAlign") or ""
    lifted = runs.value(properties, "position") or "0"
    if place not in ("superscript", "subscript") and re.fullmatch(r"-?\d{1,3}", lifted) and abs(int(lifted)) >= 4 and len(said) <= 12:
        place = "superscript" if int(lifted) > 0 else "subscript"
    if place in ("superscript", "subscript") and words:
        words[0].text = (SUP if place == "superscript" else SUB) + (words[0].text or "")
        words[-1].text = (words[-1].text or "") + END


def _is_invisible(run: _Element, properties: list[_Element], runs: _Runs) -> bool:
    size = runs.value(properties, "sz") or ""
    if size.isdecimal() and int(size) <= _TINY_HALF_POINTS:
        return True
    colour = (runs.value(properties, "color") or "").lower()
    named = next((found for element in properties if (found := element.find(f"{W}color")) is not None), None)
    if named is not None and named.get(f"{W}themeColor") in _PAPER and named.get(f"{W}themeShade") is None:
        colour = "ffffff"
    shaded = [element.find(f"{W}shd") for element in properties] + [
        element.find(path) for element in run.iterancestors(f"{W}p", f"{W}tc") for path in (f"{W}pPr/{W}shd", f"{W}tcPr/{W}shd")
    ]
    fills = [element.get(f"{W}fill", "auto").lower() for element in shaded if element is not None]
    marker = runs.value(properties, "highlight") or "none"
    ground = _MARKERS.get(marker.lower(), next((fill for fill in fills if fill != "auto"), ""))
    if ground and colour == ground:
        return True
    if not re.fullmatch(r"f[a-f0-9]f[a-f0-9]f[a-f0-9]", colour) or min(colour[1::2]) < "a":
        return False
    table = next(run.iterancestors(f"{W}tbl"), None)  # its style may colour the cells
    return all(fill in ("auto", "ffffff") for fill in fills) and table is None and marker in ("none", "white")


def _empty(words: list[_Element], kind: LossKind, tally: Tally) -> None:
    if any(re.search(r"\w", word.text or "") for word in words):
        tally.add(kind)
    for word in words:
        word.text = ""


def _move_boxes(body: _Element) -> None:
    """The paragraphs of text boxes behind the paragraph, or the table, that they stand in."""
    for box in list(body.iter(f"{W}txbxContent")):
        if next(box.iterancestors(f"{W}txbxContent"), None) is not None:
            continue
        anchor = _outermost(box, body)
        if anchor is None:
            continue
        at = body_index(anchor)
        for content in reversed(list(box)):
            anchor.getparent().insert(at, content)
        box.getparent().remove(box)


def _outermost(element: _Element, body: _Element) -> _Element | None:
    """The paragraph or table of the body itself that an element stands in."""
    found: _Element | None = None
    for ancestor in element.iterancestors():
        if ancestor is body:
            break
        if ancestor.tag in (f"{W}p", f"{W}tbl"):
            found = ancestor
    return found


def body_index(anchor: _Element) -> int:
    """Return where in its parent the place behind an element is."""
    return int(anchor.getparent().index(anchor)) + 1


def _set_notes(body: _Element, notes: Mapping[str, _Element], runs: _Runs, tally: Tally) -> None:
    """Each note as a paragraph of its own behind the paragraph or table that its mark stands in, numbered as Word numbers them."""
    counts = {"footnote": 0, "endnote": 0}
    behind: dict[_Element, _Element] = {}
    seen: set[_Element] = set()
    for reference in list(body.iter(f"{W}footnoteReference", f"{W}endnoteReference")):
        kind = reference.tag.removeprefix(W).removesuffix("Reference")
        note = notes.get(f"{kind}:{reference.get(f'{W}id', '')}")
        anchor = _outermost(reference, body)
        if note is None or anchor is None or note in seen:
            continue
        seen.add(note)
        custom = reference.get(f"{W}customMarkFollows", "0") not in _OFF
        counts[kind] += not custom
        _take_out_deleted(note, tally)
        for run in note.iter(f"{W}r"):
            _settle(run, runs, tally)
        text = " ".join("".join(word.text or "" for word in note.iter(f"{W}t")).split())
        if not re.search(r"\w", text):
            continue
        is_chinese = bool(re.search(f"[{HAN}]", text))
        label = f"{'注' if is_chinese else 'Note '}{'' if custom else counts[kind]}".rstrip() + ("：" if is_chinese else ": ")
        paragraph = anchor.makeelement(f"{W}p", {})
        paragraph.append(_run(anchor, label + text))
        last = behind.get(anchor, anchor)
        last.getparent().insert(body_index(last), paragraph)
        behind[anchor] = paragraph
        tally.add("notes")
