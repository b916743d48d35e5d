"""The book of what was spent: many write it at once, and none of them loses an answer or a token by it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from filelock import FileLock

from ragassist.models import spending
from ragassist.models.spending import Ledger, Spent

DAY = date(2026, 3, 2)


def ledger(path):
    return Ledger(path, lambda: DAY)


def written(path):
    return json.loads(path.read_text(encoding="utf8"))[DAY.isoformat()]


def test_many_threads_of_several_processes_lose_nothing(tmp_path):
    path = tmp_path / "spending.json"
    books = [ledger(path) for _ in range(3)]  # each has a lock of its own, as each process has
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(lambda n: books[n % 3].add(10, 0.5), range(320)))
    for book in books:
        book.add(0, 0.0)
    assert written(path) == [3200, 160.0]
    assert ledger(path).today() == Spent(3200, 160.0)


def test_a_book_that_somebody_holds_costs_no_answer_and_is_written_later(tmp_path, monkeypatch):
    monkeypatch.setattr(spending, "_LOCK_S", 0.05)
    path = tmp_path / "spending.json"
    book = ledger(path)
    book.add(5, 1.0)
    with FileLock(f"{path}.lock"):
        book.add(7, 2.0)
        book.add(1, 0.0)
        assert book.today() == Spent(13, 3.0)
        assert written(path) == [5, 1.0]
    book.add(2, 0.5)
    assert written(path) == [15, 3.5]
    assert ledger(path).today() == Spent(15, 3.5)


def test_where_nothing_can_be_written_it_is_counted_all_the_same(tmp_path):
    path = tmp_path / "spending.json"
    (tmp_path / "spending.json.lock").mkdir()  # as on a disk that may only be read: the lock cannot be opened
    book = ledger(path)
    book.add(5, 1.0)
    book.add(5, 1.0)
    assert book.today() == Spent(10, 2.0)
    assert not path.exists()
