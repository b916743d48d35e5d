"""The reverse proxy of `deploy/`, a real Caddy with its Caddyfile: TLS, who the user is, and the three doors behind it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

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


@contextmanager
def caddy(directory: Path, text: str) -> Iterator[SimpleNamespace]:
    """A Caddy that serves `text`, a Caddyfile with {$SITE} and {$READER_HASH} in it, and a client that asks it."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not on this machine: install it (Debian: apt-get install caddy)")
    port = free_port()
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if found is not None and (int(found[1]), int(found[2])) < OLD:
        text = text.replace("basic_auth", "basicauth")
    (directory / "Caddyfile").write_text(FOR_TESTS + text, encoding="utf8")
    hashed = [program, "hash-password", "--plaintext", "open sesame"]
    digest = subprocess.run(hashed, capture_output=True, text=True, check=True).stdout.strip()
    environ = {**os.environ, "SITE": f"localhost:{port}", "READER_HASH": digest, "XDG_DATA_HOME": str(directory), "HOME": str(directory)}
    line = [program, "run", "--config", str(directory / "Caddyfile"), "--adapter", "caddyfile"]
    with ExitStack() as stack:
        log = stack.enter_context((directory / "caddy.log").open("w"))
        process = stack.enter_context(subprocess.Popen(line, stdout=log, stderr=log, env=environ))
        stack.callback(process.terminate)
        url = f"https://localhost:{port}"
        web = stack.enter_context(httpx.Client(verify=False, trust_env=False, timeout=60))
        for _ in range(600):
            try:
                web.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                assert process.poll() is None, (directory / "caddy.log").read_text(encoding="utf8")
                time.sleep(0.1)
        yield SimpleNamespace(url=url, web=web, signed=("reader", "open sesame"))


def signed_client(url: str, signed: tuple[str, str]) -> Client:
    return Client(
        url, auth=None, headers={"Authorization": httpx.BasicAuth(*signed)._auth_header}, ssl_verify=False,
        verbose=False, analytics_enabled=False, httpx_kwargs={"trust_env": False, "timeout": 120},  # each request costs Caddy a bcrypt
    )  # fmt: skip


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[SimpleNamespace]:
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
        text = CADDYFILE.read_text(encoding="utf8")
        for name, url in (("page:7860", blocks.local_url), ("api:7861", api), ("mcp:7862", mcp)):
            assert name in text
            text = text.replace(name, url.rstrip("/").removeprefix("http://"))
        front = stack.enter_context(caddy(tmp_path, text))
        yield SimpleNamespace(**vars(front), key=key, page=blocks.local_url)


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
    ask = signed_client(behind.url, behind.signed)
    assert len(ask.predict(api_name="/documents")) == 2
    assert "配额" in ask.predict("配额？", api_name="/ask")["answer"]


UNDER_A_PATH = """
{$SITE} {
	basic_auth {
		reader {$READER_HASH}
	}
	handle_path /assistant/* {
		reverse_proxy PAGE {
			header_up X-Forwarded-User {http.auth.user.id}
		}
	}
	respond 404
}
"""


def test_under_a_path_of_the_proxy_page_and_client_find_everything_there(tmp_path):
    (tmp_path / "办法.txt").write_text("滨海市数据中心办法\n\n新建数据中心的年用电量不得超过3亿千瓦时。\n", encoding="utf8")
    with ExitStack() as stack:
        ours = stack.enter_context(LibraryAssistant(tmp_path / "home", auth_header="X-Forwarded-User", root_path="/assistant"))
        ours.ingest([tmp_path / "办法.txt"])
        blocks = launch(ours, port=0, prevent_thread_lock=True)
        stack.callback(blocks.close, verbose=False)
        page = f"127.0.0.1:{urlsplit(blocks.local_url).port}"
        front = stack.enter_context(caddy(tmp_path, UNDER_A_PATH.replace("PAGE", page)))
        html = front.web.get(f"{front.url}/assistant/", auth=front.signed, headers={"accept": "text/html"})
        assert html.status_code == 200
        # What the page names lies under the path; the file that it names is there, and nothing answers beside it.
        scripts = re.findall(r'(?:src|href)="((?:https://localhost:\d+)?/[^"]+\.(?:js|css))"', html.text)
        for script in scripts[:5]:
            assert urlsplit(script).path.startswith("/assistant/")
            assert front.web.get(front.url + urlsplit(script).path, auth=front.signed).status_code == 200
        assert front.web.get(f"{front.url}/config", auth=front.signed).status_code == 404
        config = front.web.get(f"{front.url}/assistant/config", auth=front.signed).json()
        assert config["root"].endswith("/assistant")
        ask = signed_client(f"{front.url}/assistant/", front.signed)
        (document,) = ask.predict(api_name="/documents")
        assert "办法" in str(document)
        assert ask.predict("用电量？", api_name="/ask")["citations"]
