"""A model that calls tools searches by itself, within bounds; one that cannot, will not or writes garbage costs nothing but that."""

from __future__ import annotations

import json
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.answer.garbage import index
from tests.openai_server import Reply, Request
from tests.store.fakes import HashEmbedder

from ragassist.answer.engine import Engine
from ragassist.answer.steps import searches_by_rule
from ragassist.answer.tool_steps import MOST_CHARS, MOST_ROUNDS, MOST_SEARCHES
from ragassist.evaluate.metrics.promises import violations
from ragassist.ingest.sync import sync
from ragassist.models.chat import OpenAIChat
from ragassist.models.tool_calls import MOST_AT_ONCE, Tool, calls_of
from ragassist.models.tool_trial import tool_trial
from ragassist.settings import AnswerSettings, IngestSettings, Settings
from ragassist.store import open_store
from ragassist.store.texts import TextCache
from ragassist.text.glossary import glossary
from ragassist.types import Done, Stage

TWO = "滨海市安排了多少专项资金，算力券何时施行？"
PORTS = "第7号码头停靠多少艘渡轮，由谁调度？"
ONE = "2024年市政府安排了多少专项资金建设算力中心？"
ANSWER = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。[{n}]"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    settings, store, embedder = index(tmp_path_factory.mktemp("tools"))
    yield settings, store, embedder
    store.close()


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """A document of many passages."""
    directory = tmp_path_factory.mktemp("ports")
    lines = [f"第{n}条 第{n}号码头停靠{n * 10}艘渡轮，由港务局统一调度，船长应当提前一天报告。" for n in range(1, 40)]
    (directory / "ports.txt").write_text("码头办法\n" + "\n".join(lines), encoding="utf8")
    embedder = HashEmbedder(dim=64, statement_dim=64)
    settings = Settings(home=directory / "home", ingest=IngestSettings(passage_tokens=64))
    store = open_store(settings, embedder.name, embedder.dim, write=True)
    sync([directory / "ports.txt"], store=store, embedder=embedder, settings=settings)
    yield settings, store, embedder
    store.close()


def call(name: object, arguments: object) -> dict:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return {"id": "c1", "type": "function", "function": {"name": name, "arguments": written}}


def replies(calls: object, text: str = "", finish: str = "tool_calls") -> Reply:
    message = {"role": "assistant", "content": text or None, "tool_calls": calls}
    usage = {"prompt_tokens": 50, "completion_tokens": 9, "total_tokens": 59}
    return Reply(
        body={
            "id": "x",
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": usage,
        }
    )


class Caller:
    """An endpoint whose model passes the trial, then calls what `rounds` say, one a round, and writes an answer."""

    def __init__(self, *rounds: object, trial: object = None) -> None:
        self.rounds = list(rounds)
        self.trial = [call("look_up", {"word": "heron"})] if trial is None else trial
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Reply:
        said = request.body["messages"][-1]["content"]
        if "tools" in request.body:
            if "heron" in said:
                return replies(self.trial)
            self.asked.append(said)
            turn = self.rounds.pop(0) if self.rounds else []
            return turn if isinstance(turn, Reply) else replies(turn() if callable(turn) else turn)
        if request.body.get("stream"):
            line = next((line for line in said.splitlines() if line.startswith("[") and "360亿元" in line), "[1]")
            return Reply(ANSWER.format(n=line[1 : line.index("]")]))
        return Reply("A: YES" if "<claim>" in said else "DONE")


def ask(indexed, server, endpoint, question=TWO, facts=None, **answering):
    settings, store, embedder = indexed
    server.answer = endpoint
    model = OpenAIChat(model="large-70b", base_url=server.url, timeout_s=5, retries=0)
    model.learn(**(facts or {}))
    settings = settings.model_copy(update={"answer": AnswerSettings(**answering)})
    events = list(Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).stream(question))
    answer = next(event.answer for event in events if isinstance(event, Done))
    assert violations(answer, store.raw) == []
    assert "360亿元" in answer.answer or question == PORTS
    told = [event.about for event in events if isinstance(event, Stage) and event.name == "searching" and event.about]
    return answer, told, model


def by_rules() -> list[str]:
    return list(searches_by_rule(TWO, "zh", glossary()))


def test_what_the_model_calls_is_searched_and_told(indexed, openai_server):
    endpoint = Caller(
        [call("search", {"query": "算力券施行日期"}), call("search", {"query": "滨海市专项资金"})], [call("search", {"query": "转让"})]
    )
    answer, told, model = ask(indexed, openai_server, endpoint, passages=1)
    assert told[:2] == ["算力券施行日期", "滨海市专项资金"]
    assert [step.query for step in answer.steps] == told
    assert model.facts.calls_tools
    assert answer.usage.prompt_tokens >= 100


def test_what_was_found_is_shown_to_the_next_round(ports, openai_server):
    endpoint = Caller([call("search", {"query": "第30号码头停靠多少艘渡轮"})], [])
    answer, _, _ = ask(ports, openai_server, endpoint, PORTS, passages=1)
    first, second = endpoint.asked
    assert "第30号码头停靠300艘" not in first
    assert "第30号码头停靠300艘" in second
    assert "已经检索过：第30号码头停靠多少艘渡轮" in second
    assert answer.steps[0].found > 0


def test_reading_on_brings_what_stands_beside(ports, openai_server):
    def on_from_the_last() -> list[dict]:
        numbers = [int(line[1 : line.index("]")]) for line in endpoint.asked[-1].splitlines() if line.startswith("[")]
        return [call("read", {"number": numbers[-1]})]

    endpoint = Caller(on_from_the_last, [])
    answer, told, _ = ask(ports, openai_server, endpoint, PORTS, passages=1)
    assert told == []
    assert [step.query for step in answer.steps] == ["码头办法"]
    assert answer.steps[0].found > 0
    first, second = endpoint.asked
    assert len(second) > len(first)


GARBAGE = {
    "not a list": "search(tides)",
    "not JSON": [call("search", "{'query': 算力}")],
    "cut off": [call("search", '{"query": "算')],
    "another tool": [call("delete_everything", {"query": "x"}), call("", {}), call(None, {})],
    "nothing in it": [{}, None, 7, {"function": None}],
    "no argument": [call("search", {}), call("search", {"q": "算力"}), call("read", {"number": "five"})],
    "other kinds": [call("search", {"query": ["a"]}), call("read", {"number": True}), call("read", {"number": 1.5})],
    "blank": [call("search", {"query": "  "})],
    "deep": [call("search", "[" * 100_000)],
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_left_out_and_the_question_is_taken_apart_without_tools(indexed, openai_server, name):
    answer, told, model = ask(indexed, openai_server, Caller(*[GARBAGE[name]] * 9))
    assert told == by_rules()
    assert not answer.refused
    assert answer.fallback is None
    assert model.facts.calls_tools is (name == "not a list")


@pytest.mark.parametrize("number", [0, -1, 99_999, 10**30])
def test_numbers_that_were_not_shown_are_not_read(indexed, openai_server, number):
    answer, told, _ = ask(indexed, openai_server, Caller([call("read", {"number": number})]))
    assert told == by_rules()
    assert not answer.refused


def test_a_model_that_never_stops_is_stopped(indexed, openai_server):
    turn = iter(range(10_000))

    def more():
        return [call("search", {"query": f"算力 {next(turn)}"}) for _ in range(50)] + [call("read", {"number": n}) for n in range(50)]

    endpoint = Caller(*[more] * 50)
    answer, told, _ = ask(indexed, openai_server, endpoint, passages=1)
    assert len(told) <= MOST_SEARCHES
    assert len(endpoint.asked) <= MOST_ROUNDS
    assert not answer.refused


def test_a_model_that_repeats_itself_is_asked_no_more(indexed, openai_server):
    endpoint = Caller(*[[call("search", {"query": "算力券"})] * 3] * 9)
    _, told, _ = ask(indexed, openai_server, endpoint)
    assert told == ["算力券"]
    assert len(endpoint.asked) <= 2


def test_what_is_too_long_to_be_a_search_is_not_searched(indexed, openai_server):
    _, told, _ = ask(indexed, openai_server, Caller([call("search", {"query": "算" * (MOST_CHARS + 1)})]))
    assert told == by_rules()


def test_a_model_that_finds_nothing_missing_is_not_asked_for_a_plan(indexed, openai_server):
    endpoint = Caller([])
    _, told, _ = ask(indexed, openai_server, endpoint)
    assert told == by_rules()
    assert not any("4" in prompt and "写出最多" in prompt for prompt in openai_server.prompts)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, "registry.ollama.ai/library/gemma:2b does not support tools"),
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (404, 'No endpoints found that support tool use. Try disabling "search".'),
        (500, "tools param requires --jinja flag"),
        (400, "Function calling is not enabled for models/gemma-3-27b-it"),
        (422, {"message": "Extra inputs are not permitted", "loc": ["body", "tools"]}),
        (400, "该模型不支持工具调用"),
    ],
)
def test_an_endpoint_that_refuses_tools_is_sent_them_once(indexed, openai_server, status, error):
    def refusing(request: Request) -> Reply:
        return Reply(status=status, error=error) if "tools" in request.body else Caller()(request)

    _, told, model = ask(indexed, openai_server, refusing)
    assert told == by_rules()
    assert model.facts.calls_tools is False
    assert "tool calls" in model.facts.lacks()
    with_tools = sum("tools" in request.body for request in openai_server.requests)
    list(Engine(store=indexed[1], embedder=indexed[2], model=model, settings=indexed[0], cache=TextCache(None)).stream(TWO))
    assert sum("tools" in request.body for request in openai_server.requests) == with_tools == 1


@pytest.mark.parametrize(
    "trial", [[], [call("look_up", {"word": "otter"})], [call("search", {"word": "heron"})], [call("look_up", "heron")]]
)
def test_a_model_that_fails_the_trial_is_offered_no_tools(indexed, openai_server, trial):
    endpoint = Caller([call("search", {"query": "x y"})], trial=trial)
    _, told, model = ask(indexed, openai_server, endpoint)
    assert endpoint.asked == []
    assert told == by_rules()
    assert model.facts.calls_tools is False


def test_a_simple_question_is_offered_no_tools(indexed, openai_server):
    _, told, model = ask(indexed, openai_server, Caller(), ONE)
    assert told == []
    assert model.facts.calls_tools is None
    assert not any("tools" in request.body for request in openai_server.requests)


def test_a_failure_between_two_rounds_keeps_what_was_found(ports, openai_server):
    endpoint = Caller([call("search", {"query": "第30号码头"})], Reply(status=400, error="malformed"))
    answer, told, _ = ask(ports, openai_server, endpoint, PORTS, passages=1)
    assert told == ["第30号码头"]
    assert answer.fallback is None


def test_a_model_that_thinks_all_of_its_budget_away_is_given_more(openai_server):
    endpoint = Caller()
    cut = Reply("", thinking="which word? " * 30, finish_reason="length")
    openai_server.enqueue(cut, replies(endpoint.trial))
    model = OpenAIChat(model="m", base_url=openai_server.url, retries=0)
    assert tool_trial(model)
    first, second = (request.body["max_tokens"] for request in openai_server.requests)
    assert second > first


def test_no_call_is_made_once_the_reader_has_gone(indexed, openai_server):
    settings, store, embedder = indexed
    started = threading.Event()

    def slow():
        started.set()
        return [call("search", {"query": "算力券"})]

    openai_server.answer = Caller(*[slow] * 9)
    model = OpenAIChat(model="large-70b", base_url=openai_server.url, timeout_s=5, retries=0)
    events = Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).stream(TWO)
    for event in events:
        if isinstance(event, Stage) and event.about:
            break
    assert started.is_set()
    made = len(openai_server.requests)
    events.close()
    time.sleep(0.2)
    assert len(openai_server.requests) == made


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["function", "name", "arguments", "query", "search", "id"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_stands_where_calls_should_no_call_is_made_up(found):
    calls, unreadable = calls_of(
        {"tool_calls": found}, [Tool("search", "", {"query": ("string", "")}), Tool("read", "", {"number": ("integer", "")})]
    )
    assert len(calls) + unreadable <= MOST_AT_ONCE
    assert all(call.texts.get("query", "x").strip() for call in calls)
