import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, SPENT, answer, passage, refusal, sample, unanswerable

from ragassist.errors import UsageError
from ragassist.evaluate.gate import baseline as baselines
from ragassist.evaluate.gate import floors
from ragassist.evaluate.gate.ci import junit, markdown
from ragassist.evaluate.gate.decision import check, gate, losses
from ragassist.evaluate.gate.floors import Floor, Gates
from ragassist.evaluate.metrics.judgements import Judged, key_of
from ragassist.evaluate.metrics.scoring import score_log
from ragassist.evaluate.run import log
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.types import Claim, Verdict

HEADER = Header(
    "set.jsonl",
    "f" * 16,
    0,
    "replay",
    "scripted",
    "local",
    "bundled",
    "p" * 16,
    (("python", "3.11"),),
    2,
    "2026-01-01T00:00:00+00:00",
    True,
)
STRICT = Gates(
    (Floor("all", "promises", 1.0), Floor("all", "correct", 0.8), Floor("lang en", "refusal_recall", 1.0)),
    0.0,
    ("correct", "recall@5"),
    0.05,
    1.0,
)
WRONG = answer(
    "The city put 360 billion yuan into the computing centre [1].",
    [Claim("The city put 360 billion yuan into the computing centre.", (1,), "verified")],
)


def entry(n, made, **changes):
    outcome = {} if made else {"outcome": "unavailable", "reason": "no recording"}
    build = unanswerable if changes.pop("far", False) else sample
    entry_sample = build(id=f"s{n}", pair=f"p{n}", **changes)
    return Entry(**({"sample": entry_sample, "outcome": "answered", "answer": made, "retrieved": (passage(),)} | outcome))


def logged(entries, **changes):
    return Log(replace(HEADER, samples=len(entries), **changes), tuple(entries), RAWS)


def good(count=10):
    return [*(entry(n, answer()) for n in range(count)), entry(99, refusal(), far=True)]


def test_good_answers_pass():
    result = check(logged(good()), STRICT)
    assert result.passed
    assert result.exit_code == 0
    assert result.lines[-1] == "The gate passes: 4 checks."


def test_a_broken_floor_says_what_was_claimed_and_what_the_source_says():
    result = check(logged([*good()[3:], *(entry(n, WRONG) for n in range(3))]), STRICT)
    assert result.exit_code == 1
    text = "\n".join(result.lines)
    assert "FAIL  promises: .73" in text
    assert "claimed: The city put 360 billion yuan" in text
    assert f"source says: {SPENT} (corpus/plan.md)" in text
    assert "broken promise 4: the claim" in text
    assert "missing: 36 billion or 36bn" in text
    assert "The gate fails: 2 of 4 checks." in text


def test_answering_the_unanswerable_breaks_its_floor():
    result = check(logged([*good(), entry(100, answer(), far=True)]), STRICT)
    assert [item.name for item in result.checks if not item.passed] == ["refusal_recall, lang en"]
    assert "should have been refused" in "\n".join(result.lines)


def test_a_missing_model_is_neither_a_pass_nor_a_question_of_quality():
    result = check(logged([*good(), entry(50, None)]), STRICT)
    assert not result.passed
    assert result.exit_code == 4
    assert "no recording" in "\n".join(result.lines)
    both = check(logged([*good(), entry(50, None), *(entry(60 + n, WRONG) for n in range(9))]), STRICT)
    assert both.exit_code == 1


def test_a_crash_is_a_question_of_quality():
    crashed = replace(entry(50, None), outcome="crashed", reason="ValueError: boom")
    assert check(logged([*good(), crashed]), STRICT).exit_code == 1
    assert check(logged([*good(30), crashed]), replace(STRICT, max_unscored=0.1)).exit_code == 0


def test_a_floor_that_nothing_measures_does_not_pass():
    result = check(logged([entry(1, answer())]), Gates((Floor("lang zh", "correct", 0.5), Floor("all", "refusal_recall", 0.5))))
    assert [item.passed for item in result.checks] == [True, False, False]
    assert "cannot be judged: no sample is of 'lang zh'" in result.lines[1]
    assert "cannot be judged" in result.lines[2]


def test_an_unfinished_run_is_a_usage_error():
    for broken in (logged(good(), finished=False), replace(logged(good()), entries=tuple(good()[1:]))):
        with pytest.raises(UsageError, match="not finished"):
            check(broken, STRICT)


def taken(tmp_path, entries):
    path = tmp_path / "baseline.jsonl"
    baselines.write(path, score_log(logged(entries)))
    return baselines.load(path)


def test_the_same_answers_do_not_differ_from_their_baseline(tmp_path):
    assert check(logged(good()), STRICT, taken(tmp_path, good())).passed


def test_a_loss_that_chance_does_not_explain_fails_and_one_that_it_does_passes(tmp_path):
    lenient = replace(STRICT, floors=())
    before = taken(tmp_path, good(20))
    lost = [replace(old, answer=refusal()) if n < 5 else old for n, old in enumerate(good(20))]
    result = check(logged(lost), lenient, before)
    assert result.exit_code == 1
    text = "\n".join(result.lines)
    assert "correct against the baseline: 1.00 → .75 on 20 samples, 5 samples lost, 0 gained, chance alone 0.031" in text
    assert "before: The city put 36 billion yuan" in text
    noise = [replace(old, answer=refusal()) if n < 2 else old for n, old in enumerate(good(20))]
    assert check(logged(noise), lenient, before).passed
    assert check(logged(noise), replace(lenient, max_loss=0.05), before).exit_code == 1


def test_a_sample_that_changed_is_not_compared(tmp_path):
    before = taken(tmp_path, good(20))
    changed = [replace(old, sample=replace(old.sample, reference="new"), answer=refusal()) for old in good(20)]
    result = check(logged(changed), replace(STRICT, floors=()), before)
    assert "not compared: no sample is scored in both runs" in "\n".join(result.lines)


def test_gate_reads_its_three_files(tmp_path):
    log.write(tmp_path / "log", logged(good()))
    gates = tmp_path / "gates.toml"
    gates.write_text(
        'max_unscored = 0.0\n[floors]\npromises = 1.0\n[floors."lang en"]\ncorrect = 1.0\n[baseline]\nmetrics = ["correct"]\n',
        encoding="utf8",
    )
    assert gate(tmp_path / "log", gates, tmp_path / "none.jsonl").exit_code == 0
    taken(tmp_path, good())
    assert len(gate(tmp_path / "log", gates, tmp_path / "baseline.jsonl").checks) == 4
    (tmp_path / "baseline.jsonl").write_text("{}", encoding="utf8")
    with pytest.raises(UsageError, match="The baseline"):
        gate(tmp_path / "log", gates, tmp_path / "baseline.jsonl")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[flors]", "there is no setting 'flors'. Did you mean 'floors'?"),
        ("[floors]\ncorect = 1", "there is no metric 'corect'. Did you mean 'correct'?"),
        ("[floors]\ncorrect = 80", "'correct' is 80."),
        ("[floors]\ncorrect = true", "'correct' is True."),
        ('[floors."lang fr"]\ncorrect = 1', "there is no group 'lang fr'."),
        ('[baseline]\nmetrics = ["recal"]', "there is no metric 'recal'."),
        ("[baseline]\nalpha = 0.1", "there is no setting of [baseline] 'alpha'."),
        ("floors = 3", "'floors' is not a table."),
        ("not toml", "cannot be read"),
    ],
)
def test_a_wrong_name_or_value_in_the_gates_is_a_usage_error(tmp_path, text, said):
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf8")
    with pytest.raises(UsageError) as caught:
        floors.load(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_committed_gates_can_be_read():
    from pathlib import Path

    gates = floors.load(Path(__file__).parents[3] / "eval" / "gates.toml")
    assert Floor("all", "promises", 1.0) in gates.floors
    assert "correct" in gates.compared


def test_junit_and_markdown_say_the_same_and_are_well_formed():
    nasty = answer("The city put <b>360</b> billion yuan & \x00more ``` into it [1].", [Claim("x", (1,), "verified")])
    found = logged([*good(), *(entry(60 + n, nasty) for n in range(5)), entry(80, None)])
    result = check(found, STRICT)
    suite = ElementTree.fromstring(junit(result))
    assert suite.attrib == {"tests": "4", "failures": "2", "errors": "1"}
    assert "360" in "".join(suite.itertext())
    text = markdown(result, score_log(found))
    assert text.startswith("## Evaluation: fails")
    assert "| **fail** |" in text
    assert text.count("```") % 2 == 0
    good_run = logged(good())
    assert ElementTree.fromstring(junit(check(good_run, STRICT))).attrib["failures"] == "0"
    assert markdown(check(good_run, STRICT), score_log(good_run)).startswith("## Evaluation: passes")


def judged(entries, verdict):
    claim = answer().claims[0]
    return replace(logged(entries), judged=Judged("judge-1", {key_of(claim.text, SPENT): (verdict,)}))


def test_what_the_judge_does_not_support_is_named_with_its_reason():
    gates = Gates((Floor("all", "judged", 0.9),))
    assert check(judged(good(), Verdict("verified", 0.9)), gates).passed
    result = check(judged(good(), Verdict("unsupported", 0.4, ("It speaks of something else.",))), gates)
    assert result.exit_code == 1
    text = "\n".join(result.lines)
    assert "FAIL  judged: .50" in text
    assert (
        "judge-1 does not support (score 0.40): The city put 36 billion yuan into the computing centre. It speaks of something else."
        in text
    )


def test_a_loss_in_the_judges_eyes_is_compared_and_a_missing_judge_is_unavailable(tmp_path):
    gates = Gates((), 0.0, ("judged",))
    path = tmp_path / "baseline.jsonl"
    baselines.write(path, score_log(judged(good(20), Verdict("verified", 0.9))))
    before = baselines.load(path)
    assert check(judged(good(20), Verdict("verified", 0.8)), gates, before).passed
    assert check(judged(good(20), Verdict("unsupported", 0.1)), gates, before).exit_code == 1
    result = check(logged(good(20)), gates, before)
    assert result.exit_code == 4
    assert "no judge has looked at this log" in "\n".join(result.lines)


def test_a_sample_breaks_the_gate_below_a_floor_of_one_below_its_baseline_and_where_it_is_unscored():
    gates = Gates((Floor("all", "promises", 1.0), Floor("all", "correct", 0.5)), 0.0, ("correct", "judged"))
    right, wrong = (score_log(judged([entry(1, made)], Verdict("verified", 0.9))).samples[0].scores for made in (answer(), refusal()))
    assert losses({"correct": 1.0}, right, gates) == ()
    assert losses({"correct": 1.0}, wrong, gates) == ("correct",)
    assert losses({}, wrong, gates) == ()
    assert losses({"correct": 1.0}, score_log(logged([entry(1, WRONG)])).samples[0].scores, gates) == (
        "promises",
        "correct",
        "judged unscored",
    )
