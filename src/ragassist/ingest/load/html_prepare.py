"""A page as its reader sees it: hidden and deleted text out, equations in a line, marks of notes linked, numbers of lists written.

The tree is changed in place, before its blocks are written as Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import equations
from ragassist.ingest.load.docx_numbering import written
from ragassist.ingest.load.html_hidden import is_gone, is_struck
from ragassist.ingest.load.html_look import Look, declared, look_of, of_page
from ragassist.ingest.load.html_sheet import Sheet
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import END, SUB, SUP
from ragassist.lang.zh import HAN
from ragassist.types import LossKind

if TYPE_CHECKING:
    from lxml.etree import _Element

MARK: Final = "data-mark"
"""The attribute that holds what stands before an item of a numbered list."""
_NEVER_TEXT: Final = frozenset(("script", "style", "noscript", "template", "head", "title", "meta", "link", "input", "svg"))
_CELLS: Final = frozenset(("td", "th"))
_READINGS: Final = frozenset(("rt", "rp", "rtc"))
_BLOCKS: Final = frozenset(
    ("p", "li", "td", "th", "div", "section", "article", "body", "blockquote", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption")
)
_HOLDERS: Final = frozenset(("table", "ul", "ol", "dl"))
_NOTE_LINK: Final = re.compile(r"note|fn|_ftn|_edn|^cite|^ref|bib|zhu", re.IGNORECASE)
_LABEL: Final = re.compile(r"[\[［(（〔【]?\s?(?:注|註)?\s?([\d*†‡①-⑳a-zivx]{1,5})\s?[\]］)）〕】]?", re.IGNORECASE)
_BACK: Final = re.compile(r"^[↩↑⏎^\ufe0e\s]*|[↩↑⏎\ufe0e\s]*$")
_OWN_LABEL: Final = re.compile(
    r"^(?:[\[［(（〔【]\s?(?:注|註)?\s?(?:\d{1,3}|[*†‡①-⑳]|[a-z])\s?[\]］)）〕】]|(?:注|註)\s?\d{0,3}[:：.．、]|\d{1,3}[.．、:：](?!\d)|[*†‡①-⑳])[.．、:：]?\s*"
)
"""A mark that a note begins with and that nothing else begins with; of a bare number only the note's own mark is one."""
_LIST_FORMS: Final = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "decimal-leading-zero": "decimalZero",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified", "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-heavenly-stem": "ideographTraditional", "cjk-decimal": "chineseCounting",
}  # fmt: skip
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
MAX_NOTES: Final = 5000


@dataclass(slots=True)
class Prepared:
    """What was taken out of the tree, and from under which element."""

    taken: list[tuple[LossKind, _Element]] = field(default_factory=list)

    def count(self, place: _Element, tally: Tally) -> None:
        """Count what was taken from inside of `place`, and its pictures."""
        inside = set(place.iter())
        for kind, parent in self.taken:
            if parent in inside:
                tally.add(kind)
        tally.add("pictures", sum(_is_picture(image) for image in place.iter("img")))


def prepare(tree: _Element) -> Prepared:
    """Change the tree of a page into what its reader sees."""
    done = Prepared()
    _close_readings(tree)
    _settle_equations(tree, done)
    _take_out(tree, done)
    _link_notes(tree, done)
    for name, *marks in (("sup", SUP, END), ("sub", SUB, END), ("q", "“", "”")):
        for element in list(tree.iter(name)):
            _wrap(element, *marks)
    sheet = Sheet.of(tree)
    for ordered in tree.iter("ol"):
        _number(ordered, sheet)
    return done


def _close_readings(tree: _Element) -> None:
    """Take out of a reading what follows it: its end may be left unwritten, and the parser puts the next character inside."""
    for element in list(tree.iter(*_READINGS)):
        inside = [at for at, child in enumerate(element) if child.tag in ("rb", "rtc") or (child.tag in _READINGS and element.tag != "rtc")]
        parent = element.getparent()
        if not inside or parent is None:
            continue
        moved = list(element)[inside[0] :]
        tail, element.tail = element.tail, None
        for at, child in enumerate(moved, start=parent.index(element) + 1):
            parent.insert(at, child)
        moved[-1].tail = (moved[-1].tail or "") + (tail or "") or None


def _take_out(tree: _Element, done: Prepared) -> None:
    sheet = Sheet.of(tree)
    gone: set[_Element] = set()
    unseen = _Unseen(done)
    for element in list(tree.iter()):
        if element in gone or not isinstance(element.tag, str):
            continue
        style = declared(sheet.style(element))
        above = unseen.look(element.getparent())
        if element.getparent() is None or element.tag in ("html", "body"):
            unseen.looks[element] = of_page(element, style, above)
            continue
        if element.tag in _READINGS:
            gone.update(element.iter())
            element.drop_tree()
            continue
        if element.tag in _NEVER_TEXT:
            gone.update(element.iter())
            continue
        late = element.get("id") == "js_content"  # WeChat hides the article until its script has run
        kind: LossKind | None = "deleted" if is_struck(element, style) else "hidden" if is_gone(element, style) and not late else None
        if kind is not None:
            gone.update(element.iter())
            if re.search(r"\w", "".join(element.itertext())) and not above.hides:
                done.taken.append((kind, element.getparent()))
            element.drop_tree()
            continue
        look = look_of(element, style, above)
        unseen.take(element, replace(look, visible=True) if late else look, above)
    unseen.settle()


class _Unseen:
    """The text that is hidden where it stands while elements in it may be shown, and the elements that hold nothing else."""

    def __init__(self, done: Prepared) -> None:
        self.looks: dict[_Element, Look] = {}
        self._done = done
        self._outer: dict[_Element, _Element] = {}
        """Of an element that hides its text, the outermost of those right above it that do."""
        self._emptied: dict[_Element, None] = {}

    def look(self, element: _Element | None) -> Look:
        return self.looks.get(element, Look()) if element is not None else Look()

    def take(self, element: _Element, look: Look, above: Look) -> None:
        """Take from an element the text that stands right in it, where that cannot be seen."""
        self.looks[element] = look
        if not look.hides:
            return
        parent = element.getparent()
        outer = self._outer[element] = self._outer.get(parent, element) if above.hides and parent is not None else element
        words = [element.text or "", *(child.tail or "" for child in element)]
        element.text = None
        for child in element:
            child.tail = None
        if re.search(r"\w", "".join(words)):
            self._emptied[outer] = None

    def settle(self) -> None:
        """Count what was taken, and drop the elements in which nothing is left to see; a cell of a table keeps its place."""
        for outer in self._emptied:
            parent = outer.getparent()
            if parent is None:
                continue
            self._done.taken.append(("hidden", parent))
            if outer.tag not in _CELLS and not re.search(r"\w", "".join(outer.itertext())):
                outer.drop_tree()


def _settle_equations(tree: _Element, done: Prepared) -> None:
    for shown in tree.xpath("//*[contains(@class, 'katex-html')] | //*[contains(@class, 'mjx-assistive-mml')]"):
        if (
            "katex-html" in shown.get("class", "")
            and shown.getparent() is not None
            and next(shown.getparent().iter("math"), None) is not None
        ):
            shown.drop_tree()
    for math in list(tree.iter("math")):
        text = equations.linear(math)
        parent = math.getparent()
        if parent is None:
            continue
        for child in list(math):
            math.remove(child)
        math.tag, math.text = "span", text
        for name in list(math.attrib):
            del math.attrib[name]
        done.taken.append(("equations", parent))


def _link_notes(tree: _Element, done: Prepared) -> None:
    """Drop the marks that lead to a note on the same page, and set each note behind the paragraph that its first mark stands in."""
    targets = {element.get("id") or element.get("name"): element for element in tree.xpath("//*[@id or @name]")}
    behind: dict[_Element, _Element] = {}
    seen: set[str] = set()
    for link in list(tree.iter("a"))[: 4 * MAX_NOTES]:
        href, target = link.get("href", ""), None
        if href.startswith("#"):
            target = targets.get(href[1:])
        if target is None or not _leads_to_note(link, href):
            continue
        label = _LABEL.fullmatch("".join(link.itertext()).strip())
        block = _block_of(link)
        note = _note_of(target)
        if label is None or block is None or note is None or block is note or note in set(block.iterancestors()):
            continue
        raised = link.getparent() if link.getparent() is not None and link.getparent().tag == "sup" else link
        if len("".join(raised.itertext()).strip()) > len("".join(link.itertext()).strip()) + 2:
            raised = link
        raised.drop_tree()
        if href in seen or len(seen) >= MAX_NOTES:
            continue
        seen.add(href)
        text = _note_text(note, label[1])
        if not re.search(r"\w", text):
            continue
        paragraph = note.makeelement("p", {})
        paragraph.text = (
            f"{'注' if re.search(f'[{HAN}]', text) else 'Note '}{label[1]}{'：' if re.search(f'[{HAN}]', text) else ': '}{text}"
        )
        anchor = behind.get(block, block)
        holder = anchor.getparent()
        if holder is None:
            continue
        holder.insert(holder.index(anchor) + 1, paragraph)
        behind[block] = paragraph
        done.taken.append(("notes", block))
        note.drop_tree()


def _leads_to_note(link: _Element, href: str) -> bool:
    said = " ".join(str(link.get(name, "")) for name in ("class", "role", "rel", "epub:type", "{http://www.idpf.org/2007/ops}type"))
    parent = link.getparent()
    raised = (parent is not None and parent.tag == "sup") or next(link.iter("sup"), None) is not None
    return raised or bool(_NOTE_LINK.search(said)) or bool(_NOTE_LINK.search(href))


def _block_of(element: _Element) -> _Element | None:
    """What a note may stand behind: the paragraph, or the whole table or list around it."""
    found = next((one for one in element.iterancestors() if one.tag in _BLOCKS), None)
    outer = [one for one in element.iterancestors() if one.tag in _HOLDERS]
    return outer[-1] if outer else found


def _note_of(target: _Element) -> _Element | None:
    if target.tag in ("li", "p", "div", "aside", "dd", "section", "td"):
        return target
    return next((one for one in target.iterancestors() if one.tag in ("li", "p", "div", "aside", "dd", "tr")), None)


def _note_text(note: _Element, label: str) -> str:
    for link in list(note.iter("a")):
        words = "".join(link.itertext()).strip()
        if link.get("href", "").startswith("#") and (not words or not re.search(r"[^\W\d_]{2}", words)):
            link.drop_tree()
    text = " ".join("".join(note.itertext()).split())
    text = _BACK.sub("", text)
    bare = re.match(rf"{re.escape(label)}(?![0-9A-Za-z%.,])\s*", text)
    return (text[bare.end() :] if bare else _OWN_LABEL.sub("", text, count=1)).strip()


def _wrap(element: _Element, before: str, behind: str) -> None:
    element.text, element.tail = before + (element.text or ""), behind + (element.tail or "")


def _number(ordered: _Element, sheet: Sheet) -> None:
    """Write before each item of a list what the browser shows there."""
    items = list(ordered.iterchildren("li"))
    style = _LIST_STYLE.findall(sheet.style(ordered))
    named = style[-1].lower() if style else ordered.get("type", "1")
    if named == "none":
        return
    form = _LIST_FORMS.get(named, "decimal")
    backwards = ordered.get("reversed") is not None
    count = _whole(ordered.get("start"), len(items) if backwards else 1)
    for item in items:
        count = _whole(item.get("value"), count)
        chinese = form.startswith(("chinese", "ideograph"))
        item.set(MARK, f"{written(count, form)}{'、' if chinese else '.'}")
        count += -1 if backwards else 1


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text.strip()) else default


def _is_picture(image: _Element) -> bool:
    """Whether a picture may show text: not a line, a spacer or an icon."""
    sizes = [_whole((image.get(name) or "").removesuffix("px"), 1000) for name in ("width", "height", "data-w")]
    return min(sizes) > 60 and any(image.get(name) for name in ("src", "data-src", "data-original"))
