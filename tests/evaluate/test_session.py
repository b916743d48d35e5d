"""A whole evaluation over a real index: answered live by a scripted model, recorded, replayed, gated; then a prompt changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.openai_server import Reply

from ragassist import prompts
from ragassist.errors import ModelError, UsageError
from ragassist.evaluate.gate import decision
from ragassist.evaluate.metrics import scoring
from ragassist.evaluate.metrics.judgements import told
from ragassist.evaluate.run import log
from ragassist.evaluate.selftest.trial import UNCHANGED
from ragassist.evaluate.selftest.written_answers import reference_log
from ragassist.evaluate.session import Breakage, Judgment, Plan, broken, evaluate, judge
from ragassist.models import select
from ragassist.models.chat import Completion, Message
from ragassist.models.select import Choice
from ragassist.settings import JudgeSettings, Settings

SPENT = "本市在三年内为公共算力中心投入360亿元。"
RULE = "算力中心的使用费由市科技局每年公布一次。"
DOCUMENT = f"---\ntitle: 公共算力中心建设方案\ntitle_en: Plan for the public computing centre\ndate: 2025-03\n---\n\n# 公共算力中心建设方案\n\n{SPENT}\n\n{RULE}\n"
SAMPLES = (
    {"id": "spent-en", "pair": "spent", "lang": "en", "type": "quantity", "question": "How much did the city put into the public computing centre?",
     "answerable": True, "gold": [{"path": "corpus/plan.md", "sentence": SPENT}], "must_include": [["36 billion"]],
     "reference": "The city put 36 billion yuan into the public computing centre within three years."},
    {"id": "spent-zh", "pair": "spent", "lang": "zh", "type": "quantity", "question": "本市为公共算力中心投入了多少钱？",
     "answerable": True, "gold": [{"path": "corpus/plan.md", "sentence": SPENT}], "must_include": [["360亿"]],
     "reference": "本市在三年内为公共算力中心投入360亿元。"},
    {"id": "far-en", "pair": "far", "lang": "en", "type": "unanswerable", "question": "Who won the chess championship in Reykjavik?", "answerable": False},
)  # fmt: skip


class ScriptedChat:
    """Answers by what stands in the prompt; it says nothing of itself that a real model would not."""

    name, tier = "scripted-1", "hosted"

    def __init__(self):
        self.calls = 0

    def complete(self, messages, *, max_tokens, stop=()):
        self.calls += 1
        asked = messages[-1].content
        if "chess" in asked:
            return Completion("谁在雷克雅未克赢得了国际象棋冠军？", 20, 9)
        return Completion("本市为公共算力中心投入了多少钱？" if "How much" in asked else "How much did the city spend on it?", 20, 9)

    def stream(self, messages, *, max_tokens, stop=()):
        self.calls += 1
        asked = "\n".join(message.content for message in messages)
        if "chess" in asked:
            text = "NOT_IN_SOURCES"
        elif "How much" in asked:
            text = "The city put 36 billion yuan into the public computing centre within three years [1]."
        else:
            text = SPENT.removesuffix("。") + "[1]。"
        yield text[:9]
        yield text[9:]
        yield Completion(text, 50, 12)

    def probabilities(self, messages, *, top=20):
        self.calls += 1
        return {"Yes": 0.93, "是": 0.05}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/plan.md").write_text(DOCUMENT, encoding="utf8")
    Path("set.jsonl").write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in SAMPLES), encoding="utf8")
    model = ScriptedChat()
    monkeypatch.setattr(select, "choose", lambda settings, environ=None: Choice(model, "hosted", "It is scripted."))
    return model


def plan(out, **changes):
    return Plan(
        **({"dataset": Path("set.jsonl"), "out": Path(out), "recordings": Path("recordings"), "documents": [Path("corpus")]} | changes)
    )


def settings(out):
    return Settings(home=Path(out) / "home")


GATES = '[floors]\npromises = 1.0\nquotation_valid = 1.0\ncorrect = 1.0\nrefusal_recall = 1.0\nlanguage = 1.0\n"recall@5" = 1.0\n'


def test_recorded_replayed_gated_and_a_changed_prompt_is_an_error_that_says_so(place, monkeypatch):
    live = evaluate(settings("live"), plan("live", mode="live", record=True))
    assert (live.answered, live.exit_code) == (3, 0)
    called = place.calls
    assert called >= 3

    seen = []
    replayed = evaluate(settings("replay"), plan("replay"), progress=lambda done, total, entry: seen.append(entry.outcome))
    assert (replayed.exit_code, place.calls, seen) == (0, called, ["answered"] * 3)
    assert [entry.answer.answer for entry in log.read(Path("replay")).entries] == [
        entry.answer.answer for entry in log.read(Path("live")).entries
    ]
    assert log.read(Path("replay")).header.model == "scripted-1"

    Path("gates.toml").write_text(GATES, encoding="utf8")
    result = decision.gate(Path("replay"), Path("gates.toml"))
    assert result.passed, "\n".join(result.lines)
    assert scoring.score(Path("replay")).groups[0].means["citation_precision"].mean == 1.0

    load = prompts.load
    monkeypatch.setattr(
        prompts,
        "load",
        lambda name, **values: [*load(name, **values)[:-1], Message("user", f"Answer well. {load(name, **values)[-1].content}")],
    )
    changed = evaluate(settings("replay"), plan("replay"))
    assert (changed.answered, changed.unavailable, changed.exit_code) == (0, 3, 4)
    assert "No recorded reply of scripted-1" in changed.reasons[0]
    assert "eval run --live --record" in changed.reasons[0]
    assert place.calls == called
    again = decision.gate(Path("replay"), Path("gates.toml"))
    assert again.exit_code == 4


def test_without_any_recording_nothing_is_answered(place):
    with pytest.raises(ModelError, match="no recorded model calls"):
        evaluate(settings("out"), plan("out"))
    with pytest.raises(UsageError, match="Only a live model can be recorded"):
        evaluate(settings("out"), plan("out", record=True))


def test_recordings_that_a_whole_run_does_not_ask_for_are_dropped(place):
    evaluate(settings("live"), plan("live", mode="live", record=True))
    kept = {path: path.read_text(encoding="utf8") for path in Path("recordings").iterdir()}
    ((name, text),) = kept.items()
    stale = text.splitlines()[0].replace('"key": "', '"key": "0000')
    name.write_text(stale + "\n" + text, encoding="utf8")
    evaluate(settings("live"), plan("live", mode="live", record=True))
    assert name.read_text(encoding="utf8") == text


def test_the_references_are_good_answers_with_exact_quotations(place):
    from ragassist.evaluate.dataset.load import load

    samples = load(Path("set.jsonl"))
    made = reference_log(samples, Path("set.jsonl"))
    scores = scoring.score_log(made)
    for name in ("promises", "quotation_valid", "correct", "language", "refusal_recall", "citation_recall"):
        assert scores.groups[0].means[name].mean == 1.0
    cited = made.entries[0].answer.citations[0]
    assert made.raws[cited.doc_id][cited.start : cited.end] == SPENT
    assert (cited.title_en, cited.date) == ("Plan for the public computing centre", "2025-03")


def test_good_answers_of_a_log_are_broken_and_looked_at_with_the_real_verifier(place):
    evaluate(settings("live"), plan("live", mode="live", record=True))
    Path("gates.toml").write_text(GATES, encoding="utf8")
    steps = []
    plan_for = Breakage(Path("live"), Path("gates.toml"))
    result = broken(settings("live"), plan_for, progress=lambda done, total: steps.append((done, total)))
    assert result.good == 3
    for kind in ("magnitude", "quotation", "unanswerable"):
        named, n = result.rate(kind)
        assert (kind, named) == (kind, n)
        assert n
    assert steps[-1] == (len(result.cases), len(result.cases))
    by_people = broken(settings("live"), replace(plan_for, references=True, limit=1))
    assert {case.kind for case in by_people.cases} >= {UNCHANGED, "magnitude", "unanswerable"}


def test_retrieval_is_scored_on_what_was_searched_for_and_the_log_says_what_took_how_long(place):
    evaluate(settings("live"), plan("live", mode="live", record=True))
    logged = log.read(Path("live"))
    entry = next(entry for entry in logged.entries if entry.sample.id == "spent-en")
    assert entry.searched == (entry.sample.question, "本市为公共算力中心投入了多少钱？")
    assert entry.retrieved[0].rank == 1
    assert [name for name, _ in logged.header.phases] == ["load", "index", "ask", "judge"]
    assert logged.judged.judge == "verifier"
    assert scoring.score(Path("live")).groups[0].means["judged"].n == 2


def test_a_judge_model_has_its_own_settings_and_is_held_against_people(place, openai_server):
    evaluate(settings("live"), plan("live", mode="live", record=True))
    labels = [
        {"id": "a", "lang": "zh", "claim": SPENT, "evidence": [{"path": "corpus/plan.md", "sentence": SPENT}], "supported": True},
        {"id": "b", "lang": "en", "claim": "The city put 360 billion yuan into it.", "evidence": [{"path": "corpus/plan.md", "sentence": SPENT}],
         "supported": False, "error": "magnitude"},
    ]  # fmt: skip
    Path("labels.jsonl").write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in labels), encoding="utf8")
    theirs = Settings(home=Path("live/home"), judge=JudgeSettings(model="judge-9", base_url=openai_server.url, api_key="secret"))
    openai_server.answer = lambda request: Reply(
        "Yes",
        probabilities={"No": 0.8, "Yes": 0.1}
        if "360 billion" in request.body["messages"][-1]["content"]
        else {"Yes": 0.9, "是": 0.05, "No": 0.02},
    )
    found = judge(theirs, Judgment(Path("live"), "model", 2, Path("labels.jsonl")))
    assert found.judge == "judge-9"
    assert openai_server.requests[0].body["model"] == "judge-9"
    assert openai_server.requests[0].headers["authorization"] == "Bearer secret"
    assert (found.agreement.n, found.agreement.accuracy, found.agreement.caught, found.agreement.doubted) == (2, 1.0, 1.0, 0.0)
    assert log.read(Path("live")).judged == found
    assert "repeats differ on 0.0% of claims" in "\n".join(told(found))
    assert "secret" not in Path("live/judgements.jsonl").read_text(encoding="utf8")

    openai_server.answer = lambda request: Reply(status=401, error="no such key")
    with pytest.raises(ModelError):
        judge(theirs, Judgment(Path("live"), "model"))
    assert log.read(Path("live")).judged == found
    with pytest.raises(UsageError, match="No judge model is set"):
        judge(settings("live"), Judgment(Path("live"), "model"))


def test_a_gate_that_wants_a_judge_and_has_none_is_unavailable_and_never_passes(place):
    evaluate(settings("live"), plan("live", mode="live", record=True))
    Path("gates.toml").write_text(GATES + "judged = 0.5\n", encoding="utf8")
    assert decision.gate(Path("live"), Path("gates.toml")).exit_code == 0
    Path("live/judgements.jsonl").unlink()
    result = decision.gate(Path("live"), Path("gates.toml"))
    assert result.exit_code == 4
    assert "no judge has looked at this log" in "\n".join(result.lines)
