"""The marks of a reader, held against the run that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ragassist.errors import LoadError, UsageError, say
from ragassist.evaluate.read import sheet_table, sheet_text
from ragassist.evaluate.read.filled_sheet import Filled, Sheet, Wrong
from ragassist.evaluate.read.items import Item
from ragassist.evaluate.read.words import GRADES, MARKS, REFUSED, graded, meant
from ragassist.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader says of one item."""

    item: Item
    line: int
    """Where the place for the mark is, counted from 1; of a table, its row."""
    word: str
    """One of `words.MARKS`; empty where nothing is marked."""
    grade: int | None = None
    """Of the English, 1 to 5."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of one sheet, in its order, the unmarked items among them."""

    sheet: str
    """The file."""
    marks: tuple[Mark, ...]
    states_shown: bool = False

    @property
    def unmarked(self) -> tuple[Mark, ...]:
        """The items that nobody marked."""
        return tuple(mark for mark in self.marks if not mark.word)

    def of(self, kind: str) -> tuple[Mark, ...]:
        """Return the marked items of a kind."""
        return tuple(mark for mark in self.marks if mark.word and mark.item.kind == kind)


def read(path: Path, items: Sequence[Item]) -> Marks | tuple[Wrong, ...]:
    """Return the marks of a sheet, or every line of it that cannot be taken as it stands. The file is not changed.

    Args:
        path: Markdown, CSV or tab-separated, told by what is in it, in whatever encoding an office program saved it.
        items: of the run.

    Raises:
        UsageError: it cannot be read, is no sheet, or nothing in it is marked.
    """
    from ragassist.ingest.load import encoding

    try:
        text = encoding.decode(path.read_bytes(), path.name)
    except OSError as error:
        raise UsageError("marks.unreadable", path=path, error=error.strerror or error) from error
    except LoadError as error:
        raise UsageError("marks.unreadable", path=path, error=error.problem.rstrip(".")) from error
    sheet = sheet_table.read(text) or sheet_text.read(text)
    if not sheet.blocks:
        raise UsageError("marks.no_sheet", path=path)
    found = _held_against(sheet, items)
    marks = tuple(mark for mark in found if isinstance(mark, Mark))
    wrong = [*sheet.wrong, *(mark for mark in found if isinstance(mark, Wrong))]
    if wrong:
        return tuple(sorted(wrong, key=lambda one: one.line))
    if not any(mark.word for mark in marks):
        raise UsageError("marks.none", path=path, n=len(marks))
    return Marks(str(path), marks, sheet.states_shown)


def wrong_line(path: Path, wrong: Wrong) -> str:
    """Return what is wrong with a line, with file and number."""
    return say(Phrase.of("line.wrong", path=str(path), number=wrong.line, wrong=wrong.why))


def _held_against(sheet: Sheet, items: Sequence[Item]) -> list[Mark | Wrong]:
    by_key = {item.key: item for item in items}
    places = {item.place for item in items}
    seen: dict[str, int] = {}
    found: list[Mark | Wrong] = []
    for block in sheet.blocks:
        key = block.key.text
        if key in seen:
            found.append(Wrong(block.key.line, Phrase.of("line.item_twice", id=key, seen=seen[key])))
        elif key in by_key:
            found += _mark(block, by_key[key])
        elif key.rpartition("~")[0] in places:
            found.append(Wrong(block.key.line, Phrase.of("line.item_other", id=key)))
        else:
            found.append(Wrong(block.key.line, Phrase.of("line.item_absent", id=key)))
        seen.setdefault(key, block.key.line)
    return found


def _mark(block: Filled, item: Item) -> list[Mark | Wrong]:
    wrong: list[Mark | Wrong] = []
    word, grade = meant(block.mark.text, item.kind), graded(block.grade.text)
    if word is None:
        choices = ", ".join(MARKS[item.kind])
        kind = Phrase.of("what.sentence") if item.kind == "sentence" else Phrase.of("what.answer")
        wrong.append(Wrong(block.mark.line, Phrase.of("line.mark", text=block.mark.text, what=kind, choices=choices)))
    if word == REFUSED and not item.refused:
        wrong.append(Wrong(block.mark.line, Phrase.of("line.mark_refused")))
    if grade is None:
        wrong.append(Wrong(block.grade.line, Phrase.of("line.grade", text=block.grade.text, choices=", ".join(GRADES))))
    elif grade != "" and not item.graded:
        wrong.append(Wrong(block.grade.line, Phrase.of("line.grade_unasked", text=block.grade.text)))
    return wrong or [Mark(item, block.mark.line, word or "", grade if isinstance(grade, int) else None, block.note)]
