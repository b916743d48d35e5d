"""Where documents say otherwise of the same thing: found, ranked and cited; two that may both be right are left alone."""

from __future__ import annotations

import pytest

from ragassist.tasks.audit_values import Source
from ragassist.tasks.brief import brief
from ragassist.tasks.brief_report import report as brief_report
from ragassist.tasks.disagreements import disagreements
from ragassist.tasks.document_rank import before
from ragassist.tasks.list import list_all
from ragassist.tasks.list_report import report as list_report
from ragassist.tasks.statements import statements
from ragassist.types import DocumentMeta, ModelName
from tests.tasks.make import side

RULE = "第一条　共享单车租赁企业向骑行者收取的押金不得超过二百元。\n\n第二条　租赁企业应当在每晚十点前清理占道车辆。"
MADE = {"model": ModelName("extractive", "extractive"), "made": "2026-12-02T00:00:00+00:00", "version": "0"}


def sources(*sides):
    return [Source(each.record, found) for each in sides for found in statements(each.record, each.passages) if not found.heads]


def found_in(tmp_path, one, other, head=None, other_head=None):
    first = side(tmp_path, "one", one, **({"title": "城市单车管理办法"} | (head or {})))
    second = side(tmp_path, "other", other, **({"title": "单车租赁服务规定"} | (other_head or {})))
    return disagreements(sources(first), sources(first, second))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("共享单车租赁企业收取的押金不得超过二百元。", "共享单车租赁企业收取的押金不得超过一百元。", ("不得超过二百元", "不得超过一百元")),
        ("露营地经营者应当在收到投诉后三日内答复投诉人。", "露营地经营者应当在收到投诉后十日内答复投诉人。", ("三日", "十日")),
        ("夜间摊贩可以在桥头广场摆摊售卖食品。", "夜间摊贩不得在桥头广场摆摊售卖食品。", ("可以", "不得")),
        ("跨江大桥于2021年5月3日建成通车并对外开放。", "跨江大桥于2021年5月13日建成通车并对外开放。", ("2021年5月3日", "2021年5月13日")),
        (
            "Operators of rental bicycles must repair every reported brake within 5 days.",
            "Operators of rental bicycles must repair every reported brake within 9 days.",
            ("5 days", "9 days"),
        ),
    ],
)
def test_another_figure_date_or_rule_of_the_same_thing_is_found_once(tmp_path, one, other, said):
    (found,) = found_in(tmp_path, one, other)
    assert {found.conflict.mine, found.conflict.theirs} == set(said)
    assert found.conflict.mine in found.first.statement.text
    assert found.conflict.theirs in found.second.statement.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("共享单车租赁企业收取的押金不得超过二百元。", "共享单车租赁企业收取的押金不得超过二百元。"),
        ("个人违反停放规定影响通行的，处二百元罚款。", "单位违反停放规定影响通行的，处二千元罚款。"),
        ("未经主管部门批准，摊贩不得在桥头广场摆摊售卖食品。", "经主管部门批准，摊贩可以在桥头广场摆摊售卖食品。"),
        ("2023年全市新增共享单车停放点位三百个。", "2024年全市新增共享单车停放点位五百个。"),
        ("交通局于2024年5月7日召开单车停放例行通气会。", "交通局于2024年6月7日召开单车停放例行通气会。"),
        ("社会公众意见反馈的截止时间为2025年3月5日。", "社会公众意见反馈的截止时间为2025年3月25日。"),
        ("请见说明页面：https://bikes.test/post/311713", "请见说明页面：https://bikes.test/post/293908"),
        ("依照《单车办法》由四部门联合发布并组织实施。", "依照《露营办法》由七部门联合发布并组织实施。"),
        ("仓库K1007每9年盘点一次，由仓储科负责登记。", "仓库K1013每15年盘点一次，由仓储科负责登记。"),
        ("第一批单车停放试点覆盖街道共十二个。", "第二批单车停放试点覆盖街道共十九个。"),
        ("甲类停放区的押金上限为二百元每辆。", "乙类停放区的押金上限为三百元每辆。"),
        ("附件1所列的停放点位应当每月检查一次。", "附件2所列的停放点位应当每季度检查一次。"),
        ("滨江小学周边的单车停放点位共有三百个。", "望江小学周边的单车停放点位共有五百个。"),
        ("王小明负责的停放点位每晚清理二次。", "李大伟负责的停放点位每晚清理三次。"),
        (
            "Bridge B12 must be inspected by the harbour office every 3 years.",
            "Bridge B14 must be inspected by the harbour office every 5 years.",
        ),
        (
            "The first batch of parking bays covers 12 streets of the town.",
            "The second batch of parking bays covers 19 streets of the town.",
        ),
    ],
)
def test_what_may_both_be_right_is_no_disagreement(tmp_path, one, other):
    assert found_in(tmp_path, one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("松林区单车管理办法", "柏浦区单车管理办法", False),
        ("云溪市松林区单车管理办法", "云溪市柏浦区单车管理办法", False),
        ("长坪镇单车管理办法", "石湾镇单车管理办法", False),
        ("乌兰旗单车管理办法", "白音旗单车管理办法", False),
        ("云溪市单车管理办法", "云溪市柏浦区单车管理办法", True),
        ("区块链单车管理办法", "乡村单车管理规定", True),
        ("城市单车区间管理办法", "城镇单车租赁区域规定", True),
    ],
)
def test_two_districts_or_towns_rule_each_for_itself(tmp_path, one, other, both):
    rule = "共享单车租赁企业收取的押金不得超过{}百元。"
    found = found_in(tmp_path, rule.format("二"), rule.format("三"), {"title": one}, {"title": other})
    assert bool(found) == both


def test_two_cities_rule_each_for_itself_and_the_country_for_both(tmp_path):
    one, other = "共享单车租赁企业收取的押金不得超过二百元。", "共享单车租赁企业收取的押金不得超过一百元。"
    assert found_in(tmp_path, one, other, {"issuer": "临江市人民政府"}, {"issuer": "望海市人民政府"}) == []
    assert len(found_in(tmp_path, one, other, {"issuer": "临江市人民政府"}, {"issuer": "国家市场监督管理总局"})) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"kind": "measure", "date": "2026-01-01"}, {"kind": "law", "date": "2020-01-01"}, (False, "kind")),
        ({"kind": "measure"}, {"kind": "law", "status": "draft"}, (True, "kind")),
        ({"kind": "draft"}, {"kind": "article", "date": "2026"}, (True, "kind")),
        ({"kind": "law", "status": "repealed"}, {"kind": "article"}, (False, "status")),
        ({"kind": "measure", "date": "2024-05-01"}, {"kind": "measure", "date": "2025-01-01"}, (False, "date")),
        ({"kind": "measure", "date": "2024", "effective": "2026-01-01"}, {"kind": "measure", "date": "2025-01-01"}, (True, "date")),
        ({"kind": "measure", "date": "2025"}, {"kind": "measure", "date": "2025-03-01"}, (True, "none")),
    ],
)
def test_ranking(one, other, expected):
    assert before(DocumentMeta(**one), DocumentMeta(**other)) == expected
    turned = before(DocumentMeta(**other), DocumentMeta(**one))
    assert turned[1] == expected[1]
    assert expected[1] == "none" or turned[0] != expected[0]


@pytest.fixture
def law_and_draft(tmp_path):
    draft = side(tmp_path, "draft", RULE, title="单车条例（草案）", status="draft", kind="law", date="2026-08-01")
    law = side(tmp_path, "law", RULE.replace("二百", "一百"), title="单车条例", title_en="Bicycle Law", kind="law", date="2026-02-01")
    return draft, law


def test_a_list_says_so_and_cites_both_the_higher_first(law_and_draft):
    sides = {each.record.doc_id: each for each in law_and_draft}
    records = [each.record for each in law_and_draft]
    listing = list_all("amounts", records, lambda n: sides[n].passages, lambda n: sides[n].raw)
    found = list_report(listing, "en", lambda n: sides[n].raw, **MADE)
    table = found.tables[1]
    assert table.title == "Where the documents disagree"
    (line,) = table.lines
    first, second = (found.citations[n - 1] for n in line.citations)
    assert ("一百元" in first.quote, "二百元" in second.quote) == (True, True)
    assert line.cells[-1].text == "law before draft"
    assert line.cells[2].text == "Bicycle Law (Article 1, law, 2026-02-01)"
    assert found.counts["disagreements"] == 1
    assert "In 1 place documents disagree" in found.coverage
    assert all(sides[c.doc_id].raw[c.start : c.end] == c.quote for c in found.citations)


def test_a_list_of_one_document_has_no_such_table(law_and_draft):
    draft, _ = law_and_draft
    listing = list_all("amounts", [draft.record], lambda _: draft.passages, lambda _: draft.raw)
    found = list_report(listing, "en", lambda _: draft.raw, **MADE)
    assert [table.title for table in found.tables] == ["Amounts and figures"]
    assert "disagree" not in found.coverage


def test_a_brief_of_several_documents_says_where_they_differ(law_and_draft):
    sides = {each.record.doc_id: each for each in law_and_draft}
    said = sources(*law_and_draft)
    briefs = [brief(each.record, each.passages) for each in law_and_draft]
    found = brief_report(briefs, "zh", lambda n: sides[n].raw, against=disagreements(said, said), **MADE)
    assert found.tables[-1].title == "文件之间不一致之处"
    assert found.tables[-1].lines[0].cells[-1].text == "法律先于草案"
    assert found.tables[-1].lines[0].cells[0].text == "不得超过一百元 / 不得超过二百元"
    assert "另有 1 处" in found.coverage
