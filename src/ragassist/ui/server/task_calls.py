"""What the page's script asks for around document tasks: start, ask after, stop, show, save, hand over."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import gradio as gr

from ragassist.errors import RagassistError, UsageError, say
from ragassist.tasks.export_report import as_object
from ragassist.tasks.report_back import report_of
from ragassist.ui.messages import OpenRequest
from ragassist.ui.server.backend import Backend
from ragassist.ui.server.reader_work import ReaderWork
from ragassist.ui.task_messages import (
    MAX_FILE_MB,
    CardMessage,
    ExportTask,
    FileMessage,
    HandOverAnswer,
    JobMessage,
    ReportMessage,
    StartTask,
)
from ragassist.ui.views import report_view as view
from ragassist.ui.views.glosses import explained_by
from ragassist.ui.views.workbench import options
from ragassist.ui.words.catalogue import CATALOGUE

_Function = Callable[..., Any]


def task_functions(backend: Backend) -> list[_Function]:
    """Return the functions, to be called by their names; none where the assistant does no document work."""
    if not backend.works:
        return []
    return [*_jobs(backend), *_results(backend), *_files(backend)]


def _work_of(backend: Backend, http: gr.Request) -> ReaderWork:
    return backend.work(backend.user(http.headers))


def _jobs(backend: Backend) -> list[_Function]:
    """Work that goes on while the reader does something else."""

    def start_task(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = StartTask.model_validate(request)
        user, asked = backend.user(http.headers), parsed.request()
        work = backend.work(user)
        try:
            return {"job": backend.jobs.start(user, lambda tell: work.do(asked, tell))}
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}

    def task_status(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = JobMessage.model_validate(request)
        try:
            job = backend.jobs.status(backend.user(http.headers), parsed.job)
        except UsageError:
            return {"state": "lost"}
        progress = {"done": job.progress.done, "total": job.progress.total, "at": job.progress.title, "ahead": job.ahead}
        problem = say(job.why, parsed.lang) if job.why is not None else ""
        return {"state": job.state, **progress, "problem": problem, "report": as_object(job.report) if job.report is not None else None}

    def stop_task(request: dict[str, Any], http: gr.Request) -> bool:
        parsed = JobMessage.model_validate(request)
        try:
            backend.jobs.stop(backend.user(http.headers), parsed.job)
        except UsageError:
            return False
        return True

    return [start_task, task_status, stop_task]


def _results(backend: Backend) -> list[_Function]:
    """A result as it is shown."""

    def show_task(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = ReportMessage.model_validate(request)
        services = backend.services(backend.user(http.headers))
        try:
            found = report_of(parsed.report)
            known = frozenset(record.doc_id for record in services.assistant.documents())
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}
        with explained_by(services.terms):
            return {"html": view.result(found, CATALOGUE[parsed.lang], known)}

    def task_card(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = CardMessage.model_validate(request)
        services = backend.services(backend.user(http.headers))
        try:
            return {"html": services.card(parsed.citation, parsed.lang, translate=parsed.translate)}
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}

    def task_documents(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        words = CATALOGUE[OpenRequest.model_validate(request).lang or "en"]
        try:
            return {"options": options(backend.services(backend.user(http.headers)).assistant.documents(), words)}
        except RagassistError:
            return {"options": ""}

    return [show_task, task_card, task_documents]


def _files(backend: Backend) -> list[_Function]:
    """Results as files, and files as texts to check."""

    def export_task(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        from ragassist.tasks.export_report import FORMATS, word_file
        from ragassist.tasks.export_timeline import TIMELINE_FORMATS
        from ragassist.tasks.timeline import timeline

        parsed = ExportTask.model_validate(request)
        work = _work_of(backend, http)
        try:
            found = report_of(parsed.report)
            if drawer := TIMELINE_FORMATS.get(f".{parsed.kind}"):
                content = drawer(timeline(found))
            elif parsed.kind == "docx" and parsed.original:
                content = word_file(found, b64decode(parsed.original))
            else:
                content = work.pack(found) if parsed.kind == "zip" else FORMATS[f".{parsed.kind}"](found)
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}
        return {"content": b64encode(content).decode("ascii")}

    def pack_answer(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        parsed = HandOverAnswer.model_validate(request)
        work = _work_of(backend, http)
        try:
            if parsed.turn.answer is None:
                raise UsageError("result.not_one")
            return {"content": b64encode(work.pack(work.of_answer(parsed.turn.answer))).decode("ascii")}
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}

    def text_of_file(request: dict[str, Any], http: gr.Request) -> dict[str, Any]:
        from ragassist.tasks.text_of import text_of_bytes

        parsed = FileMessage.model_validate(request)
        backend.user(http.headers)  # refuses whom it does not know
        try:
            limit = min(MAX_FILE_MB, backend.settings.ingest.max_file_mb)
            return {"text": text_of_bytes(parsed.name, b64decode(parsed.content), backend.settings.ingest, limit)}
        except RagassistError as error:
            return {"problem": say(error.phrase, parsed.lang)}

    return [export_task, pack_answer, text_of_file]
