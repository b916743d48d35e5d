"""The second set, whose writers played no other part: its open two thirds, replayed from committed recordings, held against its own limits."""

from __future__ import annotations

import hashlib
import importlib
import json
from pathlib import Path
from types import ModuleType, SimpleNamespace

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


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EVAL / "bench"))
    return importlib.import_module("replayed")


def test_the_benchmark_holds_each_set_against_its_own_gates(bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    monkeypatch.setattr(bench.session, "evaluate", lambda settings, plan: SimpleNamespace(crashed=0, unavailable=0, reasons=[]))
    monkeypatch.setattr(bench.scoring, "score", lambda out: SimpleNamespace(groups=()))
    monkeypatch.setattr(bench.decision, "gate", lambda out, gates, baseline: held.append((gates.name, baseline)) or decision.GateResult(()))
    for dataset in (SET / "open.jsonl", SET.parent / "core.jsonl"):
        bench.measure(str(dataset), [], "recordings", gate=True)
    assert held == [("gates-second.toml", None), ("gates.toml", EVAL / "baseline.jsonl")]


def test_a_set_without_gates_is_not_held_against_those_of_another(bench: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No gates are kept for"):
        bench.measure(str(tmp_path / "mine.jsonl"), [], gate=True)


def test_what_is_kept_aside_is_not_replayed() -> None:
    whole, opened = ((SET / name).read_text(encoding="utf8").splitlines() for name in ("questions.jsonl", "open.jsonl"))
    kept = [line for line in whole if int(hashlib.sha256(json.loads(line)["id"].encode()).hexdigest(), 16) % 3 == 0]
    assert opened == [line for line in whole if line not in kept]
    assert len(kept) == 35
