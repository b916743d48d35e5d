"""Many readers at one page: whose question is next, who has asked too much, and when an answer has to be there. Real server, real clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from tests.store.fakes import HashEmbedder
from tests.ui.scripted_assistant import ScriptedAssistant
from tests.ui.test_endpoints import RULES, client, page

from ragassist.assistant import Assistant
from ragassist.serving.question_queue import QuestionQueue, Ticket
from ragassist.settings import Settings, UiSettings
from ragassist.types import Event, ModelName
from ragassist.ui.messages import AskRequest
from ragassist.ui.page import launch
from ragassist.ui.server.conversation import Conversations
from ragassist.ui.server.waiting import Turns, in_turn, reader_of

MODEL = ModelName("scripted-1.5b", "local")
HEADER = {"auth_header": "X-Reader", "trusted_proxies": ("127.0.0.1",)}


@dataclass
class Slow:
    """A page whose assistant begins with a question and ends when the test lets it."""

    url: str
    begun: list[str] = field(default_factory=list)
    """The questions in the order in which it began with them."""
    joined: list[str] = field(default_factory=list)
    """Whose questions came to the queue, in their order."""
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def client(self, name: str) -> Client:
        return client(self.url, **{"X-Reader": name})


@pytest.fixture
def slow_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AbstractContextManager[Slow]]:
    @contextmanager
    def made(**ui: object) -> Iterator[Slow]:
        with page(tmp_path, **HEADER, **ui) as (ours, url):
            slow, quick, join = Slow(url), ours.stream, QuestionQueue.join

            def stream(question: str, *more: Any, **named: Any) -> Iterator[Event]:
                slow.begun.append(question)
                slow.go.acquire()
                yield from quick(question, *more, **named)

            def joining(self: QuestionQueue, turn: str, user: str = "") -> Ticket:
                try:
                    return join(self, turn, user)
                finally:
                    slow.joined.append(user)

            ours.stream = stream  # type: ignore[method-assign]
            monkeypatch.setattr(QuestionQueue, "join", joining)
            try:
                yield slow
            finally:
                slow.go.release(1000)

    return made


def until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("That never came to be.")


@pytest.mark.slow
def test_one_readers_ten_questions_do_not_hold_anothers_first(slow_page):
    with slow_page(concurrency=2, at_once=1) as slow:
        ana, wei = slow.client("ana"), slow.client("wei")
        many = [ana.submit(f"a{n}", api_name="/ask") for n in range(10)]
        until(lambda: len(slow.joined) == 10)
        assert len(slow.begun) <= 1
        first = wei.submit("用电量？", api_name="/ask")
        until(lambda: len(slow.begun) == 2)
        assert slow.begun[1] == "用电量？"
        assert not any(job.done() for job in many)
        slow.go.release(11)
        assert first.result()["citations"]
        assert all(job.result()["citations"] for job in many)


@pytest.mark.slow
def test_two_readers_take_turns_where_only_one_is_answered_at_once(slow_page):
    with slow_page(concurrency=1) as slow:
        ana, wei = slow.client("ana"), slow.client("wei")
        many = [ana.submit(f"a{n}", api_name="/ask") for n in range(5)]
        until(lambda: len(slow.joined) == 5)
        few = [wei.submit(f"w{n}", api_name="/ask") for n in range(3)]
        until(lambda: len(slow.joined) == 8)
        slow.go.release(8)
        for job in (*many, *few):
            job.result()
        assert "".join(each[0] for each in slow.begun) == "awawawaa"


@pytest.mark.slow
def test_a_full_queue_says_so_and_a_question_is_answered_once_there_is_room(slow_page):
    with slow_page(concurrency=1, queue=1) as slow:
        ana, wei = slow.client("ana"), slow.client("wei")
        two = [ana.submit(f"a{n}", api_name="/ask") for n in range(2)]
        until(lambda: len(slow.joined) == 2)
        with pytest.raises(AppError, match="等待的问题过多，已有 1 个。请过一分钟再问"):
            wei.predict("用电量？", api_name="/ask")
        slow.go.release(3)
        assert all(job.result()["citations"] for job in two)
        assert wei.predict("用电量？", api_name="/ask")["citations"]


@pytest.mark.slow
def test_who_asks_too_often_is_told_so_in_the_language_of_the_question_and_others_are_not(tmp_path):
    with page(tmp_path, **HEADER, per_minute=2) as (_ours, url):
        ana, wei = client(url, **{"X-Reader": "ana"}), client(url, **{"X-Reader": "wei"})
        for _ in range(2):
            assert ana.predict("用电量？", api_name="/ask")["citations"]
        with pytest.raises(AppError, match=r"一分钟内已提问 2 次。请在 \d+ 秒后再来"):
            ana.predict("用电量？", api_name="/ask")
        with pytest.raises(AppError, match=r"asked 2 times within a minute\. Come back in \d+ s"):
            ana.predict("How much power?", api_name="/ask")
        assert client(url, **{"X-Reader": "wei"}).predict("用电量？", api_name="/ask")["citations"]
        assert wei.predict("用电量？", api_name="/ask")["citations"]


@pytest.mark.slow
def test_where_nobody_signs_in_each_visit_has_limits_of_its_own(tmp_path):
    with page(tmp_path, per_minute=1) as (_ours, url):
        one, other = client(url), client(url)
        for visit in (one, other):
            assert visit.predict("用电量？", api_name="/ask")["citations"]
            with pytest.raises(AppError, match="一分钟"):
                visit.predict("用电量？", api_name="/ask")


class _Stuck:
    """A model that begins to answer and does not go on."""

    name, tier = "stuck", "hosted"

    def complete(self, *_: object, **__: object) -> None:
        threading.Event().wait(600)

    stream = probabilities = complete


@pytest.mark.slow
def test_an_answer_is_there_when_its_time_is_over_whatever_the_model_does(tmp_path):
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    settings = Settings.model_validate({"home": tmp_path / "home", "answer": {"timeout_s": 1.0, "compose": "generate"}})
    with Assistant(settings, model=_Stuck(), embedder=HashEmbedder()) as ours:  # type: ignore[arg-type]
        ours.ingest([tmp_path / "办法.txt"])
        blocks = launch(ours, port=0, prevent_thread_lock=True)
        try:
            answer = client(blocks.local_url.rstrip("/")).predict("新建数据中心的年用电量不得超过多少？", api_name="/ask")
        finally:
            blocks.close(verbose=False)
    assert answer["fallback"]["reason"] == "time"


@pytest.mark.parametrize(("lang", "heading", "said"), [("en", "Too many questions", "Come back in"), ("zh", "当前提问过多", "秒后再来")])
def test_the_page_says_in_the_readers_language_why_a_question_was_not_taken(lang, heading, said):
    turns, conversations = Turns.of(UiSettings(per_minute=1)), Conversations(ScriptedAssistant())
    asked = AskRequest.model_validate({"turn": "turn-0001", "question": "How much?", "lang": lang})
    ends = [list(in_turn(turns, asked, "visit 1", MODEL, lambda: conversations.ask(asked, MODEL)))[-1] for _ in range(2)]
    assert [frame.state for frame in ends] == ["done", "failed"]
    assert heading in ends[1].html
    assert said in ends[1].html
    assert ends[1].problem == "turned_away.too_many_a_minute"
    assert not turns.queue.holds("turn-0001")


def test_with_the_settings_as_they_come_one_reader_never_waits_or_is_turned_away():
    turns = Turns.of(UiSettings())
    tabs = [turns.queue.join(str(n), "user ana") for n in range(3)]
    assert [ticket.wait(0) for ticket in tabs] == [0, 0, 0]
    for _ in range(60):  # one a second
        with turns.limits.admitted("user ana"):
            pass


def test_who_signed_in_is_one_reader_in_all_their_visits_and_nobodys_visit_is_a_name():
    def http(session: str) -> Any:
        return SimpleNamespace(session_hash=session, client=SimpleNamespace(host="127.0.0.1"))

    assert reader_of("ana", http("a")) == reader_of("ana", http("b"))
    assert reader_of("", http("a")) != reader_of("", http("b"))
    assert reader_of("", http("")) == "visit 127.0.0.1"
    assert reader_of("visit a", http("b")) != reader_of("", http("a"))
