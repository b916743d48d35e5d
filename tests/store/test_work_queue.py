"""The queue that workers take from: each job to one worker, back again when its worker is gone, aside after three failures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from ragassist.phrases import Phrase
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.place import Place
from ragassist.store.work_queue import WorkQueue, open_queue, queued
from tests.store.fakes import HashEmbedder, entry

WHY = Phrase.of("file.vanished")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request, tmp_path) -> Place:
    if request.param == "sqlite":
        return Place.of(Settings(home=tmp_path / "home"))
    server = request.getfixturevalue("postgres_server")
    manifest = {"url": server.url(), "name": f"queue_{uuid4().hex[:8]}"}
    return Place.of(Settings(home=tmp_path / "home", manifest=manifest, chroma={"url": "http://127.0.0.1:9"}))


@pytest.fixture
def work(place) -> Iterator[WorkQueue]:
    opened = open_queue(place)
    yield opened
    opened.close()


def files(*names: str) -> list[tuple[Path, str]]:
    return [(Path("/d") / name, name) for name in names]


def states(place: Place) -> dict[str, str]:
    return {job.shown: job.state for job in queued(place)}


def test_each_job_goes_to_one_worker_and_is_gone_when_it_is_ended(place, work):
    work.add(files("a", "b"))
    other = open_queue(place)
    first, second = work.take("one", 60), other.take("two", 60)
    assert [(job.kind, job.target) for job in (first, second)] == [("document", "/d/a"), ("document", "/d/b")]
    assert work.take("one", 60) is None
    assert states(place) == {"a": "working", "b": "working"}
    assert other.end(second)
    assert not other.end(second)
    assert work.left() == 1
    assert work.end(first)
    assert queued(place) == []
    other.close()


def test_a_job_whose_lease_ended_is_taken_again_and_the_first_worker_cannot_end_it_any_more(place, work):
    work.add(files("a"))
    lost = work.take("one", 0.0)
    again = work.take("two", 60)
    assert again.failures == 1
    work.renew([lost], 0.0)
    assert work.take("three", 60) is None
    work.give_back(lost)
    assert not work.end(lost)
    assert states(place) == {"a": "working"}
    assert work.end(again)


def test_what_fails_three_times_is_set_aside_with_the_reason_until_somebody_asks_for_it_again(place, work, monkeypatch):
    monkeypatch.setattr("ragassist.store.work_queue._PAUSE_S", 0.0)
    work.add(files("a"))
    assert [work.fail(work.take("one", 60), WHY) for _ in range(3)] == [False, False, True]
    assert work.take("one", 60) is None
    assert work.left() == 0
    assert [(job.state, job.failures, job.reason) for job in queued(place)] == [("aside", 3, WHY)]
    assert work.retry() == 1
    assert work.fail(work.take("one", 60), WHY) is False
    work.add(files("a"))
    assert work.take("one", 60).failures == 0


def test_a_job_that_killed_three_workers_is_set_aside_and_the_others_go_on(place, work):
    work.add(files("killer", "zebra"))
    assert [work.take("one", 0.0).shown for _ in range(3)] == ["killer"] * 3
    assert work.take("one", 60).shown == "zebra"
    assert states(place) == {"killer": "aside", "zebra": "working"}


def test_what_is_put_in_while_somebody_has_it_in_hand_is_done_once_more(place, work):
    work.add(files("a"))
    job = work.take("one", 60)
    work.add(files("a"))
    assert work.take("two", 60) is None
    assert work.end(job)
    assert states(place) == {"a": "waiting"}
    assert work.end(work.take("two", 60))
    assert queued(place) == []


def test_a_document_that_is_removed_does_not_come_back_by_a_worker(tmp_path):
    chosen = Settings(home=tmp_path / "home")
    with open_store(chosen, "hash", 64, write=True) as store:
        store.put_all([entry("/d/a", "港口每天装卸两千箱货物。\n", HashEmbedder())])
    work = open_queue(Place.of(chosen))
    work.add(files("a"))
    job = work.take("one", 60)
    with open_store(chosen, "hash", 64, write=True) as store:
        store.remove(store.find("a").doc_id)
    assert not work.end(job)
    work.close()


def test_what_waits_is_no_part_of_a_snapshot(tmp_path):
    chosen = Settings(home=tmp_path / "home")
    with open_store(chosen, "hash", 64, write=True) as store:
        store.put_all([entry("/d/a", "港口每天装卸两千箱货物。\n", HashEmbedder())])
    work = open_queue(Place.of(chosen))
    work.add(files("b"))
    (tmp_path / "copy").mkdir()
    work.manifest.copy_into(tmp_path / "copy")
    work.close()
    assert queued(Place.of(Settings(home=tmp_path / "copy"))) == []
    assert [job.shown for job in queued(Place.of(chosen))] == ["b"]


def test_the_queue_of_an_index_that_is_not_there_is_empty_and_looking_makes_nothing(tmp_path):
    assert queued(Place.of(Settings(home=tmp_path / "home"))) == []
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_a_row_that_another_server_session_is_taking_is_passed_over_and_files_of_a_home_stay_with_it(postgres_server, tmp_path):
    name = f"queue_{uuid4().hex[:8]}"
    places = [
        Place.of(
            Settings(home=tmp_path / home, manifest={"url": postgres_server.url(), "name": name}, chroma={"url": "http://127.0.0.1:9"})
        )
        for home in ("one", "two")
    ]
    one, two = map(open_queue, places)
    one.add(files("a", "b"))
    with one.manifest.transaction():
        one.manifest.database.execute("SELECT 1 FROM jobs WHERE target = '/d/a' FOR UPDATE")
        assert two.take("two", 60).shown == "b"
    one.add([(tmp_path / "one" / "uploads" / "u.txt", "u.txt")])
    assert two.take("two", 60).shown == "a"
    assert two.take("two", 60) is None
    assert one.take("one", 60).target == str(tmp_path / "one" / "uploads" / "u.txt")
    one.close()
    two.close()
