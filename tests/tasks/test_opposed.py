from __future__ import annotations

from types import SimpleNamespace

import pytest

from ragassist.tasks.audit_parts import parts_of
from ragassist.tasks.audit_values import Source
from ragassist.tasks.claims_in_text import clauses_of
from ragassist.tasks.contradiction import conflict, lacks_a_figure, measures, shares_a_figure
from ragassist.tasks.opposed import both_leave_out, of_another, of_the_draft, only_asked, opposed, said_by
from ragassist.tasks.parallel import of_the_other_clause
from ragassist.tasks.statements import Statement
from ragassist.types import Finding, Verdict

EN_ZH = ("en", "zh")


@pytest.mark.parametrize(
    ("claim", "source", "kind"),
    [
        ("The Rules took effect on May 3, 2024.", "本规则于2024年5月3日公布，自2024年7月1日起施行。", "figure"),
        ("The Rules took effect on July 1, 2024.", "本规则于2024年5月3日公布，自2024年7月1日起施行。", None),
        ("Ferries must be repaired within two months.", "草稿中的两个月期限被删去。", "figure"),
        ("The draft gave ferries two months.", "草稿中的两个月期限被删去。", None),
        ("Ferries must be repaired within two months.", "船舶应当在两个月内修理，不再收取押金。", None),
        ("Fishing boats must also be registered.", "渔业船舶不适用本办法。", "modality"),
        ("Fishing boats are exempt from the Rules.", "渔业船舶不适用本办法。", None),
    ],
)
def test_a_date_of_effect_a_dropped_figure_and_an_exemption_say_otherwise(claim, source, kind):
    found = opposed(claim, source, EN_ZH, 0.6)
    assert (found.kind if found else None) == kind


def test_whom_a_statement_leaves_out_is_believed_only_where_it_is_near():
    assert opposed("Boats built abroad must pass a check.", "渔业船舶不适用本办法。", EN_ZH, 0.52) is None


def test_a_period_of_one_thing_does_not_support_a_period_of_another():
    assert of_another("A berth licence is valid for three years.", "申请人近三年内未受过处罚。", EN_ZH)
    assert not of_another("A berth licence is valid for three years.", "泊位许可证有效期为三年。", EN_ZH)
    assert not of_another("A pilot must be licensed.", "引航员应当持证。", EN_ZH)


def test_what_only_the_draft_said_does_not_support_the_rule():
    assert of_the_draft("Boats must be declared.", "征求意见稿要求船舶一律申报。", "港口规则解读", EN_ZH)
    assert not of_the_draft("The draft had boats declared.", "征求意见稿要求船舶一律申报。", "港口规则解读", EN_ZH)
    assert not of_the_draft("Boats must be declared.", "征求意见稿要求船舶一律申报。", "港口规则（征求意见稿）", EN_ZH)


def test_figures_are_shared_or_lacking_by_their_measure():
    assert shares_a_figure("within ten working days", "应当在十个工作日内完成")
    assert lacks_a_figure("up to ten years", "协议的期限最长不超过五年")
    assert not lacks_a_figure("the first review takes ten working days", "应当在十个工作日内完成初审")
    assert measures("three days and 500 yuan") & measures("罚款一千元")
    assert not measures("three days") & measures("罚款一千元")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Skippers must report their cargo every quarter.", "船长应当每季度报告货物情况。"),
        ("Skippers must report their cargo every year.", "船长应当按年度报告货物情况。"),
        ("Nobody who is not on duty may enter the bridge.", "非值班人员不得进入驾驶台。"),
        ("No person or firm may forge a berth permit.", "任何单位和个人不得伪造泊位许可证。"),
        ("Oil may be carried only with a permit.", "未取得许可的，禁止运输油料。"),
        ("A pilot may not work for more than six hours a day.", "引航员每日应当连续工作不超过六小时。"),
    ],
)
def test_the_same_rule_in_other_words_is_no_conflict(claim, source):
    assert conflict(claim, source, EN_ZH) is None


def test_hours_of_a_course_are_compared():
    found = conflict("Pilots need at least eight hours of training.", "引航员的培训时间不少于二十学时。", EN_ZH)
    assert found is not None
    assert found.theirs == "二十学时"


def test_a_finding_of_the_verifier_is_believed_only_of_a_statement_about_the_same():
    verdict = Verdict("unsupported", 0.0, findings=(Finding("prohibition.dropped", "against", None, None, ()),))
    assert said_by(verdict, 0.9) is not None
    assert said_by(verdict, 0.5) is None
    assert said_by(Verdict("unsupported", 0.0, findings=(Finding("contrast.nearer", "against", None, None, ()),)), 0.9) is None


def test_two_that_leave_the_same_out_agree():
    assert both_leave_out("A rowing boat falls outside the Rules.", "划艇不适用本办法。", EN_ZH)
    assert not both_leave_out("A rowing boat must be registered.", "划艇不适用本办法。", EN_ZH)


def test_what_the_source_says_is_not_meant_and_what_frees_of_liability_say_otherwise():
    near = 0.7
    assert opposed("The 30 percent means that every ferry is electric.", "30%说的是班次，并不是说30%的渡船都是电动的。", ("en", "zh"), near)
    assert not opposed("The 30 percent does not mean that ferries are electric.", "并不是说30%的渡船都是电动的。", ("en", "zh"), near)
    assert opposed("船主应当承担修理责任。", "仅出租渡船的船主不承担修理责任。", ("zh", "zh"))
    assert not opposed("船主应当承担修理责任。", "船主承担修理责任，船员不承担责任。", ("zh", "zh"))
    assert not opposed("船主不承担修理责任。", "仅出租渡船的船主不承担修理责任。", ("zh", "zh"))


def test_what_was_asked_for_is_not_what_came_about():
    assert only_asked("渡口最后赔了船主九千元。", "船主请求赔偿九千元。", ("zh", "zh"))
    assert not only_asked("船主请求赔偿九千元。", "船主请求赔偿九千元。", ("zh", "zh"))
    assert not only_asked("The court awarded 9,000 yuan.", "判决赔偿九千元。", ("en", "zh"))


def test_a_figure_of_the_other_clause_is_a_conflict_and_that_of_its_own_is_none():
    source = "全年放行船舶90艘，检修40艘。"
    assert of_the_other_clause("船闸全年检修了90艘船。", source, ("zh", "zh"))
    assert of_the_other_clause("船闸全年放行了90艘船舶。", source, ("zh", "zh")) is None
    two = "渡口管理规定自2022年3月1日起施行，灯塔管理办法自2023年1月10日起施行。"
    assert of_the_other_clause("渡口管理规定自2023年1月10日起施行。", two, ("zh", "zh"))
    assert of_the_other_clause("灯塔管理办法自2023年1月10日起施行。", two, ("zh", "zh")) is None


def test_a_claim_is_held_against_the_clause_that_says_it_where_the_whole_says_much_more():
    class Pieces:
        def __call__(self, claim, lang):
            return [0.4]

        def to_parts(self, claim, lang, parts, parts_lang):
            return [0.8 if "禁止夜航" in part else 0.1 for part in parts]

    text = "渡口实行分级管理，一级渡口禁止夜航，二级渡口由县里决定"
    record = SimpleNamespace(doc_id="d", meta=SimpleNamespace(title="渡口办法"))
    source = Source(record, Statement("d", 0, len(text), text))
    found = parts_of("First-class crossings are closed at night.", "en", [(0.4, source)], Pieces(), 0.5)
    assert [(score, each.part) for score, each in found] == [(0.8, "一级渡口禁止夜航")]
    assert found[0][1] == source
    assert parts_of("First-class crossings are closed at night.", "en", [(0.9, source)], Pieces(), 0.5) == []
    assert parts_of("x", "en", [(0.4, source)], lambda claim, lang: [0.4], 0.5) == []


def test_clauses_of_english_claims_end_where_a_second_deed_begins():
    def parts(text):
        return [text[a:b] for a, b in clauses_of(text, "en")]

    assert len(parts("A skipper must report it and repair the hull.")) == 2
    assert len(parts("A skipper gets 90 yuan, paid within a week.")) == 2
    assert len(parts("It covers docking and mooring of the ferries.")) == 1


@pytest.mark.parametrize(
    ("claim", "source", "differs"),
    [
        ("平台应当立即停止提供渡轮服务。", "渡轮提供者应当立即停止提供渡轮服务。", False),
        ("港务部门应当立即停止提供渡轮服务。", "渡轮提供者应当立即停止提供渡轮服务。", True),
        ("拒绝交船的，先由本级政府责令改正。", "拒绝交船的，由本级人民政府责令改正。", False),
        ("拒绝交船的，由市港务局责令改正。", "拒绝交船的，由市港口事务管理局责令改正。", False),
        ("拒绝交船的，由港务局责令改正。", "拒绝交船的，由渔业局责令改正。", True),
    ],
)
def test_whoever_is_called_a_platform_or_by_a_shorter_name_is_no_other_actor(claim, source, differs):
    found = conflict(claim, source, ("zh", "zh"))
    assert (found is not None and found.kind == "actor") == differs


def test_not_having_to_bear_a_duty_is_no_duty():
    assert opposed("船东不用承担赔偿责任。", "船东不承担赔偿责任。", ("zh", "zh")) is None
    assert opposed("船东要承担赔偿责任。", "船东不承担赔偿责任。", ("zh", "zh")) is not None


def test_a_length_in_another_unit_is_not_lacking():
    assert not lacks_a_figure("Report within three days.", "应当在七十二小时内报告。")
    assert shares_a_figure("Keep the last minute and a half.", "保存最后九十秒。")
