"""The page's named endpoints, called by Gradio's own client: open, signed in, and behind a proxy under a path."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from tests.serving.running import running
from tests.ui.library_assistant import LibraryAssistant

from ragassist.serving import uploads
from ragassist.ui.page import launch
from ragassist.ui.server.access import add_user

pytestmark = pytest.mark.slow  # each starts the whole page and its server
RULES = "滨海市数据中心办法\n\n第一条 本办法自2024年3月1日起施行。\n\n第二条 新建数据中心的年用电量不得超过3亿千瓦时。\n"


@contextmanager
def page(tmp_path: Path, **ui: object) -> Iterator[tuple[LibraryAssistant, str]]:
    (tmp_path / "办法.txt").write_text(RULES, encoding="utf8")
    with LibraryAssistant(tmp_path / "home", **ui) as ours:
        ours.ingest([tmp_path / "办法.txt"])
        blocks = launch(ours, port=0, prevent_thread_lock=True)
        try:
            yield ours, blocks.local_url.rstrip("/")
        finally:
            blocks.close(verbose=False)


def client(url: str, **headers: str) -> Client:
    return Client(url, headers=headers, verbose=False, analytics_enabled=False, httpx_kwargs={"trust_env": False, "timeout": 120})


def test_a_program_asks_searches_and_lists_through_gradios_client(tmp_path):
    with page(tmp_path) as (_ours, url):
        ask = client(url)
        described = ask.view_api(return_format="dict")["named_endpoints"]
        assert set(described) == {"/ask", "/search", "/documents", "/list", "/brief", "/compare", "/audit"}
        assert [p["parameter_name"] for p in described["/ask"]["parameters"]] == ["question", "lang", "within"]
        (document,) = ask.predict(api_name="/documents")
        assert document["title"] == "滨海市数据中心办法"
        answer = ask.predict("用电量？", api_name="/ask")
        (citation,) = answer["citations"]
        assert RULES[citation["start"] : citation["end"]] == citation["quote"]
        (hit,) = ask.predict("用电量", 1, api_name="/search")
        assert RULES[hit["start"] : hit["end"]]
        assert ask.predict("用电量？", "auto", {"kinds": ["novel"]}, api_name="/ask")["refused"]
        assert ask.predict("用电量？", "auto", {"docs": ["办法"]}, api_name="/ask")["citations"]
        counted = httpx.get(f"{url}/metrics", trust_env=False).text
        assert 'ragassist_questions_waiting{door="page"} 0.0' in counted
        assert 'ragassist_questions_total{door="page",outcome="answered"} 2.0' in counted
        assert 'ragassist_questions_total{door="page",outcome="refused"} 1.0' in counted
        for arguments in (("",), ("x", "auto", {"docs": ["nothing"]}), ("x", "auto", {"colour": "blue"})):
            with pytest.raises(AppError):
                ask.predict(*arguments, api_name="/ask")


def test_they_are_signed_in_like_the_page_and_show_nobody_elses_uploads(tmp_path):
    for name in ("wei", "ana"):
        add_user(tmp_path / "users.txt", name, f"{name}-password")
    with page(tmp_path, auth=tmp_path / "users.txt") as (ours, url):
        mine = uploads.directory(ours.settings.home, "wei") / "note.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text("内部备忘：配额为七份。\n", encoding="utf8")
        ours.ingest([mine])
        assert httpx.get(f"{url}/metrics", trust_env=False).status_code == 401
        with pytest.raises(Exception, match="credentials were not provided"):
            client(url)
        seen = {}
        for name in ("wei", "ana"):
            signed = httpx.post(f"{url}/sign-in", data={"name": name, "password": f"{name}-password"}, trust_env=False, timeout=120)
            asking = client(url, Cookie=signed.headers["set-cookie"].split(";")[0])
            found = "".join(hit["text"] for hit in asking.predict("配额", 9, api_name="/search"))
            seen[name] = (
                len(asking.predict(api_name="/documents")),
                "内部备忘" in asking.predict("配额？", api_name="/ask")["answer"],
                "备忘" in found,
            )
        assert seen == {"wei": (2, True, True), "ana": (1, False, False)}


def test_document_work_is_called_by_name_signed_in_and_sees_nobody_elses_uploads(tmp_path):
    for name in ("wei", "ana"):
        add_user(tmp_path / "users.txt", name, f"{name}-password")
    later = RULES.replace("3亿", "2亿")
    with page(tmp_path, auth=tmp_path / "users.txt") as (ours, url):
        mine = uploads.directory(ours.settings.home, "wei") / "later.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text(later, encoding="utf8")
        ours.ingest([mine])
        signed = {}
        for name in ("wei", "ana"):
            reply = httpx.post(f"{url}/sign-in", data={"name": name, "password": f"{name}-password"}, trust_env=False, timeout=120)
            signed[name] = client(url, Cookie=reply.headers["set-cookie"].split(";")[0])
        wei, ana = signed["wei"], signed["ana"]
        texts = {f"{RULES}": wei.predict(api_name="/documents"), "ana": ana.predict(api_name="/documents")}
        (theirs,) = {each["doc_id"] for each in texts[RULES]} - {each["doc_id"] for each in texts["ana"]}
        (shared,) = (each["doc_id"] for each in texts["ana"])
        raw = {shared: RULES, theirs: later}
        calls = (
            ("/list", ("prohibitions", [theirs])),
            ("/brief", ([theirs],)),
            ("/compare", (shared, theirs)),
            ("/audit", ("年用电量不得超过2亿千瓦时。", [theirs])),
        )
        for name, arguments in calls:
            report = wei.predict(*arguments, api_name=name)
            assert report["task"] == name.removeprefix("/")
            assert report["citations"]
            for citation in report["citations"]:
                assert raw[citation["doc_id"]][citation["start"] : citation["end"]] == citation["quote"]
                assert citation["file"]
            with pytest.raises(AppError, match=r"(?i)no document|not.*indexed"):
                ana.predict(*arguments, api_name=name)
        everything = str(ana.predict("prohibitions", api_name="/list")) + str(ana.predict("年用电量不得超过2亿千瓦时。", api_name="/audit"))
        assert theirs not in everything
        assert "2亿千瓦时的" not in everything
        with pytest.raises(AppError):
            wei.predict("", api_name="/audit")
        described = wei.view_api(return_format="dict")["named_endpoints"]
        assert [p["parameter_name"] for p in described["/list"]["parameters"]] == ["kind", "docs", "words", "lang", "translate"]


def proxy(target: str, prefix: str) -> Starlette:
    """Shows `target` under `prefix`, which it takes off, as a reverse proxy does."""

    async def passed(request: Request) -> Response:
        if not request.url.path.startswith(f"{prefix}/"):
            return Response(status_code=404)
        path = request.url.path.removeprefix(prefix) + (f"?{request.url.query}" if request.url.query else "")
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
        asking = httpx.AsyncClient(trust_env=False, timeout=60)
        sent = asking.build_request(
            request.method, target + path, headers=headers | {"host": request.headers["host"]}, content=await request.body()
        )
        reply = await asking.send(sent, stream=True)
        kept = {
            name: value for name, value in reply.headers.items() if name not in ("content-length", "transfer-encoding", "content-encoding")
        }
        return StreamingResponse(reply.aiter_bytes(), reply.status_code, kept)

    return Starlette(routes=[Route("/{path:path}", passed, methods=["GET", "POST", "HEAD"])])


def test_behind_a_proxy_under_a_path_everything_is_found_there(tmp_path):
    with page(tmp_path, root_path="/assistant") as (_, url), running(proxy(url, "/assistant")) as front:
        asking = client(f"{front}/assistant/")
        assert len(asking.predict(api_name="/documents")) == 1
        assert asking.predict("用电量？", api_name="/ask")["citations"]
        html = httpx.get(f"{front}/assistant/", headers={"accept": "text/html"}, trust_env=False).text
        assert f"{front}/assistant" in html
        connection = http.client.HTTPConnection(urlsplit(front).netloc, timeout=10)
        connection.request("GET", "/assistant/healthz")
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.browser
def test_behind_a_proxy_under_a_path_a_reader_signs_in_asks_and_is_remembered_by_name(tmp_path, browser):
    add_user(tmp_path / "users.txt", "wei", "wei-password")
    with page(tmp_path, root_path="/assistant", auth=tmp_path / "users.txt") as (_, url), running(proxy(url, "/assistant")) as front:
        visit = browser.new_page(locale="en-US")
        visit.set_default_timeout(90_000)
        wrong, strayed = [], []
        visit.on("pageerror", lambda error: wrong.append(str(error)))
        inside = (f"{front}/assistant/", "data:", "blob:")
        visit.on("request", lambda request: strayed.append(request.url) if not request.url.startswith(inside) else None)
        visit.goto(f"{front}/assistant/")
        visit.fill("[name=name]", "wei")
        visit.fill("[name=password]", "wei-password")
        visit.keyboard.press("Enter")
        visit.wait_for_selector("#ra-question")
        visit.fill("#ra-question", "用电量？")
        visit.keyboard.press("Enter")
        visit.wait_for_selector(".turn .claim")
        kept = visit.evaluate("Object.keys(localStorage)")
        assert any(key.startswith("ragassist.") for key in kept)
        assert all(key.endswith(".wei") for key in kept if key.startswith("ragassist."))
        visit.close()
        assert (wrong, strayed) == ([], [])
