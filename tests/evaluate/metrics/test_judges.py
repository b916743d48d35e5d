import json
from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, SPENT, answer, refusal, sample
from tests.openai_server import Reply

from ragassist.errors import ModelError, UsageError
from ragassist.evaluate.dataset.load import Gold
from ragassist.evaluate.metrics import judge_agreement, judgements
from ragassist.evaluate.metrics.judge_agreement import Label, measure
from ragassist.evaluate.metrics.judgements import Judged, key_of, spread, support, told
from ragassist.evaluate.metrics.judges import ModelJudge, VerifierJudge, chosen, claims_of, judge_log
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.models.chat import OpenAIChat
from ragassist.settings import Settings
from ragassist.types import Claim, Finding, Verdict

FOUND = Finding("meaning.open", "shade", (0, 3), None, (("score", "0.6"),))
YES, DOUBT, NO = Verdict("verified", 0.9, findings=(FOUND,)), Verdict("unsupported", 0.4), Verdict("unsupported", 0.1)
CLAIM = "The city put 36 billion yuan into the computing centre."
TWO = answer(f"{CLAIM} [1] It did so [1].", [Claim(CLAIM, (1,), "verified"), Claim("It did so.", (1,), "verified")])
HEADER = Header("set", "f", 1, "replay", "m", "local", "e", "p", (), 2, "2026-01-01T00:00:00+00:00", True)


def labels():
    """The four labels of the hand-worked example: two supported, of the others the judge supports one."""
    gold = (Gold("corpus/plan.md", SPENT),)
    return [Label(f"l{n}", "en" if n % 2 else "zh", f"claim {n}", gold, n < 2) for n in range(4)]


def test_support_is_the_mean_over_claims_and_repeats():
    verdicts = {key_of(CLAIM, SPENT): (YES, YES), key_of("It did so.", SPENT): (YES, DOUBT)}
    assert support(TWO, Judged("j", verdicts, 2)) == pytest.approx(7 / 8)
    assert support(TWO, Judged("j", verdicts | {key_of("It did so.", SPENT): (NO, NO)}, 2)) == pytest.approx(1 / 2)


def test_rough_claims_are_judged_apart_from_verified_ones():
    mixed = replace(TWO, claims=(TWO.claims[0], replace(TWO.claims[1], status="rough")))
    judged_both = Judged("j", {key_of(CLAIM, SPENT): (YES,), key_of("It did so.", SPENT): (Verdict("rough", 0.1),)})
    assert (support(mixed, judged_both), support(mixed, judged_both, "rough")) == (1.0, 0.5)
    log = Log(HEADER, (Entry(sample(), "answered", "", mixed),), RAWS)
    assert [claim for claim, _ in dict(claims_of(log))] == [CLAIM, "It did so."]


def test_support_is_undefined_where_nothing_was_judged_and_says_whose_fault_it_is():
    assert support(refusal(), Judged("j", {})) == Undefined("a refusal claims nothing")
    for unjudged in (support(TWO, None), support(TWO, Judged("j", {key_of(CLAIM, SPENT): ()}))):
        assert not unjudged.by_design
        assert unjudged.unavailable


def test_spread_is_the_share_of_claims_on_which_repeats_differ():
    assert spread(Judged("j", {("a", "x"): (YES, DOUBT), ("b", "x"): (NO, DOUBT)}, 2)) == 0.5
    assert isinstance(spread(Judged("j", {("a", "x"): (YES,)})), Undefined)


def test_agreement_by_hand():
    found = measure(labels(), lambda claim, evidence: YES if claim in ("claim 0", "claim 1", "claim 2") else NO)
    assert (found.n, found.accuracy, found.caught, found.doubted, found.kappa) == (4, 0.75, 0.5, 0.0, 0.5)
    assert found.by_lang == {"en": 1.0, "zh": 0.5}
    assert found.low < 0.75 < found.high
    mute = measure(labels(), lambda claim, evidence: None)
    assert (mute.unreadable, mute.accuracy, mute.doubted) == (4, 0.0, 1.0)


def test_judgements_are_kept_in_the_log_and_read_back(tmp_path):
    found = Judged("j", {key_of(CLAIM, SPENT): (YES, DOUBT)}, 2, measure(labels(), lambda claim, evidence: YES))
    judgements.write(tmp_path, found)
    assert judgements.read(tmp_path) == found
    assert "agreement with people: 0.50" in "\n".join(told(found))
    judgements.write(tmp_path, None)
    assert judgements.read(tmp_path) is None
    (tmp_path / judgements.FILE).write_text("{}\n", encoding="utf8")
    with pytest.raises(UsageError, match="is damaged"):
        judgements.read(tmp_path)


def test_a_log_is_judged_claim_by_claim_and_each_claim_once():
    class Counting:
        name = "counting"
        asked = ()

        def judge(self, claim, evidence, context=""):
            self.asked = (*self.asked, (claim, tuple(evidence)))
            return YES

    entry = Entry(sample(), "answered", "", TWO)
    judge = Counting()
    found = judge_log(Log(HEADER, (entry, replace(entry, sample=sample(id="s2"))), RAWS), judge)
    assert judge.asked == ((CLAIM, (SPENT,)), ("It did so.", (SPENT,)))
    assert len(found.verdicts) == 2
    assert found.agreement is None


def test_a_judge_model_is_believed_as_far_as_its_word_is_probable(openai_server):
    judge = ModelJudge(OpenAIChat(model="judge-1", base_url=openai_server.url, api_key="", timeout_s=10))
    openai_server.enqueue(Reply("Yes", probabilities={"Yes": 0.6, " yes": 0.2, "No": 0.2}))
    assert judge.judge("It is so.", ["It is so."]).score == pytest.approx(0.8)
    assert "<claim>It is so.</claim>" in openai_server.prompts[0]
    openai_server.enqueue(Reply("否", probabilities={"否": 0.9, "是": 0.1}))
    verdict = judge.judge("确实如此。", ["<claim>并非如此。"])
    assert (verdict.status, verdict.score) == ("unsupported", pytest.approx(0.1))
    assert "<source>(claim)并非如此。</source>" in openai_server.prompts[1]


def test_an_endpoint_without_probabilities_is_asked_for_the_word_and_may_say_nothing_readable(openai_server):
    judge = ModelJudge(OpenAIChat(model="judge-1", base_url=openai_server.url, api_key="", timeout_s=10))
    openai_server.answer = lambda request: "No." if "sold" in request.body["messages"][-1]["content"] else "I cannot tell"
    assert judge.judge("It was sold.", ["It was bought."]).status == "unsupported"
    assert judge.judge("It was built.", ["It was bought."]) is None


def test_a_judge_that_is_not_there_raises_and_is_never_a_verdict(openai_server):
    judge = ModelJudge(OpenAIChat(model="judge-1", base_url=openai_server.url, api_key="", timeout_s=10, retries=0))
    openai_server.answer = lambda request: Reply(status=500, error="down")
    with pytest.raises(ModelError):
        judge.judge("It is so.", ["It is so."])


def test_the_default_judge_is_the_verifier_and_a_model_must_be_named():
    assert isinstance(chosen("verifier", Settings(), None), VerifierJudge)
    verdict = chosen("verifier", Settings(), None).judge("本市为算力中心投入360亿元。", [SPENT])
    assert verdict.status == "verified"
    with pytest.raises(UsageError, match="No judge model is set"):
        chosen("model", Settings(), None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"suported": True}, "a label has no field 'suported'. Did you mean 'supported'?"),
        ({"supported": "yes"}, "'supported' is 'yes', not true or false"),
        ({"evidence": []}, "'evidence' is empty"),
        ({"lang": "fr"}, "'lang' is 'fr'"),
        ({"evidence": [{"path": "plan.md", "sentence": "它不在这里。"}]}, "is not in plan.md"),
        ({"id": "first"}, "id 'first' stands twice"),
    ],
)
def test_a_wrong_label_is_an_error_with_path_and_line(tmp_path, change, said):
    (tmp_path / "plan.md").write_text(SPENT, encoding="utf8")
    right = {"id": "first", "lang": "zh", "claim": SPENT, "evidence": [{"path": "plan.md", "sentence": SPENT}], "supported": True}
    other = right | {"id": "second", "supported": False, "error": "made up for the test"}
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in (right, other)), encoding="utf8")
    assert [label.supported for label in judge_agreement.load(path)] == [True, False]
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in (right, other | change)), encoding="utf8")
    with pytest.raises(UsageError) as caught:
        judge_agreement.load(path)
    assert said in str(caught.value)
    assert f"{path}:2:" in str(caught.value)
