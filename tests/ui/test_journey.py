"""Everything that a reader does, in one go and in both languages; a second identical run leaves nothing growing on the server."""

from __future__ import annotations

import gc
import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import Served

from ragassist.ui.page import SESSIONS
from ragassist.ui.server.conversation import Conversations
from ragassist.ui.words.catalogue import CATALOGUE

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
MONEY = "市财政为试点安排专项资金3.6亿元，分三年拨付。"
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts.push(each.value); })
  .observe({ type: "layout-shift", buffered: true });
"""


def ended(page: Any, n: int) -> None:
    page.wait_for_selector(f".turn:nth-child({n}) .reply:not([data-state=running])")


def ask(page: Any, question: str, n: int, *, wait: bool = True) -> None:
    page.fill("#ra-question", question)
    page.press("#ra-question", "Enter")
    page.wait_for_selector(f".turn:nth-child({n}) .stage")
    if wait:
        ended(page, n)


def journey(visit: Visit, served: Served, locale: str) -> None:
    """One reader from first visit to last, with a second one beside."""
    words = CATALOGUE["zh" if locale.startswith("zh") else "en"]
    other = CATALOGUE["en" if locale.startswith("zh") else "zh"]
    served.assistant.pause_s = 0.02
    page, beside = visit(locale=locale), visit(locale=locale)
    # First visit, and an answer that streams without pushing the page about.
    assert words.welcome in page.inner_text(".welcome h2")
    page.evaluate(SHIFTS)
    ask(page, "Is English answered: how much money?", 1)
    assert page.locator(".turn .cite[data-do=cite]").count() == 4
    assert sum(page.evaluate("window.shifts")) < 0.1
    # Two at once.
    ask(beside, "What is the capital of France?", 1, wait=False)
    # Stop.
    ask(page, "Go on forever", 2, wait=False)
    page.wait_for_selector(".turn:nth-child(2) .text .cite")
    page.click("[data-do=stop]")
    page.wait_for_selector(".turn:nth-child(2) .reply[data-state=stopped]")
    ended(beside, 1)
    assert words.refused in beside.inner_text(".notice.refusal")
    assert beside.locator(".turn").count() == 1
    # Each citation, and its sentence in the document.
    for n in range(1, 5):
        page.click(f".turn:first-child .cite[data-do=cite][data-n='{n}']")
        cited = page.locator(".card.lit mark").inner_text()
        assert page.locator(".card.lit").get_attribute("data-n") == str(n)
        if n in (1, 4):
            page.click(".card.lit [data-do=read]")
            page.wait_for_selector("#ra-view mark")
            assert page.locator("#ra-view mark").inner_text() == cited
            if n == 1 and words is CATALOGUE["en"]:
                page.wait_for_selector("#ra-view .pair:has-text('The city treasury has set aside 360 million yuan')")
                page.click("#ra-view .foreign:has-text('试点单位') .letters")
                page.wait_for_selector("#ra-view .foreign:has-text('试点单位') .pair:not(.waiting)")
            page.keyboard.press("Escape")
            page.wait_for_selector(".desk", state="visible")
    # Follow-up, refusal, model unreachable.
    ask(page, "And who reviews it?", 3)
    assert [question for question, _ in served.assistant.asked[-1][2]] == ["Is English answered: how much money?"]
    ask(page, "What is the capital of France?", 4)
    assert words.refused in page.inner_text(".turn:nth-child(4) .notice.refusal")
    served.assistant.broken = 1
    ask(page, "How much money, once more?", 5)
    assert words.failed_model in page.inner_text(".turn:nth-child(5) .notice.failure")
    page.click(".turn:nth-child(5) [data-do=retry]")
    page.wait_for_selector(".turn:nth-child(5) .reply[data-state=done]")
    # Export.
    page.click("[data-do=show-threads]")
    with page.expect_download() as download:
        page.click("[data-do=export-thread][data-kind=markdown]")
    text = Path(download.value.path()).read_text(encoding="utf8")
    assert MONEY in text
    assert "[^1]" in text
    with page.expect_download() as download:
        page.click("[data-do=export-thread][data-kind=docx]")
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as file:
        assert MONEY in file.read("word/footnotes.xml").decode()
    # The other language, and a reload: everything is still there.
    page.click(f"[data-do=lang][data-lang={'zh' if other is CATALOGUE['zh'] else 'en'}]")
    page.wait_for_selector(f".turn:nth-child(4) :text('{other.refused}')")
    page.reload()
    page.wait_for_selector(f".turn:nth-child(4) :text('{other.refused}')")
    assert page.locator(".turn").count() == 5
    page.context.close()
    beside.context.close()


def standing(served: Served) -> dict[str, int]:
    """What the server holds on to: threads of turns, turns, sessions and what they keep."""
    conversations = [each for each in gc.get_objects() if type(each) is Conversations]
    app = served.blocks.app
    return {
        "threads": sum(thread.name.startswith("ragassist") for thread in threading.enumerate()),
        "turns": sum(len(each._running) for each in conversations),
        "visits beyond what is remembered": max(0, len(app.state_holder.session_data) - SESSIONS),
        "files": len(list(Path(app.uploaded_file_dir).rglob("*"))),
        "iterators": len(app.iterators),
        "events": len(served.blocks._queue.event_ids_to_events),
    }


def test_a_reader_gets_everywhere_and_leaves_nothing_behind(visit: Visit, served: Served) -> None:
    journey(visit, served, "en-US")
    first = settled(served)
    served.assistant.asked.clear()
    journey(visit, served, "zh-CN")
    assert settled(served) == first


def settled(served: Served) -> dict[str, int]:
    """What stands once the browsers that left have been noticed."""
    deadline = threading.Event()
    for _ in range(100):
        now = standing(served)
        if not any(number for name, number in now.items() if name != "files"):
            break
        deadline.wait(0.1)
    return standing(served)
