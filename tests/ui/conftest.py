"""The page in a real Chromium: served by the real `launch` on a free port, over the scripted assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.ui.scripted_assistant import ScriptedAssistant

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Served:
    """A page being served, and the assistant behind it, which a test may change while it is."""

    url: str
    assistant: ScriptedAssistant
    blocks: Any


@dataclass
class Heard:
    """What the browser complained about or asked others for."""

    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@contextmanager
def open_browser(chromium_path: Path) -> Iterator[Any]:
    """Chromium, until the block ends: while it is open an event loop runs, and no test may begin another."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(chromium_path), args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Any]:
    with open_browser(chromium_path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    from ragassist.ui.page import launch

    assistant = ScriptedAssistant()
    blocks = launch(assistant, port=0, prevent_thread_lock=True)
    yield Served(blocks.local_url, assistant, blocks)
    blocks.close(verbose=False)


@pytest.fixture
def served(server: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The server with its assistant as new, and starter questions of the tests' own."""
    from ragassist.ui.server import page_services

    fresh = ScriptedAssistant(pause_s=0.01)
    vars(server.assistant).update(vars(fresh))
    questions = {"en": ("How much money is there for the pilot?",), "zh": ("试点有多少资金？",)}
    monkeypatch.setattr(page_services, "starters", lambda lang: questions[lang])
    return server


@pytest.fixture
def visit(browser: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """Opens the page in a browser profile of its own; at the end, no console error and no outside request may have come up."""
    heard = Heard()
    contexts: list[Any] = []

    def open_page(locale: str = "en-US", width: int = 1280, height: int = 860, **options: Any) -> Any:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(90_000)  # a shared machine is slow at times, which says nothing about the page
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard.console.append(str(error)))
        page.on("request", lambda request: heard.outside.append(request.url) if not _ours(request.url, served.url) else None)
        page.goto(served.url)
        page.wait_for_selector("#ra-question")
        return page

    open_page.heard = heard  # type: ignore[attr-defined]  # a test that cuts the line clears what that makes the browser say
    yield open_page
    for context in contexts:
        context.close()
    assert heard.console == []
    assert heard.outside == []


def _ours(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:", "about:"))
