"""A sample of `eval/bench/fuzz.py`: damaged files of every format end as passages or as an error with advice."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "eval" / "bench" / "fuzz.py"
_spec = importlib.util.spec_from_file_location("fuzz", BENCH)
fuzz = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fuzz)


@pytest.fixture(scope="module")
def seeds():
    return fuzz.seeds()


def test_every_file_that_the_fuzzing_starts_from_is_read(tmp_path, seeds):
    for name, content in seeds.items():
        (tmp_path / name).write_bytes(content)
        assert fuzz.read_one(str(tmp_path / name)) == ("refused" if name == "b.docx" else "read"), name


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_damaged_file_breaks_a_reader(tmp_path, seeds, seed):
    chance = random.Random(seed)
    for name in seeds:
        suffix, content = fuzz.made(seeds, name, chance)
        path = tmp_path / f"{name}{suffix}"
        path.write_bytes(content)
        assert fuzz.read_one(str(path)) in ("read", "refused"), name
