"""The doors as they are started: real processes, real clients, ended as a service manager ends them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx2
import openai
import pytest
from mcp.client.streamable_http import streamable_http_client

from mcp import Client
from ragassist.cli import main

pytestmark = pytest.mark.slow
RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("doors")
    (directory / "docs").mkdir()
    (directory / "docs" / "办法.txt").write_text(RULES, encoding="utf8")
    assert main(["--home", str(directory / "home"), "ingest", str(directory / "docs")]) == 0
    return directory


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    environ = {**os.environ, "RAGASSIST_CHAT__TIER": "extractive", "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, "-m", "ragassist", "--home", str(home / "home"), *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError("it did not say where it listens")


def test_a_key_made_on_the_command_line_opens_the_endpoint_and_the_mcp_server(home, capsys):
    keys = home / "keys.txt"
    assert main(["serve", "--keys", str(keys), "--add-key", "wei"]) == 0
    key = capsys.readouterr().out.strip()
    with started(home, "serve", "--port", "0", "--keys", str(keys)) as process:
        url = address(process)
        ours = openai.OpenAI(base_url=url, api_key=key, max_retries=0, http_client=openai.DefaultHttpxClient(trust_env=False))
        reply = ours.chat.completions.create(
            model="ragassist", messages=[{"role": "user", "content": "新建数据中心的年用电量不得超过多少？"}]
        )
        assert "3亿千瓦时" in reply.choices[0].message.content
        with pytest.raises(openai.AuthenticationError):
            ours.with_options(api_key="ra-guess").models.list()

    async def talk(url: str) -> str:
        web = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60)
        async with Client(streamable_http_client(url, http_client=web)) as client:
            found = await client.call_tool("get_article", {"doc": "办法", "article": "2"})
            return found.content[0].text

    os.environ["RAGASSIST_API__KEYS"] = str(keys)
    try:
        with started(home, "mcp", "--http", "--port", "0") as process:
            assert anyio.run(talk, address(process)) == "第二条 新建数据中心的年用电量不得超过3亿千瓦时。"
    finally:
        del os.environ["RAGASSIST_API__KEYS"]


def test_watch_says_what_changed_one_json_object_a_line_and_ends_on_a_signal(home):
    with started(home, "watch", "--json", str(home / "docs")) as process:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        (home / "docs" / "桥梁.txt").write_text("桥梁检查每年进行一次。\n", encoding="utf8")
        assert process.stdout is not None
        change = json.loads(process.stdout.readline())
        assert (change["kind"], Path(change["path"]).name) == ("added", "桥梁.txt")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


DOORS = (["chat", "--port", "0"], ["serve", "--port", "0"], ["mcp", "--http", "--port", "0"], ["mcp"], ["watch", "docs"], ["worker"])


@pytest.mark.parametrize("first", [False, True], ids=["a process among others", "the first of a container"])
@pytest.mark.parametrize("words", DOORS, ids=" ".join)
def test_told_to_end_each_door_ends_in_order(home, words, first):
    alone = ["unshare", "--pid", "--fork", "--mount-proc"] if first else []
    if first and (shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode):
        pytest.skip("only root on Linux can begin a tree of processes of its own")
    line = [*alone, sys.executable, "-m", "ragassist", "--home", str(home / "home"), *words]
    environ = {**os.environ, "RAGASSIST_CHAT__TIER": "extractive", "PYTHONPATH": os.pathsep.join(sys.path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, text=True, cwd=home, env=environ, **pipes) as process:
        try:
            if words == ["mcp"]:
                process.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
                process.stdin.flush()
                assert '"id":1' in process.stdout.readline().replace(" ", "")
            else:
                assert "Ctrl+C" in next(line for line in process.stderr if "Ctrl+C" in line)
            told = process.pid
            if first:
                told = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()[0])
            os.kill(told, signal.SIGTERM)
            assert process.wait(timeout=30) == (0 if words[0] in ("watch", "worker") else 143)
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


@pytest.mark.parametrize("door", [["serve"], ["mcp", "--http"]])
def test_no_door_opens_to_other_machines_without_a_key(home, door, capsys):
    assert main(["--home", str(home / "home"), *door, "--host", "0.0.0.0", "--port", "0"]) == 2
    assert "no key is set" in capsys.readouterr().err
