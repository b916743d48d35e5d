"""The page as Gradio Blocks: one HTML component that carries the page's script, its server functions and its one event.

Imports gradio, which takes about three seconds: `page.py` imports this module when it is needed. Set
`GRADIO_ANALYTICS_ENABLED=False` before.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr

from ragassist.errors import RagassistError, say
from ragassist.types import Lang
from ragassist.ui.messages import (
    CopyRequest,
    DocumentRequest,
    ExportRequest,
    FeedbackRequest,
    LibraryRequest,
    OpenRequest,
    OriginalRequest,
    SamplesRequest,
    SentenceRequest,
    TranslateRequest,
    TurnRequest,
    answer_json,
)
from ragassist.ui.server.backend import Backend, opened
from ragassist.ui.server.conversation import Conversations, Frame, general_problem
from ragassist.ui.server.endpoints import add_endpoints
from ragassist.ui.server.feedback import FeedbackFile, as_lines, record, samples
from ragassist.ui.server.page_services import PageServices
from ragassist.ui.server.task_calls import task_functions
from ragassist.ui.server.task_endpoints import add_task_endpoints
from ragassist.ui.server.waiting import Turns, asked, in_turn, reader_of
from ragassist.ui.views import reply_view
from ragassist.ui.words.catalogue import CATALOGUE

_STATIC = Path(__file__).parents[1] / "static"
SCRIPTS = tuple(_STATIC / name for name in ("page.js", "threads.js", "document.js", "library.js", "tasks.js", "start.js"))
"""One script in several files: each goes on where the one before ends."""


_FIRST = (
    '<div class="ra" id="ra"><div class="first" aria-hidden="true"><span class="seal" lang="zh-Hans">据</span>'
    "<span>ragassist</span></div></div>"
)
"""What is there until the page has heard from the server."""
_Function = Callable[..., Any]
"""A function that the page's script calls by its name."""


def chat_blocks(backend: Backend) -> gr.Blocks:
    """Return the page, ready to launch. What the browser sends is validated before anything is done with it.

    Every function asks the backend whose request it is and works on that reader's view of the documents alone.
    """
    ui = backend.settings.ui
    turns = Turns.of(ui)
    backend.recorder.metrics.queued_at("page", turns.queue.length)
    running = Conversations(backend.assistant)
    at_once = ui.concurrency + ui.queue + 2  # the queue is the limit, and says so
    with gr.Blocks(title="ragassist", fill_width=True, analytics_enabled=False) as blocks:
        page = gr.HTML(
            value={},
            html_template=_FIRST,
            js_on_load=whole_script(),
            apply_default_css=False,
            elem_id="ra-host",
            server_functions=[
                *_opening(backend),
                *_sources(backend),
                *_judging(backend),
                *_turns(turns, running),
                *task_functions(backend),
            ],
        )
        # "multiple": a question that was cut off with the connection must not keep the next one from being sent.
        page.ask(
            _asking(backend, turns, running),
            inputs=None,
            outputs=page,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=at_once,
            api_name="page",  # `/ask` is the endpoint for programs
            api_visibility="private",
        )
        add_endpoints(backend, turns, concurrency=at_once)
        add_task_endpoints(backend, turns, concurrency=at_once)
    return blocks


def whole_script() -> str:
    """Return the page's script, which waits for the server to say whose page it is before it touches what the browser keeps."""
    inside = "\n".join(script.read_text(encoding="utf8") for script in SCRIPTS)
    return f"(async () => {{\n{inside}\n}})();"


def _opening(backend: Backend) -> list[_Function]:
    """What the page asks for when it opens, and while the library is at work."""

    def open_page(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        user = backend.user(http.headers)
        services, signed_in = backend.services(user), user if backend.settings.ui.auth is not None else ""
        return opened(services.open(OpenRequest.model_validate(request), http.headers.get("accept-language", "")), signed_in)

    def library_status(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        return backend.status(backend.user(http.headers), LibraryRequest.model_validate(request))

    return [open_page, library_status]


def _sources(backend: Backend) -> list[_Function]:
    """What the page asks for around sources and documents: translations, texts, files."""

    def services_of(http: gr.Request) -> PageServices:
        return backend.services(backend.user(http.headers))

    def translate_sentence(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = TranslateRequest.model_validate(request)
        try:
            kept, html = services_of(http).translate(parsed)
        except RagassistError as error:
            return {"problem": _said(error, parsed.lang)}
        return {"kept": kept.model_dump(), "html": html}

    def open_document(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = DocumentRequest.model_validate(request)
        try:
            return {"html": services_of(http).document(parsed)}
        except RagassistError as error:
            return {"problem": _said(error, parsed.lang)}

    def copy_answer(request: dict[str, Any], http: gr.Request) -> str:
        return services_of(http).copy(CopyRequest.model_validate(request))

    def translate_in_document(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = SentenceRequest.model_validate(request)
        try:
            return {"made": services_of(http).translate_in_document(parsed).model_dump()}
        except RagassistError as error:
            return {"problem": _said(error, parsed.lang)}

    def original_file(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = OriginalRequest.model_validate(request)
        words = CATALOGUE[parsed.lang]
        try:
            found = services_of(http).original(parsed.doc_id)
        except RagassistError as error:
            return {"problem": _said(error, parsed.lang)}
        if found is None:
            return {"problem": words.view_gone}
        note = words.original_gone if found.as_read else ""
        return {"name": found.name, "content": b64encode(found.content).decode("ascii"), "note": note}

    def export_conversation(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        return {"content": b64encode(services_of(http).export(ExportRequest.model_validate(request))).decode("ascii")}

    return [translate_sentence, open_document, copy_answer, translate_in_document, original_file, export_conversation]


def _judging(backend: Backend) -> list[_Function]:
    """What a reader says of an answer."""
    kept_feedback = FeedbackFile(backend.settings.home) if backend.keeps else None

    def feedback_form(request: dict[str, Any]) -> dict[str, Any]:
        return {"html": reply_view.judge_form(CATALOGUE[OpenRequest.model_validate(request).lang or "en"])}

    def send_feedback(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        backend.user(http.headers)  # refuses whom it does not know
        parsed = FeedbackRequest.model_validate(request)
        try:
            if kept_feedback is not None:
                kept_feedback.add(parsed)
        except RagassistError as error:
            return {"problem": _said(error, parsed.lang)}
        return {"kept": kept_feedback is not None}

    def feedback_samples(request: dict[str, Any]) -> dict[str, Any]:
        turns = SamplesRequest.model_validate(request).turns
        return {"text": as_lines(samples(record(turn) for turn in turns if turn.feedback))}

    return [feedback_form, send_feedback, feedback_samples]


def _turns(turns: Turns, running: Conversations) -> list[_Function]:
    """Whether a turn is at work, and ending it."""

    def stop_turn(request: dict[str, Any]) -> bool:
        turn = TurnRequest.model_validate(request).turn
        turns.queue.leave(turn)
        running.stop(turn)
        return True

    def is_running(request: dict[str, Any]) -> bool:
        turn = TurnRequest.model_validate(request).turn
        return turns.queue.holds(turn) or running.is_running(turn)

    return [stop_turn, is_running]


def _asking(backend: Backend, turns: Turns, running: Conversations) -> _Function:
    """The page's one event: a question, and the frames of its answer."""

    def ask(event: gr.EventData, http: gr.Request) -> Iterator[dict[str, Any]]:
        request, within = asked(event.asked)
        user = backend.user(http.headers)
        services = backend.services(user)
        conversations = Conversations(backend.scoped(user, within), services.suggestions, running._running, running._took_s, services.terms)
        shown = 0
        reader = reader_of(user, http)
        for frame in in_turn(turns, request, reader, services.model(), lambda: conversations.ask(request, services.model())):
            sources = len(frame.answer.citations) if frame.answer is not None else 0
            # While the answer grows, cards are made only when there is a new one: each costs a look into its document.
            yield _frame_json(frame, services, request.lang, with_cards=frame.state != "running" or sources != shown)
            shown = sources

    return ask


def _said(error: RagassistError, lang: Lang) -> str:
    """What went wrong and what to do, in the reader's language."""
    return f"{general_problem(error, CATALOGUE[lang])} {say(error.phrase, lang)}"


def _frame_json(frame: Frame, services: PageServices, lang: Lang, *, with_cards: bool) -> dict[str, Any]:
    """A frame as the page's script reads it; `cards` is None when they are as before."""
    answer = frame.answer
    cards = None
    if with_cards:
        cards = services.cards(answer, {}, CATALOGUE[lang]) if answer is not None else ""
    return {**asdict(frame), "answer": answer_json(answer) if answer is not None else None, "cards": cards}
