"""Figures that a writer reckons from those of a source, and words that reach no further than a rule does."""

import pytest

from ragassist.verify.bound_class import binds_a_class
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.checks.scope import overreach
from ragassist.verify.view import Part


def against(claim, source):
    return [finding.code for finding in mismatches(claim, source) if finding.polarity == "against"]


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("燃油占成本的41%，人工占27%。", "Fuel and labour leave 32 percent.", "Fuel and labour leave 36 percent."),
        ("抽查渡轮150艘，18艘不合格。", "Of 150 ferries checked, 132 passed.", "Of 150 ferries checked, 142 passed."),
        ("渡轮公司共有1500家，其中民营的占四成。", "Of the 1,500 companies, 600 are private.", "Of the 1,500 companies, 750 are private."),
        ("票价由50元降至42元。", "At 42 yuan tickets are 16 percent cheaper.", "At 42 yuan tickets are 26 percent cheaper."),
        ("客船由30艘减至20艘。", "They lost about a third of the 30 boats.", "They lost about half of the 30 boats."),
        ("事故48起，比上年减少两成。", "There were 48 accidents, against 60 the year before.", "There were 48 accidents, against 80 the year before."),
        ("补贴4800万元，惠及2.4万户。", "That is 2,000 yuan for each household.", "That is 20,000 yuan for each household."),
        ("首批交付14艘，次批25艘，年底前再交付9艘。", "In three batches 48 ferries come.", "In three batches 58 ferries come."),
        ("东线占60.3%，西线占20.1%。", "The east line has 60.3 percent, three times what the west has.", "The east line has 60.3 percent, twice what the west has."),
        ("增幅超过4个百分点的报告，超过7个百分点的停航。", "Report rises of over four points and stop at one of over seven.", "Report rises of over four points and stop at one of over nine."),
        ("2024年投入30万元，2025年投入50万元，2026年投入20万元。", "It costs a million over the three years.", "It costs two million over the four years."),
        ("渡轮每日14班，节假日20班。", "On holidays there are six more trips than the usual 14.", "On holidays there are six fewer trips than the usual 14."),
        ("老年人乘船半价。", "Older people pay half.", "Older people pay a third."),
        ("自2024年3月起，两年内完成更新。", "The work is due by early 2026.", "The work is due by late 2027."),
    ],
)  # fmt: skip
def test_what_follows_by_arithmetic_is_no_error_and_what_does_not_is(source, right, wrong):
    assert against(right, source) == []
    assert against(wrong, source) != []


def test_a_bound_told_by_reaching_is_the_bound():
    assert against("Where the load reaches 80 tonnes, a pilot is needed.", "载重80吨以上的，须有引航员。") == []
    assert against("Where the load is below 80 tonnes, a pilot is needed.", "载重80吨以上的，须有引航员。") != []


@pytest.mark.parametrize(
    ("claim", "source", "reaches"),
    [
        ("All ferry operators must publish fares.", "渡轮经营者应当公布票价。", True),
        ("Every captain must be registered.", "船长应当登记。", True),
        ("All ferry operators must publish fares.", "大型渡轮经营者应当公布票价。", False),
        ("All ferries must be insured.", "载客的渡轮应当投保。", False),
        ("All ferries must be insured.", "部分渡轮应当投保。", False),
    ],
)
def test_a_rule_binds_all_of_the_class_that_it_names(claim, source, reaches):
    assert binds_a_class(Part(claim), Part(source)) == reaches


def test_idioms_with_all_reach_nothing():
    assert overreach(Part("Fares rose by six yuan in all."), Part("票价上涨6元。")) == []
    assert [f.code for f in overreach(Part("All fares rose."), Part("东线票价上涨。"))] == ["scope.widened"]


def test_what_is_held_apart_from_others_is_so_alone():
    assert overreach(Part("Only large ferries need a second pilot."), Part("大型渡轮配两名引航员，其他渡轮配一名。")) == []
    assert overreach(Part("The port alone sets fares; only it may change them."), Part("票价由港务局核定，企业不得自行调整。")) == []
    assert overreach(Part("A label is required only where people may be misled."), Part("在可能误导公众时，应当加标识。")) == []
