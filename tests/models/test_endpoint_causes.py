"""More habits of hosts: thinking under other names, causes told in other words, replies in other wrappings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.openai_server import OpenAIServer, Reply, Request

from ragassist.errors import ModelError
from ragassist.models.chat import Completion, Message, OpenAIChat
from ragassist.models.reasoning import ReasoningFilter, split_reasoning
from ragassist.models.refused import cause_of, later_in, words_of

ASK = [Message("system", "Be brief."), Message("user", "谁在资助？")]
ANSWER = "Three firms pay for it [2]."
THOUGHT = "The second source names them [2]. NOT_IN_SOURCES? No [1]."


@pytest.fixture
def model(openai_server: OpenAIServer, tmp_path: Path) -> OpenAIChat:
    return OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", timeout_s=5, retries=0, facts_path=tmp_path / "endpoints.json")


def streamed(model: OpenAIChat) -> Completion:
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert isinstance(last, Completion)
    assert "".join(str(piece) for piece in pieces) == last.text
    return last


def events(*parts: object) -> Reply:
    told = "".join(part if isinstance(part, str) else f"data: {json.dumps(part)}\n\n" for part in parts)
    return Reply(raw=told.encode(), headers={"Content-Type": "text/event-stream"})


def delta(text: str) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


LAST = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

# --- thinking under other names, and what frames an answer -----------------------------------------------------------------------

TEXTS = {
    "a call in gpt-oss's channel": '<|channel|>commentary to=functions.search <|constrain|>json<|message|>{"q": "[1]"}<|call|>'
    f"<|start|>assistant<|channel|>final<|message|>{ANSWER}",
    "a final channel with a form": f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant"
    f"<|channel|>final <|constrain|>text<|message|>{ANSWER}<|return|>",
    "a thought that the final channel ends": f"<|channel|>analysis<|message|>{THOUGHT}<|start|>assistant<|channel|>final<|message|>{ANSWER}",
    "gpt-oss without its tokens": f"analysis{THOUGHT}assistantfinal{ANSWER}",
    "the same with a call": f"analysis{THOUGHT}assistantcommentary to=functions.search json{{}}assistantanalysis{THOUGHT}assistantfinal{ANSWER}",
    "Gemma 4": f"<|channel>thought\n{THOUGHT}\n<channel|>{ANSWER}",
    "Gemma 4 without its first token": f"thought\n{THOUGHT}\n<channel|>{ANSWER}",
    "MedGemma": f"<unused94>thought\n{THOUGHT}<unused95>{ANSWER}",
    "OpenThinker": f"<|begin_of_thought|>{THOUGHT}<|end_of_thought|>\n<|begin_of_solution|>{ANSWER}<|end_of_solution|>",
    "Command A": f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{ANSWER}<|END_RESPONSE|>",
    "MiniMax": f"<mm:think>{THOUGHT}</mm:think>{ANSWER}",
    "a scratchpad": f"<scratchpad>{THOUGHT}</scratchpad>{ANSWER}",
    "tags as entities": f"&lt;think&gt;{THOUGHT}&lt;/think&gt;{ANSWER}",
    "a front end's fold": f'<details type="reasoning" done="true" duration="3">\n<summary>Thought</summary>\n> {THOUGHT}\n</details>\n{ANSWER}',
    "an answer in tags": f"<think>{THOUGHT}</think><answer>{ANSWER}</answer>",
    "an answer in a box": f"<|begin_of_box|>{ANSWER}<|end_of_box|>",
    "a call written into the text": f'<tool_call>{{"name": "search", "arguments": {{"query": "[1]"}}}}</tool_call>{ANSWER}',
    "a turn that was not ended": f"{ANSWER}<|im_end|>\n<|im_start|>user\nAnd who is that? [1]",
    "another": f"{ANSWER}<｜end▁of▁sentence｜>{THOUGHT}",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_of_a_reply_only_the_answer_is_given_out(openai_server, model, text, size):
    chunks = [text[i : i + size] for i in range(0, len(text), size)]
    openai_server.enqueue(Reply(text), *[Reply(chunks=chunks)] * 2)
    assert model.complete(ASK, max_tokens=50).text == ANSWER
    for _ in range(2):
        assert streamed(model).text == ANSWER


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_however_such_a_reply_is_cut_no_thought_comes_out_before_it_is_told_as_one(text):
    for size in (1, 2, 3, 7):
        for held in (True, False):
            sieve = ReasoningFilter(held=held)
            out = "".join(sieve.feed(text[i : i + size]) for i in range(0, len(text), size)) + sieve.end()
            assert sieve.said_too_early or out.strip() == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "analysis of the market is due [1].",
        "The analyses differ: 3 < 5 & 7 > 2 [1].",
        "Write to R&D <rd@example.com> [1].",
        "The assistant finally answers [1].",
        "List[1] and <details>more</details> [2].",
    ],
)
def test_ordinary_words_that_look_alike_stay(text):
    assert split_reasoning(text).text.replace("<details>more</details>", "<details>more") == text.replace(
        "<details>more</details>", "<details>more"
    )


# --- a prompt that is too long, in every host's words ------------------------------------------------------------------------------

TOO_LONG = [
    (413, {"error": {"message": "Request too large for model `x` in organization `o` on tokens per minute (TPM): Limit 6000, Requested 9294, please reduce your message size and try again. Visit https://example.com/billing", "code": "rate_limit_exceeded"}}, 6000),
    (429, {"error": {"message": "Request too large for x on tokens per min (TPM): Limit 30000, Requested 42389."}}, 30000),
    (400, {"error": {"message": "Invalid request: Your request exceeded model token limit: 8192", "type": "invalid_request_error"}}, 8192),
    (400, {"error": {"code": "1261", "message": "Prompt 超长"}}, 0),
    (400, {"error": {"message": "Total tokens of image and text exceed max message tokens.", "code": "OutofContextError"}}, 0),
    (400, {"code": 20015, "message": "length of prompt_tokens (50000) must be less than max_seq_len (32768).", "data": None}, 32768),
    (422, {"error": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5000 `inputs` tokens and 50 `max_new_tokens`"}, 4097),
    (400, {"error": {"code": 400, "message": "the request exceeds the available context size.", "type": "exceed_context_size_error", "n_prompt_tokens": 14429, "n_ctx": 8192}}, 8192),
    (500, {"error": {"code": 500, "message": "Context size has been exceeded.", "type": "server_error"}}, 0),
    (200, {"error": {"code": 400, "message": "the request exceeds the available context size", "n_prompt_tokens": 14429, "n_ctx": 8192}}, 0),
    (400, {"object": "error", "message": "Prompt contains 40000 tokens, too large for model with 32768 maximum context length"}, 32768),
    (400, {"error": {"message": "prompt is too long: 210000 tokens > 200000 maximum"}}, 200000),
    (413, {"error": {"message": "Request body too large for x model. Max size: 8000 tokens.", "code": "tokens_limit_reached"}}, 8000),
    (200, {"base_resp": {"status_code": 1039, "status_msg": "token limit exceeded"}, "choices": None}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "tokens"), TOO_LONG)
def test_too_long_a_prompt_is_named_and_its_bound_kept(openai_server, model, status, body, tokens):
    openai_server.answer = lambda _request: Reply(status=status, body=body)
    with pytest.raises(ModelError, match="more text than it takes") as caught:
        model.complete(ASK, max_tokens=50)
    assert (caught.value.kind, model.facts.context_tokens) == ("context", tokens)


def test_the_same_among_the_events_of_a_stream(openai_server, model):
    said = "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 5000>= n_ctx: 4096)."
    openai_server.enqueue(events(f"event: error\ndata: {json.dumps({'error': {'message': said}})}\n\n"))
    with pytest.raises(ModelError, match="more text than it takes"):
        streamed(model)
    assert model.facts.context_tokens == 4096


def test_what_the_credit_still_pays_for_is_asked_for(openai_server, model):
    model.wire.learn(reasons=True)

    def reply(request: Request) -> Reply:
        if request.body["max_tokens"] > 900:
            said = "This request requires more credits, or fewer max_tokens. You requested up to 2098 tokens, but can only afford 900."
            return Reply(status=402, error=said)
        return Reply(ANSWER)

    openai_server.answer = reply
    assert model.complete(ASK, max_tokens=50).text == ANSWER


# --- other causes --------------------------------------------------------------------------------------------------------------------

CAUSES = [
    ("busy", 429, "Rate limit reached for model `x` on tokens per minute (TPM): Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s. Need more? See https://example.com/settings/billing"),
    ("busy", 429, "You exceeded your current quota, please check your plan and billing details. Quota exceeded for metric: free_tier_requests, limit: 10\nPlease retry in 20.04s."),
    ("credit", 429, "You exceeded your current quota, please check your plan and billing details. Quota exceeded, limit: 0\nPlease retry in 20.04s."),
    ("busy", 429, "Requests have exceeded token rate limit of your current pricing tier. Please retry after 20 seconds."),
    ("credit", 403, "The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable that mode."),
    ("credit", 403, "预扣费额度失败, 用户剩余额度: ¥0.230000, 需要预扣费额度: ¥0.290000"),
    ("credit", 403, "该令牌额度已用尽"),
    ("credit", 400, "Budget has been exceeded! Current cost: 10.1, Max budget: 10.0"),
    ("credit", 429, "Your account has reached the set inference limit for the m1 model, and the model service has been paused."),
    ("model", 503, "当前分组 default 下对于模型 m1 无可用渠道"),
    ("model", 503, "No available channel for model m1 under group default"),
    ("model", 403, "该令牌无权使用模型：m1"),
    ("region", 400, "User location is not supported for the API use."),
    ("filtered", 403, "Content violates usage guidelines. API key ID: y"),
    ("filtered", 400, "Invalid prompt: your prompt was flagged as potentially violating our usage policy."),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "status", "said"), CAUSES)
def test_the_cause_is_told_from_the_words_not_from_the_status(openai_server, model, cause, status, said):
    openai_server.answer = lambda _request: Reply(status=status, error=said)
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == cause


@pytest.mark.parametrize(
    ("cause", "body"),
    [
        ("busy", {"error": {"message": "Provider returned error", "code": 429}}),
        ("server", {"error": {"message": "Provider returned error", "code": 502}}),
        ("key", {"base_resp": {"status_code": 1004, "status_msg": "login fail: Please carry the API secret key"}, "choices": None}),
    ],
)
def test_a_cause_under_a_status_of_success_is_told_too(openai_server, model, cause, body):
    openai_server.answer = lambda _request: Reply(body=body)
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == cause


def test_a_page_in_the_endpoints_place_has_not_looked_at_the_key(openai_server, model):
    page = b"<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Enable cookies</body></html>"
    openai_server.enqueue(Reply(status=403, raw=page))
    with pytest.raises(ModelError, match="Just a moment") as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == "request"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Please try again in 4.77s.", 4.77),
        ("please try again after 1 seconds", 1),
        ("Please wait 34000 seconds before retrying.", 34000),
        ("Please try again in 820ms", 0.82),
        ("Please try again in 2 minutes", 120),
        ("Please try again later.", 0),
    ],
)
def test_when_to_come_back_is_read_from_words(openai_server, model, said, seconds):
    assert later_in([said]) == pytest.approx(seconds)
    openai_server.enqueue(Reply(status=429, error=f"Too many requests. {said}"))
    with pytest.raises(ModelError) as caught:
        model.complete(ASK, max_tokens=50)
    assert caught.value.kind == "busy"
    assert ("Ask again in" in caught.value.advice) == (seconds > 0)


def test_no_short_placeholder_of_a_key_blots_out_words(openai_server, model):
    openai_server.enqueue(Reply(status=400, error="something is broken"))
    with pytest.raises(ModelError, match="something is broken"):
        model.complete(ASK, max_tokens=50)


# --- probabilities ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Requested sample logprobs of 20, which is greater than max allowed: 5"}},
        {"code": "x", "error": "top_logprobs must be between 0 and 5"},
        {
            "detail": [
                {"type": "less_than_equal", "loc": ["body", "top_logprobs"], "msg": "Input should be less than or equal to 5", "input": 20}
            ]
        },
    ],
)
def test_fewer_likely_words_are_asked_for_where_twenty_are_too_many(openai_server, model, body):
    def reply(request: Request) -> Reply:
        if request.body["top_logprobs"] > 5:
            return Reply(status=400, body=body)
        return Reply("Yes", probabilities={"Yes": 0.9, "No": 0.1})

    openai_server.answer = reply
    for _ in range(2):
        assert model.probabilities(ASK) == pytest.approx({"Yes": 0.9, "No": 0.1})
    assert len(openai_server.requests) == 3


# --- wrappings ---------------------------------------------------------------------------------------------------------------------------

WHOLE = {"choices": [{"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}]}


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "application/octet-stream", "application/problem+json"])
@pytest.mark.parametrize("how", ["complete", "stream"])
def test_a_whole_reply_under_another_name_is_read(openai_server, model, kind, how):
    openai_server.enqueue(Reply(raw=json.dumps(WHOLE).encode(), headers={"Content-Type": kind}))
    assert (model.complete(ASK, max_tokens=50) if how == "complete" else streamed(model)).text == ANSWER


def test_events_under_another_name_are_read(openai_server, model):
    told = events(delta(ANSWER[:5]), delta(ANSWER[5:]), LAST, "data: [DONE]\n\n")
    openai_server.enqueue(Reply(raw=told.raw, headers={"Content-Type": "text/plain"}))
    assert streamed(model).text == ANSWER


def test_an_endpoint_that_streams_unasked_is_asked_for_streams_from_then_on(openai_server, model):
    openai_server.answer = lambda _request: events(delta(ANSWER[:5]), delta(ANSWER[5:]), LAST, "data: [DONE]\n\n")
    for _ in range(2):
        assert model.complete(ASK, max_tokens=50).text == ANSWER
    assert model.facts.streams_only
    assert [bool(request.body.get("stream")) for request in openai_server.requests] == [False, True, True]


@pytest.mark.parametrize(
    "odd",
    [
        events({"choices": [{"index": 0, "message": {"content": ANSWER}, "finish_reason": None}]}, LAST),
        events(delta(ANSWER), {"choices": [{"index": 0, "delta": None, "finish_reason": "stop"}]}),
        events("event: ping\ndata: {}\n\n", delta(ANSWER), 'event: ping\ndata: {"type": "ping"}\n\n', LAST, "data: [DONE]\n\n"),
        events({"choices": [{"index": 0, "delta": {"content": ANSWER}, "finish_reason": "stop"}]}),
        events(delta(ANSWER), LAST, {"choices": [], "base_resp": {"status_code": 0, "status_msg": ""}}),
    ],
)
def test_more_odd_streams_give_the_answer(openai_server, model, odd):
    openai_server.enqueue(odd)
    assert streamed(model).text == ANSWER


@pytest.mark.parametrize("last", [{"usage": {"prompt_tokens": 11, "completion_tokens": 5}}, {}])
def test_tokens_counted_inside_the_choice_are_counted(openai_server, model, last):
    beside = {} if last else {"x_groq": {"usage": {"prompt_tokens": 11, "completion_tokens": 5}}}
    openai_server.enqueue(events(delta(ANSWER), {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop", **last}], **beside}))
    told = streamed(model)
    assert (told.prompt_tokens, told.completion_tokens) == (11, 5)


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("server", {"object": "error", "message": "CUDA out of memory", "type": "InternalServerError", "code": 500}),
        ("filtered", {"code": "DataInspectionFailed", "message": "Output data may contain inappropriate content."}),
        ("filtered", {"choices": None, "base_resp": {"status_code": 1027, "status_msg": "output new_sensitive"}}),
    ],
)
def test_an_error_that_comes_bare_among_the_events_is_named(openai_server, model, kind, event):
    openai_server.enqueue(events(delta("Thr"), event, "data: [DONE]\n\n"))
    with pytest.raises(ModelError) as caught:
        streamed(model)
    assert caught.value.kind == kind


def test_the_text_beside_the_message_is_read(openai_server, model):
    openai_server.enqueue(Reply(body={"choices": [{"index": 0, "text": ANSWER, "finish_reason": "stop"}]}))
    assert model.complete(ASK, max_tokens=50).text == ANSWER


def test_a_title_stands_for_its_page():
    assert words_of("<html><head><title> Bad gateway </title></head></html>") == ["Bad gateway"]
    assert cause_of(502, ["Bad gateway"]) == "server"
