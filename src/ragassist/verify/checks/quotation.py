"""Quotation: a claim that is a piece of the evidence word for word, unless what was cut off turns it round."""

from __future__ import annotations

import re

from ragassist.text.script import without_space, word_count
from ragassist.types import Finding
from ragassist.verify.finding import against, speaks_for
from ragassist.verify.predicates import negations
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Scope

LEAST = 4
"""Characters or words below which a piece of a text says nothing by itself."""
_TURNED = re.compile(
    r"(?:如果|假如|倘若|(?<![倪比诸有宛恍般自])若(?!干)|据传|谣传|误以为|误称|否认|是否|并非|错误|不实|不是)[^，。；]*$|\b(?:if|unless|whether|denie[sd]"
    r"|deny|denying|false(?:ly)?|wrong(?:ly)?|myth|rumou?red|untrue|incorrect(?:ly)?|not|never|no)\b[^,.;]*$",
    re.IGNORECASE,
)
"""Before a quotation in its clause: what was cut off turns it round."""
_IF = re.compile(r"如果|假如|倘若|(?<![倪比诸有宛恍般自])若(?!干)|\bif\b|\bunless\b", re.IGNORECASE)
"""Opens a case, which reaches over the commas behind it."""
_STEM = re.compile(
    r"([^。！？；]*[：:])\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳]|[一二三四五六七八九十]是|[第其][一二三四五六七八九十][，,、])?\s*$"
)
"""What opens the list whose item a quotation is, with the item's mark."""
_TAIL = re.compile(
    r"^[，,；;]?[^。.]*?(?:(?<![消清排删解免拆根])除外|不适用|(?<![不无])(?<!没有)例外|另有规定"
    r"|\bexcept\b|\bunless\b|\bdoes not apply\b|\bis (?:false|untrue|wrong"
    r"|not true)\b|的说法(?:不实|是错|有误)|是错误的|并不属实|不属实)",
    re.IGNORECASE,
)
"""Behind a quotation, what takes back or limits what it says."""
_CELLS = re.compile("[；;]")
"""Between the cells of a row as it is read."""


class Quotation:
    """Whether the claim is an exact quotation of one text, white space aside."""

    code = "quotation"
    scope: Scope = "source"
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `quotation.exact`, or what was cut off before or after it, or `quotation.cells` of a copy; nothing for what is none."""
        wanted = without_space(view.claim.written).rstrip("。.；;，,")
        if word_count(view.claim.text) < LEAST and not view.copied:
            return []
        at = 0
        for text in view.texts:
            found = without_space(text).find(wanted)
            if found >= 0:
                start, end = _spaced_span(text, found, len(wanted))
                if not _splits_word(text, start, end):
                    there = at + start, at + end
                    return _cut_off(text, start, end) or [speaks_for("quotation.exact", (0, len(view.claim.written)), there)]
            at += len(text) + 1
        if view.copied and any(_are_cells(wanted, without_space(text)) for text in view.texts):
            return [speaks_for("quotation.cells", (0, len(view.claim.written)))]
        return []


def _are_cells(claim: str, row: str) -> bool:
    """Whether the claim is the caption of a row, if it has one, and some of its cells, each with its heading and in their order.

    >>> row = "各港：港口：青石；泊位：14；渡轮：38"
    >>> _are_cells("各港：港口：青石；渡轮：38", row), _are_cells("各港：渡轮：38", row), _are_cells("各港：港口：青石；渡轮：14", row)
    (True, True, False)
    """
    cells = _CELLS.split(row.rstrip("。.；;，,"))
    told = _CELLS.split(claim)
    captions = [cells[0][: match.end()] for match in re.finditer("[：:]", cells[0])]
    places = [next((at for at, cell in enumerate(cells) if cell == one), -1) for one in told]
    if places[0] < 0:  # the caption stands before another cell than the first
        places[0] = next((at for at, cell in enumerate(cells) for caption in captions if caption + cell == told[0]), -1)
    return len(cells) > 1 and min(places) >= 0 and places == sorted(set(places))


def _cut_off(text: str, start: int, end: int) -> list[Finding]:
    """What was left out before or after `text[start:end]` and turns it round."""
    before, after = re.split(r"[。！？.!?\n]\s*", text[:start])[-1], text[end:]
    found = []
    prefix = re.split(r"[，；,;：:]", before)[-1]
    if (stem := _STEM.search(before)) and negations(stem[1]):  # an item of a list that says what is forbidden, or does not hold
        prefix = stem[1]
    if (_TURNED.search(before) and (_TURNED.search(prefix) or _IF.search(before))) or _denies(prefix):
        found.append(against("quotation.cut_before", meant=repr(prefix.strip() or before.strip())))
    if (tail := _TAIL.match(after)) and not re.match(r"[。.]", after):
        found.append(against("quotation.cut_after", meant=repr(tail[0].strip("，, "))))
    return found


def _denies(prefix: str) -> bool:
    """Whether what stood before a quotation denies it; what is allowed after a denial is not denied (怎样让船不移动 可以通过)."""
    return bool(negations(sign("permits").pattern.split(prefix)[-1]))


def _spaced_span(text: str, start: int, length: int) -> tuple[int, int]:
    """The span of `text` whose characters other than white space are the `length` from the `start`-th."""
    inked = [i for i, char in enumerate(text) if not char.isspace()]
    return inked[start], inked[start + length - 1] + 1


def _splits_word(text: str, start: int, end: int) -> bool:
    def joined(a: str, b: str) -> bool:
        return a.isascii() and b.isascii() and a.isalnum() and b.isalnum()

    return (start > 0 and joined(text[start - 1], text[start])) or (end < len(text) and joined(text[end - 1], text[end]))
