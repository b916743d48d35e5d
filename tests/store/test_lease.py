"""Leases: renewed in time, also when the database is away for a moment, and begun when the job is taken."""

from __future__ import annotations

import threading
import time

import pytest

from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store.lease import Leases
from ragassist.store.place import Place
from ragassist.store.work_queue import Job, open_queue

JOB = Job("document", "/d/a", "a", 0, "/d/a", "token")


class Away:
    """A queue whose database does not answer the first time."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def renew(self, jobs, lease_s) -> None:
        self.asked.append(time.monotonic())
        if len(self.asked) == 1:
            raise StoreError("store.failed", path="index", error="database is locked")


@pytest.mark.slow
def test_a_lease_that_could_not_be_renewed_is_tried_again_long_before_it_ends():
    away = Away()
    lease_s = 3.0
    with Leases(away, lease_s) as leases:
        leases.hold(JOB)
        until = time.monotonic() + 10
        while len(away.asked) < 2 and time.monotonic() < until:
            time.sleep(0.01)
    assert away.asked[1] - away.asked[0] < lease_s / 4


@pytest.mark.slow
def test_a_lease_begins_when_the_job_is_taken_however_long_another_transaction_was_waited_for(tmp_path):
    place = Place.of(Settings(home=tmp_path / "home"))
    ours, other = open_queue(place), open_queue(place)
    ours.add([(tmp_path / "a", "a")])
    inside, held_s, lease_s = threading.Event(), 1.0, 5.0

    def hold() -> None:
        with other.manifest.transaction():
            inside.set()
            time.sleep(held_s)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait()
    assert ours.take("one", lease_s) is not None
    taken_s = time.time()
    thread.join()
    ((due_s,),) = ours.manifest.database.execute("SELECT due_s FROM jobs")
    assert due_s > taken_s + lease_s - held_s / 2
    ours.close()
    other.close()
