"""Newer habits of endpoints: another protocol, streams alone, prompts cut without a word, models that are still being loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.openai_server import OpenAIServer, Reply, Request

from ragassist.errors import ModelError
from ragassist.models import wire
from ragassist.models.capabilities import capabilities_of
from ragassist.models.chat import Completion, Message, OpenAIChat
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.models.meter import MeteredChat
from ragassist.models.select import choose
from ragassist.models.tool_calls import Tool
from ragassist.settings import Settings

ASK = [Message("system", "Be brief."), Message("user", "谁在资助？")]
ANSWER = "Three firms pay for it [2]. 三家公司出资[2]。"
THOUGHT = "The second source names them [1]. NOT_IN_SOURCES? No."
LOOK = Tool("look_up", "Look a word up.", {"word": ("string", "The word.")})


@pytest.fixture
def model(openai_server: OpenAIServer, tmp_path: Path) -> OpenAIChat:
    return OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", timeout_s=5, retries=0, facts_path=tmp_path / "endpoints.json")


def streamed(model: OpenAIChat, max_tokens: int = 50) -> Completion:
    *pieces, last = model.stream(ASK, max_tokens=max_tokens)
    assert isinstance(last, Completion)
    assert "".join(str(piece) for piece in pieces) == last.text
    return last


def says(message: str, status: int = 400, **fields: object) -> Reply:
    return Reply(status=status, error={"message": message, "type": "invalid_request_error", **fields})


# --- a model that is offered in the Responses protocol alone ------------------------------------------------------------------

ONLY = says("This model is only supported in v1/responses and not in v1/chat/completions.", 404, param="model")


def in_responses(*replies: Reply):
    """An endpoint that refuses chats and answers with `replies` in turn, the last again and again."""
    left = list(replies)

    def reply(request: Request) -> Reply:
        if not request.path.endswith("/responses"):
            return ONLY
        return left.pop(0) if len(left) > 1 else left[0]

    return reply


def test_a_model_of_the_other_protocol_answers_and_is_asked_there_from_then_on(openai_server, model, tmp_path):
    openai_server.answer = in_responses(Reply(ANSWER, thinking=THOUGHT, reasoning_tokens=40))
    whole = model.complete(ASK, max_tokens=50, stop=["###"])
    assert (whole.text, whole.reasoning_tokens, whole.prompt_tokens) == (ANSWER, 40, 7)
    assert streamed(model).text == ANSWER
    again = OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", retries=0, facts_path=tmp_path / "endpoints.json")
    assert again.complete(ASK, max_tokens=50).text == ANSWER
    assert [request.path for request in openai_server.requests] == ["/v1/chat/completions", *["/v1/responses"] * 3]
    sent = openai_server.requests[1].body
    assert sent["store"] is False  # nothing of the documents is kept there
    assert sent["max_output_tokens"] >= 50
    assert not {"stop", "max_tokens", "messages"} & set(sent)
    assert any("Responses" in lack for lack in again.facts.lacks())


@pytest.mark.parametrize("how", ["complete", "stream"])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply("Thr", finish_reason="content_filter"), "filtered"),
        (Reply(refusal="I can't help with that."), "filtered"),
        (Reply("", finish_reason="length", reasoning_tokens=90), "cut_off"),
        (Reply(status=429, error="Rate limit reached"), "busy"),
    ],
)
def test_its_failures_have_their_names(openai_server, model, reply, kind, how):
    openai_server.answer = in_responses(reply)
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)
    assert caught.value.kind == kind


@pytest.mark.parametrize("finish", ["error", None])
def test_a_stream_of_it_that_fails_or_breaks_off_is_no_answer(openai_server, model, finish):
    openai_server.answer = in_responses(Reply(ANSWER, finish_reason=finish))
    with pytest.raises(ModelError):
        streamed(model)


def test_what_it_refuses_is_left_out_and_its_tools_are_called(openai_server, model):
    def reply(request: Request) -> Reply:
        if not request.path.endswith("/responses"):
            return ONLY
        if "temperature" in request.body:
            return says("Unsupported parameter: 'temperature' is not supported with this model.", param="temperature")
        if request.body["max_output_tokens"] < 16:
            return says("Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 2 instead.")
        return Reply("", calls=[("look_up", '{"word": "tide"}')])

    openai_server.answer = reply
    assert [call.texts for call in model.call_tools(ASK, [LOOK], max_tokens=2).calls] == [{"word": "tide"}]
    assert model.probabilities(ASK) == {}
    assert openai_server.requests[-1].body["tools"][0]["name"] == "look_up"  # no probabilities were asked for


# --- an endpoint that replies in streams alone --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "parameter.enable_thinking must be set to false for non-streaming calls",
        "This model only support stream mode, please enable the stream parameter to access the model. ",
        "Non-streaming requests are not supported for this model",
        "该模型仅支持流式输出",
    ],
)
def test_where_only_streams_are_given_whole_replies_are_put_together(openai_server, model, said):
    def reply(request: Request) -> Reply:
        if not request.body.get("stream"):
            return says(said)
        if "tools" in request.body:
            return Reply("", calls=[("look_up", '{"word": "tide"}')], finish_reason="tool_calls")
        return Reply(ANSWER, thinking=THOUGHT)

    openai_server.answer = reply
    whole = model.complete(ASK, max_tokens=50)
    assert (whole.text, whole.reasoning_tokens > 5) == (ANSWER, True)
    assert [call.texts for call in model.call_tools(ASK, [LOOK], max_tokens=50).calls] == [{"word": "tide"}]
    assert streamed(model).text == ANSWER
    assert len(openai_server.requests) == 4  # refused once
    assert any("one piece" in lack for lack in model.facts.lacks())


def test_a_stream_that_breaks_off_is_not_put_together(openai_server, model):
    model.wire.learn(streams_only=True)
    openai_server.enqueue(Reply(ANSWER, finish_reason=None))
    with pytest.raises(ModelError, match="in the middle"):
        model.complete(ASK, max_tokens=50)


# --- parameters -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stop", "stop_sequences: each stop sequence must contain non-whitespace"),
        ("temperature", "`temperature` may only be set to 1 when thinking is enabled."),
        ("system", "Conversation roles must alternate user/assistant/user/assistant/..."),
        ("system", "messages[0].role: developer role is not supported; unknown variant `system`"),
    ],
)
def test_more_words_by_which_a_parameter_is_refused(openai_server, model, name, said):
    def reply(request: Request) -> Reply:
        there = request.body["messages"][0]["role"] == "system" if name == "system" else name in request.body
        return says(said) if there else Reply(ANSWER)

    openai_server.answer = reply
    for _ in range(2):
        assert model.complete(ASK, max_tokens=50, stop=["###"]).text == ANSWER
    assert len(openai_server.requests) == 3


def test_a_limit_that_is_refused_under_both_names_is_left_out(openai_server, model):
    def reply(request: Request) -> Reply:
        for name in ("max_tokens", "max_completion_tokens"):
            if name in request.body:
                return says(f"Unrecognized request argument supplied: {name}")
        return Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=50).text == ANSWER


def test_a_range_of_limits_is_read(openai_server, model):
    openai_server.answer = lambda request: (
        says("<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 40]")
        if request.body["max_tokens"] > 40
        else Reply(ANSWER)
    )
    assert model.complete(ASK, max_tokens=50).text == ANSWER
    assert model.facts.most_tokens == 40


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_further_parameters_of_the_settings_go_with_every_request(openai_server, tmp_path, how):
    extra = {"reasoning_effort": "low", "chat_template_kwargs": {"enable_thinking": False}}
    settings = Settings(home=tmp_path, chat={"base_url": openai_server.url, "model": "m1", "extra": extra})
    model = choose(settings, {}).model
    openai_server.enqueue(ANSWER)
    assert (model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)).text == ANSWER
    assert openai_server.requests[0].body.items() >= extra.items()


# --- what a reply may look like -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "details",
    [
        [{"type": "reasoning.text", "text": THOUGHT, "format": "x"}],
        [{"type": "reasoning.summary", "summary": THOUGHT}, {"type": "reasoning.encrypted", "data": "b64"}],
    ],
)
def test_thinking_told_in_details_is_left_out_and_counted(openai_server, model, details):
    message = {"role": "assistant", "content": ANSWER, "reasoning": None, "reasoning_details": details}
    openai_server.enqueue(Reply(body={"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}))
    whole = model.complete(ASK, max_tokens=50)
    assert (whole.text, whole.reasoning_tokens > 5, model.facts.reasons) == (ANSWER, True, True)


def test_a_reason_written_as_the_word_null_does_not_end_a_reply(openai_server, model):
    event = b'data: {"choices":[{"index":0,"delta":{"content":"Thr"},"finish_reason":"null"}]}\n\n'
    openai_server.enqueue(Reply(raw=event, headers={"Content-Type": "text/event-stream"}))
    with pytest.raises(ModelError, match="in the middle"):
        streamed(model)


def test_a_call_that_could_not_be_made_is_no_filter(openai_server, model):
    openai_server.enqueue(Reply("", finish_reason="function_call_filter: MALFORMED_FUNCTION_CALL"))
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == "server"


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_filter_results_beside_an_answer_are_no_filter(openai_server, model, how):
    passed = {"hate": {"filtered": False, "severity": "safe"}}
    first = {"choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": passed}]}
    bare = {
        "choices": [{"index": 0, "content_filter_offsets": {"check_offset": 0}, "content_filter_results": passed, "finish_reason": None}]
    }
    said = {"choices": [{"index": 0, "delta": {"content": ANSWER}, "content_filter_results": passed, "finish_reason": None}]}
    last = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    import json

    events = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in (first, bare, said, bare, last))
    whole = {
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "content_filter_results": passed, "finish_reason": "stop"}
        ]
    }
    openai_server.enqueue(
        Reply(body=whole | {"prompt_filter_results": []})
        if how == "complete"
        else Reply(raw=events, headers={"Content-Type": "text/event-stream"})
    )
    assert (model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)).text == ANSWER


def test_blank_lines_before_a_reply_that_took_long_are_read_over(openai_server, model):
    body = b"\n\n\n" + b'{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Yes."}}]}'
    openai_server.enqueue(Reply(raw=body, headers={"Content-Type": "application/json"}))
    assert model.complete(ASK, max_tokens=50).text == "Yes."


@pytest.mark.parametrize(
    ("reply", "kind", "advice"),
    [
        (
            Reply(status=403, body={"code": 30001, "message": "Sorry, your account balance is insufficient", "data": None}),
            "credit",
            "balance",
        ),
        (Reply(body={"error": "Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}), "model", "/v1"),
        (Reply(status=404, error='model "m1" not found, try pulling it first'), "model", "CHAT__MODEL"),
    ],
)
def test_more_causes_have_their_names(openai_server, model, reply, kind, advice):
    openai_server.enqueue(reply)
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == kind
    assert advice in caught.value.advice


# --- a model that is being loaded -----------------------------------------------------------------------------------------------

LOADING = [
    Reply(status=503, error={"code": 503, "message": "Loading model", "type": "unavailable_error"}),
    Reply(status=503, body={"error": "Model m1 is currently loading", "estimated_time": 20.0}),
    Reply(status=500, error="模型正在加载，请稍候"),
]


@pytest.mark.parametrize("reply", LOADING)
@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_model_that_is_being_loaded_is_waited_for(openai_server, model, monkeypatch, reply, how):
    monkeypatch.setattr(wire, "_LOOKS_AGAIN_S", 0.01)
    openai_server.enqueue(*[reply] * 20, ANSWER)
    assert (model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)).text == ANSWER


def test_but_not_for_ever(openai_server, model, monkeypatch):
    monkeypatch.setattr(wire, "_LOOKS_AGAIN_S", 0.01)
    monkeypatch.setattr(wire, "LOADING_S", 0.05)
    openai_server.answer = lambda _request: LOADING[0]
    with pytest.raises(ModelError, match="Loading model") as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == "server"


@pytest.mark.slow
def test_a_model_that_takes_long_to_begin_is_waited_for(openai_server, model):
    openai_server.enqueue(Reply(ANSWER, delay_s=1.5, chunks=[ANSWER]))
    assert streamed(model).text == ANSWER


# --- prompts cut without a word -------------------------------------------------------------------------------------------------

LONG = [Message("user", "第一条 本办法自发布之日起施行。" * 600)]


@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_prompt_that_was_read_in_part_is_named_and_learned(openai_server, model, how):
    openai_server.enqueue(Reply("NOT_IN_SOURCES", prompt_tokens=4096))
    with pytest.raises(ModelError, match=r"read only 4,096 tokens") as caught:
        model.complete(LONG, max_tokens=50) if how == "complete" else list(model.stream(LONG, max_tokens=50))
    assert (caught.value.kind, model.facts.context_tokens) == ("context", 4096)
    settings = Settings()
    assert capabilities_of(model, settings).evidence_tokens < 4096 - 1000
    assert any("4,096" in lack for lack in model.facts.lacks())


@pytest.mark.parametrize("counted", [7001, 5120 * 2, 0])
def test_a_prompt_that_was_read_whole_is_no_fault(openai_server, model, counted):
    openai_server.enqueue(Reply(ANSWER, prompt_tokens=counted, usage=counted > 0))
    assert model.complete(LONG, max_tokens=50).text == ANSWER
    assert model.facts.context_tokens == 0


def test_how_long_a_context_is_is_read_from_a_refusal(openai_server, model):
    said = "This model's maximum context length is 4,096 tokens. However, you requested 9012 tokens. Please reduce the length."
    openai_server.answer = lambda _request: says(said)
    with pytest.raises(ModelError):
        model.complete(ASK, max_tokens=50)
    assert model.facts == EndpointFacts(context_tokens=4096, learned=model.facts.learned)


def test_what_a_call_that_came_to_nothing_cost_is_counted(openai_server, model):
    metered = MeteredChat(model)
    openai_server.answer = lambda _request: Reply("", finish_reason="length", reasoning_tokens=900)
    with pytest.raises(ModelError):
        metered.complete(ASK, max_tokens=50)
    assert metered.usage.reasoning_tokens == 1800  # asked twice
    assert metered.usage.completion_tokens >= 1800
