"""Named endpoints of the page for programs: `/ask`, `/search` and `/documents`, as Gradio's own client calls them.

Those for document work are in `task_endpoints.py`.
They are signed in, limited and scoped like the page: the same gate, the same queue, the same view of the documents. What is `path`
elsewhere is `file` here, because Gradio's client takes any object with a `path` for a file and tries to fetch it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

import gradio as gr
from pydantic import ValidationError

from ragassist.errors import RagassistError, UsageError, say
from ragassist.lang.detector import detect
from ragassist.serving.client_view import limited
from ragassist.serving.objects import DocumentEntry, SearchResult
from ragassist.store.which_document import meant
from ragassist.types import Done, Filter
from ragassist.ui.messages import Within
from ragassist.ui.server.backend import Backend
from ragassist.ui.server.waiting import Turns, reader_of

_MAX_QUESTION_CHARS = 8000


def add_endpoints(backend: Backend, turns: Turns, *, concurrency: int) -> None:
    """Add the endpoints to the Blocks that are being built; `concurrency` is how many requests of each may be at work or wait."""
    for function in (_asking(backend, turns), _searching(backend), _listing(backend)):
        function.__annotations__["request"] = gr.Request  # how Gradio knows that it gives this one
        gr.api(function, api_name=function.__name__, concurrency_limit=concurrency)


def _asking(backend: Backend, turns: Turns) -> Callable[..., dict[str, Any]]:
    def ask(
        question: str, lang: Literal["auto", "en", "zh"] = "auto", within: dict[str, Any] | None = None, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """Answer a question from the documents.

        Args:
            question: in English or Chinese.
            lang: of the answer; `auto` is the question's own.
            within: limits: docs (ids, paths, titles), kinds, statuses, langs, date_from, date_to.
            request: whose it is; given by Gradio.

        Returns:
            The answer object, as `ragassist ask --json` prints it, with `file` for `path`.
        """
        user = user_of(backend, request)
        try:
            scoped = backend.scoped(user, filter_of(backend, user, within))
            with turns.join(f"endpoint-{id(request)}", reader_of(user, request)) as ticket:
                while ticket.wait():
                    pass
                for event in scoped.stream(_checked(question), lang=None if lang == "auto" else lang):
                    if isinstance(event, Done):
                        found: dict[str, Any] = named(asdict(event.answer))
                        return found
        except RagassistError as error:
            spoken = detect(question) if lang == "auto" else lang
            raise gr.Error(say(error.phrase, spoken), print_exception=False) from error
        raise gr.Error("The answer broke off.", print_exception=False)

    return ask


def _searching(backend: Backend) -> Callable[..., list[dict[str, Any]]]:
    def search(question: str, k: int = 5, within: dict[str, Any] | None = None, request: gr.Request | None = None) -> list[dict[str, Any]]:
        """Find the passages that a question retrieves, best first; no language model is called.

        Args:
            question: in English or Chinese.
            k: how many, 1 to 100.
            within: limits, as for `/ask`.
            request: whose it is; given by Gradio.

        Returns:
            The passages, as `ragassist search --json` prints them, with `file` for `path`.
        """
        user = user_of(backend, request)
        assistant: Any = backend.assistant
        if not hasattr(assistant, "search"):
            raise gr.Error("This page does not search.", print_exception=False)
        if not 1 <= k <= 100:
            raise gr.Error("k is a whole number from 1 to 100.", print_exception=False)
        try:
            allowed = backend.library.allowed(user) if backend.library is not None else None
            asked, limits = _checked(question), limited(filter_of(backend, user, within), allowed)
            with backend.recorder.work("search", asked=asked, door="page", user=user) as doc_ids:
                hits = assistant.search(asked, k, limits)
                doc_ids.update(hit.document.doc_id for hit in hits)
            return [named(asdict(SearchResult.of(hit, assistant.page(hit)))) for hit in hits]
        except RagassistError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return search


def _listing(backend: Backend) -> Callable[..., list[dict[str, Any]]]:
    def documents(request: gr.Request | None = None) -> list[dict[str, Any]]:
        """List the documents that the one who asks may see, by path.

        Args:
            request: whose it is; given by Gradio.

        Returns:
            One object a document.
        """
        try:
            return [named(asdict(DocumentEntry.of(record))) for record in backend.scoped(user_of(backend, request)).documents()]
        except RagassistError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return documents


def filter_of(backend: Backend, user: str, within: dict[str, Any] | None) -> Filter | None:
    """Return the limits as a filter; None for none.

    Raises:
        UsageError: they cannot be read.
        StoreError: a name fits no document that `user` may see, or several.
    """
    given = dict(within or {})
    names = [str(name) for name in given.pop("docs", [])]
    try:
        chosen = Within.model_validate(given).filter()
    except ValidationError as error:
        raise UsageError("request.within", said=error.errors()[0]["msg"].lower()) from error
    if names:
        records = backend.scoped(user).documents()
        ids = frozenset(meant(name, records).doc_id for name in names)
        chosen = Filter(ids, chosen.kinds, chosen.statuses, chosen.langs, chosen.date_from, chosen.date_to)
    return None if chosen == Filter() else chosen


def user_of(backend: Backend, request: gr.Request | None) -> str:
    """Return whose request it is."""
    if request is None:  # Gradio gives it to every call over HTTP
        raise gr.Error("Nobody is signed in.", print_exception=False)
    return backend.user(request.headers)


def named(value: Any) -> Any:  # noqa: ANN401  # JSON
    """Return the JSON value with every key `path` named `file`."""
    if isinstance(value, dict):
        return {"file" if key == "path" else key: named(each) for key, each in value.items()}
    return [named(each) for each in value] if isinstance(value, list | tuple) else value


def _checked(question: str) -> str:
    if not question.strip() or len(question) > _MAX_QUESTION_CHARS:
        raise UsageError("question.long", chars=len(question), most=_MAX_QUESTION_CHARS)
    return question.strip()
