"""Measured figures as `eval/FIGURES.md`: one table a heading, and under it when, where and by which command each column was measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from figures_declared import NEEDS, Figure
from figures_kept import Kept, Run
from values import Value

from ragassist.evaluate.metrics.score_table import number

HEAD = (
    "# Figures",
    "Made by `make figures` (`python eval/bench/figures.py`) from `eval/figures.jsonl` at commit `{commit}`: no number on this page is "
    "typed by hand. Each column was measured in a process of its own, by the command that stands below its table or by what that calls. "
    "A share is followed by its 95 % interval (Wilson's; a bootstrap for balanced accuracy and for means over answers), a time by the "
    "shortest and the longest seen.",
    "A column that is **older** was measured on another state of the program or of its data than this page's commit, and names its own. "
    "`python eval/bench/figures.py --list` says which figures are still those of the checkout that you have.",
    "The data have the same authors as the program; what was read by others stands in [README.md](../README.md#figures). "
    "Figures of versions before this page: [bench/EARLIER.md](bench/EARLIER.md); what helped and what did not: the other files of "
    "[bench/](bench/).",
)


def page(figures: Sequence[Figure], kept: Mapping[str, Kept], current: Collection[str], commit: str) -> str:
    """Return the page.

    Args:
        figures: all that are declared, in their order.
        kept: what was measured.
        current: names of the figures whose good run is of program and data as they are at `commit`.
        commit: which commit the page is made at.
    """
    blocks = [paragraph.replace("{commit}", commit) for paragraph in HEAD]
    failed = [figure for figure in figures if kept.get(figure.name, Kept()).failed]
    if failed:
        blocks.append(
            "**Failed** when last tried: " + ", ".join(f"`{figure.name}`" for figure in failed) + "; the error stands below each."
        )
    for heading in dict.fromkeys(figure.table for figure in figures):
        columns = [figure for figure in figures if figure.table == heading]
        blocks += [
            f"## {heading}",
            *_table(columns, kept, current),
            "\n".join(_told(f, kept.get(f.name, Kept()), current) for f in columns),
        ]
    return "\n\n".join(blocks) + "\n"


def _table(columns: Sequence[Figure], kept: Mapping[str, Kept], current: Collection[str]) -> list[str]:
    """Return the table of the columns that have values, or nothing."""
    runs = [(figure, run) for figure in columns if (run := kept.get(figure.name, Kept()).good)]
    if not runs:
        return []
    titles = [figure.column + ("" if figure.name in current else " (**older**)") for figure, _ in runs]
    by_column = [{value.what: value for value in run.values} for _, run in runs]
    rows = [f"| | {' | '.join(titles)} |", f"|---|{'---|' * len(titles)}"]
    for what in dict.fromkeys(what for column in by_column for what in column):
        cells = [column.get(what) for column in by_column]
        counted = {cell.n for cell in cells if cell is not None}
        common = next(iter(counted)) if len(counted) == 1 else None
        label = what + (f", n {common:,}" if common is not None else "")
        rows.append(f"| {label} | {' | '.join(_cell(cell, own_n=common is None) for cell in cells)} |")
    return ["\n".join(rows)]


def _cell(value: Value | None, *, own_n: bool) -> str:
    if value is None:
        return "–"
    told = _number(value.value, value.unit)
    if value.low is not None and value.high is not None:
        told += f" [{_number(value.low, value.unit, bare=True)}, {_number(value.high, value.unit, bare=True)}]"
    return told + (f", n {value.n:,}" if own_n and value.n is not None else "")


def _number(value: float, unit: str, *, bare: bool = False) -> str:
    """Return a number as the page prints it.

    >>> _number(0.925, "share"), _number(1250, "count"), _number(0.034, "s"), _number(12.34, "MB", bare=True)
    ('.93', '1,250', '0.034 s', '12.3')
    """
    if unit == "share":
        return number(value)
    whole = unit == "count" or abs(value) >= 100
    told = f"{value:,.0f}" if whole else f"{value:.3g}" if abs(value) < 1 else f"{value:.1f}"
    return told if bare or unit == "count" else f"{told} {unit}"


def _told(figure: Figure, kept: Kept, current: Collection[str]) -> str:
    """Return the line of one column: when, where, by what; what it lacks or how it failed."""
    parts = []
    if kept.good:
        parts.append(_measured(figure, kept.good, is_current=figure.name in current))
    if kept.failed:
        parts.append(f"**Failed** on {kept.failed.date} at `{kept.failed.commit}`: {_one_line(kept.failed.error)}")
    if not parts:
        needs = " and ".join(NEEDS[need] for need in figure.needs)
        parts.append(
            f"Not measured. It needs {needs}, and about {figure.minutes:g} min: `python eval/bench/figures.py --only {figure.name}`"
        )
    return f"- {figure.column}: " + " ".join(parts)


def _measured(figure: Figure, run: Run, *, is_current: bool) -> str:
    older = "" if is_current else "**older than this page's commit**, "
    return (
        f"{older}measured {run.date} at `{run.commit}` in {run.seconds:.0f} s (load {run.load:.1f} on {run.cores} cores). "
        f"n counts {figure.counts}. `{run.command}`"
    )


def _one_line(error: str) -> str:
    return " ".join(error.split()).replace("|", "/")
