"""Results of tasks as HTML, and whose documents they may be of: without a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ui.library_assistant import LibraryAssistant

from ragassist.errors import RagassistError
from ragassist.tasks.export_report import as_object
from ragassist.tasks.report import Cell, Gap, Line, Report, Table
from ragassist.tasks.report_back import report_of
from ragassist.tasks.request import TaskRequest
from ragassist.types import ModelName
from ragassist.ui.server.reader_work import ReaderWork, can_work
from ragassist.ui.views.report_view import result
from ragassist.ui.words.catalogue import EN, ZH

EVIL = '<img src=x onerror="alert(1)">&"\''
MODEL = ModelName("", "extractive")


def report(task="list", **given) -> Report:
    lines = (Line((Cell(EVIL), Cell("应当报告", marks=((0, 2),))), (1,), "rough"), Line((Cell("b"), Cell("")), (2,)))
    made = Report(task, EVIL, "en", (), (Table(EVIL, (EVIL, "What"), lines),), (), (), EVIL, MODEL, "2026-01-02T03:04:05+00:00", "1")
    return replace(made, **given)


@pytest.mark.parametrize("words", [EN, ZH])
def test_nothing_that_a_result_says_becomes_markup(words) -> None:
    html = result(report(gaps=(Gap(EVIL, EVIL, 0, 4),)), words, frozenset({EVIL}))
    assert "<img" not in html
    assert html.count("&lt;img") >= 5


def test_a_rough_row_has_another_mark_and_what_differs_is_marked() -> None:
    html = result(report(), EN)
    assert 'data-n="1" data-status="rough"' in html
    assert 'data-n="2" data-status="verified"' in html
    assert "<mark>应当</mark>报告" in html


def test_a_section_of_a_document_that_is_gone_is_named_and_cannot_be_opened() -> None:
    html = result(report(gaps=(Gap("gone", "第三章", 0, 4), Gap("here", "第四章", 5, 9))), EN, frozenset({"here"}))
    assert html.count('data-do="read"') == 1
    assert "第三章" in html


def test_an_audited_text_stands_whole_with_each_claim_marked_once() -> None:
    text = f"Start {EVIL}. 应当报告。 End."
    at = text.index("应当")
    line = Line(
        (Cell("应当报告。", marks=((0, 2),)), Cell("contradicted"), Cell("why"), Cell("应当备案。"), Cell("")),
        (1,),
        "unsupported",
        (at, at + 5),
        "contradicted",
    )
    html = result(report("audit", text=text, tables=(Table("t", ("a",) * 5, (line,)),)), EN)
    assert html.count('data-do="finding"') == 1
    assert "<img" not in html
    assert '<span class="lacking">应当</span>报告。' in html
    assert " End." in html


def test_a_result_read_back_from_json_is_the_same_and_anything_else_is_refused() -> None:
    made = report("audit", text="x", gaps=(Gap("a", "b", 0, 1),))
    assert report_of(json.loads(json.dumps(as_object(made)))) == made
    for wrong in ({}, {"task": "list"}, [], {**as_object(made), "task": "other"}):
        with pytest.raises(RagassistError):
            report_of(wrong)


def test_a_reader_works_on_no_document_that_they_may_not_see(tmp_path: Path) -> None:
    assistant = LibraryAssistant(tmp_path / "home")
    for name, title in (("mine.md", "甲办法"), ("theirs.md", "乙办法")):
        (tmp_path / name).write_text(f"# {title}\n\n第一条　企业应当每年报告一次。\n", encoding="utf8")
    assistant.ingest([tmp_path / "mine.md", tmp_path / "theirs.md"])
    mine, theirs = (assistant.store.find(name).doc_id for name in ("mine.md", "theirs.md"))
    reader, everyone = ReaderWork(assistant, lambda: frozenset({mine})), ReaderWork(assistant, lambda: None)
    assert can_work(assistant)

    def nobody(_: object) -> None:
        return None

    listed = reader.do(TaskRequest("list", kind="duties"), nobody)
    assert {each.doc_id for each in listed.documents} == {mine}
    for request in (TaskRequest("brief", docs=(theirs,)), TaskRequest("compare", docs=(mine, theirs))):
        with pytest.raises(RagassistError):
            reader.do(request, nobody)
    foreign = everyone.do(TaskRequest("brief", docs=(theirs,)), nobody)
    with pytest.raises(RagassistError):
        reader.pack(foreign)
    assert everyone.pack(foreign).startswith(b"PK")
    assistant.close()
