"""What an earlier version of the reading found is found anew, once and unasked; starter documents that read as before are left alone."""

from __future__ import annotations

import importlib.util
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ragassist.cli import main
from ragassist.ingest import reading
from ragassist.ingest.load import load
from ragassist.ingest.sync import rebuild
from ragassist.store import open_store
from ragassist.types import DocumentMeta
from ragassist.ui.views import library_view
from ragassist.ui.words.catalogue import CATALOGUE
from tests.ingest.test_sync import BRIDGE, PARK, RIVER, Home

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("ship_reading", ROOT / "eval" / "bench" / "ship_reading.py")
ship_reading = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(ship_reading)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    for name, text in (("river.txt", RIVER), ("bridge.md", BRIDGE), ("park.txt", PARK)):
        (tmp_path / "texts" / name).write_text(text, encoding="utf8")
    return Home(tmp_path / "home")


def at(monkeypatch, number, starters=None):
    """The program as it is when its reading has this version."""
    monkeypatch.setattr(reading, "_shipped", lambda: {"version": number, "starters": starters or {}})


def without_status(monkeypatch):
    """An earlier reader: it knew nothing of the status."""

    def earlier(path, **more):
        document = load(path, **more)
        return replace(document, meta=replace(document.meta, status=""))

    monkeypatch.setattr("ragassist.ingest.load.load", earlier)


def test_documents_of_an_older_reading_are_read_again_once_and_their_vectors_come_from_the_cache(home, tmp_path, monkeypatch):
    (tmp_path / "texts" / "draft.txt").write_text("堤岸管理办法（征求意见稿）\n\n堤岸每年检查一次，结果向社会公布。\n", encoding="utf8")
    at(monkeypatch, 4)
    with monkeypatch.context() as before:
        without_status(before)
        home.ingest("texts")
    asked = home.embedder.asked
    at(monkeypatch, 5)
    told = []
    after = home.ingest("texts", progress=told.append)
    assert len(after.older) == len(after.updated) == 4
    assert (after.unchanged, after.read_again, after.added) == ((), (), ())
    assert {progress.older for progress in told} == {4}
    assert home.embedder.asked == asked
    with home.read() as store:
        assert [record.meta.status for record in store.documents() if "draft" in record.path] == ["draft"]
        assert store.check() == []
    monkeypatch.setattr("ragassist.ingest.load.load", lambda *_, **__: pytest.fail("nothing has to be read"))
    third = home.ingest("texts")
    assert (len(third.unchanged), third.older) == (4, ())


def test_an_index_of_a_program_that_knew_no_versions_counts_as_older(home, monkeypatch):
    monkeypatch.setattr(reading, "marked", lambda chunking, number=None: f"ragassist 0.1.0, statements with stems, {chunking}")
    home.ingest("texts")
    monkeypatch.undo()
    with home.read() as store:
        records = store.documents()
    assert len(reading.older(records)) == 3
    assert home.ingest(*(record.location for record in records)).older != ()


def test_a_rebuild_keeps_the_version_by_which_text_and_metadata_were_read(home, monkeypatch):
    at(monkeypatch, 1)
    home.ingest("texts")
    at(monkeypatch, 2)
    with open_store(home.settings, home.embedder.name, home.embedder.dim, write=True) as store:
        rebuild(store=store, embedder=home.embedder, settings=home.settings)
        assert len(reading.older(store.documents())) == 3
    assert len(home.ingest("texts").older) == 3


def test_a_file_that_changed_is_simply_updated_and_one_that_is_gone_cannot_be_read_again(home, tmp_path, monkeypatch):
    at(monkeypatch, 1)
    home.ingest("texts")
    at(monkeypatch, 2)
    (tmp_path / "texts" / "park.txt").write_text(PARK.replace("three", "seven"), encoding="utf8")
    (tmp_path / "texts" / "bridge.md").unlink()
    with home.read() as store:
        assert len(reading.older(store.documents())) == 2
    report = home.ingest("texts")
    assert (report.updated, report.older) == (("texts/park.txt", "texts/river.txt"), ("texts/river.txt",))


def test_starter_documents_that_read_as_before_are_not_read_again(home, tmp_path, monkeypatch):
    texts = tmp_path / "texts"
    shas = {name: load(texts / name, shown_path=name, max_file_mb=1).content_sha256 for name in ("river.txt", "bridge.md")}
    at(monkeypatch, 2)
    home.ingest("texts")
    at(monkeypatch, 5, {shas["river.txt"]: {"since": 2}, shas["bridge.md"]: {"since": 4}})
    report = home.ingest("texts")
    assert (report.unchanged, report.older) == (("texts/river.txt",), ("texts/bridge.md", "texts/park.txt"))


def test_the_starter_documents_read_as_the_shipped_version_says():
    """Fails when files in `corpus/` read otherwise than before and the version of the reading was not raised."""
    held = json.loads((ROOT / "src/ragassist/ingest" / reading.FILE_NAME).read_text(encoding="utf8"))
    now = ship_reading.readings(held, ROOT / "corpus")
    assert now == held, "corpus/ reads otherwise than before: run eval/bench/ship_reading.py, which raises the version of the reading"
    assert all(1 <= one["since"] <= held["version"] for one in held["starters"].values())


def test_a_change_of_the_reading_raises_the_version_for_what_it_changes(tmp_path, monkeypatch):
    for name in ("01-interim-measures-draft-2023.md", "12-chips-and-science-act.md"):
        shutil.copy(ROOT / "corpus" / name, tmp_path)
    first = ship_reading.readings({"version": 3, "starters": {}}, tmp_path)
    assert ship_reading.readings(first, tmp_path) == first
    assert ship_reading.readings(first, tmp_path, anyway=True) == {**first, "version": 4}
    with monkeypatch.context() as changed:

        def other(path, **more):
            document = load(path, **more)
            return replace(document, meta=DocumentMeta(title="x")) if "chips" in path.name else document

        changed.setattr(ship_reading, "load", other)
        second = ship_reading.readings(first, tmp_path)
    assert second["version"] == 4
    assert {one["name"][:2]: one["since"] for one in second["starters"].values()} == {"01": 3, "12": 4}


def test_doctor_docs_and_the_page_say_how_many_are_of_an_older_reading(home, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RAGASSIST_EMBED__MODEL", "bundled")
    at(monkeypatch, 1)
    place = ["--home", str(tmp_path / "other")]
    assert main([*place, "ingest", "texts"]) == 0
    assert "earlier version" not in capsys.readouterr().err
    assert main([*place, "doctor"]) == 0
    assert "earlier version" not in capsys.readouterr().out
    at(monkeypatch, 2)
    assert main([*place, "doctor"]) == 0
    said = capsys.readouterr().out
    assert "3 documents were read by an earlier version of this program" in said
    assert f"ragassist ingest {tmp_path / 'texts'}" in said
    assert main([*place, "docs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["older_reading"] for one in listed] == [True] * 3
    assert "chunking" not in listed[0]
    assert main([*place, "ingest", "texts"]) == 0
    assert capsys.readouterr().err.count("3 documents were read by an earlier version of this program and are read again now, once") == 1
    assert main([*place, "ingest", "texts"]) == 0
    assert "earlier version" not in capsys.readouterr().err
    for lang, one, many in (("en", "1 document was", "3 documents were"), ("zh", "1 份文档", "3 份文档")):
        for count, said in ((1, one), (3, many)):
            shown = library_view._foot(library_view.LibraryState(changeable=frozenset("a"), older=count), CATALOGUE[lang])
            assert said in shown
        assert 'class="note older"' not in library_view._foot(library_view.LibraryState(changeable=frozenset("a")), CATALOGUE[lang])
