"""Results come back from browsers: one that names somebody else's upload, or was forged, opens nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ui.library_assistant import LibraryAssistant

from ragassist.errors import RagassistError, StoreError, UsageError
from ragassist.serving import uploads
from ragassist.tasks.export_report import as_object
from ragassist.tasks.report_back import report_of
from ragassist.tasks.request import TaskRequest
from ragassist.types import Filter
from ragassist.ui.server.backend import Backend

SECRET = "内部配额为七份。"


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with LibraryAssistant(tmp_path / "home", auth_header="X-Forwarded-User") as ours:
        mine = uploads.directory(ours.settings.home, "ada") / "own.txt"
        mine.parent.mkdir(parents=True)
        mine.write_text(f"港口办法\n\n{SECRET}\n", encoding="utf8")
        (tmp_path / "shared.txt").write_text("港口办法\n\n泊位应当在两年内接通岸电。\n", encoding="utf8")
        ours.ingest([mine, tmp_path / "shared.txt"])
        yield Backend.over(ours, ours.settings)


def own(backend: Backend) -> str:
    return next(record.doc_id for record in backend.assistant.documents() if record.path.endswith("own.txt"))


def nothing(_: object) -> None:
    return None


def test_a_result_of_anothers_upload_cannot_be_packed_and_its_card_shows_only_what_was_sent(backend):
    report = backend.work("ada").do(TaskRequest("brief", "zh", (own(backend),)), nothing)
    assert backend.work("ada").pack(report)
    back = report_of(as_object(report))
    with pytest.raises(StoreError, match="No document"):
        backend.work("eve").pack(back)
    # A quotation of the sender's own making, pinned to the place of the secret: what stands there must not come back.
    at = report.citations[0]
    forged = replace(at, quote="x", quote_clean="x", translation="")
    for lang in ("en", "zh"):
        try:
            shown = backend.services("eve").card(forged, lang, translate=False)
        except RagassistError as error:
            shown = str(error)
        assert SECRET not in shown
        assert "配额" not in shown


@pytest.mark.parametrize("task", ["brief", "compare"])
def test_anothers_upload_that_is_named_is_not_there(backend, task):
    theirs = own(backend)
    shared = next(record.doc_id for record in backend.assistant.documents() if record.doc_id != theirs)
    docs = (theirs,) if task == "brief" else (shared, theirs)
    with pytest.raises(StoreError, match=theirs):
        backend.work("eve").do(TaskRequest(task, "zh", docs), nothing)


@pytest.mark.parametrize("task", ["list", "audit"])
def test_a_limit_to_anothers_upload_finds_nothing_of_it(backend, task):
    theirs = own(backend)
    request = TaskRequest(task, "zh", kind="amounts", text=SECRET, within=Filter(doc_ids=frozenset({theirs})))
    with pytest.raises(UsageError, match="No document is in scope"):
        backend.work("eve").do(request, nothing)
    assert backend.work("ada").do(request, nothing).documents


def test_everything_else_that_the_page_asks_for_is_as_narrow(backend):
    eve, theirs = backend.services("eve"), own(backend)
    scoped = backend.scoped("eve")
    assert scoped.passages(theirs) == []
    assert eve.original(theirs) is None
    assert theirs not in {record.doc_id for record in scoped.documents()}
    for asked in (lambda: scoped.raw(theirs), lambda: scoped.picture(theirs, 1)):
        with pytest.raises(RagassistError):
            asked()
