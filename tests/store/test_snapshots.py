"""Named states: taken while others read and write, brought back exactly, refused when damaged, carried to another place in one file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.errors import StoreError, UsageError
from ragassist.serving import uploads
from ragassist.settings import Settings
from ragassist.store import snapshots
from ragassist.store.backup import back_up, unpacked
from ragassist.store.manifest import Manifest
from ragassist.store.place import Place
from ragassist.store.restore import difference
from tests.store.fakes import HashEmbedder

TEXTS = {"a.txt": "港口办法自三月起施行。\n", "b.txt": "数据中心的年用电量不得超过三亿千瓦时。\n", "c.txt": "桥梁检查每年进行一次。\n"}


@pytest.fixture
def files(tmp_path) -> Path:
    (tmp_path / "docs").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf8")
    return tmp_path / "docs"


def assistant(home: Path, embedder: HashEmbedder | None = None) -> Assistant:
    return Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=embedder or HashEmbedder())


def state(ours: Assistant) -> list[tuple[object, ...]]:
    return [(r.doc_id, r.path, ours.raw(r.doc_id), tuple(ours.passages(r.doc_id))) for r in ours.documents()]


def change(files: Path, ours: Assistant) -> None:
    (files / "a.txt").write_text("港口办法已经废止。\n", encoding="utf8")
    (files / "b.txt").unlink()
    (files / "d.txt").write_text("隧道照明须在夜间开启。\n", encoding="utf8")
    ours.ingest([files], prune=True)


def test_what_was_kept_comes_back_exactly_and_embeds_nothing(files, tmp_path):
    with assistant(tmp_path / "home") as ours:
        ours.ingest([files])
        before = state(ours)
        assert snapshots.take(Place(tmp_path / "home"), "monday").documents == 3
        change(files, ours)
        assert state(ours) != before
        assert "三亿" not in "".join(hit.passage.text for hit in ours.search("用电量", 3))
        asked = ours.embedder.asked
        found = ours.restore(snapshots.opened(tmp_path / "home", "monday")[1])
        assert ours.embedder.asked == asked
        assert [len(part) for part in (found.added, found.removed, found.changed)] == [1, 1, 1]
        assert found.unchanged == 1
        assert state(ours) == before
        assert "三亿" in "".join(hit.passage.text for hit in ours.search("用电量", 3))
        assert ours.store.check() == []
        again = ours.restore(snapshots.opened(tmp_path / "home", "monday")[1])
        assert not [*again.added, *again.removed, *again.changed]


def test_under_an_embedder_that_reads_titles_nothing_is_embedded_anew_either(files, tmp_path):
    embedder = HashEmbedder(statement_dim=64)
    embedder.titled = True
    (files / "e.md").write_text("---\ntitle: 隧道办法\n---\n\n# 照明\n\n隧道照明须在夜间开启。\n", encoding="utf8")
    with assistant(tmp_path / "home", embedder) as ours:
        ours.ingest([files])
        ours.embed_sentences()
        snapshots.take(Place(tmp_path / "home"), "monday")
        (files / "e.md").unlink()
        change(files, ours)
        asked = embedder.asked
        ours.restore(snapshots.opened(tmp_path / "home", "monday")[1])
        assert embedder.asked == asked
        passages = [passage for record in ours.documents() for passage in ours.passages(record.doc_id)]
        assert all(len(vectors) == len(p.sentences) for p, vectors in zip(passages, ours.store.statements(passages, embedder), strict=True))


def test_readers_see_one_state_or_the_other_while_it_is_brought_back(files, tmp_path):
    with assistant(tmp_path / "home") as ours, assistant(tmp_path / "home") as reader:
        ours.ingest([files])
        snapshots.take(Place(tmp_path / "home"), "one")
        first = {r.doc_id for r in ours.documents()}
        change(files, ours)
        second = {r.doc_id for r in ours.documents()}
        seen: set[frozenset[str]] = set()
        failed: list[Exception] = []
        stop = threading.Event()

        def read() -> None:
            try:
                while not stop.is_set():
                    seen.add(frozenset(r.doc_id for r in reader.documents()))
                    reader.search("港口", 3)
            except Exception as error:  # noqa: BLE001 - what a reader sees is what is tested
                failed.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        try:
            snapshots.take(Place(tmp_path / "home"), "two")
            for name in ("one", "two", "one"):
                ours.restore(snapshots.opened(tmp_path / "home", name)[1])
        finally:
            stop.set()
            thread.join()
        assert failed == []
        assert seen <= {frozenset(first), frozenset(second)}


def test_a_state_can_be_taken_while_another_process_writes(files, tmp_path):
    with assistant(tmp_path / "home") as ours:
        ours.ingest([files])
    with closing(sqlite3.connect(tmp_path / "home" / "manifest.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM passages")
        assert snapshots.take(Place(tmp_path / "home"), "now").passages == 3
        writer.execute("ROLLBACK")


def test_a_damaged_or_newer_state_is_refused_and_nothing_changes(files, tmp_path):
    home = tmp_path / "home"
    with assistant(home) as ours:
        ours.ingest([files])
        for name in ("bent", "newer"):
            snapshots.take(Place(home), name)
        with (home / "snapshots" / "bent" / "manifest.sqlite3").open("r+b") as file:
            file.seek(4000)
            file.write(b"\xff\x00\xff")
        about = home / "snapshots" / "newer" / "snapshot.json"
        about.write_text(json.dumps(json.loads(about.read_text(encoding="utf8")) | {"format": 99, "colour": "blue"}), encoding="utf8")
        before = state(ours)
        for name, said in (("bent", "checksum"), ("newer", "format 99")):
            with pytest.raises(StoreError, match=said):
                ours.restore(home / "snapshots" / name)
        assert state(ours) == before
        with pytest.raises(UsageError, match="There are: bent, newer"):
            snapshots.opened(home, "tuesday")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 65, "a b"])
def test_a_name_that_is_a_path_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match="cannot be a snapshot's name"):
        snapshots.take(Place(tmp_path), name)


def test_removing_a_document_keeps_the_vectors_that_a_state_stands_on_and_no_others(files, tmp_path):
    home = tmp_path / "home"

    def vectors() -> int:
        with closing(sqlite3.connect(home / "embeddings.sqlite3")) as db:
            return int(db.execute("SELECT COUNT(*) FROM vectors").fetchone()[0])

    with assistant(home) as ours:
        ours.ingest([files])
        snapshots.take(Place(home), "all")
        ours.remove(["a.txt"])
        assert vectors() == 3
        snapshots.remove(home, "all")
        ours.remove(["b.txt"])
        assert vectors() == 1


def test_one_file_brings_everything_to_another_place_uploads_to_their_owners(files, tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "far" / "index"
    mine = uploads.directory(home, "wei") / "note.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("内部备忘：配额为七份。\n", encoding="utf8")
    with assistant(home) as ours:
        ours.ingest([files, mine])
        before = {r.doc_id: ours.raw(r.doc_id) for r in ours.documents()}
        hits = [(h.passage.passage_id, round(h.score, 6)) for h in ours.search("用电量", 4)]
    back_up(Place(home), tmp_path / "all.zip")
    shutil.rmtree(home)
    fresh = HashEmbedder()
    with assistant(elsewhere, fresh) as other, unpacked(tmp_path / "all.zip") as directory:
        assert len(other.restore(directory, backup=True).added) == 4
        assert fresh.asked == 0
        assert {r.doc_id: other.raw(r.doc_id) for r in other.documents()} == before
        assert [(h.passage.passage_id, round(h.score, 6)) for h in other.search("用电量", 4)] == hits
        assert other.store.check() == []
        owners = {Path(r.path).name: uploads.owner(r.location, elsewhere) for r in other.documents()}
        assert owners == {"a.txt": None, "b.txt": None, "c.txt": None, "note.txt": uploads.key("wei")}
        assert (uploads.directory(elsewhere, "wei") / "note.txt").read_text(encoding="utf8") == "内部备忘：配额为七份。\n"


def test_a_backup_that_is_damaged_or_reaches_outside_is_refused(files, tmp_path):
    with assistant(tmp_path / "home") as ours:
        ours.ingest([files])
    whole = tmp_path / "all.zip"
    back_up(Place(tmp_path / "home"), whole)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for changed, said in (
        ({"manifest.sqlite3": parts["manifest.sqlite3"][:-1] + b"x"}, "damaged"),
        ({"../evil.txt": b"x"}, "outside itself"),
        ({"/tmp/evil.txt": b"x"}, "outside itself"),
    ):
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
            for name, content in (parts | changed).items():
                archive.writestr(name, content)
        with pytest.raises(StoreError, match=said), unpacked(tmp_path / "bad.zip"):
            pass
    whole.write_bytes(whole.read_bytes()[:500])
    with pytest.raises(StoreError, match="not a backup"), unpacked(whole):
        pass


def test_neither_a_snapshot_nor_a_backup_holds_a_key(files, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-marked-secret")
    home = tmp_path / "home"
    settings = Settings(home=home, chat={"tier": "extractive", "api_key": "sk-marked-secret"}, api={"key": "sk-marked-secret"})
    with Assistant(settings, embedder=HashEmbedder()) as ours:
        ours.ingest([files])
    snapshots.take(Place(home), "x")
    back_up(Place(home), tmp_path / "all.zip")
    with unpacked(tmp_path / "all.zip") as directory:
        found = [path for base in (home, directory) for path in base.rglob("*") if path.is_file() and b"sk-marked" in path.read_bytes()]
    assert found == []


def test_the_difference_says_what_came_went_and_changed(files, tmp_path):
    with assistant(tmp_path / "home") as ours:
        ours.ingest([files])
        snapshots.take(Place(tmp_path / "home"), "before")
        change(files, ours)
    with closing(Manifest(tmp_path / "home" / "snapshots" / "before")) as before, closing(Manifest(tmp_path / "home")) as after:
        found = difference(before, after)
    assert [[Path(r.path).name for r in part] for part in (found.added, found.removed, found.changed)] == [["d.txt"], ["b.txt"], ["a.txt"]]


@pytest.mark.slow
def test_the_command_line_keeps_lists_compares_and_restores(files, tmp_path, capsys):
    home = ["--home", str(tmp_path / "home")]
    assert main([*home, "snapshot", "early"]) == 3
    assert main([*home, "ingest", str(files)]) == 0
    capsys.readouterr()
    assert main([*home, "snapshot", "early"]) == 0
    assert main([*home, "snapshot", "early"]) == 2
    assert main([*home, "backup", str(tmp_path / "b.zip")]) == 0
    assert main([*home, "remove", "a.txt"]) == 0
    capsys.readouterr()
    assert main([*home, "diff", "early", "--json"]) == 0
    assert [Path(r["path"]).name for r in json.loads(capsys.readouterr().out)["removed"]] == ["a.txt"]
    assert main([*home, "restore", "early"]) == 0
    assert "1 added, 0 removed, 0 changed, 2 as they were." in capsys.readouterr().out
    assert main([*home, "snapshots", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == ["early"]
    assert main(["--home", str(tmp_path / "new"), "restore", "--from", str(tmp_path / "b.zip"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["added"]) == 3
    assert main([*home, "restore"]) == 2
    assert main([*home, "snapshots", "--remove", "early"]) == 0
