"""The write lock: a writer comes in however many readers overlap, and keeps them out meanwhile."""

from __future__ import annotations

import threading
import time

import pytest

from ragassist.errors import BusyError
from ragassist.store.lock import WriteLock, no_writer

HELD_S = 0.05


def readers(home, stop: threading.Event) -> list[threading.Thread]:
    """Six that search in turns, so that at every moment at least one of them holds the lock."""

    def search(late: float) -> None:
        time.sleep(late)
        while not stop.is_set():
            with no_writer(home) as quiet:
                time.sleep(HELD_S if quiet else 0.001)

    threads = [threading.Thread(target=search, args=(n * HELD_S / 6,)) for n in range(6)]
    for thread in threads:
        thread.start()
    return threads


def test_a_writer_comes_in_though_readers_overlap_all_the_time(tmp_path):
    WriteLock(tmp_path).release()  # makes the files that readers share
    stop = threading.Event()
    threads = readers(tmp_path, stop)
    try:
        time.sleep(3 * HELD_S)
        for _ in range(5):
            lock = WriteLock(tmp_path, wait_s=2)
            with no_writer(tmp_path) as quiet:
                assert not quiet
            lock.release()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    with no_writer(tmp_path) as quiet:
        assert quiet


def test_of_two_writers_one_is_told_who_the_other_is_and_a_reader_delays_it_only_while_it_reads(tmp_path):
    lock = WriteLock(tmp_path)
    with pytest.raises(BusyError, match="process"):
        WriteLock(tmp_path, wait_s=0.1)
    lock.release()
    with no_writer(tmp_path) as quiet:
        assert quiet
        with pytest.raises(BusyError):
            WriteLock(tmp_path, wait_s=0.1)
        with no_writer(tmp_path) as beside:  # who gave up waiting keeps nobody out
            assert beside
    WriteLock(tmp_path, wait_s=0.1).release()
