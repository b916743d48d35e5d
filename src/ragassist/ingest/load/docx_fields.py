"""What Word keeps in a file besides its text: the code of fields, prompts of empty forms, boxes to be ticked. The tree is changed in place.

A field whose code holds another field shows the outer one's result only; what stands in its code is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ragassist.ingest.load import eq_fields
from ragassist.ingest.load.docx_numbering import W
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import MARKS

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFF: Final = frozenset({"0", "false", "off"})
_TICKED, _EMPTY = "☑", "☐"


@dataclass(slots=True)
class _Field:
    """A complex field that has begun: its paragraph, and the words of its code so far."""

    begin: _Element
    paragraph: _Element | None
    code: list[_Element] = field(default_factory=list)
    said: str = ""
    """Its code, that of fields inside of it left out."""
    in_code: bool = True
    is_whole: bool = True
    """Whether its code keeps to one paragraph, as Word writes it; of any other nothing is taken."""


def settle_fields(body: _Element, tally: Tally) -> None:
    """Take out the words in the code of fields, and write what equations of fields and boxes to be ticked show.

    A field that does not end keeps everything.
    """
    open_fields: list[_Field] = []
    for element in list(body.iter(f"{W}fldChar", f"{W}t", f"{W}instrText")):
        if element.tag != f"{W}fldChar":
            if open_fields and open_fields[-1].in_code:
                open_fields[-1].said += element.text or ""
            for one in open_fields if element.tag == f"{W}t" else ():
                if one.in_code:
                    one.code.append(element)
                    one.is_whole &= next(element.iterancestors(f"{W}p"), None) is one.paragraph
            continue
        kind = element.get(f"{W}fldCharType", "")
        if kind == "begin":
            open_fields.append(_Field(element, next(element.iterancestors(f"{W}p"), None)))
        elif kind == "separate" and open_fields:
            open_fields[-1].in_code = False
        elif kind == "end" and open_fields:
            ended = open_fields.pop()
            for word in ended.code if ended.is_whole else ():
                word.text = ""
            _tick(ended.begin)
            if eq_fields.is_equation(ended.said):
                _write_equation(ended, tally)


def take_out_prompts(body: _Element) -> None:
    """Take out what an empty content control asks to be filled in with."""
    for control in list(body.iter(f"{W}sdt")):
        prompt = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        if prompt is None or prompt.get(f"{W}val", "1") in _OFF:
            continue
        for content in control.iterchildren(f"{W}sdtContent"):
            for word in content.iter(f"{W}t"):
                word.text = ""


def deleted_cells(body: _Element) -> Iterator[list[_Element]]:
    """Yield the words of each cell that was deleted with changes tracked. Its place in the row stays."""
    for cell in body.iter(f"{W}tc"):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            yield list(cell.iter(f"{W}t"))


def _tick(begin: _Element) -> None:
    box = begin.find(f"{W}ffData/{W}checkBox")
    run = begin.getparent()
    if box is None or run is None:
        return
    states = [box.find(f"{W}{name}") for name in ("checked", "default")]
    state = next((found for found in states if found is not None), None)
    word = run.makeelement(f"{W}t", {})
    word.text = _TICKED if state is not None and state.get(f"{W}val", "1") not in _OFF else _EMPTY
    run.append(word)


def _write_equation(ended: _Field, tally: Tally) -> None:
    """What the field shows, where it begins; Word draws it anew and keeps no result."""
    run = ended.begin.getparent()
    shown = eq_fields.shown(ended.said)
    if run is None or not shown:
        return
    word = run.makeelement(f"{W}t", {})
    word.text = shown
    run.append(word)
    tally.add("equations", bool(re.search(f"[/√∫{MARKS}]", shown)))
