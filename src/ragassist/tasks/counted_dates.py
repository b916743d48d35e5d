"""Dates that a document counts from its own: "within six months of this Regulation's entry into force" as a day of the calendar."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ragassist.text.own_name import OWN_NAME
from ragassist.text.script import simplified
from ragassist.text.structure import Time, find_times
from ragassist.types import DocumentMeta

From = Literal["published", "effective", "stated"]
_SELF: Final = rf"^(?:{OWN_NAME})?"
_PUBLISHED: Final = re.compile(rf"{_SELF}(?:公布|发布|印发|颁布)(?:之日|之时|当日)?$")
_EFFECTIVE: Final = re.compile(rf"{_SELF}(?:施行|实施|生效)(?:之日|之时|当日)?$")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DAYS: Final = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A day of the calendar and what it was counted from."""

    date: str
    """ISO 8601, as precise as what it was counted from."""
    basis: From
    """`stated`: the sentence names the date itself. Else the document's date of publication or of entry into force."""
    counted_from: str = ""
    """That date; empty when stated."""


def resolve(time: Time, meta: DocumentMeta) -> Resolved | None:
    """Return the calendar date that a time names; None where it depends on an event, or on working days that no calendar here knows."""
    if time.date:
        return Resolved(time.date, "stated")
    if time.anchor is None or (not time.count and time.kind != "from"):
        return None
    basis: From | None = "published" if _PUBLISHED.match(time.anchor.text) else "effective" if _EFFECTIVE.match(time.anchor.text) else None
    start = {"published": meta.date, "effective": meta.effective}.get(basis or "", "")
    if basis is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", start):
        return None
    if time.kind == "from":
        return Resolved(start, basis, start)
    day = _later(datetime.date.fromisoformat(start), time)
    return Resolved(day.isoformat(), basis, start) if day is not None else None


def effective_date(texts: Sequence[str]) -> str:
    """Return the date from which a document says that it holds, "" when it does not say; the last one that it names.

    >>> effective_date(["本办法自2026年1月15日起施行。"])
    '2026-01-15'
    """
    found = ""
    for text in map(simplified, texts):
        if re.search(r"施行|实施|生效", text) and re.match(r"(?:第\S+条\s*)?本", text):
            found = next((time.date for time in find_times(text) if time.kind == "from" and time.date), found)
    return found


def _later(day: datetime.date, time: Time) -> datetime.date | None:
    if time.unit in _DAYS:
        return day + datetime.timedelta(days=int(time.count * _DAYS[time.unit]))
    if time.unit in _MONTHS:
        months = day.month - 1 + int(time.count * _MONTHS[time.unit])
        year, month = day.year + months // 12, months % 12 + 1
        return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return None
