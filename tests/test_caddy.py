"""The reverse proxy of `deploy/`, a real Caddy with its Caddyfile: TLS, who the user is, and the three doors behind it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from gradio_client import Client

from ragassist.api.app import build
from ragassist.mcp.run import http_app
from ragassist.serving import uploads
from ragassist.serving.admission import Rules
from ragassist.serving.keys import Keys, add_key
from ragassist.serving.record import Recorder
from ragassist.ui.page import launch
from tests.serving.running import running
from tests.ui.library_assistant import LibraryAssistant

pytestmark = pytest.mark.slow
CADDYFILE = Path(__file__).resolve().parents[1] / "deploy" / "Caddyfile"
FOR_TESTS = "{\n\tadmin off\n\tskip_install_trust\n\tlocal_certs\n\tauto_https disable_redirects\n}\n"
OLD = (2, 8)
"""Since this version the directive is `basic_auth`."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[SimpleNamespace]:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not on this machine: install it (Debian: apt-get install caddy)")
    (tmp_path / "办法.txt").write_text("滨海市数据中心办法\n\n新建数据中心的年用电量不得超过3亿千瓦时。\n", encoding="utf8")
    key = add_key(tmp_path / "keys.txt", "reader")
    rules = Rules(Keys("", tmp_path / "keys.txt"))
    with ExitStack() as stack:
        ours = stack.enter_context(LibraryAssistant(tmp_path / "home", auth_header="X-Forwarded-User"))
        mine = uploads.directory(ours.settings.home, "reader") / "own.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text("本用户的配额为七份。\n", encoding="utf8")
        ours.ingest([tmp_path / "办法.txt", mine])
        blocks = launch(ours, port=0, prevent_thread_lock=True)
        stack.callback(blocks.close, verbose=False)
        api = stack.enter_context(running(build(ours, rules, Recorder.of_nothing())))
        mcp = stack.enter_context(running(http_app(ours, ours.settings.home, rules)))
        port = free_port()
        text = CADDYFILE.read_text(encoding="utf8")
        for name, url in (("page:7860", blocks.local_url), ("api:7861", api), ("mcp:7862", mcp)):
            assert name in text
            text = text.replace(name, url.rstrip("/").removeprefix("http://"))
        version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
        found = re.match(r"v?(\d+)\.(\d+)", version)
        if found is not None and (int(found[1]), int(found[2])) < OLD:
            text = text.replace("basic_auth", "basicauth")
        (tmp_path / "Caddyfile").write_text(FOR_TESTS + text, encoding="utf8")
        digest = subprocess.run(
            [caddy, "hash-password", "--plaintext", "open sesame"], capture_output=True, text=True, check=True
        ).stdout.strip()
        environ = {**os.environ, "SITE": f"localhost:{port}", "READER_HASH": digest, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
        log = stack.enter_context((tmp_path / "caddy.log").open("w"))
        line = [caddy, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
        process = stack.enter_context(subprocess.Popen(line, stdout=log, stderr=log, env=environ))
        stack.callback(process.terminate)
        url = f"https://localhost:{port}"
        with httpx.Client(verify=False, trust_env=False, timeout=60) as web:
            for _ in range(600):
                try:
                    web.get(f"{url}/healthz")
                    break
                except httpx.TransportError:
                    assert process.poll() is None, (tmp_path / "caddy.log").read_text(encoding="utf8")
                    time.sleep(0.1)
            yield SimpleNamespace(url=url, web=web, key=key, signed=("reader", "open sesame"), page=blocks.local_url)


def test_the_proxy_names_the_user_and_each_door_is_found_behind_it(behind):
    web, url = behind.web, behind.url
    assert web.get(url).status_code == 401
    assert web.get(url, auth=("reader", "guess")).status_code == 401
    # Who signed in is who the proxy says, whatever a client says of itself.
    forged = {"X-Forwarded-User": "eve", "X-Ragassist-User": "eve"}
    assert web.get(f"{url}/reader", auth=behind.signed, headers=forged).json() == {"name": "reader"}
    page = web.get(url, auth=behind.signed, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    # Past the proxy from this machine, which is trusted, a name is believed; without one nobody comes in.
    assert web.get(f"{behind.page}config").status_code == 401
    # Programs bring their own key.
    assert web.get(f"{url}/v1/models").status_code == 401
    named = web.get(f"{url}/v1/models", headers={"Authorization": f"Bearer {behind.key}"}).json()
    assert named["data"][0]["id"] == "ragassist"
    assert web.post(f"{url}/mcp", json={}).status_code == 401
    assert web.post(f"{url}/mcp", json={}, headers={"Authorization": f"Bearer {behind.key}"}).status_code not in (401, 403, 404, 502)


def test_gradios_client_asks_through_the_proxy_as_the_user_that_it_names(behind):
    ask = Client(
        behind.url, auth=None, headers={"Authorization": httpx.BasicAuth(*behind.signed)._auth_header}, ssl_verify=False,
        verbose=False, analytics_enabled=False, httpx_kwargs={"trust_env": False, "timeout": 120},  # each request costs Caddy a bcrypt
    )  # fmt: skip
    assert len(ask.predict(api_name="/documents")) == 2
    assert "配额" in ask.predict("配额？", api_name="/ask")["answer"]
