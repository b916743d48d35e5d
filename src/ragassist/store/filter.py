"""Which documents pass a filter, and which passages belong to them. Nothing here opens a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

import numpy as np
import numpy.typing as npt

from ragassist.errors import UsageError
from ragassist.types import DocumentRecord, Filter

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_ROWS_AT_ONCE = 100_000


def passing(records: Iterable[DocumentRecord], within: Filter) -> frozenset[str]:
    """Return the ids of the documents that pass every field of `within` that is not empty.

    Dates are compared as precisely as the less precise of the two is: a document of "2024" passes from "2024-05".

    Raises:
        UsageError: a date of the filter is none, or the range ends before it begins.
    """
    _check_dates(within)
    left = list(records)
    if within.doc_ids:
        left = [record for record in left if record.doc_id in within.doc_ids]
    if within.kinds:
        left = [record for record in left if record.meta.kind in within.kinds]
    if within.statuses:
        left = [record for record in left if record.meta.status in within.statuses]
    if within.langs:
        left = [record for record in left if record.lang in within.langs]
    if within.date_from or within.date_to:
        left = [record for record in left if _between(record.meta.date, within.date_from, within.date_to)]
    return frozenset(record.doc_id for record in left)


def _check_dates(within: Filter) -> None:
    for day in filter(None, (within.date_from, within.date_to)):
        try:
            if not _DATE.fullmatch(day):
                raise ValueError(day)
            date.fromisoformat(day + "-01-01"[len(day) - 4 :])
        except ValueError as error:
            raise UsageError("filter.not_date", day=day) from error
    if within.date_from and within.date_to and not _between(within.date_to, within.date_from, ""):
        raise UsageError("filter.backwards", last=within.date_to, first=within.date_from)


def _between(day: str, first: str, last: str) -> bool:
    return bool(day) and (not first or day[: len(first)] >= first[: len(day)]) and (not last or day[: len(last)] <= last[: len(day)])


class Membership:
    """The documents that passages belong to, for masks over the passages."""

    def __init__(self, names: npt.NDArray[np.bytes_]) -> None:
        """Remember the document of each passage, in this order: what stands before the last colon of its name."""
        first, ends = _changes(names)
        self._documents: dict[str, int] = {}
        heads = (bytes(names[row])[:end].decode() for row, end in zip(first.tolist(), ends.tolist(), strict=True))
        numbers = [self._documents.setdefault(doc_id, len(self._documents)) for doc_id in heads]
        self._number = np.repeat(np.array(numbers, np.int64), np.diff([*first.tolist(), len(names)]))

    def mask(self, doc_ids: Collection[str]) -> npt.NDArray[np.bool_]:
        """[n_passages] Which passages belong to one of `doc_ids`."""
        wanted = np.zeros(len(self._documents), bool)
        if len(doc_ids) < len(self._documents):
            wanted[[self._documents[doc_id] for doc_id in doc_ids if doc_id in self._documents]] = True
        else:
            wanted[[number for doc_id, number in self._documents.items() if doc_id in doc_ids]] = True
        return wanted[self._number]


def _changes(names: npt.NDArray[np.bytes_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows at which another document begins than that of the row before, and how long its id is there, in bytes."""
    if not len(names):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    width = max(1, names.dtype.itemsize)
    first, ends = [np.zeros(1, np.int64)], []
    for start in range(0, len(names), _ROWS_AT_ONCE):
        rows = np.ascontiguousarray(names[max(0, start - 1) : start + _ROWS_AT_ONCE], f"S{width}").view(np.uint8).reshape(-1, width)
        end = width - 1 - (rows[:, ::-1] == ord(":")).argmax(axis=1)
        other = (rows[1:] != rows[:-1]) & (np.arange(width) <= end[1:, None])
        ends.append(end[min(1, start) :])
        first.append(np.flatnonzero(other.any(axis=1)) + max(1, start))
    at = np.concatenate(first)
    return at, np.concatenate(ends)[at]
