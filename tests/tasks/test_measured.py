"""What document tasks reach on the labelled documents of `eval/datasets/tasks`, without a model; floors, so that nobody loses it unseen."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "eval" / "bench"


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(BENCH))
    try:
        spec = importlib.util.spec_from_file_location("task_bench", BENCH / "tasks.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(BENCH))


def test_lists_find_nearly_all_and_little_else(bench):
    for kind, (right, extra, missed) in bench.lists(False).items():
        if kind == "actors":  # its labels name the main actors only
            assert right / (right + missed) >= 0.88
            continue
        assert right / (right + missed) >= 0.94, kind
        assert right / (right + extra) >= 0.95, kind


def test_comparisons_find_the_changes_and_invent_none(bench):
    found, missed, invented = bench.compare(False)
    assert found + missed >= 90
    assert found / (found + missed) >= 0.98
    assert invented == 0


def test_audits_call_contradicted_only_what_is(bench):
    balanced, so, called = bench.audit(False)
    assert called >= 12
    assert so == called
    assert balanced >= 0.93
