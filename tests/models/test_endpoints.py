"""Endpoints as they are: each odd behaviour gives an answer, or an error that names the true cause and the remedy."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.openai_server import OpenAIServer, Reply, Request

from ragassist.errors import ModelError
from ragassist.models.base_url import address
from ragassist.models.chat import Completion, Message, OpenAIChat
from ragassist.models.endpoint_facts import KEPT_DAYS, EndpointFacts, FactsBook
from ragassist.models.reasoning import ReasoningFilter, split_reasoning
from ragassist.models.refused import cause_of, least_tokens, most_tokens, parameters_refused, words_of
from ragassist.models.reply import ending

KEY = "sk-test-9876543210"
ASK = [Message("system", "Be brief."), Message("user", "谁在资助？")]
ANSWER = "Three firms pay for it [2]. 三家公司出资[2]。"


@pytest.fixture
def model(openai_server: OpenAIServer, tmp_path: Path) -> OpenAIChat:
    return OpenAIChat(model="m1", base_url=openai_server.url, api_key=KEY, timeout_s=5, retries=0, facts_path=tmp_path / "endpoints.json")


def streamed(model: OpenAIChat, max_tokens: int = 50) -> tuple[str, Completion]:
    *pieces, last = model.stream(ASK, max_tokens=max_tokens)
    assert isinstance(last, Completion)
    assert "".join(str(piece) for piece in pieces) == last.text
    return last.text, last


# --- thinking -----------------------------------------------------------------------------------------------------------

THOUGHT = "The second source names them [2]. NOT_IN_SOURCES? No, it does [1]."
TEXTS = [
    f"<think>{THOUGHT}</think>\n\n{ANSWER}",
    f"<think>\n{THOUGHT}\n\n{ANSWER}</think>{ANSWER}",
    f"{THOUGHT}</think>\n{ANSWER}",
    f"<think>{THOUGHT}<think>{THOUGHT}</think>{THOUGHT}</think>{ANSWER}",
    f"<THINKING>{THOUGHT}</THINKING>{ANSWER}",
    f'<reasoning effort="high">{THOUGHT}</reasoning>{ANSWER}',
    f"<seed:think>{THOUGHT}</seed:think>{ANSWER}",
    f"[THINK]{THOUGHT}[/THINK]{ANSWER}",
    f"◁think▷{THOUGHT}◁/think▷{ANSWER}",
    f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}",
    ANSWER,
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_thinking_in_the_text_is_never_given_out(openai_server, model, text, size):
    chunks = [text[i : i + size] for i in range(0, len(text), size)]
    openai_server.enqueue(Reply(text), Reply(chunks=chunks), Reply(chunks=chunks))
    fresh = OpenAIChat(model="m2", base_url=openai_server.url, retries=0)
    assert model.complete(ASK, max_tokens=50).text == ANSWER
    assert streamed(model)[0] == ANSWER
    assert streamed(fresh)[0] == ANSWER  # the first thing that it is ever asked


@given(
    before=st.text(max_size=20),
    cuts=st.lists(st.integers(1, 7), min_size=1, max_size=60),
    after=st.text("ab <>/[]◁|\n think汉", max_size=30),
)
def test_however_a_reply_is_cut_the_same_of_it_is_answer(before, cuts, after):
    text = f"<think>{before}</think>{after}"
    sieve, out, at, turn = ReasoningFilter(held=True), "", 0, 0
    while at < len(text):
        size = cuts[turn % len(cuts)]
        out += sieve.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    out += sieve.end()
    whole = split_reasoning(text)
    assert (out, sieve.reasoning) == (whole.text, whole.reasoning)


@given(st.text("abc [1]<>|/◁▷ 汉字。\n", max_size=60).filter(lambda text: ReasoningFilter().feed(text + " ") != ""))
def test_text_without_tags_is_answer_to_the_last_letter(text):
    assert split_reasoning(text).text == text.lstrip()


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thinking_beside_the_text_is_left_out_and_counted(openai_server, model, field):
    openai_server.enqueue(*[Reply(ANSWER, thinking=THOUGHT, thinking_field=field)] * 2)
    whole = model.complete(ASK, max_tokens=50)
    text, last = streamed(model)
    assert whole.text == text == ANSWER
    assert whole.reasoning_tokens > 5
    assert last.reasoning_tokens > 5
    assert model.facts.reasons


def test_the_endpoints_own_count_of_thinking_goes_before_an_estimate(openai_server, model):
    openai_server.enqueue(Reply(ANSWER, reasoning_tokens=321))
    assert model.complete(ASK, max_tokens=50).reasoning_tokens == 321


def test_content_in_parts_is_its_text_without_the_thinking(openai_server, model):
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]}, {"type": "text", "text": ANSWER}]
    openai_server.enqueue(Reply(content=parts))
    assert model.complete(ASK, max_tokens=50).text == ANSWER


def test_a_thought_cut_off_before_its_closing_tag_is_no_answer(openai_server, model):
    openai_server.enqueue(*[Reply(THOUGHT, finish_reason="length")] * 2)
    with pytest.raises(ModelError, match="on thinking"):  # the first thing that it is asked
        streamed(model)
    assert not model.facts.reasons  # it may have been an answer: nothing was learned
    model.wire.learn(closes_only=True)
    openai_server.enqueue(*[Reply(THOUGHT, finish_reason="length")] * 4)
    with pytest.raises(ModelError, match="on thinking"):
        model.complete(ASK, max_tokens=50)
    with pytest.raises(ModelError, match="on thinking"):
        streamed(model)


def test_a_stop_sequence_in_the_thinking_does_not_end_the_answer(openai_server, model):
    def reply(request: Request) -> Reply:
        if "stop" in request.body:  # as servers do that look for it in the thinking
            return Reply("<think>First,")
        return Reply("<think>First,\nthen.</think>\n\nWho pays for it?\nNothing else.")

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=50, stop=["\n"]).text == "Who pays for it?"
    assert model.complete(ASK, max_tokens=50, stop=["\n"]).text == "Who pays for it?"
    assert len(openai_server.requests) == 3


def test_a_model_that_thinks_is_not_asked_for_the_probability_of_its_first_word(openai_server, model):
    openai_server.enqueue(Reply("<think>", probabilities={"<think>": 1.0}))
    assert model.probabilities(ASK) == {}
    assert model.probabilities(ASK) == {}
    assert len(openai_server.requests) == 1


def test_a_thought_that_was_taken_for_the_answer_is_an_error_and_remembered(openai_server, model):
    openai_server.enqueue(Reply("A plain answer."), Reply(f"{THOUGHT}</think>{ANSWER}"), Reply(f"{THOUGHT}</think>{ANSWER}"))
    streamed(model)
    with pytest.raises(ModelError, match="thinking"):
        streamed(model)
    assert streamed(model)[0] == ANSWER


# --- limits ---------------------------------------------------------------------------------------------------------------


def counts_thinking(needed: int):
    """An endpoint whose limit takes in `needed` tokens of hidden thinking."""

    def reply(request: Request) -> Reply:
        limit = request.body.get("max_tokens") or request.body["max_completion_tokens"]
        if limit < needed:
            return Reply("", finish_reason="length", reasoning_tokens=limit)
        return Reply(ANSWER, reasoning_tokens=needed)

    return reply


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_budget_that_thinking_used_up_grows_once_and_leaves_room_from_then_on(openai_server, model, how):
    openai_server.answer = counts_thinking(3000)
    for _ in range(2):
        last = model.complete(ASK, max_tokens=60) if how == "complete" else streamed(model, 60)[1]
        assert (last.text, last.cut_off) == (ANSWER, False)
    assert [request.body["max_tokens"] > 3000 for request in openai_server.requests] == [False, True, True]
    assert last.reasoning_tokens == 3000


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_thinking_without_end_is_named_as_such_and_asked_for_twice_at_most(openai_server, model, how):
    openai_server.answer = counts_thinking(10**9)
    with pytest.raises(ModelError, match="on thinking and wrote no answer") as caught:
        model.complete(ASK, max_tokens=60) if how == "complete" else streamed(model, 60)
    assert caught.value.kind == "cut_off"
    assert "REASONING_TOKENS" in caught.value.advice
    assert len(openai_server.requests) == 2


def test_an_answer_cut_off_by_its_limit_is_asked_for_again_and_goes_on_where_it_was(openai_server, model):
    model.wire.learn(plain=True)
    openai_server.enqueue(Reply("One fact [1]. Half a", finish_reason="length"), Reply("One fact [1]. Half a fact [2]."))
    text, last = streamed(model)
    assert (text, last.cut_off) == ("One fact [1]. Half a fact [2].", False)
    assert openai_server.requests[-1].body["max_tokens"] > openai_server.requests[-2].body["max_tokens"]


def test_an_answer_that_is_cut_off_twice_says_so(openai_server, model):
    model.wire.learn(plain=True)
    openai_server.enqueue(*[Reply("One fact [1]. Half a", finish_reason="length")] * 4)
    assert model.complete(ASK, max_tokens=50).cut_off
    assert streamed(model)[1].cut_off


def test_a_second_try_that_says_something_else_is_not_joined_to_the_first(openai_server, model):
    model.wire.learn(plain=True)
    openai_server.enqueue(Reply("One fact [1]. Half a", finish_reason="length"), Reply("Another wording [1]."))
    text, last = streamed(model)
    assert (text, last.cut_off) == ("One fact [1]. Half a", True)


def test_a_word_is_cut_off_on_purpose(openai_server, model):
    openai_server.enqueue(Reply("Yes", finish_reason="length"))
    assert model.complete(ASK, max_tokens=2).text == "Yes"
    assert len(openai_server.requests) == 1


def test_running_out_by_an_error_grows_too(openai_server, model):
    said = "Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens."

    def reply(request: Request) -> Reply:
        return Reply(status=400, error=said) if request.body["max_tokens"] < 2000 else Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=60).text == ANSWER
    assert streamed(model)[0] == ANSWER


@pytest.mark.parametrize(
    "said",
    [
        "Invalid 'max_tokens': integer below minimum value. Expected a value >= 16, but got {n} instead.",
        "max_tokens must be at least 16, got {n}",
        "The parameter `max_tokens` specified in the request are not valid: expected a value greater than 15, but got {n} instead.",
        "maxOutputTokens too small",
        [{"type": "greater_than_equal", "loc": ["body", "max_tokens"], "msg": "Input should be greater than or equal to 16", "input": 1}],
        "max_tokens 最小值为16，当前为{n}",
    ],
)
def test_a_least_token_limit_is_learned_once(openai_server, model, said):
    def reply(request: Request) -> Reply:
        n = request.body["max_tokens"]
        if n < 16:
            detail = said.replace("{n}", str(n)) if isinstance(said, str) else said
            return Reply(status=400, body={"error": {"message": detail, "type": "invalid_request_error"}})
        return Reply("Yes", probabilities={"Yes": 0.9, "No": 0.1})

    openai_server.answer = reply
    assert model.probabilities(ASK) == pytest.approx({"Yes": 0.9, "No": 0.1})
    assert model.complete(ASK, max_tokens=2).text == "Yes"
    assert len(openai_server.requests) == 3
    assert model.facts.least_tokens == 16


def test_a_greatest_token_limit_is_learned(openai_server, model):
    def reply(request: Request) -> Reply:
        if request.body["max_tokens"] > 4096:
            return Reply(status=400, error="max_tokens is too large: this model supports at most 4,096 completion tokens")
        return Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=9000).text == ANSWER
    assert model.facts.most_tokens == 4096


def test_room_for_thinking_gives_way_to_a_full_context(openai_server, model):
    model.wire.learn(reasons=True, reasoning_tokens=3000)

    def reply(request: Request) -> Reply:
        if request.body["max_tokens"] > 500:
            return Reply(status=400, error="This model's maximum context length is 4096 tokens, you requested 9000")
        return Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=100).text == ANSWER


# --- refused parameters ---------------------------------------------------------------------------------------------------

REFUSALS = [
    ("temperature", 400, {"message": "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", "param": "temperature", "code": "unsupported_value"}),
    ("temperature", 400, "invalid temperature: only 1 is allowed for this model"),
    ("temperature", 400, "`temperature` is deprecated for this model."),
    ("temperature", 422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "temperature"], "msg": "Extra inputs are not permitted", "input": 0}]}),
    ("temperature", 400, "temperature 参数非法，取值范围是 (0,1)"),
    ("stop", 400, {"message": "Unsupported parameter: 'stop' is not supported with this model.", "param": "stop", "code": "unsupported_parameter"}),
    ("stop", 400, "Argument not supported on this model: stop"),
    ("stop", 400, "stopSequences: extra fields not permitted"),
    ("stream_options", 400, "Unrecognized request argument supplied: stream_options"),
    ("stream_options", 422, {"detail": [{"loc": ["body", "stream_options"], "msg": "extra fields not permitted", "type": "value_error.extra"}]}),
    ("stream_options", 400, "Unknown parameter: 'include_usage'."),
    ("logprobs", 403, "You are not allowed to request logprobs from this model"),
    ("logprobs", 400, [{"error": {"code": 400, "message": "Logprobs is not enabled for models/x", "status": "INVALID_ARGUMENT"}}]),
    ("logprobs", 400, "This model doesn't support LOGPROBS"),
    ("logprobs", 501, "top_logprobs not implemented"),
    ("logprobs", 400, "当前模型不支持 logprobs 参数"),
    ("max_tokens", 400, {"message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "param": "max_tokens", "code": "unsupported_parameter"}),
    ("max_tokens", 400, "Unknown argument max_tokens, use max_completion_tokens"),
    ("stream", 400, {"message": "Your organization must be verified to stream this model.", "param": "stream", "code": "unsupported_value"}),
    ("system", 400, {"message": "Unsupported value: 'messages[0].role' does not support 'system' with this model.", "param": "messages[0].role", "code": "unsupported_value"}),
    ("system", 400, "System role not supported"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "status", "said"), REFUSALS)
def test_what_is_refused_is_left_out_from_then_on_and_remembered_in_the_home(openai_server, model, tmp_path, name, status, said):
    def reply(request: Request) -> Reply:
        sent = dict(request.body) | ({"system": 1} if request.body["messages"][0]["role"] == "system" else {})
        if name in sent:
            body = (
                said
                if isinstance(said, list) or (isinstance(said, dict) and "detail" in said)
                else {"error": said if isinstance(said, dict) else {"message": said, "type": "invalid_request_error"}}
            )
            return Reply(status=status, body=body)
        return Reply(ANSWER, probabilities={"Yes": 1.0} if "logprobs" in sent else {})

    openai_server.answer = reply

    def ask(asked: OpenAIChat) -> None:
        if name == "logprobs":
            assert asked.probabilities(ASK) == {}
        elif name.startswith("stream"):
            assert streamed(asked)[0] == ANSWER
        else:
            assert asked.complete(ASK, max_tokens=50, stop=["###"]).text == ANSWER

    ask(model)
    refused = len(openai_server.requests)
    assert refused == 2
    again = OpenAIChat(model="m1", base_url=openai_server.url, api_key=KEY, retries=0, facts_path=tmp_path / "endpoints.json")
    ask(again)
    assert len(openai_server.requests) == refused + (name != "logprobs")
    assert name in again.facts.refused
    assert again.facts.learned == datetime.now(UTC).date().isoformat()
    if name == "system":
        assert openai_server.requests[-1].body["messages"] == [{"role": "user", "content": "Be brief.\n\n谁在资助？"}]
    assert KEY not in (tmp_path / "endpoints.json").read_text(encoding="utf8")


def test_parameters_refused_one_at_a_time_all_go(openai_server, model):
    order = ["max_tokens", "temperature", "stop"]

    def reply(request: Request) -> Reply:
        for name in order:
            if name in request.body:
                return Reply(status=400, error={"message": f"Unsupported parameter: '{name}'", "code": "unsupported_parameter"})
        return Reply("Who pays?\nMore.")

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=50, stop=["\n"]).text == "Who pays?"
    assert model.complete(ASK, max_tokens=50, stop=["\n"]).text == "Who pays?"
    assert len(openai_server.requests) == 5
    assert set(openai_server.requests[-1].body) == {"model", "messages", "max_completion_tokens"}


def test_parameters_refused_in_one_list_all_go_at_once(openai_server, model):
    def reply(request: Request) -> Reply:
        wrong = [name for name in ("temperature", "stop") if name in request.body]
        if wrong:
            return Reply(status=422, body={"detail": [{"loc": ["body", name], "msg": "Extra inputs are not permitted"} for name in wrong]})
        return Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=50, stop=["\n\n"]).text == ANSWER
    assert len(openai_server.requests) == 2


def test_an_endpoint_that_refuses_without_end_is_left_after_a_few_tries(openai_server, model):
    openai_server.answer = lambda _request: Reply(status=400, error="Unsupported parameter: 'temperature'")
    with pytest.raises(ModelError, match="refused the request"):
        model.complete(ASK, max_tokens=50)
    assert len(openai_server.requests) == 2


@pytest.mark.parametrize(
    "said",
    [
        "Please stop sending requests of this kind; the model is invalid",
        {"message": "messages: at least one message is required", "type": "invalid_request_error"},
        {"message": "The model is not found in this region's stream", "type": "invalid_request_error"},
    ],
)
def test_other_refusals_name_no_parameter_that_was_not_meant(said):
    sent = {"messages": [], "max_tokens": 5, "temperature": 0}
    assert parameters_refused(words_of(said), sent) == set()


def test_bounds_are_read_from_words():
    assert least_tokens(["max_tokens must be greater than 1"], 1) == 2
    assert least_tokens(["max_tokens is too large: the model takes 4096"], 50) is None
    assert most_tokens(["max_tokens is too large: the model takes 4096"], 50) is None
    assert most_tokens(["max_tokens must be less than or equal to 8192, got 20000"], 20000) == 8192


# --- filters and other refusals ---------------------------------------------------------------------------------------------

FILTERS = [
    (400, {"error": {"message": "Content Exists Risk", "type": "invalid_request_error", "code": "invalid_request_error"}}),
    (400, {"code": "data_inspection_failed", "message": "Input data may contain inappropriate content."}),
    (400, {"error": {"message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", "code": "content_filter", "status": 400}}),
    (400, {"error": {"code": "1301", "message": "系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语"}}),
    (400, {"error": {"message": "The request was rejected because it was considered high risk", "type": "content_filter"}}),
    (403, {"error": {"message": "Your prompt was flagged by moderation", "code": 403}}),
    (500, {"error": {"message": "input contains sensitive words"}}),
    (451, {"error": {"message": "unavailable"}}),
    (200, {"error": {"message": "PROHIBITED_CONTENT", "code": 400}}),
    (200, {"base_resp": {"status_code": 1026, "status_msg": "input new_sensitive"}, "choices": None}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body"), FILTERS)
@pytest.mark.parametrize("how", ["complete", "stream", "probabilities"])
def test_a_filter_of_the_input_is_named_as_a_filter(openai_server, model, status, body, how):
    openai_server.answer = lambda _request: Reply(status=status, body=body)
    call = {
        "complete": lambda: model.complete(ASK, max_tokens=50),
        "stream": lambda: streamed(model),
        "probabilities": lambda: model.probabilities(ASK),
    }[how]
    with pytest.raises(ModelError, match="content filter") as caught:
        call()
    assert caught.value.kind == "filtered"


@pytest.mark.parametrize("finish", ["content_filter", "SAFETY", "sensitive", "PROHIBITED_CONTENT"])
@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_filter_of_the_output_is_named_as_a_filter(openai_server, model, finish, how):
    openai_server.enqueue(Reply("Three firms", finish_reason=finish))
    with pytest.raises(ModelError, match="content filter") as caught:
        model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)
    assert caught.value.kind == "filtered"


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_refusal_in_a_field_of_its_own_is_no_answer(openai_server, model, how):
    openai_server.enqueue(Reply(refusal="I can't help with that."))
    with pytest.raises(ModelError, match="can't help") as caught:
        model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)
    assert caught.value.kind == "filtered"


@pytest.mark.parametrize(
    ("status", "body", "code", "advice"),
    [
        (402, {"error": {"message": "Insufficient Balance"}}, "credit", "balance"),
        (429, {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}, "credit", "balance"),
        (400, {"code": "Arrearage", "message": "Access denied, please make sure your account is in good standing."}, "credit", "balance"),
        (403, {"error": {"message": "Country, region, or territory not supported"}}, "region", "country"),
        (403, {"error": {"message": "Project does not have access to model m1"}}, "model", "CHAT__MODEL"),
        (403, {"error": {"message": "Forbidden"}}, "key", "OPENAI_API_KEY"),
        (401, {"error": "invalid"}, "key", "OPENAI_API_KEY"),
        (400, {"error": {"message": "API key not valid. Please pass a valid API key."}}, "key", "OPENAI_API_KEY"),
        (413, {"message": "Request too large"}, "context", "EVIDENCE_TOKENS"),
        (400, {"message": "Range of input length should be [1, 30720]", "code": "InvalidParameter"}, "context", "EVIDENCE_TOKENS"),
        (529, {"error": {"message": "Overloaded"}}, "server", "later"),
        (503, {"detail": "Service unavailable"}, "server", "later"),
        (404, {"error": {"message": "The model `m1` does not exist"}}, "model", "CHAT__MODEL"),
    ],
)
def test_each_cause_has_its_name_and_its_remedy(openai_server, model, status, body, code, advice):
    openai_server.enqueue(Reply(status=status, body=body))
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == code
    assert advice in caught.value.advice
    assert KEY not in str(caught.value)


def test_a_plain_text_error_is_quoted(openai_server, model):
    openai_server.enqueue(Reply(status=400, raw=b"upstream said no", headers={"Content-Type": "text/plain"}))
    with pytest.raises(ModelError, match="upstream said no"):
        model.complete(ASK, max_tokens=50)


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_when_to_ask_again_is_said(openai_server, model, form):
    later = "37" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=37), usegmt=True)
    openai_server.enqueue(Reply(status=429, error="Rate limit reached", headers={"Retry-After": later}))
    with pytest.raises(ModelError, match="enough requests") as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == "busy"
    seconds = int(re.match(r"Ask again in (\d+) s", caught.value.advice)[1])
    assert seconds == 37 if form == "seconds" else 20 <= seconds <= 37  # a busy machine takes its time to get here


@pytest.mark.slow
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_endpoint_is_waited_for_as_it_asks(openai_server, form):
    later = "1" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    openai_server.enqueue(Reply(status=429, error="Rate limit", headers={"Retry-After": later}), ANSWER)
    began = time.monotonic()
    assert OpenAIChat(model="m1", base_url=openai_server.url, retries=1).complete(ASK, max_tokens=5).text == ANSWER
    assert time.monotonic() - began > 0.5


# --- transport --------------------------------------------------------------------------------------------------------------

STREAMS = [
    {"keep_alive": 3},
    {"opening": True},
    {"done": False},
    {"slice_bytes": 1},
    {"slice_bytes": 7},
    {"gzip": True},
    {"usage": False},
    {"opening": True, "keep_alive": 1, "done": False, "slice_bytes": 2, "gzip": True, "thinking": THOUGHT},
]


@pytest.mark.parametrize("odd", STREAMS, ids=str)
def test_odd_streams_give_the_answer(openai_server, model, odd):
    openai_server.enqueue(Reply(ANSWER, **odd), Reply(ANSWER, **odd))
    assert streamed(model)[0] == ANSWER
    assert streamed(model)[0] == ANSWER


def test_a_gzipped_reply_is_read(openai_server, model):
    openai_server.enqueue(Reply(ANSWER, gzip=True))
    assert model.complete(ASK, max_tokens=50).text == ANSWER


def test_a_stream_that_falls_silent_is_given_up(openai_server):
    openai_server.enqueue(Reply(ANSWER, stall_after=3))
    with pytest.raises(ModelError, match="did not answer in time") as caught:
        list(OpenAIChat(model="m1", base_url=openai_server.url, retries=0, timeout_s=0.3).stream(ASK, max_tokens=50))
    assert caught.value.kind == "timeout"


@pytest.mark.parametrize("finish", ["error", "insufficient_system_resource"])
def test_a_stream_that_ends_in_an_error_is_one(openai_server, model, finish):
    openai_server.enqueue(Reply("Three", finish_reason=finish))
    with pytest.raises(ModelError, match="broke off"):
        streamed(model)


def test_a_filter_in_the_middle_of_a_stream_is_named(openai_server, model):
    body = b'data: {"choices":[{"index":0,"delta":{"content":"Thr"}}]}\n\ndata: {"error":{"message":"Output data may contain inappropriate content."}}\n\n'
    openai_server.enqueue(Reply(raw=body, headers={"Content-Type": "text/event-stream"}))
    with pytest.raises(ModelError) as caught:
        streamed(model)
    assert caught.value.kind == "filtered"


# --- addresses and lists ------------------------------------------------------------------------------------------------------


def test_an_azure_address_keeps_its_query_and_names_the_deployment(openai_server):
    base = openai_server.url.replace("/v1", "/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21")
    model = OpenAIChat(base_url=base, api_key=KEY, retries=0)
    openai_server.enqueue(ANSWER, ANSWER)
    assert model.complete(ASK, max_tokens=50).text == ANSWER
    assert streamed(model)[0] == ANSWER
    first = openai_server.requests[0]
    assert first.path == "/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21"
    assert (first.headers["api-key"], first.body["model"], model.name) == (KEY, "gpt-x", "gpt-x")


@pytest.mark.parametrize("tail", ["", "/", "/chat/completions", "/chat/completions/"])
def test_a_base_url_may_be_pasted_with_the_call_in_it(openai_server, tail):
    openai_server.enqueue(ANSWER)
    assert OpenAIChat(model="m1", base_url=openai_server.url + tail, retries=0).complete(ASK, max_tokens=50).text == ANSWER
    assert openai_server.requests[0].path == "/v1/chat/completions"


def test_what_is_no_address_is_left_as_it_is():
    assert address("nowhere").url == "nowhere"
    assert address("").url == "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        (Reply(status=403, error="forbidden"), "does not list its models"),
        (Reply(status=404, error="no such path"), "does not list its models"),
        (Reply(body={"object": "list", "data": []}), "lists no model"),
        (Reply(body={"object": "list", "data": None}), "lists no model"),
    ],
)
def test_without_a_list_the_model_must_be_named_and_the_error_says_how(openai_server, listed, problem):
    openai_server.models_reply = listed
    with pytest.raises(ModelError, match=problem) as caught:
        OpenAIChat(base_url=openai_server.url, retries=0).complete(ASK, max_tokens=50)
    assert "RAGASSIST_CHAT__MODEL" in caught.value.advice


def test_an_embedding_model_that_is_listed_first_is_not_taken_for_chat(openai_server):
    openai_server.models[:] = ["nomic-embed-text", "bge-reranker", "qwen3:8b"]
    openai_server.enqueue(ANSWER)
    model = OpenAIChat(base_url=openai_server.url, retries=0)
    model.complete(ASK, max_tokens=50)
    assert model.name == "qwen3:8b"


# --- what is kept ---------------------------------------------------------------------------------------------------------------


def test_facts_are_learned_again_after_a_while(tmp_path):
    path, day = tmp_path / "endpoints.json", date(2026, 1, 1)
    FactsBook(path, lambda: day).learn("here m", least_tokens=16)
    assert FactsBook(path, lambda: day + timedelta(days=KEPT_DAYS)).read("here m").least_tokens == 16
    assert FactsBook(path, lambda: day + timedelta(days=KEPT_DAYS + 1)).read("here m") == EndpointFacts()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"here m": 3}', '{"here m": {"nothing": 1}}', '{"here m": {"learned": "soon"}}'])
def test_a_broken_file_of_facts_counts_as_none(tmp_path, content):
    (tmp_path / "endpoints.json").write_text(content, encoding="utf8")
    book = FactsBook(tmp_path / "endpoints.json")
    assert book.read("here m") == EndpointFacts()
    book.learn("here m", reasons=True)
    assert json.loads((tmp_path / "endpoints.json").read_text(encoding="utf8"))["here m"]["reasons"] is True


@given(
    st.recursive(
        st.text(max_size=8) | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=9,
    )
)
def test_no_error_body_breaks_the_reading(body):
    texts = words_of(body)
    assert cause_of(400, texts)
    assert parameters_refused(texts, {"stop": []}) <= {"stop"}


@given(st.text(max_size=12))
def test_every_finish_reason_is_some_ending(reason):
    assert ending(reason) in {"stop", "length", "filtered", "failed"}
