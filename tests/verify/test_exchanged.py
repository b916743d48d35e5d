"""Stretches of a clause that changed places, within one language."""

from __future__ import annotations

import pytest

from ragassist.verify.checks.exchanged import exchanged
from ragassist.verify.verifier import Verifier
from ragassist.verify.view import Part


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("甲公司起诉乙公司侵犯其图纸。", "乙公司起诉甲公司侵犯其图纸。"),
        ("人工检验优先于机器检验。", "机器检验优先于人工检验。"),
        ("本市对邻市实施泊位限制。", "邻市对本市实施泊位限制。"),
        ("据通报，船员举报了船东。", "据通报，船东举报了船员。"),
        ("The captain sued the owner.", "The owner sued the captain."),
        ("Ferries give way to barges at night.", "Barges give way to ferries at night."),
        ("Fees rose in Ningbo, not in Zhoushan.", "Fees rose in Zhoushan, not in Ningbo."),
        ("晚点的原因不在于大雾，而在于结冰。", "晚点的原因不在于结冰，而在于大雾。"),
    ],
)
def test_two_that_act_upon_each_other_may_not_change_places(claim: str, source: str) -> None:
    assert [finding.code for finding in exchanged(Part(claim), Part(source))] == ["role.exchanged"]
    assert not exchanged(Part(source), Part(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("商务部会同海关总署制定目录。", "海关总署会同商务部制定目录。"),
        ("船东和船员应当登记。", "船员和船东应当登记。"),
        ("船东、货主与船员应当登记。", "船员、货主与船东应当登记。"),
        ("2025年宁波市发布办法。", "宁波市2025年发布办法。"),
        ("今年在宁波举行。", "在宁波今年举行。"),
        ("主管部门是港务局。", "港务局是主管部门。"),
        ("Owners and captains must register.", "Captains and owners must register."),
        ("On Monday in Ningbo the council met.", "In Ningbo on Monday the council met."),
        ("The regulator is the port office.", "The port office is the regulator."),
        ("船员应当登记。", "船东应当登记。"),
        ("港务局把投诉请求全部驳回。", "港务局驳回全部投诉请求。"),
        ("据通报，罚款全部退还。", "据通报，退还全部罚款。"),
    ],
)
def test_equals_times_and_places_may(claim: str, source: str) -> None:
    assert exchanged(Part(claim), Part(source)) == []


def test_the_verifier_refuses_it_and_shows_both_places() -> None:
    claim, source = "船员举报了船东。", "据通报，船东举报了船员。"
    verdict = Verifier(None, None).verify(claim, [source])
    found = next(finding for finding in verdict.findings if finding.code == "role.exchanged")
    assert verdict.status == "unsupported"
    assert claim[slice(*found.claim_span)] == "船员"
    assert source[slice(*found.source_span)] == "船东"
