"""Which cell of a table row a question asks for: one whose row and whose column the question names.

Compares words of one language only; a question in another one names nothing here and is left to meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.text.script import has_han
from ragassist.types import Cell, Sentence

_MOSTLY: Final = 0.7
"""Share of a label's pairs of characters that a question which names it has."""
_NAMED_HEADING: Final = 0.5
_APART: Final = 0.05
"""A column is asked for only if no other is named nearly as well."""
_KIND_OF_COLUMN: Final = 0.4
"""What an asking word adds to the columns that answer it."""
_ASIDE: Final = re.compile(
    r"[（(\[][^（）()\[\]]*[）)\]]\s*$|^(?:\d{1,2}[.、．)）]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,2}、)\s*"
)
_DROPPED: Final = re.compile(r"[\s，。、；：？！“”《》（）()·,.;:?!\"'的]+")
_ASKED: Final = (
    (
        re.compile(r"谁|哪[个些一]?(?:部门|单位|机构|家|方)|\bwho\b", re.IGNORECASE),
        re.compile(r"部门|单位|机构|主体|负责|牵头|人员|\b(?:agency|department|lead|owner|body)", re.IGNORECASE),
    ),
    (
        re.compile(r"何时|什么时[候间]|哪[一]?[年月天日]|多久|\bwhen\b|\bdeadline\b", re.IGNORECASE),
        re.compile(r"时间|日期|时限|期限|[年月日]$|\b(?:date|deadline|time|year|due)\b", re.IGNORECASE),
    ),
    (re.compile(r"什么任务|哪些任务|做什么|干什么"), re.compile("任务|职责|内容|工作|事项|措施")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a question names a row and a column of it."""

    labels: tuple[int, ...]
    """The cells by which it names the row, from 0."""
    weight: float
    """How much of the question they take, in characters."""
    cell: int | None
    """The cell in the column that it names best; None where it names none, or several alike."""
    heading: float
    """How well that column is named, 0 to 1."""


def asked_cell(question: str, statement: Sentence) -> Asked | None:
    """Return what `question` names of a table row; None where the statement is none, or the question does not name it.

    >>> cells = Cell("任务", "制定伦理指南", 0, 1), Cell("牵头部门", "科学技术部", 2, 3), Cell("时限", "2026年", 4, 5)
    >>> row = Sentence(0, 9, "", "row", "", cells)
    >>> asked_cell("制定伦理指南由哪个部门牵头？", row).cell, asked_cell("科学技术部牵头什么任务？", row).cell
    (1, 0)
    """
    if not statement.cells:
        return None
    wanted = _bare(question)
    named = {at: weight for at, cell in enumerate(statement.cells) if (weight := _named(cell.text, wanted))}
    if not named:
        return None
    rest = wanted
    for at in sorted(named, key=lambda at: -len(statement.cells[at].text)):
        rest = rest.replace(_label(statement.cells[at].text), "\n")
    scores = sorted(
        ((_heading(cell, rest, question), at) for at, cell in enumerate(statement.cells) if cell.text and at not in named and cell.heading),
        key=lambda entry: (-entry[0], entry[1]),
    )
    best = scores[0] if scores else (0.0, -1)
    clear = best[0] >= _NAMED_HEADING and (len(scores) < 2 or scores[1][0] < best[0] - _APART)
    return Asked(tuple(named), sum(named.values()), best[1] if clear else None, best[0] if clear else 0.0)


def strengths(question: str, statements: Sequence[Sentence]) -> list[float]:
    """For each statement, 0 to 1, how much more the question names it as a row than the other rows, [len(statements)].

    0 for what is no row, and for a row of which the question names no column; 1 for the row that it names best.
    """
    found = [asked_cell(question, statement) for statement in statements]
    most = max((asked.weight for asked in found if asked is not None and asked.cell is not None), default=0.0)
    strong = []
    for statement, asked in zip(statements, found, strict=True):
        if asked is None or asked.cell is None or not most:
            strong.append(0.0)
            continue
        share = asked.weight / most
        sure = asked.heading >= 1 - _APART or any(not _is_figure(statement.cells[at].text) for at in asked.labels)
        strong.append((share if share == 1 else share / 2) * asked.heading if sure else 0.0)
    return strong


def cell_reading(statement: Sentence, asked: Asked) -> str:
    """Return the named cells and the asked one with their headings, below the row's caption.

    >>> cells = Cell("任务", "制定指南", 0, 1), Cell("部门", "科技部", 2, 3), Cell("时限", "2026年", 4, 5)
    >>> row = Sentence(0, 9, "", "row", "表1：", cells)
    >>> cell_reading(row, Asked((0,), 4, 2, 1.0))
    '表1：任务：制定指南；时限：2026年'
    """
    shown = [statement.cells[at] for at in sorted({*asked.labels, *([] if asked.cell is None else [asked.cell])})]
    chinese = any(has_han(cell.heading + cell.text) for cell in shown)
    colon, stop = ("：", "；") if chinese else (": ", "; ")
    return statement.context + stop.join(f"{cell.heading}{colon}{cell.text}" if cell.heading else cell.text for cell in shown)


def _bare(text: str) -> str:
    return _DROPPED.sub("", text).lower()


def _label(text: str) -> str:
    """What names a row: without its number and what stands in brackets behind it."""
    return _bare(_ASIDE.sub("", text)) or _bare(text)


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"[\d年月日季度.,%-]+", text))


def _named(text: str, question: str) -> float:
    """How many characters of the question name the cell; 0 where it does not."""
    label = _label(text)
    if not label or (label.isdigit() and len(label) < 3):
        return 0.0
    if label[0].isdigit() or label[-1].isdigit():
        return float(len(label)) if re.search(rf"(?<!\d){re.escape(label)}(?!\d)", question) else 0.0
    if label in question:
        return float(len(label)) if len(label) > 1 else 0.0
    pairs = _pairs(label)
    share = sum(pair in question for pair in pairs) / len(pairs) if len(label) > 3 else 0.0
    return share * len(label) * 0.9 if share >= _MOSTLY else 0.0


def _heading(cell: Cell, rest: str, question: str) -> float:
    """How well what is left of the question names the cell's column, 0 to 1."""
    words = _bare(re.sub(r"[（(\[][^（）()\[\]]*[）)\]]", "", cell.heading))
    if not words:
        return 0.0
    years = re.findall(r"(?:19|20)\d\d", words)
    if any(year not in question for year in years):
        return 0.0
    plain = re.sub(r"(?:19|20)\d\d年?", "", words)
    if not plain:
        return 1.0
    pairs = _pairs(plain)
    share = (sum(char in rest for char in plain) / len(plain) + sum(pair in rest for pair in pairs) / len(pairs)) / 2
    fits = any(asking.search(question) and answering.search(cell.heading) for asking, answering in _ASKED)
    return min(1.0, share + _KIND_OF_COLUMN * fits)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]
