"""The second set, whose writers played no other part: its open two thirds, replayed from committed recordings, held against its own limits."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ragassist.evaluate import session
from ragassist.evaluate.gate import decision
from ragassist.settings import Settings

EVAL = Path(__file__).parents[3] / "eval"
SET = EVAL / "datasets" / "second"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, encoder_cache: Path) -> Path:
    out = tmp_path_factory.mktemp("second") / "log"
    settings = Settings(home=out.parent / "home", cache=encoder_cache)
    plan = session.Plan(SET / "open.jsonl", out, "replay", recordings=EVAL / "recordings" / "second", documents=[SET / "docs"])
    report = session.evaluate(settings, plan)
    assert not report.crashed + report.unavailable, (report.reasons, "record again: `make record`")
    return out


def test_the_gate_passes(replayed: Path) -> None:
    result = decision.gate(replayed, EVAL / "gates-second.toml")
    assert result.passed, "\n".join(result.lines)


def test_what_is_kept_aside_is_not_replayed() -> None:
    whole, opened = ((SET / name).read_text(encoding="utf8").splitlines() for name in ("questions.jsonl", "open.jsonl"))
    kept = [line for line in whole if int(hashlib.sha256(json.loads(line)["id"].encode()).hexdigest(), 16) % 3 == 0]
    assert opened == [line for line in whole if line not in kept]
    assert len(kept) == 35
