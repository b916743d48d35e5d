"""What document tasks reach on the labelled documents of `eval/datasets/tasks`, without a model; floors, so that nobody loses it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragassist.evaluate.gate.decision import task_checks
from ragassist.evaluate.gate.floors import Gates, load
from ragassist.evaluate.tasks import measured
from ragassist.evaluate.tasks.gate_rows import NAMES, rows

EVAL = Path(__file__).parents[2] / "eval"
ROOT = EVAL / "datasets" / "tasks"


def test_lists_find_nearly_all_and_little_else():
    for kind, counts in measured.lists(ROOT).items():
        if kind == "actors":  # its labels name the main actors only
            assert counts.recall >= 0.88
            continue
        assert counts.recall >= 0.94, kind
        assert counts.precision >= 0.95, kind


@pytest.mark.slow
def test_the_gate_has_a_row_for_every_task_and_each_holds():
    gates = load(EVAL / "gates.toml")
    assert {name for name, _ in gates.tasks} == set(NAMES)
    assert [check.says for check in task_checks(gates) if not check.passed] == []


def test_there_is_enough_to_measure_on():
    assert rows(ROOT)["changes_found"].n >= 90
    assert rows(ROOT)["contradicted_right"].n >= 12


def test_a_row_below_its_floor_fails_and_names_the_mistakes():
    (check,) = task_checks(Gates((), tasks=(("list_recall", 1.0),), task_documents=ROOT))
    assert not check.passed
    assert check.details[0].startswith(("missed ", "extra "))
