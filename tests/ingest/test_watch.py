"""A folder that is watched while it changes: real files, real notifications, a real store."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.errors import ModelError
from ragassist.ingest.watch import Change, Watch
from ragassist.settings import Settings
from ragassist.store.lock import WriteLock
from tests.store.fakes import HashEmbedder

WAIT_S = 60.0
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("港口办法自三月起施行。\n", encoding="utf8")
    return tmp_path / "docs"


@pytest.fixture
def ours(tmp_path) -> Iterator[Assistant]:
    with Assistant(Settings(home=tmp_path / "home", chat={"tier": "extractive"}), embedder=HashEmbedder()) as made:
        yield made


@contextmanager
def watching(ours: Assistant, *paths: Path, **more: object) -> Iterator[list[Change]]:
    told: list[Change] = []
    stop = threading.Event()
    thread = threading.Thread(target=Watch(ours, paths, ours.settings.home, told.append, **more).run, args=(stop,))
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.05)


def saw(told: list[Change], kind: str, name: str) -> bool:
    return any(change.kind == kind and Path(change.path).name == name for change in told)


def texts(ours: Assistant) -> str:
    return "".join(ours.raw(record.doc_id) for record in ours.documents())


def test_what_is_added_changed_moved_in_and_replaced_is_indexed(ours, folder, tmp_path):
    with watching(ours, folder) as told:
        until(lambda: saw(told, "added", "a.txt"))
        (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        until(lambda: saw(told, "added", "b.txt"))
        beside = folder / "a.tmp"
        beside.write_text("港口办法已经废止。\n", encoding="utf8")
        beside.replace(folder / "a.txt")
        until(lambda: saw(told, "updated", "a.txt"))
        (tmp_path / "more" / "deep").mkdir(parents=True)
        (tmp_path / "more" / "deep" / "c.txt").write_text("隧道照明须在夜间开启。\n", encoding="utf8")
        (tmp_path / "more").rename(folder / "more")
        until(lambda: saw(told, "added", "c.txt"))
        assert "已经废止" in texts(ours)
        assert "三月" not in texts(ours)
        assert "隧道" in "".join(hit.passage.text for hit in ours.search("隧道照明", 3))


def test_a_change_is_indexed_within_seconds(ours, folder):
    with watching(ours, folder) as told:
        until(lambda: saw(told, "added", "a.txt"))
        began = time.monotonic()
        (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        until(lambda: saw(told, "added", "b.txt"))
        assert time.monotonic() - began < 15  # 1 to 2 on an idle machine


def test_a_vanished_file_is_kept_and_said_to_be_gone_and_may_come_back(ours, folder, tmp_path):
    with watching(ours, folder) as told:
        until(lambda: saw(told, "added", "a.txt"))
        (folder / "a.txt").rename(tmp_path / "a.txt")
        until(lambda: saw(told, "vanished", "a.txt"))
        assert "三月" in texts(ours)
        (tmp_path / "a.txt").rename(folder / "a.txt")
        until(lambda: saw(told, "back", "a.txt"))


def test_a_whole_folder_that_goes_is_kept_and_listened_to_when_it_is_back(ours, folder, tmp_path):
    with watching(ours, folder) as told:
        until(lambda: saw(told, "added", "a.txt"))
        shutil.move(folder, tmp_path / "away")
        until(lambda: saw(told, "vanished", "a.txt"))
        assert "三月" in texts(ours)
        shutil.move(tmp_path / "away", folder)
        until(lambda: saw(told, "back", "a.txt"))
        (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        until(lambda: saw(told, "added", "b.txt"))


def test_with_prune_a_vanished_file_is_removed(ours, folder):
    (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
    with watching(ours, folder, prune=True) as told:
        until(lambda: saw(told, "added", "a.txt"))
        (folder / "a.txt").unlink()
        until(lambda: saw(told, "removed", "a.txt"))
        assert "三月" not in texts(ours)


def test_one_bad_file_is_told_once_and_stops_nothing(ours, folder):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    with watching(ours, folder, every_s=0.5) as told:
        until(lambda: saw(told, "failed", "broken.pdf"))
        (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        until(lambda: saw(told, "added", "b.txt"))
        time.sleep(1.5)
    assert sum(change.kind == "failed" for change in told) == 1


def test_while_another_process_writes_it_waits_and_then_goes_on(ours, folder):
    ours.settings.home.mkdir()
    lock = WriteLock(ours.settings.home)
    with watching(ours, folder) as told:
        until(lambda: any(change.kind == "waiting" for change in told))
        assert not saw(told, "added", "a.txt")
        lock.release()
        until(lambda: saw(told, "added", "a.txt"))


def test_it_comes_back_from_an_embedder_that_fails(ours, folder):
    real, failures = ours.embedder.passages, 2

    def failing(texts, langs):
        nonlocal failures
        if failures:
            failures -= 1
            raise ModelError("encoder.endpoint", model="an encoder", why="it is asleep")
        return real(texts, langs)

    ours.embedder.passages = failing
    with watching(ours, folder) as told:
        until(lambda: saw(told, "added", "a.txt"))
    assert sum(change.kind == "waiting" for change in told) == 2


def test_single_files_are_watched_and_nothing_beside_them(ours, folder):
    with watching(ours, folder / "a.txt") as told:
        until(lambda: saw(told, "added", "a.txt"))
        (folder / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        (folder / "a.txt").write_text("港口办法已经废止。\n", encoding="utf8")
        until(lambda: saw(told, "updated", "a.txt"))
    assert "桥梁" not in texts(ours)


def test_an_index_inside_the_watched_folder_does_not_keep_it_busy(folder):
    with Assistant(Settings(home=folder / "index", chat={"tier": "extractive"}), embedder=HashEmbedder()) as inside:
        compared = []
        original = inside.ingest

        def counting(paths, **more):
            compared.append(1)
            return original(paths, **more)

        inside.ingest = counting
        with watching(inside, folder) as told:
            until(lambda: saw(told, "added", "a.txt"))
            time.sleep(4)
        assert len(compared) <= 2
