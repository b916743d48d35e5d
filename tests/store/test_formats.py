"""An index of another format: a newer one is refused by every command and not a byte of it is changed; an older one is brought forward."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.settings import Settings
from ragassist.store import schema
from tests.store.fakes import HashEmbedder

LINE = "港口每天装卸两千箱货物。"
WRITING = [["ingest", "DOCS"], ["remove", "a.txt"], ["snapshot", "two"], ["restore", "one"], ["backup", "FILE"]]
READING = [["docs"], ["docs", "--check"], ["search", "港口"], ["ask", "港口？"], ["diff", "one"], ["brief", "a.txt"]]


def filled(place: Path) -> Path:
    (place / "docs").mkdir()
    (place / "docs" / "a.txt").write_text(f"{LINE}\n", encoding="utf8")
    with Assistant(Settings(home=place / "home", chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
        ours.ingest([place / "docs" / "a.txt"])
    return place / "home"


def digests(home: Path) -> dict[str, str]:
    """Of everything that is kept; what SQLite puts beside a database while it is open is no part of it."""
    kept = (path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock" and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest() for path in kept}


def test_a_newer_index_is_refused_by_every_command_and_stays_as_it_is(tmp_path, monkeypatch, capsys):
    home = filled(tmp_path)
    assert main(["--home", str(home), "snapshot", "one"]) == 0
    with sqlite3.connect(home / "manifest.sqlite3") as db:
        db.execute(f"PRAGMA user_version = {len(schema.STEPS) + 7}")
        db.execute("ALTER TABLE documents ADD COLUMN of_tomorrow TEXT")
    db.close()
    monkeypatch.setenv("RAGASSIST_CHAT__TIER", "extractive")
    monkeypatch.setattr("ragassist.assistant.Assistant", lambda settings: Assistant(settings, embedder=HashEmbedder()))
    before = digests(home)
    for words in (*WRITING, *READING):
        line = [str(tmp_path / "docs") if word == "DOCS" else str(tmp_path / "all.zip") if word == "FILE" else word for word in words]
        assert main(["--home", str(home), *line]) == 3, line
        printed = capsys.readouterr()
        assert "newer" in printed.err, (line, printed.err)
    assert digests(home) == before
    assert not (tmp_path / "all.zip").exists()
    main(["--home", str(home), "doctor"])
    assert "newer" in capsys.readouterr().out


def test_an_older_index_is_brought_forward_by_a_writer_that_says_so_and_loses_nothing(tmp_path, monkeypatch, caplog):
    home = filled(tmp_path)
    step = "CREATE TABLE of_tomorrow (name TEXT)"
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, step))
    (tmp_path / "docs" / "b.txt").write_text("岸电价格由省里公布。\n", encoding="utf8")
    with caplog.at_level(logging.WARNING), Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "docs" / "b.txt"])
        assert {record.chars for record in ours.documents()} == {len(LINE) + 1, 11}
        assert ours.store.check() == []
    assert f"from format {len(schema.STEPS) - 1} to {len(schema.STEPS)}" in caplog.text


def test_an_index_of_before_sentences_told_their_language_is_read_as_it_stands(tmp_path):
    home = filled(tmp_path)
    with closing(sqlite3.connect(home / "manifest.sqlite3")) as db:
        for passage_id, packed in db.execute("SELECT passage_id, sentences FROM passages").fetchall():
            db.execute("UPDATE passages SET sentences = ? WHERE passage_id = ?", (json.dumps(json.loads(packed)[1:]), passage_id))
        db.execute("PRAGMA user_version = 1")
        db.commit()
    before = digests(home)
    with Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
        assert [sentence.lang for hit in ours.search("港口每天装卸多少货物？") for sentence in hit.passage.sentences][:1] == ["zh"]
    assert digests(home)["manifest.sqlite3"] == before["manifest.sqlite3"]


@pytest.mark.parametrize("broken", [b"", b"no database at all, but some text that somebody wrote"])
def test_what_is_no_index_is_said_and_left_alone(tmp_path, broken, capsys):
    home = filled(tmp_path)
    (home / "manifest.sqlite3").write_bytes(broken)
    for beside in home.glob("manifest.sqlite3-*"):
        beside.unlink()
    code = main(["--home", str(home), "docs"])
    assert (code, (home / "manifest.sqlite3").read_bytes()) in ((3, broken), (0, broken))
    # What is broken is an error of the doctor's too; where nothing was indexed yet nothing is broken.
    assert main(["--home", str(home), "doctor"]) == (3 if broken else 0)
    assert "Traceback" not in capsys.readouterr().err
