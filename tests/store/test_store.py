from __future__ import annotations

import threading

import numpy as np
import pytest

from ragassist.errors import StoreError
from ragassist.store import open_store
from ragassist.store.passage_vectors import vector_meta
from ragassist.types import Sentence
from tests.store.fakes import HashEmbedder, entry, settings

RIVER = "水利部门负责河道疏浚。\n每年三月公布疏浚计划。\n"
BRIDGE = "桥梁每五年检测一次。\n检测结果向社会公开。\n"


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def chosen(tmp_path):
    return settings(tmp_path / "home")


def writer(chosen, embedder, **more):
    return open_store(chosen, embedder.name, embedder.dim, write=True, **more)


def reader(chosen, embedder):
    return open_store(chosen, embedder.name, embedder.dim)


def ask(embedder, text):
    return embedder.questions([text], ["zh"])[0]


def test_what_is_put_is_found_and_read_back_unchanged(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder, title="河道")
    with writer(chosen, embedder) as store:
        store.put_all([river, entry("/d/bridge.txt", BRIDGE, embedder)])
    with reader(chosen, embedder) as store:
        assert [record.path for record in store.documents()] == ["bridge.txt", "river.txt"]
        assert store.raw(river.document.doc_id) == RIVER
        assert store.source(river.document.doc_id) == river.document
        assert store.passages_of(river.document.doc_id) == list(river.passages)
        best, cosine = store.dense(ask(embedder, "河道疏浚"), 3)[0]
        assert best == river.passages[0].passage_id
        assert cosine == pytest.approx(float(ask(embedder, "河道疏浚") @ river.vectors[0]), abs=1e-5)
        assert store.lexical("桥梁检测", 5)[0][0].startswith(store.find("bridge").doc_id)
        assert store.check() == []


def test_passages_come_in_the_order_asked_and_unknown_ones_are_left_out(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder)
    first, second = (p.passage_id for p in river.passages)
    with writer(chosen, embedder) as store:
        store.put_all([river])
        assert [p.passage_id for p in store.passages([second, "gone:00000", first])] == [second, first]
        assert store.neighbours(river.passages[0], 2, 2) == [river.passages[1]]


def test_sentences_whose_text_is_not_in_the_passage_survive(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder)
    odd = tuple(
        type(p)(
            p.passage_id,
            p.doc_id,
            p.ordinal,
            p.lang,
            p.heading,
            p.start,
            p.end,
            p.text,
            (*p.sentences, Sentence(1, 2, "别处的话"), *p.sentences),
        )
        for p in river.passages
    )
    with writer(chosen, embedder) as store:
        store.put(river.document, odd, river.vectors)
        assert store.passages_of(river.document.doc_id) == list(odd)


def test_a_document_in_the_same_place_replaces_the_old_one_everywhere(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
        store.put_all([entry("/d/river.txt", "湖泊保护另行规定。\n", embedder)])
        assert [record.passages for record in store.documents()] == [1]
        assert store.lexical("疏浚", 5) == []
        assert len(store.dense(ask(embedder, "河道疏浚"), 10)) == 1
        assert store.check() == []


def test_removed_text_is_in_no_index(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder)
    with writer(chosen, embedder) as store:
        store.put_all([river, entry("/d/bridge.txt", BRIDGE, embedder)])
        store.remove(river.document.doc_id)
        assert store.lexical("疏浚", 5) == []
    with reader(chosen, embedder) as store:
        assert store.lexical("疏浚", 5) == []
        found = [p for p, _ in store.dense(ask(embedder, "河道疏浚"), 10)]
        assert len(found) == 2
        assert not any(p.startswith(river.document.doc_id) for p in found)
        assert store.check() == []
        with pytest.raises(StoreError, match="No document"):
            store.raw(river.document.doc_id)
    for file in chosen.home.rglob("*"):
        if file.is_file() and file.suffix == ".json":
            assert "疏浚" not in file.read_text(encoding="utf8")


def test_the_version_moves_with_every_change_and_only_then(chosen, embedder):
    with writer(chosen, embedder) as store:
        assert store.version == 0
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
        assert store.version == 1
    with writer(chosen, embedder) as store:
        assert store.repair(embedder) == 0
        assert store.version == 1


def test_another_embedder_is_refused_in_one_sentence_with_both_names(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
    for write in (True, False):
        with pytest.raises(StoreError, match=r"64-dim vectors from 'hash'; the settings ask for 'other' \(32\).*--rebuild"):
            open_store(chosen, "other", 32, write=write)
    with open_store(chosen) as store:
        assert store.embedder == ("hash", 64)


def test_a_rebuild_with_another_embedder_keeps_documents_and_searches(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder), entry("/d/bridge.txt", BRIDGE, embedder)])
        before, version = store.documents(), store.version
    other = HashEmbedder("other", 32)
    with writer(chosen, other, rebuild=True) as store:
        store.rebuild(other)
        assert store.documents() == before
        assert store.version > version
    with reader(chosen, other) as store:
        best = store.dense(ask(other, "桥梁检测"), 1)[0][0]
        assert store.passages([best])[0].text == "桥梁每五年检测一次。"
        assert store.check() == []


def test_a_rebuild_with_the_same_embedder_embeds_nothing(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
        asked = embedder.asked
        store.rebuild(embedder)
        assert embedder.asked == asked
        assert store.check() == []


def test_an_interrupted_rebuild_leaves_the_old_index_in_force(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
        documents = store.documents()

    class Broken(HashEmbedder):
        def passages(self, texts, langs, titles=None):
            raise KeyboardInterrupt

    broken = Broken("broken", 16)
    with pytest.raises(KeyboardInterrupt), writer(chosen, broken, rebuild=True) as store:
        store.rebuild(broken)
    with reader(chosen, embedder) as store:
        assert store.documents() == documents
        assert store.dense(ask(embedder, "疏浚"), 1)


def test_nothing_is_created_by_reading_a_home_that_is_not_there(chosen, embedder):
    with pytest.raises(StoreError, match=r"Nothing is indexed in .* yet\. Run `ragassist ingest PATH`"):
        reader(chosen, embedder)
    assert not chosen.home.exists()


def test_find_takes_ids_paths_and_unique_beginnings(chosen, embedder):
    with writer(chosen, embedder) as store:
        for name in ("law-2023.txt", "law-2024.txt", "notes.md"):
            store.put_all([entry(f"/d/{name}", f"{name}的内容。\n", embedder)])
        notes = store.find("notes.md")
        assert store.find(notes.doc_id) == store.find(notes.doc_id[:9]) == store.find("not") == store.find("/d/notes.md") == notes
        assert store.find("law-2023").path == "law-2023.txt"
        with pytest.raises(StoreError, match=r"'law' could be any of 2 documents: law-2023\.txt .*law-2024\.txt"):
            store.find("law")
        with pytest.raises(StoreError, match="No document 'nothing'"):
            store.find("nothing")
        with pytest.raises(StoreError):
            store.find("")


def test_vectors_left_over_by_a_crash_are_ignored_and_then_dropped(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder)
    strangers = 200
    with writer(chosen, embedder) as store:
        store.put_all([river])
        vectors = store._dense.vectors()  # what a killed writer leaves: vectors without a commit
        metas = [vector_meta(river.passages[0], river.document)] * strangers
        vectors.upsert([f"stranger-{i}" for i in range(strangers)], np.repeat(river.vectors[:1], strangers, 0), ["陌生"] * strangers, metas)
        assert [p for p, _ in store.dense(river.vectors[0], 2)] == [p.passage_id for p in river.passages]
        assert any("200 vectors are left over" in problem for problem in store.check())
        assert store.repair(embedder) == 0
        assert store.check() == []


def test_a_lost_collection_is_searched_exactly_and_filled_again_without_embedding(chosen, embedder, caplog):
    import shutil

    river = entry("/d/river.txt", RIVER, embedder)
    with writer(chosen, embedder) as store:
        store.put_all([river])
    shutil.rmtree(chosen.home / "chroma")
    with reader(chosen, embedder) as store:
        assert store.dense(river.vectors[1], 1)[0][0] == river.passages[1].passage_id
        assert "searching the cached vectors instead" in caplog.text
        assert store.check()
    asked = embedder.asked
    with writer(chosen, embedder) as store:
        assert store.repair(embedder) == 2
        assert embedder.asked == asked
        assert store.check() == []


def test_a_deleted_embedding_cache_costs_embedding_and_nothing_else(chosen, embedder):
    river = entry("/d/river.txt", RIVER, embedder)
    with writer(chosen, embedder) as store:
        store.put_all([river])
    for file in chosen.home.glob("embeddings.sqlite3*"):
        file.unlink()
    with reader(chosen, embedder) as store:
        assert store.dense(river.vectors[1], 1)[0][0] == river.passages[1].passage_id
        assert any("2 vectors are missing from the embedding cache" in problem for problem in store.check())
    asked = embedder.asked
    with writer(chosen, embedder) as store:
        store.rebuild(embedder)
        assert embedder.asked == asked + 2
    with reader(chosen, embedder) as store:
        assert store.check() == []


def test_a_read_store_does_not_write(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
        doc_id = store.documents()[0].doc_id
    with reader(chosen, embedder) as store, pytest.raises(StoreError, match="opened for reading"):
        store.remove(doc_id)


def test_an_empty_document_list_searches_to_nothing(chosen, embedder):
    with writer(chosen, embedder) as store:
        assert store.dense(np.ones(64, np.float32), 5) == []
        assert store.lexical("任何", 5) == []
        store.put_all([entry("/d/marks.txt", "。。。\n", embedder)])
        assert store.lexical("任何", 5) == []
    with reader(chosen, embedder) as store:
        assert store.lexical("任何", 5) == []
        assert store.check() == []


def test_threads_go_on_reading_while_another_store_of_the_process_writes(chosen, embedder):
    with writer(chosen, embedder) as store:
        store.put_all([entry("/d/river.txt", RIVER, embedder)])
    failures, rounds, stop = [], [0], threading.Event()

    def read(store):
        while not stop.is_set():
            try:
                found = store.dense(ask(embedder, "河道疏浚"), 2)
                assert store.passages([found[0][0]])[0].text == "水利部门负责河道疏浚。"
                assert store.lexical("河道疏浚", 2)
                rounds[0] += 1
            except Exception as error:  # noqa: BLE001  # a thread must not fail unseen
                failures.append(error)
                return

    with reader(chosen, embedder) as store:
        threads = [threading.Thread(target=read, args=(store,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for n in range(3):
            with writer(chosen, embedder) as writing:
                for m in range(4):
                    writing.put_all([entry(f"/d/{n}-{m}.txt", f"第{n}年第{m}季度巡查路灯。\n", embedder)])
                writing.remove(writing.find(f"{n}-0").doc_id)
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert rounds[0] > 3
        assert len(store.documents()) == 10
        assert store.check() == []
