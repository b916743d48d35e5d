"""Feedback written down beside the index, and the evaluation samples that are made of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ui.scripted_assistant import Model, answered

from ragassist.errors import StoreError
from ragassist.evaluate.dataset.load import parse
from ragassist.ui.messages import FeedbackRequest, TurnRecord
from ragassist.ui.server import feedback
from ragassist.ui.server.feedback import FeedbackFile, as_lines, record, samples

MODEL = Model("scripted-1.5b", "local")


def judged(question: str, verdict: str, right: str = "", lang: str = "en") -> TurnRecord:
    answer = answered(question, lang, MODEL)  # type: ignore[arg-type]
    return TurnRecord.model_validate(
        {"id": "turn-0001", "state": "done", "question": question, "answer": answer, "feedback": verdict, "right": right}
    )


def test_what_is_written_down_can_be_read_again_and_a_torn_line_is_left_out(tmp_path: Path) -> None:
    file = FeedbackFile(tmp_path / "home")
    assert list(file.records()) == []
    file.add(FeedbackRequest(lang="en", turn=judged("How much money?", "helpful")))
    with file.path.open("a", encoding="utf8") as torn:
        torn.write('{"at": "2026-\n')
    file.add(FeedbackRequest(lang="en", turn=judged("Is there a doubt?", "wrong"), fault="fact", note="It is 360 million."))
    found = list(file.records())
    assert [each["verdict"] for each in found] == ["helpful", "wrong"]
    assert found[1]["fault"] == "fact"
    assert found[1]["note"] == "It is 360 million."


def test_a_full_file_is_an_error_and_grows_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = FeedbackFile(tmp_path)
    file.add(FeedbackRequest(lang="en", turn=judged("How much money?", "helpful")))
    size = file.path.stat().st_size
    monkeypatch.setattr(feedback, "MAX_BYTES", size)
    with pytest.raises(StoreError, match="is full"):
        file.add(FeedbackRequest(lang="en", turn=judged("How much money?", "helpful")))
    assert file.path.stat().st_size == size


def test_samples_are_what_the_evaluation_reads() -> None:
    records = [
        record(judged("How much money?", "wrong")),
        record(judged("How much money?", "helpful")),
        record(judged("What is the capital of France?", "helpful")),
        record(judged("Is there a doubt?", "wrong")),
        record(judged("Is it partly so?", "wrong", right="Only the amount is.")),
        record(judged("试点有多少资金？", "helpful", lang="zh")),
    ]
    made = [parse(line) for line in as_lines(samples(records)).splitlines()]
    assert [(sample.question, sample.answerable) for sample in made] == [
        ("How much money?", True),
        ("What is the capital of France?", False),
        ("Is it partly so?", True),
        ("试点有多少资金？", True),
    ]
    assert made[0].gold[0].path.startswith("corpus/")
    assert {gold.sentence for gold in made[0].gold} >= {"市财政为试点安排专项资金3.6亿元，分三年拨付。"}
    assert made[2].reference == "Only the amount is."
    assert made[2].gold == ()
    assert len({sample.id for sample in made}) == len(made)
    assert json.loads(as_lines(samples(records)).splitlines()[0])["type"] == "feedback"
