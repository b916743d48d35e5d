"""When the model fails the documents still answer, and the answer says what failed; thinking is never part of it."""

from __future__ import annotations

import socket
import time

import pytest
from tests.answer.garbage import ScriptedChat, index
from tests.openai_server import Reply, Request

from ragassist.answer.engine import Engine
from ragassist.answer.fallback import _FALLING_BACK, _WHY, told
from ragassist.errors import ModelError
from ragassist.evaluate.metrics.promises import violations
from ragassist.lang.detector import detect
from ragassist.models.chat import Completion, OpenAIChat
from ragassist.settings import AnswerSettings, CostSettings
from ragassist.store.texts import TextCache
from ragassist.types import Answer, ModelName, Usage

EN = "How much money does the city set aside for computing centres in 2024?"
ZH = "2024年市政府安排了多少专项资金建设算力中心？"
TRUE = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心[1]。"
ALSO = "每家企业每年最多可申领算力券300万元，不得转让[2]。"
ABOUT_DOCUMENTS = ("do not answer", "nothing relevant", "没有回答这个问题", "没有找到相关", "not supported by its source")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    settings, store, embedder = index(tmp_path_factory.mktemp("fallback"))
    yield settings, store, embedder
    store.close()


@pytest.fixture
def hosted(openai_server, request):
    """An endpoint; one that a test lets fall silent is not waited for as long."""
    case = getattr(request.node, "callspec", None)
    silent = case is not None and case.params.get("reason") == "timeout"
    return OpenAIChat(model="m1", base_url=openai_server.url, timeout_s=0.5 if silent else 2, retries=0)


def ask(indexed, model, question=ZH, *, stand_in=None, cache=None, history=(), **changed) -> Answer:
    settings, store, embedder = indexed
    answer_settings = {name: value for name, value in changed.items() if name in AnswerSettings.model_fields}
    cost = {name: value for name, value in changed.items() if name in CostSettings.model_fields}
    settings = settings.model_copy(update={"answer": AnswerSettings(**answer_settings), "cost": CostSettings(**cost)})
    engine = Engine(
        store=store, embedder=embedder, model=model, settings=settings, cache=cache or TextCache(None), stand_in=lambda: stand_in
    )
    answer = engine.ask(question, history=history)
    broken = violations(answer, store.raw)
    assert not broken, broken
    return answer


def writes(text: str, **reply):
    """An endpoint that translates as asked, gives no probabilities, and writes `text` as the answer."""

    def answer(request: Request) -> Reply:
        asked = request.body["messages"][-1]["content"]
        if "翻译成中文" in asked:
            return Reply(ZH)
        return Reply(text, **reply) if request.body.get("stream") else Reply("Yes")

    return answer


FAILURES = [
    ("filtered", Reply(status=400, error="Content Exists Risk")),
    ("filtered", Reply(status=400, body={"code": "data_inspection_failed", "message": "Input data may contain inappropriate content."})),
    ("filtered", Reply("", finish_reason="content_filter")),
    ("server", Reply(status=503, error="overloaded")),
    ("server", Reply(status=500, error="boom")),
    ("busy", Reply(status=429, error="rate limit")),
    ("credit", Reply(status=402, error="Insufficient Balance")),
    ("broken", Reply(raw=b"<html>hello</html>")),
    ("broken", Reply(TRUE, drop_after=0)),
    ("broken", Reply("", finish_reason=None, chunks=[""])),
    ("timeout", Reply(TRUE, stall_after=0)),
    ("empty", Reply("")),
    ("empty", Reply("", calls=[("search", '{"query": "专项资金"}')], finish_reason="tool_calls")),
    ("empty", Reply("<think>Source [1] says 360亿元.</think>")),
    ("empty", Reply("", thinking="The first source says it [1].")),
    ("cut_off", Reply("<think>Source [1] says that 360亿元 were set aside", finish_reason="length")),
    ("cut_off", Reply("", finish_reason="length", reasoning_tokens=9000)),
    ("cut_off", Reply("市政府在2024年安排专项资金360", finish_reason="length")),
    ("request", Reply(status=400, error="抱歉，本次请求无法处理")),
]


@pytest.mark.parametrize(("reason", "reply"), FAILURES)
@pytest.mark.parametrize("question", [ZH, EN])
def test_a_model_that_fails_gives_way_to_the_sentences_of_the_documents(indexed, openai_server, hosted, reason, reply, question):
    openai_server.answer = lambda request: reply if request.body.get("stream") or reply.status != 200 else Reply(ZH)
    answer = ask(indexed, hosted, question)
    assert not any(phrase in answer.answer for phrase in ABOUT_DOCUMENTS)
    assert answer.fallback is not None
    assert answer.fallback.reason == reason
    assert detect(answer.fallback.said) == answer.answer_lang
    assert "m1" in answer.fallback.said
    if not answer.refused:
        assert not answer.fallback.partial
        assert ("are quoted instead" if question == EN else "改为引用") in answer.fallback.said
        assert "360亿元" in "".join(citation.quote for citation in answer.citations)
        assert answer.fallback.answered_by.tier == answer.model.tier == "extractive"
    else:  # the question could not be translated, and the words alone found nothing
        assert (answer.refusal_reason, reply.status != 200) == ("model_failed", True)


CANNED = [
    "很抱歉，你输入的内容含有敏感信息，我无法回答。",
    "尊敬的用户您好，让我们换个话题再聊聊吧。",
    "I'm sorry, but I can't assist with that request.",
    "作为一个人工智能语言模型，我还没学习如何回答这个问题。",
]


@pytest.mark.parametrize("canned", CANNED)
@pytest.mark.parametrize("question", [ZH, EN])
def test_what_a_filter_writes_in_the_answers_place_says_nothing_of_the_documents(indexed, openai_server, hosted, canned, question):
    openai_server.answer = lambda _request: Reply(canned)
    answer = ask(indexed, hosted, question)
    assert not any(phrase in answer.answer for phrase in ABOUT_DOCUMENTS)
    assert canned not in answer.answer
    assert (answer.refused and answer.refusal_reason == "model_failed") or answer.fallback.reason == "empty"


def test_a_model_that_says_no_to_every_sentence_has_read_them(indexed, openai_server, hosted):
    openai_server.answer = lambda request: Reply("我不知道。") if request.body.get("stream") else Reply("否")
    answer = ask(indexed, hosted)
    assert (answer.refusal_reason, answer.fallback) == ("not_in_sources", None)


@pytest.mark.parametrize("token", ["NOT_IN_SOURCES", "**NOT_IN_SOURCES**", "not_in_sources.", "NOT IN SOURCES", "“NOT_IN_SOURCES”"])
def test_the_token_of_no_answer_is_known_however_it_is_copied(indexed, openai_server, hosted, token):
    openai_server.answer = writes(token)
    answer = ask(indexed, hosted)
    assert (answer.refusal_reason, answer.fallback) == ("not_in_sources", None)


@pytest.mark.parametrize("marker", ["[Source 1]", "[citation:1]", "（来源1）", "【1†L1-L3】", "[[1]](#s1)", "<sup>1</sup>", "[ref_1]"])
def test_markers_in_other_habits_cite_too(indexed, openai_server, hosted, marker):
    openai_server.answer = writes(TRUE.replace("[1]", marker))
    answer = ask(indexed, hosted)
    assert answer.answer == TRUE.replace("[1]", "") + "[1]"


@pytest.mark.parametrize(("reason", "reply"), FAILURES)
def test_the_model_on_this_machine_answers_where_there_is_one(indexed, openai_server, hosted, reason, reply):
    openai_server.answer = lambda _request: reply
    local = ScriptedChat("", tier="local", odds={"是": 0.95, "否": 0.05})
    answer = ask(indexed, hosted, stand_in=local)
    assert "360亿元" in answer.answer
    assert (answer.model.name, answer.model.tier) == ("scripted", "local")
    assert (answer.fallback.reason, answer.fallback.answered_by) == (reason, answer.model)
    assert "改由本机模型（scripted）回答" in answer.fallback.said


def test_when_that_fails_too_the_documents_are_quoted(indexed, openai_server, hosted):
    class Broken(ScriptedChat):
        def probabilities(self, messages, *, top=20):
            raise ModelError("endpoint.server", kind="server", where="The model", status="", said="down")

    openai_server.answer = lambda _request: Reply(status=400, error="Content Exists Risk")
    answer = ask(indexed, hosted, stand_in=Broken(tier="local"))
    assert answer.fallback.reason == "filtered"  # what went wrong first is why something else answers
    assert "改为引用" in answer.fallback.said
    assert "360亿元" in answer.answer
    assert answer.fallback.answered_by.tier == "extractive"


def test_nobody_listening_is_an_outage_too(indexed, model_calls):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    answer = ask(indexed, OpenAIChat(model="m1", base_url=f"http://127.0.0.1:{port}/v1", retries=0))
    assert answer.fallback.reason == "unreachable"
    assert "360亿元" in answer.answer


@pytest.mark.parametrize(("status", "code"), [(401, "key"), (403, "key"), (404, "model")])
def test_what_is_wrong_with_the_settings_stays_an_error(indexed, openai_server, hosted, status, code):
    openai_server.answer = lambda _request: Reply(status=status, error="no")
    with pytest.raises(ModelError) as caught:
        ask(indexed, hosted)
    assert caught.value.kind == code


def test_an_endpoint_that_is_down_is_not_waited_for_twice(indexed, openai_server, hosted):
    openai_server.answer = lambda _request: Reply(status=503, error="down")
    ask(indexed, hosted, EN)
    assert len(openai_server.requests) == 1


# --- half answers ---------------------------------------------------------------------------------------------------------


HALVES = [
    ("broken", {"drop_after": 16}),
    ("timeout", {"stall_after": 16}),
    ("filtered", {"finish_reason": "content_filter"}),
    ("cut_off", {"finish_reason": "length"}),
    ("broken", {"finish_reason": None}),
]


@pytest.mark.parametrize(("reason", "how"), HALVES)
def test_a_half_answer_is_shown_as_half(indexed, openai_server, hosted, reason, how):
    half = TRUE + ALSO[:-6]
    openai_server.answer = writes(half, **how)
    hosted.wire.learn(plain=True)
    answer = ask(indexed, hosted)
    assert answer.answer == "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。[1]"
    assert (answer.fallback.reason, answer.fallback.partial) == (reason, True)
    assert answer.fallback.answered_by == answer.model == ModelName("m1", "hosted")
    assert "不完整" in answer.fallback.said


def test_a_whole_answer_has_no_fallback(indexed, openai_server, hosted):
    openai_server.answer = writes(TRUE + ALSO)
    answer = ask(indexed, hosted)
    assert answer.fallback is None
    assert len(answer.citations) == 2


# --- time -------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("keep_alive", [0, 1])
def test_the_time_for_an_answer_ends_it_with_what_is_verified(indexed, openai_server, keep_alive):
    model = OpenAIChat(model="m1", base_url=openai_server.url, timeout_s=30, retries=0)
    model.wire.learn(plain=True)
    openai_server.answer = writes(TRUE + ALSO, stall_after=16, keep_alive=keep_alive)
    began = time.monotonic()
    answer = ask(indexed, model, timeout_s=2.0)
    assert time.monotonic() - began < 6
    assert "360亿元" in answer.answer
    assert (answer.fallback.reason, answer.fallback.partial) == ("time", True)


def test_time_that_is_over_before_the_first_word_leaves_the_quotations(indexed, openai_server):
    model = OpenAIChat(model="m1", base_url=openai_server.url, timeout_s=30, retries=0)
    openai_server.answer = lambda _request: Reply(TRUE, delay_s=20)
    local = ScriptedChat("", tier="local", odds={"是": 0.95})
    answer = ask(indexed, model, stand_in=local, timeout_s=0.5)
    assert (answer.fallback.reason, answer.fallback.answered_by.tier) == ("time", "extractive")
    assert "360亿元" in answer.answer


# --- thinking -----------------------------------------------------------------------------------------------------------------

THOUGHTS = "Hmm. 市政府在2024年安排专项资金360亿元[1]。NOT_IN_SOURCES? 每家企业每年最多可申领算力券300万元，不得转让[2]。" * 3


@pytest.mark.parametrize(
    "form",
    [
        "<think>{}</think>\n\n{}",
        "{}</think>\n\n{}",
        "<thinking>{}</thinking>{}",
        "<think><think>a</think>{}</think>{}",
        "[THINK]{}[/THINK]{}",
    ],
)
@pytest.mark.parametrize("size", [1, 7])
def test_thinking_is_neither_shown_nor_cited_nor_counted(indexed, openai_server, hosted, form, size):
    text = form.format(THOUGHTS, TRUE)
    openai_server.answer = writes(text, chunks=[text[i : i + size] for i in range(0, len(text), size)])
    answer = ask(indexed, hosted)
    assert answer.answer == "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。[1]"
    assert [claim.text for claim in answer.claims] == ["市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。"]
    assert (answer.refused, answer.fallback) == (False, None)
    assert answer.usage.reasoning_tokens > 20


def test_thinking_becomes_neither_the_question_nor_its_translation(indexed, openai_server, hosted):
    cache = TextCache(None)
    seen = []

    def reply(request: Request) -> Reply:
        asked = request.body["messages"][-1]["content"]
        seen.append(asked)
        if "Follow-up question" in asked:
            return Reply(f"<think>\nThey mean 2024.\n</think>\n\n{EN}")
        if "翻译成中文" in asked:
            return Reply(f"Let me see.\n</think>\n{ZH}")
        return Reply("The city sets aside 36 billion yuan in 2024 [1].") if request.body.get("stream") else Reply("Yes")

    openai_server.answer = reply
    ask(indexed, hosted, "And in 2024?", history=[("What does the city pay?", "Half.")], cache=cache)
    prompt = next(asked for asked in seen if "<<<" in asked)
    assert f"Question: {EN}" in prompt
    assert not any("think>" in asked for asked in seen)
    assert any("翻译成中文" in asked and EN[:40] in asked for asked in seen)  # its terms are in Chinese already


@pytest.mark.parametrize("bad", [Reply(""), Reply("<think>滨海市", finish_reason="length"), Reply("2024年市政", finish_reason="length")])
def test_a_translation_that_failed_is_not_remembered(indexed, openai_server, hosted, bad):
    cache = TextCache(None)
    broken = [True]

    def reply(request: Request) -> Reply:
        if "翻译成中文" in request.body["messages"][-1]["content"]:
            return bad if broken[0] else Reply(ZH)
        return Reply("The city sets aside 36 billion yuan in 2024 [1].")

    openai_server.answer = reply
    ask(indexed, hosted, EN, cache=cache)
    broken[0] = False
    before = len(openai_server.requests)
    ask(indexed, hosted, EN, cache=cache)
    assert any("翻译成中文" in prompt for prompt in openai_server.prompts[before:])


# --- what it takes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [ZH, "When do vouchers for computing power expire?"])
def test_a_one_sentence_answer_takes_three_calls_at_most(indexed, openai_server, hosted, question):
    text = TRUE if question == ZH else "Vouchers expire after twelve months [1]."
    openai_server.answer = writes(text)
    hosted.wire.learn(plain=True, probabilities=False)
    answer = ask(indexed, hosted, question)
    assert (answer.refused, len(answer.citations)) == (False, 1)
    assert len(openai_server.requests) <= 3
    assert answer.usage.calls == len(openai_server.requests)
    assert answer.usage.seconds > 0


def test_the_cost_is_what_the_prices_say(indexed, openai_server, hosted):
    openai_server.answer = writes(TRUE)
    hosted.wire.learn(plain=True, probabilities=False)
    answer = ask(indexed, hosted, input_per_million=2.0, output_per_million=8.0)
    used = answer.usage
    assert used.cost == pytest.approx((used.prompt_tokens * 2 + used.completion_tokens * 8) / 1e6)
    assert ask(indexed, hosted).usage.cost is None


@pytest.mark.parametrize(
    "ceiling", [{"max_tokens_per_answer": 100}, {"input_per_million": 1000.0, "max_per_answer": 0.01}, {"max_tokens_per_day": 100}]
)
def test_a_ceiling_stops_the_model_and_says_so(indexed, openai_server, hosted, ceiling):
    openai_server.answer = writes(TRUE)
    answer = ask(indexed, hosted, **ceiling)
    assert openai_server.requests == []
    assert answer.fallback.reason == "ceiling"
    assert "上限" in answer.fallback.said
    assert "360亿元" in answer.answer


def test_every_failure_that_falls_back_has_its_words_in_both_languages():
    for code in _FALLING_BACK:
        for lang in ("en", "zh"):
            assert code in _WHY[lang]
            said = told(ModelError("answer.empty", kind=code, name="x"), ModelName("m", "hosted"), ModelName("n", "local"), lang).said
            assert detect(said) == lang


def test_usage_adds_up_over_all_models(indexed, openai_server, hosted):
    openai_server.answer = lambda _request: Reply(status=400, error="Content Exists Risk")
    answer = ask(indexed, hosted, stand_in=ScriptedChat("", tier="local", odds={"是": 0.95, "否": 0.05}))
    assert answer.usage.calls > 1
    assert isinstance(answer.usage, Usage)
    assert Completion("x").cut_off is False
