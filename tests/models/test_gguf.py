"""Other models' files: fetched under their hash, continued where they stopped, listed with what is in use."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ragassist.cli import main
from ragassist.errors import ModelError, UsageError
from ragassist.models import gguf
from ragassist.settings import LocalSettings, Settings

CONTENT = b"GGUF" + bytes(range(256)) * 4000
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def site():
    """A web server that understands ranges; `ranges` is what was asked for, `cut` ends a reply early."""
    state = {"ranges": [], "cut": None, "content": CONTENT}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            asked = self.headers.get("Range")
            state["ranges"].append(asked)
            if "missing.gguf" in self.path:
                return self.send_error(404)
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
            if start >= len(state["content"]):
                return self.send_error(416)
            body = state["content"][start:]
            self.send_response(206 if asked else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: state["cut"]] if state["cut"] else body)
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    state["url"] = f"http://127.0.0.1:{server.server_address[1]}/models/tiny-1b.gguf?download=true"
    yield state
    server.shutdown()
    server.server_close()


def test_a_file_comes_once_and_only_under_its_hash(site, tmp_path):
    settings = Settings(cache=tmp_path)
    path = gguf.pull(settings, site["url"], SHA.upper())
    assert (path.name, path.read_bytes()) == ("tiny-1b.gguf", CONTENT)
    assert gguf.pull(settings, site["url"], SHA) == path
    assert len(site["ranges"]) == 1


def test_another_file_is_thrown_away(site, tmp_path):
    with pytest.raises(ModelError, match="SHA-256"):
        gguf.pull(Settings(cache=tmp_path), site["url"], "0" * 64)
    assert [path.suffix for path in (tmp_path / "models").iterdir() if path.suffix != ".lock"] == []


def test_what_is_not_gguf_is_thrown_away(site, tmp_path):
    site["content"] = b"<html>not found</html>"
    with pytest.raises(ModelError, match="not a GGUF"):
        gguf.pull(Settings(cache=tmp_path), site["url"], hashlib.sha256(site["content"]).hexdigest())


def test_an_interrupted_fetch_goes_on_where_it_stopped(site, tmp_path):
    settings = Settings(cache=tmp_path)
    partial = tmp_path / "models" / "tiny-1b.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT[:100_000])
    assert gguf.pull(settings, site["url"], SHA).read_bytes() == CONTENT
    assert site["ranges"] == ["bytes=100000-"]


def test_a_partial_file_that_is_whole_is_taken(site, tmp_path):
    partial = tmp_path / "models" / "tiny-1b.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(CONTENT)
    assert gguf.pull(Settings(cache=tmp_path), site["url"], SHA).read_bytes() == CONTENT


def test_an_address_that_is_not_there_says_so(site, tmp_path):
    with pytest.raises(ModelError, match="cannot be fetched"):
        gguf.pull(Settings(cache=tmp_path), site["url"].replace("tiny-1b", "missing"), SHA)


@pytest.mark.parametrize(
    ("url", "sha"),
    [
        ("http://models.example/x.gguf", SHA),
        ("ftp://models.example/x.gguf", SHA),
        ("file:///etc/x.gguf", SHA),
        ("https://models.example/x.bin", SHA),
        ("https://models.example/x.gguf", "abc"),
        ("https://models.example/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", SHA),
    ],
)
def test_what_cannot_be_fetched_safely_is_wrong_usage(tmp_path, url, sha):
    with pytest.raises(UsageError):
        gguf.pull(Settings(cache=tmp_path), url, sha)


def test_the_list_says_what_is_here_and_in_use(site, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RAGASSIST_CACHE", str(tmp_path))
    assert main(["models", "pull", site["url"], "--sha256", SHA]) == 0
    assert "ragassist models use tiny-1b" in capsys.readouterr().out
    assert main(["models", "list"]) == 0
    assert "tiny-1b" in capsys.readouterr().out
    path = tmp_path / "models" / "tiny-1b.gguf"
    (found,) = gguf.files(Settings(cache=tmp_path, local=LocalSettings(weights=path)))
    assert (found.name, found.size_bytes, found.pinned, found.in_use) == ("tiny-1b", len(CONTENT), False, True)


def test_an_address_needs_its_hash(capsys):
    assert main(["models", "pull", "https://models.example/x.gguf"]) == 2
    assert "--sha256" in capsys.readouterr().err
