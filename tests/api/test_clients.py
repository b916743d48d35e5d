"""The endpoint as real clients use it: front ends' own prompts, embeddings, web pages, names, keys per user, limits, metrics, audit."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path

import httpx
import numpy as np
import openai
import pytest

from ragassist.api.app import build
from ragassist.errors import UsageError
from ragassist.models.chat import Completion
from ragassist.serving import uploads
from ragassist.serving.admission import Rules
from ragassist.serving.audit_log import AuditLog, check
from ragassist.serving.keys import Keys, add_key
from ragassist.serving.limits import Limits
from ragassist.serving.record import Recorder
from ragassist.settings import Settings
from ragassist.types import Done, Piece
from tests.api.front_ends import BACKGROUND
from tests.api.test_endpoint import Scripted, answer, client, running, say
from tests.serving.running import running as serving
from tests.store.fakes import HashEmbedder
from tests.ui.library_assistant import LibraryAssistant


class TitleModel:
    """Writes a title; remembers what it was asked, and when it was closed."""

    name, tier = "titles", "hosted"

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, str], ...]] = []
        self.longest = 0
        self.closed = threading.Event()
        self.endless = False

    def stream(self, messages, *, max_tokens, stop=()):
        self.asked.append(tuple((message.role, message.content) for message in messages))
        self.longest = max_tokens
        try:
            yield "Chip "
            while self.endless:
                time.sleep(0.01)
                yield "and "
            yield "licences"
            yield Completion("Chip licences", 21, 3)
        finally:
            self.closed.set()


def as_messages(messages):
    return [{"role": role, "content": text} for role, text in messages]


@pytest.mark.parametrize("stream", [True, False])
def test_a_front_ends_own_prompt_goes_to_the_model_and_not_to_the_documents(stream):
    scripted = Scripted()
    scripted.model = TitleModel()
    with running(scripted) as url:
        for _, messages in BACKGROUND[:4]:
            made = client(url).chat.completions.create(
                model="ragassist",
                messages=as_messages(messages),
                stream=stream,
                max_tokens=50,
                **({"stream_options": {"include_usage": True}} if stream else {}),
            )
            if stream:
                chunks = list(made)
                text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
                own = next(chunk.model_extra["ragassist"] for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
                usage = next(chunk.usage for chunk in chunks if chunk.usage)
            else:
                text, own, usage = made.choices[0].message.content, made.model_extra["ragassist"], made.usage
            assert (text, own["declined"], usage.total_tokens) == ("Chip licences", False, 24)
    assert scripted.asked == []
    assert scripted.model.longest == 50
    assert scripted.model.asked[0] == tuple(BACKGROUND[0][1])


class SlowEmbedder(HashEmbedder):
    """Takes a while for each piece, and counts what it was given."""

    def __init__(self, go: threading.Event) -> None:
        super().__init__()
        self.go, self.given = go, 0

    def passages(self, texts, langs, titles=None):
        self.given += len(texts)
        self.go.wait(30)
        return super().passages(texts, langs, titles)


def test_texts_to_be_embedded_wait_their_turn_among_the_questions_and_hold_nobody_elses(tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    scripted, go = Scripted(concurrency=2, queue=1), threading.Event()
    scripted.embedder = SlowEmbedder(go)
    with running(scripted, keys=Keys("", tmp_path / "keys.txt")) as url, ThreadPoolExecutor() as pool:
        wei = client(url, keys["wei"])
        four = [pool.submit(wei.embeddings.create, model="hash", input=["盘点"] * 20) for _ in range(4)]
        refused = [each.exception() for each in islice(as_completed(four), 2)]
        assert all(isinstance(error, openai.InternalServerError) and "are waiting" in str(error) for error in refused)
        deadline = time.monotonic() + 20
        while not scripted.embedder.given and time.monotonic() < deadline:
            time.sleep(0.02)
        assert scripted.embedder.given == 16  # one request is in, with its first piece
        assert client(url, keys["ana"]).chat.completions.create(model="x", messages=say("谁值守？")).choices
        go.set()
        made = [each.result() for each in four if each.exception() is None]
        assert [len(each.data) for each in made] == [20, 20]


def test_a_client_that_hangs_up_ends_the_embedding_of_its_texts():
    scripted, go = Scripted(), threading.Event()
    scripted.embedder = SlowEmbedder(go)
    with running(scripted) as url:
        with pytest.raises(openai.APITimeoutError):
            client(url).with_options(timeout=1.0).embeddings.create(model="hash", input=["盘点"] * 250)
        go.set()
        assert client(url).embeddings.create(model="hash", input="盘点").data
        assert scripted.embedder.given < 100


@pytest.mark.parametrize("how", ["no model", "by setting"])
def test_without_a_model_or_by_setting_it_is_declined_with_an_empty_reply(how):
    scripted = Scripted(**({"background": "decline"} if how == "by setting" else {}))
    scripted.model = TitleModel() if how == "by setting" else None
    with running(scripted) as url:
        reply = client(url).chat.completions.create(model="x", messages=as_messages(BACKGROUND[0][1]))
    assert reply.choices[0].message.content == ""
    assert reply.model_extra["ragassist"] == {"background": "title", "declined": True}
    assert scripted.asked == []
    assert scripted.model is None or scripted.model.asked == []


def test_a_front_end_that_hangs_up_stops_its_model():
    scripted = Scripted()
    scripted.model = TitleModel()
    scripted.model.endless = True
    with running(scripted) as url:
        with client(url).chat.completions.create(model="x", messages=as_messages(BACKGROUND[0][1]), stream=True) as stream:
            next(iter(stream))
        assert scripted.model.closed.wait(20)


def test_embeddings_are_the_index_embedders_own_in_both_encodings():
    scripted = Scripted()
    texts = ["数据中心的用电量", "data centres"]
    expected = scripted.embedder.passages(texts, ["zh", "en"])
    with running(scripted) as url:
        ours = client(url)
        for form in ({}, {"encoding_format": "float"}):
            made = ours.embeddings.create(model="hash", input=texts, **form)
            assert np.allclose([each.embedding for each in made.data], expected, atol=1e-6)
            assert made.usage.prompt_tokens == sum(map(len, texts))
        (one,) = ours.embeddings.create(model="hash", input=texts[0], extra_body={"input_type": "query"}).data
        assert np.allclose(one.embedding, scripted.embedder.questions(texts[:1], ["zh"])[0], atol=1e-6)
        for wrong in ({"input": []}, {"input": ["x"] * 257}, {"input": ""}, {"input": "x", "dimensions": 7}):
            with pytest.raises(openai.BadRequestError):
                ours.embeddings.create(model="hash", **wrong)


def test_a_web_page_may_call_only_from_an_origin_that_is_named():
    asked = {"Origin": "https://chat.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with running(Scripted(), origins=["https://chat.example"]) as url, httpx.Client(trust_env=False) as web:
        assert web.options(f"{url}/chat/completions", headers=asked).headers["access-control-allow-origin"] == "https://chat.example"
        reply = web.post(f"{url}/chat/completions", json={"messages": say("谁值守？")}, headers={"Origin": "https://chat.example"})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, "https://chat.example")
        refused = web.post(f"{url}/chat/completions", json={"messages": say("x")}, headers={"Origin": "https://evil.example"})
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers
    with running(Scripted()) as url, httpx.Client(trust_env=False) as web:
        assert "access-control-allow-origin" not in web.options(f"{url}/chat/completions", headers=asked).headers


def test_the_advice_about_an_unknown_name_works_when_it_is_followed():
    name = {"Host": "host.docker.internal:7861"}
    with running(Scripted()) as url:
        refused = httpx.get(f"{url}/models", headers=name, trust_env=False)
        assert refused.status_code == 403
        advised = refused.json()["error"]["message"].split("RAGASSIST_API__HOSTS=")[1].split()[0]
    settings = Settings.load(environ={"RAGASSIST_API__HOSTS": advised}, directory=Path("/nowhere"))
    with serving(build(Scripted(), Rules.of(settings))) as address:
        assert httpx.get(f"{address}/v1/models", headers=name, trust_env=False).status_code == 200
        assert httpx.get(f"{address}/v1/models", headers={"Host": "evil.example"}, trust_env=False).status_code == 403


def test_each_key_asks_its_own_uploads_and_a_key_taken_away_is_refused_at_once(tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    assert all(key not in (tmp_path / "keys.txt").read_text() for key in keys.values())
    with LibraryAssistant(tmp_path / "home") as ours:
        shared, mine = tmp_path / "shared.txt", uploads.directory(tmp_path / "home", "wei") / "note.txt"
        mine.parent.mkdir(parents=True)
        shared.write_text("港口办法自三月起施行。\n", encoding="utf8")
        mine.write_text("内部备忘：配额为七份。\n", encoding="utf8")
        ours.ingest([shared, mine])
        with running(ours, keys=Keys("", tmp_path / "keys.txt")) as url:
            told = {
                name: client(url, key).chat.completions.create(model="x", messages=say("配额？")).choices[0].message.content
                for name, key in keys.items()
            }
            assert "内部备忘" in told["wei"]
            assert "内部备忘" not in told["ana"]
            assert "三月" in told["ana"]
            ours_ids = [record.doc_id for record in ours.documents() if record.path.endswith("note.txt")]
            asked = {"ragassist": {"within": {"doc_ids": ours_ids}}}
            none = client(url, keys["ana"]).chat.completions.create(model="x", messages=say("配额？"), extra_body=asked)
            assert none.model_extra["ragassist"]["refused"]
            add_key(tmp_path / "keys.txt", "wei")
            with pytest.raises(openai.AuthenticationError):
                client(url, keys["wei"]).models.list()


def test_a_user_who_asks_too_much_is_told_when_to_come_back_and_others_are_not(tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    with running(Scripted(), keys=Keys("", tmp_path / "keys.txt"), limits=Limits(per_minute=2)) as url:
        for _ in range(2):
            client(url, keys["wei"]).chat.completions.create(model="x", messages=say("谁值守？"))
        with pytest.raises(openai.RateLimitError, match="Come back in") as caught:
            client(url, keys["wei"]).chat.completions.create(model="x", messages=say("谁值守？"))
        assert 1 <= int(caught.value.response.headers["retry-after"]) <= 60
        assert client(url, keys["ana"]).chat.completions.create(model="x", messages=say("谁值守？")).choices


def test_a_user_has_so_many_answers_at_once_until_one_ends():
    scripted, go = Scripted(), threading.Event()

    def held(question):
        yield Piece("调度")
        go.wait(30)
        yield Done(answer(question))

    scripted.script = held
    with running(scripted, limits=Limits(at_once=1)) as url:
        with client(url).chat.completions.create(model="x", messages=say("谁值守？"), stream=True) as stream:
            chunks = iter(stream)
            next(chunks)
            with pytest.raises(openai.RateLimitError, match="1 of your requests"):
                client(url).chat.completions.create(model="x", messages=say("谁值守？"))
            go.set()
            list(chunks)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                assert client(url).chat.completions.create(model="x", messages=say("谁值守？")).choices
                return
            except openai.RateLimitError:
                time.sleep(0.05)
        pytest.fail("the place was never given back")


def test_one_keys_questions_wait_and_hold_nobody_elses_and_a_full_queue_says_when_to_come_back(tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    scripted, go = Scripted(concurrency=2, queue=1), threading.Event()

    def held(question):
        if "等" in question:
            go.wait(120)
        yield Done(answer(question))

    def ask(name, question):
        return client(url, keys[name]).chat.completions.create(model="x", messages=say(question))

    scripted.script = held
    with running(scripted, keys=Keys("", tmp_path / "keys.txt")) as url, ThreadPoolExecutor() as pool:
        five = [pool.submit(ask, "ana", f"等{n}？") for n in range(5)]
        errors = [each.exception() for each in islice(as_completed(five), 3)]
        assert all(isinstance(error, openai.InternalServerError) and "Too many questions are waiting" in str(error) for error in errors)
        assert {error.response.headers["retry-after"] for error in errors} == {"30"}
        signed = {"Authorization": f"Bearer {keys['ana']}"}
        assert (
            'ragassist_questions_waiting{door="api"} 1.0' in httpx.get(url.replace("/v1", "/metrics"), headers=signed, trust_env=False).text
        )
        assert ask("wei", "谁值守？").choices
        assert len(scripted.asked) == 2
        go.set()
        assert sum(each.exception() is None for each in five) == 2


def test_metrics_count_answers_and_sentences_and_hold_no_text(tmp_path):
    with LibraryAssistant(tmp_path / "home") as ours:
        (tmp_path / "a.txt").write_text("港口办法自三月起施行。\n", encoding="utf8")
        ours.ingest([tmp_path / "a.txt"])
        with running(ours) as url:
            client(url).chat.completions.create(model="x", messages=say("何时施行？"))
            client(url).chat.completions.create(
                model="x", messages=say("何时？"), extra_body={"ragassist": {"within": {"kinds": ["novel"]}}}
            )
            base = url.removesuffix("/v1")
            page = httpx.get(f"{base}/metrics", trust_env=False).text
            assert httpx.get(f"{base}/readyz", trust_env=False).status_code == 200
    assert 'ragassist_questions_total{door="api",outcome="answered"} 1.0' in page
    assert 'ragassist_questions_total{door="api",outcome="refused"} 1.0' in page
    assert 'ragassist_sentences_total{status="verified"} 1.0' in page
    assert 'ragassist_questions_in_progress{door="api"} 0.0' in page
    assert "ragassist_documents 1.0" in page
    assert "施行" not in page
    with running(Scripted()) as url:
        assert httpx.get(f"{url.removesuffix('/v1')}/readyz", trust_env=False).status_code == 503


def test_the_audit_log_says_who_asked_what_and_shows_a_change(tmp_path):
    key, path = add_key(tmp_path / "keys.txt", "wei"), tmp_path / "audit.jsonl"
    recorder = Recorder(Recorder.of_nothing().metrics, AuditLog(path))
    with serving(build(Scripted(), Rules(Keys("", tmp_path / "keys.txt")), recorder)) as address:
        for question in ("谁值守？", "多久？", "几时？"):
            client(f"{address}/v1", key).chat.completions.create(model="x", messages=say(question))
    entries = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    assert [(e["user"], e["door"], e["question"], e["outcome"], e["doc_ids"]) for e in entries] == [
        ("wei", "api", question, "answered", ["d" * 16]) for question in ("谁值守？", "多久？", "几时？")
    ]
    assert check(path) == 3
    assert key not in path.read_text(encoding="utf8")
    lines = path.read_bytes().splitlines(keepends=True)
    for broken in ([lines[0].replace("谁".encode(), "你".encode()), *lines[1:]], [lines[0], lines[2]], [*lines[:2], lines[2][:-1]]):
        path.write_bytes(b"".join(broken))
        with pytest.raises(UsageError, match="does not follow"):
            AuditLog(path)
    path.write_bytes(b"".join(lines))
    AuditLog(path).add(user="", door="api", question="x" * 20_000, outcome="refused", doc_ids=[])
    AuditLog(path).add(user="", door="api", question="y", outcome="refused", doc_ids=[])
    assert check(path) == 5
