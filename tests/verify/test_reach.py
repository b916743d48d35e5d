"""Reach, strength, attributes and names: what a translation may not change."""

from __future__ import annotations

import pytest

from ragassist.text.entities import entities
from ragassist.verify.checks.attributes import rivalries
from ragassist.verify.checks.direction import stands, turned
from ragassist.verify.checks.modality import strength
from ragassist.verify.checks.names import differing
from ragassist.verify.checks.negation import denied_words, prohibitions
from ragassist.verify.checks.scope import overreach
from ragassist.verify.view import Part


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("All ferries must be insured.", "载客渡船应当投保。"),
        ("所有渡船都应当投保。", "Passenger ferries must be insured."),
        ("Only harbour masters may inspect the ferries.", "港务人员可以检查渡船。"),
        ("The port inspects the ferries.", "港口检查部分渡船。"),
    ],
)
def test_a_claim_that_reaches_further_or_less_far_is_told(claim: str, source: str) -> None:
    assert overreach(Part(claim), Part(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("No one may board without any ticket.", "无票不得登船。"),
        ("All ferries must be insured.", "各类渡船均应投保。"),
        ("The rule is not only for ferries.", "该规定适用于渡船和货船。"),
        ("Some ferries are inspected.", "部分渡船接受检查。"),
        ("Only insured ferries may sail.", "投保的渡船方可航行。"),
    ],
)
def test_a_faithful_reach_is_left_alone(claim: str, source: str) -> None:
    assert overreach(Part(claim), Part(source)) == []


@pytest.mark.parametrize(
    ("claim", "source", "told"),
    [
        ("Captains must keep a log.", "鼓励船长记录日志。", True),
        ("Captains may keep a log if they wish.", "船长应当记录日志。", True),
        ("Captains must keep a log.", "船长不需要记录日志。", True),
        ("Captains need not keep a log.", "船长应当记录日志。", True),
        ("Captains shall keep a log.", "船长应当记录日志。", False),
        ("Captains may keep a log.", "船长可以记录日志。", False),
        ("Captains are encouraged to keep a log.", "鼓励船长记录日志。", False),
        ("A captain can be fined.", "对船长处以罚款。", False),
    ],
)
def test_must_may_and_need_not_are_three_things(claim: str, source: str, told: bool) -> None:
    assert bool(strength(Part(claim), Part(source))) is told


@pytest.mark.parametrize(
    ("claim", "source", "told"),
    [
        ("The fire brigade licenses ferries.", "渡轮由海关许可。", True),
        ("Customs licenses ferries.", "渡轮由海关许可。", False),
        ("The project draws on private capital.", "该项目吸引公私资本参与。", True),
        ("The project draws on public and private capital.", "该项目吸引公私资本参与。", False),
        ("出口增长了。", "Imports and exports grew.", True),
        ("An explicit mark is added.", "添加隐式标识。", True),
    ],
)
def test_one_attribute_does_not_stand_for_another(claim: str, source: str, told: bool) -> None:
    assert bool(rivalries(Part(claim), Part(source))) is told


def test_a_body_in_another_bodys_place_is_told_and_a_kindred_one_is_not() -> None:
    assert differing(Part("The Ministry of Commerce issued it."), Part("该文件由教育部发布。"))
    assert differing(Part("The Cyberspace Administration of China issued it."), Part("该文件由国家网信部门发布。")) == []
    assert differing(Part("The Ministry of Commerce issued it."), Part("该文件由有关部门发布。")) == []


def test_one_thing_has_one_key_in_both_languages() -> None:
    english, chinese = entities("Huawei is in China.", None, "en"), entities("华为在中国。", None, "zh")
    assert [e.key for e in english] == [e.key for e in chinese]
    assert len(english) == 2


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Ferries may leave without a permit.", "渡船未经许可不得离港。"),
        ("The permit is no longer valid.", "许可证仍然有效。"),
        ("The notice is binding.", "该通知不具有约束力。"),
        ("渡船的限制已经取消。", "渡船的限制并没有取消。"),
        ("The captain has no right to refuse.", "船长有权拒绝。"),
    ],
)
def test_what_is_turned_round_is_told(claim: str, source: str) -> None:
    mine, theirs = Part(claim), Part(source)
    assert [*prohibitions(mine, theirs, theirs), *denied_words(mine, theirs), *turned(stands(mine), mine, theirs)]


def test_a_denied_word_is_found_where_the_other_side_asserts_it_in_either_language() -> None:
    assert [f.code for f in denied_words(Part("The rule was repealed."), Part("The rule has not been repealed."))] == [
        "negation.word_dropped"
    ]
    assert [f.code for f in denied_words(Part("The ferry was approved."), Part("渡轮未获批准。"))] == ["negation.word_dropped"]
    assert denied_words(Part("规则没有取消。"), Part("规则未取消。")) == []
    assert denied_words(Part("The port keeps growing."), Part("港口不断扩建。")) == []


def test_any_before_a_relative_clause_widens_nothing():
    source = Part("对已经到期的许可，应当予以注销。")
    assert overreach(Part("Any permit that has expired must be cancelled."), source) == []
    assert overreach(Part("Any recordings which have expired must be deleted."), Part("到期的录音应当删除。")) == []
    assert [f.code for f in overreach(Part("Any permit must be cancelled."), source)] == ["scope.widened"]
    assert [f.code for f in overreach(Part("All permits that have expired go, in every port."), source)] == ["scope.widened"]
