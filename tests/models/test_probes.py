"""`doctor --endpoint`, capabilities, ceilings: how a model is found out and how it is then used."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.answer.garbage import ScriptedChat
from tests.openai_server import Reply, Request

from ragassist.cli import main
from ragassist.errors import ModelError
from ragassist.models.capabilities import billions, capabilities_of
from ragassist.models.chat import OpenAIChat
from ragassist.models.probes import probe, used_as
from ragassist.models.select import judging, stand_in
from ragassist.models.spending import Budget, Ledger, Spent
from ragassist.settings import AnswerSettings, ChatSettings, CostSettings, JudgeSettings, LocalSettings, Settings
from ragassist.types import Usage


def able(request: Request) -> Reply:
    """An endpoint whose model can do everything."""
    asked = request.body["messages"][-1]["content"]
    if "tools" in request.body:
        made = [{"type": "function", "function": {"name": "look_up", "arguments": '{"word": "heron"}'}}]
        return Reply(body={"choices": [{"message": {"role": "assistant", "tool_calls": made}, "finish_reason": "tool_calls"}]})
    if "heron" in asked:
        return Reply("heron")
    if "gravel" in asked:
        return Reply("北部运河的砂石储备为4817吨。")
    if "museum" in asked and "close?" in asked:
        return Reply("The museum closes at six [2].")
    if "lighthouse" in asked:
        return Reply("NOT_IN_SOURCES")
    if "Who are you" in asked:
        return Reply("OTTER")
    if request.body.get("logprobs"):
        return Reply("Yes", probabilities={"Yes": 0.9, "No": 0.1})
    return Reply("1\n2\n3\n4\n5" if "numbers" in asked else "Rivers flow. They end in the sea.")


def poor(request: Request) -> Reply:
    """A thinking model that takes few parameters, and neither cites nor reads far."""
    for name in ("logprobs", "temperature", "stop", "stream_options"):
        if name in request.body:
            return Reply(status=400, error=f"Unsupported parameter: {name}")
    if request.body["max_tokens"] < 16:
        return Reply(status=400, error="max_tokens below minimum value: expected >= 16")
    return Reply("<think>heron?</think>heron")


def test_an_able_endpoint_lacks_nothing_and_writes_in_one_prompt(openai_server, tmp_path):
    openai_server.answer = able
    model = OpenAIChat(model="some-model", base_url=openai_server.url, retries=0)
    found = list(probe(model))
    assert len(found) == 11
    assert [item.name for item in found if not item.passed] == []
    assert model.facts.lacks() == ()
    capable = capabilities_of(model, Settings(home=tmp_path))
    assert (capable.one_prompt, capable.gives_probabilities, capable.source) == (True, True, "measured")
    assert "one prompt of up to 8,000 tokens (as measured)" in used_as(capable)


def test_a_poor_endpoint_is_told_as_it_is_and_used_in_small_steps(openai_server, tmp_path):
    openai_server.answer = poor
    model = OpenAIChat(model="some-model", base_url=openai_server.url, retries=0)
    found = {item.name: item for item in probe(model)}
    assert not any(found[name].passed for name in ("temperature 0", "probabilities", "citing by number", "long prompts, Chinese"))
    assert "room for thinking" in found["token limit"].found
    assert "thinks before" in found["thinking"].found
    assert set(model.facts.lacks()) == {
        "the parameter stream_options", "the parameter temperature", "token probabilities", "citing by number", "long prompts", "tool calls",
    }  # fmt: skip
    capable = capabilities_of(model, Settings(home=tmp_path))
    assert not capable.one_prompt
    assert "small steps" in used_as(capable)


def test_doctor_shows_what_was_learned_and_keeps_it_in_the_home(openai_server, tmp_path, monkeypatch, capsys):
    openai_server.answer = poor
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-real-key")
    home = tmp_path / "home"
    assert main(["--home", str(home), "doctor", "--endpoint"]) == 0
    shown = capsys.readouterr().out
    assert "token probabilities" in shown
    assert "small steps" in shown
    assert "sk-not-a-real-key" not in shown + (home / "endpoints.json").read_text(encoding="utf8")
    assert main(["--home", str(home), "doctor", "--endpoint", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["probes"]) == 11
    assert found["learned"]


def test_doctor_without_an_endpoint_says_so(tmp_path, capsys):
    assert main(["--home", str(tmp_path), "doctor", "--endpoint"]) == 2
    assert "OPENAI_BASE_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("qwen2.5:1.5b", 1.5),
        ("llama-3.3-70b-instruct", 70),
        ("Qwen3-30B-A3B", 30),
        ("gemma-270m-it", 0.5),
        ("gpt-4.1-mini", None),
        ("claude-3b1", None),
        ("deepseek-chat", None),
    ],
)
def test_the_size_in_a_name(name, size):
    assert billions(name) == size


@pytest.mark.parametrize(
    ("name", "tier", "settings", "one_prompt", "source"),
    [
        ("gpt-x", "hosted", {}, True, "default"),
        ("qwen2.5:1.5b", "hosted", {}, False, "name"),
        ("qwen2.5:1.5b", "hosted", {"chat": ChatSettings(size="large")}, True, "settings"),
        ("gpt-x", "hosted", {"chat": ChatSettings(size="small")}, False, "settings"),
        ("qwen2.5-coder-1.5b-instruct-q4_k_m", "local", {}, False, "name"),
        ("mine", "local", {}, False, "default"),
        ("qwen3-14b-q4", "local", {"local": LocalSettings(context_tokens=16384)}, True, "name"),
        ("qwen3-14b-q4", "local", {}, False, "name"),
    ],
)
def test_how_a_model_is_used_goes_by_what_it_can_do(tmp_path, name, tier, settings, one_prompt, source):
    model = ScriptedChat(tier=tier)
    model.name = name
    found = capabilities_of(model, Settings(home=tmp_path, **settings))
    assert (found.one_prompt, found.source) == (one_prompt, source)
    assert found.evidence_tokens == (8000 if one_prompt else 1500)
    own = capabilities_of(model, Settings(home=tmp_path, answer=AnswerSettings(evidence_tokens=321), **settings))
    assert own.evidence_tokens == 321


def test_the_size_set_for_an_endpoint_says_nothing_of_the_model_that_stands_in_for_it(tmp_path):
    endpoint, stands_in = ScriptedChat(tier="hosted"), ScriptedChat(tier="local")
    settings = Settings(home=tmp_path, chat=ChatSettings(size="large"))
    assert capabilities_of(endpoint, settings, endpoint).one_prompt
    assert not capabilities_of(stands_in, settings, endpoint).one_prompt
    assert capabilities_of(stands_in, settings, stands_in).one_prompt  # it is what the settings are about


def test_another_model_may_judge(tmp_path):
    writer = ScriptedChat()
    assert judging(Settings(home=tmp_path), writer) is writer
    assert (
        judging(Settings(home=tmp_path, judge=JudgeSettings(model="judge-7", base_url="http://127.0.0.1:9/v1")), writer).name == "judge-7"
    )
    assert stand_in(Settings(home=tmp_path, cache=tmp_path)) is None


def test_the_book_of_a_day_is_shared_and_starts_anew_the_next(tmp_path):
    path, day = tmp_path / "spending.json", [date(2026, 1, 1)]
    one, other = Ledger(path, lambda: day[0]), Ledger(path, lambda: day[0])
    one.add(100, 0.5)
    other.add(20, 0.25)
    assert one.today() == Spent(120, 0.75)
    day[0] = date(2026, 1, 2)
    assert other.today() == Spent()
    path.write_text("no book", encoding="utf8")
    assert one.today() == Spent()


@pytest.mark.parametrize(
    ("limits", "fits"),
    [
        ({}, True),
        ({"max_tokens_per_answer": 1100}, True),
        ({"max_tokens_per_answer": 1099}, False),
        ({"max_tokens_per_day": 1599}, False),
        ({"max_per_answer": 1.0}, True),  # without prices nothing costs anything
        ({"max_per_answer": 0.0021, "input_per_million": 1.0, "output_per_million": 1.0}, True),
        ({"max_per_answer": 0.001, "input_per_million": 1.0, "output_per_million": 1.0}, False),
        ({"max_per_day": 0.0015, "input_per_million": 1.0, "output_per_million": 1.0}, False),
    ],
)
def test_a_call_that_would_pass_a_ceiling_is_refused_before_it_is_made(limits, fits):
    ledger = Ledger(None)
    ledger.add(1000, 0.001)
    budget = Budget(CostSettings(**limits), ledger)
    if fits:
        budget.require(Usage(400, 100), 500, 100)
    else:
        with pytest.raises(ModelError, match="ceiling") as caught:
            budget.require(Usage(400, 100), 500, 100)
        assert caught.value.kind == "ceiling"
        assert "RAGASSIST_COST__" in caught.value.advice
