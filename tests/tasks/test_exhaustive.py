"""Questions that ask for everything: the count and every statement, cited exactly; others are left to the engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ragassist import Assistant, Settings
from ragassist.errors import UsageError
from ragassist.tasks import exhaustive
from ragassist.tasks.question import asked_for_all
from ragassist.types import Filter, Piece
from tests.store.fakes import HashEmbedder

LAW = "---\ntitle: {title}\ntitle_en: {title_en}\ndate: 2025-01-01\nkind: measure\n---\n\n# {title}\n\n{body}\n"
BODY = "第一条　租赁企业应当每年检修车辆。\n\n第二条　平台企业应当公布押金标准。\n\n第三条　骑行者不得载人。\n\n第四条　租赁企业违反本办法的，处五百元罚款。"


@pytest.fixture
def ours(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "bikes.md").write_text(LAW.format(title="共享单车管理办法", title_en="Bike Sharing Measures", body=BODY), encoding="utf8")
    (folder / "boats.md").write_text(
        LAW.format(title="游船管理办法", title_en="Boat Measures", body="第一条　船主应当每月检查船只。"), encoding="utf8"
    )
    made = Assistant(Settings.load({"home": tmp_path / "home", "chat.tier": "extractive"}), embedder=HashEmbedder())
    made.ingest([folder])
    with made:
        yield made


def keeps_its_promises(ours, answer):
    assert all(ours.raw(each.doc_id)[each.start : each.end] == each.quote for each in answer.citations)
    assert {n for claim in answer.claims for n in claim.citations} == {each.n for each in answer.citations}
    assert all(f"[{each.n}]" in answer.answer for each in answer.citations)


def test_every_duty_of_every_document_is_in_the_answer_with_the_count(ours):
    answer = ours.ask("List every duty.")
    assert "3 found, reading 2 of 2 documents" in answer.answer
    assert len(answer.citations) == 3
    assert all("应当" in each.quote for each in answer.citations)
    assert "original Chinese" in answer.notice
    assert "3 of the statements" in answer.notice
    keeps_its_promises(ours, answer)


def test_the_line_that_counts_is_counted_again_and_a_wrong_one_is_not_shown_as_right(ours, monkeypatch):
    assert [(each.code, each.polarity) for each in ours.ask("List every duty.").claims[0].findings] == [("count.given", "for")]
    count = exhaustive._count
    monkeypatch.setattr(exhaustive, "_count", lambda *given: count(*given).replace("3 found", "4 found"))
    claim = ours.ask("List every duty.").claims[0]
    assert (claim.status, claim.reasons) == ("unsupported", ("The claim counts 4, 2, 2, 5, 0; counted again it is 3, 2, 2, 5, 0.",))


ITEMS = "第一条　骑行者不得有下列行为：\n\n（一）逆向行驶；\n\n（二）在人行道上停放车辆。"


def test_an_item_of_a_list_is_told_with_what_opens_the_list_and_as_a_copy(ours, tmp_path):
    (tmp_path / "rides.md").write_text(LAW.format(title="骑行规则", title_en="Riding Rules", body=ITEMS), encoding="utf8")
    ours.ingest([tmp_path / "rides.md"])
    answer = ours.ask("列出全部禁止事项", within=Filter(doc_ids=frozenset({ours.store.find("rides.md").doc_id})))
    told = [claim for claim in answer.claims[1:] if "逆向行驶" in claim.text]
    assert len(told) == 1
    assert "不得有下列行为" in told[0].text
    assert [each.code for each in told[0].findings] == ["quotation.exact"]
    (cited,) = (each for each in answer.citations if each.n in told[0].citations)
    assert (cited.quote, cited.read) == ("（一）逆向行驶；", told[0].text)
    keeps_its_promises(ours, answer)


def test_what_two_readings_do_not_agree_on_is_no_better_than_rough(ours, monkeypatch):
    listed = exhaustive.list_all

    def doubted(*given, **named):
        found = listed(*given, **named)
        return replace(found, rows=tuple(replace(row, statement=replace(row.statement, doubts=("检修",))) for row in found.rows))

    monkeypatch.setattr(exhaustive, "list_all", doubted)
    answer = ours.ask("List every duty.")
    assert {claim.status for claim in answer.claims[1:]} == {"rough"}
    assert {each.status for each in answer.citations} == {"rough"}


def test_a_chinese_question_is_counted_in_chinese(ours):
    answer = ours.ask("文件规定了哪些义务？")
    assert answer.answer_lang == "zh"
    assert "共找到 3 条" in answer.answer
    assert answer.notice == ""
    keeps_its_promises(ours, answer)


def test_a_document_named_in_the_question_limits_the_list(ours):
    answer = ours.ask("Which obligations does the Boat Measures set?")
    assert [each.title for each in answer.citations] == ["游船管理办法"]


def test_a_word_of_the_question_narrows_the_list(ours):
    answer = ours.ask("列出租赁企业的全部义务")
    assert len(answer.citations) == 1
    assert "租赁企业" in answer.citations[0].quote


def test_the_scope_of_the_conversation_is_kept(ours):
    within = Filter(doc_ids=frozenset({ours.store.find("boats.md").doc_id}))
    assert {each.title for each in ours.ask("List every duty.", within=within).citations} == {"游船管理办法"}


@pytest.mark.parametrize(("status", "says"), [("draft", "(Draft for comment) "), ("repealed", "(No longer in force) ")])
def test_what_is_not_in_force_says_so_before_anything_else(ours, tmp_path, status, says):
    text = LAW.format(title="摆渡管理办法", title_en="Shuttle Measures", body="第一条　车主应当每周清洗车辆。").replace(
        "kind:", f"status: {status}\nkind:"
    )
    (tmp_path / "shuttle.md").write_text(text, encoding="utf8")
    ours.ingest([tmp_path / "shuttle.md"])
    answer = ours.ask("Which obligations does the Shuttle Measures set?")
    assert answer.claims[-1].text.startswith(says)
    keeps_its_promises(ours, answer)


def test_the_pieces_spell_the_answer(ours):
    events = list(ours.stream("List every duty."))
    assert "".join(event.text for event in events if isinstance(event, Piece)) == events[-1].answer.answer


def test_a_question_that_nothing_of_the_kind_answers_is_left_to_the_engine(ours):
    assert "found, reading" not in ours.ask("Which penalties apply to submarines?").answer


def test_nothing_in_scope_is_as_for_any_question(ours):
    with pytest.raises(UsageError):
        ours.work.list_all("duties", Filter(doc_ids=frozenset({"-"})))
    assert ours.ask("List every duty.", within=Filter(doc_ids=frozenset({"-"}))).refused


def test_no_question_of_the_data_sets_that_asks_for_one_thing_is_taken_over():
    asked = [
        json.loads(line)["question"]
        for name in ("corpus.jsonl", "second/questions.jsonl")
        for line in (Path("eval/datasets") / name).read_text(encoding="utf8").splitlines()
    ]
    assert len(asked) > 200
    assert [question for question in asked if asked_for_all(question)] == []


@pytest.mark.parametrize(
    "question",
    [
        "Which departments issued the measures?",
        "哪些部门联合发布了该办法？",
        "What are the two deadlines in Article 9?",
        "What are the highest fines?",
        "Which penalties apply, and who imposes them?",
        "有哪些义务？由谁监督？",
        "Does the law list all of the ministries?",
    ],
)
def test_questions_about_one_thing_or_several_are_left_alone(question):
    assert asked_for_all(question) is None
