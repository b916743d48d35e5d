"""The queue of questions in turns by user, with what is let in and turned away; and the limits of each user."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.errors import say
from ragassist.serving import limits
from ragassist.serving.failure import TurnedAwayError
from ragassist.serving.limits import Limits
from ragassist.serving.question_queue import QuestionQueue, Ticket


def finish(*tickets: Ticket) -> None:
    for ticket in tickets:
        ticket.give_back()


def test_one_users_questions_are_let_in_in_order_and_what_is_too_much_is_refused():
    question_queue = QuestionQueue(1, 1)
    first, second = question_queue.join("one"), question_queue.join("two")
    with pytest.raises(TurnedAwayError) as caught:
        question_queue.join("three")
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (503, "30")
    assert "过一分钟" in say(caught.value.phrase, "zh")
    with first:
        assert first.wait(0) == 0
        assert second.wait(0) == 1
    assert second.wait(0) == 0
    question_queue.leave("two")
    assert second.given_up
    assert question_queue.holds("two")
    finish(second)
    assert not question_queue.holds("two")


def test_one_users_tenth_does_not_hold_anothers_first():
    question_queue = QuestionQueue(2, 20, each=2)
    ana = [question_queue.join(f"a{n}", "ana") for n in range(10)]
    wei, li = question_queue.join("w", "wei"), question_queue.join("l", "li")
    assert [ticket.wait(0) for ticket in (ana[0], ana[1], wei, li, ana[2])] == [0, 0, 1, 2, 3]
    finish(ana[0])
    assert wei.is_in
    finish(ana[1])
    assert li.is_in
    assert not ana[2].is_in
    finish(wei)
    assert ana[2].is_in


def test_with_one_place_two_users_take_turns_however_many_each_has_sent():
    question_queue = QuestionQueue(1, 20)
    waiting = [question_queue.join(f"a{n}", "ana") for n in range(5)] + [question_queue.join(f"w{n}", "wei") for n in range(3)]
    order = []
    while waiting:
        (now,) = [ticket for ticket in waiting if ticket.is_in]
        order.append(now.turn)
        waiting.remove(now)
        finish(now)
    assert order == ["a0", "w0", "a1", "w1", "a2", "w2", "a3", "a4"]


def test_a_place_stays_free_for_who_has_none():
    question_queue = QuestionQueue(3, 20)
    ana = [question_queue.join(f"a{n}", "ana") for n in range(5)]
    assert [ticket.is_in for ticket in ana] == [True, True, False, False, False]
    assert question_queue.join("w", "wei").is_in


def test_a_full_queue_takes_a_newcomer_in_place_of_the_last_of_who_has_most():
    question_queue = QuestionQueue(1, 3)
    ana = [question_queue.join(f"a{n}", "ana") for n in range(4)]
    wei = question_queue.join("w", "wei")
    with pytest.raises(TurnedAwayError, match="made room") as caught:
        ana[3].wait(0)
    assert caught.value.status == 429
    assert "让位" in say(caught.value.phrase, "zh")
    assert [ticket.wait(0) for ticket in (wei, ana[1], ana[2])] == [1, 2, 3]
    with pytest.raises(TurnedAwayError, match="waiting"):
        question_queue.join("a4", "ana")
    li = question_queue.join("l", "li")
    assert li.wait(0) == 2
    with pytest.raises(TurnedAwayError, match="made room"):
        ana[2].wait(0)
    with pytest.raises(TurnedAwayError, match="waiting"):
        question_queue.join("z", "zoe")  # each of those who wait has one


def test_who_waits_in_a_thread_is_let_in_when_a_place_falls_free():
    question_queue = QuestionQueue(1, 1)
    first, second = question_queue.join("one"), question_queue.join("two")
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(second.wait(30)))
    thread.start()
    finish(first)
    thread.join(30)
    assert seen == [0]


def test_events_give_the_place_back_at_their_end_at_an_error_and_when_they_are_closed_before_they_began():
    question_queue = QuestionQueue(1, 5)

    def failing():
        yield 1
        raise KeyError

    for events in (iter([1]), failing(), (one for one in (1, 2))):
        with question_queue.join("turn", "ana") as ticket:
            assert ticket.wait(0) == 0
            carried = ticket.carry(events)
        assert question_queue.holds("turn")
        if isinstance(events, type(failing())) and events.__name__ == "<genexpr>":
            carried.close()
        else:
            with pytest.raises((KeyError, StopIteration)):
                [next(carried) for _ in range(5)]
        assert not question_queue.holds("turn")


@given(st.integers(1, 4), st.integers(0, 5), st.integers(0, 3), st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_nobody_waits_beside_a_free_place_and_nothing_is_lost(at_once, waiting, each, moves):
    question_queue = QuestionQueue(at_once, waiting, each)
    most = min(each or max(1, at_once - 1), at_once)
    tickets: list[Ticket] = []
    for n, (user, comes) in enumerate(moves):
        if comes:
            try:
                tickets.append(question_queue.join(str(n), user))
            except TurnedAwayError:
                continue
        else:
            inside = [ticket for ticket in tickets if ticket.is_in]
            if inside:
                tickets.remove(inside[0])
                finish(inside[0])
        tickets = [ticket for ticket in tickets if not ticket.displaced]
        inside = [ticket for ticket in tickets if ticket.is_in]
        queued = [ticket for ticket in tickets if not ticket.is_in]
        assert len(inside) <= at_once
        assert len(queued) <= waiting
        assert all(sum(other.user == ticket.user for other in inside) <= most for ticket in inside)
        if len(inside) < at_once:
            assert all(sum(other.user == ticket.user for other in inside) == most for ticket in queued)
        assert sorted(ticket.wait(0) for ticket in queued) == list(range(1, len(queued) + 1))
    while inside := [ticket for ticket in tickets if ticket.is_in]:
        tickets.remove(inside[0])
        finish(inside[0])
    assert tickets == []


def test_a_minute_later_one_may_ask_again_and_who_came_once_is_forgotten(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    most = Limits(per_minute=2)
    for _ in range(2):
        with most.admitted(""):
            pass
    with pytest.raises(TurnedAwayError) as caught, most.admitted(""):
        pass
    assert caught.value.retry_after_s == 60
    now[0] += 61
    for n in range(50):
        with most.admitted(f"visit {n}"):
            pass
    assert "" not in most._asked
    now[0] += 61
    with most.admitted(""):
        assert list(most._asked) == [""]
