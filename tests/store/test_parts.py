"""The store's parts alone: rows, embedding cache, word index, recall of the vector collection, a Chroma server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from ragassist.errors import StoreError
from ragassist.store import open_store
from ragassist.store import vectors as vectors_module
from ragassist.store.embedding_cache import EmbeddingCache, key
from ragassist.store.rows import pack_meta, pack_sentences, pack_text, unpack_meta, unpack_sentences, unpack_text
from ragassist.store.vectors import VectorMeta, Vectors, VectorServer
from ragassist.types import DocumentMeta, Filter, Sentence
from tests.store.fakes import HashEmbedder, entry, settings

texts = st.text(st.one_of(st.sampled_from("的一是。，\r\n\t 𠮷é👍🏽\uff21\uff2212\u0301\ud800"), st.characters()), max_size=60)


@given(texts)
def test_a_raw_text_comes_back_to_the_character(text):
    assert unpack_text(pack_text(text)) == text


@given(st.lists(st.text(max_size=8), max_size=6), st.integers(0, 5), texts)
def test_sentences_come_back_whether_or_not_the_passage_holds_them(parts, offset, text):
    sentences = tuple(Sentence(offset + i, offset + i + 3, part) for i, part in enumerate(parts))
    for passage in ("\n".join(parts), text):
        assert unpack_sentences(passage, pack_sentences(passage, sentences)) == sentences


@given(st.builds(DocumentMeta, title=st.text(), issuer=st.text(), date=st.text()))
def test_metadata_comes_back_and_fields_of_other_versions_are_passed_over(meta):
    packed = pack_meta(meta)
    assert unpack_meta(packed) == meta
    assert unpack_meta('{"title": "a", "colour": "red"}') == DocumentMeta(title="a")


def test_the_cache_keeps_vectors_by_content(tmp_path):
    keys = [
        key("e5", "passage", "zh", "河道"),
        key("e5", "passage", "en", "河道"),
        key("use", "passage", "zh", "河道"),
        key("e5", "question", "zh", "河道"),
    ]
    assert len(set(keys)) == 4
    vectors = np.random.default_rng(7).standard_normal((4, 5)).astype(np.float32)
    cache = EmbeddingCache(tmp_path, write=True)
    cache.put(keys, vectors)
    cache.close()
    cache = EmbeddingCache(tmp_path)
    found = cache.get([*keys, b"unknown"])
    assert found.keys() == set(keys)
    assert all(np.array_equal(found[name], vector) for name, vector in zip(keys, vectors, strict=True))
    cache.close()
    cache = EmbeddingCache(tmp_path, write=True)
    assert cache.forget_all_but(keys[:1]) == 3
    assert cache.get(keys).keys() == {keys[0]}
    cache.close()


def test_more_keys_than_one_statement_takes(tmp_path):
    cache = EmbeddingCache(tmp_path, write=True)
    keys = [key("e", "passage", "en", str(n)) for n in range(1203)]
    cache.put(keys, np.arange(1203, dtype=np.float32)[:, None])
    found = cache.get(keys)
    assert [float(found[name][0]) for name in keys] == list(map(float, range(1203)))
    cache.close()


def test_nothing_is_printed_while_indexing_and_searching(tmp_path, capfd):
    embedder = HashEmbedder()
    with open_store(settings(tmp_path), "hash", 64, write=True) as store:
        store.put_all([entry("/d/a.txt", "仓库盘点由三人完成。\n", embedder)])
    with open_store(settings(tmp_path), "hash", 64) as store:
        store.dense(np.ones(64, np.float32), 3)
        store.lexical("盘点", 3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_approximate_search_agrees_with_exact_search(tmp_path):
    random = np.random.default_rng(11)
    centres = random.standard_normal((40, 96))
    vectors = (centres[random.integers(0, 40, 1500)] + random.standard_normal((1500, 96))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    collection = Vectors(tmp_path, VectorServer(), "recall", create=True)
    ids = [f"p{i}" for i in range(1500)]
    collection.upsert(ids, vectors, ids, [VectorMeta(i, "d", 0, "zh", 0, 1, "", "d.txt") for i in ids])
    agreed = 0
    for question in vectors[::50] + 0.05:
        scores = vectors @ question / np.linalg.norm(question)
        found = collection.query(question, 60)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert found[0][1] == pytest.approx(float(scores.max()), abs=1e-5)
        agreed += len({f"p{i}" for i in np.argsort(-scores)[:60]} & {name for name, _ in found})
    collection.close()
    assert agreed / (30 * 60) >= 0.999


def test_a_collection_of_an_earlier_program_is_searched_as_this_one_searches(tmp_path, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setitem(vectors_module._HNSW, "ef_search", 1000)
        Vectors(tmp_path, VectorServer(), "grown", create=True).close()
    Vectors(tmp_path, VectorServer(), "grown", create=True).close()
    reader = Vectors(tmp_path, VectorServer(), "grown")
    assert reader._collection.configuration_json["hnsw"]["ef_search"] == vectors_module._HNSW["ef_search"]
    reader.close()


@contextmanager
def held(database: Path, seconds: float):
    """Let another program hold the database for writing; in this process POSIX locks would hold nobody off."""
    program = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""
    with subprocess.Popen([sys.executable, "-c", program, database, str(seconds)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline().strip() == b"held"
        yield
        process.terminate()


@pytest.fixture
def locked_at_the_change(tmp_path, monkeypatch):
    """A collection of an earlier program, whose database is locked for so many seconds just before its configuration is changed."""
    with monkeypatch.context() as earlier:
        earlier.setitem(vectors_module._HNSW, "ef_search", 1000)
        Vectors(tmp_path, VectorServer(), "grown", create=True).close()

    with ExitStack() as holders:

        def lock(seconds: float) -> list[float]:
            changed, change = [], Collection.modify

            def modify(self, **what):
                if not changed:
                    holders.enter_context(held(tmp_path / "chroma" / "chroma.sqlite3", seconds))
                changed.append(time.monotonic())
                change(self, **what)

            monkeypatch.setattr(Collection, "modify", modify)
            return changed

        yield lock


def test_a_database_that_is_locked_for_a_moment_is_waited_for(tmp_path, locked_at_the_change):
    tries = locked_at_the_change(0.3)
    Vectors(tmp_path, VectorServer(), "grown", create=True).close()
    reader = Vectors(tmp_path, VectorServer(), "grown")
    assert reader._collection.configuration_json["hnsw"]["ef_search"] == vectors_module._HNSW["ef_search"]
    reader.close()
    assert len(tries) > 1
    assert tries[-1] - tries[0] < 5


def test_a_database_that_stays_locked_is_said_to_be_in_use(tmp_path, monkeypatch, locked_at_the_change):
    monkeypatch.setattr(vectors_module, "_LOCKED_S", 0.1)
    locked_at_the_change(60)
    with pytest.raises(StoreError, match="Another program holds the database of the vectors"):
        Vectors(tmp_path, VectorServer(), "grown", create=True)


@pytest.fixture
def server(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [program, "run", "--path", str(tmp_path / "server"), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.mark.slow
def test_the_same_store_over_a_chroma_server(tmp_path, server):
    embedder, chroma = HashEmbedder(), {"url": server}
    river, bridge = entry("/d/river.txt", "水利部门负责河道疏浚。\n", embedder), entry("/d/bridge.txt", "桥梁每五年检测一次。\n", embedder)
    one, other = settings(tmp_path / "one", chroma=chroma), settings(tmp_path / "other", chroma=chroma)
    with open_store(one, "hash", 64, write=True) as store:
        store.put_all([river])
    with open_store(other, "hash", 64, write=True) as store:
        store.put_all([bridge])
    with open_store(one, "hash", 64) as store:
        assert [name for name, _ in store.dense(bridge.vectors[0], 5)] == [river.passages[0].passage_id]
        with open_store(one, "hash", 64, write=True) as writing:
            writing.put_all([entry("/d/bridge.txt", "桥梁每五年检测一次。\n", embedder)])
            assert len(store.dense(bridge.vectors[0], 5)) == 2
            only_river = store.narrowed(Filter(doc_ids=frozenset({river.document.doc_id})))
            assert [name for name, _ in only_river.dense(bridge.vectors[0], 1)] == [river.passages[0].passage_id]
            assert [name for name, _ in only_river.dense(bridge.vectors[0], 5)] == [river.passages[0].passage_id]
            writing.rebuild(embedder)
        assert len(store.dense(bridge.vectors[0], 5)) == 2
        assert store.check() == []
    with open_store(other, "hash", 64) as store:
        assert store.check() == []
    assert not (tmp_path / "one" / "chroma").exists()


def test_a_chroma_server_that_is_not_there_is_named(tmp_path):
    url = "http://127.0.0.1:9"
    with (
        pytest.raises(StoreError, match=r"The Chroma server at 'http://127.0.0.1:9' does not answer"),
        open_store(settings(tmp_path, chroma={"url": url}), "hash", 64, write=True) as store,
    ):
        store.put_all([entry("/d/a.txt", "仓库盘点由三人完成。\n", HashEmbedder())])
    with pytest.raises(StoreError, match=r"'chroma.url' cannot be 'localhost:8000'\. Give it as http"):
        Vectors(tmp_path, VectorServer("localhost:8000"), "name")
