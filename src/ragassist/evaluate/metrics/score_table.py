"""Scores as a table for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ragassist.evaluate.metrics.costs import Costs
from ragassist.evaluate.metrics.scoring import NAMES, Group, Scores
from ragassist.evaluate.metrics.statistics import Estimate
from ragassist.evaluate.metrics.undefined import Undefined

_BY_TYPE = ("recall@5", "correct", "faithful", "citation_precision", "refusal_recall", "promises")


def render(scores: Scores) -> str:
    """Return the scores as text: what ran, all metrics by language and direction with intervals, the main ones by type, and costs."""
    header = scores.header
    answered = sum(sample.entry.outcome == "answered" for sample in scores.samples)
    whole = scores.groups[0]
    by_language = [group for group in scores.groups if group.name.startswith(("lang ", "direction "))]
    by_type = [group for group in scores.groups if group.name.startswith("type ")]
    titles = ["metric", f"all ({whole.samples})", "95 % interval", *(f"{group.name.split()[1]} ({group.samples})" for group in by_language)]
    rows = [[name, _mean(whole, name), _interval(whole, name), *(_mean(group, name) for group in by_language)] for name in NAMES]
    types = [[group.name.removeprefix("type "), str(group.samples), *(_mean(group, name) for name in _BY_TYPE)] for group in by_type]
    return "\n".join(
        [
            f"{header.dataset} · {header.samples} samples · {header.model} ({header.tier}), {header.mode} · {header.started}",
            f"{answered} answered, {scores.unscored:.1%} without an answer object; {scores.judge}",
            "",
            *lines(titles, rows),
            "",
            *lines(["type", "samples", *_BY_TYPE], types),
            "",
            *(_took(name, costs) for name, costs in (("all", scores.costs), *sorted(scores.costs_by_lang.items()))),
            *(["(replayed: times are not the model's)"] if header.mode == "replay" else []),
        ]
    )


def _took(name: str, costs: Costs) -> str:
    return (
        f"{name}: median answer {costs.median_ms:.0f} ms, 95 % within {costs.p95_ms:.0f} ms; "
        f"{costs.prompt_tokens:.0f} prompt and {costs.completion_tokens:.0f} completion tokens on average"
    )


def number(value: float) -> str:
    """Return a share as the tables print it.

    >>> number(0.25), number(1.0), number(0.0)
    ('.25', '1.00', '.00')
    """
    return f"{value:.2f}".removeprefix("0") if 0 <= value < 0.995 else f"{value:.2f}"


def _mean(group: Group, metric: str) -> str:
    mean = group.means[metric]
    if isinstance(mean, Undefined):
        return "–" if mean.by_design else "unscored"
    return number(mean.mean) + (f" ({mean.unscored} unscored)" if mean.unscored else "")


def _interval(group: Group, metric: str) -> str:
    mean = group.means[metric]
    return f"{number(mean.low)} to {number(mean.high)}, n {mean.n}" if isinstance(mean, Estimate) else ""


def lines(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table as text lines: titles, a rule, rows; wide characters count as two columns."""
    table = [list(titles), *map(list, rows)]
    widths = [max(_width(row[column]) for row in table) for column in range(len(titles))]
    lines = ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
