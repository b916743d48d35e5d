"""Calls side by side: their results in order, never more at a time than may be, fewer after a complaint, and none after a cancel."""

from __future__ import annotations

import re
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.openai_server import Reply, Request

from ragassist.answer.judge_claims import Pair, judge_claims
from ragassist.errors import ModelError
from ragassist.models.chat import Message, OpenAIChat
from ragassist.models.meter import MeteredChat
from ragassist.models.pace import TAKEN_IN_A_ROW, Pace
from ragassist.models.side_by_side import at_once_of, side_by_side
from ragassist.models.spending import Budget, Ledger
from ragassist.settings import CostSettings

ASK = [Message("user", "Who pays?")]


class Watched:
    """Calls that note how many of them run at the same time."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds, self.now, self.most, self.begun = seconds, 0, 0, 0
        self._lock = threading.Lock()

    def __call__(self, result):
        with self._lock:
            self.now, self.begun = self.now + 1, self.begun + 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self._lock:
            self.now -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def calls(self, *results):
        return [lambda result=result: self(result) for result in results]


@pytest.mark.parametrize("most", [1, 2, 5])
def test_no_more_run_at_the_same_time_than_may_be(most):
    watched = Watched()
    assert list(side_by_side(watched.calls(*range(12)), lambda: most)) == list(range(12))
    assert watched.most <= most


def test_as_many_as_may_run_at_the_same_time_do():
    together = threading.Barrier(3, timeout=20)
    assert len(list(side_by_side([together.wait] * 6, lambda: 3))) == 6


@given(st.lists(st.floats(0, 0.004), max_size=12), st.integers(1, 5))
def test_results_come_in_the_order_of_the_calls(pauses, most):
    def call(at, pause):
        time.sleep(pause)
        return at

    calls = [lambda at=at, pause=pause: call(at, pause) for at, pause in enumerate(pauses)]
    assert list(side_by_side(calls, lambda: most)) == list(range(len(pauses)))


def test_the_first_result_is_not_kept_back_until_the_last():
    slow = threading.Event()
    results = side_by_side([lambda: "first", slow.wait], lambda: 2)
    assert next(results) == "first"
    slow.set()
    results.close()


def test_a_failure_comes_in_its_place_and_ends_it():
    watched = Watched()
    results = side_by_side(watched.calls("a", ModelError("answer.empty", kind="server", name="x"), *"cdefghij"), lambda: 2)
    assert next(results) == "a"
    with pytest.raises(ModelError):
        next(results)
    begun = watched.begun
    time.sleep(0.1)
    assert watched.begun == begun < 8


def test_once_it_is_closed_no_further_call_begins():
    watched = Watched(0.05)
    results = side_by_side(watched.calls(*range(20)), lambda: 2)
    next(results)
    results.close()
    begun = watched.begun
    time.sleep(0.2)
    assert watched.begun == begun < 8


def test_with_room_for_one_nothing_is_done_before_it_is_asked_for():
    watched = Watched(0)
    results = side_by_side(watched.calls(1, 2, 3), lambda: 1)
    assert next(results) == 1
    assert watched.begun == 1


def test_room_that_shrinks_is_kept_to():
    room = [4]
    watched = Watched()
    results = side_by_side(watched.calls(*range(30)), lambda: room[0])
    next(results)
    room[0] = 1
    time.sleep(0.1)
    watched.most = 0
    assert list(results) == list(range(1, 30))
    assert watched.most == 1


def test_each_complaint_halves_the_pace_and_replies_in_a_row_restore_it():
    pace = Pace(8)
    for expected in (4, 2, 1, 1):
        pace.answered(429)
        assert pace.now == expected
    for _ in range(TAKEN_IN_A_ROW):
        pace.answered(200)
    assert pace.now == 2
    for _ in range(TAKEN_IN_A_ROW * 20):
        pace.answered(200)
    assert pace.now == 8


def test_an_endpoint_that_gets_too_many_requests_is_sent_fewer_at_a_time(openai_server):
    openai_server.enqueue(Reply(status=429, error="too many requests", headers={"Retry-After": "0"}), "Three firms.")
    model = OpenAIChat(model="m", base_url=openai_server.url, retries=1, at_once=4)
    assert at_once_of(model) == 4
    assert model.complete(ASK, max_tokens=20).text == "Three firms."
    assert at_once_of(model) == 2
    openai_server.enqueue(Reply(status=429, error="too many requests"))
    with pytest.raises(ModelError):
        OpenAIChat(model="m", base_url=openai_server.url, retries=0, at_once=4).complete(ASK, max_tokens=20)


class Judge:
    """An endpoint that judges with a pause, and notes how many requests it has at the same time."""

    def __init__(self, pause_s: float = 0.05) -> None:
        self.pause_s, self.now, self.most, self.written = pause_s, 0, 0, 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Reply:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.pause_s)
        with self._lock:
            self.now -= 1
        claims = re.findall(r"<([A-Z])><source>.*?</source><claim>(.*?)</claim>", request.body["messages"][-1]["content"])
        text = "\n".join(f"{letter}: {'YES' if int(re.findall(r'[0-9]+', claim)[0]) % 3 else 'NO'}" for letter, claim in claims)
        with self._lock:
            self.written += len(text)
        return Reply(text)


def many(n: int) -> list[Pair]:
    return [
        Pair(f"The pier has {at} berths." if at % 2 else f"码头有{at}个泊位。", "码头有许多泊位。", "en" if at % 2 else "zh")
        for at in range(n)
    ]


@pytest.mark.parametrize("most", [1, 3])
def test_many_claims_are_judged_side_by_side_and_each_gets_its_own_verdict(openai_server, most):
    judge = openai_server.answer = Judge()
    model = OpenAIChat(model="m", base_url=openai_server.url, retries=0, at_once=most)
    said = judge_claims(model, many(110))
    assert [probability is not None and probability > 0.5 for probability in said] == [bool(at % 3) for at in range(110)]
    assert judge.most == 1 if most == 1 else 1 < judge.most <= most


def test_calls_of_one_answer_made_at_the_same_time_are_all_counted(openai_server):
    judge = openai_server.answer = Judge(0.01)
    meter = MeteredChat(OpenAIChat(model="m", base_url=openai_server.url, retries=0, at_once=6))
    judge_claims(meter, many(200))
    assert meter.usage.calls == len(openai_server.requests) == 10
    assert meter.usage.completion_tokens == judge.written


def test_calls_under_way_count_towards_a_ceiling(openai_server):
    openai_server.answer = lambda _request: Reply("x" * 10, delay_s=0.1)
    budget = Budget(CostSettings(max_tokens_per_answer=250), Ledger(None))
    meter = MeteredChat(OpenAIChat(model="m", base_url=openai_server.url, retries=0, at_once=4), budget=budget)
    calls = [lambda: meter.complete(ASK, max_tokens=100)] * 4
    with pytest.raises(ModelError) as error:
        list(side_by_side(calls, lambda: 4))
    assert error.value.kind == "ceiling"
    assert len(openai_server.requests) == 2
