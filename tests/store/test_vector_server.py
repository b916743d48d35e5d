"""A Chroma server that is not everybody's: a key, a tenant and a database of one's own, behind a real proxy that asks for the key."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import chromadb
import httpx
import pytest

from ragassist.cli import main
from ragassist.errors import StoreError
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.vectors import Vectors, VectorServer
from tests.store.fakes import HashEmbedder, entry
from tests.store.servers import free_port

KEY = "ck-a-secret-word"
GUARD = """{
	admin off
	auto_https off
}
http://127.0.0.1:%d {
	@stranger not header X-Chroma-Token %s
	respond @stranger "{}" 403
	reverse_proxy %s
}
"""


@pytest.fixture
def guarded(chroma_server, tmp_path):
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not on this machine: install it (Debian: apt-get install caddy)")
    port = free_port()
    (tmp_path / "Caddyfile").write_text(GUARD % (port, KEY, chroma_server.url.removeprefix("http://")), encoding="utf8")
    line = [program, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                httpx.get(url, trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        host, _, chroma_port = chroma_server.url.removeprefix("http://").partition(":")
        admin = chromadb.AdminClient(
            chromadb.config.Settings(
                _env_file=None, chroma_api_impl="chromadb.api.fastapi.FastAPI", chroma_server_host=host, chroma_server_http_port=chroma_port
            )
        )
        admin.create_tenant(f"team-{port}")
        admin.create_database("policy", f"team-{port}")
        yield {"url": url, "key": KEY, "tenant": f"team-{port}", "database": "policy"}
        process.terminate()


def settings(home: Path, chroma: dict[str, str]) -> Settings:
    return Settings.load({"home": home, **{f"chroma.{name}": value for name, value in chroma.items()}}, environ={}, directory=home.parent)


@pytest.mark.slow
def test_with_the_key_an_index_is_filled_and_searched_in_its_own_database(guarded, chroma_server, tmp_path):
    embedder = HashEmbedder()
    river = entry("/d/river.txt", "水利部门负责河道疏浚。\n", embedder)
    with open_store(settings(tmp_path / "one", guarded), "hash", 64, write=True) as store:
        store.put_all([river])
        name = store._dense.vectors().name
    with open_store(settings(tmp_path / "one", guarded), "hash", 64) as store:
        assert [found for found, _ in store.dense(river.vectors[0], 5)] == [river.passages[0].passage_id]
        assert store.check() == []
    # Nobody else's database has the collection.
    with pytest.raises(StoreError, match=r"[Nn]o collection|rebuild|ingest"):
        Vectors(tmp_path, VectorServer(chroma_server.url), name)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": "ck-guess"}, {"tenant": "team-nobody"}, {"database": "other"}], ids=str)
def test_a_wrong_key_tenant_or_database_is_told_without_the_key(guarded, tmp_path, wrong):
    store = open_store(settings(tmp_path / "one", guarded | wrong), "hash", 64, write=True)
    with store, pytest.raises(StoreError, match=r"lets nobody in with this key, tenant .* and database") as told:
        store.put_all([entry("/d/a.txt", "仓库盘点由三人完成。\n", HashEmbedder())])
    said = f"{told.value} {told.value!r} {told.value.__cause__!r} {VectorServer.of(settings(tmp_path / 'one', guarded))!r}"
    assert KEY not in said
    assert "ck-guess" not in said
    assert "RAGASSIST_CHROMA__KEY" in str(told.value)


def test_a_key_never_leaves_this_machine_unencrypted(tmp_path):
    with pytest.raises(StoreError, match="without encryption"):
        Vectors(tmp_path, VectorServer("http://chroma.example:8000", KEY), "name")
    with pytest.raises(StoreError, match=r"cannot be 'https://\.\.\.@chroma\.example'") as told:
        Vectors(tmp_path, VectorServer("https://ada:a-secret-word@chroma.example"), "name")
    assert "a-secret-word" not in str(told.value)


def test_the_key_is_in_no_listing_of_settings(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RAGASSIST_CHROMA__KEY", KEY)
    for words in (["doctor"], ["doctor", "--json"]):
        main(["--home", str(tmp_path / "home"), *words])
        out = capsys.readouterr()
        assert KEY not in out.out + out.err
