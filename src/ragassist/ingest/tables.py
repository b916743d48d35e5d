"""The tables of a text: what each row is, what its cells say and which headings, caption and unit they are read with.

A table is Markdown: rows between bars, and a rule of dashes below the rows that name the columns. Files of other formats are loaded as
that: a merged cell is repeated in every place that it covers, head rows stand above the rule, a caption stands right above behind ": ",
and a table whose columns nothing names has an empty head. Offsets point into the raw text. Nothing is guessed: a column without a name
has none, and a row of an unknown kind stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from ragassist.ingest import html_tables, table_units
from ragassist.ingest.headings import is_caption
from ragassist.ingest.table_units import NONE, Unit
from ragassist.lang.zh import HAN
from ragassist.text.word_tables import word_table

_RULE: Final = re.compile(r"^[ \t>]*(?=[^\n]*\|)\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*\r?$", re.MULTILINE)
_BAR: Final = re.compile(r"(?<!\\)\|")
_CONTINUED: Final = re.compile(r"\f[^|]{0,400}")
_MARKS: Final = re.compile(r"\*{1,3}|`+|~~|<[^<>]*>|\\(?=[\\`*_{}\[\]()#+\-.!|>~<&\"'])")
_CONTINUATION: Final = re.compile("续表|（续|\\(续|\\b[Cc]ontinued\\b|\\bcont'd\\b")
_NAMED: Final = re.compile(r"(?:表|情况|统计|一览|清单|目录|指标|分工|名单|数据|对比|安排)[）)]?$")
_STOP: Final = re.compile("[。；;！？!?，,]$|[：:]$")
_SECTION: Final = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}|[IVX]+\.|其中[:：]).*|.*[:：]")
_NOTE: Final = re.compile(r"(?:备?注|说明|资料来源|数据来源|来源|Notes?|Sources?) ?[:：\d]", re.IGNORECASE)
_UNITS_COLUMN: Final = re.compile("(?:计量)?单位|Units?")
_BULLET: Final = re.compile(r"[-*+•·●○■□◆◇▪▶➢➤✓\uf0b7] ?(?=\S)(?!\*)")
"""What begins an item, which is no caption though it ends in 数据 or 名单."""
_NUMBER: Final = re.compile(r"\d|^[一二三四五六七八九十百千万亿两]+$")
_FIGURE: Final = re.compile(r"\d|^[约近超]?[一二三四五六七八九十百千万亿两]")
_MAX_HEAD_ROWS: Final = 6
_MAX_CAPTION_CHARS: Final = 80
_LINES_ABOVE: Final = 3

RowKind = Literal["head", "section", "note", "data"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell: what it says, the raw span of that, and what it is read with."""

    text: str
    start: int
    end: int
    heading: str = ""
    unit: Unit = NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    kind: RowKind
    start: int
    end: int
    slots: tuple[Slot, ...]
    context: str = ""
    """Caption and section, with the mark that joins them to the row."""
    dressed: bool = False
    """Of an HTML table, whose rows need no lines of their own."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the text: its rows in order, the raw spans of its rules, and the caption line's mark."""

    rows: tuple[Row, ...]
    rules: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, int], ...] = ()
    """Raw spans of what only marks a caption as one."""


@dataclass(slots=True)
class _Found:
    """A table as its lines stand there."""

    head: list[Row]
    body: list[Row]
    rules: list[tuple[int, int]]
    continued: list[Row] = field(default_factory=list)
    """Rows after a page's end, which stand under the same head."""


def find(raw: str) -> tuple[Table, ...]:
    """Return every table of `raw`, in order."""
    marked = list(_found(raw)) if "--" in raw and "|" in raw else []
    dressed = [_as_found(raw, rows) for rows in html_tables.find(raw)]
    tables: list[Table] = []
    names: list[str] = []
    for found in sorted([*marked, *(one for one in dressed if one)], key=lambda found: found.head[0].start):
        caption = _caption(raw, found.head[0].start)
        table, names = _read(found, caption, names)
        tables.append(table)
    return tuple(tables)


def plain(text: str) -> str:
    """Return a cell's text without its markup, on one line."""
    return " ".join(_MARKS.sub("", text).split())


def _found(raw: str) -> Iterator[_Found]:
    last: _Found | None = None
    done = 0
    for rule in _RULE.finditer(raw):
        if rule.start() < done:
            continue
        head = _rows_above(raw, rule.start(), done)
        width = _width(raw[rule.start() : rule.end()])
        if not head or abs(len(head[-1].slots) - width) > 1:
            continue
        if last is not None:
            yield last
        body = list(_rows_from(raw, rule.end() + 1))
        done = body[-1].end if body else rule.end()
        last = _Found(head, body, [rule.span()])
        while (after := _CONTINUED.match(raw, *_next_page(raw, done))) is not None:
            more = list(_rows_from(raw, after.end()))
            if not more or len(more[0].slots) != width or any(_RULE.match(raw, row.start) for row in more[:_MAX_HEAD_ROWS]):
                break
            last.continued += more
            done = more[-1].end
    if last is not None:
        yield last


def _as_found(raw: str, rows: Sequence[html_tables.HtmlRow]) -> _Found | None:
    """An HTML table as one between bars; None where nothing says which rows name its columns."""
    made = [
        Row(
            "data",
            row.start,
            row.end,
            tuple(Slot(plain(raw[one.shown_start : one.shown_end]), one.start, one.end) for one in row.cells),
            dressed=True,
        )
        for row in rows
    ]
    depth = next((at for at, row in enumerate(rows) if not all(cell.head for cell in row.cells)), len(rows))
    if not depth and names_columns([[slot.text for slot in row.slots] for row in made if not _is_one_cell(row)]):
        depth = 1
    if not 0 < depth < len(rows):
        empty = Row("head", rows[0].start, rows[0].start, tuple(Slot("", rows[0].start, rows[0].start) for _ in rows[0].cells))
        return _Found([empty], made, [])
    return _Found([replace(row, kind="head") for row in made[:depth]], made[depth:], [])


def _next_page(raw: str, at: int) -> tuple[int, int]:
    """Where to look for what follows a page's end: (its form feed, end of the text); (len, len) when none is near."""
    near = raw.find("\f", at, at + 200)
    return (near, len(raw)) if near >= 0 and "|" not in raw[at:near].split("\n", 1)[-1] else (len(raw), len(raw))


def _line(raw: str, at: int) -> tuple[int, int]:
    end = raw.find("\n", at)
    return at, len(raw) if end < 0 else end


def _rows_above(raw: str, at: int, floor: int) -> list[Row]:
    """The head: the line above a rule, and more lines above that if each stands between bars."""
    rows: list[Row] = []
    while at > floor and len(rows) < _MAX_HEAD_ROWS:
        start = raw.rfind("\n", 0, at - 1) + 1
        text = raw[start : at - 1]
        barred = text.strip().startswith("|") and text.strip().endswith("|")
        if "|" not in text or (rows and not barred) or start < floor:
            break
        row = _row(raw, start, at - 1, "head")
        if not row.slots:
            break
        rows.insert(0, row)
        at = start
    return rows


def _rows_from(raw: str, at: int) -> Iterator[Row]:
    while at < len(raw):
        start, end = _line(raw, at)
        text = raw[start:end]
        if "|" not in text or "\f" in text:
            return
        row = _row(raw, start, end, "data")
        if row.slots:  # a lone bar is no row
            yield row
        at = end + 1


def _width(line: str) -> int:
    return line.strip().strip("|").count("|") + 1


def _row(raw: str, start: int, end: int, kind: RowKind) -> Row:
    line = raw[start:end]
    lead = len(line) - len(line.lstrip(" \t>"))
    bars = [match.start() for match in _BAR.finditer(line)]
    edges = [lead - 1 if not bars or bars[0] > lead else bars[0]]
    edges += [bar for bar in bars if bar > edges[0]]
    if line[edges[-1] + 1 :].strip():
        edges.append(len(line))
    slots = []
    for first, last in pairwise(edges):
        body = line[first + 1 : last]
        begin = start + first + 1 + len(body) - len(body.lstrip())
        stop = begin + len(body.strip())
        slots.append(Slot(plain(raw[begin:stop]), begin, max(begin, stop)))
    return Row(kind, start, end, tuple(slots))


def _caption(raw: str, at: int) -> tuple[str, tuple[Unit, ...], tuple[tuple[int, int], ...], bool]:
    """What stands right above a table and belongs to it: (caption, units, raw spans of its marks, whether it says "continued")."""
    lines: list[str] = []
    marks: list[tuple[int, int]] = []
    units: tuple[Unit, ...] = ()
    blank = 0
    continued = False
    while at > 0 and len(lines) < _LINES_ABOVE and blank <= 2:
        start = raw.rfind("\n", 0, at - 1) + 1
        text = raw[start : at - 1].strip(" \t\r>")
        at = start
        if not text:
            blank += 1
            continue
        sure = text.startswith(": ")
        bare = plain(text.lstrip("#").removeprefix(": "))
        units = units or table_units.stated(bare) or (_bracketed(bare) if sure or is_caption(bare) else ())
        continued = continued or bool(_CONTINUATION.search(bare))
        if text.startswith("#") or "|" in text or len(bare) > _MAX_CAPTION_CHARS or _BULLET.match(text):
            break
        if not (sure or is_caption(bare) or _is_caption(bare, text) or table_units.stated(bare)):
            break
        if sure:
            marks.insert(0, (start + raw[start:].index(": "), start + raw[start:].index(": ") + 2))
        if not re.fullmatch("[（(]?(?:计量|金额)?单位 ?[:：][^，。]{1,20}", bare):
            lines.insert(0, bare)
        blank = 0
        if sure:
            break
    return " ".join(lines), units, tuple(marks), continued


def _bracketed(caption: str) -> tuple[Unit, ...]:
    found = table_units.of_heading(caption)
    return (found,) if found != NONE else ()


def _is_caption(bare: str, text: str) -> bool:
    if _STOP.search(bare) or "。" in bare:
        return False
    return bool(_NAMED.search(bare) or _CONTINUATION.search(bare) or re.match(r"Table\b", bare)) or (
        text.startswith("**") and text.endswith("**")
    )


def _read(
    found: _Found, caption: tuple[str, tuple[Unit, ...], tuple[tuple[int, int], ...], bool], before: list[str]
) -> tuple[Table, list[str]]:
    """The table, and its columns' names; `before` are those of the table before, which one that continues it stands under."""
    title, units, marks, continued = caption
    head, body = _headed(found)
    if title == "" and head and _is_one_cell(head[0]) and len(head) > 1:
        title, head = head[0].slots[0].text, [replace(head[0], kind="section"), *head[1:]]
    first = [row for row in head if row.kind == "head"]
    if head and head[0].kind == "section":
        units = units or table_units.stated(head[0].slots[0].text) or _bracketed(head[0].slots[0].text)
        title = title or head[0].slots[0].text
    names = _names(first)
    if continued and not any(names) and len(before) == len(names):
        names = list(before)
    rows = [replace(row, kind="head") for row in head]
    joint = "：" if re.search(f"[{HAN}]", "".join([title, *names, *(slot.text for row in body[:2] for slot in row.slots)])) else ": "
    if joint == "：":
        names = [f"{name}年" if table_units.YEAR.fullmatch(name.split(" ")[-1]) else name for name in names]
    section = ""
    repeated = [tuple(slot.text for slot in row.slots) for row in first]
    for row in [*body, *found.continued]:
        texts = tuple(slot.text for slot in row.slots)
        if texts in repeated or (continued and not any(texts)):
            rows.append(replace(row, kind="head"))
        elif _NOTE.match(texts[0]) and len({text for text in texts if text}) == 1:
            rows.append(replace(row, kind="note"))
        elif _is_section(row):
            section = texts[0]
            rows.append(replace(row, kind="section"))
        else:
            context = "".join(f"{part.rstrip('：: ')}{joint}" for part in (title, section) if part)
            rows.append(replace(row, slots=_slots(row, names, units), context=context))
    return Table(tuple(rows), tuple(found.rules), marks), names


def _headed(found: _Found) -> tuple[list[Row], list[Row]]:
    """Head and body, where the first line below the rule may belong to the head."""
    head, body = found.head, found.body
    if len(head) > 1 or not body:
        return head, body
    names, below = [slot.text for slot in head[0].slots], [slot.text for slot in body[0].slots]
    if len(names) != len(below) or len(names) < 2 or len(body) < 2:
        return head, body
    open_at = [at for at, name in enumerate(names) if not name or (at and name == names[at - 1])]
    if names[0] and not any(names[1:]) and all(below) and (len(names) > 2 or table_units.stated(names[0])):
        if names_columns([tuple(below), *(tuple(slot.text for slot in row.slots) for row in body[1:])]):
            return [replace(head[0], kind="section"), replace(body[0], kind="head")], body[1:]
        return head, body
    under = {at for empty in open_at if empty for at in (empty - 1, empty)} | set(open_at)
    fills = bool(under) and all(below[at] for at in under) and not any(is_value(below[at]) for at in under)
    if (
        names[0]
        and fills
        and all(not below[at] or below[at] == names[at] for at in range(len(names)) if at not in under)
        and 0 not in under
    ):
        carried: list[Slot] = []
        for at, slot in enumerate(head[0].slots):
            carried.append(replace(slot, text=carried[-1].text) if at in open_at and at and not slot.text else slot)
        return [replace(head[0], slots=tuple(carried)), replace(body[0], kind="head")], body[1:]
    return head, body


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: usual words, or a column that is figures below its name. A false name is worse than none."""
    names = rows[0]
    if any(is_value(name) or not name or len(name) > _LONGEST_NAME for name in names) or len(set(names)) < len(names):
        return False
    below = [row for row in rows[1:] if len(row) == len(names)]
    if not below:
        return False
    numeric = any(all(_FIGURE.search(row[at]) for row in below if row[at]) and any(row[at] for row in below) for at in range(len(names)))
    return numeric or any(COLUMN.fullmatch(name) for name in names)


_LONGEST_NAME: Final = 24
COLUMN: Final = word_table("ragassist.ingest")["column"].pattern
"""Words that head a column and seldom stand in one."""


def is_value(text: str) -> bool:
    """Return whether a cell holds a figure that is no year."""
    return bool(_NUMBER.search(re.sub(r"(?:19|20)\d\d ?年?|[（(][^（）()]*[）)]", "", text)))


def _names(head: Sequence[Row]) -> list[str]:
    """The columns' names, outermost first, each level once."""
    width = max((len(row.slots) for row in head), default=0)
    names = []
    for column in range(width):
        levels = [row.slots[column].text for row in head if column < len(row.slots)]
        names.append(" ".join(dict.fromkeys(level for level in levels if level)))
    return names


def _is_one_cell(row: Row) -> bool:
    return len(row.slots) > 1 and bool(row.slots[0].text) and len({slot.text for slot in row.slots}) == 1


def _is_section(row: Row) -> bool:
    if _is_one_cell(row):
        return not is_value(row.slots[0].text) or bool(_SECTION.match(row.slots[0].text))
    alone = len(row.slots) > 2 and row.slots[0].text and not any(slot.text for slot in row.slots[1:])
    return bool(alone) and bool(_SECTION.fullmatch(row.slots[0].text))


def _slots(row: Row, names: Sequence[str], units: Sequence[Unit]) -> tuple[Slot, ...]:
    slots = [replace(slot, heading=names[at] if at < len(names) else "") for at, slot in enumerate(row.slots)]
    if not any(names):
        return tuple(slots)
    row_unit = next((slot.text for slot in slots if _UNITS_COLUMN.fullmatch(slot.heading)), "")
    label = next((slot.text for slot in slots if slot.text and not is_value(slot.text)), "")
    return tuple(
        replace(slot, unit=table_units.of_figure(slot.text, slot.heading, label if slot.text != label else "", row_unit, units))
        for slot in slots
    )
