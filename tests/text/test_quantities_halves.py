"""A half behind its unit: one and a half years are 18 months, in either language."""

from __future__ import annotations

import pytest

from ragassist.text.quantities import find_quantities
from ragassist.verify.checks.quantities import mismatches


@pytest.mark.parametrize(
    ("text", "low", "unit", "approx"),
    [
        ("许可证有效期一年半。", "1.5", "year", "exact"),
        ("培训约两个半月。", "2.5", "month", "about"),
        ("停船三个半小时以上。", "3.5", "h", "at_least"),
        ("The permit runs for a year and a half.", "1.5", "year", "exact"),
        ("They waited about two and a half hours.", "2.5", "h", "about"),
        ("Losses stayed under half a percent.", "0.5", "", "less"),
    ],
)
def test_a_half_is_counted_with_what_stands_before_it(text, low, unit, approx):
    (found,) = find_quantities(text)
    assert (str(found.low), found.unit, found.approx) == (low, unit, approx)
    assert text[found.start : found.end] == found.surface


@pytest.mark.parametrize(
    "text",
    ["第一年半年报已经公布。", "船停了一年半载。", "一天半夜里起了火。", "Two years and half the crew.", "Half of a year went by."],
)
def test_a_half_of_something_else_is_not_counted_with_it(text):
    assert not any(str(each.low).endswith(".5") and each.unit for each in find_quantities(text))


@pytest.mark.parametrize(
    ("claim", "source", "agrees"),
    [
        ("The permit runs for a year and a half at most.", "许可证有效期不超过十八个月。", True),
        ("许可证最长一年半。", "许可证有效期不超过十八个月。", True),
        ("The permit runs for two and a half years at most.", "许可证有效期不超过十八个月。", False),
        ("It can be renewed during the last month and a half.", "许可证有效期二年，届满前四十五日内可以续期。", True),
        ("It can be renewed during the last two and a half months.", "许可证有效期二年，届满前四十五日内可以续期。", False),
        ("The log covers a minute and a half.", "日志记录九十秒。", True),
        ("The log covers two and a half minutes.", "日志记录九十秒。", False),
    ],
)
def test_the_same_length_in_another_unit_agrees(claim, source, agrees):
    assert any(each.polarity == "against" for each in mismatches(claim, source)) != agrees


@pytest.mark.parametrize(
    ("text", "share"),
    [("Almost one boat in five is leased.", "0.2"), ("Of the crews one in four is local, one ship owner in three now.", "0.25")],
)
def test_one_of_a_kind_in_so_many_is_a_share(text, share):
    assert str(next(each.low for each in find_quantities(text) if each.kind == "fraction")) == share


def test_one_in_several_places_is_no_share():
    assert not [each for each in find_quantities("They moored one boat in five ports.") if each.kind == "fraction"]
