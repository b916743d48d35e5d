"""Text that a Word file holds in parts of its own: pages and documents that were put in whole, and the words of diagrams.

Word shows both where they are named. What cannot be read is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import encoding, html, html_blocks, html_prepare, mail, marks, packed
from ragassist.ingest.load.docx_numbering import W
from ragassist.ingest.load.losses import Tally

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWN: Final = f"{W}drawing"
MAX_CHARS: Final = 20_000_000
"""So much text is put in; what would come after that is counted as left out."""


class Chunks:
    """What a document's `w:altChunk` put in. Each part is read once, however often it is named."""

    def __init__(self, document: Document, name: str, tally: Tally) -> None:
        """Read nothing yet.

        Args:
            document: that names them.
            name: of the file, for messages.
            tally: counts what was lost in them, and those that cannot be read.
        """
        self._document, self._name, self._tally = document, name, tally
        self._read: dict[str, str] = {}
        self._chars = 0

    def text(self, element: _Element) -> str:
        """Return the Markdown of what an element puts in: a page, a page saved as one file or plain text; "" for what cannot be read."""
        number = element.get(f"{_R}id", "")
        if number not in self._read:
            self._read[number] = self._part(number)
        found = self._read[number]
        self._chars += len(found)
        if not found or self._chars > MAX_CHARS:
            self._tally.add("parts_left_out")
            return ""
        return found

    def _part(self, number: str) -> str:
        from lxml import etree

        relation = self._document.part.rels.get(number)
        if relation is None or relation.is_external:
            return ""
        part = relation.target_part
        kind, suffix = str(part.content_type).lower(), str(part.partname).lower().rpartition(".")[2]
        try:
            if "html" in kind or suffix in ("htm", "html", "xhtml"):
                return _page(encoding.decode(part.blob, self._name), self._name, self._tally)
            if kind == "message/rfc822" or suffix in ("mht", "mhtml"):
                return mail.read(part.blob, f"{self._name}.mht")[0].rstrip()
            if kind == "text/plain" or suffix == "txt":
                lines = encoding.decode(part.blob, self._name).splitlines()
                return "\n\n".join(marks.escape(line.strip()) for line in lines if line.strip())
        except (LoadError, etree.LxmlError, *packed.BROKEN):
            return ""
        return ""


def set_diagrams(document: Document, body: _Element, tally: Tally) -> None:
    """Put the words of each diagram into a text box where it is drawn, one paragraph for each of its shapes; charts are pictures.

    A diagram that is drawn twice is written where it stands first.
    """
    from lxml import etree

    tally.add("pictures", sum(1 for drawing in body.iter(_DRAWN) if next(drawing.iter(_CHART), None) is not None))
    seen: set[str] = set()
    for named in list(body.iter(f"{_DIAGRAM}relIds")):
        drawing, number = next(named.iterancestors(_DRAWN), None), named.get(f"{_R}dm", "")
        relation = document.part.rels.get(number)
        if drawing is None or relation is None or relation.is_external or number in seen:
            continue
        seen.add(number)
        box = body.makeelement(f"{W}txbxContent", {})
        try:
            shapes = list(_shapes(packed.tree(relation.target_part.blob)))
        except etree.LxmlError:
            tally.add("parts_left_out")
            continue
        for text in shapes:
            paragraph = body.makeelement(f"{W}p", {})
            run, word = body.makeelement(f"{W}r", {}), body.makeelement(f"{W}t", {})
            word.text = text
            run.append(word)
            paragraph.append(run)
            box.append(paragraph)
        if len(box):
            drawing.append(box)


def _shapes(model: _Element) -> Iterator[str]:
    """The words of each shape that has any, in the order of the diagram's list."""
    for point in model.iter(f"{_DIAGRAM}pt"):
        lines = ("".join(word.text or "" for word in paragraph.iter(f"{_A}t")) for paragraph in point.iter(f"{_A}p"))
        text = " ".join(line.strip() for line in lines if line.strip())
        if text and point.get("type", "node") in ("node", "asst"):
            yield text


def _page(text: str, name: str, tally: Tally) -> str:
    tree = html.parsed(text, name)
    prepared = html_prepare.prepare(tree)
    body = tree.find("body")
    if body is None:
        return ""
    prepared.count(body, tally)
    return html_blocks.markdown(body)
