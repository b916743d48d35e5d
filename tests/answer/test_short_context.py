"""An endpoint whose context is shorter than it was taken for: it is sent less, and what it says of a prompt that it cut is not believed."""

from __future__ import annotations

import pytest
from tests.openai_server import Reply, Request
from tests.store.fakes import HashEmbedder

from ragassist.answer.engine import Engine
from ragassist.evaluate.metrics.promises import violations
from ragassist.ingest.sync import sync
from ragassist.models.chat import OpenAIChat
from ragassist.models.tokens import count_tokens
from ragassist.settings import AnswerSettings, Settings
from ragassist.store import open_store
from ragassist.store.texts import TextCache
from ragassist.types import Answer

ZH = "2024年市政府安排了多少专项资金建设算力中心？"
FACT = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。"
FILL = "第{n}条 第{n}区的算力中心每月由专人检查机房、电源和冷却设备，并在每月{n}日前把检查结果报送市工业和信息化部门备案。"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    directory = tmp_path_factory.mktemp("short")
    lines = ["滨海市算力中心管理办法", FACT, *[FILL.format(n=n) for n in range(1, 29)], *[FILL.format(n=n) * 2 for n in range(29, 150)]]
    (directory / "rules.txt").write_text("\n\n".join(lines), encoding="utf8")
    settings, embedder = Settings(home=directory / "home"), HashEmbedder()
    with open_store(settings, embedder.name, embedder.dim, write=True) as store:
        assert not sync([directory / "rules.txt"], store=store, embedder=embedder, settings=settings).failed
    store = open_store(settings, embedder.name, embedder.dim)
    yield settings, store, embedder
    store.close()


def ask(indexed, server) -> tuple[Answer, OpenAIChat]:
    settings, store, embedder = indexed
    settings = settings.model_copy(update={"answer": AnswerSettings(steps=False)})
    model = OpenAIChat(model="m-70b", base_url=server.url, timeout_s=20, retries=0)
    model.wire.learn(plain=True)  # so that its first sentence is shown before the reply has ended
    answer = Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).ask(ZH)
    assert violations(answer, store.raw) == []
    return answer, model


def short(context: int, too_long):
    """An endpoint that answers what fits `context` tokens, and replies `too_long` to the rest."""

    def respond(request: Request) -> Reply:
        sent = sum(count_tokens(message["content"]) for message in request.body["messages"])
        asked = request.body["messages"][-1]["content"]
        if "<claim>" in asked:
            return Reply("A: YES")
        if sent > context:
            return too_long
        number = next(line.split("]")[0][1:] for line in asked.splitlines() if "360亿元" in line)
        return Reply(f"{FACT[:-1]}[{number}]。", prompt_tokens=sent)

    return respond


REFUSES = Reply(status=400, error="This model's maximum context length is 4096 tokens. However, you requested 9000 tokens.")
CUTS = Reply("NOT_IN_SOURCES", prompt_tokens=4096)


@pytest.mark.parametrize("too_long", [REFUSES, CUTS], ids=["refuses", "cuts without a word"])
def test_a_prompt_that_was_too_long_is_sent_again_shorter(indexed, openai_server, too_long):
    openai_server.answer = short(4096, too_long)
    answer, model = ask(indexed, openai_server)
    assert "360亿元" in answer.answer
    assert (answer.refused, answer.fallback, answer.model.tier) == (False, None, "hosted")
    assert model.facts.context_tokens == 4096
    long, shorter = (prompt for prompt in openai_server.prompts if "<claim>" not in prompt)
    assert count_tokens(shorter) < 4096 < count_tokens(long)


def test_where_nothing_is_short_enough_the_documents_are_quoted_and_it_is_said_why(indexed, openai_server):
    openai_server.answer = short(100, REFUSES)
    answer, _ = ask(indexed, openai_server)
    assert answer.fallback.reason == "context"
    assert "360亿元" in "".join(citation.quote for citation in answer.citations)
    assert sum(request.path.endswith("/chat/completions") for request in openai_server.requests) <= 4


def test_what_was_shown_before_the_cut_was_noticed_stays_and_is_said_to_be_half(indexed, openai_server):
    def respond(request: Request) -> Reply:
        whole = short(100_000, CUTS)(request)
        return Reply(f"{whole.text}此外另有规定[1]。", prompt_tokens=4096) if request.body.get("stream") else whole

    openai_server.answer = respond
    answer, _ = ask(indexed, openai_server)
    assert answer.answer.count("360亿元") == 1
    assert (answer.fallback.reason, answer.fallback.partial, answer.model.tier) == ("context", True, "hosted")
