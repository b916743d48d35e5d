"""The ready workflow does what the Makefile and `.ci/run` do, and uploads what they write."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "evaluation.yml").read_text(encoding="utf8"))
STEPS = WORKFLOW["jobs"]["gate"]["steps"]
SCRIPT = (ROOT / ".ci" / "run").read_text(encoding="utf8")
RUNS = [step["run"] for step in STEPS if "run" in step]


def planned(target):
    # The suite itself runs under make, whose variables would make this one talk of entering and leaving.
    own = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, env=own, capture_output=True, text=True, check=True)
    return done.stdout


def test_it_installs_by_the_makefile_and_runs_the_gate_of_ci():
    assert RUNS[:2] == ["make install", ".ci/run evaluation"]
    assert subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=False).returncode == 0
    for part in ("make install", "eval run --replay", "eval gate", "eval report"):
        assert part in SCRIPT
    assert planned("evaluate").splitlines()[-1] == ".ci/run evaluation"
    assert "make install weights" in SCRIPT, "the replies are replayed with the encoder that they were recorded with"
    assert "models pull" not in planned("evaluate"), "the script fetches what a replay needs"


@pytest.mark.parametrize("name", ["junit.xml", "summary.md", "report.html"])
def test_what_it_uploads_is_what_the_makefile_writes(name):
    uploaded = next(step["with"]["path"] for step in STEPS if str(step.get("uses", "")).startswith("actions/upload-artifact"))
    assert f"eval/runs/ci/{name}" in uploaded
    assert "out=eval/runs/ci " in SCRIPT
    assert f'"$out/{name}"' in SCRIPT or (name == "report.html" and 'eval report "$out"' in SCRIPT)
    assert "eval/runs/ci/summary.md" in RUNS[-1]
    assert "GITHUB_STEP_SUMMARY" in RUNS[-1]


def test_recording_anew_is_one_command_that_ends_with_a_gate_on_the_new_baseline():
    plan = planned("record")
    order = [plan.index(part) for part in ("eval run --live --record", "eval run --replay", "--baseline eval/baseline.jsonl", "eval gate")]
    assert order == sorted(order)


def workflow(name):
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf8"))


def test_every_push_is_checked_and_tested_fast_on_three_systems():
    jobs = workflow("checks")["jobs"]
    runs = [step["run"] for step in jobs["check"]["steps"] if "run" in step]
    assert runs[0] == "make check"
    assert runs[1].endswith(".ci/audit\n")
    assert {name.split("-")[0] for name in jobs["fast"]["strategy"]["matrix"]["os"]} == {"ubuntu", "macos", "windows"}
    fast = jobs["fast"]["steps"][-1]["run"].removeprefix("python ")
    assert fast in planned("test-fast"), "the same tests as `make test-fast`"


def test_every_night_everything_runs_and_nothing_may_be_skipped():
    night = workflow("nightly")
    assert "schedule" in night[True]  # YAML 1.1 reads the key `on` as a truth value
    assert night["jobs"]["everything"]["steps"][-1]["run"].endswith(" .ci/run")
    assert "--no-skips" in SCRIPT
