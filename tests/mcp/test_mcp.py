"""The Model Context Protocol server, driven by the official package's own client: as a child process, and over HTTP."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from mcp import Client, StdioServerParameters
from ragassist.cli import main
from ragassist.mcp.build import build
from ragassist.mcp.run import http_app
from ragassist.serving import uploads
from ragassist.serving.admission import Rules
from ragassist.serving.keys import Keys, add_key
from ragassist.serving.question_queue import QuestionQueue
from tests.serving.running import running
from tests.ui.library_assistant import LibraryAssistant

RULES = (
    "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。扩建的，适用前款规定。\n"
)

pytestmark = pytest.mark.slow  # a store, a server and a client for each
BRIEF = "---\ntitle: Brief\ndate: 2024-05-01\nkind: article\n---\n\nThe city capped the power use of new data centres in March 2024.\n"
READING = {"search", "ask", "verify_claim", "list_documents", "get_document", "get_article"}
TOOLS = READING | {"list_statements", "brief", "compare", "audit"}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("mcp")
    (directory / "docs").mkdir()
    (directory / "docs" / "办法.txt").write_text(RULES, encoding="utf8")
    (directory / "docs" / "brief.md").write_text(BRIEF, encoding="utf8")
    assert main(["--home", str(directory / "home"), "ingest", str(directory / "docs")]) == 0
    return directory / "home"


@pytest.fixture
def assistant(tmp_path) -> Iterator[LibraryAssistant]:
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    (tmp_path / "brief.md").write_text(BRIEF, encoding="utf8")
    with LibraryAssistant(tmp_path / "home") as ours:
        ours.ingest([tmp_path / "办法.txt", tmp_path / "brief.md"])
        yield ours


def text(result) -> str:
    return "\n".join(part.text for part in result.content)


def test_a_child_process_searches_answers_and_checks_with_exact_quotations(home):
    async def talk() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "ragassist", "--home", str(home), "mcp"],
            env={"RAGASSIST_CHAT__TIER": "extractive", "PYTHONPATH": ":".join(sys.path)},
        )
        async with Client(stdio_client(server)) as client:
            assert client.server_info.name == "ragassist"
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            told: list[str] = []

            async def progress(done: float, total: float | None, message: str | None) -> None:
                told.append(message or "")

            reply = await client.call_tool("ask", {"question": "新建数据中心的年用电量不得超过多少？"}, progress_callback=progress)
            answer = reply.structured_content
            assert not reply.is_error
            assert "searching" in told
            assert "3亿千瓦时" in answer["answer"]
            assert answer["citations"]
            for citation in answer["citations"]:
                raw = (await client.read_resource(f"ragassist://documents/{citation['doc_id']}/raw")).contents[0].text
                assert raw[citation["start"] : citation["end"]] == citation["quote"]
                assert citation["quote_clean"] in text(reply)
            found = await client.call_tool("search", {"question": "power use of data centres", "k": 1, "langs": ["zh"]})
            (hit,) = found.structured_content["results"]
            assert hit["lang"] == "zh"
            verdict = await client.call_tool("verify_claim", {"claim": "不得超过30亿千瓦时。", "evidence": ["不得超过3亿千瓦时。"]})
            assert verdict.structured_content["status"] == "unsupported"

    anyio.run(talk)


def call(assistant: LibraryAssistant, name: str, arguments: dict[str, object]):
    async def talk():
        async with Client(build(assistant, assistant.settings.home)) as client:
            return await client.call_tool(name, arguments)

    return anyio.run(talk)


def test_every_tool_says_that_it_only_reads_and_describes_what_it_returns(assistant):
    async def talk() -> None:
        async with Client(build(assistant, assistant.settings.home)) as client:
            tools = (await client.list_tools()).tools
            assert {tool.name for tool in tools} == TOOLS
            for tool in tools:
                assert tool.annotations.read_only_hint
                assert tool.description
                assert tool.output_schema["type"] == "object"
                assert tool.output_schema["properties"]

    anyio.run(talk)


def test_an_article_and_a_document_are_read_word_for_word(assistant):
    found = call(assistant, "get_article", {"doc": "办法", "article": "Article 2"}).structured_content["articles"]
    assert [each["text"] for each in found] == ["第二条 新建数据中心的年用电量不得超过3亿千瓦时。扩建的，适用前款规定。"]
    assert RULES[found[0]["start"] : found[0]["end"]] == found[0]["text"]
    part = call(assistant, "get_document", {"doc": "办法", "start": 5, "chars": 7}).structured_content
    assert part["text"] == RULES[5:12]
    assert part["document"]["title"] == "滨海市数据中心办法"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("get_article", {"doc": "办法", "article": "第九条"}, "no article"),
        ("get_article", {"doc": "办法", "article": "closing words"}, "not the number"),
        ("get_document", {"doc": "nothing.txt"}, "No document 'nothing.txt'"),
        ("ask", {"question": "谁？", "docs": ["nothing.txt"]}, "No document"),
        ("search", {"question": "谁？", "date_from": "soon"}, "soon"),
        ("search", {"question": ""}, "question"),
        ("search", {"question": "x", "k": 0}, "k"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_why(assistant, tool, arguments, said):
    reply = call(assistant, tool, arguments)
    assert reply.is_error
    assert said in text(reply)


def test_a_limit_to_documents_reaches_the_engine(assistant):
    reply = call(assistant, "ask", {"question": "x", "docs": ["brief.md"], "kinds": ["article"], "date_to": "2024"})
    assert len(reply.structured_content["citations"]) == 1
    (within,) = assistant.filters
    assert (within.kinds, within.date_to, len(within.doc_ids)) == (frozenset({"article"}), "2024", 1)


def test_documents_are_listed_in_parts_and_as_resources(assistant):
    first = call(assistant, "list_documents", {"limit": 1}).structured_content
    rest = call(assistant, "list_documents", {"first": 1}).structured_content
    assert first["total"] == rest["total"] == 2
    assert len(first["documents"]) == len(rest["documents"]) == 1

    async def talk() -> None:
        async with Client(build(assistant, assistant.settings.home)) as client:
            listed = (await client.list_resources()).resources
            assert {resource.title for resource in listed} == {"滨海市数据中心办法", "Brief"}
            (brief,) = [resource for resource in listed if resource.title == "Brief"]
            assert "capped the power use" in (await client.read_resource(brief.uri)).contents[0].text
            with pytest.raises(MCPError, match="No document"):
                await client.read_resource("ragassist://documents/0000000000000000")

    anyio.run(talk)


def test_every_line_of_a_report_is_pinned_to_the_words_of_a_document(assistant, tmp_path):
    later = tmp_path / "办法修订.txt"
    later.write_text(RULES.replace("3亿", "5亿"), encoding="utf8")
    assistant.ingest([later])
    raws = {record.doc_id: assistant.raw(record.doc_id) for record in assistant.documents()}
    asked = {
        "list_statements": {"kind": "amounts", "docs": ["办法.txt"]},
        "compare": {"old": "办法.txt", "new": "办法修订.txt"},
        "audit": {"text": "新建数据中心的年用电量不得超过9亿千瓦时。", "docs": ["办法.txt"]},
        "brief": {"docs": ["办法.txt"], "lang": "zh"},
    }
    for name, arguments in asked.items():
        reply = call(assistant, name, arguments)
        report = reply.structured_content
        assert not reply.is_error
        assert report["citations"]
        for citation in report["citations"]:
            assert raws[citation["doc_id"]][citation["start"] : citation["end"]] == citation["quote"]
            assert citation["quote"] in text(reply)
        assert "3亿千瓦时" in text(reply)
        assert ("5亿千瓦时" in text(reply)) == (name == "compare")


@pytest.mark.parametrize(
    ("tool", "arguments", "last"), [("list_statements", {"kind": "amounts"}, (2, 2)), ("brief", {"docs": ["办法", "Brief"]}, (2, 2))]
)
def test_work_on_many_documents_tells_how_far_it_is(assistant, tool, arguments, last):
    told: list[tuple[float, float | None]] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append((done, total))

    async def talk() -> None:
        async with Client(build(assistant, assistant.settings.home)) as client:
            await client.call_tool(tool, arguments, progress_callback=progress)

    anyio.run(talk)
    assert last in told


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("compare", {"old": "办法.txt", "new": "办法.txt"}, "the same document"),
        ("compare", {"old": "办法.txt", "new": "nothing.txt"}, "No document 'nothing.txt'"),
        ("brief", {"docs": []}, "docs"),
        ("list_statements", {"kind": "weather"}, "kind"),
    ],
)
def test_document_work_that_cannot_be_done_is_an_error_that_says_why(assistant, tool, arguments, said):
    reply = call(assistant, tool, arguments)
    assert reply.is_error
    assert said in text(reply)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_statements", {"kind": "amounts"}),
        ("audit", {"text": "每家企业的配额不得超过九份。"}),
        ("brief", {"docs": ["note.txt"]}),
        ("compare", {"old": "办法.txt", "new": "note.txt"}),
    ],
)
def test_document_work_never_reads_somebody_elses_upload(assistant, tmp_path, tool, arguments):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    mine = uploads.directory(assistant.settings.home, "wei") / "note.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("内部备忘\n\n第一条 每家企业的配额不得超过七份。\n\n第二条 违者罚款1万元。\n", encoding="utf8")
    assistant.ingest([mine])

    async def talk(url: str, key: str) -> str:
        async with Client(http_client(url, key)) as client:
            return text(await client.call_tool(tool, arguments))

    with running(http_app(assistant, assistant.settings.home, Rules(Keys("", tmp_path / "keys.txt")))) as url:
        assert "内部备忘" in anyio.run(talk, url, keys["wei"])
        assert "内部备忘" not in anyio.run(talk, url, keys["ana"])


def http_client(url: str, key: str = ""):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return streamable_http_client(f"{url}/mcp", http_client=httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30))


def test_over_http_each_key_sees_its_own_uploads_and_nobody_elses(assistant, tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    mine = uploads.directory(assistant.settings.home, "wei") / "note.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("内部备忘：配额为七份。\n", encoding="utf8")
    assistant.ingest([mine])
    rules = Rules(Keys("", tmp_path / "keys.txt"))

    async def talk(url: str, key: str) -> tuple[int, set[str], bool]:
        async with Client(http_client(url, key)) as client:
            total = (await client.call_tool("list_documents", {})).structured_content["total"]
            listed = {resource.name for resource in (await client.list_resources()).resources}
            tried = await client.call_tool("get_document", {"doc": "note.txt"})
            asked = await client.call_tool("ask", {"question": "配额？"})
            assert ("内部备忘" in text(asked)) == (not tried.is_error)
            return total, {Path(name).name for name in listed}, bool(tried.is_error)

    with running(http_app(assistant, assistant.settings.home, rules)) as url:
        assert anyio.run(talk, url, keys["wei"]) == (3, {"办法.txt", "brief.md", "note.txt"}, False)
        assert anyio.run(talk, url, keys["ana"]) == (2, {"办法.txt", "brief.md"}, True)
        for key in ("", "ra-guess"):
            refused = httpx2.post(f"{url}/mcp", json={}, headers={"Authorization": f"Bearer {key}" if key else "none"}, trust_env=False)
            assert refused.status_code == 401
        assert [httpx2.get(f"{url}/{probe}", trust_env=False).status_code for probe in ("healthz", "readyz", "metrics")] == [200, 200, 401]
        counted = httpx2.get(f"{url}/metrics", headers={"Authorization": f"Bearer {keys['ana']}"}, trust_env=False).text
        ended = re.findall(r'ragassist_questions_total{door="mcp",outcome="(?:answered|refused)"} (\S+)', counted)
        assert sum(map(float, ended)) == 2
        assert 'ragassist_questions_waiting{door="mcp"} 0.0' in counted
        assert "配额" not in counted


def test_a_forged_user_header_and_a_strange_page_get_nowhere(assistant):
    with running(http_app(assistant, assistant.settings.home, Rules())) as url:
        for header in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            assert httpx2.post(f"{url}/mcp", json={}, headers=header, trust_env=False).status_code == 403

        async def talk() -> int:
            forged = httpx2.AsyncClient(headers={"x-ragassist-client": "wei"}, trust_env=False, timeout=30)
            async with Client(streamable_http_client(f"{url}/mcp", http_client=forged)) as client:
                return (await client.call_tool("list_documents", {})).structured_content["total"]

        mine = uploads.directory(assistant.settings.home, "wei") / "note.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text("内部备忘。\n", encoding="utf8")
        assistant.ingest([mine])
        assert anyio.run(talk) == 2


@pytest.mark.parametrize("over_http", [True, False])
def test_a_call_that_is_given_up_ends_the_models_work(assistant, over_http):
    ended = threading.Event()
    original = assistant.stream

    def watched(*args, **kwargs):
        try:
            yield from original(*args, **kwargs)
        finally:
            ended.set()

    assistant.stream = watched
    assistant.hold = ["慢"]

    async def talk(where) -> None:
        async with Client(where) as client:
            with anyio.move_on_after(1):
                await client.call_tool("ask", {"question": "慢慢来？"})
            limit = time.monotonic() + 20
            while not ended.is_set() and time.monotonic() < limit:
                await anyio.sleep(0.05)

    if over_http:
        with running(http_app(assistant, assistant.settings.home, Rules())) as url:
            anyio.run(talk, http_client(url))
    else:
        anyio.run(talk, build(assistant, assistant.settings.home))
    assert ended.is_set()


def test_calls_are_answered_in_turns_by_key_who_waits_is_told_and_one_too_many_is_turned_away(assistant, tmp_path):
    keys = {name: add_key(tmp_path / "keys.txt", name) for name in ("wei", "ana")}
    begun: list[str] = []
    original = assistant.stream

    def watched(question, *args, **kwargs):
        begun.append(question)
        yield from original(question, *args, **kwargs)

    assistant.stream, assistant.hold = watched, ["慢"]
    question_queue, told = QuestionQueue(1, 2), []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append((done, message))

    async def ask(url: str, name: str, tool: str, arguments: dict[str, object], replies: dict[str, object]) -> None:
        async with Client(http_client(url, keys[name])) as client:
            key = next(iter(arguments.values()))
            replies[key] = await client.call_tool(tool, arguments, progress_callback=progress if name == "ana" else None)

    async def waiting(n: int) -> None:
        with anyio.fail_after(20):
            while len(question_queue._tickets) < n:
                await anyio.sleep(0.02)

    async def talk(url: str) -> dict[str, object]:
        replies: dict[str, object] = {}
        async with anyio.create_task_group() as group:
            calls = [("wei", "慢慢来？"), ("wei", "其次？"), ("ana", "我呢？")]
            for n, (name, question) in enumerate(calls, 1):
                group.start_soon(ask, url, name, "ask", {"question": question}, replies)
                await waiting(n)
            await ask(url, "wei", "list_statements", {"kind": "amounts"}, replies)
            assistant.hold = []
        return replies

    rules = Rules(Keys("", tmp_path / "keys.txt"))
    with running(http_app(assistant, assistant.settings.home, rules, None, question_queue)) as url:
        replies = anyio.run(talk, url)
    assert begun == ["慢慢来？", "我呢？", "其次？"]
    assert "waiting behind 1" in [message for _, message in told]
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert replies["amounts"].is_error
    assert "Too many questions are waiting" in text(replies["amounts"])
    assert not any(replies[question].is_error for question in begun)
    assert question_queue._tickets == []


def test_a_call_that_is_given_up_while_it_waits_leaves_the_queue(assistant):
    question_queue = QuestionQueue(1, 2)

    async def talk() -> None:
        async with Client(build(assistant, assistant.settings.home, None, question_queue)) as client:
            with question_queue.join("", "somebody else"):
                with anyio.move_on_after(0.5):
                    await client.call_tool("verify_claim", {"claim": "是。", "evidence": ["是。"]})
                with anyio.fail_after(20):
                    while len(question_queue._tickets) > 1:
                        await anyio.sleep(0.02)
            assert not (await client.call_tool("verify_claim", {"claim": "是。", "evidence": ["是。"]})).is_error

    anyio.run(talk)
