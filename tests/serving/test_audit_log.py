"""The audit log holds what each door did for whom, and what it cannot hold is not answered."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import anyio
import httpx
import httpx2
import openai
import pytest
from gradio_client import Client as GradioClient
from mcp.client.streamable_http import streamable_http_client

from mcp import Client
from ragassist.api.app import build
from ragassist.mcp.run import http_app
from ragassist.serving.admission import Rules
from ragassist.serving.audit_log import AuditLog, check
from ragassist.serving.keys import Keys, add_key
from ragassist.serving.metrics import Metrics
from ragassist.serving.record import Recorder
from ragassist.ui.page import launch
from tests.serving.running import running
from tests.ui.library_assistant import LibraryAssistant

pytestmark = pytest.mark.slow  # a store, a server and a client for each
RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"


@pytest.fixture
def assistant(tmp_path):
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    with LibraryAssistant(tmp_path / "home") as ours:
        log = ours.settings.log.model_copy(update={"audit": tmp_path / "audit.jsonl"})
        ours.settings = ours.settings.model_copy(update={"log": log})
        ours.ingest([tmp_path / "办法.txt"])
        yield ours


def entries(path: Path) -> list[tuple[str, ...]]:
    assert check(path)
    read = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    return [(e["user"], e["door"], e["kind"], e["question"], e["outcome"], len(e["doc_ids"])) for e in read]


def test_searches_and_document_work_of_an_mcp_client_are_entries(assistant, tmp_path):
    key, path = add_key(tmp_path / "keys.txt", "wei"), tmp_path / "audit.jsonl"
    (doc,) = (record.doc_id for record in assistant.documents())
    claim = "新建数据中心的年用电量不得超过3亿千瓦时。"
    asked = {
        "search": {"question": "用电量"},
        "verify_claim": {"claim": claim, "evidence": [claim]},
        "list_statements": {"kind": "amounts", "words": "用电量"},
        "brief": {"docs": [doc]},
        "audit": {"text": claim},
        "compare": {"old": doc, "new": doc},
    }

    async def talk(url: str) -> None:
        http_client = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=60)
        async with Client(streamable_http_client(f"{url}/mcp", http_client=http_client)) as client:
            for name, arguments in asked.items():
                await client.call_tool(name, arguments)

    recorder = Recorder.of(assistant.settings)
    with running(http_app(assistant, assistant.settings.home, Rules(Keys("", tmp_path / "keys.txt")), recorder)) as url:
        anyio.run(talk, url)
        counted = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {key}"}, trust_env=False).text
    assert entries(path) == [
        ("wei", "mcp", "search", "用电量", "done", 1),
        ("wei", "mcp", "verify", claim, "done", 0),
        ("wei", "mcp", "list", "amounts 用电量", "done", 1),
        ("wei", "mcp", "brief", doc, "done", 1),
        ("wei", "mcp", "audit", claim, "done", 1),
        ("wei", "mcp", "compare", f"{doc} {doc}", "UsageError", 0),
    ]
    assert 'ragassist_work_total{door="mcp",kind="search",outcome="done"} 1.0' in counted


def test_so_are_those_of_the_page(assistant, tmp_path):
    blocks = launch(assistant, port=0, prevent_thread_lock=True)
    try:
        url = blocks.local_url.rstrip("/")
        client = GradioClient(url, verbose=False, analytics_enabled=False, httpx_kwargs={"trust_env": False, "timeout": 120})
        client.predict("用电量", 1, api_name="/search")
        client.predict("amounts", api_name="/list")
        assert httpx.get(f"{url}/readyz", trust_env=False).json()["documents"] == 1
    finally:
        blocks.close(verbose=False)
    found = entries(tmp_path / "audit.jsonl")
    assert found == [("", "page", "search", "用电量", "done", 1), ("", "page", "list", "amounts", "done", 1)]


def test_what_an_audit_log_on_a_full_disk_cannot_hold_is_not_answered(assistant, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a small disk")
    try:
        path, filling = disk / "audit.jsonl", disk / "filling"
        app = build(assistant, recorder=Recorder(Metrics(), AuditLog(path)))
        with running(app, lifespan="off") as url:
            asking = openai.OpenAI(base_url=f"{url}/v1", api_key="x", max_retries=0, http_client=openai.DefaultHttpxClient(trust_env=False))

            def ask(question: str) -> str:
                said = asking.chat.completions.create(model="x", messages=[{"role": "user", "content": question}])
                return said.choices[0].message.content or ""

            assert ask("年用电量不得超过多少？")
            fill(filling)
            with pytest.raises(openai.InternalServerError, match=r"audit log .* cannot be written: No space left"):
                all(ask("年用电量不得超过多少？" * 20) for _ in range(40))  # until what is left of the last block is full too
            held = check(path)
            filling.unlink()
            assert ask("年用电量不得超过多少？")
            assert check(path) == held + 1
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 512):
            pass


def test_metrics_are_there_when_documents_are_not(tmp_path):
    with LibraryAssistant(tmp_path / "home") as ours:
        (tmp_path / "home").mkdir(exist_ok=True)
        (tmp_path / "home" / "manifest.sqlite3").write_bytes(b"no database" * 1000)
        with running(build(ours), lifespan="off") as url:
            assert httpx.get(f"{url}/readyz", trust_env=False).status_code == 503
            counted = httpx.get(f"{url}/metrics", trust_env=False)
            assert (counted.status_code, "ragassist_documents NaN" in counted.text) == (200, True)
