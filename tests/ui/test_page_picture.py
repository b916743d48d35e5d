"""The page of a cited PDF as a picture: on the card and above the document, for the reader who may see the document and nobody else."""

from __future__ import annotations

import asyncio
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.ingest.pdfs import column, pdf
from tests.ui.library_assistant import LibraryAssistant

from ragassist.serving import uploads
from ragassist.settings import Settings
from ragassist.types import Answer, Citation, Claim, DocumentRecord, ModelName
from ragassist.ui.messages import DocumentRequest
from ragassist.ui.page import LIBRARY_STYLES, STYLES
from ragassist.ui.server.access import add_user
from ragassist.ui.server.backend import Backend
from ragassist.ui.server.middleware import Access, PageMiddleware
from ragassist.ui.server.page_services import PageServices
from ragassist.ui.views import cards
from ragassist.ui.words.catalogue import EN, ZH, Words

TEXT = "栈桥每年检修一次。检修期间货车改走北门。北门限高四米。"
QUOTE = "检修期间货车改走北门。"


@pytest.fixture
def harbour(tmp_path: Path) -> LibraryAssistant:
    (tmp_path / "pier.pdf").write_bytes(pdf([column("栈桥检修通知", 60, 790), column(TEXT, 60, 780, 40)]))
    (tmp_path / "pier.txt").write_text(TEXT, encoding="utf8")
    assistant = LibraryAssistant(tmp_path / "home")
    assistant.ingest([tmp_path / "pier.pdf", tmp_path / "pier.txt"])
    return assistant


def record_of(assistant: LibraryAssistant, suffix: str) -> DocumentRecord:
    return next(record for record in assistant.documents() if record.path.endswith(suffix))


def card(assistant: LibraryAssistant, words: Words, suffix: str = ".pdf", **changes: Any) -> str:
    record = record_of(assistant, suffix)
    start = assistant.raw(record.doc_id).index(QUOTE)
    place = (record.doc_id, record.path, "栈桥检修通知", "", "", "", "", 2 if suffix == ".pdf" else None, start, start + len(QUOTE))
    citation = replace(Citation(1, *place, QUOTE, QUOTE, "", "verified"), **changes)
    model = ModelName("", "extractive")
    answer = Answer("?", "zh", f"{QUOTE}[1]", "zh", False, None, (Claim(QUOTE, (1,), "verified"),), (citation,), model)
    return cards.cards(answer, {}, {record.doc_id: record}, {}, words)


@pytest.mark.parametrize(
    ("words", "alt"), [(EN, "Page 2 of 栈桥检修通知, with the cited sentence in a box."), (ZH, "《栈桥检修通知》第2页，所引句子已框出。")]
)
def test_the_card_of_a_pdf_has_its_page_with_words_for_those_who_cannot_see_it(harbour: LibraryAssistant, words: Words, alt: str) -> None:
    html = card(harbour, words)
    assert f'alt="{alt}"' in html
    assert f'src="page-picture?doc={record_of(harbour, ".pdf").doc_id}&amp;page=2&amp;start=' in html
    assert '<details class="on-page"><summary>' in html
    assert 'tabindex="0"' in html


def test_the_card_of_a_text_has_none(harbour: LibraryAssistant) -> None:
    assert "page-picture" not in card(harbour, EN, ".txt")


@pytest.mark.parametrize(("missing", "said"), [("gone", EN.on_page_gone), ("changed", EN.on_page_changed)])
def test_a_card_says_why_there_is_no_picture(harbour: LibraryAssistant, missing: str, said: str) -> None:
    html = card(harbour, EN, no_boxes=missing)
    assert said.format(n=2) in html
    assert "<img" not in html


def test_a_sentence_that_was_not_found_shows_the_page_without_a_box_and_says_so(harbour: LibraryAssistant) -> None:
    html = card(harbour, EN, no_boxes="not_found")
    assert EN.on_page_unboxed in html
    assert "&amp;start=" not in html


def test_the_document_shows_the_page_of_what_is_cited_at_once(harbour: LibraryAssistant) -> None:
    record = record_of(harbour, ".pdf")
    start = harbour.raw(record.doc_id).index(QUOTE)
    html = PageServices(harbour).document(DocumentRequest(lang="en", doc_id=record.doc_id, start=start, end=start + len(QUOTE)))
    assert '<details class="on-page" open>' in html
    assert "&amp;page=2&amp;" in html
    assert "page-picture" not in PageServices(harbour).document(DocumentRequest(lang="en", doc_id=record.doc_id))


def asked(gate: PageMiddleware, query: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> tuple[int, str, bytes]:
    """Status, media type and body of what the gate answers."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/page-picture",
            "query_string": query.encode(),
            "headers": list(headers),
            "scheme": "http",
        }
        await gate(scope, receive, send)

    with ThreadPoolExecutor(1) as pool:  # the browser's own loop is running in this thread
        pool.submit(asyncio.run, run()).result()
    kind = dict(sent[0]["headers"]).get(b"content-type", b"").decode()
    return sent[0]["status"], kind, b"".join(message.get("body", b"") for message in sent[1:])


def gate_of(assistant: LibraryAssistant, settings: Settings | None = None) -> PageMiddleware:
    settings = settings or assistant.settings
    css = STYLES.read_text(encoding="utf8") + LIBRARY_STYLES.read_text(encoding="utf8")

    async def nothing(*_: Any) -> None:
        raise AssertionError("passed on")

    return PageMiddleware(nothing, Backend.over(assistant, settings), Access(settings), css)


def test_the_server_draws_the_page(harbour: LibraryAssistant) -> None:
    record = record_of(harbour, ".pdf")
    start = harbour.raw(record.doc_id).index(QUOTE)
    status, kind, body = asked(gate_of(harbour), f"doc={record.doc_id}&page=2&start={start}&end={start + len(QUOTE)}")
    plain = asked(gate_of(harbour), f"doc={record.doc_id}&page=2")[2]
    assert (status, kind) == (200, "image/png")
    assert Image.open(io.BytesIO(body)).size == Image.open(io.BytesIO(plain)).size
    assert body != plain


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("doc=none&page=1", 404),
        ("doc={d}&page=9", 400),
        ("doc={d}&page=x", 400),
        ("doc={d}&page=1&start=-4&end=9", 400),
        ("", 400),
        ("doc={d}&page=²", 400),
    ],
)
def test_what_cannot_be_drawn_is_refused_without_a_path_of_this_machine(harbour: LibraryAssistant, query: str, status: int) -> None:
    found, kind, body = asked(gate_of(harbour), query.format(d=record_of(harbour, ".pdf").doc_id))
    assert (found, kind) == (status, "application/json")
    assert str(harbour.settings.home.parent).encode() not in body


def test_what_cannot_be_drawn_is_said_in_the_readers_language(harbour: LibraryAssistant) -> None:
    told = {
        lang: json.loads(asked(gate_of(harbour), "doc=none&page=1", ((b"accept-language", lang.encode()),))[2])["problem"]
        for lang in ("en", "zh-CN")
    }
    assert told["en"].startswith("There is no such document")
    assert told["zh-CN"].startswith("没有这份文档")


def test_a_file_that_is_gone_is_said_without_where_it_was(harbour: LibraryAssistant) -> None:
    record = record_of(harbour, ".pdf")
    Path(record.location).unlink()
    found, _, body = asked(gate_of(harbour), f"doc={record.doc_id}&page=1")
    assert found == 404
    assert str(harbour.settings.home.parent).encode() not in body


def test_nobody_sees_the_page_of_another_readers_upload_or_any_without_signing_in(tmp_path: Path) -> None:
    users = tmp_path / "users.txt"
    add_user(users, "ada", "long enough")
    assistant = LibraryAssistant(tmp_path / "home", auth=users)
    folder = uploads.directory(assistant.settings.home, "bo")
    folder.mkdir(parents=True)
    (folder / "pier.pdf").write_bytes(pdf([column(TEXT, 60, 780, 40)]))
    assistant.ingest([folder / "pier.pdf"])
    gate = gate_of(assistant)
    query = f"doc={record_of(assistant, '.pdf').doc_id}&page=1"
    assert asked(gate, query)[0] == 401
    token = gate._access.sessions.begin("ada")
    assert asked(gate, query, ((b"cookie", f"ragassist_0={token}".encode()),))[0] == 404
    add_user(users, "bo", "long enough too")
    token = gate._access.sessions.begin("bo")
    assert asked(gate, query, ((b"cookie", f"ragassist_0={token}".encode()),))[0] == 200


@pytest.mark.browser
def test_the_picture_is_drawn_in_a_browser_opened_by_keyboard_and_fits_a_phone(harbour: LibraryAssistant, browser: Any) -> None:
    from ragassist.ui.page import launch

    blocks = launch(harbour, port=0, prevent_thread_lock=True)
    try:
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.goto(blocks.local_url)
        page.wait_for_selector("#ra .composer")
        page.evaluate(
            "(html) => { const box = document.createElement('div'); box.id = 'try'; box.innerHTML = html; document.querySelector('#ra').append(box); }",
            card(harbour, EN),
        )
        summary = page.locator("#try .on-page summary")
        summary.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => { const i = document.querySelector('#try img'); return i.complete && i.naturalWidth > 500; }")
        assert page.evaluate("() => document.querySelector('#try .sheet').getBoundingClientRect().right <= innerWidth")
        context.close()
    finally:
        blocks.close(verbose=False)
