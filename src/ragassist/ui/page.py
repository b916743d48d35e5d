"""Builds and serves the chat page. Importing this module is cheap: gradio comes in when a page is built."""

from __future__ import annotations

import os
import socket
import sys
import threading
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.errors import UsageError
from ragassist.settings import Settings
from ragassist.ui.server.html_document import OwnHeaders, head

if TYPE_CHECKING:
    import gradio as gr

    from ragassist.ui.server.backend import Backend
    from ragassist.ui.server.page_services import PageAssistant

STYLES = Path(__file__).with_name("static") / "page.css"
LIBRARY_STYLES = Path(__file__).with_name("static") / "library.css"
TASK_STYLES = Path(__file__).with_name("static") / "tasks.css"
SESSIONS = 64
"""How many visits Gradio remembers. The page keeps nothing in them; left alone, Gradio keeps a copy of the page for 10,000."""
_PLAIN: dict[str, Any] = {
    "prevent_thread_lock": True,
    "quiet": True,
    "share": False,
    "footer_links": [],
    "run_history": False,
    "enable_monitoring": False,
    "ssr_mode": False,
    "mcp_server": False,
    "pwa": False,
    "max_file_size": "1kb",
    "state_session_capacity": SESSIONS,
}
"""What Gradio would do besides, and does not here; an option that the installed one does not know yet is one it does nothing by."""


def build(assistant: PageAssistant, settings: Settings | None = None) -> gr.Blocks:
    """Return the page as Gradio Blocks, ready to launch. The first call imports gradio, about three seconds.

    Args:
        assistant: answers, translates and knows the documents.
        settings: home, limits and who signs in; the assistant's own when None. Signing in works only with `launch`.
    """
    from ragassist.ui.server.backend import Backend

    return _blocks(Backend.over(assistant, settings))


def _blocks(backend: Backend) -> gr.Blocks:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from ragassist.ui.server.blocks import chat_blocks

    return chat_blocks(backend)


def launch(
    assistant: PageAssistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    prevent_thread_lock: bool = False,
    settings: Settings | None = None,
) -> gr.Blocks:
    """Serve the page until interrupted; with `prevent_thread_lock` return as soon as it is up.

    Args:
        assistant: answers, translates and knows the documents.
        host: the address to listen on.
        port: the port; 0 takes a free one (`local_url` of the returned blocks says which).
        open_browser: open the page in this machine's browser.
        prevent_thread_lock: serve on in the background, until `close()` of the returned blocks.
        settings: as for `build`.

    Raises:
        UsageError: the port is taken, or the users' file is not usable.
    """
    from ragassist.ui.server.backend import Backend
    from ragassist.ui.server.middleware import Access, PageMiddleware, warning

    backend = Backend.over(assistant, settings)
    access = Access(backend.settings)
    blocks = _blocks(backend)
    import gradio as gr
    from starlette.middleware import Middleware

    css = "".join(path.read_text(encoding="utf8") for path in (STYLES, LIBRARY_STYLES, TASK_STYLES))
    own = [
        Middleware(PageMiddleware, backend=backend, access=access, css=css),
        Middleware(OwnHeaders),
    ]
    _reach_ourselves_directly()
    os.environ["FORWARDED_ALLOW_IPS"] = ""  # a request's address is what its connection says, never what a header says
    if said := warning(backend.settings, host):
        sys.stderr.write(f"{said}\n")
    try:
        blocks.launch(
            server_name=host,
            server_port=port or _free_port(host),
            inbrowser=open_browser,
            root_path=backend.settings.ui.root_path or None,
            max_threads=40 + backend.settings.ui.concurrency + backend.settings.ui.queue,
            head=head(css),
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
            app_kwargs={"middleware": own, "docs_url": None, "redoc_url": None, "openapi_url": None},
            **{name: value for name, value in _PLAIN.items() if name in signature(gr.Blocks.launch).parameters},
        )
    except OSError as error:
        raise UsageError("chat.port", port=port, host=host) from error
    sys.stderr.write(f"The chat is at {blocks.local_url} (Ctrl+C ends it).\n")
    if backend.library is not None:
        backend.library.recover()
    if not prevent_thread_lock:
        _wait(backend, blocks)
    return blocks


def _wait(backend: Backend, blocks: gr.Blocks) -> None:
    """Serve until interrupted, then close what is open."""
    try:
        threading.Event().wait()
    finally:
        if backend.library is not None:
            backend.library.close()
        blocks.close(verbose=False)


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _reach_ourselves_directly() -> None:
    """Gradio asks its own server whether it is up; a configured proxy must not be asked in its place."""
    for name in ("no_proxy", "NO_PROXY"):
        known = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join([*known, *(host for host in ("127.0.0.1", "localhost") if host not in known)])
