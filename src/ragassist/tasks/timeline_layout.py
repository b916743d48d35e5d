"""Where everything of a timeline stands, for any pen: an axis to scale with a mark for each entry, below it each date with its entries."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ragassist.tasks.labels import word
from ragassist.tasks.timeline import STANDINGS, Entry, Standing, Timeline, first_day

WIDTH: Final = 960.0
"""Of a drawing that becomes a file, in pixels; all lengths here are, y grows downwards."""
_MARGIN, _DATE_RIGHT, _AXIS, _TEXT = 28.0, 128.0, 146.0, 166.0
_LABEL_SIZE, _NOTE_SIZE = 15.0, 12.0
_ENTRY = 42.0
"""What one entry takes: a line for its label, one for where it stands and what it counts as."""
_GAP, _MOST_GAP = 12.0, 44.0
_PITCHES: Final = (9.0, 7.0, 5.0, 4.0, 3.0, 2.0)
_STACK = 72.0
"""No higher than this are marks of one place stacked while smaller ones can be told apart."""
Anchor = Literal["start", "middle", "end"]
Tone = Literal["ink", "soft"]


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text; `whole` is what it was shortened from, or more about it."""

    x: float
    y: float
    """Of the baseline."""
    text: str
    size: float
    tone: Tone = "ink"
    anchor: Anchor = "start"
    whole: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign: round for a stated date, a diamond for a counted one, drawn by the standing of its document."""

    x: float
    y: float
    radius: float
    standing: Standing
    counted: bool
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Placed:
    """The band that one entry has for itself."""

    entry: Entry
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to be drawn."""

    title: str
    lang: str
    width: float
    height: float
    rules: tuple[Rule, ...]
    marks: tuple[Mark, ...]
    texts: tuple[Written, ...]
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The axis to scale: a mark for each entry, in the order of the entries, and the years below."""

    height: float
    baseline: float
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    """Where a year begins, and its number."""


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a usual sans-serif font, in pixels, rather too wide than too narrow."""
    return size * sum(map(_ems, text))


def shortened(text: str, size: float, width: float) -> str:
    """Return `text`, or its beginning with … where it would be wider than `width`.

    >>> shortened("应当在三十日内答复", 10, 55), shortened("soon", 10, 55)
    ('应当在三…', 'soon')
    """
    if text_width(text, size) <= width:
        return text
    room = width - text_width("…", size)
    at = 0
    for char in text:
        room -= size * _ems(char)
        if room < 0:
            break
        at += 1
    return text[:at].rstrip() + "…"


def _ems(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return 0.92 if char in "MW@%mw" else 0.72 if char.isupper() else 0.36 if char in " .,:;'!|()[]ijlt" else 0.6


def strip(entries: Sequence[Entry], left: float, right: float) -> Strip:
    """Return the axis from `left` to `right` for entries by date; marks of one place are stacked, none covers another."""
    days = [first_day(entry.date) or 0 for entry in entries]
    if not days:
        return Strip(0.0, 0.0, (), ())
    first, span = days[0], max(days[-1] - days[0], 1)
    pitch, columns = _PITCHES[0], [0]
    for pitch in _PITCHES:
        places = max(int((right - left) // pitch), 1)
        columns = [min(int((day - first) / span * places), places - 1) for day in days]
        if max(map(columns.count, set(columns))) * pitch <= _STACK:
            break
    heights: dict[int, int] = {}
    stacked = []
    for entry, column in zip(entries, columns, strict=True):
        stacked.append((entry, column, heights.get(column, 0)))
        heights[column] = heights.get(column, 0) + 1
    baseline = max(heights.values()) * pitch + 4
    marks = tuple(
        Mark(
            left + (column + 0.5) * pitch,
            baseline - 2 - (n + 0.5) * pitch,
            pitch / 2 - 0.5,
            entry.standing,
            bool(entry.counted),
            _whole(entry),
        )
        for entry, column, n in stacked
    )
    return Strip(baseline + 20, baseline, marks, tuple(_years(first, span, left, right)))


def _years(first: int, span: int, left: float, right: float) -> Iterator[tuple[float, str]]:
    """Beginnings of years that leave room for their numbers; the date itself where none falls between."""
    from datetime import date

    began = date.fromordinal(first).year
    starts = [
        (year, date(year, 1, 1).toordinal()) for year in range(began, date.fromordinal(min(first + span, date.max.toordinal())).year + 1)
    ]
    inside = [(year, left + (day - first) / span * (right - left)) for year, day in starts if day >= first]
    if not inside:
        yield left, str(began)
    last = -math.inf
    for year, x in inside:
        if x - last >= 44 and x <= right - 16:
            last = x
            yield x, str(year)


def layout(timeline: Timeline, width: float = WIDTH) -> Drawing:
    """Return the drawing: title, counts, legend, the axis, each date with its entries, and those without a date."""
    lang = timeline.lang
    texts = [
        Written(_MARGIN, 46, shortened(timeline.title, 22, width - 2 * _MARGIN), 22, strong=True, whole=timeline.title),
        Written(_MARGIN, 70, word("timeline.dated", lang, n=timeline.dated, total=timeline.rows), 13),
        Written(_MARGIN, 89, shortened(timeline.coverage, _NOTE_SIZE, width - 2 * _MARGIN), _NOTE_SIZE, "soft", whole=timeline.coverage),
    ]
    rules: list[Rule] = []
    signs, told, y = _legend(timeline, width, 112)
    marks, texts = [*signs], [*texts, *told]
    axis = strip(timeline.entries, _MARGIN, width - _MARGIN)
    if axis.marks:
        rules.append(Rule(_MARGIN, y + axis.baseline, width - _MARGIN, y + axis.baseline))
        marks += [Mark(mark.x, y + mark.y, mark.radius, mark.standing, mark.counted, mark.whole) for mark in axis.marks]
        for x, year in axis.ticks:
            rules.append(Rule(x, y + axis.baseline, x, y + axis.baseline + 4))
            texts.append(Written(x, y + axis.baseline + 17, year, 11, "soft", "start"))
        y += axis.height + 26
    placed: list[Placed] = []
    days, top, before = timeline.days(), y, 0
    for date, entries in days:
        day = first_day(date) or 0
        y += gap(day - before) if before else 0
        before = day
        texts.append(Written(_DATE_RIGHT, y + 17, date, _LABEL_SIZE, "ink", "end", strong=True))
        for entry in entries:
            placed.append(Placed(entry, y, y + _ENTRY))
            y += _ENTRY
    if days:
        rules.append(Rule(_AXIS, top, _AXIS, y))
    if timeline.undated:
        y += 34
        texts.append(Written(_MARGIN, y, word("timeline.undated", lang, n=len(timeline.undated)), 17, strong=True))
        y += 14
        for entry in timeline.undated:
            placed.append(Placed(entry, y, y + _ENTRY))
            y += _ENTRY
    for each in placed:
        marks.append(Mark(_AXIS, each.top + 12, 5.5, each.entry.standing, bool(each.entry.counted), _whole(each.entry)))
        texts += _said(each, width)
    return Drawing(
        f"{word('timeline', lang)}: {timeline.title}", lang, width, y + _MARGIN, tuple(rules), tuple(marks), tuple(texts), tuple(placed)
    )


def gap(days: int) -> float:
    """Return how far two dates stand apart that so many days lie between: more for more, within bounds."""
    return min(_GAP + math.sqrt(max(days, 0)), _MOST_GAP)


def about(entry: Entry) -> str:
    """Return the second line of an entry: where it stands, what its document counts as, and what its date was counted from."""
    return " · ".join(part for part in (entry.counted, entry.told, entry.place) if part)


def _whole(entry: Entry) -> str:
    return "\n".join(
        part for part in (entry.date, entry.label, entry.statement if entry.statement != entry.label else "", about(entry)) if part
    )


def _said(placed: Placed, width: float) -> list[Written]:
    room, note = width - _TEXT - _MARGIN, about(placed.entry)
    return [
        Written(_TEXT, placed.top + 17, shortened(placed.entry.label, _LABEL_SIZE, room), _LABEL_SIZE, whole=_whole(placed.entry)),
        Written(_TEXT, placed.top + 33, shortened(note, _NOTE_SIZE, room), _NOTE_SIZE, "soft", whole=note),
    ]


def legend(timeline: Timeline) -> list[tuple[Standing, bool, str]]:
    """Return the signs that occur, each with what it says: of the standings, and of both ways to a date where one is counted."""
    entries = (*timeline.entries, *timeline.undated)
    there = {entry.standing for entry in entries}
    signs: list[tuple[Standing, bool, str]] = [
        (standing, False, word(f"standing.{standing}", timeline.lang)) for standing in STANDINGS if standing in there
    ]
    if any(entry.counted for entry in entries):
        signs.append(("unknown", True, word("timeline.counted", timeline.lang)))
    return signs


def _legend(timeline: Timeline, width: float, y: float) -> tuple[list[Mark], list[Written], float]:
    marks, texts, x = [], [], _MARGIN
    for standing, counted, told in legend(timeline):
        wide = 18 + text_width(told, _NOTE_SIZE) + 22
        if x > _MARGIN and x + wide > width - _MARGIN:
            x, y = _MARGIN, y + 20
        marks.append(Mark(x + 6, y - 4, 5.0, standing, counted))
        texts.append(Written(x + 18, y, told, _NOTE_SIZE, "soft"))
        x += wide
    return marks, texts, y + 18
