"""The dates of a list in their order: what falls on which day, from a document of which standing, and what has no date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from ragassist.errors import UsageError
from ragassist.tasks.contradiction import periods
from ragassist.tasks.counted_dates import Resolved
from ragassist.tasks.labels import word
from ragassist.tasks.report import Identity, Line, Report, Table
from ragassist.text.quantities import find_quantities
from ragassist.text.script import has_han
from ragassist.types import Lang

Standing = Literal["in_force", "draft", "repealed", "superseded", "unknown"]
STANDINGS: Final[tuple[Standing, ...]] = ("in_force", "draft", "superseded", "repealed", "unknown")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_LABEL: Final = ("who", "modality", "what", "sanction", "amount")


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of one row; a row with two dates makes two. Of a row without any, `date` is empty."""

    date: str
    """ISO 8601, as precise as the document: a day, a month or a year."""
    line: int
    """Which line of the list's table, from 0."""
    label: str
    """What is due, in the reader's language as far as the table has it; one line of any length."""
    statement: str
    """The whole statement as the document has it."""
    place: str
    """Which document and article."""
    standing: Standing
    told: str
    """The standing in words, with the later version where one is known."""
    counted: str = ""
    """What a relative date was counted from, in words; empty where the text states the date."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The entries of a list, by date, those of one date in the list's order, a year before its months and a month before its days."""

    title: str
    coverage: str
    lang: Lang
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    rows: int
    """Of the list: those with a date and those without."""

    @property
    def dated(self) -> int:
        """Return how many rows carry a date."""
        return self.rows - len(self.undated)

    def days(self) -> list[tuple[str, tuple[Entry, ...]]]:
        """Return the dates in their order, each with its entries."""
        return [(date, tuple(entries)) for date, entries in groupby(self.entries, key=lambda entry: entry.date)]


def first_day(date: str) -> int | None:
    """Return the number of the first day of a date, a month or a year (of year 1 is 1); None where the calendar has none.

    >>> first_day("2026-03") == first_day("2026-03-01"), first_day("2026-02-30")
    (True, None)
    """
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    try:
        return datetime.date(*(int(part or 1) for part in match.groups())).toordinal()
    except ValueError:
        return None


def timeline(report: Report) -> Timeline:
    """Return the timeline of a list, of the rows of its first table.

    Raises:
        UsageError: the report is no list.
    """
    if report.task != "list" or not report.tables:
        raise UsageError("timeline.no_list")
    table = report.tables[0]
    documents = {document.doc_id: document for document in report.documents}
    cited = {citation.n: documents.get(citation.doc_id) for citation in report.citations}
    entries: list[Entry] = []
    undated: list[Entry] = []
    for at, line in enumerate(table.lines):
        days = [date for date in line.dates if first_day(date.date) is not None]
        made = _entries(table, at, days or [None], cited.get(line.citations[0]) if line.citations else None, report.lang)
        (entries if days else undated).extend(made)
    entries.sort(key=lambda entry: (first_day(entry.date) or 0, len(entry.date), entry.line))
    return Timeline(report.tables[0].title, report.coverage, report.lang, tuple(entries), tuple(undated), len(table.lines))


def has_dates(report: Report) -> bool:
    """Return whether the report is a list with a row that carries a date."""
    return report.task == "list" and any(
        first_day(date.date) is not None for table in report.tables[:1] for line in table.lines for date in line.dates
    )


def _entries(table: Table, at: int, days: Iterable[Resolved | None], document: Identity | None, lang: Lang) -> list[Entry]:
    line = table.lines[at]
    standing = _standing(document)
    told = _told(standing, document, lang)
    place = " · ".join(part for part in (_cell(table, line, "document", lang), _cell(table, line, "article", lang)) if part)
    statement = _cell(table, line, "statement", lang)
    return [
        Entry(day.date if day else "", at, _label(table, line, lang), statement, place, standing, told, _counted(day, lang)) for day in days
    ]


def _label(table: Table, line: Line, lang: Lang) -> str:
    """A rendering where the row has one; else who must what; the statement where neither says what is due."""
    rendered = _cell(table, line, "in_english", lang)
    if rendered:
        return rendered
    says_nothing = word("modality.is", lang)
    said = {name: text for name in _LABEL if (text := _cell(table, line, name, lang)) and (name, text) != ("modality", says_nothing)}
    due = said.get("what", "")
    if "who" in said and due.startswith(said["who"]):  # what is due names its actor itself
        said = {name: text for name, text in said.items() if name not in ("who", "modality")}
    parts = list(said.values())
    if _is_figure(due) or not any(_cell(table, line, name, lang) for name in _LABEL[2:]):
        return _cell(table, line, "statement", lang) or " ".join(parts)
    return ("" if all(map(has_han, parts)) else " ").join(parts)


def _is_figure(due: str) -> bool:
    """Whether what is due is a bare figure: its bound stands in the word that obliges, as in 不得超过三个月."""
    return any(each.start == 0 and each.end == len(due) for each in find_quantities(due)) or due in periods(due).values()


def _cell(table: Table, line: Line, name: str, lang: Lang) -> str:
    column = word(f"column.{name}", lang)
    text = next((cell.text for title, cell in zip(table.columns, line.cells, strict=False) if title == column), "")
    return " ".join(text.split())


def _standing(document: Identity | None) -> Standing:
    status = document.status if document else ""
    if status == "repealed":
        return "repealed"
    if document is not None and document.later:
        return "superseded"
    return "in_force" if status == "in force" else "draft" if status == "draft" else "unknown"


def _told(standing: Standing, document: Identity | None, lang: Lang) -> str:
    if standing == "superseded" and document is not None:
        was = f"{word('standing.draft', lang)}{', ' if lang == 'en' else '，'}" if document.status == "draft" else ""
        return was + word("standing.later", lang, later=document.later)
    if standing == "unknown" and document is not None and document.status:
        return document.status
    return word(f"standing.{standing}", lang)


def _counted(day: Resolved | None, lang: Lang) -> str:
    return "" if day is None or day.basis == "stated" else word(f"basis.{day.basis}", lang, start=day.counted_from)
