"""Document work for programs: `/list`, `/brief`, `/compare` and `/audit`, as Gradio's own client calls them.

Each waits in the same queue as a question and sees what the one who asks may see. The result is the report that the command line prints
with `--json`, with `file` for `path`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import gradio as gr

from ragassist.errors import RagassistError, UsageError, say
from ragassist.store.which_document import meant
from ragassist.tasks.export_report import as_object
from ragassist.tasks.list import Kind
from ragassist.tasks.request import TaskRequest
from ragassist.types import Lang
from ragassist.ui.server.backend import Backend
from ragassist.ui.server.endpoints import filter_of, named, user_of
from ragassist.ui.server.waiting import Turns, reader_of
from ragassist.ui.task_messages import MAX_TEXT_CHARS

_Made = Callable[..., dict[str, Any]]
_MAX_WORDS = 200


def add_task_endpoints(backend: Backend, turns: Turns, *, concurrency: int) -> None:
    """Add the endpoints to the Blocks that are being built, where the assistant does document work."""
    if not backend.works:
        return
    done = _Work(backend, turns)
    for name, function in (("list", _listing(done)), ("brief", _briefing(done)), ("compare", _comparing(done)), ("audit", _auditing(done))):
        function.__annotations__["request"] = gr.Request  # how Gradio knows that it gives this one
        gr.api(function, api_name=name, concurrency_limit=concurrency)


class _Work:
    """Carries a task out in its turn."""

    def __init__(self, backend: Backend, turns: Turns) -> None:
        self._backend, self._turns = backend, turns

    def done(self, asked: TaskRequest, request: gr.Request | None, docs: list[str] | None = None) -> dict[str, Any]:
        """Return the report; `docs` limits a list or an audit, by any name that fits one document alone."""
        user = user_of(self._backend, request)
        try:
            within = filter_of(self._backend, user, {"docs": docs} if docs else None)
            records = self._backend.scoped(user).documents() if asked.docs else []
            names = tuple(meant(name, records).doc_id for name in asked.docs)
            task = replace(asked, docs=names, within=within)
            with self._turns.join(f"endpoint-{id(request)}", reader_of(user, request)) as ticket:
                while ticket.wait():
                    pass
                found: dict[str, Any] = named(as_object(self._backend.work(user).do(task, lambda _: None)))
                return found
        except RagassistError as error:
            raise gr.Error(say(error.phrase, asked.lang), print_exception=False) from error


def _listing(work: _Work) -> _Made:
    def list_statements(
        kind: Kind, docs: list[str] | None = None, words: str = "", lang: Lang = "en", translate: bool = False,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """List everything of one kind that the documents say, each row pinned to its exact words.

        Args:
            kind: deadlines, duties, prohibitions, penalties, amounts, actors or definitions.
            docs: only these documents: ids, paths, titles, or unique beginnings of one; all by default.
            words: only rows that hold these words.
            lang: the reader's language.
            translate: put statements into it with the model.
            request: whose it is; given by Gradio.

        Returns:
            The report.
        """
        return work.done(TaskRequest("list", lang, kind=kind, ask=words[:_MAX_WORDS], render=translate), request, docs)

    return list_statements


def _briefing(work: _Work) -> _Made:
    def brief(
        docs: list[str], full: bool = False, focus: str = "", lang: Lang = "en", translate: bool = False, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """Say what documents say, in the statements that carry them, each cited, and what was left out.

        Args:
            docs: ids, paths, titles, or unique beginnings of one.
            full: twice as many statements.
            focus: what the reader is interested in, in a few words.
            lang: the reader's language.
            translate: put statements into it with the model.
            request: whose it is; given by Gradio.

        Returns:
            The report.
        """
        return work.done(TaskRequest("brief", lang, tuple(docs), full=full, focus=focus[:_MAX_WORDS], render=translate), request)

    return brief


def _comparing(work: _Work) -> _Made:
    def compare(old: str, new: str, lang: Lang = "en", translate: bool = False, request: gr.Request | None = None) -> dict[str, Any]:
        """Say what changed from one document to another, both sides cited.

        Args:
            old: the earlier document: id, path, title, or a unique beginning of one.
            new: the later one.
            lang: the reader's language.
            translate: put statements into it with the model.
            request: whose it is; given by Gradio.

        Returns:
            The report.
        """
        return work.done(TaskRequest("compare", lang, (old, new), render=translate), request)

    return compare


def _auditing(work: _Work) -> _Made:
    def audit(
        text: str, docs: list[str] | None = None, lang: Literal["en", "zh"] = "en", translate: bool = False,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Check a text of your own: a finding for every claim in it, held against every statement of the documents.

        Args:
            text: whole sentences, in English or Chinese.
            docs: only these documents; all by default.
            lang: the reader's language.
            translate: put statements into it with the model.
            request: whose it is; given by Gradio.

        Returns:
            The report.
        """
        if not text.strip() or len(text) > MAX_TEXT_CHARS:
            error = UsageError("text.long", chars=len(text), most=MAX_TEXT_CHARS)
            raise gr.Error(say(error.phrase, lang), print_exception=False)
        return work.done(TaskRequest("audit", lang, text=text, render=translate), request, docs)

    return audit
