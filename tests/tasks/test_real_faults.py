"""Kinds of sentence that real rules hold and the first lists got wrong, each in words of our own."""

from __future__ import annotations

import pytest

from ragassist.tasks import gloss
from ragassist.tasks.actors import actors_of
from ragassist.tasks.brief import brief
from ragassist.tasks.brief_report import report
from ragassist.tasks.list import list_all
from ragassist.tasks.statements import statements
from ragassist.text.structure import definitions, parse
from ragassist.types import ModelName
from tests.tasks.make import side


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("茶园经营者应当于每年3月20日前报送采摘计划。", "every year, by March 20"),
        ("茶园经营者应当于每年二季度报送采摘计划。", "every year, in the second quarter"),
        ("茶园经营者应当在每年年底前报送采摘计划。", "every year, by the end of the year"),
        ("茶园经营者应当在每年六月底前报送采摘计划。", "every year, by the end of June"),
        ("茶园经营者应当于每月5日前报送采摘数量。", "every month, by day 5"),
        ("茶园经营者应当每半年检修一次水泵。", "every 6 months"),
        ("采摘记录保存期限至少为茶叶售罄后3年。", "at least 3 years after “茶叶售罄”"),
        ("自治州、直辖市茶叶主管部门自收到申请之日起7个工作日内作出决定。", "within 7 working days from “收到申请之日”"),
    ],
)
def test_when_something_is_due_is_told_whole(said, due):
    times = [time for norm in parse(said) for time in norm.times]
    assert [gloss.when(time.part.text, "en") for time in times] == [due]


@pytest.mark.parametrize(
    "said",
    ["茶厂应当建立全程管理体系，健全事前预防、事中管控、事后追溯的工作流程。", "茶厂有下列情形之一的，应当重点检查：（一）一年内在抽检中发现农药超标的；"],
)  # fmt: skip
def test_what_only_looks_like_a_time_is_none(said):
    assert [time.part.text for norm in parse(said) for time in norm.times] == []


@pytest.mark.parametrize(
    ("said", "modalities"),
    [
        ("禁止任何茶商截留茶厂应赔偿茶农的款项。", ["must_not"]),
        ("茶商不得以虚假发票冲抵茶农应缴的租金。", ["must_not"]),
        ("（五）其他应承担的茶园管护工作。", []),
        ("茶厂应当清洗采摘工具，并应在次日晾干的竹匾上摊放。", ["must", "must"]),
        ("茶厂应保存进货的单据。", ["must"]),
    ],
)
def test_a_word_that_only_describes_a_noun_obliges_nobody(said, modalities):
    assert [norm.modality for norm in parse(said)] == modalities


def test_who_acts_is_somebody():
    (norm,) = parse("依法履行安全保护义务。")
    assert norm.actor is None


def listed(kind, tmp_path, body):
    made = side(tmp_path, "tea", body, title="茶园管理办法")
    return made, list_all(kind, [made.record], lambda _: made.passages, lambda _: made.raw)


CASES = """第一条　茶厂有下列情形之一的，由农业农村部门责令改正，处二千元以上一万元以下罚款；情节严重的，吊销生产许可证：

（一）使用禁用农药的；

（二）伪造采摘记录的。

第二条　茶厂有下列情形之一的，应当自变更之日起十日内办理变更登记：

（一）厂址迁移的；"""


def test_an_item_is_the_case_and_all_of_the_sentence_above_is_what_follows(tmp_path):
    made, found = listed("penalties", tmp_path, CASES)
    row = next(row for row in found.rows if "伪造采摘记录" in row.statement.text)
    assert [part.text for part in row.cell("condition")] == ["伪造采摘记录的"]
    (sanction,) = row.cell("sanction")
    assert sanction.text == "责令改正，处二千元以上一万元以下罚款；情节严重的，吊销生产许可证"
    assert made.raw[sanction.start : sanction.end] == sanction.text
    _, due = listed("deadlines", tmp_path, CASES)
    row = next(row for row in due.rows if "厂址迁移" in row.statement.text)
    assert row.cell("what")[0].text == "自变更之日起十日内办理变更登记"
    assert row.cell("condition")[-1].text == "厂址迁移的"


def test_numbers_of_items_and_papers_are_no_amounts(tmp_path):
    body = "第一条　依照《茶叶通知》（农发〔2021〕35号），建立产供销三位一体的体系，包括：\n\n（十一）不少于二百亩的示范茶园；\n\n（十二）检验室。"
    _, found = listed("amounts", tmp_path, body)
    assert [[part.text for part in row.cell("amount")] for row in found.rows] == [["不少于二百亩"]]


def test_a_term_stands_without_its_short_name_and_its_meaning_without_the_lead():
    first, second = definitions("本办法所称高山茶园（以下简称茶园）是指海拔八百米以上的茶树种植地。")
    assert (first.term.text, second.term.text, second.meaning.text) == ("高山茶园", "茶园", "高山茶园")


def test_a_clause_is_nobody(tmp_path):
    made = side(tmp_path, "tea", "第一条　茶厂应当对从业人员和内部人员开展培训，引导消费者理性购买，提高消费者鉴别能力。")
    names = [cells["who"][0].text for _, cells in actors_of(statements(made.record, made.passages))]
    assert {"消费者", "从业人员", "内部人员"} <= set(names)
    assert not {"业人员", "部人员", "引导消费者", "提高消费者"} & set(names)


def test_a_brief_renders_the_weightiest_first_and_says_what_it_had_no_time_for(tmp_path):
    made = side(tmp_path, "tea", CASES)
    order = []

    def render(sentence):
        order.append(sentence)
        return ("In English.", "verified") if len(order) <= 1 else None

    found = brief(made.record, made.passages)
    told = report([found], "en", lambda _: made.raw, model=ModelName("m", "local"), made="2026-12-02", version="0", render=render)
    weights = {each.statement.read: each.weight for each in found.chosen}
    heaviest = sorted(weights, key=weights.__getitem__, reverse=True)
    assert order[0] == min(heaviest[:5], key=len)  # a reader waits for the first sentence
    assert [weights[sentence] for sentence in order[1:]] == sorted((weights[each] for each in order[1:]), reverse=True)
    assert set(order) == set(weights)
    assert f"1 of the {len(found.chosen)} statements are in your language" in told.coverage
