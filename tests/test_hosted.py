"""The whole way with a hosted model: command line, store, encoders, a real HTTP endpoint, checks, exit codes."""

from __future__ import annotations

import json

import pytest

from ragassist.cli import main
from tests.openai_server import Reply

RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n\n第三条 市政府安排专项资金36亿元。\n"
QUESTION = "How much money does Binhai city set aside for data centres?"


@pytest.fixture
def home(tmp_path, openai_server, monkeypatch):
    (tmp_path / "rules.txt").write_text(RULES, encoding="utf8")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-a-real-key")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    assert main(["--home", str(tmp_path / "home"), "ingest", str(tmp_path / "rules.txt")]) == 0
    return tmp_path / "home"


def answers(server, text):
    """The endpoint translates questions and judges claims as asked, and writes `text` as the answer."""

    def reply(request):
        asked = request.body["messages"][-1]["content"]
        if request.body.get("logprobs"):
            return Reply("Yes", probabilities={"Yes": 0.97, "No": 0.03, "是": 0.01})
        if "翻译成中文" in asked:
            return Reply("滨海市为数据中心安排了多少资金？")
        return Reply(text)

    server.answer = reply


def test_a_true_sentence_is_shown_with_its_exact_source(home, openai_server, capsys):
    answers(openai_server, "Binhai sets aside 3.6 billion yuan.")
    capsys.readouterr()
    code = main(["--home", str(home), "ask", QUESTION, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert answer["model"]["tier"] == "hosted"
    assert answer["answer"] == "Binhai sets aside 3.6 billion yuan. [1]"
    (citation,) = answer["citations"]
    assert RULES[citation["start"] : citation["end"]] == citation["quote"] == "第三条 市政府安排专项资金36亿元。"
    assert answer["usage"]["prompt_tokens"] > 0
    assert "3.6 billion" in next(prompt for prompt in openai_server.prompts if "<<<" in prompt)


def test_a_magnitude_slip_never_reaches_the_reader(home, openai_server, capsys):
    answers(openai_server, "Binhai sets aside 36 billion yuan [1].")
    capsys.readouterr()
    code = main(["--home", str(home), "ask", QUESTION, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert "36 billion" not in answer["answer"]
    assert any(claim["status"] == "unsupported" and "36 billion" in claim["text"] for claim in answer["claims"])
    assert any("3.6 billion" in reason or "36亿" in reason for claim in answer["claims"] for reason in claim["reasons"])


def test_an_endpoint_that_fails_ends_with_4_and_what_to_do(home, openai_server, capsys):
    openai_server.answer = lambda _request: Reply(status=401, error="bad key")
    capsys.readouterr()
    code = main(["--home", str(home), "ask", QUESTION, "--json"])
    captured = capsys.readouterr()
    assert (code, captured.out) == (4, "")
    assert "OPENAI_API_KEY" in captured.err
    assert "sk-not-a-real-key" not in captured.err
