"""Adding, limiting, re-indexing and removing documents, and two people at once, in a real Chromium over a real store."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import Heard
from tests.ui.library_assistant import LibraryAssistant

from ragassist.serving import library
from ragassist.serving.library import Library
from ragassist.store.lock import WriteLock
from ragassist.types import DocumentRecord
from ragassist.ui.server import backend
from ragassist.ui.server.access import hash_line

pytestmark = pytest.mark.browser

RULES = "---\ntitle: 滨海港口条例\nkind: regulation\nstatus: in force\ndate: 2024-05-01\n---\n\n# 滨海港口条例\n\n港口条例规定船舶须提前登记。\n"
REPORT = "---\ntitle: Cranes that wait\nkind: article\ndate: 2025\n---\n\n# Cranes that wait\n\nBerth time fell by twelve percent.\n"
ENDED = ".turn:last-child .reply:not([data-state=running])"


class House:
    """A page being served over a home of its own, and browsers to visit it with."""

    def __init__(self, browser: Any, assistant: LibraryAssistant, url: str, shelves: Library) -> None:
        self.assistant, self.url, self.library, self.heard = assistant, url, shelves, Heard()
        self._browser, self._contexts = browser, []

    def visit(self, *, locale: str = "en-US", width: int = 1280, user: str = "", **options: Any) -> Any:
        context = self._browser.new_context(locale=locale, viewport={"width": width, "height": 860}, **options)
        context.set_default_timeout(60_000)
        self._contexts.append(context)
        page = context.new_page()
        if not user:
            page.on("console", self._listen)
        page.on("pageerror", lambda error: self.heard.console.append(str(error)))
        page.on("request", lambda request: self.heard.outside.append(request.url) if not _ours(request.url, self.url) else None)
        page.goto(self.url)
        if user:
            page.fill("[name=name]", user)
            page.fill("[name=password]", f"password of {user}")
            page.press("[name=password]", "Enter")
            page.on("console", self._listen)
        page.wait_for_selector("#ra-question")
        return page

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.heard.console.append(message.text)

    def titles(self) -> set[str]:
        return {record.meta.title for record in self.assistant.documents()}

    def record(self, title: str) -> DocumentRecord:
        return next(record for record in self.assistant.documents() if record.meta.title == title)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until `holds`; fail when it does not come to that."""
        for _ in range(600):
            if holds():
                return
            time.sleep(0.1)
        raise AssertionError("It did not come to that.")

    def end(self) -> None:
        for context in self._contexts:
            context.close()
        assert self.heard.console == []
        assert self.heard.outside == []


def _ours(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:", "about:"))


@pytest.fixture
def house(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., House]]:
    from ragassist.ui.page import launch

    monkeypatch.setattr(library, "_RETRY_S", 0.2)
    libraries: list[Library] = []

    class Known(Library):
        """A library that the test can get hold of."""

        def recover(self) -> None:
            libraries.append(self)
            super().recover()

    monkeypatch.setattr(backend, "Library", Known)
    made: list[tuple[House, Any]] = []

    def build(files: dict[str, str] | None = None, **ui: Any) -> House:
        assistant = LibraryAssistant(tmp_path / "home", **ui)
        shared = tmp_path / "shared"
        shared.mkdir()
        for name, text in (files or {}).items():
            (shared / name).write_text(text, encoding="utf8")
        if files:
            assistant.ingest([shared])
        blocks = launch(assistant, port=0, prevent_thread_lock=True)
        made.append((House(browser, assistant, blocks.local_url, libraries[-1]), blocks))
        return made[-1][0]

    yield build
    for served, blocks in made:
        served.end()
        served.library.close()
        blocks.close(verbose=False)


def files(*given: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in given]


def choose(page: Any, *given: tuple[str, str]) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("[data-do=add-files]:visible >> nth=0")
    chooser.value.set_files(files(*given))


def ask(page: Any, question: str) -> str:
    page.fill("#ra-question", question)
    page.press("#ra-question", "Enter")
    page.wait_for_selector(f".turn:last-child .question:has-text({json.dumps(question, ensure_ascii=False)})")
    page.wait_for_selector(ENDED)
    return str(page.inner_text(".turn:last-child .reply"))


def test_from_an_empty_index_to_an_answer_about_an_upload_and_back(house: Callable[..., House]) -> None:
    ours = house()
    page = ours.visit()
    assert "No documents are indexed yet" in page.inner_text(".welcome h2")
    choose(page, ("rules.md", RULES), ("nothing.md", "---\ntitle: Blank\n---\n"), ("picture.xyz", "x"), ("report.md", REPORT))
    page.wait_for_selector(".fates li[data-state=added] >> nth=1")
    assert "Readable are" in page.inner_text(".fates li:has-text('picture.xyz')")
    page.wait_for_selector(".fates li[data-state=empty]:has-text('nothing.md')")
    assert ours.titles() == {"滨海港口条例", "Cranes that wait"}
    assert "港口条例规定船舶须提前登记" in ask(page, "What must ships do?")

    # Limits: only one document, as the chip over the question says.
    page.click("[data-do=show-documents]")
    page.click(".library li:has-text('Cranes') .only")
    assert "Only in:" in page.inner_text("#ra-only")
    assert "Cranes that wait" in page.inner_text("#ra-only")
    assert "港口条例" not in ask(page, "And now?")
    assert ours.assistant.filters[-1].doc_ids == {ours.record("Cranes that wait").doc_id}
    page.click("[data-do=only-clear]")
    assert page.locator("#ra-only").is_hidden()

    # The same name with other content is an update; the same again is unchanged.
    page.click("[data-do=show-documents]")
    choose(page, ("report.md", REPORT.replace("twelve", "thirteen")))
    page.wait_for_selector(".fates li[data-state=updated]:has-text('report.md')")
    choose(page, ("report.md", REPORT.replace("twelve", "thirteen")))
    page.wait_for_selector(".fates li[data-state=unchanged]:has-text('report.md')")

    file = Path(ours.record("Cranes that wait").location)
    assert file.parent == ours.assistant.settings.home / "uploads" / "local"

    # Removing can be taken back; a page that goes away changes nothing about it.
    page.click(".library li:has-text('Cranes') .more summary")
    page.click(".library li:has-text('Cranes') [data-act=remove]")
    page.wait_for_selector("[data-undo]")
    assert page.locator(".library li:has-text('Cranes')").count() == 0
    assert page.evaluate("document.activeElement.dataset.act") == "undo"
    assert "Cranes that wait" in ours.titles()
    page.keyboard.press("Enter")
    page.wait_for_selector(".library li:has-text('Cranes')")
    ours.library.undo_s = 0.5
    other = ours.visit()
    other.click(".library li:has-text('Cranes') .more summary")
    other.click(".library li:has-text('Cranes') [data-act=remove]")
    other.wait_for_selector("[data-undo]")
    other.close()
    ours.until(lambda: ours.titles() == {"滨海港口条例"})
    ours.until(lambda: not file.exists())


def test_a_busy_index_loses_nothing_and_too_large_a_file_is_told_before_it_is_sent(house: Callable[..., House]) -> None:
    ours = house({"rules.md": RULES, "report.md": REPORT}, max_upload_mb=0.001)
    page = ours.visit(locale="zh-CN")
    lock = WriteLock(ours.assistant.settings.home)
    choose(page, ("大文件.txt", "x" * 2000), ("新规定.txt", "新规定自发布之日起施行，适用于全部港口。\n"))
    assert "上限为 0.001 MB" in page.inner_text(".fates li:has-text('大文件')")
    page.wait_for_selector(".fates li[data-state=blocked]:has-text('另一程序正在写入索引')")
    lock.release()
    page.wait_for_selector(".fates li[data-state=added]:has-text('新规定.txt')")

    # Titles are searched, kinds and dates limit, by keyboard; the limit survives a reload.
    page.fill("#ra-lib-find", "cranes")
    assert page.locator(".library li:visible").count() == 1
    page.fill("#ra-lib-find", "")
    page.focus(".limits summary")
    page.keyboard.press("Enter")
    page.focus("[data-limit=kinds][value=regulation]")
    page.keyboard.press("Space")
    page.fill("[data-limit=date_from]", "2023")
    assert "法规" in page.inner_text("#ra-only")
    assert "2023 起" in page.inner_text("#ra-only")
    assert "共 3 份文档，其中 1 份符合" in page.inner_text("#ra-lib-count")
    page.reload()
    page.wait_for_selector("#ra-only:visible")
    ask(page, "有什么规定？")
    assert ours.assistant.filters[-1].kinds == {"regulation"}
    assert ours.assistant.filters[-1].date_from == "2023"


def test_what_the_reader_opened_typed_and_holds_stays_when_a_document_arrives(house: Callable[..., House]) -> None:
    ours = house({"rules.md": RULES, "report.md": REPORT})
    page = ours.visit()
    lock = WriteLock(ours.assistant.settings.home)
    choose(page, ("third.md", "# 船舶\n\n船舶在夜间须点灯。\n"))
    page.wait_for_selector(".fates li[data-state=blocked]:has-text('third.md')")
    page.fill("#ra-lib-find", "港口")
    page.click(".limits summary")
    page.focus("[data-limit=kinds][value=regulation]")
    held = page.evaluate("window.held = document.activeElement, window.held.dataset.limit")
    assert held == "kinds"
    with page.expect_response(lambda answer: "open_page" in (answer.request.post_data or "")) as drawn:  # the welcome is drawn anew
        lock.release()
    drawn.value.finished()
    page.wait_for_selector(".fates li[data-state=added]:has-text('third.md')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement === window.held")
    assert page.locator(".limits").evaluate("details => details.open")
    assert page.input_value("#ra-lib-find") == "港口"
    assert page.locator(".library li:visible").count() == 1
    assert page.locator("#ra-welcome .welcome:not(.empty)").is_visible()


def test_dropped_files_go_in_and_a_phone_is_wide_enough(house: Callable[..., House]) -> None:
    ours = house({"rules.md": RULES, "report.md": REPORT})
    page = ours.visit(width=390, color_scheme="dark")
    page.evaluate(
        """text => {
      const carried = new DataTransfer();
      carried.items.add(new File([text], 'dropped.txt', { type: 'text/plain' }));
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
      }
    }""",
        "Dropped files are documents too, and are read at once.\n",
    )
    page.wait_for_selector(".fates li[data-state=added]:has-text('dropped.txt')")
    page.click(".limits summary")
    page.click(".library li:has-text('Cranes') .more summary")
    page.click(".library li:has-text('Cranes') .only")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('#ra-documents').scrollWidth <= document.querySelector('#ra-documents').clientWidth")
    page.click("[data-do=close-panel]")
    assert page.locator("#ra-only").is_visible()


def test_an_empty_index_offers_the_starter_documents(house: Callable[..., House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starter = tmp_path / "corpus"
    starter.mkdir()
    (starter / "08-ai-plus-action-2025.md").write_text(RULES, encoding="utf8")
    monkeypatch.setattr(backend, "starter_directory", lambda: starter)
    page = house().visit()
    page.click("[data-act=starter]")
    page.wait_for_selector(".starters button")
    assert page.locator(".starters button").all_inner_texts() == ["What adoption rate does the AI Plus plan aim for by 2030?"]
    assert "滨海港口条例" in page.inner_text("#ra-documents")
    page.wait_for_selector(".fates li:has-text('1 added, 0 updated, 0 unchanged, 0 failed')")


def test_two_people_see_only_what_is_shared_and_what_is_their_own(house: Callable[..., House], tmp_path: Path) -> None:
    users = tmp_path / "users.txt"
    users.write_text("\n".join(hash_line(name, f"password of {name}") for name in ("ada", "李伟")), encoding="utf8")
    ours = house({"rules.md": RULES}, auth=users)
    with urllib.request.urlopen(f"{ours.url}healthz") as answer:
        assert json.load(answer)["status"] == "ok"
    ada, li = ours.visit(user="ada"), ours.visit(user="李伟")
    choose(ada, ("secret.md", REPORT.replace("Cranes that wait", "Ada's own cranes")))
    ada.wait_for_selector(".fates li[data-state=added]")
    assert "Berth time fell" in ask(ada, "What fell?")
    li.reload()
    li.wait_for_selector(".library li")
    assert li.locator(".library li").count() == 1
    assert "Ada" not in li.inner_text("#ra")
    assert "Berth time fell" not in ask(li, "What fell?")
    assert ours.assistant.filters[-1].doc_ids == {ours.record("滨海港口条例").doc_id}

    # Not even by its id, by the place of its sentences, or by removing it: the page's own functions are asked directly.
    secret = ours.record("Ada's own cranes")
    kept = ada.evaluate("Object.values(localStorage).find((value) => value.includes('Berth time fell'))")
    assert secret.doc_id in kept
    stolen = {
        "open_document": {"lang": "en", "doc_id": secret.doc_id, "start": 0, "end": 9},
        "library_status": {"lang": "en", "act": "remove", "doc_id": secret.doc_id},
    }
    for name, request in stolen.items():
        said = li.evaluate(CALL, [name, request])
        assert "Ada" not in said
        assert "Berth" not in said
    assert "Only the person who runs this server" in said
    turn = json.loads(kept)[-1]
    turn["answer"]["citations"] = [each for each in turn["answer"]["citations"] if each["doc_id"] == secret.doc_id]
    around, name = 'class="near"', ["open_page", {"lang": "en", "turns": [turn]}]
    assert around in json.loads(ada.evaluate(CALL, name))["turns"][0]["cards"]
    shown = json.loads(li.evaluate(CALL, name))
    assert "cranes" not in shown["shell"]
    assert around not in shown["turns"][0]["cards"]
    # Shared documents are not theirs to change.
    assert li.locator(".library .more").count() == 0
    assert ada.locator(".library .more").count() == 1
    li.click("[data-do=sign-out]")
    li.wait_for_selector("[name=password]")
    with urllib.request.urlopen(urllib.request.Request(ours.url, headers={"accept": "text/html"})) as answer:
        assert "Ada" not in answer.read().decode()


CALL = """async ([name, data]) => {
  const config = window.gradio_config, page = config.components.find((each) => each.props.elem_id === 'ra-host');
  const answer = await fetch('gradio_api/component_server', { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data, fn_name: name, component_id: page.id, session_hash: 'x' }) });
  return await answer.text();
}"""
"""Asks one of the page's functions as the page's script does, with what somebody else might send."""


def test_a_full_line_is_told_and_whoever_waits_is_told_how_many_are_before(house: Callable[..., House]) -> None:
    ours = house({"rules.md": RULES}, concurrency=1, queue=1)
    ours.assistant.hold.append("slowly")
    first, second, third = ours.visit(), ours.visit(), ours.visit()
    for page, question in ((first, "slowly one"), (second, "quick two")):
        page.fill("#ra-question", question)
        page.press("#ra-question", "Enter")
        page.wait_for_selector(".stage:has-text('Reading'), .stage:has-text('before yours: 1')")
    assert "Too many questions are waiting" in ask(third, "and me?")
    ours.assistant.hold.clear()
    second.wait_for_selector(ENDED)
    assert "登记" in second.inner_text(".reply")
    third.click("[data-do=retry]")
    third.wait_for_selector(".reply[data-state=done]")
