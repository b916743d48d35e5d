"""The page as Gradio Blocks: one HTML component that carries the page's script, its server functions and its one event.

Imports gradio, which takes about three seconds: `page.py` imports this module when it is needed. Set
`GRADIO_ANALYTICS_ENABLED=False` before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr

from ragassist.errors import RagassistError
from ragassist.types import Lang
from ragassist.ui.conversation import Conversations, Frame, describe, general_problem
from ragassist.ui.desk import Desk
from ragassist.ui.librarian import Librarian, LibraryRequest, opened
from ragassist.ui.line import asked, in_turn
from ragassist.ui.turnstile import Turnstile
from ragassist.ui.wire import CopyRequest, DocumentRequest, OpenRequest, TranslateRequest, TurnRequest, answer_json
from ragassist.ui.words import CATALOGUE

SCRIPTS = tuple(Path(__file__).with_name(name) for name in ("page.js", "shelf.js", "library.js"))
"""One script in several files: each goes on where the one before ends."""


def chat_blocks(librarian: Librarian) -> gr.Blocks:
    """The page, ready to launch. What the browser sends is validated before anything is done with it.

    Every function asks the librarian whose request it is and works on that reader's view of the documents alone.
    """
    ui = librarian.settings.ui
    turnstile = Turnstile(ui.concurrency, ui.queue)
    running = Conversations(librarian.assistant)

    def user_of(http: gr.Request) -> str:
        return librarian.user(http.headers)

    def desk_of(http: gr.Request) -> Desk:
        return librarian.desk(user_of(http))

    def open_page(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        desk, signed_in = desk_of(http), user_of(http) if ui.auth is not None else ""
        return opened(desk.open(OpenRequest.model_validate(request), http.headers.get("accept-language", "")), signed_in)

    def library_status(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        return librarian.status(user_of(http), LibraryRequest.model_validate(request))

    def translate_sentence(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = TranslateRequest.model_validate(request)
        try:
            kept, html = desk_of(http).translate(parsed)
        except RagassistError as error:
            return {"problem": " ".join((general_problem(error, CATALOGUE[parsed.lang]), *describe(error))).strip()}
        return {"kept": kept.model_dump(), "html": html}

    def open_document(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = DocumentRequest.model_validate(request)
        try:
            return {"html": desk_of(http).document(parsed)}
        except RagassistError as error:
            return {"problem": " ".join((general_problem(error, CATALOGUE[parsed.lang]), *describe(error))).strip()}

    def copy_answer(request: dict[str, Any], http: gr.Request) -> str:
        return desk_of(http).copy(CopyRequest.model_validate(request))

    def stop_turn(request: dict[str, Any]) -> bool:
        turn = TurnRequest.model_validate(request).turn
        turnstile.leave(turn)
        running.stop(turn)
        return True

    def is_running(request: dict[str, Any]) -> bool:
        turn = TurnRequest.model_validate(request).turn
        return turnstile.holds(turn) or running.is_running(turn)

    def ask(event: gr.EventData, http: gr.Request) -> Iterator[dict[str, Any]]:
        request, within = asked(event._data)
        user = user_of(http)
        desk = librarian.desk(user)
        conversations = Conversations(librarian.scoped(user, within), running._running)
        shown = 0
        for frame in in_turn(turnstile, request, desk.model(), lambda: conversations.ask(request, desk.model())):
            sources = len(frame.answer.citations) if frame.answer is not None else 0
            # While the answer grows, cards are made only when there is a new one: each costs a look into its document.
            yield _frame_json(frame, desk, request.lang, with_cards=frame.state != "running" or sources != shown)
            shown = sources

    with gr.Blocks(title="ragassist", fill_width=True, analytics_enabled=False) as blocks:
        page = gr.HTML(
            value={},
            html_template='<div class="ra" id="ra"></div>',
            js_on_load="\n".join(script.read_text(encoding="utf8") for script in SCRIPTS),
            apply_default_css=False,
            elem_id="ra-host",
            server_functions=[open_page, translate_sentence, open_document, copy_answer, stop_turn, is_running, library_status],
        )
        # "multiple": a question that was cut off with the connection must not keep the next one from being sent.
        page.ask(
            ask,
            inputs=None,
            outputs=page,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=ui.concurrency + ui.queue + 2,  # the turnstile is the limit, and says so
            api_visibility="private",
        )
    return blocks


def _frame_json(frame: Frame, desk: Desk, lang: Lang, *, with_cards: bool) -> dict[str, Any]:
    """A frame as the page's script reads it; `cards` is None when they are as before."""
    answer = frame.answer
    cards = None
    if with_cards:
        cards = desk.cards(answer, {}, CATALOGUE[lang]) if answer is not None else ""
    return {**asdict(frame), "answer": answer_json(answer) if answer is not None else None, "cards": cards}
