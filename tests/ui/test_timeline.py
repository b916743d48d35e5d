"""The timeline of a list on the page, in a real Chromium over a real store: beside its table, by keyboard, on a phone, saved."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ui.axe import grave
from tests.ui.conftest import Heard, _ours
from tests.ui.library_assistant import LibraryAssistant
from tests.ui.test_tasks import HEAD, shown, tasks_pane

from ragassist.tasks.picture_font import font_for

pytestmark = pytest.mark.browser

DRAFT = """第一章 总则

第一条　灯塔管理人应当自本办法公布之日起六个月内完成检修。

第二条　灯塔管理人应当在2027年3月31日前报送年报。

第三条　灯塔管理人应当在2027年3月31日前更换灯具，并向港务机构书面说明更换的原因、型号、费用、承担者和预计使用年限。

第四条　灯塔管理人应当自收到申请之日起十五日内答复。

第五条　本办法自2027年1月1日起施行。"""
FINAL = DRAFT.replace("六个月", "三个月").replace("十五日", "二十日")


@pytest.fixture(scope="module")
def lighthouses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from ragassist.ui.page import launch

    home = tmp_path_factory.mktemp("lighthouses")
    shared = home / "docs"
    shared.mkdir()
    for name, title, title_en, date, status, body in (
        ("draft.md", "灯塔管理办法（草案）", "Lighthouse Measures (Draft)", "2026-03-01", "draft", DRAFT),
        ("final.md", "灯塔管理办法", "Lighthouse Measures", "2026-10-15", "in force", FINAL),
    ):
        (shared / name).write_text(HEAD.format(title=title, title_en=title_en, date=date, status=status, body=body), encoding="utf8")
    assistant = LibraryAssistant(home / "home")
    assistant.ingest([shared])
    blocks = launch(assistant, port=0, prevent_thread_lock=True)
    yield blocks.local_url
    blocks.close(verbose=False)


@pytest.fixture
def listed(browser: Any, lighthouses: str) -> Iterator[Callable[..., Any]]:
    """Opens the page and makes the list of deadlines; no console error and no outside request may have come up at the end."""
    heard, contexts = Heard(), []

    def open_list(locale: str, width: int, scheme: str) -> Any:
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": 860}, color_scheme=scheme, accept_downloads=True, reduced_motion="reduce"
        )
        context.set_default_timeout(90_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard.console.append(str(error)))
        page.on("request", lambda request: heard.outside.append(request.url) if not _ours(request.url, lighthouses) else None)
        page.goto(lighthouses)
        page.wait_for_selector("#ra-question")
        tasks_pane(page)
        page.click("#ra-tasks button[value=list]")
        shown(page)
        return page

    yield open_list
    for context in contexts:
        context.close()
    assert heard.console == []
    assert heard.outside == []


SAID = {
    "en-US": (
        "Timeline",
        "2 without a date",
        "counted from the document's own date, 2026-10-15",
        "later version: Lighthouse Measures (2026-10-15)",
    ),
    "zh-CN": ("时间轴", "2 条没有日期", "自文件公布日 2026-10-15 起算", "已有后续版本：灯塔管理办法（2026-10-15）"),
}


@pytest.mark.parametrize(("locale", "width", "scheme"), [("en-US", 1440, "light"), ("zh-CN", 390, "dark")])
def test_the_dates_of_a_list_make_a_timeline_that_leads_to_its_rows(listed, tmp_path: Path, locale: str, width: int, scheme: str) -> None:
    page = listed(locale, width, scheme)
    timeline = page.locator("#ra-task .timeline")
    if width < 960:
        assert timeline.get_attribute("open") is None
        timeline.locator("summary").press("Enter")
    for told in SAID[locale]:
        assert told in timeline.inner_text(), told
    days = [each.get_attribute("datetime") for each in timeline.locator("time").all()]
    assert days == sorted(days) == ["2026-09-01", "2027-01-01", "2027-01-15", "2027-03-31"]
    dues = timeline.locator(".days > li:last-child .due")
    boxes = [each.bounding_box() for each in dues.all()]
    assert len(boxes) == 4
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in itertools.pairwise(boxes))
    assert {each.get_attribute("data-standing") for each in dues.all()} == {"in_force", "superseded"}
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert grave(page) == []
    page.screenshot(path=tmp_path / "timeline.png", full_page=width < 960)
    page.locator("#ra-task .row-filter").first.fill("答复")
    button = dues.first.locator("button")
    button.focus()
    button.press("Enter")
    row = page.locator(f"#ra-row-0-{button.get_attribute('data-line')}")
    assert page.evaluate("document.activeElement.id") == row.get_attribute("id")
    assert row.is_visible()
    assert "2027-03-31" in row.inner_text()
    for kind, begins in (("svg", b"<svg "), ("png", b"\x89PNG")):
        if kind == "png" and font_for("汉", 12) is None:
            continue
        with page.expect_download() as got:
            page.click(f"#ra-task [data-do=task-save][data-kind={kind}]")
        assert got.value.suggested_filename.endswith(f".{kind}")
        assert Path(got.value.path()).read_bytes().startswith(begins)


def test_a_list_without_dates_has_no_timeline_and_offers_none(listed) -> None:
    page = listed("en-US", 1280, "light")
    page.click("[data-do=task-close]")
    tasks_pane(page)
    page.select_option("#ra-tasks [name=kind]", "actors")
    page.click("#ra-tasks button[value=list]")
    page.wait_for_function("document.querySelector('#ra-task-title')?.textContent.includes('named')")
    assert page.locator("#ra-task .timeline, #ra-task [data-kind=svg]").count() == 0
