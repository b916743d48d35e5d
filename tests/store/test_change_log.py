"""A reader that follows an index reads what changed, and all of it only where that cannot be told."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.settings import Settings
from ragassist.store import change_log, forgetting, open_store, search, snapshots
from ragassist.store.change_log import Changes
from ragassist.store.lexical import Lexical
from ragassist.store.manifest import Manifest
from ragassist.store.place import Place
from ragassist.store.postings import Postings
from ragassist.types import DocumentMeta, Filter
from tests.examples import examples
from tests.store.fakes import HashEmbedder, entry
from tests.store.test_lexical import QUESTIONS, SENTENCES

EMBEDDER = HashEmbedder()


def text(number: int) -> str:
    return f"第{number}号渡口每年检修{number + 2}次。\n航道标志由站长检查。\n"


def put(chosen: Settings, *numbers: int) -> None:
    with open_store(chosen, "hash", 64, write=True) as store:
        for number in numbers:
            store.put_all([entry(f"/d/ferry-{number}.txt", text(number), EMBEDDER)])


def found(store: object, number: int) -> bool:
    names = [passage_id for passage_id, _ in store.lexical(f"第{number}号渡口", 50)]
    return text(number).splitlines()[0] in [passage.text for passage in store.passages(names)]


@pytest.fixture
def chosen(tmp_path):
    made = Settings(home=tmp_path / "home")
    put(made, 0)
    return made


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 12), st.sampled_from(SENTENCES), max_size=13), min_size=2, max_size=8), st.booleans())
def test_any_way_of_changing_ends_in_the_index_made_in_one_go(states, told_twice):
    index, before = Lexical(0, []), {}
    for version, state in enumerate(states, start=1):
        passages = {f"d:{number:05d}-{SENTENCES.index(sentence)}": sentence for number, sentence in sorted(state.items())}
        came = passages.keys() if told_twice else passages.keys() - before.keys()
        went = before.keys() - passages.keys()
        index = index.changed(set(came), went, lambda names, known=passages: [(name, known[name]) for name in names], version)
        fresh = Lexical.build(passages.items(), version)
        for question in QUESTIONS:
            assert index.search(question, 5) == fresh.search(question, 5)
        before = passages


@given(st.lists(st.text("ab:é汉", min_size=1, max_size=30), unique=True, max_size=20), st.sets(st.text("ab:é汉", min_size=1, max_size=30)))
def test_rows_are_found_by_name(names, others):
    postings = Postings.of((name, "盘点") for name in names)
    asked = {name.encode() for name in [*names[::2], *others]}
    assert postings.rows_named(asked) == [row for row, name in enumerate(names) if name.encode() in asked]


def test_the_next_question_after_a_commit_reads_the_change_alone(chosen, monkeypatch):
    with open_store(chosen, "hash", 64) as reader:
        assert found(reader, 0)
        put(chosen, 1, 2, 3)
        monkeypatch.setattr(Manifest, "vector_keys", lambda self: pytest.fail("all names were read"))
        assert [found(reader, number) for number in range(5)] == [True] * 4 + [False]
        monkeypatch.undo()
        with open_store(chosen, "hash", 64, write=True) as store:
            store.remove(store.find("ferry-2").doc_id)
        (chosen.home / "lexical" / "index.json").unlink()  # what the writer saved; the reader goes on from its own
        monkeypatch.setattr(Manifest, "vector_keys", lambda self: pytest.fail("all names were read"))
        assert [found(reader, number) for number in range(4)] == [True, True, False, True]


def test_a_commit_of_an_older_program_is_seen_as_a_gap(chosen):
    with open_store(chosen, "hash", 64) as reader:
        assert found(reader, 0)
        with open_store(chosen, "hash", 64, write=True) as store:
            store.put_all([entry("/d/ferry-1.txt", text(1), EMBEDDER)])
            store._manifest.database.execute("DELETE FROM changes WHERE version = ?", (store.version,))
        put(chosen, 2)
        (chosen.home / "lexical" / "index.json").unlink()
        assert [found(reader, number) for number in range(4)] == [True, True, True, False]


def test_another_history_of_the_same_length_is_no_continuation(chosen, tmp_path):
    other = Settings(home=tmp_path / "other")
    put(other, 7, 8)
    with open_store(chosen, "hash", 64) as reader:
        assert found(reader, 0)
        reader._manifest.close()
        for part in chosen.home.glob("manifest*"):
            part.unlink()
        for part in other.home.glob("manifest*"):
            shutil.copy(part, chosen.home)
    with open_store(chosen, "hash", 64) as reader:
        assert [found(reader, number) for number in (0, 7, 8)] == [False, True, True]


def test_who_comes_after_more_commits_than_are_kept_compares_all(chosen, monkeypatch):
    monkeypatch.setattr(change_log, "COMMITS_KEPT", 3)
    with open_store(chosen, "hash", 64) as reader:
        assert found(reader, 0)
        put(chosen, 1, 2, 3, 4, 5)
        (chosen.home / "lexical" / "index.json").unlink()
        assert all(found(reader, number) for number in range(6))
        assert len({row[0] for row in reader._manifest.database.execute("SELECT version FROM changes")}) == 3


def test_a_commit_of_very_many_passages_is_not_noted(chosen, monkeypatch):
    monkeypatch.setattr(change_log, "MOST", 3)
    with open_store(chosen, "hash", 64) as reader:
        before = reader.version
        first = reader._manifest.commit(before)
        with open_store(chosen, "hash", 64, write=True) as store:
            store.put_all([entry(f"/d/ferry-{number}.txt", text(number), EMBEDDER) for number in (1, 2)])
        assert reader._manifest.changes(before, first, reader.version) is None
        assert found(reader, 2)
        put(chosen, 3)
        assert reader._manifest.commit(reader.version)
        assert found(reader, 3)


def test_what_went_and_came_again_is_there(chosen):
    with open_store(chosen, "hash", 64, write=True) as store:
        version, commit = store.version, store._manifest.commit(store.version)
        keys = {row[1] for row in store._manifest.vector_keys()}
        store.remove(store.find("ferry-0").doc_id)
        store.put_all([entry("/d/ferry-0.txt", text(0), EMBEDDER)])
        store.put_all([entry("/d/ferry-0.txt", text(0), EMBEDDER)])  # the same once more, in its own place
        assert store._manifest.changes(version, commit, store.version) == Changes(
            frozenset(keys), frozenset(), store._manifest.commit(store.version)
        )
        assert store._manifest.changes(version, "another", store.version) is None
        assert store._manifest.changes(store.version, store._manifest.commit(store.version), store.version) is None


def refuse_all_names(monkeypatch) -> None:
    monkeypatch.setattr(Manifest, "vector_keys", lambda self: pytest.fail("all names were read"))


def test_a_writer_that_ends_goes_on_from_the_words_that_are_saved(chosen, monkeypatch):
    with monkeypatch.context() as watched:
        refuse_all_names(watched)
        put(chosen, 1, 2)
        with open_store(chosen, "hash", 64, write=True) as store:
            store.put_all([entry("/d/ferry-3.txt", text(3), EMBEDDER)])
            store.set_meta({store.find("ferry-1").doc_id: DocumentMeta(title="Ferry 1")})
    with open_store(chosen, "hash", 64) as reader:
        assert [found(reader, number) for number in range(5)] == [True] * 4 + [False]


@pytest.mark.parametrize("wrong", ["of another history", "without a name", "of too few passages"])
def test_words_that_cannot_be_gone_on_from_are_compared_with_all_names(chosen, wrong):
    put(chosen, 1, 2)
    path = chosen.home / "lexical" / "index.json"
    saved = json.loads(path.read_text(encoding="utf8"))
    if wrong == "of too few passages":
        saved["segments"][0]["dead"] = [0]
    else:
        saved |= {"commit": "0123456789abcdef" if wrong == "of another history" else "", "segments": []}
    path.write_text(json.dumps(saved), encoding="utf8")
    put(chosen, 3)
    with open_store(chosen, "hash", 64) as reader:
        assert all(found(reader, number) for number in range(4))
        assert reader.check() == []


@pytest.mark.parametrize("few", [0.0, 1.1], ids=["by the collection", "by the cache"])
def test_a_search_within_limits_reads_what_a_commit_changed_and_no_more(chosen, monkeypatch, few):
    monkeypatch.setattr(search, "_FEW", few)
    within, vector = Filter(kinds=frozenset({"law"})), EMBEDDER.questions(["渡口"], ["zh"])[0]
    law = {n: entry(f"/d/ferry-{n}.txt", text(n), EMBEDDER) for n in (5, 6, 7, 8)}
    law = {n: replace(e, document=replace(e.document, meta=DocumentMeta(kind="law"))) for n, e in law.items()}

    def looked(store: object) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        return store.narrowed(within).dense(vector, 9), store.narrowed(within).lexical("渡口 航道标志", 9)

    with open_store(chosen, "hash", 64, write=True) as store:
        store.put_all([law[5], law[6]])
    with open_store(chosen, "hash", 64) as reader:
        assert len(looked(reader)[0]) == len(looked(reader)[1]) == 4
        with open_store(chosen, "hash", 64, write=True) as store:
            store.put_all([law[7]])
            store.remove(law[5].document.doc_id)
            store.put_all([law[8], law[6]])
        with monkeypatch.context() as watched:
            refuse_all_names(watched)
            found_now = looked(reader)
        with open_store(chosen, "hash", 64) as fresh:
            assert found_now == looked(fresh)
        assert len(found_now[0]) == 6
        assert {name.split(":")[0] for name, _ in found_now[0]} == {law[n].document.doc_id for n in (6, 7, 8)}


def test_equals_come_in_document_order_whatever_was_read_first(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "_FEW", 1.1)
    chosen, vector = Settings(home=tmp_path / "home"), EMBEDDER.questions(["航道"], ["zh"])[0]
    same = [entry(f"/d/{n}.txt", text(1), EMBEDDER) for n in range(6)]
    with open_store(chosen, "hash", 64, write=True) as store:
        store.put_all(same)
        first, *others = sorted((each.document.doc_id for each in same), reverse=True)
        store.narrowed(Filter(doc_ids=frozenset({first}))).dense(vector, 5)
        everything = store.narrowed(Filter(doc_ids=frozenset({first, *others})))
        names = [name for name, _ in everything.dense(vector, 20)]
        assert names == sorted(names, key=lambda name: (name.split(":")[1] != names[0].split(":")[1], name))
        assert everything.dense(vector, 3) == everything.dense(vector, 20)[:3]


def test_a_removal_looks_at_the_vectors_of_what_is_removed_and_seldom_at_all(chosen, tmp_path, monkeypatch):
    put(chosen, 1, 2, 3)
    monkeypatch.setattr(forgetting, "FEW", 0)

    def vectors() -> int:
        with closing(sqlite3.connect(chosen.home / "embeddings.sqlite3")) as db:
            return int(db.execute("SELECT COUNT(*) FROM vectors").fetchone()[0])

    def remove(number: int) -> None:
        with open_store(chosen, "hash", 64, write=True) as store:
            store.remove(store.find(f"ferry-{number}").doc_id)

    assert vectors() == 5  # one sentence is in all of them
    snapshots.take(Place.of(chosen), "all")
    with monkeypatch.context() as watched:
        refuse_all_names(watched)
        remove(1)
        assert vectors() == 5
        shutil.rmtree(chosen.home / "snapshots")
        remove(2)
        assert vectors() == 4
    monkeypatch.setattr(forgetting, "SELDOM", 1)
    remove(3)
    assert vectors() == 2
    with open_store(chosen, "hash", 64) as reader:
        assert found(reader, 0)
        assert reader.check() == []


def test_documents_are_listed_anew_when_the_index_has_moved_and_not_before(chosen, monkeypatch):
    read: list[int] = []
    records = Manifest.records
    monkeypatch.setattr(Manifest, "records", lambda self: read.append(1) or records(self))
    with open_store(chosen, "hash", 64) as reader:
        assert [len(reader.documents()) for _ in range(3)] == [1, 1, 1]
        reader.documents().clear()
        assert len(reader.narrowed(Filter(langs=frozenset({"zh"}))).doc_ids or ()) == 1
        assert len(read) == 1
        put(chosen, 1)
        assert [record.path for record in reader.documents()] == [record.path for record in records(reader._manifest)]
        with open_store(chosen, "hash", 64, write=True) as store:
            store.set_meta({store.find("ferry-1").doc_id: DocumentMeta(title="Ferry 1")})
        assert [record.meta.title for record in reader.documents()][-1] == "Ferry 1"
