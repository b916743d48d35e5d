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
from ragassist.ui.desk import Desk, PageAssistant
from ragassist.ui.wire import AskRequest, CopyRequest, DocumentRequest, OpenRequest, TranslateRequest, TurnRequest, answer_json
from ragassist.ui.words import CATALOGUE

SCRIPTS = (Path(__file__).with_name("page.js"), Path(__file__).with_name("shelf.js"))
"""One script in two files: the second one goes on where the first ends."""
AT_ONCE = 8
"""Questions that may be answered at the same time; further ones wait."""


def chat_blocks(assistant: PageAssistant) -> gr.Blocks:
    """The page over `assistant`, ready to launch. What the browser sends is validated before anything is done with it."""
    desk = Desk(assistant)
    conversations = Conversations(assistant)

    def open_page(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        return asdict(desk.open(OpenRequest.model_validate(request), http.headers.get("accept-language", "")))

    def translate_sentence(request: dict[str, Any]) -> dict[str, Any]:
        parsed = TranslateRequest.model_validate(request)
        try:
            kept, html = desk.translate(parsed)
        except RagassistError as error:
            return {"problem": " ".join((general_problem(error, CATALOGUE[parsed.lang]), *describe(error))).strip()}
        return {"kept": kept.model_dump(), "html": html}

    def open_document(request: dict[str, Any]) -> dict[str, Any]:
        parsed = DocumentRequest.model_validate(request)
        try:
            return {"html": desk.document(parsed)}
        except RagassistError as error:
            return {"problem": " ".join((general_problem(error, CATALOGUE[parsed.lang]), *describe(error))).strip()}

    def copy_answer(request: dict[str, Any]) -> str:
        return desk.copy(CopyRequest.model_validate(request))

    def stop_turn(request: dict[str, Any]) -> bool:
        conversations.stop(TurnRequest.model_validate(request).turn)
        return True

    def is_running(request: dict[str, Any]) -> bool:
        return conversations.is_running(TurnRequest.model_validate(request).turn)

    def ask(event: gr.EventData) -> Iterator[dict[str, Any]]:
        request = AskRequest.model_validate(event._data)
        shown = 0
        for frame in conversations.ask(request, desk.model()):
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
            server_functions=[open_page, translate_sentence, open_document, copy_answer, stop_turn, is_running],
        )
        # "multiple": a question that was cut off with the connection must not keep the next one from being sent.
        page.ask(
            ask,
            inputs=None,
            outputs=page,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=AT_ONCE,
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
