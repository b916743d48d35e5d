"""The gate's limits, from `gates.toml`: strict about every name.

max_unscored = 0.02            # share of samples without an answer object, and of unscored ones per metric

[floors]                       # over all samples
promises = 1.0

[floors."lang en"]             # or "direction en→zh", "type quantity"
correct = 0.4

[baseline]
metrics = ["correct", "recall@5"]
p = 0.05                       # a loss fails when so large a one is less likely than this by chance
max_loss = 0.15                # a loss of the mean beyond this fails whatever its probability

[tasks]                        # document tasks, measured on labelled documents by rules alone
documents = "datasets/tasks"   # from the directory of this file
list_recall = 0.95
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.evaluate.metrics.scoring import ALL, NAMES
from ragassist.evaluate.tasks.gate_rows import NAMES as TASKS
from ragassist.phrases import Phrase

_GROUP = re.compile(r"lang (en|zh)|direction (en|zh)→(en|zh)|type [a-z][a-z0-9 _/-]*")
_TOP = ("max_unscored", "floors", "baseline", "tasks")
_BASELINE = ("metrics", "p", "max_loss")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least mean of a metric over a group."""

    group: str
    metric: str
    least: float


@dataclass(frozen=True, slots=True)
class Gates:
    """All limits of one gate."""

    floors: tuple[Floor, ...]
    max_unscored: float = 0.0
    compared: tuple[str, ...] = ()
    """Metrics compared with the baseline."""
    p: float = 0.05
    max_loss: float = 1.0
    tasks: tuple[tuple[str, float], ...] = ()
    """Rows of document tasks and the least of each."""
    task_documents: Path | None = None
    """Where the labelled documents are."""


def load(path: Path) -> Gates:
    """Return the limits in a TOML file.

    Raises:
        UsageError: it cannot be read, or has an unknown name or a value out of range.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError("gates.unreadable", path=path, error=error) from error
    try:
        _known(values, _TOP, "what.setting")
        baseline = values.get("baseline", {})
        _known(baseline, _BASELINE, "what.setting_of_baseline")
        compared = tuple(baseline.get("metrics", ()))
        for name in compared:
            _known({name: None}, NAMES, "what.metric")
        tasks = values.get("tasks", {})
        _known(tasks, ("documents", *TASKS), "what.setting")
        return Gates(
            floors=tuple(_floors(values.get("floors", {}))),
            max_unscored=_share(values.get("max_unscored", 0.0), "max_unscored"),
            compared=compared,
            p=_share(baseline.get("p", 0.05), "p"),
            max_loss=_share(baseline.get("max_loss", 1.0), "max_loss"),
            tasks=tuple((name, _share(value, name)) for name, value in tasks.items() if name != "documents"),
            task_documents=path.parent / str(tasks["documents"]) if "documents" in tasks else None,
        )
    except UsageError as error:
        raise UsageError("gates.wrong", path=path, wrong=error.phrase) from None


def _floors(table: object) -> list[Floor]:
    if not isinstance(table, dict):
        raise UsageError("gates.floors")
    found = []
    for name, value in table.items():
        if isinstance(value, dict):
            if not _GROUP.fullmatch(name):
                raise UsageError("gates.group", name=name)
            inner = value
        else:
            name, inner = ALL, {name: value}
        for metric, least in inner.items():
            _known({metric: None}, NAMES, "what.metric")
            found.append(Floor(name, metric, _share(least, metric)))
    return found


def _known(table: object, names: tuple[str, ...], what: str) -> None:
    if not isinstance(table, dict):
        raise UsageError("gates.not_table", table=repr(table), names=", ".join(names))
    for name in table:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
            if near:
                raise UsageError("gates.name_near", what=Phrase.of(what), name=name, near=near[0])
            raise UsageError("gates.name", what=Phrase.of(what), name=name, known=", ".join(names))


def _share(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError("gates.share", name=name, value=repr(value))
    return float(value)
