"""A reader beside the first writer of an index, which makes its files one after the other."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.embedding_cache import FILE_NAME, EmbeddingCache
from ragassist.store.manifest import FILE_NAME as MANIFEST
from ragassist.store.place import Place
from ragassist.store.work_queue import open_queue
from tests.store.fakes import HashEmbedder, entry

LINES = "港口每天装卸两千箱货物。\n装卸计划在每月五日公布。\n"


def test_an_index_whose_tables_are_not_made_yet_is_no_index_and_no_old_one(tmp_path):
    chosen = Settings(home=tmp_path)
    begun = sqlite3.connect(tmp_path / MANIFEST)
    begun.execute("PRAGMA journal_mode = WAL")
    assert not Place.of(chosen).there()
    with pytest.raises(StoreError, match=r"[Nn]othing"):
        open_store(chosen)
    begun.execute("BEGIN IMMEDIATE")
    begun.execute("CREATE TABLE state (name TEXT)")
    assert not Place.of(chosen).there()
    begun.execute("ROLLBACK")
    begun.close()
    open_store(chosen, "hash", 64, write=True).close()
    assert Place.of(chosen).there()


def test_a_file_that_is_no_index_is_said_to_be_one_that_cannot_be_read(tmp_path):
    (tmp_path / MANIFEST).write_bytes(b"no database at all, but long enough to be looked at" * 30)
    assert Place.of(Settings(home=tmp_path)).there()
    with pytest.raises(StoreError, match="manifest"):
        open_store(Settings(home=tmp_path))


def test_a_reader_that_opened_before_there_were_vectors_finds_them_when_they_come(tmp_path):
    chosen, embedder = Settings(home=tmp_path / "home"), HashEmbedder(statement_dim=64)
    open_queue(Place.of(chosen)).close()  # documents wait for workers; no vector was ever made
    with open_store(chosen, "hash", 64) as reader:
        assert reader.documents() == []
        with open_store(chosen, "hash", 64, write=True) as writer:
            writer.put_all([entry("/d/first.txt", LINES, embedder)])
            # Beside a writer the copies in the cache are searched.
            found = reader.dense(embedder.questions(["港口装卸货物"], ["zh"])[0], 1)
            assert [passage.text for passage in reader.passages([found[0][0]])] == ["港口每天装卸两千箱货物。"]


def test_a_cache_file_without_its_table_is_looked_at_again(tmp_path):
    begun = sqlite3.connect(tmp_path / FILE_NAME)
    begun.execute("PRAGMA journal_mode = WAL")
    reader = EmbeddingCache(tmp_path)
    assert reader.get([b"key"]) == {}
    writer = EmbeddingCache(tmp_path, write=True)
    writer.put([b"key"], [np.ones(3, np.float32)])
    assert reader.get([b"key"])[b"key"].tolist() == [1, 1, 1]
    for each in (begun, reader, writer):
        each.close()
