"""Document tasks on the page, in a real Chromium over a real store: begun, left, stopped, kept, shown, saved, handed over."""

from __future__ import annotations

import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.ui.axe import grave
from tests.ui.conftest import Heard, Served, _ours
from tests.ui.library_assistant import LibraryAssistant

from ragassist.assistant import Assistant
from ragassist.tasks.list import Progress
from ragassist.tasks.pack import check, pack

pytestmark = pytest.mark.browser

HEAD = "---\ntitle: {title}\ntitle_en: {title_en}\ndate: {date}\nkind: measure\nstatus: {status}\n---\n\n# {title}\n\n{body}\n"
ARTICLES = (
    "第一章 总则",
    "第一条　为了规范渡口管理，制定本办法。",
    "第二条　渡口经营者应当每年检修渡船。",
    "第二章 经营",
    "第三条　渡口经营者应当在收到申请之日起十五日内答复。",
    "第四条　渡口经营者不得超载。",
    "第三章 罚则",
    "第五条　违反本办法超载的，处二百元罚款。",
    "第四章 附则",
    "第六条　本办法自2025年3月1日起施行。",
)
DRAFT = "\n\n".join(ARTICLES)
FINAL = DRAFT.replace("每年检修", "每半年检修").replace("二百元", "五百元")
MEMO = "Ferry notes.\n\n违反本办法超载的，处五百元罚款。渡口经营者应当在收到申请之日起三十日内答复。月球上有很多水和氧气。"
GAP = "#ra-task .gaps [data-do=read]"


class Ferries(LibraryAssistant):
    """Answers as the real assistant does, and can hold a list until a test lets go."""

    holding: threading.Event | None = None

    stream = Assistant.stream  # type: ignore[assignment]

    @property
    def work(self) -> Any:
        work, holding = super().work, self.holding
        if holding is None:
            return work
        real = work.list_all

        def slow(*given: Any, progress: Callable[[Progress], None], **named: Any) -> Any:
            at = 0
            while not holding.is_set():
                progress(Progress(at := (at + 1) % 90, 90, "渡口"))
                time.sleep(0.02)
            return real(*given, progress=progress, **named)

        work.list_all = slow
        return work


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ferries, str]]:
    from ragassist.ui.page import launch

    home = tmp_path_factory.mktemp("ferries")
    shared = home / "docs"
    shared.mkdir()
    for name, title, title_en, date, status, body in (
        ("draft.md", "渡口管理办法（草案）", "Ferry Measures (Draft)", "2024-06-01", "draft", DRAFT),
        ("final.md", "渡口管理办法", "Ferry Measures", "2025-02-01", "in force", FINAL),
    ):
        (shared / name).write_text(HEAD.format(title=title, title_en=title_en, date=date, status=status, body=body), encoding="utf8")
    assistant = Ferries(home / "home")
    assistant.ingest([shared])
    blocks = launch(assistant, port=0, prevent_thread_lock=True)
    yield assistant, blocks.local_url
    blocks.close(verbose=False)


@pytest.fixture
def visit_ferries(browser: Any, ferries: tuple[Ferries, str]) -> Iterator[Callable[..., Any]]:
    assistant, url = ferries
    assistant.holding = None
    heard, contexts = Heard(), []

    def open_page(locale: str = "en-US", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 860}, accept_downloads=True, **options)
        context.set_default_timeout(90_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard.console.append(str(error)))
        page.on("request", lambda request: heard.outside.append(request.url) if not _ours(request.url, url) else None)
        page.goto(url)
        page.wait_for_selector("#ra-question")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard.console == []
    assert heard.outside == []


def tasks_pane(page: Any) -> None:
    if not page.locator("[data-do=show-tasks]").is_visible():
        page.click("[data-do=documents]")
    page.click("[data-do=show-tasks]")


def choose(page: Any, title: str, name: str = "doc") -> None:
    page.select_option(
        f"#ra-tasks [name={name}]",
        label=next(text for text in page.locator(f"#ra-tasks [name={name}] option").all_inner_texts() if text.startswith(title)),
    )


def shown(page: Any) -> Any:
    page.wait_for_selector("#ra-task h2")
    return page.locator("#ra-task")


def test_a_brief_from_a_document_shows_its_coverage_its_sources_and_the_way_to_what_it_leaves_out(visit_ferries) -> None:
    page = visit_ferries()
    page.click("[data-do=show-documents]")
    page.click("#ra-documents li:has-text('Ferry Measures'):not(:has-text('Draft')) [data-do=task-brief]")
    result = shown(page)
    assert "Stands on" in result.locator(".coverage").inner_text()
    assert "In force" in result.inner_text() or "in force" in result.inner_text()
    chip = result.locator("[data-do=task-cite]").first
    chip.click()
    page.wait_for_selector("#ra-task .card blockquote mark")
    assert chip.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#ra-task .card").count() == 0
    assert page.evaluate("document.activeElement.dataset.do") == "task-cite"
    if page.locator(GAP).count():
        page.locator(GAP).first.click()
        page.wait_for_selector("#ra-view mark")
        page.click("[data-do=close-view]")
        assert result.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("#ra-task", state="hidden")
    assert page.locator(".desk").is_visible()


def test_a_result_is_kept_in_the_browser_reopened_after_a_reload_in_the_other_language_and_deleted(visit_ferries) -> None:
    page = visit_ferries()
    tasks_pane(page)
    page.select_option("#ra-tasks [name=kind]", "duties")
    page.click("#ra-tasks button[value=list]")
    assert "Read 2 of 2 documents" in shown(page).locator(".coverage").inner_text()
    page.reload()
    page.wait_for_selector("#ra-question")
    tasks_pane(page)
    page.click("[data-do=lang][data-lang=zh]")
    page.wait_for_selector("[lang=zh-Hans] [data-do=show-tasks]")
    tasks_pane(page)
    page.click("#ra-tasks [data-do=task-open]")
    assert "返回" in shown(page).inner_text()
    page.click("[data-do=task-close]")
    page.click("#ra-tasks [data-do=task-delete]")
    assert page.locator("#ra-tasks .task-results li").count() == 0
    page.click("#ra-toast [data-do=undo]")
    page.click("#ra-tasks [data-do=task-open]")
    shown(page)


def test_rows_of_a_chinese_list_are_narrowed_and_ordered(visit_ferries) -> None:
    page = visit_ferries(locale="zh-CN")
    tasks_pane(page)
    choose(page, "渡口管理办法 (")
    page.select_option("#ra-tasks [name=kind]", "deadlines")
    page.click("#ra-tasks button[value=list]")
    result = shown(page)
    rows = result.locator("table.rows").first.locator("tbody.item")
    assert "已读 1 份文件，" in result.locator(".coverage").inner_text()
    assert rows.count() >= 2
    result.locator(".row-filter").first.fill("十五日")
    assert rows.locator("visible=true").count() >= 1
    assert all("十五日" in text for text in rows.locator("visible=true").all_text_contents())
    result.locator(".row-filter").first.fill("")
    head = result.locator("th[aria-sort]", has_text="条款").first
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    first = rows.first.inner_text()
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert rows.first.inner_text() != first


@pytest.mark.parametrize(("locale", "said"), [("en-US", "figure"), ("zh-CN", "数额")])
def test_two_versions_are_compared_with_what_differs_marked(visit_ferries, locale: str, said: str) -> None:
    page = visit_ferries(locale=locale)
    tasks_pane(page)
    choose(page, "Ferry Measures (Draft)" if locale == "en-US" else "渡口管理办法（草案）")
    page.click("#ra-tasks button[value=compare]")
    assert page.locator("#ra-tasks .problem").is_visible()
    choose(page, "Ferry Measures (2025" if locale == "en-US" else "渡口管理办法 (2025", "other")
    page.click("#ra-tasks button[value=compare]")
    result = shown(page)
    assert said in result.inner_text().lower()
    assert "五百元" in "".join(result.locator("mark").all_inner_texts()) or "五" in "".join(result.locator("mark").all_inner_texts())
    assert result.locator(".summary li").count() >= 1


@pytest.mark.parametrize(("locale", "width"), [("en-US", 1280), ("zh-CN", 390)])
def test_a_text_is_checked_with_its_marks_beside_what_was_found(visit_ferries, tmp_path: Path, locale: str, width: int) -> None:
    page = visit_ferries(locale=locale, width=width)
    memo = tmp_path / "memo.txt"
    memo.write_text(MEMO, encoding="utf8")
    tasks_pane(page)
    choose(page, "Ferry Measures (2025" if locale == "en-US" else "渡口管理办法 (2025")
    with page.expect_file_chooser() as chosen:
        page.click("[data-do=task-file]")
    chosen.value.set_files(str(memo))
    page.wait_for_function("document.querySelector('#ra-tasks [name=text]').value.includes('超载')")
    page.click("#ra-tasks button[value=audit]")
    result = shown(page)
    marks = result.locator(".stated-here")
    assert [mark.get_attribute("data-finding") for mark in marks.all()] == ["supported", "contradicted", "not_found"]
    assert "Ferry notes." in result.locator(".own-text").inner_text()
    marks.nth(1).press("Enter")
    finding = result.locator(".findings > li.lit")
    assert finding.get_attribute("data-finding") == "contradicted"
    assert "十五日" in finding.locator("blockquote").inner_text()
    finding.locator("[data-do=task-cite]").click()
    page.wait_for_selector("#ra-task .card mark")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("Escape")
    finding.locator("[data-do=stated]").click()
    assert page.evaluate("document.activeElement.id") == "ra-stated-1"


def word_memo(path: Path) -> Path:
    """A Word file with two claims, the figure of one set in bold, and a comment that somebody left before."""
    document = docx.Document()
    document.add_heading("Ferry notes", level=1)
    document.add_paragraph("违反本办法超载的，处").add_run("五百元罚款。").bold = True
    last = document.add_paragraph("渡口经营者应当在收到申请之日起三十日内答复。")
    document.add_comment(last.runs, "Who wrote this?", "Reviewer", "R")
    document.save(str(path))
    return path


@pytest.mark.parametrize(("locale", "says"), [("en-US", "comes back as it is"), ("zh-CN", "按原样返回")])
def test_a_word_file_that_was_checked_comes_back_with_comments_in_it(visit_ferries, tmp_path: Path, locale: str, says: str) -> None:
    page = visit_ferries(locale=locale)
    tasks_pane(page)
    choose(page, "Ferry Measures (2025" if locale == "en-US" else "渡口管理办法 (2025")
    with page.expect_file_chooser() as chosen:
        page.click("[data-do=task-file]")
    chosen.value.set_files(str(word_memo(tmp_path / "memo.docx")))
    page.wait_for_selector("#ra-tasks .task-file:visible")
    assert says in page.inner_text("#ra-tasks .task-file")
    page.click("#ra-tasks button[value=audit]")
    shown(page)
    page.reload()  # the file is kept with the result, not with the page
    page.wait_for_selector("#ra-question")
    tasks_pane(page)
    page.click("#ra-tasks [data-do=task-open]")
    shown(page)
    with page.expect_download() as got:
        page.click("#ra-task [data-do=task-save][data-kind=docx]")
    assert got.value.suggested_filename.startswith("memo")
    document = docx.Document(str(got.value.path()))
    assert [each.text for each in document.paragraphs[:2]] == ["Ferry notes", "违反本办法超载的，处五百元罚款。"]
    assert any(run.bold and "五百元" in run.text for run in document.paragraphs[1].runs)
    told = [each.text for each in document.comments]
    assert "Who wrote this?" in told
    assert any("十五日" in each for each in told)


def test_a_file_dropped_on_the_text_is_read_to_be_checked_and_not_added(visit_ferries, ferries) -> None:
    assistant, _ = ferries
    page = visit_ferries()
    tasks_pane(page)
    page.evaluate(
        """() => {
            const carried = new DataTransfer(), place = document.querySelector("#ra-tasks .task-text");
            carried.items.add(new File(["渡口经营者不得超载。"], "note.txt", { type: "text/plain" }));
            for (const name of ["dragenter", "dragover", "drop"])
                place.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried }));
        }"""
    )
    page.wait_for_function("document.querySelector('#ra-tasks [name=text]').value.includes('超载')")
    assert page.locator("#ra-drop").is_hidden()
    assert page.locator("#ra-tasks .task-file").is_hidden()  # a text file cannot hold comments
    assert len(assistant.documents()) == 2


def test_a_text_that_replaces_that_of_a_word_file_is_saved_as_a_document_of_its_own(visit_ferries, tmp_path: Path) -> None:
    page = visit_ferries()
    tasks_pane(page)
    with page.expect_file_chooser() as chosen:
        page.click("[data-do=task-file]")
    chosen.value.set_files(str(word_memo(tmp_path / "memo.docx")))
    page.wait_for_selector("#ra-tasks .task-file:visible")
    page.fill("#ra-tasks [name=text]", "")
    assert page.locator("#ra-tasks .task-file").is_hidden()
    page.fill("#ra-tasks [name=text]", "渡口经营者不得超载。")
    page.click("#ra-tasks button[value=audit]")
    shown(page)
    with page.expect_download() as got:
        page.click("#ra-task [data-do=task-save][data-kind=docx]")
    assert "Ferry notes" not in [each.text for each in docx.Document(str(got.value.path())).paragraphs]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_tasks_are_begun_on_the_documents_that_are_chosen(visit_ferries, locale: str) -> None:
    page = visit_ferries(locale=locale)
    if page.locator("[data-do=show-documents]").is_visible():
        page.click("[data-do=show-documents]")
    chosen = page.locator("#ra-documents .chosen button")
    assert chosen.locator("visible=true").count() == 0
    page.locator("#ra-documents li [data-do=only]").first.click()
    assert [each.get_attribute("data-do") for each in chosen.locator("visible=true").all()] == ["chosen-list", "chosen-brief"]
    page.click("[data-do=chosen-list]")
    assert "1" in page.locator("#ra-tasks [name=doc] option").first.inner_text()
    page.select_option("#ra-tasks [name=kind]", "penalties")
    page.click("#ra-tasks button[value=list]")
    said = "Read 1 document," if locale == "en-US" else "已读 1 份文件，"
    assert said in shown(page).locator(".coverage").inner_text()
    page.click("[data-do=task-close]")
    page.click("[data-do=show-documents]")
    page.locator("#ra-documents li [data-do=only][aria-pressed=false]").first.click()
    page.click("[data-do=chosen-compare]")
    title = shown(page).locator("h2").inner_text()
    assert title.index("2024-06-01") < title.index("2025-02-01")
    assert ("in force" in title) == (locale == "en-US")
    page.click("[data-do=task-close]")
    page.click("[data-do=show-documents]")
    page.click("[data-do=chosen-brief]")
    assert shown(page).locator("dl.facts").count() == 2
    if locale == "zh-CN":
        told = page.locator("#ra-task dl.facts").all_inner_texts()
        assert any("现行有效" in each for each in told)
        assert not any("in force" in each or "measure" in each for each in told)


def test_work_goes_on_while_its_page_is_away_and_can_be_stopped(visit_ferries, ferries) -> None:
    assistant, _ = ferries
    assistant.holding = threading.Event()
    page = visit_ferries()
    tasks_pane(page)
    page.click("#ra-tasks button[value=list]")
    page.wait_for_selector("#ra-tasks li[data-state=running] progress[max]")
    assert "of 90" in page.inner_text("#ra-tasks li .when")
    page.reload()
    page.wait_for_selector("#ra-question")
    tasks_pane(page)
    page.wait_for_selector("#ra-tasks li[data-state=running]")
    assistant.holding.set()
    page.wait_for_selector("#ra-tasks li[data-state=done]")
    assert page.locator("#ra-task").is_hidden()
    assistant.holding = threading.Event()
    page.click("#ra-tasks button[value=list]")
    page.wait_for_selector("#ra-tasks li[data-state=running]")
    page.click("#ra-tasks [data-do=task-stop]")
    page.wait_for_selector("#ra-tasks li[data-state=stopped]")
    assistant.holding = None
    page.click("#ra-tasks [data-do=task-retry]")
    shown(page)


def test_a_result_is_saved_in_every_form_and_a_pack_of_it_and_of_an_answer_is_sound(visit_ferries, ferries, tmp_path: Path) -> None:
    assistant, _ = ferries
    page = visit_ferries()
    tasks_pane(page)
    page.select_option("#ra-tasks [name=kind]", "penalties")
    page.click("#ra-tasks button[value=list]")
    shown(page)
    for kind, begins in (("xlsx", b"PK"), ("docx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("md", b"# ")):
        with page.expect_download() as got:
            page.click(f"#ra-task [data-do=task-save][data-kind={kind}]")
        assert got.value.suggested_filename.endswith(f".{kind}")
        assert Path(got.value.path()).read_bytes().startswith(begins)
    packs = []
    with page.expect_download() as got:
        page.click("#ra-task [data-do=task-save][data-kind=zip]")
    packs.append(got.value)
    page.click("[data-do=task-close]")
    page.fill("#ra-question", "List all the penalties.")
    page.press("#ra-question", "Enter")
    page.wait_for_selector(".turn:last-child .reply:not([data-state=running])")
    assert "2 found, reading 2 of 2 documents" in page.inner_text(".turn:last-child .text")
    with page.expect_download() as got:
        page.click(".turn:last-child [data-do=pack]")
    packs.append(got.value)
    for at, each in enumerate(packs):
        path = tmp_path / f"{at}.zip"
        each.save_as(path)
        found = check(path, lambda doc_id, _: assistant.raw(doc_id))
        assert found.sound
        assert found.same == found.quotations == 2
        assert "index.html" in zipfile.ZipFile(path).namelist()


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_the_pane_and_the_results_have_no_grave_finding_and_fit_a_phone(visit_ferries, locale: str, scheme: str) -> None:
    page = visit_ferries(locale=locale, color_scheme=scheme, reduced_motion="reduce")
    tasks_pane(page)
    assert grave(page) == [], "pane"
    page.select_option("#ra-tasks [name=kind]", "duties")
    page.click("#ra-tasks button[value=list]")
    shown(page).locator("[data-do=task-cite]").first.click()
    page.wait_for_selector("#ra-task .card mark")
    assert grave(page) == [], "list"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert grave(page) == [], "list on a phone"


def test_a_page_whose_assistant_does_no_document_work_offers_none(visit, served: Served) -> None:
    page = visit()
    assert page.locator("[data-do=show-tasks], [data-do=task-brief]").count() == 0
    page.fill("#ra-question", "How much money?")
    page.press("#ra-question", "Enter")
    page.wait_for_selector(".turn:last-child .reply:not([data-state=running])")
    assert page.locator("[data-do=pack]").is_hidden()


@pytest.mark.parametrize(("lang", "locale", "width"), [("en", "en-US", 1280), ("zh", "zh-CN", 390)])
def test_a_pack_opens_from_a_file_with_no_network_and_is_verified_on_another_home(
    browser: Any, ferries: tuple[Ferries, str], tmp_path: Path, lang: str, locale: str, width: int
) -> None:
    assistant, _ = ferries
    (final,) = [record for record in assistant.documents() if record.meta.status == "in force"]
    made = assistant.work.brief([final.doc_id], lang, render=False)  # type: ignore[arg-type]
    path = tmp_path / "brief.zip"
    path.write_bytes(pack(made, assistant.raw))
    zipfile.ZipFile(path).extractall(tmp_path / "open")
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 860}, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "open" / "index.html").as_uri())
    assert page.inner_text("h1") == made.title
    assert [quote.strip() for quote in page.locator("blockquote").all_inner_texts()] == [each.quote.strip() for each in made.citations]
    page.click("table a >> nth=0")
    assert page.url.endswith("#s1") or "#s" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert {url.partition(":")[0] for url in asked} == {"file"}
    context.close()

    other = LibraryAssistant(tmp_path / "other")
    copied = tmp_path / "copied.md"
    copied.write_bytes(Path(final.location).read_bytes())
    other.ingest([copied])
    there = {record.content_sha256: record.doc_id for record in other.documents()}
    found = check(path, lambda _, sha256: other.raw(there[sha256]) if sha256 in there else None)
    assert (found.sound, found.same, found.not_here) == (True, len(made.citations), 0)
    assert check(path).sound
