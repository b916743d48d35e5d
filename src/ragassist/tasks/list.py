"""Everything of one kind that the documents in scope say: every statement read by rules, each cell pinned, nothing silently dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ragassist.errors import UsageError
from ragassist.tasks.actors import Told, actors_of
from ragassist.tasks.audit_values import Source
from ragassist.tasks.cases import by_cases
from ragassist.tasks.counted_dates import Resolved, effective_date, resolve
from ragassist.tasks.disagreements import Disagreement, disagreements
from ragassist.tasks.raw_spans import Pinned, pin
from ragassist.tasks.statements import Statement, item_mark, statements
from ragassist.tasks.unsure import doubt
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import NUMERIC, Quantity, find_quantities
from ragassist.text.quantities.units import UNITS
from ragassist.text.structure import Definition, Norm, Part, Time
from ragassist.text.structure import definitions as chinese_definitions
from ragassist.text.structure import parse as parse_chinese
from ragassist.text.structure.english import definitions as english_definitions
from ragassist.text.structure.english import parse as parse_english
from ragassist.types import DocumentRecord, Passage

Kind = Literal["deadlines", "duties", "prohibitions", "penalties", "amounts", "actors", "definitions"]
KINDS: Final[tuple[Kind, ...]] = ("deadlines", "duties", "prohibitions", "penalties", "amounts", "actors", "definitions")
Column = Literal["who", "modality", "what", "when", "condition", "exception", "sanction", "amount", "term", "meaning", "times_named"]
COLUMNS: Final[dict[Kind, tuple[Column, ...]]] = {
    "deadlines": ("who", "modality", "what", "when", "condition", "exception"),
    "duties": ("who", "modality", "what", "when", "condition", "exception"),
    "prohibitions": ("who", "modality", "what", "condition", "exception"),
    "penalties": ("condition", "who", "sanction", "when"),
    "amounts": ("amount", "who", "modality", "what", "condition"),
    "actors": ("who", "what", "times_named"),
    "definitions": ("term", "meaning"),
}
_TIMES_OVER: Final = re.compile(r"\s?(?:个?工作日|次|周岁|级|时(?!间)|秒|年(?:度|内|以上|期)?|个?月|[日天])(?!的)")
_NUMBERED: Final = re.compile(r"\s?号|[位体]?一体")
"""After a figure: the number of a document or a door, or a saying (四位一体); nothing is counted."""
_NO_FIGURE: Final = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?|(?:https?://|www\.)[\x21-\x7e]+|(?<![A-Za-z])[A-Z]{2,}[-_]\d[\d-]*")
"""A time of day, an address, a code such as GB-2025: what stands in them is counted nowhere."""
_RATIO: Final = re.compile(r"[一二三四五六七八九十百\d]+比[一二三四五六七八九十百\d]+(?!例)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a statement and what its columns say, each pinned."""

    document: DocumentRecord
    statement: Statement
    cells: tuple[tuple[Column, tuple[Pinned, ...]], ...]
    modality: str = ""
    dates: tuple[Resolved, ...] = ()
    """The calendar dates of its times, where they can be told."""
    quote: str = ""
    """The statement as it stands in the document: `raw[start:end]`."""
    rendering: str = ""
    """The statement in the reader's language, where it is another; empty without a model."""
    status: str = "verified"
    """Of the rendering: verified, rough or unsupported. A row without one is its own quotation."""
    doubt: str = ""
    """Why it is not sure that the row belongs here, as a code of `unsure`; empty when it does."""

    def cell(self, column: Column) -> tuple[Pinned, ...]:
        """Return what a column says; empty when it says nothing."""
        return dict(self.cells).get(column, ())


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list and what was read for it."""

    kind: Kind
    rows: tuple[Row, ...]
    unsure: tuple[Row, ...]
    """Statements that a word speaks for and the rules could not read; to be looked at."""
    documents: tuple[DocumentRecord, ...]
    """Those that were read."""
    unread: tuple[tuple[DocumentRecord, str], ...]
    """Those that were not, with the reason."""
    statements: int
    """How many were read."""
    disagreements: tuple[Disagreement, ...] = ()
    """Where a row and a statement of another document say otherwise of the same thing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many documents of how many have been read."""

    done: int
    total: int
    title: str


def kind_of(word: str) -> Kind:
    """Return the list kind that `word` names.

    Raises:
        UsageError: there is no such list.
    """
    found = next((kind for kind in KINDS if kind == word.lower()), None)
    if found is None:
        raise UsageError("list.kind", word=word, kinds=", ".join(KINDS))
    return found


def list_all(
    kind: Kind,
    documents: Sequence[DocumentRecord],
    passages: Callable[[str], Sequence[Passage]],
    raw: Callable[[str], str],
    *,
    terms: Glossary | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Listing:
    """Return every statement of `kind` in `documents`, in their order and each in the document's own order.

    Args:
        kind: which list.
        documents: all that are in scope; one that cannot be read is named with its reason, and the others are read.
        passages: a document's passages by id.
        raw: a document's raw text by id.
        terms: the user's glossary, if there is one.
        progress: called before each document and at the end.

    Raises:
        UsageError: no document is in scope.
    """
    if not documents:
        raise UsageError("task.no_scope")
    rows: list[Row] = []
    unsure: list[Row] = []
    unread: list[tuple[DocumentRecord, str]] = []
    said: list[Source] = []
    for at, record in enumerate(documents):
        if progress is not None:
            progress(Progress(at, len(documents), record.meta.title or record.path))
        try:
            found = [each for each in statements(record, passages(record.doc_id)) if not each.heads]
            text = raw(record.doc_id)
        except Exception as error:  # noqa: BLE001  # one document never stops the rest; its reason is shown
            unread.append((record, str(error)))
            continue
        if not record.meta.effective and (since := effective_date([each.text for each in found])):
            record = replace(record, meta=replace(record.meta, effective=since))
        said += [Source(record, each) for each in found]
        sure, doubtful = read_document(kind, record, found, text)
        rows += sure
        unsure += doubtful
    if progress is not None:
        progress(Progress(len(documents), len(documents), ""))
    missing = {record.doc_id for record, _ in unread}
    read = tuple(record for record in documents if record.doc_id not in missing)
    own = [] if kind == "actors" else [Source(row.document, row.statement) for row in rows]
    return Listing(kind, tuple(rows), tuple(unsure), read, tuple(unread), len(said), tuple(disagreements(own, said, terms)))


def read_document(kind: Kind, record: DocumentRecord, found: Sequence[Statement], raw: str) -> tuple[list[Row], list[Row]]:
    """Return the rows of one document, and the statements of which it is not sure that they belong."""
    if kind == "actors":
        return [_row(record, raw, statement, cells) for statement, cells in actors_of(found)], []
    rows: list[Row] = []
    unsure: list[Row] = []
    for statement in found:
        own = list(_rows(kind, record, statement, raw))
        why = "loose" if own and statement.loose else "" if own else doubt(kind, statement)
        rows += [] if why else own
        if why:
            unsure.append(replace(_row(record, raw, statement, {}), doubt=why))
    return rows, unsure


def norms_of(statement: Statement) -> tuple[Norm, ...]:
    """Return what a statement says that is its own: of a list item, what does not lie wholly in the sentence above it."""
    parse = parse_chinese if statement.lang == "zh" else parse_english
    lead = len(statement.context)
    return tuple(norm for norm in parse(statement.read) if norm.part.end > lead)


def _rows(kind: Kind, record: DocumentRecord, statement: Statement, raw: str) -> Iterator[Row]:
    if kind == "definitions":
        for definition in _definitions(statement):
            told: dict[Column, list[Part]] = {"term": [definition.term], "meaning": [definition.meaning]}
            yield _row(record, raw, statement, told)
        return
    norms = by_cases(statement, norms_of(statement))
    if kind == "amounts":
        if amounts := _amounts(statement):
            owner = next((norm for norm in norms if norm.part.start <= amounts[0].start < norm.part.end), None)
            yield _row(record, raw, statement, {**_cells(owner), "amount": amounts}, owner, _dates(owner, record, statement.read))
        return
    for norm in norms:
        if _belongs(kind, norm) and not (kind == "deadlines" and _due_above(norm, len(statement.context))):
            yield _row(record, raw, statement, _cells(norm), norm, _dates(norm, record, statement.read))


def _due_above(norm: Norm, lead: int) -> bool:
    """Whether an item is only part of what is due by the sentence above it, which is listed itself: contents of a report."""
    in_case = any(condition.end > lead for condition in norm.conditions)
    return bool(lead and norm.times) and not in_case and all(time.part.end <= lead for time in norm.times)


def _belongs(kind: Kind, norm: Norm) -> bool:
    return {
        "deadlines": bool(norm.times) and not (norm.modality == "sanction" and not norm.times),
        "duties": norm.modality == "must",
        "prohibitions": norm.modality == "must_not",
        "penalties": norm.modality == "sanction",
    }.get(kind, False)


def _dates(norm: Norm | None, record: DocumentRecord, read: str) -> tuple[Resolved, ...]:
    times = [time for time in norm.times if not _of_something_else(time, read)] if norm is not None else []
    return tuple(found for time in times if (found := resolve(time, record.meta)) is not None)


def _of_something_else(time: Time, read: str) -> bool:
    """Whether a time counts from what the sentence itself tells before: 应当予以公布，并自公布之日起."""
    verb = re.match("公布|发布|印发|颁布|施行|实施", time.anchor.text) if time.anchor is not None else None
    return verb is not None and time.anchor is not None and verb[0] in read[: time.anchor.start]


def _definitions(statement: Statement) -> tuple[Definition, ...]:
    read = chinese_definitions if statement.lang == "zh" else english_definitions
    lead = len(statement.context)
    return tuple(_moved(each, lead) for each in read(statement.text))


def _moved(definition: Definition, by: int) -> Definition:
    def part(old: Part) -> Part:
        return Part(old.start + by, old.end + by, old.text)

    return Definition(part(definition.term), part(definition.meaning))


def _amounts(statement: Statement) -> list[Part]:
    lead, text = len(statement.context), statement.text
    spans = [(found.start, found.end) for found in find_quantities(text) if is_amount(text, found)]
    spans += [match.span() for match in _RATIO.finditer(text)]
    return [Part(start + lead, end + lead, text[start:end]) for start, end in sorted(spans)]


def is_amount(text: str, quantity: Quantity) -> bool:
    """Return whether the quantity is a sum, a share or a number of things: no date, term, count of times or single one."""
    if quantity.kind not in NUMERIC or quantity.date is not None or quantity.start < item_mark(text):
        return False
    if _NUMBERED.match(text, quantity.end) or quantity.surface.endswith("号"):
        return False
    if any(match.start() <= quantity.start < match.end() for match in _NO_FIGURE.finditer(text)):
        return False
    of_work = quantity.unit == "h" and text[quantity.end : quantity.end + 1] == "的"  # 五十小时的培训 is a measure, no term
    timed = _dimension(quantity) in ("second", "day", "month") and not of_work
    alone = quantity.kind == "number" and quantity.high <= 1 and quantity.low == quantity.high
    return not timed and not alone and not (quantity.kind == "number" and not quantity.unit and _TIMES_OVER.match(text, quantity.end))


def _dimension(quantity: Quantity) -> str:
    return UNITS[quantity.unit][0] if quantity.unit in UNITS else ""


def _cells(norm: Norm | None) -> dict[Column, list[Part]]:
    if norm is None:
        return {}
    one = {"who": norm.actor, "modality": norm.modal, "what": norm.action, "sanction": norm.sanction}
    cells: dict[Column, list[Part]] = {name: [part] for name, part in one.items() if part is not None}  # type: ignore[misc]
    cells["when"] = [_whole(time) for time in norm.times]
    cells["condition"], cells["exception"] = list(norm.conditions), list(norm.exceptions)
    return cells


def _whole(time: Time) -> Part:
    return time.part


def _row(
    record: DocumentRecord,
    raw: str,
    statement: Statement,
    cells: Mapping[Column, list[Part]] | Mapping[Told, list[Part]],
    norm: Norm | None = None,
    dates: tuple[Resolved, ...] = (),
) -> Row:
    pinned = tuple((name, tuple(pin(raw, statement, part.start, part.end) for part in parts)) for name, parts in cells.items() if parts)
    return Row(record, statement, pinned, norm.modality if norm else "", dates, raw[statement.start : statement.end])
