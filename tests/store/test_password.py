"""The password of the PostgreSQL server is in the settings and nowhere else: not in an error, a log, a snapshot, a backup, a pack."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ragassist.assistant import Assistant
from ragassist.cli.program import main
from ragassist.errors import StoreError
from ragassist.serving.record import Recorder
from ragassist.settings import Settings
from ragassist.store import snapshots
from ragassist.store.backup import back_up
from ragassist.store.place import Place
from ragassist.store.postgres import PostgresDatabase, _reason, shown_place
from ragassist.tasks.pack import pack
from tests.store.fakes import HashEmbedder

SECRET = "a-secret-word"
LINES = "港口每天装卸两千箱货物。\n装卸计划在每月五日公布。\n"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ada:marked@db:5433/team", "db:5433/team"),
        ("postgres://ada:mar:ked@db/team?sslmode=require", "db/team"),
        ("postgresql://ada:marked@[::1]:5433/team", "[::1]:5433/team"),
        ("postgresql://ada:marked@one:5432,two:5433/team", "one:5432,two:5433/team"),
        ("postgresql:///team?user=ada&password=marked", "local/team"),
        ("postgresql://ada:x/marked@db:5433/team", "..."),
        ("postgresql://ada:x?marked@db/team", "..."),
        ("postgresql://ada:x#marked@db/team", "..."),
        ("postgresql://ada:x@marked@db/team", "..."),
        ("postgresql://[ada:marked@db/team", "db/team"),
        ("postgresql://ada:marked/team", "..."),
        ("host=db user=ada password=marked dbname=team", "..."),
        ("postgresql://db/team#marked", "..."),
    ],
)
def test_no_part_of_a_password_is_shown_however_the_address_is_written(address, shown):
    assert shown_place(address, "x") == f"postgresql://{shown}, schema x"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:marked@127.0.0.1:9/team",
        "postgresql://ada:x%2Fmarked@127.0.0.1:9/team",
        "postgresql://ada@127.0.0.1:marked/team",
        "postgresql://127.0.0.1:x/marked@127.0.0.1:9/team",
        "postgresql://127.0.0.1:marked/team",
        "postgresql://127.0.0.1:9/team?password=marked&nonsense=1",
        "host=127.0.0.1 port=9 password=marked",
        "host=127.0.0.1 port=9 password=x marked",
    ],
)
def test_a_server_that_cannot_be_reached_is_told_of_without_the_password(address):
    with pytest.raises(StoreError) as silent:
        PostgresDatabase(address, "x")
    assert "marked" not in str(silent.value) + repr(silent.value.values)


@pytest.mark.parametrize("address", ["postgresql://ada:x@marked@db/team", "postgresql://ada:marked@db/team", "host=db password='x marked'"])
def test_what_the_driver_repeats_of_an_address_is_not_passed_on(address):
    said = psycopg.OperationalError(f"failed to resolve host '{address}': [Errno -2] Name or service not known")
    assert "marked" not in _reason(said, address)


def _reading(path: Path) -> bytes:
    """Everything in a file; of an archive, everything in its parts too."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.slow
def test_the_password_is_in_nothing_that_is_written(postgres_server, chroma_server, tmp_path, monkeypatch, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "rules.txt").write_text(LINES, encoding="utf8")
    name, url = f"index_{uuid4().hex[:8]}", postgres_server.url()
    assert SECRET in url
    settings = Settings.model_validate(
        {
            "home": tmp_path / "home",
            "manifest": {"url": url, "name": name},
            "chroma": {"url": chroma_server.url},
            "chat": {"tier": "extractive"},
            "log": {"audit": tmp_path / "audit.jsonl", "questions": True, "level": "debug"},
        }
    )
    with Assistant(settings, embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "rules.txt"])
        recorder = Recorder.of(settings)
        list(recorder.watched(ours.stream("每天装卸多少箱货物？"), question="每天装卸多少箱货物？", door="page", user=""))
        document = ours.documents()[0]
        report = ours.work.brief([document.doc_id], "zh", full=False, focus="", render=False)
        (tmp_path / "report.zip").write_bytes(pack(report, ours.raw))
        (tmp_path / "metrics.txt").write_bytes(recorder.metrics.page(ours.documents))
    snapshots.take(Place.of(settings), "one")
    back_up(Place.of(settings), tmp_path / "all.zip")
    for variable, value in (
        ("MANIFEST__URL", url),
        ("MANIFEST__NAME", name),
        ("CHROMA__URL", chroma_server.url),
        ("EMBED__MODEL", "bundled"),
    ):
        monkeypatch.setenv(f"RAGASSIST_{variable}", value)
    for words in (["doctor", "--json"], ["docs", "--json"], ["--debug", "search", "x"], ["snapshots"]):
        main(["--home", str(tmp_path / "home"), *words])
    monkeypatch.setenv("RAGASSIST_MANIFEST__URL", url.replace("/one", "/nowhere"))
    assert main(["--home", str(tmp_path / "home"), "docs"]) == 3
    printed = capsys.readouterr()
    assert "nowhere" in printed.err
    written = {path.name: _reading(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {"audit.jsonl", "all.zip", "report.zip", "manifest.sqlite3"} <= set(written)
    written |= {"printed": (printed.out + printed.err + caplog.text).encode(), "settings": repr(settings).encode()}
    with psycopg.connect(url, autocommit=True) as admin:
        tables = [row[0] for row in admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (name,))]
        for table in tables:
            rows = admin.execute(f'SELECT * FROM "{name}"."{table}"').fetchall()
            written[table] = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert {"documents", "passages", "vectors"} <= set(tables)
    assert [place for place, content in written.items() if SECRET.encode() in content] == []
    assert json.loads(settings.model_dump_json())["manifest"]["url"] == "**********"
