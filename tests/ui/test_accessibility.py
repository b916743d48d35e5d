"""axe-core over every state of the page that a reader meets, in both languages, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.ui.axe import findings, grave
from tests.ui.conftest import Served

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
ENDED = ".turn:last-child .reply:not([data-state=running])"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_no_state_of_the_page_has_a_grave_finding(visit: Visit, served: Served, locale: str, scheme: str) -> None:
    page = visit(locale=locale, color_scheme=scheme, reduced_motion="reduce")
    assert grave(page) == [], "first visit"
    for question in ("Is there a doubt?", "Is it partly so?", "What is the capital of France?", "How much money?"):
        page.fill("#ra-question", question)
        page.press("#ra-question", "Enter")
        page.wait_for_selector(f".turn:last-child .question:has-text('{question}')")
        page.wait_for_selector(ENDED)
    page.click(".turn:last-child .cite[data-do=cite][data-n='1']")
    page.click(".turn:last-child [data-do=judge][data-verdict=wrong]")
    page.wait_for_selector(".judge-form input")
    assert grave(page) == [], "answers, card, feedback form"
    page.click("[data-do=show-threads]")
    page.click("[data-do=rename-thread]")
    assert grave(page) == [], "conversations"
    page.keyboard.press("Escape")
    page.click("[data-do=show-sources]")
    page.click(".card.lit [data-do=read]")
    page.wait_for_selector("#ra-view mark")
    assert grave(page) == [], "document"


def test_a_page_that_nobody_could_use_is_found(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        "document.querySelector('#ra-welcome').innerHTML = '<button></button><img src=\"data:,\"><p style=\"color:#ccc\">pale</p>'"
    )
    assert {"button-name", "image-alt"} <= {rule for _, rule, *_ in findings(page)}
