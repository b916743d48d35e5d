"""The page and its endpoints on the oldest Gradio that pyproject.toml allows and on the newest that the index has.

Each is installed beside the environment's own packages, not into them. Where no index can be reached the test is skipped, which CI counts
as a failure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WRONG_STATE = "The server cannot be reached"


def allowed() -> str:
    """The oldest version that the dependencies allow."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["dependencies"]
    (found,) = [match[1] for each in listed if (match := re.fullmatch(r"gradio>=([\d.]+)", each))]
    return found if found.count(".") > 1 else f"{found}.0"


def installed(wanted: str, target: Path) -> Path:
    """A directory with that Gradio and the client it asks for; all else is the environment's."""

    def put(*what: str) -> None:
        line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--retries", "1", "--target"]
        done = subprocess.run([*line, str(target), *what], capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            pytest.skip(f"{what[0]} cannot be installed here: {done.stderr.strip()[-200:]}")

    put(wanted)
    (about,) = target.glob("gradio-*.dist-info/METADATA")
    client = re.search(r"^Requires-Dist: (gradio-client\s*[=<>~!][^;\n]*)", about.read_text(encoding="utf8"), re.MULTILINE)
    assert client is not None
    put(client[1].replace(" ", ""))
    return target


@contextmanager
def served(libraries: Path, home: Path) -> Iterator[dict[str, Any]]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(libraries), str(ROOT), *filter(None, sys.path)])}
    line = [sys.executable, str(Path(__file__).with_name("page_server.py")), str(home)]
    log = (home.parent / "log").open("w")
    with log, subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=environ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("{"), (home.parent / "log").read_text(encoding="utf8")[-3000:]
        yield json.loads(said)
        process.communicate("", timeout=60)


CALLS = (
    "import json, sys\n"
    "import gradio_client\n"
    "ask = gradio_client.Client(sys.argv[1], verbose=False, analytics_enabled=False, httpx_kwargs={'trust_env': False, 'timeout': 120})\n"
    "names = sorted(ask.view_api(return_format='dict')['named_endpoints'])\n"
    "answer = ask.predict('用电量？', api_name='/ask')\n"
    "listed = ask.predict('deadlines', api_name='/list')\n"
    "print(json.dumps([gradio_client.__file__, names, len(answer['citations']), listed['task']]))\n"
)


@pytest.mark.parametrize("which", ["oldest", "newest"])
def test_the_page_opens_answers_and_is_called_on_each_gradio_that_is_allowed(which, browser, tmp_path):
    wanted = f"gradio=={allowed()}" if which == "oldest" else "gradio"
    libraries = installed(wanted, tmp_path / "libraries")
    (about,) = libraries.glob("gradio-*.dist-info")
    with served(libraries, tmp_path / "place") as page_of:
        assert about.name == f"gradio-{page_of['gradio']}.dist-info"
        page = browser.new_page(locale="zh-CN")
        page.set_default_timeout(90_000)
        wrong, outside = [], []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: outside.append(request.url) if not request.url.startswith((page_of["url"], "data:", "blob:")) else None,
        )
        page.goto(page_of["url"])
        page.fill("#ra-question", "用电量？")
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn .claim")
        assert "3亿千瓦时" in page.inner_text(".turn")
        page.click("[data-do=show-documents]")
        page.wait_for_selector("#ra-documents :text('滨海市数据中心办法')")
        # Our styles are there, by Gradio's own hook, and its frame has stepped back.
        assert page.evaluate("getComputedStyle(document.querySelector('#ra')).minHeight") != "auto"
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        assert page.title() == "ragassist"
        page.close()
        assert (wrong, outside) == ([], [])
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(libraries), *filter(None, sys.path)])}
        done = subprocess.run([sys.executable, "-c", CALLS, page_of["url"]], capture_output=True, text=True, check=False, env=environ)
        assert done.returncode == 0, done.stderr[-2000:]
        client, names, citations, task = json.loads(done.stdout.splitlines()[-1])
        assert client.startswith(str(libraries))
        assert names == ["/ask", "/audit", "/brief", "/compare", "/documents", "/list", "/search"]
        assert (citations, task) == (1, "list")
