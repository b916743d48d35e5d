"""The manifest in a real PostgreSQL server, the vectors in a real Chroma server, several homes over both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ragassist.assistant import Assistant
from ragassist.errors import BusyError, StoreError, UsageError
from ragassist.serving import uploads
from ragassist.settings import Settings
from ragassist.store import open_store, schema, snapshots
from ragassist.store.backup import back_up, unpacked
from ragassist.store.place import Place
from tests.store.fakes import HashEmbedder, entry
from tests.store.rules import story

ROOT = Path(__file__).parents[2]
LINES = "港口每天装卸两千箱货物。\n装卸计划在每月五日公布。\n"
pytestmark = pytest.mark.slow


@pytest.fixture
def shared(postgres_server, chroma_server, tmp_path):
    """Makes settings of any number of homes over one index that no other test has."""
    name = f"index_{uuid4().hex[:8]}"

    def settings(home: str = "one", **more: object) -> Settings:
        manifest = {"url": postgres_server.url(), "name": name}
        return Settings(home=tmp_path / home, manifest=manifest, chroma={"url": chroma_server.url}, **more)

    return settings


def writer(chosen: Settings):
    return open_store(chosen, "hash", 64, write=True)


def reader(chosen: Settings):
    return open_store(chosen, "hash", 64)


def start(verb: str, chosen: Settings, *words: object) -> subprocess.Popen[str]:
    environ = os.environ | {
        "RAGASSIST_MANIFEST__URL": chosen.manifest.url.get_secret_value(),
        "RAGASSIST_MANIFEST__NAME": chosen.manifest.name,
        "RAGASSIST_CHROMA__URL": chosen.chroma.url,
    }
    command = [sys.executable, "-m", "tests.store.processes", verb, str(chosen.home), *map(str, words)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, text=True, env=environ, **pipes)


def ask(process: subprocess.Popen[str]) -> list[str]:
    process.stdin.write("go\n")
    process.stdin.flush()
    return process.stdout.readline().rstrip("\n").split("\t")


def ingest_all(chosen: Settings, documents: Path) -> None:
    process = start("ingest", chosen, documents)
    assert process.communicate(timeout=300)[0].endswith("done\n")


@pytest.fixture
def documents(tmp_path):
    directory = tmp_path / "documents"
    directory.mkdir()
    for n in range(40):
        text = f"第{n}号通告\n\n编号{n}的仓库每{n + 2}年盘点一次。\n\n盘点结果在{n % 12 + 1}月公布。\n"
        (directory / f"notice-{n:03}.txt").write_text(text, encoding="utf8")
    return directory


def test_both_databases_hold_the_same_in_the_same_order(shared, tmp_path):
    embedder = HashEmbedder()
    long = "".join(f"{paragraph}\n" for paragraph in story(30))
    texts = {
        "/d/Zebra.txt": long,
        "/d/aardvark.txt": long + "附则。\n",
        "/d/港口.txt": "桥梁每五年检测一次。\n",
        "/d/é.txt": "é ’ \U00020000\n",
    }
    found = []
    for chosen in (shared(), Settings(home=tmp_path / "file")):
        with writer(chosen) as store:
            store.put_all([entry(location, raw, embedder) for location, raw in texts.items()])
            store.remove(store.find("é").doc_id)
        with reader(chosen) as store:
            records = store.documents()
            passages = [store.passages_of(record.doc_id) for record in records]
            vectors = embedder.questions(["装卸计划"], ["zh"])
            dense = [(i, round(s, 5)) for i, s in store.dense(vectors[0], 9)]
            found.append((records, passages, store.origins(), store.version, dense, store.lexical("桥梁 港口", 9)))
            assert store.check() == []
            assert {store.raw(record.doc_id) for record in records} == {*texts.values()} - {"é ’ \U00020000\n"}
    assert found[0] == found[1]
    assert any(record.related for record in found[0][0])


def test_another_home_sees_a_commit_within_a_second(shared):
    with writer(shared()) as store:
        store.put_all([entry("/d/first.txt", LINES, HashEmbedder())])
    other = start("search", shared("two"), "机场跑道维修")
    assert other.stdout.readline() == "ready\n"
    assert ask(other)[2] == "1"
    took = []
    for n in range(5):
        with writer(shared()) as store:
            store.put_all([entry(f"/d/airport-{n}.txt", f"机场跑道维修，每年{n + 2}次。\n", HashEmbedder())])
            began = time.monotonic()
            while ask(other) != [*[f"机场跑道维修，每年{n + 2}次。"] * 2, "2"]:
                assert time.monotonic() - began < 10
            took.append(time.monotonic() - began)
            store.remove(store.find(f"airport-{n}").doc_id)
    other.communicate()
    assert max(took) < 1, took


def test_a_second_writer_in_another_home_is_told_who_writes_and_a_killed_one_is_no_obstacle(shared):
    holder = start("hold", shared())
    assert holder.stdout.readline() == "held\n"
    began = time.monotonic()
    with pytest.raises(BusyError, match=r"schema index_\w+' is being written by processes\.py hold on .*, \d\d:\d\d\. Wait for it"):
        writer(shared("two"))
    assert time.monotonic() - began < 10
    with reader(shared("two")) as store:
        assert store.check() == ["Another process is writing the index; its parts cannot be compared now."]
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    writer(shared("two")).close()


def test_a_writer_whose_connection_is_cut_writes_no_more_and_blocks_nobody(shared, postgres_server):
    embedder = HashEmbedder()
    with pytest.raises(StoreError, match="broke"), writer(shared()) as store:  # noqa: PT012  # it breaks when it writes, and when it closes
        store.put_all([entry("/d/first.txt", LINES, embedder)])
        with psycopg.connect(postgres_server.url(), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'one'")
        with writer(shared("two")) as other:
            other.put_all([entry("/d/second.txt", "桥梁每五年检测一次。\n", embedder)])
        store.put_all([entry("/d/third.txt", "隧道照明须在夜间开启。\n", embedder)])
    with reader(shared()) as store:
        assert [record.path for record in store.documents()] == ["first.txt", "second.txt"]


def test_a_writer_that_lost_its_lock_after_a_commit_deletes_nothing_that_another_has_put_back(shared, postgres_server, monkeypatch):
    embedder, same = HashEmbedder(), entry("/d/first.txt", LINES, HashEmbedder())
    with pytest.raises(StoreError, match="broke"), writer(shared()) as store:  # noqa: PT012  # it breaks when it tidies, and when it closes
        store.put_all([same])
        removed = store._manifest.remove

        def remove(doc_ids):
            gone = removed(doc_ids)
            with psycopg.connect(postgres_server.url(), autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'one'")
            with writer(shared("two")) as other:
                other.put_all([same])
            return gone

        monkeypatch.setattr(store._manifest, "remove", remove)
        store.remove(same.document.doc_id)
    with reader(shared()) as store:
        assert store.check() == []
        assert len(store.dense(embedder.questions(["港口装卸货物"], ["zh"])[0], 5)) == 2


def test_readers_outlive_a_stop_and_a_start_of_the_server(shared, postgres_server):
    with writer(shared()) as store:
        store.put_all([entry("/d/first.txt", LINES, HashEmbedder())])
    with reader(shared("two")) as store:
        assert len(store.documents()) == 1
        postgres_server.stop()
        with pytest.raises(StoreError, match=r"PostgreSQL at 'postgresql://127\.0\.0\.1:\d+/one, schema \w+' does not answer") as silent:
            store.documents()
        assert "a-secret-word" not in repr(silent.value) + str(silent.value) + str(silent.value.__cause__)
        postgres_server.start()
        assert len(store.documents()) == 1
        assert len(store.dense(HashEmbedder().questions(["装卸"], ["zh"])[0], 3)) == 2


def test_a_server_killed_while_documents_come_in_loses_nothing_acknowledged(shared, postgres_server, documents):
    process, acknowledged = start("ingest", shared(), documents), 0
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= 6:
            break
    postgres_server.kill()
    assert "done" not in process.communicate(timeout=120)[0]
    assert process.returncode != 0
    postgres_server.start()
    with reader(shared("two")) as store:
        assert acknowledged <= len(store.documents()) < 40
    ingest_all(shared("two"), documents)
    with reader(shared()) as store:
        assert (len(store.documents()), store.check()) == (40, [])


def test_a_chroma_server_killed_while_documents_come_in_loses_nothing_acknowledged(shared, chroma_server, documents):
    process, acknowledged, question = start("ingest", shared(), documents), 0, HashEmbedder().questions(["仓库"], ["zh"])[0]
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= 6:
            break
    with reader(shared("two")) as store:
        assert len(store.dense(question, 3)) == 3
        chroma_server.kill()
        try:
            assert "done" not in process.communicate(timeout=120)[0]
            assert acknowledged <= len(store.documents()) < 40
            with pytest.raises(StoreError, match=r"The Chroma server at .* does not answer"):
                store.dense(question, 3)
        finally:
            chroma_server.start()
        assert len(store.dense(question, 3)) == 3
    ingest_all(shared("two"), documents)
    with reader(shared()) as store:
        assert (len(store.documents()), store.check()) == (40, [])


def test_an_upload_belongs_to_its_user_in_every_home_wherever_that_lies(shared):
    file = uploads.directory(shared().home, "wei") / "note.txt"
    with writer(shared()) as store:
        store.put_all([entry(str(file), LINES, HashEmbedder()), entry("/d/all.txt", "桥梁每五年检测一次。\n", HashEmbedder())])
    for home in ("one", "two"):
        with reader(shared(home)) as store:
            owners = {record.path: uploads.owner(record.location, store.home) for record in store.documents()}
            assert owners == {"note.txt": uploads.key("wei"), "all.txt": None}
            assert {uploads.owner(location, store.home) for location in store.origins()} == {uploads.key("wei"), None}
    moved = uploads.directory(shared("two").home, "wei") / "note.txt"
    with writer(shared("two")) as store:
        store.put_all([entry(str(moved), "附注作废。\n", HashEmbedder())])
        assert [record.path for record in store.documents()] == ["all.txt", "note.txt"]


def test_an_index_moves_between_the_two_databases_in_a_backup(shared, tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.txt").write_text(LINES, encoding="utf8")
    (files / "b.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")

    def assistant(chosen: Settings, embedder: HashEmbedder) -> Assistant:
        return Assistant(chosen, embedder=embedder)

    with assistant(shared(chat={"tier": "extractive"}), HashEmbedder()) as ours:
        ours.ingest([files])
        before = [(record, ours.raw(record.doc_id), ours.passages(record.doc_id)) for record in ours.documents()]
        taken = snapshots.take(Place.of(ours.settings), "early")
        ours.remove(["a.txt"])
        assert len(ours.restore(snapshots.opened(ours.settings.home, "early")[1]).added) == 1
    assert (taken.documents, snapshots.verified(shared().home / "snapshots" / "early")) == (2, taken)
    back_up(Place.of(shared()), tmp_path / "all.zip")
    fresh = HashEmbedder()
    with assistant(Settings(home=tmp_path / "file", chat={"tier": "extractive"}), fresh) as ours, unpacked(tmp_path / "all.zip") as state:
        ours.restore(state, backup=True)
        assert [(record, ours.raw(record.doc_id), ours.passages(record.doc_id)) for record in ours.documents()] == before
        assert ours.store.check() == []
    assert fresh.asked == 0


def test_a_newer_format_is_refused_and_an_older_one_brought_forward_by_a_writer(shared, tmp_path, monkeypatch):
    ours = len(schema.STEPS)
    for chosen in (shared(), Settings(home=tmp_path / "file")):
        with writer(chosen) as store:
            store.put_all([entry("/d/first.txt", LINES, HashEmbedder())])
        with monkeypatch.context() as later:
            later.setattr(schema, "STEPS", (*schema.STEPS, "ALTER TABLE documents ADD COLUMN shelf TEXT NOT NULL DEFAULT ''"))
            later.setattr(schema, "READ_FROM", len(schema.STEPS))
            with pytest.raises(StoreError, match=rf"has format {ours}, and this program reads {ours + 1}\. Run `ragassist ingest` once"):
                reader(chosen)
            writer(chosen).close()
            with reader(chosen) as store:
                assert len(store.documents()) == 1
        for opened in (reader, writer):
            with pytest.raises(StoreError, match=f"has format {ours + 1}; this program reads up to {ours}"):
                opened(chosen)


def test_a_step_that_fails_leaves_the_older_format_whole(shared, tmp_path, monkeypatch):
    for chosen in (shared(), Settings(home=tmp_path / "file")):
        with writer(chosen) as store:
            store.put_all([entry("/d/first.txt", LINES, HashEmbedder())])
        with monkeypatch.context() as later:
            step = "ALTER TABLE documents ADD COLUMN shelf TEXT; ALTER TABLE documents ADD COLUMN shelf TEXT"
            later.setattr(schema, "STEPS", (*schema.STEPS, step))
            with pytest.raises((StoreError, psycopg.Error)):
                writer(chosen)
        with reader(chosen) as store:
            assert len(store.documents()) == 1


def test_nothing_indexed_a_missing_server_and_vectors_at_home_are_told_apart(shared, tmp_path, chroma_server):
    with pytest.raises(StoreError, match="Nothing is indexed in 'postgresql://"):
        reader(shared())
    assert not shared().home.exists()
    away = {"url": "postgresql://ada:a-secret-word@127.0.0.1:9/team"}
    with pytest.raises(StoreError, match=r"PostgreSQL at 'postgresql://127\.0\.0\.1:9/team, schema ragassist' does not answer") as silent:
        reader(Settings(home=tmp_path / "x", manifest=away, chroma={"url": chroma_server.url}))
    assert "a-secret-word" not in str(silent.value)
    with pytest.raises(UsageError, match="RAGASSIST_CHROMA__URL"):
        reader(Settings(home=tmp_path / "x", manifest=away))


def test_two_indexes_of_one_server_know_nothing_of_each_other(shared, postgres_server, chroma_server, tmp_path):
    manifest = {"url": postgres_server.url(), "name": f"other_{uuid4().hex[:8]}"}
    other = Settings(home=tmp_path / "one", manifest=manifest, chroma={"url": chroma_server.url})
    for chosen, text in ((shared(), LINES), (other, "桥梁每五年检测一次。\n")):
        with writer(chosen) as store:
            store.put_all([entry("/d/a.txt", text, HashEmbedder())])
            store.rebuild(HashEmbedder())
    for chosen, n in ((shared(), 2), (other, 1)):
        with closing(reader(chosen)) as store:
            assert len(store.dense(HashEmbedder().questions(["桥梁"], ["zh"])[0], 9)) == n
            assert store.check() == []
