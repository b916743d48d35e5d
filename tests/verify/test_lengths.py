"""Lengths of time told in two figures, how often a thing is done, and other figures that a free wording makes of its source's."""

import pytest

from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.quantity import Day
from ragassist.verify.bounds import read
from ragassist.verify.checks.negation import denied_words
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.lengths import lies_between, often_follows
from ragassist.verify.view import Part


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("The ferry was laid up for a year and a half.", 1.5, "year"),
        ("The refit took two and a half months.", 2.5, "month"),
        ("The repair took one year and two months.", 14, "month"),
        ("The repair took 1 year, 2 months.", 14, "month"),
        ("The crossing takes 4 hours and 30 minutes.", 270, "min"),
        ("停航一年半。", 1.5, "year"),
        ("刑期四年零三个月。", 51, "month"),
        ("平均用时4分50秒。", 290, "s"),
    ],
)
def test_a_length_told_in_two_figures_is_one(text, value, unit):
    lengths = [(float(q.low), q.unit) for q in read(text) if q.unit]
    assert lengths == [(value, unit)]


@pytest.mark.parametrize("text", ["Between a year and six months passed.", "In 2023年6个月 passed.", "三年13个月", "5 days and 3 ferries"])
def test_figures_that_are_no_one_length_stay_apart(text):
    assert not any(q.unit in ("month", "min", "s") and q.low in (18, 49, 123) for q in read(text))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The captain was banned for 14 months.", "船长被禁航一年二个月。"),
        ("Ferries are inspected at least twice a year.", "渡轮每六个月至少检查一次。"),
        ("Ferries are inspected twice a year.", "渡轮每半年检查一次。"),
        ("Ferries are inspected four times a year.", "Ferries are inspected once every three months."),
        ("The fleet grew by two thirds, to 40 ferries.", "船队由24艘增至40艘。"),
        ("About a twentieth of the money is for piers.", "资金390亿元，其中20亿元用于码头。"),
        ("No more than one in twenty ferries is checked.", "抽查渡轮的比例不高于百分之五。"),
        ("Two of the five captains resigned.", "两名船长辞职，三名船长留任。"),
        ("A permit takes 15 days, or 25 in hard cases.", "许可应当在十五日内办理；情况复杂的，可以延长十日。"),
        ("A permit takes 10 working days, or up to 20 in hard cases.", "许可期限为10个工作日，可以申请延长，最长再加10个工作日。"),
        ("Some 300 ferries were added.", "新增渡轮318艘。"),
        ("Traffic fell by some three percent.", "客流下降3.2%。"),
        ("More than half of the ferries are new.", "新船占57.3%。"),
        ("Fewer than a fifth of them are new.", "新船占18%。"),
        ("Some three weeks later it sailed.", "2022年8月30日下水，2022年9月22日首航。"),
        ("A little over three months later it sailed.", "2024年3月21日下水，2024年7月1日首航。"),
        ("It sailed two weeks after 1 March 2024.", "2024年3月1日下水，2024年3月15日首航。"),
        ("The report is due about two weeks later.", "报告应在十五日内提交。"),
        ("The fine rose by 200,000 to half a million yuan.", "罚款由三十万元提高到五十万元。"),
        ("About 70 percent is hoped for.", "今年达到六成，明年再提高十个百分点。"),
        ("The share is to reach 50 percent.", "The share is 40 percent and is to rise by another 10 percentage points."),
        ("Ferries are inspected once a year, tugs twice.", "渡轮每年检查一次，拖轮每六个月检查一次。"),
        ("The grant may not exceed 40 percent of what is spent, nor two million yuan.", "补贴不超过支出的百分之四十，且不超过二百万元。"),
        ("Passengers make up nearly 40 percent.", "客流占39.6%。"),
        ("The rate fell below 0.4 percent.", "延误率为0.37%。"),
        ("Close to half of the freight is coal.", "煤炭占46.0%。"),
        ("It carried close to 43 million people.", "载客4318万人。"),
        ("It went through nearly 50 rounds.", "经过47轮。"),
        ("Complaints are settled within three days.", "投诉在72小时内办结。"),
        ("In more than nine cases out of ten it sailed.", "开航率93.6%。"),
        ("The three budgets add up to 186 million yuan.", "先安排5200万元，再安排7400万元，最后6000万元。"),
        ("The port had 1,829 ferries a year earlier.", "年末渡轮2147艘，比上年末增加318艘。"),
        ("It was laid up for a year and a half.", "2023年6月停航，2024年12月复航。"),
        ("The line did not last even fifteen months.", "The line ran for less than fifteen months."),
    ],
)
def test_a_figure_that_follows_is_not_doubted(claim, source):
    assert [finding for finding in mismatches(claim, source) if finding.polarity == "against"] == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The captain was banned for 12 months.", "船长被禁航一年二个月。"),
        ("Ferries are inspected at least twice a year.", "渡轮每三个月至少检查一次。"),
        ("Ferries are inspected at least twice a year.", "渡轮每六个月至多检查一次。"),
        ("The fleet grew by three quarters, to 40 ferries.", "船队由24艘增至40艘。"),
        ("About a tenth of the money is for piers.", "资金390亿元，其中20亿元用于码头。"),
        ("No more than one in ten ferries is checked.", "抽查渡轮的比例不高于百分之五。"),
        ("Two of the six captains resigned.", "两名船长辞职，三名船长留任。"),
        ("A permit takes 15 days, or 35 in hard cases.", "许可应当在十五日内办理；情况复杂的，可以延长十日。"),
        ("Some 400 ferries were added.", "新增渡轮318艘。"),
        ("Traffic fell by some four percent.", "客流下降3.2%。"),
        ("More than three quarters of the ferries are new.", "新船占57.3%。"),
        ("Fewer than a tenth of them are new.", "新船占18%。"),
        ("Some five weeks later it sailed.", "2022年8月30日下水，2022年9月22日首航。"),
        ("A little over four months later it sailed.", "2024年3月21日下水，2024年7月1日首航。"),
        ("It sailed three weeks after 1 March 2024.", "2024年3月1日下水，2024年3月15日首航。"),
        ("The report is due about three weeks later.", "报告应在十五日内提交。"),
        ("The fine rose by 400,000 to half a million yuan.", "罚款由三十万元提高到五十万元。"),
        ("About 80 percent is hoped for.", "今年达到六成，明年再提高十个百分点。"),
        ("About 70 percent is hoped for.", "今年达到六成，明年再下降十个百分点。"),
        ("Passengers make up nearly 40 percent.", "客流占40.6%。"),
        ("Passengers make up nearly 40 percent.", "客流占40%。"),
        ("The rate fell below 0.3 percent.", "延误率为0.37%。"),
        ("Close to half of the freight is coal.", "煤炭占42.0%。"),
        ("It went through nearly 50 rounds.", "经过53轮。"),
        ("Complaints are settled within four days.", "投诉在72小时内办结。"),
        ("The three budgets add up to 196 million yuan.", "先安排5200万元，再安排7400万元，最后6000万元。"),
        ("The port had 1,929 ferries a year earlier.", "年末渡轮2147艘，比上年末增加318艘。"),
        ("It was laid up for two and a half years.", "2023年6月停航，2024年12月复航。"),
        ("The line ran for fifteen months.", "The line ran for less than fifteen months, and 20 ferries were sold."),
    ],
)
def test_another_figure_is_doubted(claim, source):
    assert any(finding.code.startswith("quantity.") for finding in mismatches(claim, source))


def test_a_denied_bound_denies_no_deed():
    source = Part("渡轮每日连续航行时间不得超过四小时。船员应当值班。")
    assert denied_words(Part("A ferry may not sail for more than four hours at a stretch."), source) == []
    assert denied_words(Part("A ferry may not be approved."), Part("渡轮获得批准。")) != []


def test_how_often_needs_a_period():
    said = "It was inspected twice."
    assert not often_follows(find_quantities(said)[0], said, "每六个月检查一次。")


def test_a_length_lies_between_few_days_only():
    (length,) = read("It took two months.")
    days = [Day(2024, month, 1) for month in (1, 3, 6, 9)]
    assert lies_between(length, [], days)
    assert not lies_between(length, [Day(2020, 1, 1)], days)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Logbooks must be kept for at least one year.", "航海日志应当保存不少于六个月。"),
        ("Logbooks must be kept for at least a year.", "航海日志应当保存不少于六个月。"),
        ("航海日志应当保存不少于一年。", "航海日志应当保存不少于一百八十日。"),
        ("船东应当在一年内报告。", "船东应当在六个月内报告。"),
        ("The permit is valid for one year.", "许可证有效期为三年。"),
        ("The buoy weighs 1 kg.", "浮标重5公斤。"),
        ("The link must reach 200 Mbps.", "带宽应当达到100Mbps。"),
        ("带宽应当达到2Gbps。", "带宽应当达到200Mbps。"),
        ("Pictures have 1920 pixels.", "画面为1080像素。"),
        ("The captain answers no later than a week afterwards.", "船长应当在三周内答复。"),
        ("The captain answers within 10 days.", "船长应当在10个工作日内答复。"),
        ("The captain answers within 10 working days.", "船长应当在十日内答复。"),
        ("船长应当在一周内答复。", "船长应当在五个工作日内答复。"),
    ],
)
def test_one_of_a_unit_and_working_days_are_figures_too(claim, source):
    assert [finding.polarity for finding in mismatches(claim, source)] == ["against"]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Reports are due once a year and kept for three years.", "每年报告一次，报告保存三年。"),
        ("It must be done within one year.", "应当在十二个月内完成。"),
        ("It must be done within a week.", "应当在七日内完成。"),
        ("The test ends in one day, after three days of preparation.", "试航当日结束，准备三天。"),
        ("Logbooks must be kept for at least a year.", "航海日志应当保存不少于一年，海图保存三年。"),
        ("The captain answers within ten working days.", "船长应当在10个工作日内答复。"),
        ("The link must reach 2 Gbps.", "带宽应当达到2000Mbps。"),
        ("Pictures have 1,920 pixels.", "画面为1920像素。"),
        ("One captain sailed five kilometres.", "一名船长航行五公里。"),
    ],
)
def test_one_of_a_unit_that_the_source_tells_in_its_own_way_is_not_doubted(claim, source):
    assert mismatches(claim, source) == []
