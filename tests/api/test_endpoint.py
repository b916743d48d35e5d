"""The endpoint over loopback, asked by the real openai client and, where that is too polite, by hand."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import openai
import pytest

from ragassist.api.app import MAX_BODY_BYTES, build
from ragassist.api.server import serve
from ragassist.assistant import Assistant
from ragassist.errors import ModelError, StoreError, UsageError
from ragassist.serving.admission import Rules
from ragassist.serving.keys import Keys
from ragassist.settings import Settings
from ragassist.types import Answer, Citation, Claim, Done, Filter, ModelName, Piece, Stage, Usage
from tests.serving.running import running as serving
from tests.store.fakes import HashEmbedder

RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"
PIECES = ("调度系统须由两人值守[1]", "，每年三月公布报告[1]。")


def answer(question: str = "谁值守？") -> Answer:
    quote = "调度系统须由两人\n值守。"
    citation = Citation(
        *(1, "d" * 16, "港口.txt", "港口\n办法", "Port rules", "2025-03", "", "", 4, 0, len(quote), quote, "调度系统须由两人值守。", ""),
        status="verified",
    )
    text = "".join(PIECES)
    claim = Claim(text, (1,), "verified", 1.0)
    name = ModelName("scripted", "hosted")
    return Answer(question, "zh", text, "zh", False, None, (claim,), (citation,), name, usage=Usage(30, 12))


class Scripted:
    """Streams `PIECES`, or does what a test put in their place; remembers what it was asked and which streams were closed."""

    def __init__(self, **api: object) -> None:
        self.settings = Settings(home=Path("no-such-home"), api=api)
        self.model = None
        self.embedder = HashEmbedder()
        self.asked: list[tuple[str, object, object, object]] = []
        self.closed = threading.Event()
        self.script: Callable[[str], Iterator[object]] = self.usual

    def usual(self, question: str) -> Iterator[object]:
        yield Stage("searching", 3)
        for piece in PIECES:
            yield Piece(piece)
        yield Done(answer(question))

    def documents(self):
        return []

    def stream(self, question, lang=None, history=(), within=None):
        self.asked.append((question, lang, history, within))
        try:
            yield from self.script(question)
        finally:
            self.closed.set()


@contextmanager
def running(assistant: object, key: str = "", **rules: object) -> Iterator[str]:
    with serving(build(assistant, Rules(Keys(key), **rules) if "keys" not in rules else Rules(**rules))) as address:
        yield f"{address}/v1"


@pytest.fixture
def scripted():
    return Scripted()


@pytest.fixture
def url(scripted):
    with running(scripted) as found:
        yield found


def client(url: str, key: str = "any") -> openai.OpenAI:
    return openai.OpenAI(base_url=url, api_key=key, max_retries=0, http_client=openai.DefaultHttpxClient(trust_env=False))


def by_hand(url: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, object]]:
    where = url.split("/")[2]
    with closing(http.client.HTTPConnection(where, timeout=30)) as connection:
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())


def say(*contents: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[i % 2], "content": content} for i, content in enumerate(contents)]


def test_a_reply_holds_the_text_its_sources_and_the_whole_answer(url):
    reply = client(url).chat.completions.create(model="ragassist", messages=say("谁值守？"))
    text = reply.choices[0].message.content
    assert text == "".join(PIECES) + "\n\n---\n来源\n\n- [1] 港口 办法, Port rules, 2025-03, 港口.txt, p. 4: “调度系统须由两人值守。”"
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens) == (30, 12, 42)
    assert reply.choices[0].finish_reason == "stop"
    own = reply.model_extra["ragassist"]
    assert own["citations"][0]["quote"] == "调度系统须由两人\n值守。"
    assert own["model"] == {"name": "scripted", "tier": "hosted"}


def test_the_text_stays_clean_and_the_list_of_sources_says_what_is_rough_and_shows_the_original(url, scripted):
    whole = answer()
    rough = replace(whole, claims=(replace(whole.claims[0], status="rough"),), citations=(replace(whole.citations[0], status="rough"),))
    rough = replace(rough, notice="本回答的措辞均未经证实。")
    scripted.script = lambda question: iter([*map(Piece, PIECES), Done(rough)])
    for stream in (False, True):
        reply = client(url).chat.completions.create(model="ragassist", messages=say("谁值守？"), stream=stream)
        text = "".join(c.choices[0].delta.content or "" for c in reply) if stream else reply.choices[0].message.content
        said, below = text.split("\n\n---\n")
        assert said == "".join(PIECES)
        assert below.startswith("本回答的措辞均未经证实。\n\n来源")
        assert "≈ 引用此处的句子是机器转述，措辞未经证实；原句： “调度系统须由两人值守。”" in below
    own = client(url).chat.completions.create(model="ragassist", messages=say("谁值守？")).model_extra["ragassist"]
    assert (own["claims"][0]["status"], own["citations"][0]["status"], own["notice"]) == ("rough", "rough", rough.notice)


@pytest.mark.parametrize("usage", [True, False])
def test_a_stream_spells_the_same_and_ends_with_the_whole_answer(url, usage):
    ours = client(url)
    more = {"stream_options": {"include_usage": True}} if usage else {}
    chunks = list(ours.chat.completions.create(model="x", messages=say("谁值守？"), stream=True, **more))
    whole = ours.chat.completions.create(model="x", messages=say("谁值守？"))
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert texts[:2] == list(PIECES)
    assert "".join(texts) == whole.choices[0].message.content
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    (last,) = [chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
    assert last.model_extra["ragassist"] == whole.model_extra["ragassist"]
    assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == ([42] if usage else [])


def test_the_last_message_is_the_question_and_earlier_turns_are_history_without_their_sources(url, scripted):
    ours = client(url)
    first = ours.chat.completions.create(model="x", messages=say("谁值守？")).choices[0].message.content
    messages = [{"role": "system", "content": "Talk like a pirate."}, *say("谁值守？", first)]
    messages += [{"role": "user", "content": [{"type": "text", "text": "多久"}, {"type": "text", "text": "公布一次？"}]}]
    own = {"ragassist": {"lang": "en", "within": {"kinds": ["law"], "date_from": "2024"}}}
    ours.chat.completions.create(model="x", messages=messages, temperature=0.3, extra_body=own)
    within = Filter(kinds=frozenset({"law"}), date_from="2024")
    assert scripted.asked[1] == ("多久\n公布一次？", "en", (("谁值守？", "".join(PIECES)),), within)


def test_models_and_health(url):
    assert [model.id for model in client(url).models.list()] == ["ragassist", "hash"]
    assert client(url).models.retrieve("hash").id == "hash"
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-9'"):
        client(url).models.retrieve("gpt-9")
    assert by_hand(url, "GET", "/healthz") == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "json"),
        (b"[]", "object"),
        (b"{}", "messages"),
        (b'{"messages": []}', "messages"),
        (b'{"messages": [{"role": "king", "content": "x"}]}', "messages.0.role"),
        (b'{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}', "not a user's"),
        (b'{"messages": [{"role": "user", "content": "  "}]}', "no text"),
        (b'{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]}', "no text"),
        (json.dumps({"messages": say("x" * 8001)}).encode(), "8,001 characters"),
        (b'{"messages": [{"role": "user", "content": "x"}], "n": 2}', "n: "),
        (b'{"messages": [{"role": "user", "content": "x"}], "ragassist": {"withn": {}}}', "ragassist.withn"),
        (b"\xff\xfe", "json"),
    ],
)
def test_a_malformed_request_is_a_400_that_says_what_is_wrong(url, scripted, body, said):
    status, reply = by_hand(url, "POST", "/v1/chat/completions", body)
    assert status == 400
    assert said in reply["error"]["message"].lower() or said in reply["error"]["message"]
    assert reply["error"]["type"] == "invalid_request_error"
    assert reply["error"].keys() == {"message", "type", "param", "code"}
    assert scripted.asked == []


def test_what_is_too_large_of_another_kind_or_unknown_is_turned_away(url):
    large = json.dumps({"messages": [{"role": "system", "content": "x" * MAX_BODY_BYTES}, *say("x")]}).encode()
    assert by_hand(url, "POST", "/v1/chat/completions", large)[0] == 413
    assert by_hand(url, "POST", "/v1/chat/completions", b"{}", **{"Content-Type": "text/plain"})[0] == 415
    for method, path, expected in (("POST", "/v1/completions", 404), ("GET", "/v1/chat/completions", 405)):
        status, reply = by_hand(url, method, path)
        assert (status, reply["error"]["type"]) == (expected, "invalid_request_error")


def test_a_key_is_asked_for_where_one_is_set(scripted):
    with running(scripted, "schlüssel-1") as url:
        for wrong in ("schlüssel-2", "", "schlüssel-1x"):
            headers = {"Authorization": f"Bearer {wrong}".encode().decode("latin1")} if wrong else {}
            status, reply = by_hand(url, "GET", "/v1/models", **headers)
            assert (status, reply["error"]["code"]) == (401, "invalid_api_key")
        with pytest.raises(openai.AuthenticationError):
            client(url, "other").chat.completions.create(model="x", messages=say("谁值守？"))
        assert scripted.asked == []
        assert by_hand(url, "GET", "/healthz")[0] == 200
    with running(scripted, "key-1") as url:
        assert client(url, "key-1").chat.completions.create(model="x", messages=say("谁值守？")).choices


def test_a_web_page_cannot_reach_it_under_another_name(url, scripted):
    body = json.dumps({"messages": say("x")}).encode()
    assert by_hand(url, "POST", "/v1/chat/completions", body, Host="evil.example:80")[0] == 403
    assert scripted.asked == []
    assert by_hand(url, "POST", "/v1/chat/completions", body, Host="localhost:80")[0] == 200


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (ModelError("answer.empty", name="A model"), 503, "server_error"),
        (StoreError("store.nothing", home="home"), 503, "server_error"),
        (UsageError("filter.not_date", day="x"), 400, "invalid_request_error"),
        (RuntimeError("secret"), 500, "server_error"),
    ],
)
def test_what_fails_before_the_first_word_has_its_status_code(url, scripted, stream, error, status, kind):
    def failing(question):
        yield Stage("loading")
        raise error

    scripted.script = failing
    with pytest.raises(openai.APIStatusError) as caught:
        client(url).chat.completions.create(model="x", messages=say("谁值守？"), stream=stream)
    assert (caught.value.status_code, caught.value.type) == (status, kind)
    assert ("secret" in str(caught.value), str(error) in str(caught.value)) == (False, status != 500)
    assert scripted.closed.wait(10)


@pytest.mark.parametrize(
    ("error", "said"), [(ModelError("answer.empty", name="A model"), "wrote nothing"), (RuntimeError("secret"), "Something")]
)
def test_what_fails_in_the_middle_of_a_stream_is_an_error_and_no_answer(url, scripted, error, said):
    def failing(question):
        yield Piece("调度")
        raise error

    scripted.script = failing
    chunks = iter(client(url).chat.completions.create(model="x", messages=say("谁值守？"), stream=True))
    assert next(chunks).choices[0].delta.content == "调度"
    with pytest.raises(openai.APIError, match=said):
        next(chunks)


def endless(question):
    while True:
        yield Piece("还有，")
        time.sleep(0.01)


def silent(question):
    while True:
        yield Stage("searching")
        time.sleep(0.01)


def test_a_client_that_hangs_up_ends_its_stream(url, scripted):
    scripted.script = endless
    with client(url).chat.completions.create(model="x", messages=say("谁值守？"), stream=True) as stream:
        next(iter(stream))
        assert not scripted.closed.is_set()
    assert scripted.closed.wait(20)


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_hangs_up_before_the_first_word_ends_the_work(url, scripted, stream):
    scripted.script = silent
    body = json.dumps({"messages": say("x"), "stream": stream}).encode()
    with closing(http.client.HTTPConnection(url.split("/")[2], timeout=30)) as connection:
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        time.sleep(0.2)
    assert scripted.closed.wait(20)


def test_several_questions_at_once_are_answered_at_once(url, scripted):
    together = threading.Barrier(4, timeout=60)

    def meeting(question):
        together.wait()
        yield Piece(question)
        yield Done(answer(question))

    scripted.script = meeting
    found: dict[int, str] = {}

    def ask(n: int) -> None:
        reply = client(url).chat.completions.create(model="x", messages=say(f"第{n}问"))
        found[n] = reply.model_extra["ragassist"]["question"]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: f"第{n}问" for n in range(4)}


@pytest.mark.slow
def test_the_real_engine_answers_through_it(tmp_path):
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    with Assistant(Settings(home=tmp_path / "home", chat={"tier": "extractive"})) as ours:
        ours.ingest([tmp_path / "办法.txt"])
        with running(ours) as url:
            own = client(url)
            reply = own.chat.completions.create(model="x", messages=say("新建数据中心的年用电量不得超过多少？"))
            object_ = reply.model_extra["ragassist"]
            assert "3亿千瓦时" in reply.choices[0].message.content
            assert all(RULES[c["start"] : c["end"]] == c["quote"] for c in object_["citations"])
            assert object_["citations"]
            none = own.chat.completions.create(
                model="x", messages=say("年用电量是多少？"), extra_body={"ragassist": {"within": {"kinds": ["novel"]}}}
            )
            assert none.model_extra["ragassist"]["refusal_reason"] == "nothing_within"
            assert "---" not in none.choices[0].message.content
            with pytest.raises(openai.BadRequestError, match="is not a date"):
                own.chat.completions.create(model="x", messages=say("多少？"), extra_body={"ragassist": {"within": {"date_to": "soon"}}})


def test_an_address_that_others_can_reach_needs_a_key():
    with pytest.raises(UsageError, match=r"no key is set\. Set RAGASSIST_API__KEY, or say --without-key"):
        serve(Scripted(), host="0.0.0.0", port=0)


def test_a_port_that_is_taken_is_a_usage_error():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match="Cannot listen on 127"):
        serve(Scripted(), host="127.0.0.1", port=taken.getsockname()[1])
