"""The OpenAI protocol against a real server: replies, streams, probabilities, and every way an endpoint fails."""

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.openai_server import OpenAIServer, Reply

from ragassist.errors import ModelError
from ragassist.models import chat
from ragassist.models.chat import ChatModel, Completion, Message, OpenAIChat
from ragassist.text.shown_url import shown_url

KEY = "sk-test-0123456789"
ASK = [Message("system", "Be brief."), Message("user", "谁在资助？")]


@pytest.fixture
def model(openai_server: OpenAIServer) -> OpenAIChat:
    model = OpenAIChat(model="m1", base_url=openai_server.url, api_key=KEY, timeout_s=5, retries=0)
    model.wire.learn(plain=True)  # as after its first reply
    return model


def test_is_a_chat_model(model):
    assert isinstance(model, ChatModel)
    assert (model.name, model.tier) == ("m1", "hosted")


def test_complete_sends_what_it_was_given_and_returns_the_text_and_the_usage(openai_server, model):
    openai_server.enqueue("三家公司。")
    assert model.complete(ASK, max_tokens=50, stop=["\n\n"]) == Completion("三家公司。", 14, 5)
    (request,) = openai_server.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "m1",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "谁在资助？"}],
        "max_tokens": 50,
        "temperature": 0,
        "stop": ["\n\n"],
    }


def test_stream_gives_the_pieces_and_then_one_completion(openai_server, model):
    openai_server.enqueue(Reply(chunks=["Three", "", " firms", " 三家"]))
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert pieces == ["Three", " firms", " 三家"]
    assert last == Completion("Three firms 三家", 14, 14)
    assert openai_server.requests[0].body["stream_options"] == {"include_usage": True}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=6), max_size=12))
def test_stream_is_the_same_text_however_it_is_cut(openai_server, model, chunks):
    openai_server.enqueue(Reply(chunks=chunks))
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert "".join(pieces) == last.text == "".join(chunks)
    assert all(pieces)


def test_a_stream_without_usage_counts_zero(openai_server, model):
    openai_server.enqueue(Reply("yes", usage=False))
    assert list(model.stream(ASK, max_tokens=5))[-1] == Completion("yes", 0, 0)


def test_nothing_is_sent_until_the_stream_is_read(openai_server, model):
    openai_server.enqueue("yes")
    stream = model.stream(ASK, max_tokens=5)
    assert openai_server.requests == []
    assert next(stream) == "yes"


def test_closing_the_iterator_hangs_up(openai_server, model):
    openai_server.enqueue(Reply(chunks=["字"] * 400, delay_s=0.01))
    stream = model.stream(ASK, max_tokens=500)
    assert next(stream) == "字"
    stream.close()
    (request,) = openai_server.requests
    assert request.disconnected.wait(5)
    assert request.chunks_sent < 400


def test_probabilities_are_of_the_first_token_likeliest_first(openai_server, model):
    openai_server.enqueue(Reply("是", probabilities={"否": 0.2, "是": 0.7, "对": 0.05}))
    found = model.probabilities(ASK, top=20)
    assert list(found) == ["是", "否", "对"]
    assert found == pytest.approx({"是": 0.7, "否": 0.2, "对": 0.05})
    body = openai_server.requests[0].body
    assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)


def test_probabilities_ask_for_no_more_than_the_protocol_allows(openai_server, model):
    openai_server.enqueue(Reply("是", probabilities={"是": 1.0}))
    model.probabilities(ASK, top=50)
    assert openai_server.requests[0].body["top_logprobs"] == 20


def test_an_endpoint_without_probabilities_gives_none(openai_server, model):
    openai_server.enqueue("是")
    assert model.probabilities(ASK) == {}


def test_an_endpoint_that_refuses_logprobs_is_asked_once(openai_server, model):
    openai_server.enqueue(Reply(status=400, error="This model does not support logprobs."), "是")
    assert model.probabilities(ASK) == {}
    assert model.probabilities(ASK) == {}
    assert len(openai_server.requests) == 2
    assert "logprobs" not in openai_server.requests[1].body


def test_how_sure_a_model_was_is_the_mean_over_its_tokens(openai_server):
    model = OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", retries=0, sureness=True)
    openai_server.enqueue(Reply("a guess", sureness=[-0.1] * 10 + [-1.3] * 6 + [-0.1] * 4))
    found = model.complete(ASK, max_tokens=50).sureness
    assert found is not None
    assert found.mean == pytest.approx(-0.46)


def test_sureness_is_neither_asked_for_nor_told_by_default(openai_server, model):
    openai_server.enqueue(Reply("yes", sureness=[-0.2]))
    assert model.complete(ASK, max_tokens=5).sureness is None
    assert "logprobs" not in openai_server.requests[0].body


def test_a_model_that_does_not_tell_how_sure_it_is_answers_all_the_same(openai_server):
    model = OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", retries=0, sureness=True)
    openai_server.enqueue("plain", Reply(status=400, error="This model does not support logprobs."), "again", "after")
    replies = [model.complete(ASK, max_tokens=5) for _ in range(3)]
    assert [reply.text for reply in replies] == ["plain", "again", "after"]
    assert {reply.sureness for reply in replies} == {None}
    assert "logprobs" not in openai_server.requests[-1].body


def test_unsupported_parameters_are_left_out_from_then_on(openai_server, model):
    refusals = [
        {
            "message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "param": "max_tokens",
            "code": "unsupported_parameter",
        },
        {"message": "Unsupported value: 0. Only the default (1) is supported.", "param": "temperature", "code": "unsupported_value"},
    ]
    openai_server.enqueue(*(Reply(status=400, error=error) for error in refusals), "one", "two")
    assert model.complete(ASK, max_tokens=50).text == "one"
    assert model.complete(ASK, max_tokens=60).text == "two"
    assert len(openai_server.requests) == 4
    assert openai_server.requests[-1].body.keys() == {"model", "messages", "max_completion_tokens"}
    assert openai_server.requests[-1].body["max_completion_tokens"] == 60


def test_a_request_that_is_wrong_otherwise_is_not_repeated(openai_server, model):
    openai_server.enqueue(Reply(status=400, error="max_tokens is too large: the model takes 4096"))
    with pytest.raises(ModelError, match="status 400"):
        model.complete(ASK, max_tokens=50)
    assert len(openai_server.requests) == 1


def test_without_a_model_name_the_first_listed_is_taken_at_the_first_call(openai_server):
    openai_server.models[:] = ["qwen-a", "qwen-b"]
    openai_server.enqueue("yes", "no")
    model = OpenAIChat(base_url=openai_server.url, retries=0)
    assert model.name == "first model at 127.0.0.1"
    model.complete(ASK, max_tokens=5)
    model.complete(ASK, max_tokens=5)
    assert model.name == "qwen-a"
    assert [request.method for request in openai_server.requests] == ["GET", "POST", "POST"]


def test_an_endpoint_that_lists_no_model(openai_server):
    openai_server.models.clear()
    with pytest.raises(ModelError, match="lists no model"):
        OpenAIChat(base_url=openai_server.url, retries=0).complete(ASK, max_tokens=5)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_endpoints_are_tried_again(openai_server, status):
    openai_server.enqueue(Reply(status=status, error="busy", headers={"Retry-After-Ms": "1"}), "yes")
    model = OpenAIChat(model="m1", base_url=openai_server.url, retries=1)
    assert model.complete(ASK, max_tokens=5).text == "yes"
    assert len(openai_server.requests) == 2


FAILURES = [
    (Reply(status=401, error=f"Incorrect API key provided: {KEY}"), "does not accept the key", "OPENAI_API_KEY"),
    (Reply(status=404, error="The model m1 does not exist"), "The model m1 does not exist", "RAGASSIST_CHAT__MODEL"),
    (Reply(status=429, error=f"Rate limit reached for {KEY}"), "enough requests", "credit"),
    (Reply(status=500, error="out of memory"), "status 500.*out of memory", "log"),
    (Reply(status=400, error="request (9000 tokens) exceeds the available context size"), "more text than it takes", "EVIDENCE_TOKENS"),
    (Reply(raw=b"<html>Welcome</html>"), "not the OpenAI protocol", "/v1"),
    (Reply(raw=b'{"choices": []}', headers={"Content-Type": "application/json"}), "not the OpenAI protocol", "/v1"),
    (Reply(raw=b'{"choi', headers={"Content-Type": "application/json"}), "malformed|not the OpenAI protocol", "base URL"),
    (Reply("partly", finish_reason="content_filter"), "content filter", "another endpoint"),
    (Reply(drop_after=0), "dropped the connection", "Ask again"),
]


@pytest.mark.parametrize(("reply", "problem", "advice"), FAILURES)
@pytest.mark.parametrize("streamed", [False, True])
def test_each_failure_says_what_is_wrong_and_what_to_do(openai_server, model, reply, problem, advice, streamed):
    openai_server.enqueue(reply)
    with pytest.raises(ModelError, match=problem) as caught:
        list(model.stream(ASK, max_tokens=5)) if streamed else model.complete(ASK, max_tokens=5)
    assert advice in caught.value.advice
    assert openai_server.url in caught.value.problem
    assert KEY not in str(caught.value)


STREAM_FAILURES = [
    (Reply("abcdef", drop_after=1), "dropped the connection"),
    (Reply("abcdef", finish_reason=None), "in the middle"),
    (Reply(raw=b'data: {"choi\n\n', headers={"Content-Type": "text/event-stream"}), "malformed"),
    (Reply(raw=b'data: {"error": {"message": "slot failed"}}\n\n', headers={"Content-Type": "text/event-stream"}), "slot failed"),
    (Reply(raw=b"data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"}), "not the OpenAI protocol"),
]


@pytest.mark.parametrize(("reply", "problem"), STREAM_FAILURES)
def test_a_stream_that_breaks_off_is_never_taken_for_a_whole_one(openai_server, model, reply, problem):
    openai_server.enqueue(reply)
    seen = []
    with pytest.raises(ModelError, match=problem):
        seen.extend(model.stream(ASK, max_tokens=5))
    assert not any(isinstance(item, Completion) for item in seen)


def test_silence_beyond_the_timeout(openai_server):
    openai_server.enqueue(Reply("late", delay_s=1.0))
    model = OpenAIChat(model="m1", base_url=openai_server.url, timeout_s=0.2, retries=0)
    with pytest.raises(ModelError, match="did not answer in time"):
        model.complete(ASK, max_tokens=5)


def test_silence_in_the_middle_of_a_stream(openai_server):
    openai_server.enqueue(Reply(chunks=["a", "b"], delay_s=1.0))
    model = OpenAIChat(model="m1", base_url=openai_server.url, timeout_s=0.2, retries=0)
    with pytest.raises(ModelError, match="did not answer in time"):
        list(model.stream(ASK, max_tokens=5))


def test_nobody_listens(model_calls):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    model = OpenAIChat(model="m1", base_url=f"http://user:secret@127.0.0.1:{port}/v1?key=hidden", retries=0)
    with pytest.raises(ModelError, match="refuses the connection") as caught:
        model.complete(ASK, max_tokens=5)
    assert f"http://127.0.0.1:{port}/v1 " in caught.value.problem
    assert not any(secret in str(caught.value) for secret in ("user", "secret", "hidden"))


def test_an_address_that_is_no_address(model_calls):
    with pytest.raises(ModelError, match="cannot be"):
        OpenAIChat(model="m1", base_url="nowhere", retries=0).complete(ASK, max_tokens=5)


def test_the_switch_stops_every_call_before_it_starts(openai_server, model, monkeypatch):
    monkeypatch.setattr(chat, "calls_allowed", False)
    for call in (
        lambda: model.complete(ASK, max_tokens=5),
        lambda: list(model.stream(ASK, max_tokens=5)),
        lambda: model.probabilities(ASK),
    ):
        with pytest.raises(ModelError, match="switched off"):
            call()
    assert openai_server.requests == []


def test_a_proxy_in_the_environment_is_not_used_for_loopback(openai_server, model, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    openai_server.enqueue("yes")
    assert model.complete(ASK, max_tokens=5).text == "yes"


def test_a_closed_model_can_be_used_again(openai_server, model):
    openai_server.enqueue("one", "two")
    model.complete(ASK, max_tokens=5)
    model.close()
    assert model.complete(ASK, max_tokens=5).text == "two"


def test_the_socket_guard_stops_traffic_to_other_machines():
    with pytest.raises(AssertionError, match="only loopback"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    with pytest.raises(AssertionError, match="only loopback"):
        socket.getaddrinfo("registry.invalid", 443)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@host:8443/v1?api-key=k#f", "https://host:8443/v1"),
        ("http://[::1]:80/v1", "http://[::1]:80/v1"),
        ("https://host/v1", "https://host/v1"),
    ],
)
def test_shown_url_has_no_secrets(url, shown):
    assert shown_url(url) == shown


def test_importing_the_protocol_does_not_import_openai():
    import subprocess
    import sys

    code = "import sys, ragassist.models.chat; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
