"""Two front ends as people install them: `llm` of the package index on a terminal, the chat component `deep-chat` of npm in a browser.

Both are fetched for the test alone. Where they cannot be, the test is skipped, which CI counts as a failure.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ragassist.api.app import build
from ragassist.serving.admission import Rules
from ragassist.serving.keys import Keys, add_key
from ragassist.serving.record import Recorder
from tests.serving.running import running
from tests.ui.conftest import open_browser
from tests.ui.library_assistant import LibraryAssistant

pytestmark = pytest.mark.slow
RULES = "滨海市数据中心办法\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。![p](http://beacon.example/p.png)\n"


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Any]:
    """A browser of these tests alone: one that stays open leaves an event loop running in those that follow."""
    with open_browser(chromium_path) as chromium:
        yield chromium


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryAssistant]:
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    with LibraryAssistant(tmp_path / "home") as ours:
        ours.ingest([tmp_path / "办法.txt"])
        yield ours


def fetched(line: list[str], where: Path) -> None:
    where.mkdir(exist_ok=True)
    try:
        done = subprocess.run(line, cwd=where, capture_output=True, text=True, check=False, timeout=600)
    except FileNotFoundError:
        pytest.skip(f"{line[0]} is not on this machine")
    if done.returncode:
        pytest.skip(f"{line[-1]} cannot be fetched here: {done.stderr.strip()[-200:]}")


def test_llm_asks_on_a_terminal_with_its_own_key_and_goes_on_in_the_conversation(library, tmp_path):
    program, environ = shutil.which("llm"), dict(os.environ)
    if program is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "1", "--target", str(tmp_path / "llm"), "llm"]
        fetched(pip, tmp_path / "llm")
        program, environ["PYTHONPATH"] = str(tmp_path / "llm" / "bin" / "llm"), str(tmp_path / "llm")
    key = add_key(tmp_path / "keys.txt", "wei")
    recorder = Recorder.of_nothing()
    with running(build(library, Rules(Keys("", tmp_path / "keys.txt")), recorder)) as url:
        settings = f"- model_id: documents\n  model_name: ragassist\n  api_base: {url}/v1\n  api_key_name: ours\n"
        (tmp_path / "user").mkdir()
        (tmp_path / "user" / "extra-openai-models.yaml").write_text(settings, encoding="utf8")
        environ |= {"LLM_USER_PATH": str(tmp_path / "user"), "NO_PROXY": "127.0.0.1"}

        def llm(*words: str, given: str = key) -> subprocess.CompletedProcess[str]:
            return subprocess.run([program, *words, "--key", given], capture_output=True, text=True, check=False, env=environ, timeout=300)

        streamed = llm("-m", "documents", "新建数据中心的年用电量不得超过多少？")
        assert streamed.returncode == 0, streamed.stderr
        assert "3亿千瓦时" in streamed.stdout
        assert "[1]" in streamed.stdout
        assert "滨海市数据中心办法" in streamed.stdout
        whole = llm("-m", "documents", "--no-stream", "-c", "那扩建的呢？")
        assert "3亿千瓦时" in whole.stdout, whole.stderr
        refused = llm("-m", "documents", "用电量？", given="ra-guess")
        assert refused.returncode != 0
        assert key not in refused.stderr
    assert 'door="api",outcome="answered"} 2.0' in recorder.metrics.page(list).decode()


PAGE = """<!doctype html><meta charset="utf-8"><script type="module" src="deepChat.bundle.js"></script>
<deep-chat style="width: 40rem; height: 30rem" connect='{"url": "URL/v1/chat/completions", "stream": true}'
directConnection='{"openAI": {"key": "KEY", "completions": {"model": "ragassist"}}}'></deep-chat>"""


def shown_at(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.browser
def test_a_chat_component_in_a_browser_of_another_origin_streams_and_fetches_nothing_that_a_document_names(library, tmp_path, browser):
    fetched(["npm", "pack", "--silent", "deep-chat@2"], tmp_path / "npm")
    (packed,) = (tmp_path / "npm").glob("*.tgz")
    (tmp_path / "site").mkdir()
    with tarfile.open(packed) as archive:
        content = archive.extractfile("package/dist/deepChat.bundle.js")
        assert content is not None
        (tmp_path / "site" / "deepChat.bundle.js").write_bytes(content.read())
    key = add_key(tmp_path / "keys.txt", "wei")
    server, origin = shown_at(tmp_path / "site")
    rules = Rules(Keys("", tmp_path / "keys.txt"), origins=(origin,))
    with running(build(library, rules, Recorder.of_nothing())) as url:
        (tmp_path / "site" / "index.html").write_text(PAGE.replace("URL", url).replace("KEY", key), encoding="utf8")
        page = browser.new_page()
        page.set_default_timeout(90_000)
        asked: list[str] = []
        replies: list[tuple[str, int]] = []
        page.route("https://**", lambda route: route.abort())  # the component would have a font from elsewhere
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda reply: replies.append((reply.request.method, reply.status)) if url in reply.url else None)
        page.goto(f"{origin}/index.html")
        page.locator("deep-chat #text-input").click()
        page.keyboard.type("新建数据中心的年用电量不得超过多少？")
        page.keyboard.press("Enter")
        page.locator("deep-chat .ai-message-text", has_text="3亿千瓦时").wait_for()
        page.locator("deep-chat .ai-message-text", has_text="滨海市数据中心办法").wait_for()
        assert page.locator("deep-chat .ai-message-text img").count() == 0
        page.close()
        assert ("POST", 200) in replies
        assert not any("beacon" in each for each in asked), json.dumps(asked)
    server.shutdown()
    server.server_close()
