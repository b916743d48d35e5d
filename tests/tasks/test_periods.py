"""Which words are a length of time, and which a date of the calendar that is counted in the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.tasks.contradiction import conflict, periods


@pytest.mark.parametrize(
    "text",
    [
        "会议于5月13日召开。",
        "五月十三日前报送年度报告。",
        "自2025年10月1日起施行。",
        "二〇二五年十月一日起施行。",
        "到2025年底建成。",
        "每月5日前报送上月数据。",
        "次年3月31日前公布。",
        "公示期为5月13日至27日。",
        "13日，该部门发布通知。",
        "截至15日，已有三家机构备案。",
        "3月起受理申请。",
        "第三季度的报告",
        "第二年的预算",
        "the 2025 year-end review",
    ],
)
def test_a_date_is_no_period(text):
    assert periods(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十五日内答复。", (15.0, "day")),
        ("在15日内答复。", (15.0, "day")),
        ("提前三日告知。", (3.0, "day")),
        ("自公布之日起30日后生效。", (30.0, "day")),
        ("保存不少于六个月。", (6.0, "month")),
        ("在3月内补正。", (3.0, "month")),
        ("有效期三年。", (3.0, "year")),
        ("10月1日起的两年内", (2.0, "year")),
        ("within 15 days", (15.0, "day")),
        ("five years from 2025", (5.0, "year")),
    ],
)
def test_a_length_of_time_is_a_period(text, expected):
    assert list(periods(text)) == [expected]


@given(st.integers(1, 12), st.integers(1, 28), st.integers(1, 60))
def test_a_period_beside_a_date_is_the_only_one(month, day, count):
    assert list(periods(f"应当自{month}月{day}日起{count}日内报送。")) == [(float(count), "day")]


def test_two_dates_are_not_set_against_each_other_as_lengths_of_time():
    found = conflict("企业应当在5月13日前提交报告。", "企业应当在收到通知之日起十五日内提交报告。", ("zh", "zh"))
    assert found is None or found.mine != "13日"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Skippers report within a month.", (1.0, "month")),
        ("Skippers apply half a year in advance.", (6.0, "month")),
        ("The licence runs a year and a half.", (1.5, "year")),
        ("许可证有效期两年半。", (2.5, "year")),
        ("两个半月内报告。", (2.5, "month")),
    ],
)
def test_one_of_a_unit_and_its_half_are_periods(text, period):
    assert list(periods(text)) == [period]


@pytest.mark.parametrize(
    "text", ["Skippers report once a month.", "They work for four passengers a day.", "200 people a month after that."]
)
def test_how_often_is_no_period(text):
    assert not {unit for count, unit in periods(text) if count == 1.0}


@pytest.mark.parametrize(
    ("claim", "source", "differs"),
    [
        ("Skippers apply a month before it lapses.", "船长应当在届满三十日前申请延期。", False),
        ("Skippers report within a month.", "船长应当在十五日内报告。", True),
        ("Skippers report within half a day.", "船长应当在十二小时内报告。", False),
        ("Skippers report within a month.", "船长应当在三十个工作日内报告。", False),
        ("More than two thirds of the boats are new.", "新船占59.3%。", True),
        ("More than half of the boats are new.", "新船占59.3%。", False),
        ("A quarter of the crew must be trained.", "新船占59.3%。", False),
    ],
)
def test_lengths_and_shares_are_compared_in_whatever_words(claim, source, differs):
    found = conflict(claim, source, ("en", "zh"))
    assert (found is not None and found.kind == "figure") == differs


@pytest.mark.parametrize(
    ("claim", "source", "theirs"),
    [
        ("使用国产船的，补助比例提高至60%。", "按照运费的30%给予补助；使用国产船的，补助比例提高至40%。", "40%"),
        ("靠泊费按吨计，每吨9元。", "引航费每海里5元，靠泊费每吨3元。", "3元"),
        ("船东应当在30日内备案。", "船东应当在30个工作日内备案。", "30个工作日"),
    ],
)
def test_what_is_set_against_a_figure_is_of_the_same_thing_and_in_the_same_days(claim, source, theirs):
    found = conflict(claim, source, ("zh", "zh"))
    assert found is not None
    assert found.theirs == theirs
