"""`eval score`, `gate`, `report` on a log made here, as the command line runs them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, answer, passage, refusal, sample, unanswerable
from tests.openai_server import Reply

from ragassist.cli.program import main
from ragassist.evaluate.run import log
from ragassist.evaluate.run.log import Entry, Header, Log

ENTRIES = (
    Entry(sample(id="a"), "answered", "", answer(), (passage(),)),
    Entry(unanswerable(id="b", pair="b"), "answered", "", refusal()),
)
HEADER = Header(
    "set.jsonl", "f" * 16, 2, "replay", "m", "local", "e", "p" * 16, (("numpy", "2"),), 2, "2026-01-01T00:00:00+00:00", True, 1.0
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log.write(tmp_path / "log", Log(HEADER, ENTRIES, RAWS))
    (tmp_path / "gates.toml").write_text("[floors]\npromises = 1.0\ncorrect = 1.0\n", encoding="utf8")
    return tmp_path


def test_score_prints_a_table_or_json_and_writes_a_baseline(place, capsys):
    assert main(["eval", "score", "log", "--baseline", "base.jsonl"]) == 0
    assert "correct" in capsys.readouterr().out
    assert main(["eval", "score", "log", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["groups"]["all"]["correct"]["mean"] == 1.0
    assert len((place / "base.jsonl").read_text(encoding="utf8").splitlines()) == 3


def test_the_gate_exits_0_1_2_or_4_and_writes_what_ci_reads(place, capsys):
    gated = ["eval", "gate", "log", "--gates", "gates.toml"]
    assert main([*gated, "--junit", "junit.xml", "--markdown", "summary.md"]) == 0
    assert ElementTree.parse(place / "junit.xml").getroot().attrib["failures"] == "0"
    assert (place / "summary.md").read_text(encoding="utf8").startswith("## Evaluation: passes")

    log.write(place / "log", Log(HEADER, (replace(ENTRIES[0], answer=refusal()), ENTRIES[1]), RAWS))
    assert main(gated) == 1
    assert "source says" in capsys.readouterr().out

    log.write(
        place / "log", Log(HEADER, (replace(ENTRIES[0], answer=None, outcome="unavailable", reason="no recording"), ENTRIES[1]), RAWS)
    )
    assert main(gated) == 4
    capsys.readouterr()
    assert main(["eval", "gate", "none", "--gates", "gates.toml"]) == 2
    (place / "gates.toml").write_text("[floors]\npromisses = 1.0\n", encoding="utf8")
    assert main(gated) == 2
    assert "Did you mean 'promises'?" in capsys.readouterr().err


def test_the_report_is_written_beside_the_log(place, capsys):
    assert main(["eval", "report", "log", "--gates", "gates.toml"]) == 0
    assert capsys.readouterr().out.strip() == "log/report.html"
    text = (place / "log" / "report.html").read_text(encoding="utf8")
    assert "The gate passes" in text
    assert "1 of 1" in text


def test_a_sheet_is_printed_filled_in_and_counted(place, capsys):
    assert main(["eval", "read", "log", "--out", "one.md"]) == 0
    assert "1 sentences and 2 answers to be marked." in capsys.readouterr().err
    assert main(["eval", "read", "log"]) == 0
    sheet = (place / "one.md").read_text(encoding="utf8")
    assert capsys.readouterr().out == sheet + "\n"
    assert main(["eval", "read", "log", "--marks", "one.md"]) == 2
    assert "Nothing is marked yet in 'one.md', which has 3 places for marks." in capsys.readouterr().err

    filled = re.sub(r"(?m)^(- mark \(yes.*): $", r"\1: partly", re.sub(r"(?m)^(- mark \(right.*): $", r"\1: right", sheet, count=1))
    (place / "one.md").write_text(filled, encoding="utf8")
    (place / "two.md").write_text(filled.replace("no): partly", "no): yes").replace("to 5): ", "to 5): 4"), encoding="utf8")
    assert main(["eval", "read", "log", "--marks", "one.md"]) == 0
    out = capsys.readouterr().out
    assert "one.md: 1 of 1 sentences marked (the run shows 1), 1 of 2 answers marked (the run shows 2)" in out
    assert re.search(r"1 not marked yet: b#answer~[0-9a-f]{8} \(line \d+\)", out)
    assert re.search(r"verified +en +1 +\.00 +\.00 to \.79 +0 +1 +0 ", out)

    assert main(["eval", "read", "log", "--marks", "one.md", "two.md", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["states"][0]["right"]["value"] for each in told["sheets"]] == [0.0, 1.0]
    assert told["sheets"][1]["english"]["mean"] == 4.0
    assert [(mark["state"], mark["mark"]) for mark in told["sheets"][1]["marks"]] == [(None, "right"), ("verified", "yes"), (None, "")]
    assert (told["readers"]["sentences"]["all"]["same"]["k"], told["readers"]["answers"]["same"]["k"]) == (0, 1)
    assert main(["eval", "read", "log", "--marks", "one.md", "two.md"]) == 0
    assert "they differ on:\n  a#1~" in capsys.readouterr().out


def test_a_sheet_is_never_written_over_and_wrong_marks_are_told_line_by_line(place, capsys):
    assert main(["eval", "read", "log", "--out", "s.csv", "--most", "1", "--lang", "zh"]) == 0
    kept = (place / "s.csv").read_bytes()
    capsys.readouterr()
    assert main(["eval", "read", "log", "--out", "s.csv"]) == 2
    assert "'s.csv' is there already, and may hold marks." in capsys.readouterr().err
    assert (place / "s.csv").read_bytes() == kept
    assert main(["eval", "read", "log", "--out", "none/s.csv"]) == 2
    assert main(["eval", "read", "log", "--marks", "s.csv", "--most", "3"]) == 2
    assert main(["eval", "read", "log", "--marks", "s.csv", "s.csv"]) == 2
    assert main(["eval", "read", "log", "--marks", "gone.md"]) == 2
    capsys.readouterr()
    (place / "s.csv").write_text(kept.decode("utf-8-sig").replace(",,n/a,", ",maybe,n/a,"), encoding="utf8")
    assert main(["eval", "read", "log", "--marks", "s.csv"]) == 2
    err = capsys.readouterr().err
    assert re.search(r"^s\.csv:\d: 'maybe' is no mark of an answer\. Write one of right, partly", err)
    assert "nothing was counted" in err


def test_other_peoples_questions_are_imported_with_their_documents(place, capsys):
    (place / "theirs.jsonl").write_text(
        json.dumps({"id": "q", "question": "How many lines?", "answers": ["nine"], "positive_docs": ["There are nine lines."]}) + "\n",
        encoding="utf8",
    )
    assert main(["eval", "import", "theirs.jsonl", "--from", "rgb", "--out", "mine"]) == 0
    assert "1 samples in mine/dataset.jsonl, 1 documents in mine/documents." in capsys.readouterr().out
    assert [path.read_text(encoding="utf8") for path in (place / "mine" / "documents").iterdir()] == ["There are nine lines."]
    assert main(["eval", "import", "theirs.jsonl", "--from", "squad", "--out", "mine"]) == 2


def test_a_judge_that_is_not_set_is_a_usage_error_and_one_that_is_not_there_ends_with_4(place, capsys, monkeypatch, openai_server):
    assert main(["eval", "judge", "log", "--judge", "model"]) == 2
    monkeypatch.setenv("RAGASSIST_JUDGE__MODEL", "judge-1")
    monkeypatch.setenv("RAGASSIST_JUDGE__BASE_URL", openai_server.url)
    openai_server.answer = lambda request: Reply(status=401, error="no such key")
    assert main(["eval", "judge", "log", "--judge", "model"]) == 4
    openai_server.answer = lambda request: Reply("Yes", probabilities={"Yes": 0.9, "No": 0.1})
    capsys.readouterr()
    assert main(["eval", "judge", "log", "--judge", "model", "--repeats", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["judge"], told["claims"], told["repeats"], told["spread"]) == ("judge-1", 1, 2, 0.0)
    with pytest.raises(SystemExit, match="2"):
        main(["eval", "judge", "log", "--judge", "model", "--repeats", "0"])
