"""No key and no password is in anything that is written, printed, logged or handed on: planted everywhere, looked for everywhere."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from pathlib import Path

import pytest

from ragassist import Assistant, Settings
from ragassist.cli import main
from ragassist.errors import ModelError
from ragassist.serving.failure import TurnedAwayError
from ragassist.serving.record import Recorder
from ragassist.store import snapshots
from ragassist.store.backup import back_up
from ragassist.store.place import Place
from tests.openai_server import Reply
from tests.store.fakes import HashEmbedder

pytestmark = pytest.mark.slow
KEYS = {
    "OPENAI_API_KEY": "sk-planted-chat-1",
    "RAGASSIST_CHAT__API_KEY": "sk-planted-chat-2",
    "RAGASSIST_EMBED__API_KEY": "sk-planted-embed-3",
    "RAGASSIST_JUDGE__API_KEY": "sk-planted-judge-4",
    "RAGASSIST_API__KEY": "sk-planted-door-5",
}
LINES = "港口岸电办法\n\n泊位应当在两年内接通岸电。\n\n岸电价格由省里公布。\n"


def everything_in(path: Path) -> bytes:
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(archive.read(name) for name in archive.namelist())


def planted_in(content: bytes) -> list[str]:
    return [key for key in (*KEYS.values(), "planted") if key.encode() in content]


def test_no_key_is_in_what_is_written(openai_server, tmp_path, monkeypatch, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "rules.txt").write_text(LINES, encoding="utf8")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    heard: set[str] = set()

    def echoing(request):
        """An endpoint that repeats the key in its error, as some do."""
        heard.add(request.headers.get("Authorization", request.headers.get("authorization", "")))
        if len(openai_server.requests) % 2:
            return Reply(status=401, error=f"Incorrect API key provided: {request.headers}")
        return Reply("Berths must be connected within two years. [1]")

    openai_server.answer = echoing
    settings = Settings.load().model_copy(update={"home": tmp_path / "home"})
    settings = settings.model_copy(
        update={"log": settings.log.model_copy(update={"audit": tmp_path / "audit.jsonl", "questions": True, "level": "debug"})}
    )
    with Assistant(settings, embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "rules.txt"])
        recorder = Recorder.of(settings)
        told = []
        for _ in range(4):
            try:
                events = ours.stream("泊位应当在几年内接通岸电？", lang="en")
                told += [repr(event) for event in recorder.watched(events, question="q", door="api", user="wei")]
            except ModelError as error:
                told += [str(error), repr(error.values), repr(error)]
        document = ours.documents()[0]
        from ragassist.tasks.pack import pack

        (tmp_path / "report.zip").write_bytes(pack(ours.work.brief([document.doc_id], "zh"), ours.raw))
        (tmp_path / "metrics.txt").write_bytes(recorder.metrics.page(ours.documents))
    snapshots.take(Place.of(settings), "one")
    back_up(Place.of(settings), tmp_path / "all.zip")
    assert any("planted-chat" in each for each in heard)
    monkeypatch.setenv("RAGASSIST_EMBED__MODEL", "bundled")
    for words in (["doctor", "--json"], ["doctor", "--endpoint"], ["docs", "--json"], ["--debug", "ask", "x"], ["snapshots"], ["settings"]):
        try:
            main(["--home", str(tmp_path / "home"), *words])
        except SystemExit:
            continue
    printed = capsys.readouterr()
    written = {str(path.relative_to(tmp_path)): everything_in(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert {"audit.jsonl", "all.zip", "report.zip"} <= set(written)
    written |= {"printed": (printed.out + printed.err).encode(), "logged": caplog.text.encode(), "told": "".join(told).encode()}
    written |= {"settings": repr(settings).encode(), "settings as JSON": settings.model_dump_json().encode()}
    assert {place: planted_in(content) for place, content in written.items() if planted_in(content)} == {}


ADDRESSES = {
    "OPENAI_BASE_URL": "http://ann:planted-1@127.0.0.1:9/v1",
    "RAGASSIST_CHAT__BASE_URL": "http://ann:planted-2@127.0.0.1:9/v1?api-key=planted-3",
    "RAGASSIST_EMBED__BASE_URL": "http://ann:pla/planted-4@127.0.0.1:9/v1",
    "RAGASSIST_JUDGE__BASE_URL": "http://ann:planted-5@127.0.0.1:9/v1",
}


@pytest.mark.parametrize("model", ["bundled", "an-embedding-model"])
def test_a_password_in_an_address_is_in_nothing_that_is_told(model, tmp_path, monkeypatch, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "rules.txt").write_text(LINES, encoding="utf8")
    with Assistant(Settings(home=tmp_path / "home"), embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "rules.txt"])
    for name, address in {**ADDRESSES, "RAGASSIST_EMBED__MODEL": model, "RAGASSIST_JUDGE__MODEL": "judge"}.items():
        monkeypatch.setenv(name, address)
    for words in (["doctor", "--json"], ["doctor"], ["doctor", "--endpoint"], ["--debug", "ask", "x"], ["--debug", "ingest", "--rebuild"]):
        main(["--home", str(tmp_path / "home"), *words])
    printed = capsys.readouterr()
    settings = Settings.load()
    told = [printed.out, printed.err, caplog.text, repr(settings), settings.model_dump_json()]
    assert [text[max(0, text.find("planted") - 80) :][:120] for text in told if "planted" in text] == []
    assert "http://127.0.0.1:9/v1" in printed.out
    assert settings.chat.base_url == ADDRESSES["RAGASSIST_CHAT__BASE_URL"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("LOG__TRACES", "http://ann:planted@127.0.0.1:4317"),
        ("LOG__TRACES", "http://127.0.0.1:4317?token=planted"),
        ("CHROMA__URL", "http://ann:planted@127.0.0.1:8000"),
    ],
)
def test_an_address_that_may_hold_no_password_is_refused_without_it(name, address, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(f"RAGASSIST_{name}", address)
    assert main(["--home", str(tmp_path / "home"), "ingest", str(tmp_path)]) in (2, 3)
    printed = capsys.readouterr()
    assert "planted" not in printed.out + printed.err
    assert "127.0.0.1" in printed.err


def test_a_key_of_a_user_is_kept_as_its_digest_alone_and_repeated_by_no_refusal(tmp_path, capsys):
    keys = tmp_path / "keys.txt"
    assert main(["serve", "--keys", str(keys), "--add-key", "wei"]) == 0
    key = capsys.readouterr().out.strip()
    assert key.encode() not in keys.read_bytes()
    assert (keys.stat().st_mode & 0o077) == 0
    assert "ra-guess" not in str(TurnedAwayError(401, "invalid_api_key"))


@pytest.mark.parametrize(
    "toml",
    [
        '[chat]\napi_key = ["sk-planted-toml"]\n',
        '[chat]\napi_key = 4711\nunknown = "sk-planted-toml"\n',
        '[chat\napi_key = "sk-planted-toml"\n',
    ],
)
def test_a_settings_file_that_cannot_be_read_is_told_without_what_stands_in_it(toml, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ragassist.toml").write_text(toml, encoding="utf8")
    assert main(["docs"]) == 2
    printed = capsys.readouterr()
    assert "sk-planted" not in printed.out + printed.err
    assert json.dumps(printed.err)
