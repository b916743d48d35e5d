import json
from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, answer, refusal, sample, unanswerable
from tests.evaluate.scripted import ScriptedAssistant, missing_recording

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.load import Turn
from ragassist.evaluate.metrics.score_table import render
from ragassist.evaluate.metrics.scoring import as_json, score
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.run import log, runner
from ragassist.evaluate.run.runner import Subject, run
from ragassist.types import Fallback, Finding, ModelName, Part, Step

SUBJECT = Subject("scripted", "local", "bundled", "set.jsonl", "replay")
SAMPLES = (
    sample(id="a", question="How much?"),
    sample(id="b", question="多少？", lang="zh", must_include=(("360亿",),)),
    unanswerable(id="c", question="Capital of France?", pair="p2"),
)
ANSWERS = {"How much?": answer(), "多少？": refusal("zh"), "Capital of France?": refusal()}


def test_every_field_of_an_answer_comes_back_from_its_log(tmp_path):
    found = Finding("quantity.same", "for", (0, 4), (2, 5), (("claim", "36"), ("source", "36")))
    base = answer()
    full = replace(
        base,
        claims=(replace(base.claims[0], status="rough", findings=(found,)),),
        citations=(replace(base.citations[0], status="rough", boxes=((1.0, 2.0, 3.5, 4.0),), machine_read=True),),
        notice="Machine renderings.",
        parts=(Part("How much?", True, (0,)), Part("When?", False)),
        steps=(Step("computing centre", 3),),
        fallback=Fallback("cut_off", ModelName("big", "hosted"), "It was cut off.", partial=True),
    )
    answered(tmp_path, ANSWERS | {"How much?": full})
    assert log.read(tmp_path / "log").entries[0].answer == full


def answered(tmp_path, answers=ANSWERS, samples=SAMPLES, **more):
    assistant = ScriptedAssistant(answers)
    return assistant, run(assistant, samples, tmp_path / "log", subject=SUBJECT, **more)


def test_a_run_is_logged_and_scored_without_the_assistant(tmp_path):
    seen = []
    _, report = answered(tmp_path, progress=lambda done, total, entry: seen.append((done, total, entry.sample.id)))
    assert (report.answered, report.exit_code) == (3, 0)
    assert seen == [(1, 3, "a"), (2, 3, "b"), (3, 3, "c")]
    logged = log.read(tmp_path / "log")
    assert logged.header.finished
    assert logged.raws == {"d1": RAWS["d1"]}
    assert logged.entries[0].answer == answer()
    assert [entry.sample for entry in logged.entries] == list(SAMPLES)

    scores = score(tmp_path / "log")
    whole = scores.groups[0].means
    assert whole["correct"].mean == 0.5
    assert whole["refusal_recall"].mean == 1.0
    assert whole["refusal_precision"].mean == 0.5
    assert whole["recall@1"].mean == 1.0
    assert whole["promises"].mean == 1.0
    assert [group.name for group in scores.groups] == [
        "all",
        "direction en→zh",
        "direction zh→zh",
        "lang en",
        "lang zh",
        "type quantity",
        "type unanswerable far",
    ]
    assert scores.unscored == 0
    assert "correct" in render(scores)
    assert json.loads(json.dumps(as_json(scores)))["samples"]["c"]["correct"]["by_design"] is True


def test_a_crash_and_a_missing_model_are_outcomes_with_reasons_not_zeros(tmp_path):
    answers = ANSWERS | {"How much?": ValueError("boom"), "多少？": missing_recording()}
    _, report = answered(tmp_path, answers)
    assert (report.answered, report.crashed, report.unavailable, report.exit_code) == (1, 1, 1, 4)
    assert any("ValueError: boom (samples a)" in reason for reason in report.reasons)
    assert any("Record again with a live model: `ragassist eval run --live --record`. (samples b)" in reason for reason in report.reasons)
    scores = score(tmp_path / "log")
    assert isinstance(scores.groups[0].means["correct"], Undefined)
    assert not scores.groups[0].means["correct"].by_design
    assert scores.unscored == pytest.approx(2 / 3)
    assert "unscored" in render(scores)


def test_a_crash_alone_is_not_infrastructure(tmp_path):
    assert answered(tmp_path, ANSWERS | {"How much?": ValueError("boom")})[1].exit_code == 1


class Interrupted(BaseException):
    pass


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    with pytest.raises(Interrupted):
        answered(tmp_path, ANSWERS | {"多少？": Interrupted()})
    with (tmp_path / "log" / log.SAMPLES).open("a", encoding="utf8") as file:
        file.write('{"sample": {"id": "b", "lan')  # as a kill in the middle of a write leaves it
    assert not log.read(tmp_path / "log").header.finished
    assistant, report = answered(tmp_path)
    assert [question for question, _ in assistant.asked] == ["多少？", "Capital of France?"]
    assert (report.answered, report.resumed) == (3, 1)
    assert [entry.sample.id for entry in log.read(tmp_path / "log").entries] == ["a", "b", "c"]


@pytest.mark.parametrize("change", ["samples", "program", "model"])
def test_an_interrupted_run_of_something_else_is_not_continued(tmp_path, monkeypatch, change):
    with pytest.raises(Interrupted):
        answered(tmp_path, ANSWERS | {"多少？": Interrupted()})
    assistant, samples, subject = ScriptedAssistant(ANSWERS), SAMPLES, SUBJECT
    if change == "samples":
        samples = (replace(SAMPLES[0], reference="other"), *SAMPLES[1:])
    elif change == "program":
        monkeypatch.setattr(runner, "_program", lambda: "another")
    else:
        subject = replace(SUBJECT, model="another")
    run(assistant, samples, tmp_path / "log", subject=subject)
    assert len(assistant.asked) == 3


def test_a_finished_run_is_replaced(tmp_path):
    answered(tmp_path)
    assistant, _ = answered(tmp_path)
    assert len(assistant.asked) == 3
    assert len(log.read(tmp_path / "log").entries) == 3


def test_a_directory_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "log" / "home").mkdir(parents=True)
    assert answered(tmp_path)[1].answered == 3
    (tmp_path / "log" / log.HEADER).unlink()
    (tmp_path / "log" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="something that is not an evaluation log"):
        answered(tmp_path)


def test_an_empty_index_is_an_error(tmp_path):
    assistant = ScriptedAssistant(ANSWERS)
    assistant.documents = list
    with pytest.raises(UsageError, match="Nothing is indexed"):
        run(assistant, SAMPLES, tmp_path / "log", subject=SUBJECT)


def test_the_history_reaches_the_assistant_as_question_and_answer(tmp_path):
    follow = sample(history=(Turn("user", "Which plan?"), Turn("assistant", "The city's."), Turn("user", "And now?")), question="How much?")
    assistant, _ = answered(tmp_path, samples=(follow,))
    assert assistant.asked == [("How much?", (("Which plan?", "The city's."), ("And now?", "")))]


def test_a_failed_model_call_is_seen_although_an_answer_came(tmp_path):
    report = run(ScriptedAssistant(ANSWERS, failing=("How much?",)), SAMPLES, tmp_path / "log", subject=SUBJECT)
    assert (report.answered, report.unavailable) == (2, 1)
    failed, fine, _ = log.read(tmp_path / "log").entries
    assert (failed.answer, failed.outcome, len(failed.retrieved)) == (None, "unavailable", 1)
    assert "Record again" in failed.reason
    assert fine.searched == ("多少？", "多少？ (translated)")


def test_a_damaged_or_missing_log_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no evaluation log"):
        log.read(tmp_path)
    answered(tmp_path)
    path = tmp_path / "log" / log.SAMPLES
    path.write_text("nonsense\n" + path.read_text(encoding="utf8"), encoding="utf8")
    with pytest.raises(UsageError, match=r"samples.jsonl:1 is damaged"):
        log.read(tmp_path / "log")
    path.write_text('{"sample": {}}\n', encoding="utf8")
    with pytest.raises(UsageError, match="not of this version"):
        log.read(tmp_path / "log")
    (tmp_path / "log" / log.HEADER).write_text("{}", encoding="utf8")
    with pytest.raises(UsageError, match=r"header.json is damaged"):
        log.read(tmp_path / "log")
