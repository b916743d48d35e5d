"""What legal Chinese leaves to the place of a word is spelled out before a small model reads it; what says it already is left alone."""

from __future__ import annotations

import pytest

from ragassist.answer.fixed import fix
from ragassist.answer.mended import is_past, mended
from ragassist.answer.spelled_out import spelled_out


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("摊主需要更换品种的，应当重新申请许可。", "如果摊主需要更换品种，应当重新申请许可。"),
        ("租期内，摊主需要更换品种的，应当重新申请许可。", "租期内，如果摊主需要更换品种，应当重新申请许可。"),
        ("除章程另有规定外，船东逾期缴费的，港务处可以扣船。", "除章程另有规定外，如果船东逾期缴费，港务处可以扣船。"),
        ("泊位证每年核发一次，届满未换证的，泊位证自动失效。", None),  # followed by no word of what must or may be done
        ("泊位证每年核发一次，未换证的，视为放弃泊位。", "泊位证每年核发一次，如果未换证，视为放弃泊位。"),
        ("渔船未投保，船员请求补缴的，港务处予以支持。", "如果渔船未投保，且船员请求补缴，港务处予以支持。"),
        ("船东拒缴的，处警告；情节严重的，吊销泊位证。", "如果船东拒缴，处警告；如果情节严重，吊销泊位证。"),
        ("船东有下列情形之一的，不得申请泊位：", "如果船东有下列情形之一，不得申请泊位："),
    ],
)
def test_a_case_is_said_by_if(written, spelled):
    assert spelled_out(written) == (spelled or written)


@pytest.mark.parametrize(
    "written",
    [
        "如果船东拒缴的，可以扣船。",
        "对拒不缴费的，可以扣船。",
        "港务处是主管泊位的机构。",
        "船东应当按时缴费。",
        "渔港，是指供渔船停泊的，由国家管理的港口。",
    ],
)
def test_what_is_no_case_or_says_so_itself_stays(written):
    assert spelled_out(written) == written


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("船东应当自收到通知之日起三十日内缴费。", "within 30 days from the date of 收到通知"),
        ("港务处自受理申请之日起十五个工作日内答复。", "within 15 working days from the date of 受理申请"),
        ("异议应当自公示之日起3个月内提出。", "within 3 months from the date of 公示"),
        ("3年内因超载受过警告的船长；", "在 the past 3 years 内"),
        ("船东多次拒缴泊位费。", " repeatedly "),
        ("允许在有效期内进行多次停靠。", " multiple times "),
    ],
)
def test_a_period_from_a_day_and_repetition_are_written_in_english(written, said):
    assert said in fix(written, "en")


@pytest.mark.parametrize("written", ["有效期三年内可以转让。", "渡轮每天航行三多次。", "本办法自公布之日起施行。"])
def test_other_periods_stay(written):
    assert "past" not in spelled_out(written)
    assert "repeatedly" not in spelled_out(written)


def test_a_power_that_a_rule_gives_is_not_what_the_rule_has():
    assert spelled_out("具有本条例规定的审批权限的港务处") == "依照本条例有审批权的港务处"


def test_torn_figures_are_joined_only_where_the_source_has_them():
    assert mended("It has 370, 000 sets.", "有 370,000 个", "", "") == "It has 370,000 sets."
    assert mended("In 2021, 300 boats sailed.", "2021 年 300 艘", "", "") == "In 2021, 300 boats sailed."


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("The harbour will exceed 30 million tonnes in 2021.", "The harbour exceeded 30 million tonnes in 2021."),
        ("In 2021 there will be more than 90 boats.", "In 2021 there were more than 90 boats."),
        ("The fleet will grow to 90 boats and will carry mail.", "The fleet grew to 90 boats and carried mail."),
        ("The fleet will not grow.", "The fleet will not grow."),
    ],
)
def test_a_past_year_is_told_as_past(english, told):
    assert mended(english, "", "2021年，船队超过90艘，吞吐量超过3000万吨。", "港口年报\n2022-03-01") == told


@pytest.mark.parametrize(
    ("sentence", "context"),
    [
        ("2021年，船队将超过90艘。", "2022-03-01"),
        ("2022年，船队超过90艘。", "2022-03-01"),
        ("到2025年，船队超过90艘，2021年为70艘。", "2022-03-01"),
        ("2021年，船队有望超过90艘。", "2022-03-01"),
        ("船队超过90艘。", "2022-03-01"),
        ("2021年，船队超过90艘。", "2021年年报"),
    ],
)
def test_what_may_be_to_come_is_left_as_it_is(sentence, context):
    assert not is_past(sentence, context)
