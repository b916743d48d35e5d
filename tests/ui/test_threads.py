"""Conversations that this browser keeps: several of them, renamed, deleted and brought back, in several windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ui.conftest import Served

from ragassist.evaluate.dataset.load import parse

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
NAMES = "#ra-threads .thread-name .title"


def ask(page: Any, question: str, n: int) -> None:
    page.fill("#ra-question", question)
    page.press("#ra-question", "Enter")
    page.wait_for_selector(f".turn:nth-child({n}) .question:has-text('{question}')")
    page.wait_for_selector(f".turn:nth-child({n}) .reply:not([data-state=running])")


def test_conversations_are_kept_renamed_deleted_and_brought_back(visit: Visit) -> None:
    page = visit()
    ask(page, "How much money?", 1)
    page.click("[data-do=new]")
    page.wait_for_selector(".welcome h2", state="visible")
    ask(page, "Is there a doubt?", 1)
    page.click("[data-do=show-threads]")
    assert page.locator(NAMES).all_inner_texts() == ["Is there a doubt?", "How much money?"]
    page.click("[data-do=rename-thread] >> nth=1")
    page.fill(".rename input", "Port <b>money</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{NAMES}:has-text('Port <b>money</b>')")
    assert page.evaluate("document.activeElement.dataset.do") == "rename-thread"
    page.click("[data-do=open-thread] >> nth=1")
    page.wait_for_selector(".question:has-text('How much money?')")
    page.reload()
    page.wait_for_selector(".question:has-text('How much money?')")
    page.click("[data-do=show-threads]")
    page.click(".current [data-do=delete-thread]")
    page.wait_for_selector("#ra-toast:has-text('Deleted “Port <b>money</b>”.')")
    page.wait_for_selector(".question:has-text('Is there a doubt?')")
    assert page.locator(NAMES).all_inner_texts() == ["Is there a doubt?"]
    page.click("[data-do=undo]")
    page.wait_for_selector(".question:has-text('How much money?')")
    assert page.locator(NAMES).count() == 2


def test_two_windows_on_one_conversation_lose_nothing_of_it(visit: Visit) -> None:
    one = visit()
    ask(one, "How much money?", 1)
    two = one.context.new_page()
    two.goto(one.url)
    two.wait_for_selector(".question:has-text('How much money?')")
    ask(two, "Is there a doubt?", 2)
    one.wait_for_selector(".turn:nth-child(2) .question:has-text('Is there a doubt?')")
    ask(one, "Is it partly so?", 3)
    two.wait_for_selector(".turn:nth-child(3) .question:has-text('Is it partly so?')")
    two.reload()
    two.wait_for_selector(".turn:nth-child(3) .reply[data-state=done]")


def test_feedback_stays_with_the_answer_and_becomes_samples(visit: Visit) -> None:
    page = visit()
    ask(page, "Is there a doubt?", 1)
    page.click("[data-do=judge][data-verdict=wrong]")
    page.check(".judge-form [value=fact]")
    page.fill(".judge-form [name=right]", "It is 360 million yuan.")
    page.click(".judge-form [type=submit]")
    page.wait_for_selector("[data-do=judge][data-verdict=wrong][aria-pressed=true]")
    page.reload()
    page.wait_for_selector("[data-do=judge][data-verdict=wrong][aria-pressed=true]")
    page.click("[data-do=show-threads]")
    with page.expect_download() as download:
        page.click("#ra-samples")
    sample = parse(Path(download.value.path()).read_text(encoding="utf8").strip())
    assert (sample.question, sample.reference) == ("Is there a doubt?", "It is 360 million yuan.")


def test_a_document_is_searched_and_its_terms_are_told(visit: Visit, served: Served) -> None:
    page = visit()
    ask(page, "How much money?", 1)
    page.click(".cite[data-do=cite][data-n='1']")
    page.focus(".card.lit mark .term:has-text('3.6亿元')")
    assert page.inner_text("#ra-tip") == "360 million yuan"
    page.keyboard.press("Escape")
    assert page.locator("#ra-tip").is_hidden()
    page.click(".card.lit [data-do=read]")
    page.wait_for_selector("#ra-view mark")
    page.fill("#ra-find", "360 MILLION")
    page.wait_for_selector(".finder output:has-text('1 of 1')")
    page.fill("#ra-find", "试点")
    page.wait_for_selector(".finder output:has-text('1 of 3')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".finder output:has-text('2 of 3')")
    with page.expect_download() as download:
        page.click("[data-do=original]")
    assert Path(download.value.path()).read_text(encoding="utf8") == served.assistant.raw("harbour")
