"""Work in the background: in order, told of, stopped, and nobody else's."""

from __future__ import annotations

import threading
import time

import pytest

from ragassist.errors import UsageError
from ragassist.serving.jobs import MAX_WAITING, Jobs
from ragassist.tasks.list import Progress
from ragassist.tasks.report import Report
from ragassist.types import ModelName

DONE = Report("list", "Duties", "en", (), (), (), (), "", ModelName("", "extractive"), "", "")


def until(holds):
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("It did not come to that.")


def test_a_job_tells_how_far_it_is_and_ends_with_its_report():
    jobs, go = Jobs(), threading.Event()

    def make(tell):
        tell(Progress(1, 3, "办法"))
        go.wait(5)
        return DONE

    job = jobs.start("", make)
    until(lambda: jobs.status("", job).progress.done == 1)
    assert jobs.status("", job).state == "running"
    go.set()
    until(lambda: jobs.status("", job).state == "done")
    assert jobs.status("", job).report is DONE


def test_a_stopped_job_ends_at_its_next_step_and_the_one_behind_it_begins():
    jobs, steps = Jobs(at_once=1), []

    def endless(tell):
        while True:
            tell(Progress(len(steps), 0, ""))
            steps.append(1)
            time.sleep(0.005)

    first, second = jobs.start("", endless), jobs.start("", lambda tell: DONE)
    until(lambda: len(steps) > 2)
    assert jobs.status("", second).ahead == 1
    jobs.stop("", first)
    until(lambda: jobs.status("", second).state == "done")
    assert jobs.status("", first).state == "stopped"
    assert jobs.status("", first).report is None


def test_a_job_that_waits_can_be_stopped_and_never_begins():
    jobs, go, begun = Jobs(at_once=1), threading.Event(), []

    def held(tell):
        go.wait(5)
        return DONE

    def noted(tell):
        begun.append(1)
        return DONE

    first, second = jobs.start("", held), jobs.start("", noted)
    jobs.stop("", second)
    go.set()
    until(lambda: jobs.status("", first).state == "done")
    third = jobs.start("", lambda tell: DONE)
    until(lambda: jobs.status("", third).state == "done")
    assert jobs.status("", second).state == "stopped"
    assert not begun


def test_what_breaks_is_told_by_its_code_and_the_next_job_goes_on():
    jobs = Jobs()

    def wrong(tell):
        raise UsageError("task.one")

    def bug(tell):
        raise KeyError("x")

    ids = [jobs.start("", each) for each in (wrong, bug, lambda tell: DONE)]
    until(lambda: jobs.status("", ids[2]).state == "done")
    assert [jobs.status("", each).why.code for each in ids[:2]] == ["task.one", "task.broke"]


def test_another_user_neither_sees_nor_stops_a_job():
    jobs = Jobs()
    job = jobs.start("mei", lambda tell: DONE)
    for ask in (jobs.status, jobs.stop):
        with pytest.raises(UsageError):
            ask("tom", job)
    until(lambda: jobs.status("mei", job).state == "done")


def test_no_more_wait_than_may_wait():
    jobs, go = Jobs(at_once=1), threading.Event()

    def held(tell):
        go.wait(5)
        return DONE

    for _ in range(MAX_WAITING):
        jobs.start("", held)
    with pytest.raises(UsageError):
        jobs.start("", held)
    go.set()
