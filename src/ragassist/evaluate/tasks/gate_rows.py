"""One row of the gate for each document task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ragassist.evaluate.tasks import measured
from ragassist.evaluate.tasks.measured import Counts


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One measured share of one task."""

    name: str
    share: float
    n: int
    mistakes: tuple[str, ...] = ()
    """Each mistake in one line."""


NAMES: Final = (
    "list_recall", "list_precision", "actors_recall", "actors_precision", "brief_facts", "brief_facts_full", "changes_found",
    "changes_real", "change_kinds", "audit_balanced", "contradicted_right",
)  # fmt: skip
"""What can have a floor; the gate's file names them."""


@cache
def rows(root: Path) -> Mapping[str, TaskRow]:
    """Return all rows by name, measured on the labelled documents under `root` by rules alone, without a model or an encoder.

    Raises:
        OSError: the documents are not there.
    """
    lists = measured.lists(root)
    listed = _sum([counts for kind, counts in lists.items() if kind != "actors"])
    named = lists["actors"]
    found, kinds = measured.changes(root)
    audited = measured.audits(root)
    short, full, called = measured.briefs(root), measured.briefs(root, full=True), audited.contradicted
    made = (
        TaskRow("list_recall", listed.recall, listed.right + listed.missed, listed.mistakes),
        TaskRow("list_precision", listed.precision, listed.right + listed.extra, listed.mistakes),
        TaskRow("actors_recall", named.recall, named.right + named.missed, named.mistakes),
        TaskRow("actors_precision", named.precision, named.right + named.extra, named.mistakes),
        TaskRow("brief_facts", short.recall, short.right + short.missed, short.mistakes),
        TaskRow("brief_facts_full", full.recall, full.right + full.missed, full.mistakes),
        TaskRow("changes_found", found.recall, found.right + found.missed, found.mistakes),
        TaskRow("changes_real", found.precision, found.right + found.extra, found.mistakes),
        TaskRow("change_kinds", kinds.recall, kinds.right + kinds.missed, kinds.mistakes),
        TaskRow("audit_balanced", audited.balanced, sum(audited.seen.values()), audited.mistakes),
        TaskRow("contradicted_right", called.precision, called.right + called.extra, audited.mistakes),
    )
    return {row.name: row for row in made}


def _sum(all_counts: Sequence[Counts]) -> Counts:
    return sum(all_counts, Counts())
