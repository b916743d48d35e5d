"""The evaluation as CI runs it: the committed data set, replayed from the committed recordings, held against the committed gates."""

import json
from pathlib import Path

import pytest

from ragassist.cli.program import main

ROOT = Path(__file__).parents[3]
RECORDINGS = ROOT / "eval" / "recordings" / "core"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory, encoder_cache):
    if not RECORDINGS.is_dir():
        pytest.skip("no model replies are recorded yet: run `ragassist eval run --live --record`")
    out = tmp_path_factory.mktemp("replay") / "log"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("RAGASSIST_CACHE", str(encoder_cache))
        code = main(["eval", "run", "--replay", "--out", str(out)])
    return out, code


def test_every_sample_can_be_answered_from_the_recordings(replayed):
    out, code = replayed
    assert code == 0, "a prompt, a parameter or the evidence changed: record again with `ragassist eval run --live --record`"
    assert json.loads((out / "header.json").read_text(encoding="utf8"))["mode"] == "replay"


def test_the_gate_passes(replayed, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code = main(["eval", "gate", str(replayed[0])])
    assert code == 0, capsys.readouterr().out


def test_the_report_of_it_can_be_rendered(replayed, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    assert main(["eval", "report", str(replayed[0]), "--to", str(tmp_path / "page.html")]) == 0
    assert "questions that the documents answer" in (tmp_path / "page.html").read_text(encoding="utf8")


def test_the_recorded_samples_are_a_part_of_the_whole_set_with_every_type_in_it():
    whole = (ROOT / "eval" / "datasets" / "corpus.jsonl").read_text(encoding="utf8").splitlines()
    core = (ROOT / "eval" / "datasets" / "core.jsonl").read_text(encoding="utf8").splitlines()
    assert set(core) <= set(whole)
    assert {json.loads(line)["type"] for line in core} == {json.loads(line)["type"] for line in whole}
