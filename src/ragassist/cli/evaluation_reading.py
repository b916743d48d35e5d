"""`eval read`: a sheet for a person, and what the marks on it say."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.errors import UsageError

if TYPE_CHECKING:
    from ragassist.evaluate.read.items import Item
    from ragassist.evaluate.read.reader_marks import Marks
    from ragassist.types import Lang

_TABLES = {".csv": ",", ".tsv": "\t"}
_MOST_SHEETS = 2


def add(actions: Any, common: argparse.ArgumentParser, out: Path) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this action; `out` is the default log."""
    read = actions.add_parser("read", parents=[common], help="print a sheet for a human reader, or count the marks on one")
    read.add_argument("directory", type=Path, nargs="?", default=out, metavar="DIR", help=f"the log (default {out})")
    read.add_argument("--out", type=Path, metavar="FILE", help="write the sheet there: .csv or .tsv for a spreadsheet, else Markdown")
    read.add_argument("--most", type=_count, metavar="N", help="at most N sentences and N answers, evenly over languages and states")
    read.add_argument("--seed", type=int, metavar="N", help="which of them are drawn (default 0)")
    read.add_argument("--only", choices=("sentences", "answers"), help="leave the others out")
    read.add_argument("--lang", choices=("en", "zh"), help="the language of the sheet's own words (default en)")
    read.add_argument("--states", action="store_true", help="show what the program says of each sentence; the reader is then not blind")
    read.add_argument("--marks", type=Path, nargs="+", action="extend", metavar="FILE", help="filled-in sheets: of one reader, or of two")
    read.add_argument("--json", action="store_true", help="with --marks: print one JSON document")
    read.set_defaults(run=_read)


def _read(args: argparse.Namespace) -> int:
    from ragassist.evaluate.read.items import items
    from ragassist.evaluate.run import log

    shown = items(log.read(args.directory))
    if not shown:
        raise UsageError("sheet.nothing", directory=args.directory)
    if args.marks:
        for option in ("out", "most", "seed", "only", "lang", "states"):
            if getattr(args, option) not in (None, False):
                raise UsageError("marks.or_sheet", option=f"--{option}")
        return _count_marks(args, shown)
    return _print_sheet(args, shown)


def _print_sheet(args: argparse.Namespace, shown: tuple[Item, ...]) -> int:
    from ragassist.evaluate.read import sheet_table, sheet_text
    from ragassist.evaluate.read.draw import drawn

    chosen = tuple(item for item in shown if args.only in (None, f"{item.kind}s"))
    if args.most:
        chosen = drawn(chosen, args.most, args.seed or 0)
    delimiter = _TABLES.get(args.out.suffix.lower()) if args.out else None
    lang: Lang = "zh" if args.lang == "zh" else "en"
    if delimiter:
        text = sheet_table.write(chosen, lang, states=args.states, delimiter=delimiter)
    else:
        text = sheet_text.write(chosen, lang, states=args.states)
    if args.out is None:
        output.say(text)
    else:
        _write(args.out, text)
    sentences = sum(item.kind == "sentence" for item in chosen)
    output.note(f"{sentences} sentences and {len(chosen) - sentences} answers to be marked.")
    return 0


def _write(path: Path, text: str) -> None:
    """A sheet that is there may be half filled in: it is never written over."""
    try:
        with path.open("x", encoding="utf8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError("sheet.there", path=path) from None
    except OSError as error:
        raise UsageError("out.unwritable", path=path, why=error.strerror or error) from error


def _count_marks(args: argparse.Namespace, shown: tuple[Item, ...]) -> int:
    from ragassist.evaluate.read import counted, told

    if len(args.marks) > _MOST_SHEETS:
        raise UsageError("marks.many", n=len(args.marks))
    if len({path.resolve() for path in args.marks}) < len(args.marks):
        raise UsageError("marks.same", path=args.marks[0])
    sheets = [_marks(path, shown) for path in args.marks]
    found = [counted.count(marks, shown) for marks in sheets]
    two = counted.compare(*sheets) if len(sheets) == _MOST_SHEETS else None
    if args.json:
        output.document(told.as_json(found, two))
    else:
        output.say("\n\n".join([*map(told.render, found), *([told.render_two(two)] if two else [])]))
    return 0


def _marks(path: Path, shown: tuple[Item, ...]) -> Marks:
    from ragassist.evaluate.read import reader_marks

    found = reader_marks.read(path, shown)
    if isinstance(found, reader_marks.Marks):
        return found
    for wrong in found:
        output.note(reader_marks.wrong_line(path, wrong))
    raise UsageError("marks.wrong", path=path, n=len({wrong.line for wrong in found}))


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value
